/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "notes-window.h"

#include <glib/gi18n.h>
#include <math.h>

#include "growth-texts.h"

#define NS_PER_S G_GINT64_CONSTANT (1000000000)

struct _HtNotesWindow
{
  AdwWindow parent_instance;

  /* Template widgets */
  GtkStack *stack;
  AdwPreferencesGroup *notes_group;
  AdwPreferencesGroup *known_group;

  /* Borrowed from the groups */
  GPtrArray *note_rows;
  GPtrArray *known_rows;
};

enum
{
  SIGNAL_ADD,
  SIGNAL_SHOW_NOTE,
  SIGNAL_EDIT,
  SIGNAL_REMOVE,
  SIGNAL_TAKE_UP,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtNotesWindow, ht_notes_window, ADW_TYPE_WINDOW)

static gint64
get_id (gpointer widget)
{
  return *(gint64 *) g_object_get_data (G_OBJECT (widget), "ht-id");
}

static void
set_id (gpointer widget, gint64 id)
{
  g_object_set_data_full (G_OBJECT (widget), "ht-id", g_memdup2 (&id, sizeof id), g_free);
}

static void
edit_cb (HtNotesWindow *self, GtkWidget *button)
{
  g_signal_emit (self, signals[SIGNAL_EDIT], 0, get_id (button));
}

static void
remove_cb (HtNotesWindow *self, GtkWidget *button)
{
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0, get_id (button));
}

static void
take_up_cb (HtNotesWindow *self, GtkWidget *button)
{
  g_signal_emit (self, signals[SIGNAL_TAKE_UP], 0, get_id (button));
}

static void
show_cb (HtNotesWindow *self, GtkWidget *row)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_NOTE], 0, get_id (row));
}

static void
add_cb (HtNotesWindow *self)
{
  g_signal_emit (self, signals[SIGNAL_ADD], 0);
}

