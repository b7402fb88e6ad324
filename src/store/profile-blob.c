/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "profile-blob.h"

#include "blob-numbers.h"

typedef struct
{
  guint64 key;
  guint32 row;
} SortedRow;

static inline guint64
row_key (const HtProfile *profile, guint row)
{
  return (guint64) g_array_index (profile->nodes, guint32, row) << 32 |
         g_array_index (profile->label_sets, guint32, row);
}

static inline const gint64 *
row_values (const HtProfile *profile, guint row)
{
  return (const gint64 *) (gpointer) profile->values->data + (gsize) row * profile->types->len;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const SortedRow *left = a;
  const SortedRow *right = b;

  if (left->key != right->key)
    return left->key < right->key ? -1 : 1;
  return left->row < right->row ? -1 : left->row > right->row;
}

/**
 * ht_profile_sort_rows:
 * @profile: a profile
 *
 * Returns: (transfer full): its types and rows, ordered by node, then label set;
 *   equal ones stay in their order
 */
HtProfile *
ht_profile_sort_rows (const HtProfile *profile)
{
  guint n_rows = profile->nodes->len;
  HtProfile *sorted = ht_profile_new ();
  g_autofree SortedRow *rows = g_new (SortedRow, n_rows);

  for (guint i = 0; i < n_rows; i++)
    rows[i] = (SortedRow){ .key = row_key (profile, i), .row = i };
  if (n_rows > 0)
    qsort (rows, n_rows, sizeof *rows, compare_rows);

  g_array_append_vals (sorted->types, profile->types->data, profile->types->len);
  for (guint i = 0; i < n_rows; i++)
    ht_profile_add_row (sorted, (guint32) (rows[i].key >> 32), (guint32) rows[i].key,
                        row_values (profile, rows[i].row));
  return sorted;
}

/* Rows that are in ascending order, column by column. @rows picks some; NULL is all. */
static void
write_rows (const HtProfile *profile, const GArray *rows, GByteArray *out)
{
  guint n_rows = rows != NULL ? rows->len : profile->nodes->len;
  guint32 previous = 0;

#define ROW(i) (rows != NULL ? g_array_index (rows, guint32, i) : (i))
  ht_write_unsigned (out, n_rows);
  for (guint i = 0; i < n_rows; i++)
    {
      guint32 node = g_array_index (profile->nodes, guint32, ROW (i));

      ht_write_unsigned (out, node - previous);
      previous = node;
    }
  for (guint i = 0; i < n_rows; i++)
    ht_write_unsigned (out, g_array_index (profile->label_sets, guint32, ROW (i)));
  for (guint type = 0; type < profile->types->len; type++)
    for (guint i = 0; i < n_rows; i++)
      ht_write_signed (out, row_values (profile, ROW (i))[type]);
#undef ROW
}

/**
 * ht_profile_blob_encode:
 * @sorted: what ht_profile_sort_rows() gave
 * @out: where to append
 *
 * Writes all rows.
 */
void
ht_profile_blob_encode (const HtProfile *sorted, GByteArray *out)
{
  write_rows (sorted, NULL, out);
}

/* What makes one list of rows out of another. */
typedef struct
{
  GArray *removed;      /* guint32, rows of the base */
  GArray *changed_from; /* guint32, rows of the base */
  GArray *changed_to;   /* guint32, rows of the profile */
  GArray *added;        /* guint32, rows of the profile */
} Changes;

static void
changes_init (Changes *self)
{
  self->removed = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->changed_from = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->changed_to = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->added = g_array_new (FALSE, FALSE, sizeof (guint32));
}

static void
changes_clear (Changes *self)
{
  g_array_unref (self->removed);
  g_array_unref (self->changed_from);
  g_array_unref (self->changed_to);
  g_array_unref (self->added);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Changes, changes_clear)

static void
find_changes (const HtProfile *sorted, const HtProfile *base, Changes *changes)
{
  gsize value_bytes = sorted->types->len * sizeof (gint64);
  guint32 from = 0;
  guint32 to = 0;

  while (from < base->nodes->len || to < sorted->nodes->len)
    {
      guint64 old_key = from < base->nodes->len ? row_key (base, from) : G_MAXUINT64;
      guint64 new_key = to < sorted->nodes->len ? row_key (sorted, to) : G_MAXUINT64;

      if (to == sorted->nodes->len || (from < base->nodes->len && old_key < new_key))
        {
          g_array_append_val (changes->removed, from);
          from++;
        }
      else if (from == base->nodes->len || new_key < old_key)
        {
          g_array_append_val (changes->added, to);
          to++;
        }
      else
        {
          if (value_bytes > 0 &&
              memcmp (row_values (base, from), row_values (sorted, to), value_bytes) != 0)
            {
              g_array_append_val (changes->changed_from, from);
              g_array_append_val (changes->changed_to, to);
            }
          from++;
          to++;
        }
    }
}

