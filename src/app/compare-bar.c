/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "compare-bar.h"

#include <glib/gi18n.h>

#include "profile-entries.h"

struct _HtCompareBar
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *box;
  GtkDropDown *before_list;
  GtkLabel *after_label;
  GtkLabel *note;

  /* Owned */
  HtTargetData *data;
  GArray *choices; /* guint: indices of profiles of @data that can be compared with */
  char *type;

  gint64 before; /* id of the profile that was chosen, 0 for the first there is */
  gint64 after;
  HtTimeDisplay display;
  gboolean changing;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtCompareBar, ht_compare_bar, GTK_TYPE_WIDGET)

static const HtProfileEntry *
get_profile (HtCompareBar *self, guint choice)
{
  return g_ptr_array_index (self->data->profiles, g_array_index (self->choices, guint, choice));
}

static void
set_note (HtCompareBar *self, const char *note)
{
  gtk_label_set_text (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL);
}

static void
chosen_cb (HtCompareBar *self)
{
  guint chosen = gtk_drop_down_get_selected (self->before_list);

  if (self->changing || chosen == GTK_INVALID_LIST_POSITION)
    return;
  self->before = get_profile (self, chosen)->id;
  set_note (self, NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
ht_compare_bar_dispose (GObject *object)
{
  HtCompareBar *self = HT_COMPARE_BAR (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->data, ht_target_data_unref);
  g_clear_pointer (&self->choices, g_array_unref);
  g_clear_pointer (&self->type, g_free);
  G_OBJECT_CLASS (ht_compare_bar_parent_class)->dispose (object);
}

static void
ht_compare_bar_class_init (HtCompareBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_compare_bar_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "comparebar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkLabel *
append_label (HtCompareBar *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_box_append (GTK_BOX (self->box), label);
  return GTK_LABEL (label);
}

static void
ht_compare_bar_init (HtCompareBar *self)
{
  GtkLabel *before;

  self->choices = g_array_new (FALSE, FALSE, sizeof (guint));
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  before = append_label (self, _ ("Before"));
  self->before_list = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->before_list));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->before_list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Profile before"), -1);
  self->after_label = append_label (self, "");
  self->note = append_label (self, "");
  gtk_widget_add_css_class (GTK_WIDGET (before), "second-text");
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "second-text");
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "caption");
  gtk_label_set_ellipsize (self->note, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->note), TRUE);
  gtk_label_set_xalign (self->note, 1);
  set_note (self, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What is compared"), -1);
  g_signal_connect_object (self->before_list, "notify::selected", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
}

static char *
describe (HtCompareBar *self, guint index)
{
  return ht_profiles_describe (self->data->profiles, index, FALSE, self->display,
                               self->data->from_ns);
}

static gboolean
is_comparable (HtCompareBar *self, const HtProfileEntry *entry)
{
  return entry->id != self->after && entry->duration_ns == 0 &&
         g_strv_contains ((const char *const *) entry->types, self->type);
}

static void
list_choices (HtCompareBar *self)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);

  g_array_set_size (self->choices, 0);
  for (guint i = 0; i < self->data->profiles->len; i++)
    {
      if (!is_comparable (self, g_ptr_array_index (self->data->profiles, i)))
        continue;
      gtk_string_list_take (words, describe (self, i));
      g_array_append_val (self->choices, i);
    }
  gtk_drop_down_set_model (self->before_list, G_LIST_MODEL (words));
}

/* What was chosen, else what was taken first. */
static void
select_before (HtCompareBar *self)
{
  guint chosen = 0;
  gboolean is_there = FALSE;

  for (guint i = 0; i < self->choices->len && !is_there; i++)
    if (get_profile (self, i)->id == self->before)
      {
        chosen = i;
        is_there = TRUE;
      }
  if (!is_there)
    set_note (self, NULL);
  gtk_drop_down_set_selected (self->before_list,
                              self->choices->len > 0 ? chosen : GTK_INVALID_LIST_POSITION);
}

/**
 * ht_compare_bar_set_profiles:
 * @self: the bar
 * @data: (nullable): the target that the profiles are of; %NULL to forget what was chosen
 * @after: id of the profile after
 * @type: (nullable): name of the sample type that is looked at
 * @display: how times are told
 *
 * Says what can be compared. What was chosen before stays, if it is among that.
 */
void
ht_compare_bar_set_profiles (HtCompareBar *self,
                             HtTargetData *data,
                             gint64 after,
                             const char *type,
                             HtTimeDisplay display)
{
  g_autofree char *name = NULL;
  g_autofree char *label = NULL;

  /* A list must not become another one while something is being chosen from it. */
  if (data == self->data && after == self->after && display == self->display &&
      g_strcmp0 (type, self->type) == 0)
    return;
  g_clear_pointer (&self->data, ht_target_data_unref);
  self->data = data != NULL ? ht_target_data_ref (data) : NULL;
  g_free (self->type);
  self->type = g_strdup (type);
  self->after = after;
  self->display = display;
  if (data == NULL || type == NULL)
    {
      g_array_set_size (self->choices, 0);
      self->before = 0;
      set_note (self, NULL);
      return;
    }
  self->changing = TRUE;
  list_choices (self);
  select_before (self);
  self->changing = FALSE;
  name = describe (self, (guint) MAX (ht_profiles_find (data->profiles, after), 0));
  /* Translators: %s says which profile it is */
  label = g_strdup_printf (_ ("After %s"), name);
  gtk_label_set_text (self->after_label, label);
}

/**
 * ht_compare_bar_can_compare:
 * @self: the bar
 *
 * Returns: whether there is a profile to compare with
 */
gboolean
ht_compare_bar_can_compare (HtCompareBar *self)
{
  return self->choices->len > 0;
}

/**
 * ht_compare_bar_choose_before:
 * @self: the bar
 * @since_ns: when something began, ns since 1970
 *
 * Chooses the last profile that was taken before a time; if there is none the first one, which is
 * said.
 */
void
ht_compare_bar_choose_before (HtCompareBar *self, gint64 since_ns)
{
  const HtProfileEntry *found = NULL;

  for (guint i = 0; i < self->choices->len; i++)
    {
      const HtProfileEntry *entry = get_profile (self, i);

      if (entry->time_ns != HT_UNKNOWN && entry->time_ns < since_ns)
        found = entry;
    }
  set_note (self, found != NULL
                      ? _ ("before is the last profile before the growth began")
                      : _ ("the growth began before the first profile, which is “before”"));
  if (self->choices->len == 0)
    return;
  self->before = (found != NULL ? found : get_profile (self, 0))->id;
  self->changing = TRUE;
  select_before (self);
  self->changing = FALSE;
}

/**
 * ht_compare_bar_get_before:
 * @self: the bar
 *
 * Returns: (transfer none) (nullable): the profile to compare with, if there is one
 */
const HtProfileEntry *
ht_compare_bar_get_before (HtCompareBar *self)
{
  guint chosen = gtk_drop_down_get_selected (self->before_list);

  return chosen < self->choices->len ? get_profile (self, chosen) : NULL;
}
