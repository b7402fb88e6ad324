/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "window.h"

#include <glib/gi18n.h>

#include "busy-bar.h"
#include "document-load.h"
#include "first-look.h"
#include "flame-page.h"
#include "gc-page.h"
#include "greeter.h"
#include "growth-page.h"
#include "live-controls.h"
#include "memory-page.h"
#include "menu-focus.h"
#include "profile-entries.h"
#include "range-loader.h"
#include "scrubber.h"
#include "sidebar.h"
#include "units.h"
#include "window-connect.h"
#include "window-live.h"
#include "window-notes.h"
#include "window-open-url.h"
#include "window-openings.h"
#include "window-picture.h"
#include "window-recent.h"
#include "window-report.h"
#include "window-save.h"
#include "window-time-display.h"

/* The least width for the sidebar beside the pages, in px. */
#define NARROW_WIDTH 900

/* The least width for the function table beside the flame graph. */
#define COMPACT_WIDTH 1120

struct _HtWindow
{
  AdwApplicationWindow parent_instance;

  /* Template widgets */
  AdwToastOverlay *toasts;
  AdwLeaflet *leaflet;
  GtkWidget *sidebar_pane;
  GtkWidget *separator;
  GtkWidget *back_button;
  GtkWidget *open_button;
  HtSidebar *sidebar;
  GtkWidget *content;
  HtBusyBar *progress;
  GtkStack *stack;
  AdwStatusPage *waiting_page;
  HtScrubber *scrubber;
  GtkCenterBox *facts_box;
  GtkWidget *profile_box;
  GtkLabel *range_label;
  GtkWidget *follow_button;
  GtkLabel *profile_label;
  HtLiveControls *live_controls;
  AdwViewSwitcherTitle *switcher;
  AdwViewStack *views;
  HtMemoryPage *memory_page;
  HtGcPage *gc_page;
  HtFlamePage *flame_page;
  HtGrowthPage *growth_page;
  HtGreeter *greeter;
  GMenu *recent_menu;
  GtkWidget *menu_button;

  /* Owned */
  HtTimeView *time_view;
  HtRangeLoader *range_loader;
  HtWindowOpenings *openings;
  GCancellable *loading;
  HtDocument *document; /* the one that is shown */
  HtTargetData *data;
  HtWindowLive *live;
  HtWindowNotes *notes;

  gint64 target;          /* id in @document; 0 of a live one that was not written down yet */
  gint64 wanted_capture;  /* to be shown when it was read; 0 for none */
  gint64 load_us;         /* when the read under way began, on the monotonic clock */
  gint64 refresh_us;      /* before this a live recording is not read again */
  int profile;            /* index in @data, -1 for none */
  gboolean chose_profile; /* the user, and it is not the newest */
  gboolean shows_target;
  gboolean is_narrow;
  gboolean is_compact;
  guint narrow_idle; /* source id */
};

G_DEFINE_FINAL_TYPE (HtWindow, ht_window, ADW_TYPE_APPLICATION_WINDOW)

/**
 * ht_window_show_toast:
 * @self: the window
 * @text: what to say, without markup
 *
 * Says something for some seconds. Nobody hears it in a window that was closed meanwhile.
 */
void
ht_window_show_toast (HtWindow *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  ht_window_add_toast (self, adw_toast_new (escaped));
}

/**
 * ht_window_add_toast:
 * @self: the window
 * @toast: (transfer full): what to say
 *
 * Says something that can be acted on. Nobody hears it in a window that was closed meanwhile.
 */
