/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "probe-view.h"

#include <glib/gi18n.h>
#include <string.h>

struct _HtProbeView
{
  GtkWidget parent_instance;

  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (HtProbeView, ht_probe_view, GTK_TYPE_WIDGET)

/* How each HtProbeState looks and is told; never by colour alone. */
static const struct
{
  const char *icon_name;
  const char *style;
  const char *word;
} state_looks[] = {
  [HT_PROBE_FOUND] = { "object-select-symbolic", "success", N_ ("found") },
  [HT_PROBE_MISSING] = { "list-remove-symbolic", "second-text", N_ ("not there") },
  [HT_PROBE_DENIED] = { "changes-prevent-symbolic", "warning", N_ ("denied") },
  [HT_PROBE_FAILED] = { "dialog-warning-symbolic", "warning", N_ ("cannot be used") },
};

static void
ht_probe_view_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ht_probe_view_parent_class)->dispose (object);
}

static void
ht_probe_view_class_init (HtProbeViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ht_probe_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
ht_probe_view_init (HtProbeView *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What is there"), -1);
  gtk_widget_set_parent (GTK_WIDGET (self->list), GTK_WIDGET (self));
}

static void
clear (HtProbeView *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

static GtkWidget *
image_new (const char *icon_name, const char *style)
{
  GtkWidget *image = g_object_new (GTK_TYPE_IMAGE, "icon-name", icon_name, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  if (style != NULL)
    gtk_widget_add_css_class (image, style);
  return image;
}

/* @first: what stands before the text */
static GtkWidget *
add_row (HtProbeView *self, GtkWidget *first, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (first != NULL)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), first);
  gtk_list_box_append (self->list, row);
  return row;
}

static void
copy_cb (GtkButton *button, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), text);
  gtk_button_set_icon_name (button, "object-select-symbolic");
}

static GtkWidget *
copy_button_new (const char *text)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  /* Translators: %s is a line of Go */
  g_autofree char *label = g_strdup_printf (_ ("Copy %s"), text);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Copy"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_data (button, "clicked", G_CALLBACK (copy_cb), g_strdup (text),
                         (GClosureNotify) (void (*) (void)) g_free, 0);
  return button;
}

/* The line that would add what is missing. */
static void
add_remedy (HtProbeView *self, const char *line)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (line);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  /* In a line of Go a hyphen is none of ours. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "monospace");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), copy_button_new (line));
  gtk_widget_add_css_class (box, "remedy");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_append (self->list, row);
}

static void
add_told (HtProbeView *self,
          HtProbeState state,
          const char *word_text,
          const char *title,
          const char *subtitle)
{
  GtkWidget *row =
      add_row (self, image_new (state_looks[state].icon_name, state_looks[state].style), title,
               subtitle);
  GtkWidget *word = gtk_label_new (word_text);

  gtk_widget_add_css_class (word, "second-text");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), word);
}

static void
add_finding (HtProbeView *self, HtProbeState state, const char *title, const char *subtitle)
{
  add_told (self, state, _ (state_looks[state].word), title, subtitle);
}

/* What is asked for only when the user wants it needs no row each. */
static gboolean
is_on_demand (const HtProbeFinding *finding)
{
  static const char *const others[] = { "index", "heap", "goroutine", "vars", "metrics", NULL };

  return finding->state == HT_PROBE_FOUND && !g_strv_contains (others, finding->what);
}

/* What is there says more than that there is a list of it. */
static gboolean
is_implied (const HtProbeFinding *finding)
{
  return finding->state == HT_PROBE_FOUND && g_str_equal (finding->what, "index");
}

/* Whether one row can tell of both. */
static gboolean
is_alike (const HtProbeFinding *a, const HtProbeFinding *b)
{
  return a->state == b->state && a->state != HT_PROBE_FOUND &&
         g_strcmp0 (a->detail, b->detail) == 0 && g_strcmp0 (a->remedy, b->remedy) == 0;
}

static const char *
last_part (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

static void
append_name (GString *names, const char *name)
{
  g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
}

static void
add_on_demand (HtProbeView *self, const GPtrArray *findings)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const HtProbeFinding *finding = g_ptr_array_index (findings, i);

      if (is_on_demand (finding))
        append_name (names, last_part (finding->path));
    }
  if (names->len > 0)
    add_finding (self, HT_PROBE_FOUND, _ ("On Demand"), names->str);
}

