/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-table.h"

#include "id-table.h"

/* runtime.MemProfileRate, unless a program sets it. */
#define DEFAULT_PERIOD (512 * 1024)

/* So many rows are told apart in a track. */
#define MAX_PARTS 64

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

/* What one heap profile said of each row that there was then. */
typedef struct
{
  guint number;
  gint64 heap_ns;
  gint64 total_allocated;
  gint64 total_inuse;
  guint n_rows;

  /* When it was shown, s since the begin of the table, as in #HtGrowthTimes. */
  double n_shown;
  double shown_s;
  double shown_squares;

  /* Owned; by row */
  gint64 *inuse;
  gint64 *allocated;
} Epoch;

struct _HtGrowthTable
{
  /* Borrowed */
  const HtCatalog *catalog;

  /* Owned */
  GArray *rows;   /* Row */
  GArray *places; /* Place */
  GArray *epochs; /* Epoch */
  GArray *last;   /* guint32: places in the order of the newest profile */
  HtIdTable place_of_key;
  HtIdTable row_of_node;

  HtGrowthSequel sequel;
  gboolean has_sequel;

  gint64 period;
  gint64 begin_ns;
  /* Of so many epochs one is kept, of all that came. */
  guint keep_one_of;
  guint n_came;
  guint n_ended;
};

static void
clear_epoch (gpointer data)
{
  Epoch *epoch = data;

  g_free (epoch->inuse);
  g_free (epoch->allocated);
}

/**
 * ht_growth_table_new:
 * @catalog: whose nodes and label sets the profiles name; must outlive the table
 *
 * Returns: (transfer full): an empty table; one thread at a time
 */
HtGrowthTable *
ht_growth_table_new (const HtCatalog *catalog)
{
  HtGrowthTable *self = g_new0 (HtGrowthTable, 1);

  self->catalog = catalog;
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  self->epochs = g_array_new (FALSE, FALSE, sizeof (Epoch));
  self->last = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_set_clear_func (self->epochs, clear_epoch);
  ht_id_table_init (&self->place_of_key);
  ht_id_table_init (&self->row_of_node);
  self->keep_one_of = 1;
  return self;
}

/**
 * ht_growth_table_free:
 * @table: (transfer full) (nullable): the table
 */
void
ht_growth_table_free (HtGrowthTable *table)
{
  if (table == NULL)
    return;
  g_array_unref (table->rows);
  g_array_unref (table->places);
  g_array_unref (table->epochs);
  g_array_unref (table->last);
  ht_id_table_clear (&table->place_of_key);
  ht_id_table_clear (&table->row_of_node);
  g_free (table);
}

static gint64
get_object_bytes (const HtGrowthTable *self, guint32 label_set, const gint64 *values)
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
find_row (HtGrowthTable *self, guint32 node, gint64 object_bytes)
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
find_place (HtGrowthTable *self, guint32 node, guint32 label_set, const gint64 *values)
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

/* Profiles of one process have much the same rows in the same order, so the next place is guessed
 * from the profile before, and looked for only where that is wrong. */
static void
place_rows (HtGrowthTable *self, const HtProfile *profile, guint allocated_type, GArray *places)
{
  const guint32 *nodes = (const guint32 *) profile->nodes->data;
  const guint32 *label_sets = (const guint32 *) profile->label_sets->data;
  const gint64 *values = (const gint64 *) profile->values->data;
  guint guess = 0;

  g_array_set_size (places, profile->nodes->len);
  for (guint i = 0; i < profile->nodes->len; i++)
    {
      guint64 key = ((guint64) nodes[i] << 32) | label_sets[i];
      guint32 *place = &g_array_index (places, guint32, i);

      if (guess < self->last->len)
        {
          guint32 guessed = g_array_index (self->last, guint32, guess);

          if (g_array_index (self->places, Place, guessed).key == key)
            {
              *place = guessed;
              guess++;
              continue;
            }
        }
      *place = find_place (self, nodes[i], label_sets[i],
                           values + (gsize) i * profile->types->len + allocated_type - 1);
      /* What is new stands between what was there; what is gone is skipped. */
      for (guint ahead = guess; ahead < MIN (guess + 4, self->last->len); ahead++)
        if (g_array_index (self->last, guint32, ahead) == *place)
          guess = ahead + 1;
    }
}

