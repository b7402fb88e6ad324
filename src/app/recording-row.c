/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "recording-row.h"

#include <glib/gi18n.h>

#include "picture.h"
#include "units.h"

#define SPARK_WIDTH  48
#define SPARK_HEIGHT 22

struct _HtRecordingRow
{
  AdwActionRow parent_instance;

  /* Owned */
  HtDocument *document;
  HtLiveItem *live; /* nullable */
  GArray *buckets;  /* nullable, HtSeriesBucket of the heap */
  char *name;
  char *told; /* nullable, how a live one is, as it was told last */

  /* Children */
  GtkWidget *spark;
  GtkWidget *state; /* nullable */

  gint64 target;
  gint64 from_ns; /* of what the buckets tell */
  gint64 to_ns;
};

enum
{
  SIGNAL_CLOSE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtRecordingRow, ht_recording_row, ADW_TYPE_ACTION_ROW)

static double
greatest_value (const GArray *buckets)
{
  double greatest = 0;

  for (guint i = 0; i < buckets->len; i++)
    greatest = MAX (greatest, g_array_index (buckets, HtSeriesBucket, i).max);
  return greatest;
}

/* From zero, so that a heap that stays the same does not look like one that leaps. */
static void
trace_heap (HtRecordingRow *self, cairo_t *cr, double width, double height)
{
  double span = (double) MAX (self->to_ns - self->from_ns, 1);
  double greatest = MAX (greatest_value (self->buckets), 1);

  for (guint i = 0; i < self->buckets->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (self->buckets, HtSeriesBucket, i);
      double x = (double) (bucket->end_ns - self->from_ns) / span * width;

      cairo_line_to (cr, x, height - bucket->max / greatest * (height - 2) - 1);
    }
}

static void
paint_spark_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtRecordingRow *self = user_data;

  if (self->buckets == NULL || self->buckets->len < 2)
    return;
  ht_paint_set_color (paint, cr, HT_COLOR_HEAP_IN_USE, 1);
  cairo_set_line_width (cr, 1.5);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  trace_heap (self, cr, width, height);
  cairo_stroke (cr);
}

static void
set_buckets (HtRecordingRow *self, GArray *buckets, gint64 from_ns, gint64 to_ns)
{
  g_clear_pointer (&self->buckets, g_array_unref);
  self->buckets = g_array_ref (buckets);
  self->from_ns = from_ns;
  self->to_ns = to_ns;
  gtk_widget_set_visible (self->spark, buckets->len >= 2);
  ht_picture_invalidate (HT_PICTURE (self->spark));
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_CLOSE], 0);
}

static void
ht_recording_row_dispose (GObject *object)
{
  HtRecordingRow *self = HT_RECORDING_ROW (object);

  if (self->spark != NULL)
    ht_picture_set_painter (HT_PICTURE (self->spark), NULL, NULL, NULL);
  self->spark = NULL;
  if (self->live != NULL)
    g_signal_handlers_disconnect_by_data (self->live, self);
  g_clear_object (&self->live);
  g_clear_object (&self->document);
  g_clear_pointer (&self->buckets, g_array_unref);
  G_OBJECT_CLASS (ht_recording_row_parent_class)->dispose (object);
}

static void
ht_recording_row_finalize (GObject *object)
{
  g_free (HT_RECORDING_ROW (object)->name);
  g_free (HT_RECORDING_ROW (object)->told);
  G_OBJECT_CLASS (ht_recording_row_parent_class)->finalize (object);
}

static void
ht_recording_row_class_init (HtRecordingRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_recording_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = ht_recording_row_finalize;
  signals[SIGNAL_CLOSE] = g_signal_new ("close", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "recording.close", NULL, close_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "recording.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Delete, 0, "recording.close", NULL);
}

static void
ht_recording_row_init (HtRecordingRow *self)
{
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic");

  self->spark = ht_picture_new ();
  gtk_widget_set_size_request (self->spark, SPARK_WIDTH, SPARK_HEIGHT);
  gtk_widget_set_valign (self->spark, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->spark, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->spark), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Heap over time, small"), -1);
  ht_picture_set_painter (HT_PICTURE (self->spark), paint_spark_cb, self, NULL);
  gtk_widget_add_css_class (close, "flat");
  gtk_widget_add_css_class (close, "circular");
  gtk_widget_set_valign (close, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (close, _ ("Close (Delete)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Close recording"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (close), "recording.close");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->spark);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), close);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
}

static void
show_facts (HtRecordingRow *self, gint64 first_ns, gint64 last_ns, guint n_profiles)
{
  const char *title = ht_document_get_title (self->document);
  g_autoptr (GString) text = g_string_new (NULL);

  if (!g_str_equal (title, self->name))
    g_string_append_printf (text, "%s\n", title);
  if (first_ns != HT_UNKNOWN && last_ns != HT_UNKNOWN && last_ns > first_ns)
    {
      g_autofree char *length = ht_format_duration_short (last_ns - first_ns);

      g_string_append (text, length);
      if (n_profiles > 0)
        g_string_append (text, " · ");
    }
  if (n_profiles > 0)
    g_string_append_printf (text, g_dngettext (NULL, "%u profile", "%u profiles", n_profiles),
                            n_profiles);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), g_strchomp (text->str));
}

