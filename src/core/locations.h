/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "symbols.h"

G_BEGIN_DECLS

/**
 * HtLocations:
 *
 * The addresses in stacks, each kept once: a run of frames, being the calls
 * inlined at the address, innermost first, and the function that holds them.
 * This is what profile.proto calls a location, and what filters and merging
 * treat as one.
 *
 * Id 0 means none. Ids grow as locations are met but are not dense.
 * Not thread-safe.
 */
typedef struct _HtLocations HtLocations;

HtLocations *ht_locations_new (const HtSymbols *symbols);
void ht_locations_free (HtLocations *locations);
void
ht_locations_split (HtLocations *locations, const guint32 *frames, gsize n_frames, GArray *found);
gsize ht_locations_get_frames (const HtLocations *locations, guint32 id, GArray *frames);
guint32 ht_locations_limit (const HtLocations *locations);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtLocations, ht_locations_free)

G_END_DECLS