/* Sums of values that a file makes up may run over. */
static gint64
add_wrapping (gint64 a, gint64 b)
{
  return (gint64) ((guint64) a + (guint64) b);
}

static Epoch
read_epoch (HtGrowthTable *self, const HtProfile *profile, guint inuse_type, guint allocated_type)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint32));
  const gint64 *values = (const gint64 *) profile->values->data;
  guint n_types = profile->types->len;
  Epoch epoch = { 0 };

  place_rows (self, profile, allocated_type, places);
  epoch.n_rows = self->rows->len;
  epoch.inuse = g_new0 (gint64, epoch.n_rows);
  epoch.allocated = g_new0 (gint64, epoch.n_rows);
  for (guint i = 0; i < places->len; i++)
    {
      guint32 place = g_array_index (places, guint32, i);
      guint32 row = g_array_index (self->places, Place, place).row;
      gint64 inuse = values[(gsize) i * n_types + inuse_type];
      gint64 allocated = values[(gsize) i * n_types + allocated_type];

      epoch.inuse[row] = add_wrapping (epoch.inuse[row], inuse);
      epoch.allocated[row] = add_wrapping (epoch.allocated[row], allocated);
      epoch.total_inuse = add_wrapping (epoch.total_inuse, inuse);
      epoch.total_allocated = add_wrapping (epoch.total_allocated, allocated);
    }
  g_array_unref (self->last);
  self->last = g_steal_pointer (&places);
  return epoch;
}

/* Go lists stacks whose objects are to show up with the next collection, with zeros. */
static gboolean
shows_same_heap (const Epoch *before, const Epoch *after)
{
  return before->total_inuse == after->total_inuse &&
         before->total_allocated == after->total_allocated &&
         memcmp (before->inuse, after->inuse, before->n_rows * sizeof (gint64)) == 0;
}

static gboolean
is_to_stay (const HtGrowthTable *self, guint index)
{
  const Epoch *epochs = (const Epoch *) (gpointer) self->epochs->data;

  return epochs != NULL && epochs[index].number % self->keep_one_of == 0;
}

/* Every second epoch goes, and from now on of what comes. */
static void
thin_out (HtGrowthTable *self)
{
  self->keep_one_of *= 2;
  for (guint i = self->epochs->len - 1; i-- > 0;)
    if (!is_to_stay (self, i))
      g_array_remove_index (self->epochs, i);
}

/* The newest epoch is always there, until the next one comes. */
static void
append_epoch (HtGrowthTable *self, const Epoch *epoch)
{
  if (self->epochs->len > 0 && !is_to_stay (self, self->epochs->len - 1))
    g_array_set_size (self->epochs, self->epochs->len - 1);
  g_array_append_vals (self->epochs, epoch, 1);
  g_array_index (self->epochs, Epoch, self->epochs->len - 1).number = self->n_came++;
  if (self->epochs->len > HT_GROWTH_MAX_EPOCHS)
    thin_out (self);
}

static void
add_shown (HtGrowthTable *self, Epoch *epoch, gint64 taken_ns)
{
  double time_s = (double) (taken_ns - self->begin_ns) / 1e9;

  epoch->n_shown++;
  epoch->shown_s += time_s;
  epoch->shown_squares += time_s * time_s;
}

static void
begin_anew (HtGrowthTable *self)
{
  g_array_set_size (self->epochs, 0);
  self->keep_one_of = 1;
  self->n_came = 0;
  self->n_ended++;
}

/**
 * ht_growth_table_add:
 * @table: the table
 * @profile: a heap profile with ids of the table's catalog
 * @heap_ns: when the heap was as the profile shows it, ns since 1970; not before the last one
 * @taken_ns: when the profile was taken, ns since 1970
 *
 * Adds a heap profile.
 *
 * Returns: what became of it
 */