void
ht_window_add_toast (HtWindow *self, AdwToast *toast)
{
  if (self->toasts == NULL)
    {
      g_object_unref (toast);
      return;
    }
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
tell_profile (HtWindow *self)
{
  g_autofree char *text = NULL;

  /* Of what was just read there may be fewer than the one that is still shown says. */
  if (self->data == NULL || self->profile < 0 || self->profile >= (int) self->data->profiles->len)
    return;
  text = ht_profiles_describe (self->data->profiles, (guint) self->profile, TRUE,
                               ht_time_view_get_display (self->time_view), self->data->from_ns);
  gtk_label_set_text (self->profile_label, text);
}

/* Also when times are told in another way. */
static void
show_range (HtWindow *self)
{
  g_autofree char *text = NULL;

  if (self->data == NULL)
    return;
  text = ht_time_view_describe_range (self->time_view, self->data->from_ns);
  gtk_label_set_text (self->range_label, text);
  tell_profile (self);
}

static void
show_follow_button (HtWindow *self)
{
  gboolean is_behind = !ht_time_view_is_following (self->time_view) ||
                       ht_time_view_is_held (self->time_view) || self->chose_profile;

  gtk_widget_set_visible (self->follow_button, ht_time_view_is_live (self->time_view) && is_behind);
}

static void
show_profile (HtWindow *self, int index)
{
  const HtProfileEntry *entry;

  if (self->data == NULL || self->data->profiles->len == 0)
    {
      self->profile = -1;
      gtk_label_set_text (self->profile_label, _ ("No profile"));
      ht_flame_page_show_profile (self->flame_page, NULL, NULL, NULL);
      return;
    }
  self->profile = CLAMP (index, 0, (int) self->data->profiles->len - 1);
  entry = g_ptr_array_index (self->data->profiles, (guint) self->profile);
  tell_profile (self);
  ht_scrubber_set_profile (self->scrubber, self->profile);
  ht_flame_page_show_profile (self->flame_page, self->document, self->data, entry);
}

/* What the user wants to see; it stays until it is the newest, or the newest is wanted. */
static void
choose_profile (HtWindow *self, int index)
{
  /* What is known is of another service as long as this one is being read. */
  if (!self->shows_target)
    return;
  show_profile (self, index);
  self->chose_profile = self->data != NULL && self->profile >= 0 &&
                        self->profile != ht_first_profile_to_show (self->data);
  show_follow_button (self);
}

/* A flame graph that somebody looks into stays until nobody does. */
static gboolean
follows_profiles (HtWindow *self)
{
  return ht_time_view_is_following (self->time_view) && !self->chose_profile &&
         !ht_flame_page_is_looked_into (self->flame_page);
}

static void
show_growth (HtWindow *self, const HtTargetData *old)
{
  const GPtrArray *profiles = self->data->profiles;
  const HtProfileEntry *shown;

  if (self->profile < 0)
    {
      show_profile (self, ht_first_profile_to_show (self->data));
      return;
    }
  shown = g_ptr_array_index (old->profiles, (guint) self->profile);
  if (ht_time_view_is_live (self->time_view) ? follows_profiles (self)
                                             : self->profile == ht_first_profile_to_show (old))
    show_profile (self, ht_first_profile_to_show (self->data));
  else
    show_profile (self, ht_profiles_find (profiles, shown->id));
}

static void
show_useful_page (HtWindow *self)
{
  const char *page = ht_first_page_to_show (self->data);

  if (page != NULL)
    adw_view_stack_set_visible_child_name (self->views, page);
}

static void
part_changed_cb (HtWindow *self)
{
  HtTargetData *part = ht_range_loader_get_data (self->range_loader);

  ht_memory_page_show_part (self->memory_page, part);
  ht_gc_page_show_part (self->gc_page, part);
}

static void
show_extent (HtWindow *self, const HtTargetData *data, gboolean has_grown)
{
  HtRecordingRow *row = ht_sidebar_find (self->sidebar, self->document, data->target);
  HtLiveItem *item = row != NULL ? ht_recording_row_get_live (row) : NULL;

  if (!has_grown)
    {
      ht_time_view_unmark (self->time_view);
      ht_time_view_set_live (self->time_view,
                             item != NULL ? ht_live_item_get_since_ns (item) : HT_UNKNOWN);
    }
  ht_time_view_set_extent (self->time_view, data->from_ns, data->to_ns);
  if (!has_grown && item == NULL)
    ht_time_view_show_all (self->time_view);
}

/* Nothing was answered yet: how it is says more than empty pages. */
static gboolean
is_waiting (HtWindow *self, const HtTargetData *data)
{
  return ht_time_view_is_live (self->time_view) && g_hash_table_size (data->series) == 0 &&
         data->cycles->len == 0 && data->profiles->len == 0;
}

static void
show_data (HtWindow *self, HtTargetData *data)
{
  g_autoptr (HtTargetData) old = g_steal_pointer (&self->data);
  gboolean has_grown = old != NULL && old->target == data->target && self->shows_target;

  self->data = ht_target_data_ref (data);
  show_extent (self, data, has_grown);
  if (ht_sidebar_find (self->sidebar, self->document, data->target) != NULL)
    ht_recording_row_set_data (ht_sidebar_find (self->sidebar, self->document, data->target), data);
  ht_scrubber_set_data (self->scrubber, data);
  ht_memory_page_set_data (self->memory_page, data);
  ht_gc_page_set_document (self->gc_page, self->document);
  ht_gc_page_set_data (self->gc_page, data);
  ht_growth_page_set_data (self->growth_page, self->document, data);
  ht_window_notes_set_data (self->notes, self->document, data);
  ht_range_loader_set_source (self->range_loader, self->document, data);
  if (ht_range_loader_get_data (self->range_loader) != data)
    part_changed_cb (self);
  if (has_grown)
    show_growth (self, old);
  else
    {
      show_useful_page (self);
      self->chose_profile = FALSE;
      show_profile (self, ht_first_profile_to_show (data));
    }
  self->shows_target = TRUE;
  if (self->wanted_capture != 0 &&
      ht_profiles_find_capture (data->profiles, self->wanted_capture) >= 0)
    {
      choose_profile (self, ht_profiles_find_capture (data->profiles, self->wanted_capture));
      self->wanted_capture = 0;
    }
  show_follow_button (self);
  show_range (self);
  if (!is_waiting (self, data))
    gtk_stack_set_visible_child_name (self->stack, "recording");
}

static void
target_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HtTargetData) data =
      ht_document_load_target_finish (HT_DOCUMENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->stack == NULL)
    return;
  g_clear_object (&self->loading);
  /* A long recording is read less often, so that looking at it costs a tenth of a core at most. */
  self->refresh_us = g_get_monotonic_time () + (g_get_monotonic_time () - self->load_us) * 9;
  if (data == NULL)
    ht_window_show_toast (self, error->message);
  else
    show_data (self, data);
}

