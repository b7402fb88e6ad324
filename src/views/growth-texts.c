/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "growth-texts.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "function-name.h"
#include "record-sink.h"
#include "safe-text.h"
#include "units.h"

#define S_PER_MIN 60

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
    [HT_GROWTH_SHAPE_TRAFFIC] = N_ ("with what is allocated at the time"),
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
 * Returns: (transfer full): where it allocates, and who keeps the memory or on whose behalf it is
 *   allocated, or else who wrote that
 */
char *
ht_growth_site_place_text (const HtGrowthSite *site)
{
  const HtGrowthFrame *frame = ht_growth_site_get_frame (site);
  const HtGrowthFrame *responsible = ht_growth_site_get_responsible (site);
  const char *place = frame->place != NULL ? frame->place : ht_frame_origin_text (frame->origin);
  g_autofree char *user = NULL;

  if (site->keeper != NULL && !g_str_equal (site->keeper, frame->function))
    {
      user = ht_function_name_shorten (site->keeper, HT_NAME_PLAIN);
      /* Translators: a file and line, and the function that makes the memory stay */
      return g_strdup_printf (_ ("%s, kept by %s"), place, user);
    }
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
 * ht_growth_split_sentence:
 * @sentence: what there is to know
 * @rest: (out) (transfer full): what follows the first sentence; "" if nothing does
 *
 * Returns: (transfer full): the first sentence, without its full stop
 */
char *
ht_growth_split_sentence (const char *sentence, char **rest)
{
  const char *end = strstr (sentence, ". ");
  gsize length = strlen (sentence);

  *rest = g_strdup (end != NULL ? end + 2 : "");
  if (end != NULL)
    return g_strndup (sentence, (gsize) (end - sentence));
  return g_strndup (sentence, length - (g_str_has_suffix (sentence, ".") ? 1 : 0));
}

/**
 * ht_growth_site_remarks_text:
 * @site: a site of @data
 * @data: what was found
 *
 * Returns: (transfer full): what people wrote about it, a line each: why it is known, and notes; ""
 *   if nobody did
 */
char *
ht_growth_site_remarks_text (const HtGrowthSite *site, const HtGrowthData *data)
{
  GString *text = g_string_new (NULL);

  if (site->is_set_aside)
    /* Translators: why somebody knows of it */
    g_string_append_printf (text, _ ("Known: %s"), site->reason);
  else if (site->reason != NULL && ht_growth_site_is_growing (site))
    /* Translators: why somebody knows of it */
    g_string_append_printf (text, _ ("Known, but it grows faster than it did: %s"), site->reason);
  else if (site->reason != NULL)
    /* Translators: why somebody knows of it */
    g_string_append_printf (text, _ ("Known, and it does not grow now: %s"), site->reason);
  for (guint i = 0; i < data->remarks->len; i++)
    {
      const HtNote *note = g_ptr_array_index (data->remarks, i);
      g_autofree char *words = NULL;

      if (site->chain == NULL || g_strcmp0 (note->chain, site->chain) != 0)
        continue;
      words = ht_safe_text_for_terminal (note->text, -1);
      if (text->len > 0)
        g_string_append_c (text, '\n');
      /* Translators: what somebody wrote down */
      g_string_append_printf (text, _ ("Note: %s"), words);
    }
  return g_string_free (text, FALSE);
}
