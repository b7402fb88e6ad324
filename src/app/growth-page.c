/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "growth-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "busy-bar.h"
#include "file-chooser.h"
#include "growth-detail.h"
#include "growth-list.h"
#include "growth-loader.h"
#include "growth-row-texts.h"
#include "growth-sentence.h"
#include "growth-texts.h"
#include "limits-popover.h"
#include "target-preferences.h"

#define DETAIL_WIDTH  340
#define DETAIL_HEIGHT 280

struct _HtGrowthPage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *content;
  HtBusyBar *progress;
  GtkStack *stack;
  AdwStatusPage *failed_page;
  GtkLabel *headline;
  GtkLabel *subline;
  GtkMenuButton *limits_button;
  GtkLabel *limits_label;
  HtLimitsPopover *limits_popover;
  GtkOrientable *paned;
  AdwButtonContent *copy_content;
  GtkWidget *list_box;
  HtGrowthList *list;
  GtkLabel *summary;
  GtkWidget *detail_button;
  GtkWidget *detail_box;
  GtkWidget *back_button;
  HtGrowthDetail *detail;

  /* Owned */
  HtGrowthLoader *loader;
  HtTimeView *time_view;
  HtTargetData *data;
  HtTargetPreferences *preferences;
  char *target;

  HtTimeDisplay display;
  gboolean is_narrow;    /* there is room for the list or the detail only */
  gboolean shows_detail; /* then it is the detail */
};

G_DEFINE_FINAL_TYPE (HtGrowthPage, ht_growth_page, GTK_TYPE_WIDGET)

static gint64
get_start (HtGrowthPage *self)
{
  return self->data != NULL ? self->data->from_ns : 0;
}

static void
selected_changed_cb (HtGrowthPage *self)
{
  ht_growth_detail_show (self->detail, ht_growth_list_get_selected (self->list), self->display,
                         get_start (self));
  gtk_widget_set_sensitive (self->detail_button, ht_growth_list_get_selected (self->list) != NULL);
}

static void
arrange (HtGrowthPage *self)
{
  gboolean shows_detail = self->shows_detail && ht_growth_list_get_selected (self->list) != NULL;

  gtk_widget_set_visible (self->list_box, !self->is_narrow || !shows_detail);
  gtk_widget_set_visible (self->detail_box, !self->is_narrow || shows_detail);
  gtk_widget_set_visible (self->back_button, self->is_narrow);
  gtk_widget_set_visible (self->detail_button, self->is_narrow);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "growth.show-list",
                                 self->is_narrow && shows_detail);
}

static void
show_detail_cb (HtGrowthPage *self)
{
  self->shows_detail = TRUE;
  arrange (self);
  gtk_widget_child_focus (self->detail_box, GTK_DIR_TAB_FORWARD);
}

static void
show_list_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtGrowthPage *self = HT_GROWTH_PAGE (widget);

  self->shows_detail = FALSE;
  arrange (self);
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

/* Where there is no room for both, Enter leads to what is known of the row. */
static void
activated_cb (HtGrowthPage *self)
{
  if (self->is_narrow && ht_growth_list_get_selected (self->list) != NULL)
    show_detail_cb (self);
  else
    ht_growth_list_toggle_selected (self->list);
}

/* Stacks and memory beside the heap can be told without heap profiles. */
static gboolean
has_content (const HtGrowthData *growth)
{
  return growth != NULL && (growth->n_states > 0 || growth->sites->len > 0);
}

static void
append_line (GString *text, const char *line)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

static void
show_limits (HtGrowthPage *self, const HtGrowthData *growth)
{
  const HtMemoryLimits recorded = {
    .container_bytes = growth->recorded_limits[HT_GROWTH_LIMIT_CONTAINER],
    .memory_limit_bytes = growth->recorded_limits[HT_GROWTH_LIMIT_MEMORY],
    .own_bytes = HT_UNKNOWN,
  };
  g_autofree char *forecast = ht_growth_forecast_text (&growth->forecast);
  g_autofree char *rest = NULL;
  g_autofree char *told = ht_growth_split_sentence (forecast, &rest);

  gtk_label_set_text (self->limits_label, *told != '\0' ? told : _ ("No limit is known"));
  /* In a narrow window there is no room for all of it. */
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->limits_button),
                               gtk_label_get_text (self->limits_label));
  ht_limits_popover_set_recorded (self->limits_popover, &recorded);
}

