/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * HtTimeDrag:
 * @HT_TIME_DRAG_PANS: pans; with Ctrl what was dragged over is shown
 * @HT_TIME_DRAG_MARKS: marks a range; with Ctrl that is shown
 *
 * What a drag with the first button does. One with the middle button pans in any case.
 */
typedef enum
{
  HT_TIME_DRAG_PANS,
  HT_TIME_DRAG_MARKS,
} HtTimeDrag;

/**
 * HtTimePlot:
 * @widget: a widget that shows time
 * @x: (out): where what is shown begins in it, in px
 * @width: (out): how wide it is, at least 1
 *
 * Returns: whether there is anything to be seen
 */
typedef gboolean (*HtTimePlot) (GtkWidget *widget, double *x, double *width);

void ht_time_gestures_add (GtkWidget *widget, HtTimePlot plot, HtTimeDrag drag);
gint64 ht_time_gestures_time_at (GtkWidget *widget, double x);

G_END_DECLS
