/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "growth-texts.h"

#include <glib/gi18n.h>
#include <math.h>

#include "function-name.h"
#include "growth-sentence.h"
#include "record-sink.h"
#include "units.h"

#define S_PER_MIN 60
#define NS_PER_S  G_GINT64_CONSTANT (1000000000)

/* How many sites a summary lists at most. */
#define N_LISTED 10

/**
 * ht_growth_verdict_text:
 * @verdict: a verdict
 *
 * Returns: what it is called, in the user's language
 */
const char *
ht_growth_verdict_text (HtGrowthVerdict verdict)
{
  static const char *const texts[] = {
    [HT_GROWTH_TOO_LITTLE_DATA] = N_ ("too little data"),
    [HT_GROWTH_STEADY] = N_ ("steady"),
    [HT_GROWTH_CHURN] = N_ ("churn"),
    [HT_GROWTH_FLATTENING] = N_ ("flattening"),
    [HT_GROWTH_GROWING] = N_ ("growing"),
  };

  return _ (texts[verdict]);
}

/**
 * ht_growth_shape_text:
 * @shape: a shape
 *
 * Returns: (nullable): what it looks like, in the user's language; %NULL if there is nothing to say
 */
const char *
ht_growth_shape_text (HtGrowthShape shape)
{
  static const char *const texts[] = {
    [HT_GROWTH_SHAPE_NONE] = NULL,
    [HT_GROWTH_SHAPE_LINEAR] = N_ ("about as much in each time"),
    [HT_GROWTH_SHAPE_STAIRCASE] = N_ ("in a few large steps"),
    [HT_GROWTH_SHAPE_SAW_TOOTH] = N_ ("up, and down again"),
    [HT_GROWTH_SHAPE_PLATEAU] = N_ ("up, then level"),
    [HT_GROWTH_SHAPE_STOPPED] = N_ ("up, then level for longer than it grew"),
  };

  return texts[shape] != NULL ? _ (texts[shape]) : NULL;
}

/**
 * ht_frame_origin_text:
 * @origin: who wrote a function
 *
 * Returns: that in words, in the user's language
 */
const char *
ht_frame_origin_text (HtFrameOrigin origin)
{
  static const char *const texts[] = {
    [HT_FRAME_RUNTIME] = N_ ("runtime"),
    [HT_FRAME_STANDARD] = N_ ("standard library"),
    [HT_FRAME_LIBRARY] = N_ ("dependency"),
    [HT_FRAME_OWN] = N_ ("own code"),
  };

  return _ (texts[origin]);
}

/**
 * ht_growth_rate_text:
 * @bytes_per_s: how fast something grows
 *
 * Returns: (transfer full): that by the minute, such as "41.2 MiB/min"
 */
char *
ht_growth_rate_text (double bytes_per_s)
{
  g_autofree char *bytes = ht_format_bytes ((gint64) (bytes_per_s * S_PER_MIN));

  /* Translators: %s is a size, such as “41.2 MiB”, that is added in a minute */
  return g_strdup_printf (_ ("%s/min"), bytes);
}

/**
 * ht_growth_error_text:
 * @fit: a line
 *
 * Returns: (transfer full): between which rates the true one is with 95 %, by the minute, or "" if
 *   nothing is known of that
 */
char *
ht_growth_error_text (const HtGrowthFit *fit)
{
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  if (fit->n_epochs < 2 || !isfinite (fit->low) || !isfinite (fit->high))
    return g_strdup ("");
  low = ht_format_bytes ((gint64) (fit->low * S_PER_MIN));
  high = ht_format_bytes ((gint64) (fit->high * S_PER_MIN));
  return g_strdup_printf ("%s – %s", low, high);
}

static char *
get_short_name (const HtGrowthFrame *frame)
{
  return ht_function_name_shorten (frame->function, HT_NAME_PLAIN);
}

/**
 * ht_growth_site_place_text:
 * @site: a site
 *
 * Returns: (transfer full): where it allocates, who wrote that, and on whose behalf
 */