static void
write_indices (const GArray *indices, GByteArray *out)
{
  guint32 next = 0;

  ht_write_unsigned (out, indices->len);
  for (guint i = 0; i < indices->len; i++)
    {
      guint32 index = g_array_index (indices, guint32, i);

      ht_write_unsigned (out, index - next);
      next = index + 1;
    }
}

/**
 * ht_profile_blob_encode_delta:
 * @sorted: what ht_profile_sort_rows() gave
 * @base: the same of another profile with as many types
 * @out: where to append
 *
 * Writes how @sorted differs from @base: rows removed, rows changed, rows added.
 *
 * Returns: %FALSE, with nothing written, where so much differs that a whole blob
 *   is the better choice
 */
gboolean
ht_profile_blob_encode_delta (const HtProfile *sorted, const HtProfile *base, GByteArray *out)
{
  g_auto (Changes) changes = { 0 };

  g_return_val_if_fail (sorted->types->len == base->types->len, FALSE);

  changes_init (&changes);
  find_changes (sorted, base, &changes);

  gsize n_changes = (gsize) changes.removed->len + changes.changed_to->len + changes.added->len;

  if (n_changes * 4 > (gsize) sorted->nodes->len * 3)
    return FALSE;

  write_indices (changes.removed, out);
  write_indices (changes.changed_from, out);
  for (guint type = 0; type < sorted->types->len; type++)
    for (guint i = 0; i < changes.changed_to->len; i++)
      {
        guint32 from = g_array_index (changes.changed_from, guint32, i);
        guint32 to = g_array_index (changes.changed_to, guint32, i);

        ht_write_signed (out, ht_difference (row_values (sorted, to)[type],
                                             row_values (base, from)[type]));
      }
  write_rows (sorted, changes.added, out);
  return TRUE;
}

static gboolean
fail (const HtNumberReader *reader, gconstpointer start, const char *what, GError **error)
{
  g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_CORRUPT,
               "%s at byte %" G_GSIZE_FORMAT " of a profile", what,
               (gsize) (reader->at - (const guint8 *) start));
  return FALSE;
}

/* @n_columns: how many numbers, of a byte at least, each of the items takes. */
static gboolean
read_count (HtNumberReader *reader, gsize n_columns, guint32 *count)
{
  guint64 number;

  if (!ht_read_unsigned (reader, &number) ||
      number > ht_number_reader_left (reader) / MAX (n_columns, 1))
    return FALSE;
  *count = (guint32) number;
  return TRUE;
}

static gboolean
read_rows (HtNumberReader *reader, guint32 n_nodes, guint32 n_label_sets, HtProfile *profile)
{
  guint n_types = profile->types->len;
  guint64 node = 0;
  guint32 n_rows;

  if (!read_count (reader, 2 + n_types, &n_rows))
    return FALSE;
  g_array_set_size (profile->nodes, n_rows);
  g_array_set_size (profile->label_sets, n_rows);
  g_array_set_size (profile->values, n_rows * n_types);

  for (guint i = 0; i < n_rows; i++)
    {
      guint64 step;

      if (!ht_read_unsigned (reader, &step) || step >= n_nodes || node + step >= n_nodes)
        return FALSE;
      node += step;
      g_array_index (profile->nodes, guint32, i) = (guint32) node;
    }
  for (guint i = 0; i < n_rows; i++)
    {
      guint64 set;

      if (!ht_read_unsigned (reader, &set) || set >= n_label_sets)
        return FALSE;
      g_array_index (profile->label_sets, guint32, i) = (guint32) set;
    }
  for (guint type = 0; type < n_types; type++)
    for (guint i = 0; i < n_rows; i++)
      if (!ht_read_signed (reader, &g_array_index (profile->values, gint64, i * n_types + type)))
        return FALSE;
  return TRUE;
}

/* Indices of rows of the base, ascending. */
static gboolean
read_indices (HtNumberReader *reader, gsize n_columns, guint32 n_rows, GArray *indices)
{
  guint64 next = 0;
  guint32 n_indices;

  if (!read_count (reader, n_columns, &n_indices))
    return FALSE;
  g_array_set_size (indices, n_indices);
  for (guint i = 0; i < n_indices; i++)
    {
      guint64 gap;

      if (!ht_read_unsigned (reader, &gap) || gap >= n_rows || next + gap >= n_rows)
        return FALSE;
      next += gap;
      g_array_index (indices, guint32, i) = (guint32) next++;
    }
  return TRUE;
}