/* The button says when a limit is reached. */
static void
leave_out_forecast (char *text, const HtGrowthData *growth)
{
  g_autofree char *forecast = ht_growth_forecast_text (&growth->forecast);

  if (*forecast != '\0' && g_str_has_suffix (text, forecast))
    text[strlen (text) - strlen (forecast)] = '\0';
  g_strchomp (text);
}

static void
show_growth (HtGrowthPage *self, HtGrowthData *growth)
{
  g_autofree char *rest = NULL;
  g_autofree char *headline = ht_growth_split_sentence (growth->sentences[self->display], &rest);
  g_autofree char *summary = ht_growth_row_summary_text (growth, self->display, get_start (self));
  GString *more;

  leave_out_forecast (rest, growth);
  more = g_string_new (rest);
  for (guint i = 0; i < growth->notes->len; i++)
    append_line (more, g_ptr_array_index (growth->notes, i));
  if (growth->source_problem != NULL)
    append_line (more, growth->source_problem);
  if (growth->escape_problem != NULL)
    append_line (more, growth->escape_problem);
  gtk_label_set_text (self->headline, headline);
  gtk_label_set_text (self->subline, more->str);
  gtk_widget_set_visible (GTK_WIDGET (self->subline), more->len > 0);
  g_string_free (more, TRUE);
  gtk_label_set_text (self->summary, summary);
  gtk_widget_set_visible (GTK_WIDGET (self->summary), *summary != '\0');
  show_limits (self, growth);
  ht_growth_list_set_data (self->list, growth);
  arrange (self);
  gtk_stack_set_visible_child_name (self->stack, "growth");
}

static void
loader_changed_cb (HtGrowthPage *self)
{
  HtGrowthData *growth = ht_growth_loader_get_data (self->loader);
  const char *error = ht_growth_loader_get_error (self->loader);
  gboolean is_loading = ht_growth_loader_is_loading (self->loader);

  if (is_loading)
    ht_busy_bar_start (self->progress);
  else
    ht_busy_bar_stop (self->progress);
  if (has_content (growth))
    {
      show_growth (self, growth);
      return;
    }
  ht_growth_list_set_data (self->list, NULL);
  if (error != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (error, -1);

      adw_status_page_set_description (self->failed_page, escaped);
    }
  gtk_stack_set_visible_child_name (self->stack, error != NULL ? "failed"
                                                 : is_loading  ? "loading"
                                                               : "empty");
}

static void
shown_changed_cb (HtGrowthPage *self)
{
  HtTimeDisplay display = ht_time_view_get_display (self->time_view);
  HtGrowthData *growth = ht_growth_loader_get_data (self->loader);

  if (display == self->display)
    return;
  self->display = display;
  if (has_content (growth))
    show_growth (self, growth);
}

static void
preferences_changed_cb (HtGrowthPage *self)
{
  HtMemoryLimits limits;
  gint64 by_kind[HT_GROWTH_N_LIMITS];
  g_autofree char *source = NULL;
  g_autofree char *escapes = NULL;

  if (self->target == NULL)
    return;
  ht_target_preferences_get_limits (self->preferences, self->target, &limits);
  by_kind[HT_GROWTH_LIMIT_CONTAINER] = limits.container_bytes;
  by_kind[HT_GROWTH_LIMIT_CONTAINER_HIGH] = HT_UNKNOWN;
  by_kind[HT_GROWTH_LIMIT_MEMORY] = limits.memory_limit_bytes;
  by_kind[HT_GROWTH_LIMIT_OWN] = limits.own_bytes;
  ht_growth_loader_set_limits (self->loader, by_kind);
  ht_limits_popover_set_limits (self->limits_popover, &limits);
  source = ht_target_preferences_get_source (self->preferences, self->target);
  ht_growth_loader_set_source_root (self->loader, source, FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "growth.forget-source", source != NULL);
  escapes = ht_target_preferences_get_escape_file (self->preferences, self->target);
  ht_growth_loader_set_escape_file (self->loader, escapes, FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "growth.forget-escapes", escapes != NULL);
}

