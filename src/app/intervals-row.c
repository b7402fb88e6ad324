/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "intervals-row.h"

#include <glib/gi18n.h>
#include <math.h>

#include "units.h"

#define US_PER_S 1e6

struct _HtIntervalsRow
{
  AdwExpanderRow parent_instance;

  /* Template widgets */
  GtkSpinButton *seconds[HT_N_JOBS];
};

G_DEFINE_FINAL_TYPE (HtIntervalsRow, ht_intervals_row, ADW_TYPE_EXPANDER_ROW)

static const char *const child_names[HT_N_JOBS] = {
  [HT_JOB_STATS] = "stats",
  [HT_JOB_HEAP] = "heap",
  [HT_JOB_GOROUTINE_COUNT] = "goroutine_count",
  [HT_JOB_GOROUTINES] = "goroutines",
};

static char *
interval_text (double seconds)
{
  return seconds > 0 ? ht_format_duration_short (llround (seconds * 1e9)) : g_strdup (_ ("never"));
}

static void
summarize_cb (HtIntervalsRow *self)
{
  g_autofree char *stats = interval_text (gtk_spin_button_get_value (self->seconds[HT_JOB_STATS]));
  g_autofree char *heap = interval_text (gtk_spin_button_get_value (self->seconds[HT_JOB_HEAP]));
  /* Translators: intervals, such as "1 s" and "10 s", or "never" */
  g_autofree char *text = g_strdup_printf (_ ("Figures: %s, heap profiles: %s"), stats, heap);

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), text);
}

/* 2.5 s as they are, and 10 s without a fraction. */
static gboolean
output_cb (GtkSpinButton *button, gpointer user_data)
{
  g_autofree char *text = g_strdup_printf ("%g", gtk_spin_button_get_value (button));

  if (!g_str_equal (text, gtk_editable_get_text (GTK_EDITABLE (button))))
    gtk_editable_set_text (GTK_EDITABLE (button), text);
  return TRUE;
}

static void
ht_intervals_row_class_init (HtIntervalsRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/intervals-row.ui");
  for (int job = 0; job < HT_N_JOBS; job++)
    gtk_widget_class_bind_template_child_full (widget_class, child_names[job], FALSE,
                                               G_STRUCT_OFFSET (HtIntervalsRow, seconds) +
                                                   job * (gssize) sizeof (GtkSpinButton *));
  gtk_widget_class_bind_template_callback (widget_class, summarize_cb);
  gtk_widget_class_bind_template_callback (widget_class, output_cb);
}

static void
ht_intervals_row_init (HtIntervalsRow *self)
{
  HtTargetIntervals defaults = ht_target_intervals_default ();

  gtk_widget_init_template (GTK_WIDGET (self));
  ht_intervals_row_set (self, &defaults);
  summarize_cb (self);
}

/**
 * ht_intervals_row_get:
 * @self: the row
 *
 * Returns: what the user has set
 */
HtTargetIntervals
ht_intervals_row_get (HtIntervalsRow *self)
{
  HtTargetIntervals intervals;

  for (int job = 0; job < HT_N_JOBS; job++)
    {
      /* What was typed and not yet left counts as well. */
      gtk_spin_button_update (self->seconds[job]);
      intervals.every_us[job] = llround (gtk_spin_button_get_value (self->seconds[job]) * US_PER_S);
    }
  return intervals;
}

/**
 * ht_intervals_row_set:
 * @self: the row
 * @intervals: what to show
 */
void
ht_intervals_row_set (HtIntervalsRow *self, const HtTargetIntervals *intervals)
{
  for (int job = 0; job < HT_N_JOBS; job++)
    gtk_spin_button_set_value (self->seconds[job], (double) intervals->every_us[job] / US_PER_S);
}
