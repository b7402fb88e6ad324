/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "growth-parts.h"

#include <glib/gi18n.h>
#include <math.h>

#include "function-name.h"
#include "gc-texts.h"
#include "growth-sentence.h"
#include "growth-texts.h"
#include "record-sink.h"
#include "safe-text.h"
#include "units.h"

/**
 * ht_growth_part_title:
 * @document: what the page is made of
 *
 * Returns: (transfer full): whose growth it tells of
 */
char *
ht_growth_part_title (const HtGrowthDocument *document)
{
  if (*document->growth->target == '\0')
    return g_strdup (_ ("Growth of memory"));
  /* Translators: the name of a service */
  return g_strdup_printf (_ ("Growth of %s"), document->growth->target);
}

/* A page is read elsewhere and later, so it tells the day and the zone. */
static char *
tell_time (gint64 time_ns, HtTimeDisplay display, const char *format)
{
  gint64 second = time_ns / G_GINT64_CONSTANT (1000000000);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (second);
  g_autoptr (GDateTime) shown = NULL;

  if (utc == NULL)
    return g_strdup ("?");
  shown = display == HT_TIME_DISPLAY_LOCAL ? g_date_time_to_local (utc) : g_date_time_ref (utc);
  return g_date_time_format (shown, format);
}

/**
 * ht_growth_part_span:
 * @document: what the page is made of
 *
 * Returns: (transfer full): from when to when was looked at, and how often; "" if nothing was there
 */
char *
ht_growth_part_span (const HtGrowthDocument *document)
{
  const HtGrowthData *growth = document->growth;
  g_autofree char *from_day = NULL;
  g_autofree char *to_day = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (growth->n_states == 0)
    return g_strdup ("");
  from_day = tell_time (growth->from_ns, document->display, "%F");
  to_day = tell_time (growth->to_ns, document->display, "%F");
  from = tell_time (growth->from_ns, document->display, "%F %T");
  to = tell_time (growth->to_ns, document->display,
                  g_str_equal (from_day, to_day) ? "%T %Z" : "%F %T %Z");
  return g_strdup_printf (
      /* Translators: from when to when, and how many */
      g_dngettext (NULL, "%s – %s, %u state of the heap", "%s – %s, %u states of the heap",
                   growth->n_states),
      from, to, growth->n_states);
}

/**
 * ht_growth_part_lives:
 * @document: what the page is made of
 *
 * Returns: (transfer full) (nullable): that only the last life of the process is judged, if there
 *   were others
 */
char *
ht_growth_part_lives (const HtGrowthDocument *document)
{
  if (document->growth->n_lives < 2)
    return NULL;
  /* Translators: how often a process was started */
  return g_strdup_printf (_ ("The process began anew; of %u lives only the last one is judged."),
                          document->growth->n_lives);
}

/**
 * ht_growth_part_rest:
 * @document: what the page is made of
 * @n_told: how many of its sites it tells of, the first ones
 *
 * Returns: (transfer full) (nullable): how many others there are; %NULL if there are none
 */
char *
ht_growth_part_rest (const HtGrowthDocument *document, guint n_told)
{
  const HtGrowthData *growth = document->growth;
  guint n_growing = growth->n_growing > n_told ? growth->n_growing - n_told : 0;
  guint n_before = MAX (n_told, growth->n_growing + growth->n_set_aside);
  guint n_others = growth->sites->len - MIN (n_before, growth->sites->len);
  g_autofree char *others = NULL;

  if (n_others > 0)
    others = g_strdup_printf (g_dngettext (NULL, "%u that does not grow, or too little to tell",
                                           "%u that do not grow, or too little to tell", n_others),
                              n_others);
  if (n_growing == 0)
    /* Translators: what else there is, as “3 that do not grow” */
    return others != NULL ? g_strdup_printf (_ ("and %s"), others) : NULL;
  if (n_others == 0)
    return g_strdup_printf (g_dngettext (NULL, "and %u more that grows", "and %u more that grow",
                                         n_growing),
                            n_growing);
  return g_strdup_printf (
      /* Translators: how many, and what else there is, as “3 that do not grow” */
      g_dngettext (NULL, "and %u more that grows, %s", "and %u more that grow, %s", n_growing),
      n_growing, others);
}

