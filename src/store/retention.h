/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtRetention:
 * @max_age_ns: what is older goes, ns; 0 for no limit
 * @max_bytes: what a target may take; 0 for no limit
 * @around_marks_ns: for how long before and after a mark no profile is taken out to save room
 *
 * How much of the past a recording keeps of a target.
 *
 * Age: profiles, garbage collections, captures, whole or not, what traces told and single points
 * go. Of a series what goes is detail, never history: points, in buckets of 16, stay four times as
 * long, those in buckets of 256 sixteen times, and so on. As blocks go only when a coarser one
 * stands for them, points may stay for up to 16384 points longer; a profile on which younger ones
 * build stays for up to a day longer.
 *
 * Size: captures that are kept as they came, and after them what traces told, go until they take a
 * quarter of the limit, the oldest first and those around marks last. Profiles are thinned, the
 * older the more, but for the first and the last of their kind and those around marks, until the
 * target fits or they take half of the limit. Then the oldest detail of series and the oldest
 * collections go, then more profiles, then the other captures that are kept and the other traces.
 * Strings, functions and stacks always stay and do not count.
 */
typedef struct
{
  gint64 max_age_ns;
  gint64 max_bytes;
  gint64 around_marks_ns;
} HtRetention;

/* 7 days, 2 GiB, 2 minutes. */
#define HT_RETENTION_DEFAULT                                  \
  {                                                           \
    .max_age_ns = G_GINT64_CONSTANT (7) * 86400 * 1000000000, \
    .max_bytes = G_GINT64_CONSTANT (2) * 1024 * 1024 * 1024,  \
    .around_marks_ns = G_GINT64_CONSTANT (120) * 1000000000,  \
  }

G_END_DECLS
