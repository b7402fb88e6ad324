/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-rows.h"

#include <string.h>

#include "id-table.h"

/* The objects of one stack and one size. */
typedef struct
{
  guint32 node;
  gint64 object_bytes;
} Row;

/* A label set at a node, as rows of profiles have them, and the row of the table that it counts to.
 */
typedef struct
{
  guint64 key;
  guint32 row;
} Place;

struct _HtGrowthRows
{
  /* Borrowed */
  const HtCatalog *catalog;

  /* Owned */
  GArray *rows;     /* Row */
  GArray *places;   /* Place */
  GArray *last;     /* guint32: places in the order of the newest profile */
  GArray *next;     /* guint32: those of the profile at hand */
  GArray *answered; /* guint32: its rows */
  HtIdTable place_of_key;
  HtIdTable row_of_node;
};

/**
 * ht_growth_rows_new:
 * @catalog: whose nodes and label sets the profiles name; must outlive the rows, and may grow
 *
 * Returns: (transfer full): no rows yet; one thread at a time
 */
HtGrowthRows *
ht_growth_rows_new (const HtCatalog *catalog)
{
  HtGrowthRows *self = g_new0 (HtGrowthRows, 1);

  self->catalog = catalog;
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  self->last = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->next = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->answered = g_array_new (FALSE, FALSE, sizeof (guint32));
  ht_id_table_init (&self->place_of_key);
  ht_id_table_init (&self->row_of_node);
  return self;
}

/**
 * ht_growth_rows_free:
 * @rows: (transfer full) (nullable): the rows
 */
void
ht_growth_rows_free (HtGrowthRows *rows)
{
  if (rows == NULL)
    return;
  g_array_unref (rows->rows);
  g_array_unref (rows->places);
  g_array_unref (rows->last);
  g_array_unref (rows->next);
  g_array_unref (rows->answered);
  ht_id_table_clear (&rows->place_of_key);
  ht_id_table_clear (&rows->row_of_node);
  g_free (rows);
}

static gint64
get_object_bytes (const HtGrowthRows *self, guint32 label_set, const gint64 *values)
{
  gsize n_labels;
  const HtLabel *labels = ht_label_sets_get (self->catalog->label_sets, label_set, &n_labels);

  for (gsize i = 0; i < n_labels; i++)
    if (labels[i].text == 0 && labels[i].number > 0 &&
        strcmp (ht_strings_get (self->catalog->strings, labels[i].key), "bytes") == 0)
      return labels[i].number;
  return values[0] > 0 ? MAX (values[1] / values[0], 1) : 1;
}

static guint32
find_row (HtGrowthRows *self, guint32 node, gint64 object_bytes)
{
  HtIdTable *table = &self->row_of_node;
  guint64 word =
      ((guint64) node << 32) ^ (guint64) object_bytes * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  guint64 hash = ht_id_table_hash_word (table, word);
  Row added = { node, object_bytes };

  for (gsize at = ht_id_table_first (table, hash);; at = (at + 1) & table->mask)
    {
      guint32 id = (guint32) table->slots[at];
      const Row *row;

      if (id == 0)
        break;
      row = &g_array_index (self->rows, Row, id - 1);
      if (row->node == node && row->object_bytes == object_bytes)
        return id - 1;
    }
  g_array_append_val (self->rows, added);
  ht_id_table_insert_new (table, hash, self->rows->len);
  return self->rows->len - 1;
}

/* The place of a row of a profile. @values are its allocated objects and bytes. */
static guint32
find_place (HtGrowthRows *self, guint32 node, guint32 label_set, const gint64 *values)
{
  HtIdTable *table = &self->place_of_key;
  guint64 key = ((guint64) node << 32) | label_set;
  guint64 hash = ht_id_table_hash_word (table, key);

  for (gsize at = ht_id_table_first (table, hash);; at = (at + 1) & table->mask)
    {
      guint32 id = (guint32) table->slots[at];

      if (id == 0)
        break;
      if (g_array_index (self->places, Place, id - 1).key == key)
        return id - 1;
    }

  Place place = { key, find_row (self, node, get_object_bytes (self, label_set, values)) };

  g_array_append_val (self->places, place);
  ht_id_table_insert_new (table, hash, self->places->len);
  return self->places->len - 1;
}

/* What is new stands between what was there; what is gone is skipped. */
static guint
guess_next (const HtGrowthRows *self, guint guess, guint32 place)
{
  for (guint ahead = guess; ahead < MIN (guess + 4, self->last->len); ahead++)
    if (g_array_index (self->last, guint32, ahead) == place)
      return ahead + 1;
  return guess;
}

/**
 * ht_growth_rows_place:
 * @rows: the rows
 * @profile: a heap profile with ids of the catalog
 * @allocated_type: index of its type of allocated bytes; that of objects stands before it
 *
 * Finds the rows to which those of a profile count, and adds what is new. Profiles of one process
 * have much the same rows in the same order, so what comes next is guessed from the one before, and
 * looked for only where that is wrong.
 *
 * Returns: (transfer none) (array): for each row of @profile the index of one; valid until the next
 *   call
 */
const guint32 *
ht_growth_rows_place (HtGrowthRows *rows, const HtProfile *profile, guint allocated_type)
{
  const guint32 *nodes = (const guint32 *) (gpointer) profile->nodes->data;
  const guint32 *label_sets = (const guint32 *) (gpointer) profile->label_sets->data;
  const gint64 *values = (const gint64 *) (gpointer) profile->values->data;
  guint n_rows = profile->nodes->len;
  GArray *places = rows->next;
  guint guess = 0;

  g_array_set_size (places, n_rows);
  g_array_set_size (rows->answered, n_rows);
  for (guint i = 0; i < n_rows; i++)
    {
      guint64 key = ((guint64) nodes[i] << 32) | label_sets[i];
      guint32 guessed = guess < rows->last->len ? g_array_index (rows->last, guint32, guess) : 0;
      guint32 place = guessed;

      if (guess < rows->last->len && g_array_index (rows->places, Place, guessed).key == key)
        guess++;
      else
        {
          place = find_place (rows, nodes[i], label_sets[i],
                              values + (gsize) i * profile->types->len + allocated_type - 1);
          guess = guess_next (rows, guess, place);
        }
      g_array_index (places, guint32, i) = place;
      g_array_index (rows->answered, guint32, i) = g_array_index (rows->places, Place, place).row;
    }
  rows->next = rows->last;
  rows->last = places;
  return (const guint32 *) (gpointer) rows->answered->data;
}

/**
 * ht_growth_rows_get_n:
 * @rows: the rows
 *
 * Returns: how many there are; none ever goes
 */
guint
ht_growth_rows_get_n (const HtGrowthRows *rows)
{
  return rows->rows->len;
}

/**
 * ht_growth_rows_get_node:
 * @rows: the rows
 * @row: index of one
 *
 * Returns: its node of the call tree
 */
guint32
ht_growth_rows_get_node (const HtGrowthRows *rows, guint row)
{
  return g_array_index (rows->rows, Row, row).node;
}

/**
 * ht_growth_rows_get_object_bytes:
 * @rows: the rows
 * @row: index of one
 *
 * Returns: size of its objects, bytes
 */
gint64
ht_growth_rows_get_object_bytes (const HtGrowthRows *rows, guint row)
{
  return g_array_index (rows->rows, Row, row).object_bytes;
}
