/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window.h"

G_BEGIN_DECLS

/* Drives the real window inside the process that measures it. One window a process, from
 * the main thread. */

/* What something cost: on the clock, and of the main thread's CPU, which other programs
 * cannot make longer. */
typedef struct
{
  double wall_ms;
  double cpu_ms;
} DriverTime;

typedef gboolean (*DriverCondition) (gpointer user_data);

GtkWindow *driver_start (void);
void driver_stop (void);

DriverTime driver_now (void);
DriverTime driver_since (DriverTime start);
DriverTime driver_sum (DriverTime first, DriverTime second);
DriverTime driver_best (DriverTime first, DriverTime second);
DriverTime driver_percentile (const GArray *times, double share);

void driver_wait (DriverCondition condition, gpointer user_data, const char *what);
void driver_settle (void);
DriverTime driver_frame (void);
guint driver_n_frames (void);

void driver_forget_blocks (void);
DriverTime driver_longest_block (void);

GtkWidget *driver_find (GtkWidget *root, GType type, guint n);
void driver_pick (GtkWidget *window, const char *action, const char *parameter);
gboolean driver_is_memory_shown (GtkWidget *root);

void driver_print_time (const char *what, DriverTime time, double most_ms);

G_END_DECLS
