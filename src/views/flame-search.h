/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "flame-data.h"

G_BEGIN_DECLS

/**
 * HtFlameMatches:
 * @groups: (array): for each group whether it was found
 * @n_functions: how many functions were found
 * @share: share of the whole weight that is in or below what was found, 0…1
 * @nodes: (element-type guint32): the frames that were found and do not lie below another such
 *   frame, the heaviest first
 *
 * What a search finds in a flame graph. Reference-counted, immutable.
 */
typedef struct
{
  guint n_functions;
  double share;

  /* Owned */
  gboolean *groups;
  GArray *nodes;
} HtFlameMatches;

HtFlameMatches *ht_flame_search (const HtFlameData *data, const char *text);
HtFlameMatches *ht_flame_matches_ref (HtFlameMatches *matches);
void ht_flame_matches_unref (HtFlameMatches *matches);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtFlameMatches, ht_flame_matches_unref)

G_END_DECLS
