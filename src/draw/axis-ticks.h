/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtTick:
 * @position: the value, or the time in ns since 1970, at which it stands
 * @label: what is written there
 *
 * A mark on an axis.
 */
typedef struct
{
  gint64 position;
  char *label;
} HtTick;

/**
 * HtTimeDisplay:
 * @HT_TIME_DISPLAY_LOCAL: the clock on the wall
 * @HT_TIME_DISPLAY_UTC: the clock in Greenwich
 * @HT_TIME_DISPLAY_SINCE_START: time since the recording began
 *
 * How a time is told.
 */
typedef enum
{
  HT_TIME_DISPLAY_LOCAL,
  HT_TIME_DISPLAY_UTC,
  HT_TIME_DISPLAY_SINCE_START,
} HtTimeDisplay;

GArray *ht_axis_byte_ticks (gint64 least, gint64 greatest, guint most, const char **unit);
GArray *ht_axis_time_ticks (gint64 from_ns,
                            gint64 to_ns,
                            guint most,
                            HtTimeDisplay display,
                            gint64 start_ns);
char *
ht_axis_time_label (gint64 time_ns, gint64 precision_ns, HtTimeDisplay display, gint64 start_ns);
gint64 ht_axis_time_precision (gint64 range_ns);
char *ht_axis_duration_label (gint64 ns);

G_END_DECLS