static void
limits_applied_cb (HtGrowthPage *self)
{
  HtMemoryLimits limits;

  if (self->target == NULL)
    return;
  ht_limits_popover_get_limits (self->limits_popover, &limits);
  ht_target_preferences_set_limits (self->preferences, self->target, &limits);
}

static void
source_chosen_cb (GObject *window, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtGrowthPage) self = user_data;
  g_autofree char *folder = ht_choose_file_finish (result, NULL);

  if (folder == NULL || self->target == NULL)
    return;
  /* Who chooses the same folder again has changed what is in it. */
  ht_growth_loader_set_source_root (self->loader, folder, TRUE);
  ht_target_preferences_set_source (self->preferences, self->target, folder);
}

static void
set_source_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ht_choose_folder_async (GTK_WINDOW (gtk_widget_get_root (widget)), _ ("Folder of the Source"),
                          NULL, source_chosen_cb, g_object_ref (widget));
}

static void
forget_source_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtGrowthPage *self = HT_GROWTH_PAGE (widget);

  if (self->target != NULL)
    ht_target_preferences_set_source (self->preferences, self->target, NULL);
}

static void
escapes_chosen_cb (GObject *window, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtGrowthPage) self = user_data;
  g_autofree char *path = ht_choose_file_finish (result, NULL);

  if (path == NULL || self->target == NULL)
    return;
  /* Who chooses the same file again has compiled anew. */
  ht_growth_loader_set_escape_file (self->loader, path, TRUE);
  ht_target_preferences_set_escape_file (self->preferences, self->target, path);
}

static void
set_escapes_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ht_choose_file_async (GTK_WINDOW (gtk_widget_get_root (widget)),
                        _ ("What go build -gcflags=-m Wrote"), NULL, escapes_chosen_cb,
                        g_object_ref (widget));
}

static void
forget_escapes_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtGrowthPage *self = HT_GROWTH_PAGE (widget);

  if (self->target != NULL)
    ht_target_preferences_set_escape_file (self->preferences, self->target, NULL);
}

static void
ht_growth_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ht_growth_page_parent_class)->map (widget);
  ht_growth_loader_set_active (HT_GROWTH_PAGE (widget)->loader, TRUE);
}

static void
ht_growth_page_unmap (GtkWidget *widget)
{
  ht_growth_loader_set_active (HT_GROWTH_PAGE (widget)->loader, FALSE);
  GTK_WIDGET_CLASS (ht_growth_page_parent_class)->unmap (widget);
}

static void
ht_growth_page_dispose (GObject *object)
{
  HtGrowthPage *self = HT_GROWTH_PAGE (object);

  if (self->loader != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->loader, self);
      ht_growth_loader_set_active (self->loader, FALSE);
      ht_growth_loader_set_source (self->loader, NULL, NULL);
    }
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_clear_pointer (&self->data, ht_target_data_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_GROWTH_PAGE);
  G_OBJECT_CLASS (ht_growth_page_parent_class)->dispose (object);
}

static void
ht_growth_page_finalize (GObject *object)
{
  HtGrowthPage *self = HT_GROWTH_PAGE (object);

  g_clear_object (&self->loader);
  g_clear_object (&self->preferences);
  g_free (self->target);
  g_clear_object (&self->time_view);
  G_OBJECT_CLASS (ht_growth_page_parent_class)->finalize (object);
}

