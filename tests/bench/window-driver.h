/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window.h"

G_BEGIN_DECLS

/* Drives the real window inside the process that measures it. All times are in ms. One window
 * a process, from the main thread. */

typedef gboolean (*DriverCondition) (gpointer user_data);

GtkWindow *driver_start (void);
void driver_stop (void);
double driver_now (void);

void driver_wait (DriverCondition condition, gpointer user_data, const char *what);
void driver_settle (void);
double driver_frame (void);
guint driver_n_frames (void);

void driver_forget_blocks (void);
double driver_longest_block (void);

GtkWidget *driver_find (GtkWidget *root, GType type, guint n);
gboolean driver_is_memory_shown (GtkWidget *root);

double driver_percentile (GArray *values, double share);

G_END_DECLS
