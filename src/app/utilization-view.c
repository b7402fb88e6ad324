/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "utilization-view.h"

#include <glib/gi18n.h>

#include "axis-ticks.h"
#include "picture.h"
#include "range-reader.h"
#include "trace-utilization.h"
#include "units.h"

struct _HtUtilizationView
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *content;
  GtkLabel *note;
  HtPicture *picture;

  /* Owned */
  HtRangeReader *reader;
  HtTraceUtilization *utilization;

  int marked;
  double pointer_x;
};

G_DEFINE_FINAL_TYPE (HtUtilizationView, ht_utilization_view, GTK_TYPE_WIDGET)

static gpointer
read_utilization (HtRecording *recording, const HtRangeRequest *request, GError **error)
{
  return ht_trace_utilization_load (recording, request->target, request->from_ns, request->to_ns,
                                    error);
}

static guint
count_points (HtUtilizationView *self)
{
  return self->utilization != NULL ? self->utilization->points->len : 0;
}

static void
paint_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtUtilizationView *self = user_data;

  if (count_points (self) > 0)
    ht_utilization_chart_paint (self->utilization->points, self->marked, paint, cr, width, height);
}

/* The lengths that people compare, and the one that is marked. */
static void
describe (HtUtilizationView *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < count_points (self); i++)
    {
      const HtUtilizationPoint *point =
          &g_array_index (self->utilization->points, HtUtilizationPoint, i);
      gboolean is_told = self->marked >= 0
                             ? (int) i == self->marked
                             : point->window_ns == 1000000 || point->window_ns == 10000000 ||
                                   point->window_ns == 100000000;
      g_autofree char *share = NULL;
      g_autofree char *window = NULL;

      if (!is_told)
        continue;
      share = ht_format_percent (point->share);
      window = ht_axis_duration_label (point->window_ns);
      /* Translators: the length of a window of time, and a share of the processors */
      g_string_append_printf (text, _ ("At worst in %s: %s. "), window, share);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->picture),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
}

static void
set_marked (HtUtilizationView *self, int marked)
{
  if (self->marked == marked)
    return;
  self->marked = marked;
  ht_picture_invalidate (self->picture);
  describe (self);
}

static void
utilization_read_cb (GtkWidget *widget, gpointer result)
{
  HtUtilizationView *self = HT_UTILIZATION_VIEW (widget);
  g_autofree char *mean = NULL;
  g_autofree char *note = NULL;

  g_clear_pointer (&self->utilization, ht_trace_utilization_free);
  self->utilization = result;
  self->marked = MIN (self->marked, (int) count_points (self) - 1);
  mean = ht_format_percent (self->utilization->mean);
  if (self->utilization->is_too_long)
    note = g_strdup (_ ("Too much happened in this range to be looked at as a whole. Zoom in, or "
                        "mark a part of it."));
  else if (count_points (self) == 0)
    note = g_strdup (_ ("No trace covers this range."));
  else
    /* Translators: %s is a share of the processors */
    note = g_strdup_printf (_ ("%s on the whole; in the worst window of each length:"), mean);
  gtk_label_set_text (self->note, note);
  gtk_widget_set_visible (GTK_WIDGET (self->picture), count_points (self) > 0);
  ht_picture_invalidate (self->picture);
  describe (self);
}

static void
motion_cb (HtUtilizationView *self, double x, double y)
{
  if (x == self->pointer_x || count_points (self) == 0)
    return;
  self->pointer_x = x;
  set_marked (self, ht_utilization_chart_at (self->utilization->points, x,
                                             gtk_widget_get_width (GTK_WIDGET (self->picture))));
}

static void
leave_cb (HtUtilizationView *self)
{
  self->pointer_x = -1;
  set_marked (self, -1);
}

static gboolean
key_cb (HtUtilizationView *self, guint key)
{
  int last = (int) count_points (self) - 1;

  if (last < 0)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Left || key == GDK_KEY_Right)
    set_marked (self, CLAMP (self->marked + (key == GDK_KEY_Left ? -1 : 1), 0, last));
  else if (key == GDK_KEY_Escape && self->marked >= 0)
    set_marked (self, -1);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
ht_utilization_view_dispose (GObject *object)
{
  HtUtilizationView *self = HT_UTILIZATION_VIEW (object);

  if (self->reader != NULL)
    ht_range_reader_stop (self->reader);
  g_clear_object (&self->reader);
  if (self->picture != NULL)
    ht_picture_set_painter (self->picture, NULL, NULL, NULL);
  g_clear_pointer (&self->utilization, ht_trace_utilization_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_UTILIZATION_VIEW);
  G_OBJECT_CLASS (ht_utilization_view_parent_class)->dispose (object);
}

static void
ht_utilization_view_class_init (HtUtilizationViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_utilization_view_dispose;
  g_type_ensure (HT_TYPE_PICTURE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/utilization-view.ui");
  gtk_widget_class_bind_template_child (widget_class, HtUtilizationView, content);
  gtk_widget_class_bind_template_child (widget_class, HtUtilizationView, note);
  gtk_widget_class_bind_template_child (widget_class, HtUtilizationView, picture);
}

static void
ht_utilization_view_init (HtUtilizationView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->marked = -1;
  self->pointer_x = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->reader =
      ht_range_reader_new (GTK_WIDGET (self), read_utilization,
                           (GDestroyNotify) ht_trace_utilization_free, utilization_read_cb);
  ht_picture_set_painter (self->picture, paint_cb, self, NULL);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->picture), motion);
  gtk_widget_add_controller (GTK_WIDGET (self->picture), keys);
}

/**
 * ht_utilization_view_set_time_view:
 * @self: the view
 * @time_view: says which range
 */
void
ht_utilization_view_set_time_view (HtUtilizationView *self, HtTimeView *time_view)
{
  ht_range_reader_set_time_view (self->reader, time_view);
}

/**
 * ht_utilization_view_set_source:
 * @self: the view
 * @document: (nullable): where to read
 * @target: id of one of its targets
 */
void
ht_utilization_view_set_source (HtUtilizationView *self, HtDocument *document, gint64 target)
{
  ht_range_reader_set_source (self->reader, document, target);
}
