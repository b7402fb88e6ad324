/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "label-sets.h"

#include "id-table.h"

typedef struct
{
  gsize first;
  guint32 n_labels;
} Span;

struct _HtLabelSets
{
  /* Owned */
  GArray *labels; /* HtLabel, all lists one after the other */
  GArray *spans;  /* Span by id */
  HtIdTable table;
};

/**
 * ht_label_sets_new:
 *
 * Returns: (transfer full): a table that holds only the empty list
 */
HtLabelSets *
ht_label_sets_new (void)
{
  HtLabelSets *self = g_new0 (HtLabelSets, 1);

  self->labels = g_array_new (FALSE, FALSE, sizeof (HtLabel));
  self->spans = g_array_new (FALSE, TRUE, sizeof (Span));
  g_array_set_size (self->spans, 1);
  ht_id_table_init (&self->table);
  return self;
}

/**
 * ht_label_sets_free:
 * @sets: (transfer full) (nullable): the table
 */
void
ht_label_sets_free (HtLabelSets *sets)
{
  if (sets == NULL)
    return;
  g_array_unref (sets->labels);
  g_array_unref (sets->spans);
  ht_id_table_clear (&sets->table);
  g_free (sets);
}

static guint64
hash_labels (const HtIdTable *table, const HtLabel *labels, gsize n_labels)
{
  guint64 hash = n_labels;

  for (gsize i = 0; i < n_labels; i++)
    {
      const guint64 words[] = { (guint64) labels[i].number, labels[i].key, labels[i].text,
                                labels[i].unit };

      hash = ht_hash_mix (hash ^ ht_id_table_hash_bytes (table, words, sizeof words));
    }
  return hash;
}

static gboolean
labels_equal (const HtLabel *a, const HtLabel *b, gsize n_labels)
{
  for (gsize i = 0; i < n_labels; i++)
    if (a[i].number != b[i].number || a[i].key != b[i].key || a[i].text != b[i].text ||
        a[i].unit != b[i].unit)
      return FALSE;
  return TRUE;
}

/**
 * ht_label_sets_intern:
 * @sets: the table
 * @labels: (array length=n_labels): a list of labels
 * @n_labels: how many
 *
 * Finds or adds a list of labels.
 *
 * Returns: its id; 0 for the empty list
 */
guint32
ht_label_sets_intern (HtLabelSets *sets, const HtLabel *labels, gsize n_labels)
{
  if (n_labels == 0)
    return 0;
  g_return_val_if_fail (n_labels < G_MAXUINT32, 0);

  guint64 hash = hash_labels (&sets->table, labels, n_labels);
  gsize at = ht_id_table_first (&sets->table, hash);
  guint64 slot;

  while ((guint32) (slot = sets->table.slots[at]) != 0)
    {
      guint32 id = (guint32) slot;
      gsize n_other;
      const HtLabel *other = ht_label_sets_get (sets, id, &n_other);

      if (slot == ht_id_table_slot (hash, id) && n_other == n_labels &&
          labels_equal (labels, other, n_labels))
        return id;
      at = (at + 1) & sets->table.mask;
    }

  guint32 id = sets->spans->len;
  Span span = { sets->labels->len, (guint32) n_labels };

  g_array_append_vals (sets->labels, labels, (guint) n_labels);
  g_array_append_val (sets->spans, span);
  ht_id_table_insert_new (&sets->table, hash, id);
  return id;
}

/**
 * ht_label_sets_get:
 * @sets: the table
 * @id: an id that it gave
 * @n_labels: (out): how many labels the list has
 *
 * Returns: (transfer none) (array length=n_labels): the list, valid until the next one is added
 */
const HtLabel *
ht_label_sets_get (const HtLabelSets *sets, guint32 id, gsize *n_labels)
{
  *n_labels = 0;
  g_return_val_if_fail (id < sets->spans->len, NULL);

  const Span *span = &g_array_index (sets->spans, Span, id);

  *n_labels = span->n_labels;
  return (const HtLabel *) (gpointer) sets->labels->data + span->first;
}

/**
 * ht_label_sets_count:
 * @sets: the table
 *
 * Returns: how many ids there are, the empty list included
 */
guint32
ht_label_sets_count (const HtLabelSets *sets)
{
  return sets->spans->len;
}
