/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis-error.h"
#include "stack-source.h"

G_BEGIN_DECLS

/**
 * HtNamePattern:
 *
 * A regular expression of the user, or of a profile, over names that may be
 * any bytes. What it may cost is limited.
 */
typedef struct _HtNamePattern HtNamePattern;

HtNamePattern *ht_name_pattern_new (const char *expression, const char *what, GError **error);
void ht_name_pattern_free (HtNamePattern *pattern);
gboolean
ht_name_pattern_matches (HtNamePattern *pattern, HtText name, gboolean *matches, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtNamePattern, ht_name_pattern_free)

G_END_DECLS
