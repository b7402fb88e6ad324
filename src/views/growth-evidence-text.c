/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "growth-evidence-text.h"

#include <glib/gi18n.h>
#include <math.h>

#include "goroutine-wait.h"
#include "units.h"

/* Beyond this a double cannot be cast to 64 bits. */
#define MOST_BYTES 9e18

static char *
format_bytes (double bytes)
{
  return ht_format_bytes ((gint64) fmin (fmax (bytes, 0), MOST_BYTES));
}

static const char *
get_waiting_text (const char *wait)
{
  static const char *const texts[] = {
    [HT_GOROUTINE_WAIT_OTHER] = N_ ("Goroutines that wait or run"),
    [HT_GOROUTINE_WAIT_SEND] = N_ ("Goroutines that wait to send to a channel"),
    [HT_GOROUTINE_WAIT_RECEIVE] = N_ ("Goroutines that wait to receive from a channel"),
    [HT_GOROUTINE_WAIT_SELECT] = N_ ("Goroutines that wait in a select"),
    [HT_GOROUTINE_WAIT_LOCK] = N_ ("Goroutines that wait for a mutex"),
    [HT_GOROUTINE_WAIT_SLEEP] = N_ ("Goroutines that wait for a time to pass"),
    [HT_GOROUTINE_WAIT_HTTP] = N_ ("Goroutines that wait for an HTTP connection"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (ht_goroutine_wait_get_id ((HtGoroutineWaitKind) i), wait))
      return _ (texts[i]);
  return _ (texts[HT_GOROUTINE_WAIT_OTHER]);
}

/* What has neither names nor values. */
static const char *
get_plain_text (HtGrowthEvidenceKind kind)
{
  static const char *const texts[HT_N_GROWTH_EVIDENCE] = {
    [HT_GROWTH_EVIDENCE_TIMERS] =
        N_ ("The heap profiles show timers that this function made and that are still there."),
    [HT_GROWTH_EVIDENCE_FEW_PROFILES] =
        N_ ("Two goroutine profiles would tell which goroutines they are."),
    [HT_GROWTH_EVIDENCE_DEEPER] = N_ ("There are not as many more goroutines: they call deeper, or "
                                      "keep more on the stack."),
    [HT_GROWTH_EVIDENCE_RECURSION] = N_ ("The deepest stack is mostly this function in itself."),
    [HT_GROWTH_EVIDENCE_NO_PROFILE] = N_ ("No Go profile shows it: memory of C libraries (cgo), or "
                                          "mapped by the program."),
    [HT_GROWTH_EVIDENCE_SOME_LIMIT] =
        N_ ("No GOGC in use leaves so little room: a memory limit keeps the goal down."),
    [HT_GROWTH_EVIDENCE_GOAL_FOLLOWS] =
        N_ ("The goal follows what is alive: that is GOGC, and not a memory limit."),
  };

  return texts[kind] != NULL ? _ (texts[kind]) : "";
}

static char *
make_doubling_text (const HtGrowthEvidence *evidence)
{
  g_autofree char *bytes = format_bytes (evidence->values[0]);
  g_autofree char *from = ht_format_duration_short ((gint64) (evidence->values[1] * 1e9));
  g_autofree char *to = ht_format_duration_short ((gint64) (evidence->values[2] * 1e9));

  return g_strdup_printf (
      _ ("At this pace the map grows by %s next, %s to %s after the newest heap"), bytes, from, to);
}

/* Texts with one size in bytes, or with two, in their order. */
static char *
make_size_text (const HtGrowthEvidence *evidence)
{
  g_autofree char *first = format_bytes (evidence->values[0]);
  g_autofree char *second = format_bytes (evidence->values[1]);
  g_autofree char *third = format_bytes (evidence->values[2]);
  g_autofree char *n_first = NULL;
  g_autofree char *n_now = NULL;

  switch (evidence->kind)
    {
    case HT_GROWTH_EVIDENCE_MAP_BUCKETS:
      return g_strdup_printf (
          _ ("One object doubles, as the buckets of a map do up to Go 1.23; it is of %s now"),
          first);
    case HT_GROWTH_EVIDENCE_MAP_TABLES:
      return g_strdup_printf (
          _ ("Objects of %s double in number, as the tables of a map do since Go 1.24"), first);
    case HT_GROWTH_EVIDENCE_NEXT_DOUBLING:
      return make_doubling_text (evidence);
    case HT_GROWTH_EVIDENCE_STACKS:
      return g_strdup_printf (
          _ ("Stacks of goroutines went from %s to %s; no heap profile shows them."), first,
          second);
    case HT_GROWTH_EVIDENCE_WAITING:
      n_now = ht_format_count ((gint64) evidence->values[0]);
      n_first = ht_format_count ((gint64) evidence->values[1]);
      return g_strdup_printf (_ ("%s: %s, before it were %s; each has some %s of stack."),
                              get_waiting_text (evidence->names[0]), n_now, n_first, third);
    case HT_GROWTH_EVIDENCE_OFF_HEAP:
      return g_strdup_printf (_ ("Of %s of private memory at least %s are not Go's own: it has not "
                                 "got as much from the system."),
                              first, second);
    case HT_GROWTH_EVIDENCE_HUGE_PAGES:
      return g_strdup_printf (
          _ ("Go gave back %s; the system may have put huge pages in their place."), first);
    case HT_GROWTH_EVIDENCE_HOLES:
      return g_strdup_printf (_ ("Of %s of spans in use %s are free: a few objects hold each span, "
                                 "and only others of their size can use the rest."),
                              first, second);
    case HT_GROWTH_EVIDENCE_EMPTIED:
      return g_strdup_printf (_ ("Objects of up to %s took %s once, and take %s now."), first,
                              second, third);
    case HT_GROWTH_EVIDENCE_AT_LIMIT:
      return g_strdup_printf (_ ("GOMEMLIMIT is %s: the goal cannot rise."), first);
    default:
      return g_strdup (get_plain_text (evidence->kind));
    }
}

static char *
make_type_text (const HtGrowthEvidence *evidence)
{
  g_autofree char *bytes = ht_format_count ((gint64) evidence->values[0]);
  g_autofree char *n_objects = ht_format_count ((gint64) evidence->values[1]);
  g_autofree char *n_all = ht_format_count ((gint64) evidence->values[2]);

  /* Translators: the size in bytes, a type of Go, and two counts */
  return evidence->kind == HT_GROWTH_EVIDENCE_KEPT_ARRAYS
             ? g_strdup_printf (_ ("Objects of %s bytes that stayed are arrays of %s, as a trace "
                                   "shows (%s of %s)"),
                                bytes, evidence->names[0], n_objects, n_all)
             : g_strdup_printf (_ ("Objects of %s bytes that stayed are of type %s, as a trace "
                                   "shows (%s of %s)"),
                                bytes, evidence->names[0], n_objects, n_all);
}

/**
 * ht_growth_evidence_text:
 * @evidence: a piece of evidence
 *
 * Returns: (transfer full): what it says, in the user's language. Names in it are as they came: not
 *   yet fit to be shown
 */
char *
ht_growth_evidence_text (const HtGrowthEvidence *evidence)
{
  const double *values = evidence->values;
  const char *const *names = evidence->names;
  g_autofree char *share = NULL;
  g_autofree char *live = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  switch (evidence->kind)
    {
    case HT_GROWTH_EVIDENCE_FRAME:
      return g_strdup_printf (_ ("%s is on the stack that allocates"), names[0]);
    case HT_GROWTH_EVIDENCE_BESIDE:
      return g_strdup_printf (_ ("%s, called by %s, allocates ever more as well"), names[0],
                              names[1]);
    case HT_GROWTH_EVIDENCE_GOROUTINES:
      first = ht_format_count ((gint64) values[0]);
      second = ht_format_count ((gint64) values[1]);
      return g_strdup_printf (_ ("Goroutines in %s rose from %s to %s"), names[0], first, second);
    case HT_GROWTH_EVIDENCE_CALL:
      return g_strdup_printf (
          _ ("The line that allocates calls %s, as CPU profiles show (samples: %.0f)"), names[0],
          values[0]);
    case HT_GROWTH_EVIDENCE_ESCAPE:
      return g_strdup_printf (_ ("%s: the compiler says “%s”"), names[0], names[1]);
    case HT_GROWTH_EVIDENCE_SOURCE:
      return g_strdup_printf ("%s: %s", names[0], names[1]);
    case HT_GROWTH_EVIDENCE_BODY:
      return g_strdup_printf (_ ("%s: the body of this answer is closed nowhere: %s"), names[0],
                              names[1]);
    case HT_GROWTH_EVIDENCE_EQUAL_SIZES:
      first = ht_format_count ((gint64) values[0]);
      second = ht_format_count ((gint64) values[1]);
      return g_strdup_printf (_ ("%s objects of %s bytes"), first, second);
    case HT_GROWTH_EVIDENCE_DOUBLING:
      first = ht_format_count ((gint64) values[0]);
      second = ht_format_count ((gint64) values[1]);
      return g_strdup_printf (_ ("The largest object was of %s bytes, and is of %s now"), first,
                              second);
    case HT_GROWTH_EVIDENCE_KEPT_TYPE:
    case HT_GROWTH_EVIDENCE_KEPT_ARRAYS:
      return make_type_text (evidence);
    case HT_GROWTH_EVIDENCE_COLLECTIONS:
      share = ht_format_percent (values[1]);
      live = format_bytes (values[2]);
      return g_strdup_printf (
          _ ("%.1f collections per second, each %s above the %s that are alive."), values[0], share,
          live);
    case HT_GROWTH_EVIDENCE_COLLECTOR_CPU:
      share = ht_format_percent (values[0]);
      return g_strdup_printf (_ ("They take %s of the CPU time."), share);
    case HT_GROWTH_EVIDENCE_GOGC:
      return g_strdup_printf (_ ("GOGC is %.0f."), values[0]);
    default:
      return make_size_text (evidence);
    }
}

/**
 * ht_growth_class_text:
 * @text: (nullable): the title or remedy of a class, as the table of classes has it
 *
 * Returns: (nullable): the same in the user's language, if it is one of those that come with the
 *   program and there is a translation
 */
const char *
ht_growth_class_text (const char *text)
{
  /* The translation of nothing is what translators say of themselves. */
  return text != NULL && *text != '\0' ? _ (text) : text;
}