char *
ht_growth_site_place_text (const HtGrowthSite *site)
{
  const HtGrowthFrame *frame = ht_growth_site_get_frame (site);
  const HtGrowthFrame *responsible = ht_growth_site_get_responsible (site);
  const char *place = frame->place != NULL ? frame->place : ht_frame_origin_text (frame->origin);
  g_autofree char *user = NULL;

  if (responsible != NULL)
    {
      user = get_short_name (responsible);
      /* Translators: a file and line, and the function of the program that called it */
      return g_strdup_printf (_ ("%s, for %s"), place, user);
    }
  if (frame->origin == HT_FRAME_OWN || frame->place == NULL)
    return g_strdup (place);
  return g_strdup_printf ("%s, %s", place, ht_frame_origin_text (frame->origin));
}

/**
 * ht_growth_headline:
 * @data: what was found
 *
 * Returns: (transfer full): what there is to know, in a sentence
 */
char *
ht_growth_headline (const HtGrowthData *data)
{
  g_autofree char *rate = NULL;
  g_autofree char *name = NULL;
  const HtGrowthSite *site;

  switch (data->verdict)
    {
    case HT_GROWTH_TOO_LITTLE_DATA:
      return g_strdup (_ ("It is too early to tell what grows"));
    case HT_GROWTH_STEADY:
      return g_strdup (_ ("Nothing grows"));
    case HT_GROWTH_CHURN:
      return g_strdup (_ ("Nothing grows, though much is made and freed"));
    case HT_GROWTH_FLATTENING:
      return g_strdup (_ ("The heap has grown, but ever less"));
    case HT_GROWTH_GROWING:
    default:
      break;
    }
  site = data->n_growing > 0 ? g_ptr_array_index (data->sites, 0) : NULL;
  if (site == NULL ||
      (data->total.verdict == HT_GROWTH_GROWING && site->scope == HT_GROWTH_SCOPE_SITE))
    {
      rate = ht_growth_rate_text (data->total.now.rate);
      /* Translators: %s is a rate, such as “41.2 MiB/min” */
      return g_strdup_printf (_ ("The live heap grows by %s"), rate);
    }
  /* What heavy traffic hides in the sum, or what is not of the heap. */
  rate = ht_growth_rate_text (site->course.now.rate);
  name = get_short_name (ht_growth_site_get_frame (site));
  /* Translators: a function, and a rate, such as “41.2 MiB/min” */
  return g_strdup_printf (_ ("%s grows by %s"), name, rate);
}

/* What to do where nothing can be told yet. */
static char *
make_advice (const HtGrowthData *data)
{
  guint n_more = data->n_states < HT_GROWTH_MIN_EPOCHS ? HT_GROWTH_MIN_EPOCHS - data->n_states : 1;
  g_autofree char *time = NULL;

  if (!isfinite (data->total.more_s) || data->total.more_s <= 0)
    return g_strdup_printf (
        g_dngettext (NULL, "%u more heap profile will tell, after a collection.",
                     "%u more heap profiles will tell, each after a collection.", n_more),
        n_more);
  time =
      ht_format_duration_short ((gint64) (data->total.more_s * NS_PER_S) / 1000000000 * 1000000000);
  /* Translators: how many profiles, and how long that takes, such as “40s” */
  return g_strdup_printf (g_dngettext (NULL, "%u more heap profile will tell, about %s.",
                                       "%u more heap profiles will tell, about %s.", n_more),
                          n_more, time);
}

static char *
format_time (gint64 time_ns, HtTimeDisplay display, gint64 start_ns)
{
  return ht_axis_time_label (time_ns, G_GINT64_CONSTANT (1000000000), display, start_ns);
}

static char *
tell_more (const HtGrowthData *data, HtTimeDisplay display, gint64 start_ns)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autofree char *name = NULL;
  g_autofree char *share = NULL;
  const HtGrowthSite *site;

  if (data->verdict == HT_GROWTH_TOO_LITTLE_DATA)
    return make_advice (data);
  if (data->verdict != HT_GROWTH_GROWING || data->n_growing == 0)
    {
      from = format_time (data->from_ns, display, start_ns);
      to = format_time (data->to_ns, display, start_ns);
      /* Translators: how many, and from when to when */
      return g_strdup_printf (g_dngettext (NULL, "%u state of the heap, %s – %s.",
                                           "%u states of the heap, %s – %s.", data->n_states),
                              data->n_states, from, to);
    }
  site = g_ptr_array_index (data->sites, 0);
  from = format_time (site->since_ns, display, start_ns);
  name = get_short_name (ht_growth_site_get_frame (site));
  if (site->scope == HT_GROWTH_SCOPE_PROCESS)
    /* Translators: since when */
    return g_strdup_printf (_ ("Since %s. Heap profiles do not show it."), from);
  if (isnan (site->share) || data->total.verdict != HT_GROWTH_GROWING)
    /* Translators: since when */
    return g_strdup_printf (_ ("Since %s. The rest of the heap hides it."), from);
  share = ht_format_percent (site->share);
  /* Translators: since when, a share, and a function */
  return g_strdup_printf (_ ("Since %s. %s of it is allocated in %s."), from, share, name);
}

