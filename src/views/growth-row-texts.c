/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "growth-row-texts.h"

#include <glib/gi18n.h>
#include <math.h>

#include "growth-sentence.h"
#include "growth-texts.h"
#include "units.h"

#define S_PER_MIN 60
#define NS_PER_S  G_GINT64_CONSTANT (1000000000)

/* What does not apply. */
#define NOTHING "–"

static const HtGrowthSite *
get_site (const HtGrowthData *data, guint index)
{
  return g_ptr_array_index (data->sites, index);
}

/**
 * ht_growth_row_rate_unit:
 * @data: what was found
 *
 * Returns: the unit in which its rates are best read, each by the minute
 */
HtGrowthUnit
ht_growth_row_rate_unit (const HtGrowthData *data)
{
  HtGrowthUnit unit;
  double greatest = 0;

  for (guint i = 0; i < data->sites->len; i++)
    {
      const HtGrowthSite *site = get_site (data, i);

      if (i < data->n_growing || data->n_growing == 0)
        greatest = MAX (greatest, fabs (site->course.now.rate) * S_PER_MIN);
    }
  unit.name = ht_size_unit (greatest, &unit.bytes);
  return unit;
}

/**
 * ht_growth_row_held_title:
 * @data: what was found
 *
 * Returns: (transfer full): the head of the column of small pictures, with the scale that they have
 *   in common
 */
char *
ht_growth_row_held_title (const HtGrowthData *data)
{
  g_autofree char *greatest = ht_format_bytes ((gint64) data->greatest);

  /* Translators: the scale of small charts of what is live, up to a size such as “42.0 MiB” */
  return g_strdup_printf (_ ("Live, 0–%s"), greatest);
}

/**
 * ht_growth_row_rate_text:
 * @bytes_per_s: how fast something grows
 * @unit: the unit of the column
 *
 * Returns: (transfer full): the figure by the minute
 */
char *
ht_growth_row_rate_text (double bytes_per_s, const HtGrowthUnit *unit)
{
  return ht_format_in_unit (bytes_per_s * S_PER_MIN, unit->bytes);
}

static gboolean
has_interval (const HtGrowthFit *fit)
{
  return fit->n_epochs >= 2 && isfinite (fit->low) && isfinite (fit->high);
}

/**
 * ht_growth_row_error_text:
 * @fit: a line
 * @unit: the unit of the column
 *
 * Returns: (transfer full): half of the interval in which its rate is with 95 %, as "± 8.7"; "" if
 *   that is not known
 */
char *
ht_growth_row_error_text (const HtGrowthFit *fit, const HtGrowthUnit *unit)
{
  g_autofree char *half = NULL;

  if (!has_interval (fit))
    return g_strdup ("");
  half = ht_growth_row_rate_text ((fit->high - fit->low) / 2, unit);
  return g_strconcat ("± ", half, NULL);
}

/**
 * ht_growth_row_interval_text:
 * @fit: a line
 *
 * Returns: (transfer full): its rate, and between which two it is with 95 %, in words
 */
char *
ht_growth_row_interval_text (const HtGrowthFit *fit)
{
  g_autofree char *rate = ht_growth_rate_text (fit->rate);
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  if (!has_interval (fit))
    return g_steal_pointer (&rate);
  low = ht_growth_rate_text (fit->low);
  high = ht_growth_rate_text (fit->high);
  /* Translators: a rate, and between which two it is with a probability of 95 % */
  return g_strdup_printf (_ ("%s, with 95 %% between %s and %s"), rate, low, high);
}

/**
 * ht_growth_row_share_text:
 * @share: a share, 0…1; NaN if it is not known
 *
 * Returns: (transfer full): that in percent, "–" if it is not known
 */
char *
ht_growth_row_share_text (double share)
{
  return isnan (share) ? g_strdup (NOTHING) : g_strdup_printf ("%.0f %%", share * 100);
}

/**
 * ht_growth_row_cause_text:
 * @site: a site
 *
 * Returns: (transfer full): why it grows, as surely as that is known, or "–"; of what does not
 *   grow what is said of it
 */
char *
ht_growth_row_cause_text (const HtGrowthSite *site)
{
  if (!ht_growth_site_is_growing (site))
    return g_strdup (ht_growth_verdict_text (site->course.verdict));
  if (site->class_name != NULL)
    return g_strdup (site->class_name);
  if (site->candidates->len > 0)
    /* Translators: the name of a class of growth for which something speaks, but not enough */
    return g_strdup_printf (_ ("perhaps %s"),
                            (const char *) g_ptr_array_index (site->candidates, 0));
  return g_strdup (NOTHING);
}

/**
 * ht_growth_row_age_text:
 * @site: a site
 * @why: (out) (transfer full): how that is known, or why it is not
 *
 * Returns: (transfer full): how old its objects are on average, or "–"
 */
