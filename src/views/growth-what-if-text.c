/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "growth-what-if-text.h"

#include <glib/gi18n.h>
#include <math.h>

#include "gc-cycle.h"
#include "growth-sentence.h"
#include "units.h"

static char *
tell_condition (guint n_chains,
                gint64 stopped_ns,
                gint64 to_ns,
                HtTimeDisplay display,
                gint64 start_ns)
{
  g_autofree char *time = NULL;

  if (stopped_ns == HT_UNKNOWN)
    return g_strdup (n_chains == 1 ? _ ("Had it not begun to grow")
                                   : _ ("Had they not begun to grow"));
  time = ht_growth_time_text (stopped_ns, to_ns, display, start_ns);
  if (n_chains == 1)
    /* Translators: a time */
    return g_strdup_printf (_ ("Had it stopped growing at %s"), time);
  /* Translators: a time */
  return g_strdup_printf (_ ("Had they stopped growing at %s"), time);
}

static void
tell_heap (GString *text, const char *condition, const HtGrowthWhatIf *what_if)
{
  double of_heap = what_if->heap_bytes - what_if->heap_without_bytes;
  double beside = isnan (of_heap) ? what_if->gone_bytes : what_if->gone_bytes - of_heap;
  g_autofree char *less = ht_format_bytes ((gint64) beside);

  if (!isnan (of_heap) && (of_heap > 0 || beside < 1))
    {
      g_autofree char *without = ht_format_bytes ((gint64) what_if->heap_without_bytes);
      g_autofree char *heap = ht_format_bytes ((gint64) what_if->heap_bytes);

      if (beside >= 1)
        /* Translators: a condition, and three sizes; the last is of what is not in the heap */
        g_string_append_printf (
            text, _ ("%s, the live heap would be %s instead of %s, and %s less held beside it."),
            condition, without, heap, less);
      else
        /* Translators: a condition, and two sizes */
        g_string_append_printf (text, _ ("%s, the live heap would be %s instead of %s."), condition,
                                without, heap);
      return;
    }
  /* Translators: a condition, and a size */
  g_string_append_printf (text, _ ("%s, %s less would be held."), condition, less);
}

static char *
tell_eta (const HtGrowthEta *eta)
{
  g_autofree char *time = ht_growth_eta_text (eta->s);
  g_autofree char *low = ht_growth_eta_text (eta->low_s);
  g_autofree char *high = isnan (eta->high_s) ? NULL : ht_growth_eta_text (eta->high_s);

  if (high == NULL)
    /* Translators: how long something takes, and how long at least */
    return g_strdup_printf (_ ("%s (%s or more)"), time, low);
  return g_str_equal (low, high) ? g_steal_pointer (&time)
                                 : g_strdup_printf ("%s (%s – %s)", time, low, high);
}

static void
tell_limit (GString *text, const HtGrowthForecast *was, const HtGrowthForecast *would)
{
  g_autofree char *limit = ht_growth_limit_text (was);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_string_append_c (text, ' ');
  switch (would->outlook)
    {
    case HT_GROWTH_OUTLOOK_NEVER:
      if (was->outlook == HT_GROWTH_OUTLOOK_NEVER)
        /* Translators: a limit */
        g_string_append_printf (text, _ ("%s is reached neither way."), limit);
      else
        /* Translators: a limit */
        g_string_append_printf (text, _ ("%s would not be reached."), limit);
      return;
    case HT_GROWTH_OUTLOOK_REACHED:
      /* Translators: a limit */
      g_string_append_printf (text, _ ("%s would be reached all the same."), limit);
      return;
    case HT_GROWTH_OUTLOOK_COMING:
      after = tell_eta (&would->eta);
      if (was->outlook == HT_GROWTH_OUTLOOK_REACHED)
        {
          /* Translators: a limit, and when it would be reached */
          g_string_append_printf (text, _ ("%s would be reached only in %s."), limit, after);
          return;
        }
      before = ht_growth_eta_text (was->eta.s);
      /* Translators: a limit, when it would be reached, and when it will be */
      g_string_append_printf (text, _ ("%s would be reached in %s instead of %s."), limit, after,
                              before);
      return;
    case HT_GROWTH_OUTLOOK_UNKNOWN:
    case HT_GROWTH_OUTLOOK_NO_LIMIT:
    default:
      /* Translators: a limit */
      g_string_append_printf (text, _ ("%s: whether it would be reached cannot be told."), limit);
    }
}

/**
 * ht_growth_what_if_text:
 * @what_if: what would be
 * @forecast: what is to come
 * @n_chains: how many chains are to have stopped
 * @stopped_ns: when, ns since 1970; %HT_UNKNOWN for each when it began
 * @to_ns: the end of what was looked at
 * @display: how times are told
 * @start_ns: begin of the recording, for times since start
 *
 * Returns: (transfer full): what would be, in a sentence or two
 */
char *
ht_growth_what_if_text (const HtGrowthWhatIf *what_if,
                        const HtGrowthForecast *forecast,
                        guint n_chains,
                        gint64 stopped_ns,
                        gint64 to_ns,
                        HtTimeDisplay display,
                        gint64 start_ns)
{
  g_autofree char *condition = tell_condition (n_chains, stopped_ns, to_ns, display, start_ns);
  GString *text = g_string_new (NULL);

  tell_heap (text, condition, what_if);
  if (forecast->outlook != HT_GROWTH_OUTLOOK_NO_LIMIT)
    tell_limit (text, forecast, &what_if->forecast);
  return g_string_free (text, FALSE);
}
