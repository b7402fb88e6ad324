/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "alarm.h"

static gboolean
alarm_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  /* First, since the callback sets it anew. */
  g_source_set_ready_time (source, -1);
  return callback (user_data);
}

/**
 * ht_alarm_new:
 *
 * Makes a source that goes off once at the time of [method@GLib.Source.set_ready_time], and then
 * not before that was called again. A timeout source does not do: after its callback it
 * sets a time of its own, and one of 0 ms goes off again and again.
 *
 * Returns: (transfer full): a source that is not set
 */
GSource *
ht_alarm_new (void)
{
  static GSourceFuncs functions = { .dispatch = alarm_dispatch };
  GSource *source = g_source_new (&functions, sizeof (GSource));

  g_source_set_ready_time (source, -1);
  return source;
}
