/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "gc-side-pane.h"

#include <glib/gi18n.h>
#include <math.h>

#include "cycle-profile.h"
#include "gc-phases.h"
#include "gc-texts.h"
#include "picture.h"
#include "slot-chart.h"
#include "units.h"

struct _HtGcSidePane
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *content;
  GtkLabel *cycle_title;
  GtkLabel *cycle_note;
  HtPicture *close_up;
  GtkLabel *profile_note;
  GtkWidget *pauses_note;
  HtPicture *sweep_swatch;
  HtPicture *mark_swatch;
  HtPicture *both_swatch;
  GtkWidget *both_label;
  HtPicture *bars_picture;
  GtkLabel *percentiles;
  GtkGrid *counts;
  GtkWidget *rates_box;
  HtPicture *rates_picture;
  GtkWidget *shares_box;
  HtPicture *shares_picture;

  /* Owned */
  HtTargetData *data;
  HtPauseBars *bars;
  GArray *rates;
  GArray *shares;
  char *assist_note;

  HtSlotChart rates_chart;
  HtSlotChart shares_chart;
  double pointer_x;
  guint first_bucket;
  int cycle;
};

enum
{
  SIGNAL_BUCKET_HOVERED,
  SIGNAL_BUCKET_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtGcSidePane, ht_gc_side_pane, GTK_TYPE_WIDGET)

static void
describe (gpointer widget, const char *description)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description, -1);
}

static void
paint_close_up_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtGcSidePane *self = user_data;
  HtGcCloseUp close_up = {
    .names = { _ ("Sweep term."), _ ("Mark"), _ ("Assist"), _ ("Mark term.") },
    .assist_note = self->assist_note,
  };

  if (self->data == NULL || self->cycle < 0)
    return;
  close_up.cycle = &g_array_index (self->data->cycles, HtGcCycle, (guint) self->cycle);
  ht_gc_close_up_paint (&close_up, paint, cr, width, height);
}

static void
paint_bars_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtGcSidePane *self = user_data;

  if (self->bars != NULL)
    ht_pause_bars_paint (self->bars, paint, cr, width, height);
}

static void
paint_swatch_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  ht_pause_bars_paint_swatch (paint, cr, GPOINTER_TO_UINT (user_data), width, height);
}

static void
paint_chart_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  const HtSlotChart *chart = user_data;

  if (chart->values != NULL)
    ht_slot_chart_paint (chart, paint, cr, width, height);
}

static void
set_marked (HtGcSidePane *self, int bar)
{
  if (self->bars == NULL || self->bars->marked == bar)
    return;
  self->bars->marked = bar;
  ht_picture_invalidate (self->bars_picture);
  g_signal_emit (self, signals[SIGNAL_BUCKET_HOVERED], 0,
                 bar < 0 ? -1 : (int) self->first_bucket + bar);
}

static void
mark_at (HtGcSidePane *self, double x)
{
  if (self->bars != NULL)
    set_marked (self, ht_pause_bars_at (self->bars, x,
                                        gtk_widget_get_width (GTK_WIDGET (self->bars_picture))));
}

/* GTK tells of a motion also when something changes under a pointer that rests; then the
 * mark may be elsewhere by keyboard. */
static void
bars_motion_cb (HtGcSidePane *self, double x, double y)
{
  if (x == self->pointer_x)
    return;
  self->pointer_x = x;
  mark_at (self, x);
}

static void
bars_leave_cb (HtGcSidePane *self)
{
  self->pointer_x = -1;
  set_marked (self, -1);
}

static gboolean
is_empty (HtGcSidePane *self, int bar)
{
  const HtPauseBar *chosen = &g_array_index (self->bars->bars, HtPauseBar, (guint) bar);

  for (guint i = 0; i < HT_N_PAUSE_LAYERS; i++)
    if (chosen->counts[i] > 0)
      return FALSE;
  return TRUE;
}

static void
choose_marked (HtGcSidePane *self)
{
  if (self->bars != NULL && self->bars->marked >= 0 && !is_empty (self, self->bars->marked))
    g_signal_emit (self, signals[SIGNAL_BUCKET_CHOSEN], 0,
                   self->first_bucket + (guint) self->bars->marked);
}

