/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "window-notes.h"

#include <glib/gi18n.h>
#include <math.h>

#include "document-change.h"
#include "notes-window.h"
#include "recorder-change.h"
#include "text-prompt.h"
#include "window-live.h"
#include "window-openings.h"

#define NS_PER_S G_GINT64_CONSTANT (1000000000)

/* Long enough to see what was removed by mistake. */
#define UNDO_S 20

struct _HtWindowNotes
{
  /* Borrowed */
  HtWindow *window;
  HtNotesWindow *list; /* NULL if it is closed */

  /* Owned */
  HtTimeView *time_view;
  HtDocument *document;
  HtTargetData *data;
};

/* A change on its way into a recording, or what it takes to have it back. */
typedef struct
{
  /* Owned */
  GWeakRef window;
  HtDocument *document;
  HtRecordingChange *change;
  char *done; /* what is said then; NULL for nothing */
} Change;

static Change *
change_new (HtWindow *window, HtDocument *document, HtRecordingChange *change, const char *done)
{
  Change *self = g_new0 (Change, 1);

  g_weak_ref_init (&self->window, window);
  self->document = g_object_ref (document);
  self->change = change;
  self->done = g_strdup (done);
  return self;
}

static void
change_free (Change *self)
{
  g_weak_ref_clear (&self->window);
  g_object_unref (self->document);
  ht_recording_change_free (self->change);
  g_free (self->done);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Change, change_free)

static void
closure_free (gpointer data, GClosure *closure)
{
  change_free (data);
}

static void apply (Change *change);

static void
undo_cb (AdwToast *toast, const Change *undo)
{
  g_autoptr (HtWindow) window = g_weak_ref_get (&((Change *) undo)->window);

  if (window != NULL)
    apply (change_new (window, undo->document, ht_recording_change_copy (undo->change), NULL));
}

static void
offer_undo (HtWindow *window, const Change *change, const HtRecordingChange *applied)
{
  g_autofree char *escaped = g_markup_escape_text (change->done, -1);
  AdwToast *toast = adw_toast_new (escaped);
  Change *undo = change_new (window, change->document, ht_recording_change_invert (applied), NULL);

  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_timeout (toast, UNDO_S);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_cb), undo, closure_free, 0);
  ht_window_add_toast (window, toast);
}

static void
finish (Change *change, HtRecordingChange *applied, const GError *error)
{
  g_autoptr (HtWindow) window = g_weak_ref_get (&change->window);

  if (window == NULL)
    return;
  if (applied == NULL)
    {
      ht_window_show_toast (window, error->message);
      return;
    }
  ht_window_reload (window, change->document);
  if (change->done != NULL)
    offer_undo (window, change, applied);
}

static void
recorder_changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Change) change = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingChange) applied = ht_recorder_change_finish (result, &error);

  finish (change, applied, error);
}

static void
document_changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Change) change = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingChange) applied =
      ht_document_change_finish (HT_DOCUMENT (source), result, &error);

  finish (change, applied, error);
}

/* Who records writes; nobody else can. Takes the change. */
static void
apply (Change *change)
{
  g_autoptr (HtWindow) window = g_weak_ref_get (&change->window);
  HtWindowLive *live = window != NULL ? ht_window_get_live (window) : NULL;
  HtRecorder *recorder =
      live != NULL ? ht_window_live_find_recorder (live, change->document) : NULL;

  if (recorder != NULL)
    ht_recorder_change_async (recorder, change->change, NULL, recorder_changed_cb, change);
  else
    ht_document_change_async (change->document, change->change, NULL, document_changed_cb, change);
}

static HtWindowNotes *
notes_of (GtkWidget *widget)
{
  return ht_window_get_notes (HT_WINDOW (widget));
}

static gboolean
can_change (HtWindowNotes *self)
{
  if (self->data == NULL || self->document == NULL)
    return FALSE;
  if (!ht_window_openings_reads (ht_window_get_openings (self->window), self->document))
    return TRUE;
  ht_window_show_toast (self->window, _ ("This is still being read"));
  return FALSE;
}

/* Something to be written as soon as the user has said what. */
typedef struct
{
  /* Owned */
  GWeakRef window;
  HtDocument *document;
  HtNote *note;         /* NULL for growth */
  HtNote *before;       /* NULL for a new note */
  HtKnownGrowth *known; /* NULL for a note */
} Draft;

static Draft *
draft_new (HtWindowNotes *self)
{
  Draft *draft = g_new0 (Draft, 1);

  g_weak_ref_init (&draft->window, self->window);
  draft->document = g_object_ref (self->document);
  return draft;
}

