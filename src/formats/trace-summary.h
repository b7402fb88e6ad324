/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtTraceSummary:
 * @minor: number of the header: "go 1.22 trace" has 22
 * @n_generations: generations that were read, the last one perhaps in part; before Go 1.22 all of a
 * trace is one
 * @n_events: events that the sink got
 * @n_misfits: of them, those that do not fit what came before; 0 where all is well
 * @n_lost_bytes: how much of the file was left out
 * @lost_from: byte offset of the damage behind which nothing was read; the size of the file if
 * there is none
 * @is_whole: whether nothing is missing
 *
 * How the reading of a trace went.
 */
typedef struct
{
  guint minor;
  guint64 n_generations;
  guint64 n_events;
  guint64 n_misfits;
  guint64 n_lost_bytes;
  guint64 lost_from;
  gboolean is_whole;
} HtTraceSummary;

G_END_DECLS
