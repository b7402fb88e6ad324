/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "phase-bar.h"

#include <adwaita.h>
#include <math.h>

#include "gc-phases.h"

#define TRACK_HEIGHT 12
#define MARK_HEIGHT  8
#define LEAST_BAR    2

struct _HtPhaseBar
{
  GtkWidget parent_instance;

  HtGcCycle cycle;
  gint64 scale_ns;
};

G_DEFINE_FINAL_TYPE (HtPhaseBar, ht_phase_bar, GTK_TYPE_WIDGET)

static void
append (GtkSnapshot *snapshot, HtColorRole role, double x, double y, double width, double height)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  HtColor color = ht_palette_color (dark ? HT_THEME_DARK : HT_THEME_LIGHT, role);
  GdkRGBA rgba = { (float) color.red, (float) color.green, (float) color.blue,
                   (float) color.alpha };

  gtk_snapshot_append_color (snapshot, &rgba,
                             &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width,
                                                  (float) height));
}

/* Rows come and go while the table scrolls, and rectangles cost nearly nothing then. */
static void
ht_phase_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HtPhaseBar *self = HT_PHASE_BAR (widget);
  HtGcPhase phases[HT_N_GC_PHASES];
  int width = gtk_widget_get_width (widget);
  double top = floor ((gtk_widget_get_height (widget) - TRACK_HEIGHT) / 2.0);
  double unit;

  append (snapshot, HT_COLOR_FAINT_LINE, 0, top + 1, width, TRACK_HEIGHT - 2);
  if (self->scale_ns <= 0)
    return;
  ht_gc_cycle_get_phases (&self->cycle, phases);
  unit = (double) width / (double) self->scale_ns;
  for (guint i = 0; i < HT_N_GC_PHASES; i++)
    {
      gboolean is_mark = phases[i].role == HT_COLOR_PHASE_MARK;
      double height = is_mark ? MARK_HEIGHT : TRACK_HEIGHT;
      double left = (double) phases[i].from_ns * unit;

      if (phases[i].length_ns == HT_UNKNOWN)
        continue;
      append (snapshot, phases[i].role, CLAMP (left, 0, width - LEAST_BAR),
              top + (TRACK_HEIGHT - height) / 2,
              CLAMP ((double) phases[i].length_ns * unit, LEAST_BAR, MAX (width - left, LEAST_BAR)),
              height);
    }
}

static void
ht_phase_bar_class_init (HtPhaseBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = ht_phase_bar_snapshot;
  gtk_widget_class_set_css_name (widget_class, "phasebar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ht_phase_bar_init (HtPhaseBar *self)
{
  ht_gc_cycle_init (&self->cycle, HT_GC_SOURCE_GCTRACE);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

/**
 * ht_phase_bar_new:
 *
 * Returns: (transfer floating): an empty bar
 */
GtkWidget *
ht_phase_bar_new (void)
{
  return g_object_new (HT_TYPE_PHASE_BAR, NULL);
}

/**
 * ht_phase_bar_set_cycle:
 * @self: the bar
 * @cycle: what to show
 * @scale_ns: what a bar of full width stands for; 0 if that is not known yet
 */
void
ht_phase_bar_set_cycle (HtPhaseBar *self, const HtGcCycle *cycle, gint64 scale_ns)
{
  self->cycle = *cycle;
  self->scale_ns = scale_ns;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * ht_phase_bar_set_scale:
 * @self: the bar
 * @scale_ns: what a bar of full width stands for from now on
 */
void
ht_phase_bar_set_scale (HtPhaseBar *self, gint64 scale_ns)
{
  self->scale_ns = scale_ns;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