static void
bars_clicked_cb (HtGcSidePane *self, int n_press, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->bars_picture));
  mark_at (self, x);
  choose_marked (self);
}

static gboolean
bars_key_cb (HtGcSidePane *self, guint key)
{
  int last = self->bars != NULL ? (int) self->bars->bars->len - 1 : -1;

  if (last < 0)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Left || key == GDK_KEY_Right)
    set_marked (self, CLAMP (self->bars->marked + (key == GDK_KEY_Left ? -1 : 1), 0, last));
  else if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_space)
    choose_marked (self);
  else if (key == GDK_KEY_Escape && self->bars->marked >= 0)
    set_marked (self, -1);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
ht_gc_side_pane_dispose (GObject *object)
{
  HtGcSidePane *self = HT_GC_SIDE_PANE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_GC_SIDE_PANE);
  g_clear_pointer (&self->data, ht_target_data_unref);
  g_clear_pointer (&self->bars, ht_pause_bars_free);
  g_clear_pointer (&self->rates, g_array_unref);
  g_clear_pointer (&self->shares, g_array_unref);
  g_clear_pointer (&self->assist_note, g_free);
  G_OBJECT_CLASS (ht_gc_side_pane_parent_class)->dispose (object);
}

static void
ht_gc_side_pane_class_init (HtGcSidePaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_gc_side_pane_dispose;
  g_type_ensure (HT_TYPE_PICTURE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/gc-side-pane.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, HtGcSidePane, name)
  BIND (content);
  BIND (cycle_title);
  BIND (cycle_note);
  BIND (close_up);
  BIND (profile_note);
  BIND (pauses_note);
  BIND (sweep_swatch);
  BIND (mark_swatch);
  BIND (both_swatch);
  BIND (both_label);
  BIND (bars_picture);
  BIND (percentiles);
  BIND (counts);
  BIND (rates_box);
  BIND (rates_picture);
  BIND (shares_box);
  BIND (shares_picture);
#undef BIND
  signals[SIGNAL_BUCKET_HOVERED] = g_signal_new ("bucket-hovered", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_BUCKET_CHOSEN] = g_signal_new ("bucket-chosen", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
add_gestures (HtGcSidePane *self)
{
  GtkWidget *bars = GTK_WIDGET (self->bars_picture);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (bars_motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (bars_leave_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (bars_key_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (bars_clicked_cb), self);
  gtk_widget_add_controller (bars, motion);
  gtk_widget_add_controller (bars, keys);
  gtk_widget_add_controller (bars, GTK_EVENT_CONTROLLER (click));
}

static void
ht_gc_side_pane_init (HtGcSidePane *self)
{
  self->cycle = -1;
  self->pointer_x = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  ht_picture_set_painter (self->close_up, paint_close_up_cb, self, NULL);
  ht_picture_set_painter (self->bars_picture, paint_bars_cb, self, NULL);
  ht_picture_set_painter (self->sweep_swatch, paint_swatch_cb,
                          GUINT_TO_POINTER (HT_PAUSE_SWEEP_TERM), NULL);
  ht_picture_set_painter (self->mark_swatch, paint_swatch_cb, GUINT_TO_POINTER (HT_PAUSE_MARK_TERM),
                          NULL);
  ht_picture_set_painter (self->both_swatch, paint_swatch_cb, GUINT_TO_POINTER (HT_PAUSE_WHOLE),
                          NULL);
  ht_picture_set_painter (self->rates_picture, paint_chart_cb, &self->rates_chart, NULL);
  ht_picture_set_painter (self->shares_picture, paint_chart_cb, &self->shares_chart, NULL);
  add_gestures (self);
}

static char *
heap_text (const HtGcCycle *cycle)
{
  const HtSizeUnit *unit = ht_size_unit_for (cycle->heap_start_bytes);
  g_autofree char *before = ht_size_in_unit (cycle->heap_start_bytes, unit);
  g_autofree char *live = ht_size_in_unit (cycle->heap_live_bytes, unit);

  return g_strdup_printf ("%s → %s %s", before, live, unit->name);
}

/* Which heap profile shows what the collection left. */
static void
show_profile_note (HtGcSidePane *self, HtTimeDisplay display)
{
  const HtProfileEntry *profile =
      self->cycle >= 0 ? ht_cycle_find_heap_profile (self->data, (guint) self->cycle) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->profile_note), profile != NULL);
  if (profile != NULL)
    {
      g_autofree char *time =
          ht_axis_time_label (profile->time_ns, 1000000, display, self->data->from_ns);
      /* Translators: of a collection; %s is a time */
      g_autofree char *note =
          g_strdup_printf (_ ("The heap profile of %s shows the heap as it left it."), time);

      gtk_label_set_text (self->profile_note, note);
    }
}

/**
 * ht_gc_side_pane_show_cycle:
 * @self: the pane
 * @data: what is known of a target
 * @index: which of its collections to show; -1 for none
 * @display: how times are told
 */
void
ht_gc_side_pane_show_cycle (HtGcSidePane *self,
                            HtTargetData *data,
                            int index,
                            HtTimeDisplay display)
{
  g_autoptr (HtTargetData) before = g_steal_pointer (&self->data);
  const HtGcCycle *cycle;
  g_autofree char *number = NULL, *title = NULL, *time = NULL, *heap = NULL, *note = NULL;
  g_autofree char *sweep = NULL, *mark = NULL, *assist = NULL, *mark_term = NULL, *text = NULL;
  g_autofree char *pauses = NULL;

  self->data = ht_target_data_ref (data);
  self->cycle = index;
  g_clear_pointer (&self->assist_note, g_free);
  ht_picture_invalidate (self->close_up);
  gtk_widget_set_visible (GTK_WIDGET (self->close_up), data->has_gc_phases);
  gtk_widget_set_visible (self->both_label, !data->has_gc_phases);
  show_profile_note (self, display);
  if (index < 0)
    {
      gtk_label_set_text (self->cycle_title, "");
      gtk_label_set_text (self->cycle_note, "");
      return;
    }
  cycle = &g_array_index (data->cycles, HtGcCycle, (guint) index);
  number = ht_format_count (cycle->n);
  /* Translators: the name of one collection, by its number */
  title = g_strdup_printf (_ ("GC %s"), number);
  time = ht_axis_time_label (cycle->start_ns, 1000000, display, data->from_ns);
  heap = heap_text (cycle);
  pauses = ht_gc_duration_text (cycle->pause_ns);
  note = data->has_gc_phases ? g_strdup_printf ("%s · %s", time, heap)
                             /* Translators: when a collection was, and its pauses together */
                             : g_strdup_printf (_ ("%s · paused for %s"), time, pauses);
  gtk_label_set_text (self->cycle_title, title);
  gtk_label_set_text (self->cycle_note, note);
  assist = ht_gc_duration_text (cycle->assist_ns);
  if (cycle->assist_ns > 0)
    /* Translators: how much CPU time goroutines gave to the collector */
    self->assist_note = g_strdup_printf (_ ("%s of CPU"), assist);
  sweep = ht_gc_duration_text (cycle->stw_sweep_term_ns);
  mark = ht_gc_duration_text (cycle->mark_ns);
  mark_term = ht_gc_duration_text (cycle->stw_mark_term_ns);
  /* Translators: what a picture of one collection shows */
  text = g_strdup_printf (_ ("%s at %s, heap %s: sweep termination %s, mark %s, mark termination "
                             "%s, assist %s of CPU"),
                          title, time, heap, sweep, mark, mark_term, assist);
  describe (self->close_up, text);
}

static void
add_count (HtGcSidePane *self, int row, int column, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0 : 1);
  gtk_widget_set_hexpand (label, column > 0);
  gtk_widget_add_css_class (label, "figures");
  gtk_widget_add_css_class (label, "caption");
  if (row == 0)
    gtk_widget_add_css_class (label, "second-text");
  gtk_grid_attach (self->counts, label, column, row, 1, 1);
}

static guint
total_of_kind (const HtPauseHistogram *histogram, guint kind)
{
  guint total = 0;

  for (guint bucket = histogram->first; bucket <= histogram->last; bucket++)
    total += histogram->counts[bucket][kind];
  return total;
}

/* The same as the picture says, to read, to copy and to be read out. */
static void
show_counts (HtGcSidePane *self, const HtPauseHistogram *histogram)
{
  const char *const heads[HT_N_PAUSE_KINDS] = { _ ("Sweep term."), _ ("Mark term."), _ ("Both") };
  int column = 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->counts))) != NULL)
    gtk_grid_remove (self->counts, child);
  add_count (self, 0, 0, _ ("Pause"));
  for (guint bucket = histogram->first; bucket <= histogram->last; bucket++)
    {
      g_autofree char *bounds = ht_pause_bucket_text (bucket);

      add_count (self, (int) (bucket - histogram->first) + 1, 0, bounds);
    }
  for (guint kind = 0; kind < HT_N_PAUSE_KINDS; kind++)
    {
      if (total_of_kind (histogram, kind) == 0)
        continue;
      add_count (self, 0, ++column, heads[kind]);
      for (guint bucket = histogram->first; bucket <= histogram->last; bucket++)
        {
          g_autofree char *count = ht_format_count (histogram->counts[bucket][kind]);

          add_count (self, (int) (bucket - histogram->first) + 1, column, count);
        }
    }
}