static void
stop_loading (HtWindow *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

/* Leaves nothing to be shown of what was. */
static void
forget_data (HtWindow *self)
{
  stop_loading (self);
  g_clear_pointer (&self->data, ht_target_data_unref);
  ht_range_loader_set_source (self->range_loader, NULL, NULL);
  ht_gc_page_set_document (self->gc_page, NULL);
  ht_growth_page_set_data (self->growth_page, NULL, NULL);
  ht_window_notes_set_data (self->notes, NULL, NULL);
  show_profile (self, -1);
}

static void
load_target (HtWindow *self)
{
  stop_loading (self);
  self->loading = g_cancellable_new ();
  self->load_us = g_get_monotonic_time ();
  ht_document_load_target_async (self->document, self->target, self->loading, target_loaded_cb,
                                 g_object_ref (self));
}

/**
 * ht_window_show_live_state:
 * @self: the window
 * @item: the service that is shown
 *
 * Says how a service is as long as nothing of it is recorded.
 */
void
ht_window_show_live_state (HtWindow *self, HtLiveItem *item)
{
  g_autofree char *state = ht_live_item_describe (item, g_get_monotonic_time ());
  const char *reason = ht_live_item_get_reason (item);
  g_autofree char *text =
      g_markup_escape_text (reason != NULL ? reason : ht_live_item_get_url (item), -1);

  if (self->target == 0 && ht_live_item_get_target (item) != 0)
    {
      self->target = ht_live_item_get_target (item);
      load_target (self);
    }
  adw_status_page_set_title (self->waiting_page, state);
  adw_status_page_set_description (self->waiting_page, text);
  adw_status_page_set_icon_name (self->waiting_page, ht_live_item_get_icon_name (item));
}

/**
 * ht_window_show_row:
 * @self: the window
 * @row: what to show from now on
 */
void
ht_window_show_row (HtWindow *self, HtRecordingRow *row)
{
  HtLiveItem *item = ht_recording_row_get_live (row);

  ht_sidebar_select (self->sidebar, row);
  g_set_object (&self->document, ht_recording_row_get_document (row));
  self->target = ht_recording_row_get_target (row);
  self->shows_target = FALSE;
  self->refresh_us = 0;
  ht_memory_page_set_target (self->memory_page, ht_recording_row_get_name (row));
  ht_growth_page_set_target (self->growth_page, ht_recording_row_get_name (row));
  adw_view_switcher_title_set_title (self->switcher, ht_recording_row_get_name (row));
  adw_leaflet_set_visible_child (self->leaflet, self->content);
  ht_window_live_update (self->live);
  if (self->target != 0)
    load_target (self);
  else
    forget_data (self);
  if (item != NULL && ht_live_item_get_glance (item) == NULL)
    {
      ht_window_show_live_state (self, item);
      gtk_stack_set_visible_child_name (self->stack, "waiting");
    }
}

/**
 * ht_window_show_capture:
 * @self: the window
 * @row: the service that it was captured of
 * @capture: id of a capture that is a profile
 *
 * Shows the flame graph of a profile.
 */
void
ht_window_show_capture (HtWindow *self, HtRecordingRow *row, gint64 capture)
{
  int index = -1;

  adw_view_stack_set_visible_child_name (self->views, "flame");
  if (row == ht_sidebar_get_selected (self->sidebar) && self->data != NULL)
    index = ht_profiles_find_capture (self->data->profiles, capture);
  if (index >= 0)
    {
      choose_profile (self, index);
      return;
    }
  self->wanted_capture = capture;
  ht_window_show_row (self, row);
}

/**
 * ht_window_refresh:
 * @self: the window
 * @document: a recording that has grown
 *
 * Shows what was added, if the recording is looked at.
 */
void
ht_window_refresh (HtWindow *self, HtDocument *document)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self));
  gboolean is_seen =
      surface != NULL && GDK_IS_TOPLEVEL (surface) &&
      !(gdk_toplevel_get_state (GDK_TOPLEVEL (surface)) & GDK_TOPLEVEL_STATE_MINIMIZED);

  if (is_seen && self->document == document && self->target != 0 && self->loading == NULL &&
      g_get_monotonic_time () >= self->refresh_us)
    load_target (self);
}