static void
ht_growth_page_class_init (HtGrowthPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_growth_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ht_growth_page_finalize;
  widget_class->map = ht_growth_page_map;
  widget_class->unmap = ht_growth_page_unmap;
  g_type_ensure (HT_TYPE_BUSY_BAR);
  g_type_ensure (HT_TYPE_GROWTH_LIST);
  g_type_ensure (HT_TYPE_GROWTH_DETAIL);
  g_type_ensure (HT_TYPE_LIMITS_POPOVER);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/growth-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HtGrowthPage, content);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthPage, progress);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthPage, failed_page);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthPage, headline);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthPage, subline);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthPage, limits_button);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthPage, limits_label);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthPage, limits_popover);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthPage, paned);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthPage, copy_content);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthPage, list_box);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthPage, list);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthPage, summary);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthPage, detail_button);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthPage, detail_box);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthPage, detail);
  gtk_widget_class_bind_template_callback (widget_class, selected_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_detail_cb);
  gtk_widget_class_bind_template_callback (widget_class, limits_applied_cb);
  gtk_widget_class_install_action (widget_class, "growth.show-list", NULL, show_list_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "growth.show-list", NULL);
  gtk_widget_class_install_action (widget_class, "growth.set-source", NULL, set_source_action);
  gtk_widget_class_install_action (widget_class, "growth.forget-source", NULL,
                                   forget_source_action);
  gtk_widget_class_install_action (widget_class, "growth.set-escapes", NULL, set_escapes_action);
  gtk_widget_class_install_action (widget_class, "growth.forget-escapes", NULL,
                                   forget_escapes_action);
}

static void
ht_growth_page_init (HtGrowthPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->loader = ht_growth_loader_new ();
  g_signal_connect_object (self->loader, "changed", G_CALLBACK (loader_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->preferences = ht_target_preferences_get_default ();
  g_signal_connect_object (self->preferences, "changed", G_CALLBACK (preferences_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * ht_growth_page_set_time_view:
 * @self: the page
 * @time_view: says which range, and how times are told; call it once
 */
void
ht_growth_page_set_time_view (HtGrowthPage *self, HtTimeView *time_view)
{
  g_set_object (&self->time_view, time_view);
  self->display = ht_time_view_get_display (time_view);
  ht_growth_loader_set_time_view (self->loader, time_view);
  g_signal_connect_object (time_view, "shown-changed", G_CALLBACK (shown_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * ht_growth_page_set_target:
 * @self: the page
 * @name: name of the target that is shown from the next data on
 *
 * Limits, and where the source is, are kept under the name of a target.
 */
void
ht_growth_page_set_target (HtGrowthPage *self, const char *name)
{
  g_free (self->target);
  self->target = g_strdup (name);
  preferences_changed_cb (self);
}

/**
 * ht_growth_page_set_data:
 * @self: the page
 * @document: (nullable): the recording; %NULL to forget all
 * @data: (nullable): what is known of one of its targets
 *
 * Shows another target, or the same after it has grown.
 */
void
ht_growth_page_set_data (HtGrowthPage *self, HtDocument *document, HtTargetData *data)
{
  g_clear_pointer (&self->data, ht_target_data_unref);
  self->data = data != NULL ? ht_target_data_ref (data) : NULL;
  ht_growth_loader_set_source (self->loader, document, data);
}

/**
 * ht_growth_page_get_data:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): what is shown
 */
HtGrowthData *
ht_growth_page_get_data (HtGrowthPage *self)
{
  return ht_growth_loader_get_data (self->loader);
}

/**
 * ht_growth_page_set_width:
 * @self: the page
 * @compact: whether the detail is to be below the list, not beside it
 * @narrow: whether there is room for one of them only
 */
void
ht_growth_page_set_width (HtGrowthPage *self, gboolean compact, gboolean narrow)
{
  gtk_orientable_set_orientation (self->paned,
                                  compact ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_size_request (GTK_WIDGET (self->detail), compact ? -1 : DETAIL_WIDTH,
                               compact ? DETAIL_HEIGHT : -1);
  adw_button_content_set_label (self->copy_content, narrow ? _ ("Copy") : _ ("Copy for Incident"));
  self->is_narrow = narrow;
  arrange (self);
}