static void
show_histogram (HtGcSidePane *self, const HtGcFigures *figures, gboolean marked)
{
  const HtGcPauses *pauses = ht_gc_figures_get_pauses (figures);
  g_autofree char *percentiles = ht_pause_percentiles_text (pauses);
  g_autofree char *counts = ht_pause_histogram_text (&figures->histogram);
  g_autofree char *text = g_strdup_printf ("%s. %s", percentiles, counts);

  g_clear_pointer (&self->bars, ht_pause_bars_free);
  self->bars = ht_pause_bars_for (&figures->histogram, &self->first_bucket);
  ht_picture_invalidate (self->bars_picture);
  gtk_widget_set_visible (self->pauses_note, marked);
  gtk_label_set_text (self->percentiles, percentiles);
  describe (self->bars_picture, text);
  show_counts (self, &figures->histogram);
}

static void
show_chart (HtPicture *picture, GtkWidget *box, const HtSlotChart *chart)
{
  double greatest = ht_slot_chart_get_greatest (chart);
  g_autofree char *most = ht_slot_chart_value_text (chart, greatest);
  /* Translators: what a small chart over time shows; %s is its greatest value */
  g_autofree char *text = g_strdup_printf (_ ("at most %s"), most);

  gtk_widget_set_visible (box, !isnan (greatest));
  ht_picture_invalidate (picture);
  describe (picture, text);
}

