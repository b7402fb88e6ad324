/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "growth-sentence.h"

#include <glib/gi18n.h>
#include <math.h>

#include "function-name.h"
#include "gc-texts.h"
#include "growth-known.h"
#include "growth-texts.h"
#include "units.h"

#define MINUTE 60.0
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

/* So far off nothing goes on as it does now. */
#define FAR_OFF (1000 * DAY)

#define NS_PER_S G_GINT64_CONSTANT (1000000000)

/**
 * ht_growth_eta_text:
 * @seconds: how long until something happens
 *
 * Returns: (transfer full): that as exactly as anybody can mean it, such as "3 h 40 min"
 */
char *
ht_growth_eta_text (double seconds)
{
  if (seconds < 2 * MINUTE)
    /* Translators: seconds */
    return g_strdup_printf (_ ("%.0f s"), seconds);
  if (seconds < HOUR)
    /* Translators: minutes */
    return g_strdup_printf (_ ("%.0f min"), seconds / MINUTE);
  if (seconds < 10 * HOUR)
    {
      double tens = round (seconds / (10 * MINUTE));

      /* Translators: hours and minutes */
      return g_strdup_printf (_ ("%.0f h %.0f min"), floor (tens / 6), fmod (tens, 6) * 10);
    }
  if (seconds < 2 * DAY)
    /* Translators: hours */
    return g_strdup_printf (_ ("%.0f h"), seconds / HOUR);
  if (seconds < FAR_OFF)
    /* Translators: days */
    return g_strdup_printf (_ ("%.0f days"), seconds / DAY);
  return g_strdup (_ ("years"));
}

/**
 * ht_growth_limit_text:
 * @forecast: what is to come of a limit
 *
 * Returns: (transfer full): which limit that is
 */
char *
ht_growth_limit_text (const HtGrowthForecast *forecast)
{
  g_autofree char *size = ht_format_bytes (forecast->limit_bytes);

  switch (forecast->limit)
    {
    case HT_GROWTH_LIMIT_CONTAINER:
      /* Translators: a size */
      return g_strdup_printf (_ ("The container's limit of %s"), size);
    case HT_GROWTH_LIMIT_CONTAINER_HIGH:
      /* Translators: a size from where on the kernel slows a container down */
      return g_strdup_printf (_ ("The container's throttling at %s"), size);
    case HT_GROWTH_LIMIT_MEMORY:
      /* Translators: a size */
      return g_strdup_printf (_ ("GOMEMLIMIT of %s"), size);
    case HT_GROWTH_LIMIT_OWN:
    case HT_GROWTH_N_LIMITS:
    default:
      /* Translators: a size */
      return g_strdup_printf (_ ("The limit of %s"), size);
    }
}

static char *
tell_coming (const char *limit, const HtGrowthEta *eta)
{
  g_autofree char *time = ht_growth_eta_text (eta->s);
  g_autofree char *low = ht_growth_eta_text (eta->low_s);
  g_autofree char *high = NULL;

  if (isnan (eta->high_s))
    /* Translators: a limit, when it will be reached, and when at the soonest */
    return g_strdup_printf (_ ("%s in %s (%s or later)."), limit, time, low);
  high = ht_growth_eta_text (eta->high_s);
  if (g_str_equal (low, high))
    /* Translators: a limit, and when it will be reached */
    return g_strdup_printf (_ ("%s in %s."), limit, time);
  /* Translators: a limit, when it will be reached, and between which times that is */
  return g_strdup_printf (_ ("%s in %s (%s – %s)."), limit, time, low, high);
}

/**
 * ht_growth_forecast_text:
 * @forecast: what is to come
 *
 * Returns: (transfer full): that in a sentence, such as "GOMEMLIMIT of 512 MiB in 3 h 40 min (2 h
 *   50 min – 5 h 10 min)."; "" if there is no limit
 */