/**
 * ht_growth_subline:
 * @data: what was found
 * @display: how times are told
 * @start_ns: begin of the recording, for times since start
 *
 * Returns: (transfer full): more about it: since when and where, or what to do; and when a
 *   limit is reached
 */
char *
ht_growth_subline (const HtGrowthData *data, HtTimeDisplay display, gint64 start_ns)
{
  g_autofree char *more = tell_more (data, display, start_ns);
  g_autofree char *to_come = ht_growth_forecast_text (&data->forecast);

  return *to_come != '\0' ? g_strconcat (more, " ", to_come, NULL) : g_steal_pointer (&more);
}

/* Markdown takes some signs for its own; in code it does not, and names have no backticks. */
static char *
format_code (const char *name)
{
  g_autofree char *safe = g_strdelimit (g_strdup (name), "`", '\'');

  return g_strdup_printf ("`%s`", safe);
}

static void
append_summary (GString *text, const HtGrowthSite *site)
{
  const HtGrowthFrame *responsible = ht_growth_site_get_responsible (site);
  g_autofree char *name = format_code (ht_growth_site_get_frame (site)->function);
  g_autofree char *rate = ht_growth_rate_text (site->course.now.rate);
  g_autofree char *error = ht_growth_error_text (&site->course.now);
  g_autofree char *held = ht_format_bytes (site->last_bytes);

  g_string_append_printf (text, "**%s** %s (%s)", name, rate, error);
  if (!isnan (site->share))
    {
      g_autofree char *share = ht_format_percent (site->share);

      /* Translators: a share of the growth */
      g_string_append_printf (text, _ (", %s of the growth"), share);
    }
  /* Translators: a size */
  g_string_append_printf (text, _ (", %s held"), held);
  if (responsible != NULL)
    {
      g_autofree char *user = format_code (responsible->function);

      /* Translators: a function on behalf of which another one allocates */
      g_string_append_printf (text, _ (", for %s"), user);
    }
}

/**
 * ht_growth_site_markdown:
 * @site: a site
 *
 * Returns: (transfer full): what is known of it, with its stack, as Markdown
 */
char *
ht_growth_site_markdown (const HtGrowthSite *site)
{
  GString *text = g_string_new (NULL);

  append_summary (text, site);
  g_string_append (text, "\n\n");
  for (guint i = site->stack->len; i-- > 0;)
    {
      const HtGrowthFrame *frame = g_ptr_array_index (site->stack, i);

      g_string_append_printf (text, "    %s\n", frame->function);
      if (frame->place != NULL)
        g_string_append_printf (text, "        %s\n", frame->place);
    }
  return g_string_free (text, FALSE);
}

/**
 * ht_growth_markdown:
 * @data: what was found
 * @display: how times are told
 * @start_ns: begin of the recording, for times since start
 *
 * Returns: (transfer full): what grows, as Markdown, for whoever is told of the trouble
 */
char *
ht_growth_markdown (const HtGrowthData *data, HtTimeDisplay display, gint64 start_ns)
{
  GString *text = g_string_new (NULL);
  g_autofree char *headline = ht_growth_headline (data);
  g_autofree char *subline = ht_growth_subline (data, display, start_ns);

  g_string_append_printf (text, "**%s.** %s\n", headline, subline);
  for (guint i = 0; i < MIN (data->n_growing, N_LISTED); i++)
    {
      g_string_append_printf (text, i == 0 ? "\n%u. " : "%u. ", i + 1);
      append_summary (text, g_ptr_array_index (data->sites, i));
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}