/**
 * ht_gc_side_pane_show_figures:
 * @self: the pane
 * @figures: figures of a range of time
 * @marked: whether it is a marked range and not all there is
 * @start_ns: begin of the recording, for times since start
 * @display: how times are told
 */
void
ht_gc_side_pane_show_figures (HtGcSidePane *self,
                              const HtGcFigures *figures,
                              gboolean marked,
                              gint64 start_ns,
                              HtTimeDisplay display)
{
  HtSlotChart chart = {
    .from_ns = figures->from_ns,
    .slot_ns = figures->slot_ns,
    .start_ns = start_ns,
    .display = display,
    .factor = 1,
    .role = HT_COLOR_HEAP_IN_USE,
  };

  show_histogram (self, figures, marked);
  g_clear_pointer (&self->rates, g_array_unref);
  g_clear_pointer (&self->shares, g_array_unref);
  self->rates = g_array_ref (figures->rates);
  self->shares = g_array_ref (figures->shares);
  chart.values = self->rates;
  self->rates_chart = chart;
  chart.values = self->shares;
  chart.factor = 100;
  chart.unit = "%";
  chart.role = HT_COLOR_PHASE_MARK;
  self->shares_chart = chart;
  show_chart (self->rates_picture, self->rates_box, &self->rates_chart);
  show_chart (self->shares_picture, self->shares_box, &self->shares_chart);
}