HtGrowthAdded
ht_growth_table_add (HtGrowthTable *table,
                     const HtProfile *profile,
                     gint64 heap_ns,
                     gint64 taken_ns)
{
  int inuse_type = ht_profile_find_type (profile, table->catalog->strings, "inuse_space");
  int allocated_type = ht_profile_find_type (profile, table->catalog->strings, "alloc_space");
  HtGrowthAdded added = HT_GROWTH_NEXT_HEAP;
  Epoch *before = NULL;
  Epoch epoch;

  /* Allocated objects stand before allocated bytes in what Go writes. */
  if (inuse_type < 0 || allocated_type < 1)
    return HT_GROWTH_NO_HEAP_PROFILE;
  epoch = read_epoch (table, profile, (guint) inuse_type, (guint) allocated_type);
  epoch.heap_ns = heap_ns;
  table->has_sequel = FALSE;
  table->period = profile->period > 0 ? profile->period : DEFAULT_PERIOD;
  if (table->epochs->len > 0)
    before = &g_array_index (table->epochs, Epoch, table->epochs->len - 1);
  else
    table->begin_ns = heap_ns;
  if (before != NULL && shows_same_heap (before, &epoch))
    {
      clear_epoch (&epoch);
      add_shown (table, before, taken_ns);
      return HT_GROWTH_SAME_HEAP;
    }
  if (before != NULL && epoch.total_allocated < before->total_allocated)
    {
      begin_anew (table);
      table->begin_ns = heap_ns;
      added = HT_GROWTH_NEXT_PROCESS;
    }
  add_shown (table, &epoch, taken_ns);
  append_epoch (table, &epoch);
  return added;
}

/**
 * ht_growth_table_set_sequel:
 * @table: the table
 * @sequel: what followed its newest heap; copied, and forgotten when a profile is added
 */
void
ht_growth_table_set_sequel (HtGrowthTable *table, const HtGrowthSequel *sequel)
{
  table->sequel = *sequel;
  table->has_sequel = TRUE;
}

/**
 * ht_growth_table_get_sequel:
 * @table: the table
 *
 * Returns: (nullable): what followed its newest heap; %NULL if nobody told
 */
const HtGrowthSequel *
ht_growth_table_get_sequel (const HtGrowthTable *table)
{
  return table->has_sequel ? &table->sequel : NULL;
}

/**
 * ht_growth_table_get_n_epochs:
 * @table: the table
 *
 * Returns: how many states of the heap it has
 */
guint
ht_growth_table_get_n_epochs (const HtGrowthTable *table)
{
  return table->epochs->len;
}

/**
 * ht_growth_table_get_n_lives:
 * @table: the table
 *
 * Returns: how many lives of the process its profiles show; what it has is of the last one
 */
guint
ht_growth_table_get_n_lives (const HtGrowthTable *table)
{
  return table->n_ended + (table->epochs->len > 0);
}

/**
 * ht_growth_table_get_time:
 * @table: the table
 * @epoch: index of an epoch
 *
 * Returns: when the heap was like that, ns since 1970
 */
gint64
ht_growth_table_get_time (const HtGrowthTable *table, guint epoch)
{
  return g_array_index (table->epochs, Epoch, epoch).heap_ns;
}

/**
 * ht_growth_table_get_n_rows:
 * @table: the table
 *
 * Returns: how many pairs of stack and object size there are
 */
guint
ht_growth_table_get_n_rows (const HtGrowthTable *table)
{
  return table->rows->len;
}

/**
 * ht_growth_table_get_node:
 * @table: the table
 * @row: index of a row
 *
 * Returns: its node of the call tree
 */
guint32
ht_growth_table_get_node (const HtGrowthTable *table, guint row)
{
  return g_array_index (table->rows, Row, row).node;
}

/**
 * ht_growth_table_get_object_bytes:
 * @table: the table
 * @row: index of a row
 *
 * Returns: size of its objects, bytes
 */