char *
ht_growth_forecast_text (const HtGrowthForecast *forecast)
{
  g_autofree char *limit = NULL;

  if (forecast->outlook == HT_GROWTH_OUTLOOK_NO_LIMIT)
    return g_strdup ("");
  limit = ht_growth_limit_text (forecast);
  if (ht_growth_forecast_is_limited (forecast))
    return g_strdup_printf (
        _ ("%s is reached: collections take more CPU before memory grows any more."), limit);
  switch (forecast->outlook)
    {
    case HT_GROWTH_OUTLOOK_COMING:
      return tell_coming (limit, &forecast->eta);
    case HT_GROWTH_OUTLOOK_REACHED:
      return g_strdup_printf (_ ("%s is reached."), limit);
    case HT_GROWTH_OUTLOOK_NEVER:
      return g_strdup_printf (_ ("%s is not reached if it goes on like this."), limit);
    case HT_GROWTH_OUTLOOK_UNKNOWN:
    case HT_GROWTH_OUTLOOK_NO_LIMIT:
    default:
      return g_strdup_printf (_ ("%s: whether it is reached cannot be told."), limit);
    }
}

/**
 * ht_growth_spread_text:
 * @spread: in how many processes of a service something grows
 *
 * Returns: (transfer full): that in a sentence, and what it means
 */
char *
ht_growth_spread_text (const HtGrowthSpread *spread)
{
  if (spread->n_growing == spread->n_compared)
    /* Translators: how many processes of a service there are */
    return g_strdup_printf (
        _ ("Grows in all of %u processes: it is what the code does everywhere."),
        spread->n_compared);
  /* Translators: in how many processes of how many */
  return g_strdup_printf (_ ("Grows in %u of %u processes: look for what is different there, such "
                             "as a key or a tenant."),
                          spread->n_growing, spread->n_compared);
}

static char *
get_name (const HtCatalog *catalog, guint32 function)
{
  if (function == 0)
    return NULL;
  return ht_function_name_shorten (ht_catalog_get_function_name (catalog, function), HT_NAME_PLAIN);
}

/**
 * ht_growth_time_text:
 * @since_ns: a time, ns since 1970
 * @to_ns: the end of what is told of
 * @display: how times are told
 * @start_ns: begin of the recording, for times since start
 *
 * A clock without its zone tells nothing to who is elsewhere; the day is told if it was another.
 *
 * Returns: (transfer full): the time as a sentence tells it
 */
char *
ht_growth_time_text (gint64 since_ns, gint64 to_ns, HtTimeDisplay display, gint64 start_ns)
{
  gint64 precision_ns = (to_ns - since_ns > 10 * 60 * NS_PER_S ? 60 : 1) * NS_PER_S;
  g_autofree char *time = ht_axis_time_label (since_ns, precision_ns, display, start_ns);
  g_autofree char *day = NULL;
  g_autofree char *today = NULL;

  if (display == HT_TIME_DISPLAY_SINCE_START)
    return g_steal_pointer (&time);
  day = ht_axis_time_label (since_ns, 24 * 60 * 60 * NS_PER_S, display, start_ns);
  today = ht_axis_time_label (to_ns, 24 * 60 * 60 * NS_PER_S, display, start_ns);
  return g_strconcat (g_str_equal (day, today) ? "" : day, g_str_equal (day, today) ? "" : " ",
                      time, display == HT_TIME_DISPLAY_UTC ? " UTC" : "", NULL);
}

static const HtGrowthChain *
find_growing (const HtGrowthReport *report, HtGrowthScope scope)
{
  for (guint i = 0; i < report->chains->len; i++)
    {
      const HtGrowthChain *chain = g_ptr_array_index (report->chains, i);

      if (chain->scope == scope && ht_growth_chain_is_leak (chain))
        return chain;
    }
  return NULL;
}

/* On whose behalf a chain allocates: what people can change is their own code. */
static guint32
get_blamed (const HtGrowthChain *chain)
{
  return chain->responsible != 0 ? chain->responsible : chain->function;
}