char *
ht_growth_row_age_text (const HtGrowthSite *site, char **why)
{
  const HtGrowthCourse *course = &site->course;

  if (isfinite (course->age_s))
    {
      *why = g_strdup (_ ("Mean age of an object: what is held by what is made in a time"));
      return ht_growth_eta_text (course->age_s);
    }
  if (site->scope == HT_GROWTH_SCOPE_PROCESS)
    *why = g_strdup (_ ("It is in no heap profile, so nobody counts what is made"));
  else if (isnan (course->retention))
    *why = g_strdup (_ ("Nothing was made meanwhile, so the age cannot be told"));
  else
    *why = g_strdup (_ ("What is made stays: of what grows there is no mean age"));
  return g_strdup (NOTHING);
}

static const char *
explain_no_eta (const HtGrowthSite *site, const HtGrowthData *data)
{
  if (!ht_growth_site_is_growing (site))
    return _ ("It does not grow");
  switch (data->forecast.outlook)
    {
    case HT_GROWTH_OUTLOOK_NO_LIMIT:
      return _ ("No limit is known");
    case HT_GROWTH_OUTLOOK_COMING:
    case HT_GROWTH_OUTLOOK_REACHED:
      return _ ("It does not count towards the nearest limit");
    case HT_GROWTH_OUTLOOK_NEVER:
      return _ ("The limit is not reached if it goes on like this");
    case HT_GROWTH_OUTLOOK_UNKNOWN:
    default:
      return _ ("Whether the limit is reached cannot be told");
    }
}

/**
 * ht_growth_row_alone_text:
 * @site: a site of @data
 * @data: what was found
 * @why: (out) (transfer full): what that is, or why it cannot be told
 *
 * Returns: (transfer full): how long it would take to the nearest limit if only this grew, or "–"
 */
char *
ht_growth_row_alone_text (const HtGrowthSite *site, const HtGrowthData *data, char **why)
{
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;
  g_autofree char *limit = NULL;

  if (!isfinite (site->eta.s))
    {
      *why = g_strdup (explain_no_eta (site, data));
      return g_strdup (NOTHING);
    }
  limit = ht_growth_limit_text (&data->forecast);
  low = ht_growth_eta_text (site->eta.low_s);
  high = isfinite (site->eta.high_s) ? ht_growth_eta_text (site->eta.high_s) : NULL;
  if (high != NULL)
    /* Translators: a limit, and between which two times it would be reached */
    *why = g_strdup_printf (_ ("%s, if only this grew: %s – %s"), limit, low, high);
  else
    /* Translators: a limit, and when it would be reached at the soonest */
    *why = g_strdup_printf (_ ("%s, if only this grew: %s or later"), limit, low);
  return ht_growth_eta_text (site->eta.s);
}

static gboolean
has_same_frames (const HtGrowthSite *a, const HtGrowthSite *b, guint n_frames)
{
  if (a->stack->len < n_frames || b->stack->len < n_frames)
    return FALSE;
  for (guint i = 0; i < n_frames; i++)
    {
      const HtGrowthFrame *of_a = g_ptr_array_index (a->stack, i);
      const HtGrowthFrame *of_b = g_ptr_array_index (b->stack, i);

      if (!g_str_equal (of_a->function, of_b->function))
        return FALSE;
    }
  return TRUE;
}

/**
 * ht_growth_row_step_text:
 * @data: what was found
 * @site: index of a site
 * @step: index of one of its steps
 *
 * Returns: (transfer full): what a place stands for at which growth parts
 */
char *
ht_growth_row_step_text (const HtGrowthData *data, guint site, guint step)
{
  const HtGrowthSite *of = get_site (data, site);
  const HtGrowthStep *here = &g_array_index (of->steps, HtGrowthStep, step);
  const HtGrowthFrame *frame = g_ptr_array_index (of->stack, here->frame);

  if (step + 1 == of->steps->len && frame->place != NULL)
    /* Translators: a file and line */
    return g_strdup_printf (_ ("allocates here, %s"), frame->place);
  if (here->n_frames > 1)
    return g_strdup_printf (
        /* Translators: how many callers are not shown */
        g_dngettext (NULL, "%u frame above", "%u frames above", here->n_frames - 1),
        here->n_frames - 1);
  return g_strdup (ht_frame_origin_text (frame->origin));
}

/**
 * ht_growth_row_parting_text:
 * @data: what was found
 * @site: index of a site
 * @step: index of one of its steps
 * @unit: the unit of rates
 *
 * Returns: (transfer full) (nullable): how much of the growth takes another way from there; %NULL
 *   if none does
 */
char *
ht_growth_row_parting_text (const HtGrowthData *data,
                            guint site,
                            guint step,
                            const HtGrowthUnit *unit)
{
  const GArray *steps = get_site (data, site)->steps;
  const HtGrowthStep *here = &g_array_index (steps, HtGrowthStep, step);
  g_autofree char *rate = NULL;

  if (step + 1 >= steps->len || !(here->rate > g_array_index (steps, HtGrowthStep, step + 1).rate))
    return NULL;
  rate = ht_growth_row_rate_text (here->rate - g_array_index (steps, HtGrowthStep, step + 1).rate,
                                  unit);
  /* Translators: a rate without its unit: so much of the growth is in another branch of the tree */
  return g_strdup_printf (_ ("%s parts here"), rate);
}