/**
 * ht_growth_part_more:
 * @n: how many things there was no room for
 *
 * Returns: (transfer full): that, to stand below the others
 */
char *
ht_growth_part_more (guint n)
{
  return g_strdup_printf (g_dngettext (NULL, "and %u more", "and %u more", n), n);
}

/**
 * ht_growth_part_remarks:
 * @document: what the page is made of
 *
 * Returns: (transfer full) (element-type utf8): what people wrote down, each with what it is about
 */
GPtrArray *
ht_growth_part_remarks (const HtGrowthDocument *document)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < document->growth->remarks->len; i++)
    {
      const HtNote *note = g_ptr_array_index (document->growth->remarks, i);
      g_autofree char *words = ht_safe_text_for_terminal (note->text, -1);
      g_autofree char *chain =
          note->chain != NULL ? ht_safe_text_for_terminal (note->chain, -1) : NULL;
      GString *text = g_string_new (NULL);

      if (note->time_ns != HT_UNKNOWN)
        {
          g_autofree char *time = tell_time (note->time_ns, document->display, "%F %T %Z");

          g_string_append_printf (text, "%s: ", time);
        }
      if (chain != NULL)
        g_string_append_printf (text, "%s: ", chain);
      g_string_append (text, words);
      g_ptr_array_add (texts, g_string_free (text, FALSE));
    }
  return texts;
}

/**
 * ht_growth_part_known:
 * @document: what the page is made of
 *
 * Returns: (transfer full) (element-type utf8): the growth that is not counted, each with the
 * reason
 */
GPtrArray *
ht_growth_part_known (const HtGrowthDocument *document)
{
  const HtGrowthData *growth = document->growth;
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < growth->n_set_aside; i++)
    {
      const HtGrowthSite *site = g_ptr_array_index (growth->sites, growth->n_growing + i);
      g_autofree char *rate = ht_growth_rate_text (site->course.now.rate);
      g_autofree char *chain = ht_safe_text_for_terminal (site->chain, -1);

      g_ptr_array_add (texts, g_strdup_printf ("%s, %s: %s", chain, rate, site->reason));
    }
  return texts;
}

/**
 * ht_growth_part_origin:
 * @document: what the page is made of
 *
 * Returns: (transfer full): which program says all this, and of what
 */
char *
ht_growth_part_origin (const HtGrowthDocument *document)
{
  if (document->inputs == NULL)
    return g_strdup ("Heaptrail " HT_VERSION);
  /* Translators: the program with its version, and names of files */
  return g_strdup_printf (_ ("%s, from %s"), "Heaptrail " HT_VERSION, document->inputs);
}

/**
 * ht_growth_part_scale:
 * @document: what the page is made of
 *
 * Returns: (transfer full): what the small pictures of the table show, and on which scale
 */
char *
ht_growth_part_scale (const HtGrowthDocument *document)
{
  g_autofree char *greatest = ht_format_bytes ((gint64) document->growth->greatest);

  /* Translators: a size: small pictures in the column reach from nothing to that */
  return g_strdup_printf (_ ("0 – %s"), greatest);
}

static void
clear_saying (gpointer data)
{
  g_free (((HtGrowthSaying *) data)->text);
}

static void
add_saying (GArray *sayings, const char *label, const char *text)
{
  const HtGrowthSaying saying = { label, g_strdup (text) };

  if (text != NULL)
    g_array_append_val (sayings, saying);
}

static char *
join_candidates (const HtGrowthSite *site)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < site->candidates->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (site->candidates, i));
  return g_string_free (names, FALSE);
}

/**
 * ht_growth_part_sayings:
 * @site: a site
 *
 * Returns: (transfer full) (element-type HtGrowthSaying): what is said of it beside the evidence
 */
