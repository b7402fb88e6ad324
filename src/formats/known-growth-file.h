/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "known-growth.h"
#include "listed-targets.h"

G_BEGIN_DECLS

/**
 * HT_KNOWN_GROWTH_MAX:
 *
 * Most chains that are read from a file.
 */
#define HT_KNOWN_GROWTH_MAX 10000

/**
 * HtKnownGrowthFile:
 * @known: (element-type HtKnownGrowth): in the order of the file
 * @problems: (element-type HtListProblem): lines that make no sense
 *
 * What growth of a service is known, as a text that can be kept beside its source.
 */
typedef struct
{
  GPtrArray *known;
  GPtrArray *problems;
} HtKnownGrowthFile;

HtKnownGrowthFile *ht_known_growth_file_decode (const char *text, gsize length, GError **error);
char *ht_known_growth_file_encode (const GPtrArray *known);
void ht_known_growth_file_free (HtKnownGrowthFile *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtKnownGrowthFile, ht_known_growth_file_free)

G_END_DECLS
