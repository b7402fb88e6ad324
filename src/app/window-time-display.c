/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "window-time-display.h"

static void
change_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  HtTimeView *time_view = user_data;
  const char *name = g_variant_get_string (value, NULL);
  HtTimeDisplay display = HT_TIME_DISPLAY_LOCAL;

  if (g_str_equal (name, "utc"))
    display = HT_TIME_DISPLAY_UTC;
  else if (g_str_equal (name, "since-start"))
    display = HT_TIME_DISPLAY_SINCE_START;
  g_simple_action_set_state (action, value);
  ht_time_view_set_display (time_view, display);
}

/**
 * ht_window_add_time_display:
 * @window: the window
 * @time_view: what it shows of time
 *
 * Adds the action that chooses how times are told.
 */
void
ht_window_add_time_display (HtWindow *window, HtTimeView *time_view)
{
  g_autoptr (GSimpleAction) action =
      g_simple_action_new_stateful ("time-display", G_VARIANT_TYPE_STRING,
                                    g_variant_new_string ("local"));

  g_signal_connect_object (action, "change-state", G_CALLBACK (change_cb), time_view, 0);
  g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (action));
}