static gboolean
is_site_leak (const HtGrowthChain *chain)
{
  return chain->scope == HT_GROWTH_SCOPE_SITE && ht_growth_chain_is_leak (chain);
}

/* The function on whose behalf most of the growth is allocated, and how much of it; 0 if that
 * cannot be told. */
static guint32
find_most_blamed (const HtGrowthReport *report, double *share)
{
  guint32 most = 0;

  *share = 0;
  for (guint i = 0; i < report->chains->len; i++)
    {
      const HtGrowthChain *chain = g_ptr_array_index (report->chains, i);
      double sum = 0;

      for (guint j = i; j < report->chains->len && is_site_leak (chain); j++)
        {
          const HtGrowthChain *other = g_ptr_array_index (report->chains, j);

          if (is_site_leak (other) && get_blamed (other) == get_blamed (chain) &&
              !isnan (other->share))
            sum += other->share;
        }
      if (sum > *share)
        {
          most = get_blamed (chain);
          *share = sum;
        }
    }
  return most;
}

/* The heap, and of what most of its growth is. */
static void
add_heap (GString *text,
          const HtGrowthReport *report,
          const HtCatalog *catalog,
          HtTimeDisplay display,
          gint64 start_ns)
{
  const HtGrowthChain *chain = find_growing (report, HT_GROWTH_SCOPE_SITE);
  g_autofree char *name = NULL;
  g_autofree char *since = NULL;
  g_autofree char *rate = NULL;

  if (report->total.verdict == HT_GROWTH_GROWING && report->since_ns != HT_UNKNOWN)
    {
      double blamed_share;

      rate = ht_growth_rate_text (report->total.now.rate);
      since = ht_growth_time_text (report->since_ns, report->to_ns, display, start_ns);
      /* Translators: a rate, such as “2.1 MiB/min”, and a time */
      g_string_append_printf (text, _ ("Heap live grows %s since %s."), rate, since);
      name = get_name (catalog, find_most_blamed (report, &blamed_share));
      if (name == NULL)
        return;

      g_autofree char *share = ht_gc_share_text (MIN (blamed_share, 1));

      g_string_append_c (text, ' ');
      /* Translators: a share, and the name of a function */
      g_string_append_printf (text, _ ("%s of it is %s."), share, name);
      return;
    }
  name = chain != NULL ? get_name (catalog, get_blamed (chain)) : NULL;
  if (name != NULL)
    {
      rate = ht_growth_rate_text (chain->course.now.rate);
      since = ht_growth_time_text (chain->since_ns, report->to_ns, display, start_ns);
      /* Translators: the name of a function, a rate, and a time */
      g_string_append_printf (text, _ ("%s grows %s since %s, which the rest of the heap hides."),
                              name, rate, since);
    }
}

static void
add_process (GString *text, const HtGrowthReport *report, const HtCatalog *catalog)
{
  const HtGrowthChain *chain = find_growing (report, HT_GROWTH_SCOPE_PROCESS);
  g_autofree char *name = NULL;
  g_autofree char *rate = NULL;

  if (chain == NULL)
    return;
  name = get_name (catalog, chain->function);
  rate = ht_growth_rate_text (chain->course.now.rate);
  if (text->len > 0)
    g_string_append_c (text, ' ');
  if (name != NULL)
    /* Translators: a rate, and the name of a function */
    g_string_append_printf (text, _ ("Stacks of goroutines grow %s, in %s."), rate, name);
  else if (g_strcmp0 (chain->class_name, "offheap-mmap") == 0)
    g_string_append_printf (text, _ ("Memory that is not Go's grows %s."), rate);
  else
    g_string_append_printf (text, _ ("Memory that is in no heap profile grows %s."), rate);
}