/**
 * ht_window_reload:
 * @self: the window
 * @document: a recording that is complete now
 *
 * Reads a recording again, if it is looked at.
 */
void
ht_window_reload (HtWindow *self, HtDocument *document)
{
  if (self->document == document && self->target != 0)
    load_target (self);
}

static void
show_sidebar_cb (HtWindow *self)
{
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

/* Side by side or, in a narrow window, one below the other. */
static void
stack_facts (HtWindow *self, gboolean narrow)
{
  g_autoptr (GtkWidget) box = g_object_ref (self->profile_box);

  gtk_center_box_set_center_widget (self->facts_box, NULL);
  gtk_center_box_set_end_widget (self->facts_box, NULL);
  if (narrow)
    gtk_center_box_set_end_widget (self->facts_box, box);
  else
    gtk_center_box_set_center_widget (self->facts_box, box);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->facts_box),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

/* Without a recording there is nothing to switch between. */
static void
arrange_cb (HtWindow *self)
{
  gboolean empty = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "empty") == 0;
  gboolean narrow = self->is_narrow;

  if (empty)
    adw_leaflet_set_visible_child (self->leaflet, self->content);
  gtk_widget_set_visible (self->sidebar_pane, !empty);
  gtk_widget_set_visible (self->separator, !empty);
  gtk_widget_set_visible (self->back_button, !empty && narrow);
  gtk_widget_set_visible (self->open_button, empty);
  stack_facts (self, narrow);
  ht_flame_page_set_narrow (self->flame_page, self->is_compact);
  ht_growth_page_set_width (self->growth_page, self->is_compact, narrow);
  adw_view_switcher_title_set_view_switcher_enabled (self->switcher, !empty);
}

