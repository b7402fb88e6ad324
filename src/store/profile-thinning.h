/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Which profiles to take out when there are too many: every second one of the oldest, then of
 * younger ones, then every second one of what is left of the oldest, and so on, so that they stay
 * evenly spaced and the spaces grow with age.
 */
typedef struct
{
  gint64 id;
  gint64 time_ns;
  gint64 n_bytes;
  guint stream;       /* of which kind it is; each is thinned by itself */
  gboolean is_whole;  /* others may build on it: rather keep it than its neighbours */
  gboolean is_wanted; /* it stays */
  double score;       /* set by ht_profile_thinning_sort() */
} HtThinProfile;

void ht_profile_thinning_sort (GArray *profiles, gint64 now_ns);

G_END_DECLS