static void
draft_free (Draft *draft)
{
  g_weak_ref_clear (&draft->window);
  g_object_unref (draft->document);
  g_clear_pointer (&draft->note, ht_note_free);
  g_clear_pointer (&draft->before, ht_note_free);
  g_clear_pointer (&draft->known, ht_known_growth_free);
  g_free (draft);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Draft, draft_free)

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Draft) draft = user_data;
  g_autofree char *text = ht_ask_for_text_finish (result, NULL);
  g_autoptr (HtWindow) window = g_weak_ref_get (&draft->window);
  HtRecordingChange *change;
  const char *done;

  if (text == NULL || window == NULL)
    return;
  if (draft->known != NULL)
    {
      g_free (draft->known->reason);
      draft->known->reason = g_steal_pointer (&text);
      change = ht_recording_change_set_aside (draft->known);
      done = _ ("Set aside as known growth");
    }
  else
    {
      g_free (draft->note->text);
      draft->note->text = g_steal_pointer (&text);
      change = ht_recording_change_write (draft->note, draft->before);
      done = draft->before != NULL ? _ ("Note changed") : _ ("Note added");
    }
  apply (change_new (window, draft->document, change, done));
}

/* What a note is about, in words. */
static char *
tell_subject (HtWindowNotes *self, const HtNote *note)
{
  HtTimeDisplay display = ht_time_view_get_display (self->time_view);
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (note->chain != NULL)
    return g_strdup (note->chain);
  if (note->time_ns == HT_UNKNOWN)
    return g_strdup (_ ("About all of this recording"));
  from = ht_axis_time_label (note->time_ns, NS_PER_S, display, self->data->from_ns);
  if (note->end_ns == HT_UNKNOWN)
    /* Translators: a time */
    return g_strdup_printf (_ ("At %s"), from);
  to = ht_axis_time_label (note->end_ns, NS_PER_S, display, self->data->from_ns);
  /* Translators: from when to when */
  return g_strdup_printf (_ ("From %s to %s"), from, to);
}

/* In the window that is used: the list of notes has its own questions. */
static void
ask_for_note (HtWindowNotes *self, HtNote *note, const HtNote *before)
{
  Draft *draft = draft_new (self);
  g_autofree char *body = tell_subject (self, note);
  const HtTextPrompt prompt = {
    .heading = before != NULL ? _ ("Edit Note") : _ ("Add Note"),
    .body = body,
    .label = _ ("Note"),
    .text = note->text,
    .accept = before != NULL ? _ ("_Change") : _ ("_Add"),
  };
  GtkWindow *parent = self->list != NULL && gtk_window_is_active (GTK_WINDOW (self->list))
                          ? GTK_WINDOW (self->list)
                          : GTK_WINDOW (self->window);

  draft->note = note;
  draft->before = before != NULL ? ht_note_copy (before) : NULL;
  ht_ask_for_text_async (parent, &prompt, NULL, answered_cb, draft);
}

static void
add_note (HtWindowNotes *self, gboolean has_time)
{
  HtNote *note;
  gint64 from_ns, to_ns;

  if (!can_change (self))
    return;
  note = ht_note_new (self->data->target, HT_UNKNOWN, NULL, "");
  if (has_time && ht_time_view_get_marked (self->time_view, &from_ns, &to_ns))
    {
      note->time_ns = from_ns;
      note->end_ns = to_ns;
    }
  else if (has_time)
    note->time_ns = ht_time_view_get_cursor (self->time_view);
  ask_for_note (self, note, NULL);
}

static void
add_note_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  add_note (notes_of (widget), TRUE);
}

static void
note_chain_action (GtkWidget *widget, const char *name, GVariant *chain)
{
  HtWindowNotes *self = notes_of (widget);

  if (can_change (self))
    ask_for_note (self,
                  ht_note_new (self->data->target, HT_UNKNOWN, g_variant_get_string (chain, NULL),
                               ""),
                  NULL);
}

static void
set_aside_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtWindowNotes *self = notes_of (widget);
  HtTextPrompt prompt = {
    .heading = _ ("Suppress Known Growth"),
    .label = _ ("Why this growth is known"),
    .accept = _ ("_Suppress"),
  };
  g_autofree char *body = NULL;
  const char *chain;
  double rate;
  Draft *draft;

  if (!can_change (self))
    return;
  g_variant_get (parameter, "(&sd)", &chain, &rate);
  draft = draft_new (self);
  draft->known = ht_known_growth_new (chain, "", rate);
  draft->known->target = self->data->target;
  /* Translators: the name of a chain */
  body = g_strdup_printf (_ ("%s\n\nIt stays listed, but is not counted as a leak until it surely "
                             "grows half as fast again. Why is it known?"),
                          chain);
  prompt.body = body;
  ht_ask_for_text_async (GTK_WINDOW (self->window), &prompt, NULL, answered_cb, draft);
}

static void
take_up (HtWindowNotes *self, const HtKnownGrowth *known)
{
  apply (change_new (self->window, self->document, ht_recording_change_take_up (known),
                     _ ("Counted again")));
}

static void
take_up_action (GtkWidget *widget, const char *name, GVariant *chain)
{
  HtWindowNotes *self = notes_of (widget);
  const char *key = g_variant_get_string (chain, NULL);

  if (!can_change (self))
    return;
  for (guint i = 0; i < self->data->known->len; i++)
    if (ht_known_growth_covers (g_ptr_array_index (self->data->known, i), key))
      take_up (self, g_ptr_array_index (self->data->known, i));
}