/* @values: the base's; become those of the profile in the changed rows. */
static gboolean
apply_changed (HtNumberReader *reader, const GArray *changed, guint n_types, gint64 *values)
{
  for (guint type = 0; type < n_types; type++)
    for (guint i = 0; i < changed->len; i++)
      {
        gint64 *value = &values[(gsize) g_array_index (changed, guint32, i) * n_types + type];
        gint64 step;

        if (!ht_read_signed (reader, &step))
          return FALSE;
        *value = ht_wrapping_sum (*value, step);
      }
  return TRUE;
}

static void
append_rows (HtProfile *profile, const HtProfile *from, const gint64 *values, guint first, guint n)
{
  guint n_types = profile->types->len;

  if (n == 0)
    return;
  g_array_append_vals (profile->nodes, &g_array_index (from->nodes, guint32, first), n);
  g_array_append_vals (profile->label_sets, &g_array_index (from->label_sets, guint32, first), n);
  g_array_append_vals (profile->values, values + (gsize) first * n_types, n * n_types);
}

/* Both lists of rows are in order, and so becomes the result. What lies between two changes is
 * copied in one go. */
static void
merge_rows (const HtProfile *base,
            const gint64 *base_values,
            const GArray *removed,
            const HtProfile *added,
            HtProfile *profile)
{
  guint n_base_rows = base->nodes->len;
  guint next_removed = 0;
  guint next_added = 0;
  guint from = 0;

  while (from < n_base_rows || next_added < added->nodes->len)
    {
      gboolean removes = next_removed < removed->len;
      guint end = removes ? g_array_index (removed, guint32, next_removed) : n_base_rows;
      guint at = from;

      if (next_added < added->nodes->len)
        while (at < end && row_key (base, at) <= row_key (added, next_added))
          at++;
      else
        at = end;
      append_rows (profile, base, base_values, from, at - from);
      from = at;
      if (at == end && removes)
        {
          next_removed++;
          from++;
        }
      else if (next_added < added->nodes->len)
        append_rows (profile, added, (const gint64 *) (gpointer) added->values->data, next_added++,
                     1);
    }
}

static gboolean
read_delta (HtNumberReader *reader,
            const HtProfile *base,
            guint32 n_nodes,
            guint32 n_label_sets,
            HtProfile *profile)
{
  guint n_types = profile->types->len;
  guint32 n_base_rows = base->nodes->len;
  g_autoptr (GArray) removed = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) changed = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (HtProfile) added = ht_profile_new ();
  g_autofree gint64 *values = g_memdup2 (base->values->data, base->values->len * sizeof (gint64));

  g_array_append_vals (added->types, profile->types->data, n_types);
  if (!read_indices (reader, 1, n_base_rows, removed) ||
      !read_indices (reader, 1 + n_types, n_base_rows, changed) ||
      !apply_changed (reader, changed, n_types, values) ||
      !read_rows (reader, n_nodes, n_label_sets, added))
    return FALSE;
  merge_rows (base, values, removed, added, profile);
  return TRUE;
}

/**
 * ht_profile_blob_decode:
 * @bytes: (array length=length): an unpacked blob
 * @length: its length
 * @base: (nullable): the rows that a delta blob builds on; %NULL if the blob is whole
 * @n_nodes: number of nodes of the call tree
 * @n_label_sets: number of label sets
 * @profile: knows its types, has no rows; gets the rows
 * @error: return location for %HT_STORE_ERROR_CORRUPT
 *
 * Reads the rows of a profile. Nothing in the blob is believed.
 *
 * Returns: whether the blob is whole
 */
gboolean
ht_profile_blob_decode (gconstpointer bytes,
                        gsize length,
                        const HtProfile *base,
                        guint32 n_nodes,
                        guint32 n_label_sets,
                        HtProfile *profile,
                        GError **error)
{
  HtNumberReader reader;

  ht_number_reader_init (&reader, bytes, length);
  if (base != NULL && base->types->len != profile->types->len)
    return fail (&reader, bytes, "other sample types than in the base", error);
  if (base != NULL ? !read_delta (&reader, base, n_nodes, n_label_sets, profile)
                   : !read_rows (&reader, n_nodes, n_label_sets, profile))
    return fail (&reader, bytes, "nonsense", error);
  if (ht_number_reader_left (&reader) != 0)
    return fail (&reader, bytes, "more than the rows", error);
  return TRUE;
}
