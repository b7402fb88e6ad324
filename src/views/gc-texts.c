/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "gc-texts.h"

#include <glib/gi18n.h>
#include <math.h>

#include "axis-ticks.h"
#include "units.h"

#define LEAST_BARS 6

/* The runtime collects if it has not for two minutes (forcegcperiod). */
#define TIMER_NS G_GINT64_CONSTANT (120000000000)

/**
 * ht_gc_duration_text:
 * @ns: a duration, or %HT_UNKNOWN
 *
 * Returns: (transfer full): the duration for the eye, "–" if it is unknown
 */
char *
ht_gc_duration_text (gint64 ns)
{
  return ns == HT_UNKNOWN ? g_strdup ("–") : ht_axis_duration_label (ns);
}

/**
 * ht_gc_share_text:
 * @share: a share, 0…1; NaN if unknown
 *
 * Returns: (transfer full): the share in percent with two digits that matter
 */
char *
ht_gc_share_text (double share)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (share))
    return g_strdup ("–");
  g_ascii_formatd (number, sizeof number, share < 0.0995 ? "%.2g" : "%.0f", share * 100);
  return g_strconcat (number, "\u00a0%", NULL);
}

/**
 * ht_size_unit_for:
 * @greatest_bytes: the greatest size to be told, or %HT_UNKNOWN
 *
 * Returns: (transfer none): a unit in which it and smaller sizes of its kind are best read
 */
const HtSizeUnit *
ht_size_unit_for (gint64 greatest_bytes)
{
  static const HtSizeUnit units[] = {
    { "KiB", G_GINT64_CONSTANT (1) << 10 },
    { "MiB", G_GINT64_CONSTANT (1) << 20 },
    { "GiB", G_GINT64_CONSTANT (1) << 30 },
  };
  gsize i = 0;

  /* Ten of the greater unit, so that three digits are enough. */
  while (i + 1 < G_N_ELEMENTS (units) && greatest_bytes >= units[i + 1].bytes * (i == 0 ? 1 : 10))
    i++;
  return &units[i];
}

/**
 * ht_size_in_unit:
 * @bytes: a size, or %HT_UNKNOWN
 * @unit: a unit
 *
 * Returns: (transfer full): the size as a number, "–" if it is unknown; without decimals if it
 *   is a whole one, since gctrace tells no others
 */
char *
ht_size_in_unit (gint64 bytes, const HtSizeUnit *unit)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  double size = (double) bytes / (double) unit->bytes;

  if (bytes == HT_UNKNOWN)
    return g_strdup ("–");
  if (bytes % unit->bytes == 0)
    return ht_format_count (bytes / unit->bytes);
  g_ascii_formatd (number, sizeof number,
                   size < 9.995   ? "%.2f"
                   : size < 99.95 ? "%.1f"
                                  : "%.0f",
                   size);
  return g_strdup (number);
}

/**
 * ht_gc_cause_text:
 * @cycles: (element-type HtGcCycle): collections by time
 * @index: one of them
 *
 * Returns: (transfer none): what began it, in the user's language; "–" if unknown
 */
const char *
ht_gc_cause_text (const GArray *cycles, guint index)
{
  const HtGcCycle *cycle = &g_array_index (cycles, HtGcCycle, index);
  const HtGcCycle *previous = index > 0 ? cycle - 1 : NULL;

  if (cycle->forced < 0)
    return "–";
  if (cycle->forced > 0)
    return _ ("the program");
  /* gctrace does not tell the timer from the goal, but the timer waits for two minutes. */
  if (previous != NULL && previous->process == cycle->process && previous->n + 1 == cycle->n &&
      cycle->start_ns - previous->end_ns >= TIMER_NS &&
      cycle->heap_start_bytes < cycle->goal_bytes / 10 * 8)
    return _ ("timer");
  return _ ("heap goal");
}

/**
 * ht_pause_bucket_text:
 * @bucket: a bucket of a histogram
 *
 * Returns: (transfer full): its bounds, in the user's language
 */
char *
ht_pause_bucket_text (guint bucket)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  gint64 from_ns, to_ns;

  ht_pause_bucket_get_bounds (bucket, &from_ns, &to_ns);
  from = ht_gc_duration_text (from_ns);
  to = ht_gc_duration_text (to_ns);
  if (bucket == 0)
    /* Translators: pauses shorter than a time, such as "16 µs" */
    return g_strdup_printf (_ ("under %s"), to);
  if (to_ns == HT_UNKNOWN)
    /* Translators: pauses of a time, such as "1 s", and longer ones */
    return g_strdup_printf (_ ("%s and more"), from);
  return g_strdup_printf ("%s – %s", from, to);
}

/**
 * ht_pause_bars_for:
 * @histogram: counted pauses
 * @first_bucket: (out): the bucket of the first bar
 *
 * Returns: (transfer full): a bar for each bucket between the first and the last that counts,
 *   and some more where these are few
 */
HtPauseBars *
ht_pause_bars_for (const HtPauseHistogram *histogram, guint *first_bucket)
{
  HtPauseBars *bars = ht_pause_bars_new ();
  guint last =
      MIN (MAX (histogram->last, histogram->first + LEAST_BARS - 1), HT_N_PAUSE_BUCKETS - 1);
  guint first = MIN (histogram->first, last + 1 - LEAST_BARS);
  gint64 from_ns;
  gint64 to_ns = HT_UNKNOWN;

  G_STATIC_ASSERT ((int) HT_N_PAUSE_KINDS == HT_N_PAUSE_LAYERS);
  for (guint i = first; i <= last; i++)
    {
      g_autofree char *label = NULL;

      ht_pause_bucket_get_bounds (i, &from_ns, &to_ns);
      label = i == 0 ? g_strdup ("0") : ht_gc_duration_text (from_ns);
      ht_pause_bars_add (bars, label, histogram->counts[i]);
    }
  if (to_ns != HT_UNKNOWN)
    bars->end_label = ht_gc_duration_text (to_ns);
  *first_bucket = first;
  return bars;
}

/**
 * ht_pause_percentiles_text:
 * @pauses: sums of pauses
 *
 * Returns: (transfer full): median, percentiles and the longest, as one line
 */
char *
ht_pause_percentiles_text (const HtGcPauses *pauses)
{
  g_autofree char *p50 = ht_gc_duration_text (pauses->p50_ns);
  g_autofree char *p95 = ht_gc_duration_text (pauses->p95_ns);
  g_autofree char *p99 = ht_gc_duration_text (pauses->p99_ns);
  g_autofree char *max = ht_gc_duration_text (pauses->max_ns);

  return g_strdup_printf ("p50 %s   p95 %s   p99 %s   max %s", p50, p95, p99, max);
}

/**
 * ht_pause_histogram_text:
 * @histogram: counted pauses
 *
 * Returns: (transfer full): what the histogram shows, as a sentence for those who do not see it
 */
char *
ht_pause_histogram_text (const HtPauseHistogram *histogram)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = histogram->first; i <= histogram->last; i++)
    {
      guint total = ht_pause_histogram_get_total (histogram, i);
      g_autofree char *bounds = NULL;

      if (total == 0)
        continue;
      bounds = ht_pause_bucket_text (i);
      g_string_append_printf (text, "%s%s: %u", text->len > 0 ? "; " : "", bounds, total);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
