/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "problems-window.h"

#include <glib/gi18n.h>

/* Nobody reads more; the copy has all of them. */
#define MOST_ROWS 200

/* About what a toast shows in a narrow window. */
/* Longer than what only confirms: whoever looks elsewhere meanwhile must not miss it. */
#define SHOWN_S 20

#define SHORT_TEXT 60

static GtkWidget *
text_label_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

static GtkWidget *
row_new (const HtProblem *problem)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_set_margin_top (box, 8);
  gtk_widget_set_margin_bottom (box, 8);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  if (problem->file != NULL)
    {
      GtkWidget *file = text_label_new (problem->file);

      gtk_widget_add_css_class (file, "heading");
      gtk_box_append (GTK_BOX (box), file);
    }
  gtk_box_append (GTK_BOX (box), text_label_new (problem->reason));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

static GtkWidget *
list_new (const GPtrArray *problems)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Problems"), -1);
  for (guint i = 0; i < MIN (problems->len, MOST_ROWS); i++)
    gtk_list_box_append (GTK_LIST_BOX (list), row_new (g_ptr_array_index (problems, i)));
  if (problems->len > MOST_ROWS)
    {
      g_autofree char *text =
          g_strdup_printf (g_dngettext (NULL, "%u more; Copy has all of them",
                                        "%u more; Copy has all of them", problems->len - MOST_ROWS),
                           problems->len - MOST_ROWS);
      HtProblem more = { NULL, text };

      gtk_list_box_append (GTK_LIST_BOX (list), row_new (&more));
    }
  return list;
}

static void
copy_cb (GtkButton *button, GPtrArray *problems)
{
  g_autofree char *text = ht_problems_to_text (problems);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), text);
}

static void
unref_problems (gpointer problems, GClosure *closure)
{
  g_ptr_array_unref (problems);
}

static GtkWidget *
header_new (GPtrArray *problems)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *copy = gtk_button_new_with_mnemonic (_ ("_Copy"));

  g_signal_connect_data (copy, "clicked", G_CALLBACK (copy_cb), g_ptr_array_ref (problems),
                         unref_problems, 0);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), copy);
  return header;
}

/**
 * ht_problems_window_new:
 * @parent: the window that had them
 * @problems: (element-type HtProblem): problems
 *
 * Returns: (transfer none): a window that lists them; present it
 */
GtkWindow *
ht_problems_window_new (GtkWindow *parent, GPtrArray *problems)
{
  GtkWidget *window =
      g_object_new (ADW_TYPE_WINDOW, "transient-for", parent, "destroy-with-parent", TRUE, "title",
                    _ ("Problems"), "default-width", 560, "default-height", 420, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_widget_set_margin_top (clamp, 12);
  gtk_widget_set_margin_bottom (clamp, 12);
  gtk_widget_set_margin_start (clamp, 12);
  gtk_widget_set_margin_end (clamp, 12);
  adw_clamp_set_child (ADW_CLAMP (clamp), list_new (problems));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), header_new (problems));
  gtk_box_append (GTK_BOX (box), scrolled);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape,
                                                                                  0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
  return GTK_WINDOW (window);
}

typedef struct
{
  /* Owned */
  GWeakRef parent;
  GPtrArray *problems;
} Details;

static void
details_free (gpointer data, GClosure *closure)
{
  Details *details = data;

  g_weak_ref_clear (&details->parent);
  g_ptr_array_unref (details->problems);
  g_free (details);
}

static void
show_details_cb (AdwToast *toast, Details *details)
{
  g_autoptr (GtkWindow) parent = g_weak_ref_get (&details->parent);

  if (parent != NULL)
    gtk_window_present (ht_problems_window_new (parent, details->problems));
}

/* A toast is a line: of the path that an error begins with, the folders took all of it in a
 * narrow window. The details have them. */
static const char *
skip_folders (const char *text)
{
  const char *end = strstr (text, ": ");
  const char *slash;

  if (text[0] != G_DIR_SEPARATOR || end == NULL)
    return text;
  slash = g_strrstr_len (text, end - text, G_DIR_SEPARATOR_S);
  return slash + 1 < end ? slash + 1 : text;
}

/**
 * ht_problems_toast_new:
 * @parent: the window that shows it
 * @text: what it says, without markup
 * @problems: (element-type HtProblem): what is to be told when the user wants to know more
 *
 * Makes a toast, with a button for the details unless @text has all of them.
 *
 * Returns: (transfer full): the toast
 */
AdwToast *
ht_problems_toast_new (GtkWindow *parent, const char *text, GPtrArray *problems)
{
  const char *shown = skip_folders (text);
  g_autofree char *line = g_strdelimit (g_strdup (shown), "\n", ' ');
  g_autofree char *escaped = g_markup_escape_text (line, -1);
  AdwToast *toast = adw_toast_new (escaped);
  Details *details;

  adw_toast_set_timeout (toast, SHOWN_S);
  if (problems->len <= 1 && shown == text && g_utf8_strlen (text, -1) <= SHORT_TEXT)
    return toast;
  details = g_new0 (Details, 1);
  g_weak_ref_init (&details->parent, parent);
  details->problems = g_ptr_array_ref (problems);
  adw_toast_set_button_label (toast, _ ("Details"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (show_details_cb), details,
                         details_free, 0);
  return toast;
}