static const HtNote *
find_note (HtWindowNotes *self, gint64 id)
{
  for (guint i = 0; self->data != NULL && i < self->data->notes->len; i++)
    {
      const HtNote *note = g_ptr_array_index (self->data->notes, i);

      if (note->id == id)
        return note;
    }
  return NULL;
}

static void
add_cb (HtWindowNotes *self)
{
  add_note (self, TRUE);
}

static void
show_note_cb (HtWindowNotes *self, gint64 id)
{
  const HtNote *note = find_note (self, id);

  if (note == NULL || note->time_ns == HT_UNKNOWN)
    return;
  ht_time_view_reveal (self->time_view, note->time_ns);
  ht_time_view_set_cursor (self->time_view, note->time_ns);
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
edit_cb (HtWindowNotes *self, gint64 id)
{
  const HtNote *note = find_note (self, id);

  if (note != NULL && can_change (self))
    ask_for_note (self, ht_note_copy (note), note);
}

static void
remove_cb (HtWindowNotes *self, gint64 id)
{
  const HtNote *note = find_note (self, id);

  if (note != NULL && can_change (self))
    apply (change_new (self->window, self->document, ht_recording_change_remove (note),
                       _ ("Note removed")));
}

static void
take_up_cb (HtWindowNotes *self, gint64 id)
{
  for (guint i = 0; self->data != NULL && i < self->data->known->len && can_change (self); i++)
    {
      const HtKnownGrowth *known = g_ptr_array_index (self->data->known, i);

      if (known->id == id)
        {
          take_up (self, known);
          return;
        }
    }
}

static void
list_gone_cb (gpointer data, GObject *list)
{
  HtWindowNotes *self = data;

  self->list = NULL;
}

static void
fill_list (HtWindowNotes *self)
{
  if (self->list != NULL)
    ht_notes_window_set_data (self->list, self->data, ht_time_view_get_display (self->time_view));
}

static void
show_notes_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtWindowNotes *self = notes_of (widget);

  if (self->list == NULL)
    {
      self->list = ht_notes_window_new (GTK_WINDOW (self->window));
      g_object_weak_ref (G_OBJECT (self->list), list_gone_cb, self);
      g_signal_connect_swapped (self->list, "add", G_CALLBACK (add_cb), self);
      g_signal_connect_swapped (self->list, "show-note", G_CALLBACK (show_note_cb), self);
      g_signal_connect_swapped (self->list, "edit", G_CALLBACK (edit_cb), self);
      g_signal_connect_swapped (self->list, "remove", G_CALLBACK (remove_cb), self);
      g_signal_connect_swapped (self->list, "take-up", G_CALLBACK (take_up_cb), self);
    }
  fill_list (self);
  gtk_window_present (GTK_WINDOW (self->list));
}

/**
 * ht_window_notes_install:
 * @widget_class: the class of the window
 *
 * Installs the actions and the key with which the user writes into recordings: `win.add-note` about
 * the marked range or the cursor, `win.show-notes`, and with the name of a chain `win.note-chain`,
 * `win.set-aside` (also with its rate in bytes per second) and `win.take-up`.
 */
void
ht_window_notes_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.add-note", NULL, add_note_action);
  gtk_widget_class_install_action (widget_class, "win.show-notes", NULL, show_notes_action);
  gtk_widget_class_install_action (widget_class, "win.note-chain", "s", note_chain_action);
  gtk_widget_class_install_action (widget_class, "win.set-aside", "(sd)", set_aside_action);
  gtk_widget_class_install_action (widget_class, "win.take-up", "s", take_up_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_m, 0, "win.add-note", NULL);
}

/**
 * ht_window_notes_new:
 * @window: the window
 * @time_view: what it shows of time
 *
 * Returns: (transfer full): its notes, of no recording yet
 */
HtWindowNotes *
ht_window_notes_new (HtWindow *window, HtTimeView *time_view)
{
  HtWindowNotes *self = g_new0 (HtWindowNotes, 1);

  self->window = window;
  self->time_view = g_object_ref (time_view);
  return self;
}

/**
 * ht_window_notes_free:
 * @notes: (transfer full): the notes of a window that is closed
 */
void
ht_window_notes_free (HtWindowNotes *notes)
{
  if (notes->list != NULL)
    {
      g_object_weak_unref (G_OBJECT (notes->list), list_gone_cb, notes);
      g_signal_handlers_disconnect_by_data (notes->list, notes);
      gtk_window_destroy (GTK_WINDOW (notes->list));
    }
  g_object_unref (notes->time_view);
  g_clear_object (&notes->document);
  g_clear_pointer (&notes->data, ht_target_data_unref);
  g_free (notes);
}

/**
 * ht_window_notes_set_data:
 * @notes: the notes
 * @document: (nullable): the document that is shown
 * @data: (nullable): what is known of the process that is shown
 *
 * Says what the user writes about from now on.
 */
void
ht_window_notes_set_data (HtWindowNotes *notes, HtDocument *document, HtTargetData *data)
{
  g_set_object (&notes->document, document);
  g_clear_pointer (&notes->data, ht_target_data_unref);
  notes->data = data != NULL ? ht_target_data_ref (data) : NULL;
  fill_list (notes);
}