static void
add_too_little (GString *text, const HtGrowthReport *report)
{
  double more_s = report->total.more_s;
  guint n_more =
      report->n_epochs < HT_GROWTH_MIN_EPOCHS ? HT_GROWTH_MIN_EPOCHS - report->n_epochs : 1;
  g_autofree char *time = NULL;

  if (report->n_epochs == 0)
    {
      g_string_append (text, _ ("There are no heap profiles."));
      return;
    }
  g_string_append (text, _ ("It is too early to tell what grows."));
  g_string_append_c (text, ' ');
  if (report->n_epochs < 2 || !(more_s > 0))
    {
      g_string_append_printf (text,
                              g_dngettext (NULL, "%u more state of the heap will tell.",
                                           "%u more states of the heap will tell.", n_more),
                              n_more);
      return;
    }
  time = ht_growth_eta_text (more_s);
  /* Translators: how many states of the heap, and how long that takes */
  g_string_append_printf (text,
                          g_dngettext (NULL, "%u more state of the heap will tell, in about %s.",
                                       "%u more states of the heap will tell, in about %s.",
                                       n_more),
                          n_more, time);
}

static void
add_no_growth (GString *text, const HtGrowthReport *report)
{
  g_autofree char *time = ht_growth_eta_text ((double) (report->to_ns - report->from_ns) / 1e9);

  switch (report->verdict)
    {
    case HT_GROWTH_CHURN:
      /* Translators: for how long that was looked at */
      g_string_append_printf (
          text, _ ("Nothing grows over %s, though far more is made and freed than is held."), time);
      return;
    case HT_GROWTH_FLATTENING:
      g_string_append_printf (text, _ ("The heap has grown over %s, but ever less."), time);
      return;
    case HT_GROWTH_STEADY:
    case HT_GROWTH_GROWING:
    case HT_GROWTH_TOO_LITTLE_DATA:
    default:
      g_string_append_printf (text,
                              report->n_set_aside > 0 ? _ ("Nothing new grows over %s.")
                                                      : _ ("Nothing grows over %s."),
                              time);
      return;
    }
}

/* What is left out is told, lest anybody think that it is not there. */
static void
add_set_aside (GString *text, const HtGrowthReport *report)
{
  g_autofree char *rate = NULL;

  if (report->n_set_aside == 0)
    return;
  rate = ht_growth_rate_text (report->set_aside_rate);
  g_string_append_c (text, ' ');
  /* Translators: how many, and how fast they grow together, such as “3.1 MiB/min” */
  g_string_append_printf (text,
                          g_dngettext (NULL, "%u known chain of %s is not counted.",
                                       "%u known chains of %s are not counted.",
                                       report->n_set_aside),
                          report->n_set_aside, rate);
}

/**
 * ht_growth_sentence:
 * @report: what of a process grows
 * @forecast: (nullable): when that reaches a limit
 * @catalog: the catalog of the report
 * @display: how times are told
 * @start_ns: begin of the recording, for times since start
 *
 * Says what there is to know first: how fast it grows and since when, what it is, and when that
 * reaches a limit; or what else was found. Names of functions are as profiles have them: who shows
 * them on a terminal makes them safe.
 *
 * Returns: (transfer full): a few sentences
 */
char *
ht_growth_sentence (const HtGrowthReport *report,
                    const HtGrowthForecast *forecast,
                    const HtCatalog *catalog,
                    HtTimeDisplay display,
                    gint64 start_ns)
{
  GString *text = g_string_new (NULL);
  g_autofree char *to_come = forecast != NULL ? ht_growth_forecast_text (forecast) : g_strdup ("");

  if (report->verdict == HT_GROWTH_GROWING)
    {
      add_heap (text, report, catalog, display, start_ns);
      add_process (text, report, catalog);
    }
  else if (report->verdict == HT_GROWTH_TOO_LITTLE_DATA)
    add_too_little (text, report);
  else
    add_no_growth (text, report);
  add_set_aside (text, report);
  if (*to_come != '\0')
    g_string_append_printf (text, " %s", to_come);
  return g_string_free (text, FALSE);
}