static gboolean
set_narrow_cb (gpointer user_data)
{
  HtWindow *self = user_data;
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  self->narrow_idle = 0;
  self->is_narrow = width < NARROW_WIDTH;
  self->is_compact = width < COMPACT_WIDTH;
  adw_leaflet_set_can_unfold (self->leaflet, !self->is_narrow);
  arrange_cb (self);
  return G_SOURCE_REMOVE;
}

/* The leaflet alone would go by the least width of the content, which depends on how it is
 * arranged: at some widths it would fold and unfold for ever. */
static void
ht_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HtWindow *self = HT_WINDOW (widget);

  GTK_WIDGET_CLASS (ht_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (((width < NARROW_WIDTH) != self->is_narrow || (width < COMPACT_WIDTH) != self->is_compact) &&
      self->narrow_idle == 0)
    self->narrow_idle = g_idle_add_full (GDK_PRIORITY_REDRAW - 1, set_narrow_cb, self, NULL);
}

static void
show_next (HtWindow *self)
{
  HtRecordingRow *next = ht_sidebar_get_row (self->sidebar, 0);

  forget_data (self);
  g_clear_object (&self->document);
  ht_window_live_update (self->live);
  if (next != NULL)
    {
      ht_window_show_row (self, next);
      return;
    }
  adw_view_switcher_title_set_title (self->switcher, "Heaptrail");
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

/**
 * ht_window_remove_row:
 * @self: the window
 * @row: a row of the sidebar
 *
 * Takes a row away. If it is the one that is shown, another one is.
 */
void
ht_window_remove_row (HtWindow *self, HtRecordingRow *row)
{
  gboolean is_shown = row == ht_sidebar_get_selected (self->sidebar);

  ht_sidebar_remove (self->sidebar, row);
  if (is_shown)
    show_next (self);
}

static void
row_closed_cb (HtWindow *self, HtRecordingRow *closed)
{
  g_autoptr (HtDocument) document = g_object_ref (ht_recording_row_get_document (closed));

  if (ht_window_live_close_row (self->live, closed))
    return;
  ht_window_openings_cancel (self->openings, document);
  ht_sidebar_remove_document (self->sidebar, document);
  if (document == self->document)
    show_next (self);
}

static void
step_profile_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtWindow *self = HT_WINDOW (widget);

  choose_profile (self, self->profile + (g_str_equal (name, "win.next-profile") ? 1 : -1));
}

static gboolean
leap_profiles_cb (GtkWidget *widget, GVariant *steps, gpointer user_data)
{
  HtWindow *self = HT_WINDOW (widget);

  choose_profile (self, self->profile + g_variant_get_int32 (steps));
  return GDK_EVENT_STOP;
}

static void
show_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_view_stack_set_visible_child_name (HT_WINDOW (widget)->views,
                                         g_variant_get_string (parameter, NULL));
}

static void
follow_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtWindow *self = HT_WINDOW (widget);

  if (!ht_time_view_is_live (self->time_view))
    return;
  ht_time_view_follow (self->time_view);
  if (self->data != NULL)
    choose_profile (self, ht_first_profile_to_show (self->data));
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtWindow *self = HT_WINDOW (widget);

  adw_view_stack_set_visible_child_name (self->views, "flame");
  ht_flame_page_focus_search (self->flame_page);
}

static void
show_stack_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtWindow *self = HT_WINDOW (widget);
  g_autofree const char **stack = NULL;
  gint64 since_ns = HT_UNKNOWN;

  if (self->data == NULL || !self->shows_target)
    return;
  if (g_str_equal (name, "win.compare-stack"))
    g_variant_get (parameter, "(^a&sx)", &stack, &since_ns);
  else
    stack = g_variant_get_strv (parameter, NULL);
  adw_view_stack_set_visible_child_name (self->views, "flame");
  ht_flame_page_show_stack (self->flame_page, stack, since_ns);
  choose_profile (self, ht_profile_to_show_since (self->data, self->profile, since_ns));
}

static void
profile_failed_cb (HtWindow *self, const char *message)
{
  ht_window_show_toast (self, message);
}

