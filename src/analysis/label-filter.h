/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis-error.h"
#include "stack-source.h"

G_BEGIN_DECLS

/**
 * HtLabelFilter:
 *
 * What the labels of a sample are to match, written as for `-tagfocus` of `go tool pprof`:
 * `REGEX,REGEX` of `key:text`, `key=REGEX,REGEX` of texts of that key; or of numbers `32kb`,
 * `:64kb`, `4mb:`, `12kb:64mb`, with `key=` before it or for all keys.
 */
typedef struct _HtLabelFilter HtLabelFilter;

HtLabelFilter *ht_label_filter_new (const char *expression, const char *what, GError **error);
void ht_label_filter_free (HtLabelFilter *filter);
gboolean ht_label_filter_matches (const HtLabelFilter *filter,
                                  HtStackSource *source,
                                  const GArray *labels,
                                  gboolean *matches,
                                  GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtLabelFilter, ht_label_filter_free)

G_END_DECLS