/* A row for a finding and all after it that say the same; none if one before it did. */
static void
add_alike (HtProbeView *self, const GPtrArray *findings, guint index)
{
  const HtProbeFinding *finding = g_ptr_array_index (findings, index);
  g_autoptr (GString) names = g_string_new (finding->path);

  for (guint i = 0; i < findings->len; i++)
    {
      const HtProbeFinding *other = g_ptr_array_index (findings, i);

      if (i == index || !is_alike (finding, other))
        continue;
      if (i < index)
        return;
      append_name (names, last_part (other->path));
    }
  add_finding (self, finding->state, names->str, finding->detail);
  if (finding->remedy != NULL)
    add_remedy (self, finding->remedy);
}

static void
add_service (HtProbeView *self, const HtTargetProbe *probe)
{
  if (probe->go_version == NULL && probe->command_line == NULL)
    return;
  add_row (self, image_new ("utilities-terminal-symbolic", NULL),
           probe->go_version != NULL ? probe->go_version : _ ("Go, its version is not told"),
           probe->command_line);
}

/**
 * ht_probe_view_show_hint:
 * @self: the view
 * @text: (nullable): what to do to learn more; %NULL shows nothing at all
 */
void
ht_probe_view_show_hint (HtProbeView *self, const char *text)
{
  clear (self);
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
  if (text != NULL)
    add_row (self, image_new ("dialog-information-symbolic", NULL), text, NULL);
}

/**
 * ht_probe_view_show_busy:
 * @self: the view
 */
void
ht_probe_view_show_busy (HtProbeView *self)
{
  GtkWidget *spinner = gtk_spinner_new ();

  clear (self);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_spinner_start (GTK_SPINNER (spinner));
  add_row (self, spinner, _ ("Looking what is there…"), NULL);
}

/**
 * ht_probe_view_show_error:
 * @self: the view
 * @title: what is the matter
 * @reason: (nullable): why, and what to do
 */
void
ht_probe_view_show_error (HtProbeView *self, const char *title, const char *reason)
{
  clear (self);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  add_row (self, image_new ("dialog-error-symbolic", "error"), title, reason);
}

/**
 * ht_probe_view_begin:
 * @self: the view
 * @title: what was found, in a sentence
 * @subtitle: (nullable): more about it
 *
 * Shows this and then what [method@ProbeView.add] adds.
 */
void
ht_probe_view_begin (HtProbeView *self, const char *title, const char *subtitle)
{
  clear (self);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  add_row (self, image_new ("dialog-information-symbolic", NULL), title, subtitle);
}

/**
 * ht_probe_view_add:
 * @self: the view
 * @state: which picture it gets
 * @word: the same in a word
 * @title: one of the things that were found
 * @subtitle: (nullable): more about it
 */
void
ht_probe_view_add (HtProbeView *self,
                   HtProbeState state,
                   const char *word,
                   const char *title,
                   const char *subtitle)
{
  add_told (self, state, word, title, subtitle);
}

/**
 * ht_probe_view_show_probe:
 * @self: the view
 * @probe: what is there
 */
void
ht_probe_view_show_probe (HtProbeView *self, const HtTargetProbe *probe)
{
  clear (self);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  if (!probe->can_record)
    add_row (self, image_new ("dialog-error-symbolic", "error"),
             _ ("Nothing here tells of the heap"), _ ("The service needs one of the lines below."));
  add_service (self, probe);
  for (guint i = 0; i < probe->findings->len; i++)
    {
      const HtProbeFinding *finding = g_ptr_array_index (probe->findings, i);

      if (finding->state == HT_PROBE_FOUND && !is_on_demand (finding) && !is_implied (finding))
        add_finding (self, finding->state, finding->path, finding->detail);
    }
  add_on_demand (self, probe->findings);
  for (guint i = 0; i < probe->findings->len; i++)
    if (((const HtProbeFinding *) g_ptr_array_index (probe->findings, i))->state != HT_PROBE_FOUND)
      add_alike (self, probe->findings, i);
}