static void
ht_window_dispose (GObject *object)
{
  HtWindow *self = HT_WINDOW (object);

  g_clear_pointer (&self->openings, ht_window_openings_free);
  g_clear_pointer (&self->live, ht_window_live_free);
  g_clear_pointer (&self->notes, ht_window_notes_free);
  g_clear_handle_id (&self->narrow_idle, g_source_remove);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->time_view != NULL)
    g_signal_handlers_disconnect_by_data (self->time_view, self);
  g_clear_object (&self->range_loader);
  g_clear_object (&self->time_view);
  g_clear_object (&self->document);
  g_clear_pointer (&self->data, ht_target_data_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_WINDOW);
  G_OBJECT_CLASS (ht_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/dev/heaptrail/Heaptrail/window.ui");
  gtk_widget_class_bind_template_child (widget_class, HtWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, sidebar_pane);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, separator);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, content);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, waiting_page);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, scrubber);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, facts_box);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, profile_box);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, range_label);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, follow_button);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, profile_label);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, live_controls);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, views);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, memory_page);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, gc_page);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, flame_page);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, growth_page);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, greeter);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, recent_menu);
  gtk_widget_class_bind_template_child (widget_class, HtWindow, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, ht_window_show_row);
  gtk_widget_class_bind_template_callback (widget_class, row_closed_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_sidebar_cb);
  gtk_widget_class_bind_template_callback (widget_class, arrange_cb);
}

static void
ht_window_class_init (HtWindowClass *klass)
{
  static const char *const pages[] = { "memory", "gc", "flame", "growth" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_window_dispose;
  widget_class->size_allocate = ht_window_size_allocate;
  g_type_ensure (HT_TYPE_BUSY_BAR);
  g_type_ensure (HT_TYPE_LIVE_CONTROLS);
  g_type_ensure (HT_TYPE_SCRUBBER);
  g_type_ensure (HT_TYPE_SIDEBAR);
  g_type_ensure (HT_TYPE_MEMORY_PAGE);
  g_type_ensure (HT_TYPE_GC_PAGE);
  g_type_ensure (HT_TYPE_FLAME_PAGE);
  g_type_ensure (HT_TYPE_GROWTH_PAGE);
  g_type_ensure (HT_TYPE_GREETER);
  bind_template (widget_class);
  ht_window_live_install (widget_class);
  ht_window_openings_install (widget_class);
  ht_window_open_url_install (widget_class);
  ht_window_save_install (widget_class);
  ht_window_report_install (widget_class);
  ht_window_notes_install (widget_class);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "win.follow", NULL, follow_action);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page_action);
  gtk_widget_class_install_action (widget_class, "win.show-stack", "as", show_stack_action);
  gtk_widget_class_install_action (widget_class, "win.compare-stack", "(asx)", show_stack_action);
  gtk_widget_class_install_action (widget_class, "win.next-profile", NULL, step_profile_action);
  gtk_widget_class_install_action (widget_class, "win.previous-profile", NULL, step_profile_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_n, GDK_SHIFT_MASK, leap_profiles_cb, "i", 10);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_p, GDK_SHIFT_MASK, leap_profiles_cb, "i",
                                -10);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, 0, "win.follow", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, 0, "win.next-profile", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, 0, "win.previous-profile", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "win.connect",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "win.find", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_question, 0, "win.show-help-overlay",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_question, GDK_SHIFT_MASK,
                                       "win.show-help-overlay", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, GDK_CONTROL_MASK,
                                         "win.show-page", "s", pages[i]);
}