GArray *
ht_growth_part_sayings (const HtGrowthSite *site)
{
  GArray *sayings = g_array_new (FALSE, FALSE, sizeof (HtGrowthSaying));
  g_autofree char *candidates = join_candidates (site);

  g_array_set_clear_func (sayings, clear_saying);
  if (site->class_name == NULL && *candidates != '\0')
    /* Translators: of which causes growth may be, the likeliest first */
    add_saying (sayings, _ ("May be"), candidates);
  add_saying (sayings, _ ("Kept by"), site->keeper);
  add_saying (sayings, _ ("What helps"), site->remedy);
  /* Translators: in which processes of a service something is so */
  add_saying (sayings, _ ("Where"), site->spread);
  return sayings;
}

/**
 * ht_growth_part_reason:
 * @reason: what speaks for the cause of growth, or does not
 *
 * Returns: (transfer full): that in words, with a sign before it
 */
char *
ht_growth_part_reason (const HtGrowthReason *reason)
{
  return g_strdup_printf ("%s %s", ht_growth_mark_sign (reason->mark), reason->text);
}

/**
 * ht_growth_part_sentence:
 * @document: what the page is made of
 *
 * Returns: (transfer none): what there is to know first
 */
const char *
ht_growth_part_sentence (const HtGrowthDocument *document)
{
  return document->growth->sentences[document->display];
}

/**
 * ht_growth_part_head:
 * @column: a column of the table
 *
 * Returns: what it is called, in the user's language
 */
const char *
ht_growth_part_head (HtGrowthColumn column)
{
  static const char *const heads[HT_GROWTH_N_COLUMNS] = {
    [HT_GROWTH_COLUMN_NAME] = N_ ("Allocated in"),
    [HT_GROWTH_COLUMN_RATE] = N_ ("Growth"),
    [HT_GROWTH_COLUMN_ERROR] = N_ ("95 %"),
    [HT_GROWTH_COLUMN_SHARE] = N_ ("Share"),
    [HT_GROWTH_COLUMN_HELD] = N_ ("Held"),
    [HT_GROWTH_COLUMN_CAUSE] = N_ ("Cause"),
    [HT_GROWTH_COLUMN_ALONE] = N_ ("Limit alone in"),
  };

  return _ (heads[column]);
}

/**
 * ht_growth_part_cell:
 * @site: a site
 * @column: a column of the table
 *
 * Returns: (transfer full): what its row says there; names are fit to be shown, no more
 */
char *
ht_growth_part_cell (const HtGrowthSite *site, HtGrowthColumn column)
{
  gboolean grows = ht_growth_site_is_growing (site);
  g_autofree char *rate = NULL;

  switch (column)
    {
    case HT_GROWTH_COLUMN_NAME:
      return ht_function_name_shorten (ht_growth_site_get_frame (site)->function, HT_NAME_PLAIN);
    case HT_GROWTH_COLUMN_RATE:
      rate = ht_growth_rate_text (site->course.now.rate);
      return grows ? g_strconcat ("▲ ", rate, NULL) : g_steal_pointer (&rate);
    case HT_GROWTH_COLUMN_ERROR:
      return ht_growth_error_text (&site->course.now);
    case HT_GROWTH_COLUMN_SHARE:
      return ht_gc_share_text (grows ? site->share : NAN);
    case HT_GROWTH_COLUMN_HELD:
      return ht_format_bytes (site->last_bytes);
    case HT_GROWTH_COLUMN_CAUSE:
      if (site->is_set_aside)
        /* Translators: growth that somebody set aside */
        return g_strdup (_ ("known"));
      if (!grows)
        return g_strdup (ht_growth_verdict_text (site->course.verdict));
      /* Translators: why something grows */
      return g_strdup (site->class_name != NULL ? site->class_name : _ ("unknown"));
    case HT_GROWTH_COLUMN_ALONE:
    case HT_GROWTH_N_COLUMNS:
    default:
      return isnan (site->eta.s) ? g_strdup ("–") : ht_growth_eta_text (site->eta.s);
    }
}

/**
 * ht_growth_part_is_words:
 * @column: a column of the table
 *
 * Returns: whether it has words; else it has numbers
 */
gboolean
ht_growth_part_is_words (HtGrowthColumn column)
{
  return column == HT_GROWTH_COLUMN_NAME || column == HT_GROWTH_COLUMN_CAUSE;
}
