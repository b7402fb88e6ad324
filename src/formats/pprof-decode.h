/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "format-error.h"
#include "profile.h"

G_BEGIN_DECLS

/**
 * HtPprof:
 *
 * A checked pprof profile (profile.proto) over its raw bytes.
 *
 * Opening makes one pass that finds the tables (strings, functions, locations,
 * mappings) and checks every sample against them; the samples stay on the
 * wire and are decoded by whoever walks them, without an object per sample.
 * Immutable; may be read by several threads with a cursor each.
 */
typedef struct _HtPprof HtPprof;

HtPprof *ht_pprof_open (GBytes *raw, GError **error);
void ht_pprof_free (HtPprof *pprof);
HtProfile *ht_pprof_load (const HtPprof *pprof, HtCatalog *catalog, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtPprof, ht_pprof_free)

G_END_DECLS
