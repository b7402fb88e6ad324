/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "text-prompt.h"

#include <glib/gi18n.h>

#define ENTRY_CHARS 36

static char *
get_text (GtkEditable *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (entry)));
}

static void
text_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *text = get_text (entry);

  adw_message_dialog_set_response_enabled (dialog, "accept", *text != '\0');
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, GTask *task)
{
  GtkEditable *entry = GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog));

  if (!g_str_equal (response, "accept"))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "nothing was entered");
  else
    g_task_return_pointer (task, get_text (entry), g_free);
}

static void
unref_task (gpointer task, GClosure *closure)
{
  g_object_unref (task);
}

static GtkWidget *
make_entry (const HtTextPrompt *prompt, GtkWidget *dialog)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), ENTRY_CHARS);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  prompt->label, -1);
  g_signal_connect_object (entry, "changed", G_CALLBACK (text_changed_cb), dialog, 0);
  return entry;
}

/**
 * ht_ask_for_text_async:
 * @parent: the window that asks
 * @prompt: what is asked for
 * @cancellable: (nullable): to drop the answer
 * @callback: called when it was answered
 * @user_data: handed to @callback
 *
 * Asks for a line of text, which is not to be blank.
 */
void
ht_ask_for_text_async (GtkWindow *parent,
                       const HtTextPrompt *prompt,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);
  GtkWidget *widget = adw_message_dialog_new (parent, prompt->heading, prompt->body);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);
  GtkWidget *entry = make_entry (prompt, widget);

  g_task_set_source_tag (task, ht_ask_for_text_async);
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "accept", prompt->accept,
                                    NULL);
  adw_message_dialog_set_response_appearance (dialog, "accept", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (dialog, "accept", FALSE);
  adw_message_dialog_set_default_response (dialog, "accept");
  adw_message_dialog_set_close_response (dialog, "cancel");
  adw_message_dialog_set_extra_child (dialog, entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), prompt->text != NULL ? prompt->text : "");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), task, unref_task, 0);
  gtk_window_set_focus (GTK_WINDOW (dialog), entry);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * ht_ask_for_text_finish:
 * @result: what the callback was given
 * @error: return location, %G_IO_ERROR_CANCELLED if there was no answer
 *
 * Returns: (transfer full): the text, without spaces around it; %NULL with @error set
 */
char *
ht_ask_for_text_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