gint64
ht_growth_table_get_object_bytes (const HtGrowthTable *table, guint row)
{
  return g_array_index (table->rows, Row, row).object_bytes;
}

/**
 * ht_growth_table_get_inuse:
 * @table: the table
 * @row: index of a row
 * @epoch: index of an epoch
 *
 * Returns: bytes held there then
 */
gint64
ht_growth_table_get_inuse (const HtGrowthTable *table, guint row, guint epoch)
{
  const Epoch *at = &g_array_index (table->epochs, Epoch, epoch);

  return row < at->n_rows ? at->inuse[row] : 0;
}

/**
 * ht_growth_table_get_allocated:
 * @table: the table
 * @row: index of a row
 * @epoch: index of an epoch
 *
 * Returns: bytes allocated there from the begin of the process until then
 */
gint64
ht_growth_table_get_allocated (const HtGrowthTable *table, guint row, guint epoch)
{
  const Epoch *at = &g_array_index (table->epochs, Epoch, epoch);

  return row < at->n_rows ? at->allocated[row] : 0;
}

static void
copy_times (const HtGrowthTable *self, HtGrowthTimes *times)
{
  ht_growth_times_init (times, self->epochs->len);
  for (guint i = 0; i < self->epochs->len; i++)
    {
      const Epoch *epoch = &g_array_index (self->epochs, Epoch, i);

      times->heap_s[i] = (double) (epoch->heap_ns - self->begin_ns) / 1e9;
      times->n_shown[i] = epoch->n_shown;
      times->shown_s[i] = epoch->shown_s;
      times->shown_squares[i] = epoch->shown_squares;
    }
}

/* Which rows are told apart in a track: each one, or if there are many only the sizes of objects,
 * of which there are few. @parts gets a part for each row. Returns how many parts there are. */
static guint
divide (const HtGrowthTable *self, const guint *rows, guint n_rows, guint *parts, GArray *sizes)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < n_rows; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, rows[i]);
      gpointer part;

      if (n_rows > MAX_PARTS &&
          g_hash_table_lookup_extended (known, &row->object_bytes, NULL, &part))
        {
          parts[i] = GPOINTER_TO_UINT (part);
          continue;
        }
      parts[i] = sizes->len;
      g_hash_table_insert (known, (gpointer) &row->object_bytes, GUINT_TO_POINTER (sizes->len));
      g_array_append_val (sizes, row->object_bytes);
    }
  return sizes->len;
}

/**
 * ht_growth_table_make_track:
 * @table: the table
 * @rows: (array length=n_rows): indices of rows
 * @n_rows: how many
 *
 * Returns: (transfer full): what these rows held together; its times are s since the first epoch
 */
HtGrowthTrack *
ht_growth_table_make_track (const HtGrowthTable *table, const guint *rows, guint n_rows)
{
  guint n_epochs = table->epochs->len;
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree guint *parts = g_new (guint, n_rows);
  guint n_parts = divide (table, rows, n_rows, parts, sizes);
  g_autofree gint64 *inuse = g_new0 (gint64, (gsize) n_parts * n_epochs);
  g_autofree gint64 *allocated = g_new0 (gint64, (gsize) n_parts * n_epochs);
  g_auto (HtGrowthTimes) times;
  HtGrowthTrack *track;

  for (guint epoch = 0; epoch < n_epochs; epoch++)
    for (guint i = 0; i < n_rows; i++)
      {
        gsize at = (gsize) parts[i] * n_epochs + epoch;

        inuse[at] = add_wrapping (inuse[at], ht_growth_table_get_inuse (table, rows[i], epoch));
        allocated[at] =
            add_wrapping (allocated[at], ht_growth_table_get_allocated (table, rows[i], epoch));
      }
  copy_times (table, &times);
  track = ht_growth_track_new (&times, table->period);
  for (guint part = 0; part < n_parts; part++)
    ht_growth_track_add (track, g_array_index (sizes, gint64, part),
                         inuse + (gsize) part * n_epochs, allocated + (gsize) part * n_epochs);
  return track;
}