/* All rows have the same buttons: their names say whose they are. */
static void
add_button (HtNotesWindow *self,
            AdwActionRow *row,
            const char *icon,
            const char *tooltip,
            GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  g_autofree char *name =
      g_strdup_printf ("%s: %s", tooltip,
                       adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  set_id (button, get_id (row));
  g_signal_connect_swapped (button, "clicked", clicked, self);
  adw_action_row_add_suffix (row, button);
}

static GtkWidget *
row_new (gint64 id, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  set_id (row, id);
  return row;
}

static char *
tell_time (gint64 time_ns, const HtTargetData *data, HtTimeDisplay display)
{
  g_autofree char *day = NULL;
  g_autofree char *time = ht_axis_time_label (time_ns, NS_PER_S, display, data->from_ns);

  if (display == HT_TIME_DISPLAY_SINCE_START)
    return g_steal_pointer (&time);
  day = ht_axis_time_label (time_ns, 24 * 60 * 60 * NS_PER_S, display, data->from_ns);
  return g_strconcat (day, " ", time, NULL);
}

static char *
tell_subject (const HtNote *note, const HtTargetData *data, HtTimeDisplay display)
{
  GString *text = g_string_new (NULL);

  if (note->time_ns != HT_UNKNOWN)
    {
      g_autofree char *time = tell_time (note->time_ns, data, display);

      g_string_append (text, time);
    }
  if (note->end_ns != HT_UNKNOWN)
    {
      g_autofree char *end = tell_time (note->end_ns, data, display);

      g_string_append_printf (text, " – %s", end);
    }
  if (note->chain != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", note->chain);
  return g_string_free (text, FALSE);
}

static void
add_note (HtNotesWindow *self, const HtNote *note, const HtTargetData *data, HtTimeDisplay display)
{
  g_autofree char *subject = tell_subject (note, data, display);
  GtkWidget *row = row_new (note->id, note->text, subject);

  if (note->time_ns != HT_UNKNOWN)
    {
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_signal_connect_swapped (row, "activated", G_CALLBACK (show_cb), self);
    }
  add_button (self, ADW_ACTION_ROW (row), "document-edit-symbolic", _ ("Edit"),
              G_CALLBACK (edit_cb));
  add_button (self, ADW_ACTION_ROW (row), "user-trash-symbolic", _ ("Remove"),
              G_CALLBACK (remove_cb));
  adw_preferences_group_add (self->notes_group, row);
  g_ptr_array_add (self->note_rows, row);
}

static void
add_known (HtNotesWindow *self, const HtKnownGrowth *known)
{
  g_autofree char *rate = isnan (known->rate) ? NULL : ht_growth_rate_text (known->rate);
  g_autofree char *subtitle =
      /* Translators: why growth is known, and how fast it was then */
      rate != NULL ? g_strdup_printf (_ ("%s · at %s"), known->reason, rate)
                   : g_strdup (known->reason);
  GtkWidget *row = row_new (known->id, known->chain, subtitle);

  add_button (self, ADW_ACTION_ROW (row), "edit-undo-symbolic", _ ("Count Again"),
              G_CALLBACK (take_up_cb));
  adw_preferences_group_add (self->known_group, row);
  g_ptr_array_add (self->known_rows, row);
}

static void
clear_rows (AdwPreferencesGroup *group, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

static void
ht_notes_window_finalize (GObject *object)
{
  HtNotesWindow *self = HT_NOTES_WINDOW (object);

  g_ptr_array_unref (self->note_rows);
  g_ptr_array_unref (self->known_rows);
  G_OBJECT_CLASS (ht_notes_window_parent_class)->finalize (object);
}

static void
ht_notes_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HT_TYPE_NOTES_WINDOW);
  G_OBJECT_CLASS (ht_notes_window_parent_class)->dispose (object);
}

static void
ht_notes_window_class_init (HtNotesWindowClass *klass)
{
  static const struct
  {
    guint signal;
    const char *name;
  } names[] = { { SIGNAL_SHOW_NOTE, "show-note" },
                { SIGNAL_EDIT, "edit" },
                { SIGNAL_REMOVE, "remove" },
                { SIGNAL_TAKE_UP, "take-up" } };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_notes_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = ht_notes_window_finalize;
  signals[SIGNAL_ADD] =
      g_signal_new ("add", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    signals[names[i].signal] = g_signal_new (names[i].name, type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                             NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/notes-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HtNotesWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, HtNotesWindow, notes_group);
  gtk_widget_class_bind_template_child (widget_class, HtNotesWindow, known_group);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ht_notes_window_init (HtNotesWindow *self)
{
  self->note_rows = g_ptr_array_new ();
  self->known_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ht_notes_window_new:
 * @parent: the window whose process is shown
 *
 * Returns: (transfer none): a window that lists nothing yet
 */
HtNotesWindow *
ht_notes_window_new (GtkWindow *parent)
{
  return g_object_new (HT_TYPE_NOTES_WINDOW, "transient-for", parent, NULL);
}

/**
 * ht_notes_window_set_data:
 * @self: the window
 * @data: (nullable): what is known of a process
 * @display: how times are told
 *
 * Lists what was written down about a process.
 */
void
ht_notes_window_set_data (HtNotesWindow *self, const HtTargetData *data, HtTimeDisplay display)
{
  guint n_notes = data != NULL ? data->notes->len : 0;
  guint n_known = data != NULL ? data->known->len : 0;

  clear_rows (self->notes_group, self->note_rows);
  clear_rows (self->known_group, self->known_rows);
  for (guint i = 0; i < n_notes; i++)
    add_note (self, g_ptr_array_index (data->notes, i), data, display);
  for (guint i = 0; i < n_known; i++)
    add_known (self, g_ptr_array_index (data->known, i));
  gtk_widget_set_visible (GTK_WIDGET (self->notes_group), n_notes > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->known_group), n_known > 0);
  gtk_stack_set_visible_child_name (self->stack, n_notes + n_known > 0 ? "notes" : "empty");
}
