/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtLabel:
 * @number: the number, where @text is 0
 * @key: string id of the key
 * @text: string id of the value; 0 for a number
 * @unit: string id of the number's unit; 0 if none was given
 *
 * A label of a sample (profile.proto, Label). Heap profiles carry the size of
 * the objects as the number "bytes"; goroutine and CPU profiles what the program set.
 */
typedef struct
{
  gint64 number;
  guint32 key;
  guint32 text;
  guint32 unit;
} HtLabel;

/**
 * HtLabelSets:
 *
 * The label lists of a recording's samples, each kept once, as written: the
 * order counts. Id 0 is the empty list. Ids are dense and never change.
 */
typedef struct _HtLabelSets HtLabelSets;

HtLabelSets *ht_label_sets_new (void);
void ht_label_sets_free (HtLabelSets *sets);
guint32 ht_label_sets_intern (HtLabelSets *sets, const HtLabel *labels, gsize n_labels);
const HtLabel *ht_label_sets_get (const HtLabelSets *sets, guint32 id, gsize *n_labels);
guint32 ht_label_sets_count (const HtLabelSets *sets);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtLabelSets, ht_label_sets_free)

G_END_DECLS
