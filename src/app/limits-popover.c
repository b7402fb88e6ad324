/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "limits-popover.h"

#include <glib/gi18n.h>

#include "target-preferences.h"
#include "units.h"

struct _HtLimitsPopover
{
  GtkPopover parent_instance;

  /* Template widgets */
  GtkEditable *memory_limit;
  GtkEditable *container;
  GtkEditable *own;
  GtkLabel *problem;
  GtkWidget *apply_button;
};

enum
{
  SIGNAL_APPLIED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtLimitsPopover, ht_limits_popover, GTK_TYPE_POPOVER)

/* Whether an entry can be read; if not, it says so itself and in words below. */
static gboolean
check (HtLimitsPopover *self, GtkEditable *entry, gint64 *bytes)
{
  g_autoptr (GError) error = NULL;
  gboolean good = ht_limits_parse (gtk_editable_get_text (entry), bytes, &error);

  if (good)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
      gtk_accessible_reset_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID);
      return TRUE;
    }
  gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               GTK_ACCESSIBLE_INVALID_TRUE, -1);
  gtk_label_set_text (self->problem, error->message);
  return FALSE;
}

static gboolean
check_all (HtLimitsPopover *self, HtMemoryLimits *limits)
{
  gboolean own_good = check (self, self->own, &limits->own_bytes);
  gboolean container_good = check (self, self->container, &limits->container_bytes);
  gboolean memory_good = check (self, self->memory_limit, &limits->memory_limit_bytes);
  gboolean good = own_good && container_good && memory_good;

  gtk_widget_set_visible (GTK_WIDGET (self->problem), !good);
  gtk_widget_set_sensitive (self->apply_button, good);
  return good;
}

static void
changed_cb (HtLimitsPopover *self)
{
  HtMemoryLimits limits;

  check_all (self, &limits);
}

static void
apply_cb (HtLimitsPopover *self)
{
  HtMemoryLimits limits;

  if (!check_all (self, &limits))
    return;
  g_signal_emit (self, signals[SIGNAL_APPLIED], 0);
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
ht_limits_popover_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HT_TYPE_LIMITS_POPOVER);
  G_OBJECT_CLASS (ht_limits_popover_parent_class)->dispose (object);
}

static void
ht_limits_popover_class_init (HtLimitsPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_limits_popover_dispose;
  signals[SIGNAL_APPLIED] = g_signal_new ("applied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/limits-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, HtLimitsPopover, memory_limit);
  gtk_widget_class_bind_template_child (widget_class, HtLimitsPopover, container);
  gtk_widget_class_bind_template_child (widget_class, HtLimitsPopover, own);
  gtk_widget_class_bind_template_child (widget_class, HtLimitsPopover, problem);
  gtk_widget_class_bind_template_child (widget_class, HtLimitsPopover, apply_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);
}

static void
ht_limits_popover_init (HtLimitsPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_limit (GtkEditable *entry, gint64 bytes)
{
  g_autofree char *text = NULL;
  g_autofree char *exact = NULL;
  gint64 read;

  if (bytes != HT_UNKNOWN)
    {
      text = ht_format_bytes (bytes);
      /* Rounded, it would change by being looked at. */
      if (!ht_parse_size (text, &read, NULL) || read != bytes)
        exact = g_strdup_printf ("%" G_GINT64_FORMAT, bytes);
    }
  gtk_editable_set_text (entry, exact != NULL ? exact : text != NULL ? text : "");
}

/**
 * ht_limits_popover_set_limits:
 * @self: the popover
 * @limits: what to show; %HT_UNKNOWN is an empty entry
 */
void
ht_limits_popover_set_limits (HtLimitsPopover *self, const HtMemoryLimits *limits)
{
  show_limit (self->memory_limit, limits->memory_limit_bytes);
  show_limit (self->container, limits->container_bytes);
  show_limit (self->own, limits->own_bytes);
}

static void
show_recorded (GtkEditable *entry, gint64 bytes)
{
  g_autofree char *size = bytes != HT_UNKNOWN ? ht_format_bytes (bytes) : NULL;
  g_autofree char *text = NULL;

  if (size != NULL)
    /* Translators: a size that is told by the recording */
    text = g_strdup_printf (_ ("%s, as recorded"), size);
  g_object_set (entry, "placeholder-text", text != NULL ? text : _ ("none recorded"), NULL);
}

/**
 * ht_limits_popover_set_recorded:
 * @self: the popover
 * @limits: what the recording says; %HT_UNKNOWN for nothing
 *
 * Has empty entries tell what counts then.
 */
void
ht_limits_popover_set_recorded (HtLimitsPopover *self, const HtMemoryLimits *limits)
{
  show_recorded (self->memory_limit, limits->memory_limit_bytes);
  show_recorded (self->container, limits->container_bytes);
}

/**
 * ht_limits_popover_get_limits:
 * @self: the popover
 * @limits: (out caller-allocates): what the user has set
 */
void
ht_limits_popover_get_limits (HtLimitsPopover *self, HtMemoryLimits *limits)
{
  check_all (self, limits);
}