/**
 * ht_recording_row_new:
 * @document: an open recording
 * @target: one of its processes
 *
 * Returns: (transfer floating): a row for it
 */
GtkWidget *
ht_recording_row_new (HtDocument *document, const HtTarget *target)
{
  HtRecordingRow *self = g_object_new (HT_TYPE_RECORDING_ROW, NULL);

  self->document = g_object_ref (document);
  self->target = target->id;
  self->name = g_strdup (target->name);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), self->name);
  show_facts (self, target->first_ns, target->last_ns, 0);
  return GTK_WIDGET (self);
}

/* Each second there are new figures, but how it is changes seldom, and costs more to tell. */
static void
tell_state (HtRecordingRow *self, const char *state)
{
  const char *reason = ht_live_item_get_reason (self->live);
  const char *tooltip = reason != NULL ? reason : ht_live_item_get_url (self->live);
  g_autofree char *told = g_strconcat (state, "\n", tooltip, NULL);

  if (g_strcmp0 (told, self->told) == 0)
    return;
  g_free (self->told);
  self->told = g_steal_pointer (&told);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->state), ht_live_item_get_icon_name (self->live));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->state), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  state, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
  if (ht_live_item_get_state (self->live) == HT_LIVE_RECORDING &&
      !ht_live_item_is_paused (self->live))
    gtk_widget_add_css_class (self->state, "error");
  else
    gtk_widget_remove_css_class (self->state, "error");
}

/* What is not verified stays said, however it is. */
static void
show_live (HtRecordingRow *self)
{
  g_autofree char *state = ht_live_item_describe (self->live, g_get_monotonic_time ());
  g_autoptr (GString) text = g_string_new (NULL);
  const HtTargetGlance *glance = ht_live_item_get_glance (self->live);

  if (glance != NULL && glance->heap_bytes != HT_UNKNOWN &&
      ht_live_item_get_state (self->live) == HT_LIVE_RECORDING)
    {
      g_autofree char *heap = ht_format_bytes (glance->heap_bytes);

      g_string_append (text, heap);
    }
  else
    g_string_append (text, state);
  if (ht_live_item_is_unverified (self->live))
    /* Translators: the certificate of the server is not verified */
    g_string_append_printf (text, " · %s", _ ("not verified"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text->str);
  tell_state (self, state);
}

static void
live_changed_cb (HtRecordingRow *self)
{
  const HtTargetGlance *glance = ht_live_item_get_glance (self->live);

  if (glance != NULL && glance->buckets->len > 0)
    set_buckets (self, glance->buckets, g_array_index (glance->buckets, HtSeriesBucket, 0).start_ns,
                 glance->newest_ns);
  show_live (self);
}

/**
 * ht_recording_row_new_live:
 * @document: a recording
 * @item: a service that is recorded in it
 *
 * Returns: (transfer floating): a row for it
 */
GtkWidget *
ht_recording_row_new_live (HtDocument *document, HtLiveItem *item)
{
  HtRecordingRow *self = g_object_new (HT_TYPE_RECORDING_ROW, NULL);

  self->document = g_object_ref (document);
  self->live = g_object_ref (item);
  self->name = g_strdup (ht_live_item_get_name (item));
  self->state = gtk_image_new ();
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), self->state);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), self->name);
  /* Services of one host differ in the port, at the end. */
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 2);
  g_signal_connect_object (item, "changed", G_CALLBACK (live_changed_cb), self, G_CONNECT_SWAPPED);
  live_changed_cb (self);
  return GTK_WIDGET (self);
}

/**
 * ht_recording_row_get_live:
 * @self: the row
 *
 * Returns: (transfer none) (nullable): the service, if it is recorded now
 */
HtLiveItem *
ht_recording_row_get_live (HtRecordingRow *self)
{
  return self->live;
}

/**
 * ht_recording_row_get_document:
 * @self: the row
 *
 * Returns: (transfer none): the recording
 */
HtDocument *
ht_recording_row_get_document (HtRecordingRow *self)
{
  return self->document;
}

/**
 * ht_recording_row_get_target:
 * @self: the row
 *
 * Returns: id of the process; 0 of a live one that was not written down yet
 */
gint64
ht_recording_row_get_target (HtRecordingRow *self)
{
  return self->live != NULL ? ht_live_item_get_target (self->live) : self->target;
}

/**
 * ht_recording_row_get_name:
 * @self: the row
 *
 * Returns: (transfer none): what the process is called
 */
const char *
ht_recording_row_get_name (HtRecordingRow *self)
{
  return self->name;
}

/**
 * ht_recording_row_set_data:
 * @self: the row
 * @data: what is known of its process by now
 */
void
ht_recording_row_set_data (HtRecordingRow *self, HtTargetData *data)
{
  if (self->live != NULL)
    return;
  show_facts (self, data->from_ns, data->to_ns, data->profiles->len);
  set_buckets (self, data->lines.heap, data->from_ns, data->to_ns);
}
