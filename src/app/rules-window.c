/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "rules-window.h"

#include <glib/gi18n.h>

#define MINUTE_NS (60 * G_GINT64_CONSTANT (1000000000))
#define DAY_NS    (1440 * MINUTE_NS)
#define GIB       (G_GINT64_CONSTANT (1) << 30)

struct _HtRulesWindow
{
  AdwPreferencesWindow parent_instance;

  /* Template widgets */
  AdwPreferencesGroup *rules_group;
  GtkSpinButton *cool_down;
  GtkSpinButton *figures;
  GtkSpinButton *heap_profiles;
  GtkSpinButton *days;
  GtkSpinButton *gibibytes;

  /* Children */
  GtkWidget *enabled[HT_N_RULES];
  GtkWidget *threshold[HT_N_RULES];

  /* Owned */
  HtTargetSettings *settings;

  gboolean is_filling;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtRulesWindow, ht_rules_window, ADW_TYPE_PREFERENCES_WINDOW)

static const struct
{
  const char *title;
  const char *subtitle;
  double most;
} rules[HT_N_RULES] = {
  [HT_RULE_HEAP_SYS] = { N_ ("Heap Is Full"),
                         N_ ("Heap in use, in percent of what the system gave for it"), 100 },
  [HT_RULE_LIMIT] = { N_ ("Near a Limit"),
                      N_ ("Memory, in percent of the container’s limit or GOMEMLIMIT"), 100 },
  [HT_RULE_HEAP_LIVE] = { N_ ("Live Heap Grows"), N_ ("Live heap, in percent above what is usual"),
                          10000 },
  [HT_RULE_RISING] = { N_ ("Each Collection Leaves More"), N_ ("Collections in a row"), 1000 },
  [HT_RULE_GC_RATE] = { N_ ("Too Many Collections"), N_ ("Collections a second"), 10000 },
  [HT_RULE_GOROUTINES] = { N_ ("Goroutines Pile Up"),
                           N_ ("Goroutines, in percent above what is usual"), 10000 },
};

static void
take_rules (HtRulesWindow *self, HtCaptureRules *wanted)
{
  for (int kind = 0; kind < HT_N_RULES; kind++)
    wanted->rules[kind] = (HtCaptureRule){
      .enabled = gtk_switch_get_active (GTK_SWITCH (self->enabled[kind])),
      .threshold = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->threshold[kind])),
    };
  wanted->cool_down_ns = (gint64) gtk_spin_button_get_value (self->cool_down) * MINUTE_NS;
}

static void
changed_cb (HtRulesWindow *self)
{
  g_autoptr (HtTargetSettings) settings = NULL;

  if (self->is_filling)
    return;
  settings = ht_target_settings_copy (self->settings);
  take_rules (self, &settings->rules);
  settings->intervals.every_us[HT_JOB_STATS] =
      (gint64) (gtk_spin_button_get_value (self->figures) * G_USEC_PER_SEC);
  settings->intervals.every_us[HT_JOB_HEAP] =
      (gint64) (gtk_spin_button_get_value (self->heap_profiles) * G_USEC_PER_SEC);
  settings->retention.max_age_ns = (gint64) gtk_spin_button_get_value (self->days) * DAY_NS;
  settings->retention.max_bytes = (gint64) (gtk_spin_button_get_value (self->gibibytes) * GIB);
  g_clear_pointer (&self->settings, ht_target_settings_unref);
  self->settings = ht_target_settings_ref (settings);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, settings);
}

static void
add_rule (HtRulesWindow *self, HtRuleKind kind)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *spin_name = NULL;

  self->threshold[kind] = gtk_spin_button_new_with_range (1, rules[kind].most, 1);
  self->enabled[kind] = gtk_switch_new ();
  /* Translators: accessible name of a number; %s is the title of a rule */
  spin_name = g_strdup_printf (_ ("%s: threshold"), _ (rules[kind].title));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->threshold[kind]),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spin_name, -1);
  gtk_widget_set_valign (self->threshold[kind], GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->enabled[kind], GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (rules[kind].title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (rules[kind].subtitle));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->threshold[kind]);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->enabled[kind]);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), self->enabled[kind]);
  g_object_bind_property (self->enabled[kind], "active", self->threshold[kind], "sensitive",
                          G_BINDING_SYNC_CREATE);
  adw_preferences_group_add (self->rules_group, row);
  g_signal_connect_swapped (self->enabled[kind], "notify::active", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->threshold[kind], "value-changed", G_CALLBACK (changed_cb), self);
}

static void
fill (HtRulesWindow *self)
{
  const HtTargetSettings *settings = self->settings;

  self->is_filling = TRUE;
  for (int kind = 0; kind < HT_N_RULES; kind++)
    {
      gtk_switch_set_active (GTK_SWITCH (self->enabled[kind]), settings->rules.rules[kind].enabled);
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->threshold[kind]),
                                 settings->rules.rules[kind].threshold);
    }
  gtk_spin_button_set_value (self->cool_down, (double) settings->rules.cool_down_ns / MINUTE_NS);
  gtk_spin_button_set_value (self->figures,
                             (double) settings->intervals.every_us[HT_JOB_STATS] / G_USEC_PER_SEC);
  gtk_spin_button_set_value (self->heap_profiles,
                             (double) settings->intervals.every_us[HT_JOB_HEAP] / G_USEC_PER_SEC);
  gtk_spin_button_set_value (self->days, (double) settings->retention.max_age_ns / DAY_NS);
  gtk_spin_button_set_value (self->gibibytes, (double) settings->retention.max_bytes / GIB);
  self->is_filling = FALSE;
}

static void
ht_rules_window_dispose (GObject *object)
{
  HtRulesWindow *self = HT_RULES_WINDOW (object);

  g_clear_pointer (&self->settings, ht_target_settings_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), HT_TYPE_RULES_WINDOW);
  G_OBJECT_CLASS (ht_rules_window_parent_class)->dispose (object);
}

static void
ht_rules_window_class_init (HtRulesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_rules_window_dispose;
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, HT_TYPE_TARGET_SETTINGS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/rules-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HtRulesWindow, rules_group);
  gtk_widget_class_bind_template_child (widget_class, HtRulesWindow, cool_down);
  gtk_widget_class_bind_template_child (widget_class, HtRulesWindow, figures);
  gtk_widget_class_bind_template_child (widget_class, HtRulesWindow, heap_profiles);
  gtk_widget_class_bind_template_child (widget_class, HtRulesWindow, days);
  gtk_widget_class_bind_template_child (widget_class, HtRulesWindow, gibibytes);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
ht_rules_window_init (HtRulesWindow *self)
{
  self->is_filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (HtRuleKind kind = 0; kind < HT_N_RULES; kind++)
    add_rule (self, kind);
}

/**
 * ht_rules_window_new:
 * @parent: the window that it belongs to
 * @settings: what holds for a service now
 *
 * Returns: (transfer none): a window to change that
 */
GtkWidget *
ht_rules_window_new (GtkWindow *parent, HtTargetSettings *settings)
{
  HtRulesWindow *self = g_object_new (HT_TYPE_RULES_WINDOW, "transient-for", parent, NULL);
  g_autofree char *title = NULL;

  /* Translators: title of a window; %s is the name of a service */
  title = g_strdup_printf (_ ("Rules for %s"), settings->name);
  gtk_window_set_title (GTK_WINDOW (self), title);
  self->settings = ht_target_settings_ref (settings);
  fill (self);
  return GTK_WIDGET (self);
}