/**
 * ht_growth_row_parting_rows_text:
 * @data: what was found
 * @site: index of a site
 * @step: index of one of its steps
 *
 * Returns: (transfer full) (nullable): which rows what parts there leads to; %NULL if to none
 */
char *
ht_growth_row_parting_rows_text (const HtGrowthData *data, guint site, guint step)
{
  const HtGrowthSite *of = get_site (data, site);
  const GArray *steps = of->steps;
  g_autoptr (GString) rows = g_string_new (NULL);
  guint n_before = g_array_index (steps, HtGrowthStep, step).frame + 1;
  guint n_rows = 0;

  if (step + 1 >= steps->len)
    return NULL;
  for (guint i = 0; i < data->n_growing; i++)
    {
      const HtGrowthSite *other = get_site (data, i);

      if (i == site || other->scope != HT_GROWTH_SCOPE_SITE ||
          !has_same_frames (of, other, n_before) ||
          has_same_frames (of, other, g_array_index (steps, HtGrowthStep, step + 1).frame + 1))
        continue;
      g_string_append_printf (rows, "%s%u", n_rows > 0 ? ", " : "", i + 1);
      n_rows++;
    }
  if (n_rows == 0)
    return NULL;
  /* Translators: the numbers of rows, such as “2, 4” */
  return g_strdup_printf (g_dngettext (NULL, "to row %s", "to rows %s", n_rows), rows->str);
}

/**
 * ht_growth_row_rest_text:
 * @data: what was found
 *
 * Returns: (transfer full): how many sites there are of which no growth is known, and what they
 *   hold
 */
char *
ht_growth_row_rest_text (const HtGrowthData *data)
{
  guint first = data->n_growing + data->n_set_aside;
  guint n = data->sites->len - first;
  gint64 held = 0;
  g_autofree char *size = NULL;

  for (guint i = first; i < data->sites->len; i++)
    held += MAX (get_site (data, i)->last_bytes, 0);
  size = ht_format_bytes (held);
  /* Translators: how many places in the program, and what they hold */
  return g_strdup_printf (g_dngettext (NULL, "%u site, %s", "%u sites, %s", n), n, size);
}

/**
 * ht_growth_row_known_text:
 * @data: what was found
 *
 * Returns: (transfer full): how many sites there are that somebody set aside, and how fast they
 * grow
 */
char *
ht_growth_row_known_text (const HtGrowthData *data)
{
  double total = 0;
  g_autofree char *rate = NULL;

  for (guint i = 0; i < data->n_set_aside; i++)
    total += get_site (data, data->n_growing + i)->course.now.rate;
  rate = ht_growth_rate_text (total);
  /* Translators: how many places in the program, and how fast they grow together */
  return g_strdup_printf (g_dngettext (NULL, "%u site, %s", "%u sites, %s", data->n_set_aside),
                          data->n_set_aside, rate);
}

/* Of the heap's growth; what is beside the heap is no part of that. */
static void
append_held (GString *text, const HtGrowthData *data)
{
  double share = 0;
  guint last = 0;
  g_autofree char *percent = NULL;

  for (guint i = 0; i < data->n_growing; i++)
    if (get_site (data, i)->scope == HT_GROWTH_SCOPE_SITE && !isnan (get_site (data, i)->share))
      {
        share += get_site (data, i)->share;
        last = i + 1;
      }
  if (last == 0)
    return;
  percent = ht_growth_row_share_text (MIN (share, 1));
  if (last == 1)
    /* Translators: a share */
    g_string_append_printf (text, _ ("Row 1 holds %s of the growth"), percent);
  else
    /* Translators: the number of a row, and a share */
    g_string_append_printf (text, _ ("Rows 1–%u hold %s of the growth"), last, percent);
}

/**
 * ht_growth_row_summary_text:
 * @data: what was found
 * @display: how times are told
 * @start_ns: begin of the recording, for times since start
 *
 * Returns: (transfer full): how much the rows explain, and what that was found in; "" if there are
 *   no heaps
 */
char *
ht_growth_row_summary_text (const HtGrowthData *data, HtTimeDisplay display, gint64 start_ns)
{
  GString *text = g_string_new (NULL);
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (data->n_states == 0)
    return g_string_free (text, FALSE);
  from = ht_axis_time_label (data->from_ns, NS_PER_S, display, start_ns);
  to = ht_axis_time_label (data->to_ns, NS_PER_S, display, start_ns);
  append_held (text, data);
  if (text->len > 0)
    g_string_append (text, " · ");
  /* Translators: how many collections, and between which times these were */
  g_string_append_printf (text,
                          g_dngettext (NULL, "Fitted on %u collection, %s – %s",
                                       "Fitted on %u collections, %s – %s", data->n_states),
                          data->n_states, from, to);
  return g_string_free (text, FALSE);
}