static void
ht_window_init (HtWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ht_menu_button_take_focus_back (GTK_MENU_BUTTON (self->menu_button));
  self->profile = -1;
  self->time_view = ht_time_view_new ();
  self->range_loader = ht_range_loader_new (self->time_view);
  g_signal_connect_object (self->range_loader, "changed", G_CALLBACK (part_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->time_view, "shown-changed", G_CALLBACK (show_range), self);
  g_signal_connect_swapped (self->time_view, "mark-changed", G_CALLBACK (show_range), self);
  g_signal_connect_swapped (self->time_view, "follow-changed", G_CALLBACK (show_follow_button),
                            self);
  ht_scrubber_set_time_view (self->scrubber, self->time_view);
  ht_memory_page_set_time_view (self->memory_page, self->time_view);
  ht_gc_page_set_time_view (self->gc_page, self->time_view);
  ht_flame_page_set_time_view (self->flame_page, self->time_view);
  ht_growth_page_set_time_view (self->growth_page, self->time_view);
  g_signal_connect_object (self->flame_page, "failed", G_CALLBACK (profile_failed_cb), self,
                           G_CONNECT_SWAPPED);
  ht_window_add_time_display (self, self->time_view);
  self->notes = ht_window_notes_new (self, self->time_view);
  self->openings = ht_window_openings_new (self, self->sidebar, self->progress);
  self->live = ht_window_live_new (self, self->sidebar, self->live_controls);
  ht_window_add_recent_files (self, self->greeter, self->recent_menu);
  ht_window_add_picture_actions (self);
  arrange_cb (self);
}

/**
 * ht_window_new:
 * @application: the application
 *
 * Returns: (transfer none): a window without recordings
 */
GtkWindow *
ht_window_new (AdwApplication *application)
{
  HtWindow *self = g_object_new (HT_TYPE_WINDOW, "application", application, NULL);

  ht_window_add_connect (self, self->greeter, HT_APPLICATION (application));
  return GTK_WINDOW (self);
}

/**
 * ht_window_get_live:
 * @self: the window
 *
 * Returns: (transfer none): what it records; %NULL once it is closed
 */
HtWindowLive *
ht_window_get_live (HtWindow *self)
{
  return self->live;
}

/**
 * ht_window_get_notes:
 * @self: the window
 *
 * Returns: (transfer none): what the user writes into recordings; %NULL once it is closed
 */
HtWindowNotes *
ht_window_get_notes (HtWindow *self)
{
  return self->notes;
}

/**
 * ht_window_get_openings:
 * @self: the window
 *
 * Returns: (transfer none): what it is opening; %NULL once it is closed
 */
HtWindowOpenings *
ht_window_get_openings (HtWindow *self)
{
  return self->openings;
}

/**
 * ht_window_get_document:
 * @self: the window
 *
 * Returns: (transfer none) (nullable): what is shown
 */
HtDocument *
ht_window_get_document (HtWindow *self)
{
  return self->document;
}

/**
 * ht_window_get_recording_name:
 * @self: the window
 *
 * Returns: (transfer none): what the process that is shown is called, "" if there is none
 */
const char *
ht_window_get_recording_name (HtWindow *self)
{
  HtRecordingRow *row = ht_sidebar_get_selected (self->sidebar);

  return row != NULL ? ht_recording_row_get_name (row) : "";
}

/**
 * ht_window_get_page_picture:
 * @self: the window
 * @picture: (out caller-allocates): what a picture of the page that is shown shows
 *
 * Returns: (transfer none) (nullable): the page, %NULL if it shows nothing; then @picture is
 *   left as it was
 */
GtkWidget *
ht_window_get_page_picture (HtWindow *self, HtPagePicture *picture)
{
  HtFlameData *flame = ht_flame_page_get_data (self->flame_page);
  HtGrowthData *growth = ht_growth_page_get_data (self->growth_page);
  HtTargetData *part = ht_range_loader_get_data (self->range_loader);
  HtPage page;

  if (self->data == NULL ||
      !ht_page_from_name (adw_view_stack_get_visible_child_name (self->views), &page) ||
      (page == HT_PAGE_FLAME && flame == NULL) || (page == HT_PAGE_GROWTH && growth == NULL))
    return NULL;
  *picture = (HtPagePicture){
    .page = page,
    .data = ht_target_data_ref (part != NULL ? part : self->data),
    .flame = flame != NULL ? ht_flame_data_ref (flame) : NULL,
    .growth = growth != NULL ? ht_growth_data_ref (growth) : NULL,
    .display = ht_time_view_get_display (self->time_view),
  };
  ht_time_view_get_shown (self->time_view, &picture->from_ns, &picture->to_ns);
  picture->upward = ht_flame_page_get_shown (self->flame_page, &picture->left, &picture->right);
  return adw_view_stack_get_visible_child (self->views);
}
