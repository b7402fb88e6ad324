/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-table.h"

#include <string.h>

#include "growth-history.h"
#include "growth-merge.h"
#include "growth-rows.h"
#include "wrapping-arithmetic.h"

/* runtime.MemProfileRate, unless a program sets it. */
#define DEFAULT_PERIOD (512 * 1024)

/* So many rows are told apart in a track. */
#define MAX_PARTS 64

/* So many histories ahead the processor fetches what will be written. */
#define LOOK_AHEAD 8

/* All objects of one size. */
typedef struct
{
  gint64 object_bytes;
  gint64 inuse;     /* in the last settled epoch */
  gint64 allocated; /* likewise */
  HtGrowthHistory history;
} Size;

/* A state of the heap. */
typedef struct
{
  guint number;
  gint64 heap_ns;
  gint64 total_allocated;
  gint64 total_inuse;

  /* When it was shown, s since the begin of the table, as in #HtGrowthTimes. */
  double n_shown;
  double shown_s;
  double shown_squares;
} Epoch;

/* What a profile says of each row. */
typedef struct
{
  /* Owned; by row */
  GArray *inuse;     /* gint64 */
  GArray *allocated; /* gint64 */
} Figures;

struct _HtGrowthTable
{
  /* Borrowed */
  const HtCatalog *catalog;

  /* Owned */
  HtGrowthRows *rows;
  HtGrowthStrands *strands;
  GArray *strand_of_row;
  GArray *size_of_row;
  GArray *histories; /* HtGrowthHistory, by row: in the settled epochs */
  GArray *changed;   /* guint: rows that change with the epoch at hand */
  GArray *sizes;     /* Size, in the order of rows */
  GHashTable *index_of_size;
  GArray *epochs;  /* Epoch; all but the newest one are settled: they stay as they are */
  Figures settled; /* of the last settled epoch */
  Figures newest;  /* of the newest epoch, which may go when another one comes */
  Figures next;    /* of the profile at hand */

  HtGrowthSequel sequel;
  gboolean has_sequel;

  gint64 period;
  gint64 begin_ns;
  gint64 peak; /* the most that was held in a settled epoch, also in one that has gone since */
  /* Of so many epochs one is kept, of all that came. */
  guint keep_one_of;
  guint n_came;
  guint n_ended;
};

static void
clear_history (gpointer data)
{
  ht_growth_history_clear (data);
}

static void
clear_size (gpointer data)
{
  ht_growth_history_clear (&((Size *) data)->history);
}

static void
init_figures (Figures *figures)
{
  figures->inuse = g_array_new (FALSE, TRUE, sizeof (gint64));
  figures->allocated = g_array_new (FALSE, TRUE, sizeof (gint64));
}

static void
clear_figures (Figures *figures)
{
  g_array_unref (figures->inuse);
  g_array_unref (figures->allocated);
}

/* Of new rows nothing is said. */
static void
widen_figures (Figures *figures, guint n_rows)
{
  g_array_set_size (figures->inuse, n_rows);
  g_array_set_size (figures->allocated, n_rows);
}

static void
zero_figures (Figures *figures, guint n_rows)
{
  g_array_set_size (figures->inuse, 0);
  g_array_set_size (figures->allocated, 0);
  widen_figures (figures, n_rows);
}

static HtGrowthHistory *
get_history (const HtGrowthTable *self, guint row)
{
  return &g_array_index (self->histories, HtGrowthHistory, row);
}

static Size *
get_size (const HtGrowthTable *self, guint index)
{
  return &g_array_index (self->sizes, Size, index);
}

/**
 * ht_growth_table_new:
 * @catalog: whose nodes and label sets the profiles name; must outlive the table, and may grow
 *
 * Returns: (transfer full): an empty table; one thread at a time
 */
HtGrowthTable *
ht_growth_table_new (const HtCatalog *catalog)
{
  HtGrowthTable *self = g_new0 (HtGrowthTable, 1);

  self->catalog = catalog;
  self->rows = ht_growth_rows_new (catalog);
  self->strands = ht_growth_strands_new (catalog);
  self->strand_of_row = g_array_new (FALSE, FALSE, sizeof (guint));
  self->size_of_row = g_array_new (FALSE, FALSE, sizeof (guint));
  self->histories = g_array_new (FALSE, TRUE, sizeof (HtGrowthHistory));
  g_array_set_clear_func (self->histories, clear_history);
  self->changed = g_array_new (FALSE, FALSE, sizeof (guint));
  self->sizes = g_array_new (FALSE, FALSE, sizeof (Size));
  g_array_set_clear_func (self->sizes, clear_size);
  self->index_of_size = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->epochs = g_array_new (FALSE, FALSE, sizeof (Epoch));
  init_figures (&self->settled);
  init_figures (&self->newest);
  init_figures (&self->next);
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
  ht_growth_rows_free (table->rows);
  ht_growth_strands_free (table->strands);
  g_array_unref (table->strand_of_row);
  g_array_unref (table->size_of_row);
  g_array_unref (table->histories);
  g_array_unref (table->changed);
  g_array_unref (table->sizes);
  g_hash_table_unref (table->index_of_size);
  g_array_unref (table->epochs);
  clear_figures (&table->settled);
  clear_figures (&table->newest);
  clear_figures (&table->next);
  g_free (table);
}

static guint
find_size (HtGrowthTable *self, gint64 object_bytes)
{
  Size added = { .object_bytes = object_bytes };
  gpointer found;

  if (g_hash_table_lookup_extended (self->index_of_size, &object_bytes, NULL, &found))
    return GPOINTER_TO_UINT (found);
  g_array_append_val (self->sizes, added);
  g_hash_table_insert (self->index_of_size, g_memdup2 (&object_bytes, sizeof object_bytes),
                       GUINT_TO_POINTER (self->sizes->len - 1));
  return self->sizes->len - 1;
}

static void
add_new_rows (HtGrowthTable *self)
{
  guint n_rows = ht_growth_rows_get_n (self->rows);

  for (guint row = self->histories->len; row < n_rows; row++)
    {
      guint strand =
          ht_growth_strands_add_row (self->strands, row, ht_growth_rows_get_node (self->rows, row));
      guint size = find_size (self, ht_growth_rows_get_object_bytes (self->rows, row));

      g_array_append_val (self->strand_of_row, strand);
      g_array_append_val (self->size_of_row, size);
    }
  g_array_set_size (self->histories, n_rows);
  widen_figures (&self->settled, n_rows);
  widen_figures (&self->newest, n_rows);
}

/* Reads what a profile says of each row into @self->next. */
static Epoch
read_epoch (HtGrowthTable *self, const HtProfile *profile, guint inuse_type, guint allocated_type)
{
  const guint32 *rows = ht_growth_rows_place (self->rows, profile, allocated_type);
  const gint64 *values = (const gint64 *) (gpointer) profile->values->data;
  guint n_types = profile->types->len;
  Epoch epoch = { 0 };
  gint64 *all_inuse, *all_allocated;

  add_new_rows (self);
  zero_figures (&self->next, self->histories->len);
  all_inuse = (gint64 *) (gpointer) self->next.inuse->data;
  all_allocated = (gint64 *) (gpointer) self->next.allocated->data;
  for (guint i = 0; i < profile->nodes->len; i++)
    {
      gint64 inuse = values[(gsize) i * n_types + inuse_type];
      gint64 allocated = values[(gsize) i * n_types + allocated_type];

      all_inuse[rows[i]] = ht_wrapping_sum (all_inuse[rows[i]], inuse);
      all_allocated[rows[i]] = ht_wrapping_sum (all_allocated[rows[i]], allocated);
      epoch.total_inuse = ht_wrapping_sum (epoch.total_inuse, inuse);
      epoch.total_allocated = ht_wrapping_sum (epoch.total_allocated, allocated);
    }
  return epoch;
}

/* Go lists stacks whose objects are to show up with the next collection, with zeros. */
static gboolean
shows_same_heap (const HtGrowthTable *self, const Epoch *before, const Epoch *after)
{
  return before->total_inuse == after->total_inuse &&
         before->total_allocated == after->total_allocated &&
         (self->histories->len == 0 || memcmp (self->newest.inuse->data, self->next.inuse->data,
                                               self->histories->len * sizeof (gint64)) == 0);
}

static gboolean
is_to_stay (const HtGrowthTable *self, guint index)
{
  return g_array_index (self->epochs, Epoch, index).number % self->keep_one_of == 0;
}

/* Every second epoch goes, and from now on of what comes; the newest one stays for now. */
static void
thin_out (HtGrowthTable *self)
{
  guint n_epochs = self->epochs->len;
  g_autofree guint *new_indices = g_new (guint, n_epochs);
  guint n_kept = 0;

  self->keep_one_of *= 2;
  for (guint i = 0; i < n_epochs; i++)
    {
      new_indices[i] = n_kept;
      if (i == n_epochs - 1 || is_to_stay (self, i))
        g_array_index (self->epochs, Epoch, n_kept++) = g_array_index (self->epochs, Epoch, i);
    }
  g_array_set_size (self->epochs, n_kept);
  for (guint row = 0; row < self->histories->len; row++)
    ht_growth_history_renumber (get_history (self, row), new_indices);
  for (guint i = 0; i < self->sizes->len; i++)
    ht_growth_history_renumber (&get_size (self, i)->history, new_indices);
}

/* What strands hold in the newest epoch. */
static gint64 *
sum_strands (const HtGrowthTable *self)
{
  const gint64 *inuse = (const gint64 *) (gpointer) self->newest.inuse->data;
  gint64 *sums = g_new0 (gint64, ht_growth_strands_get_n (self->strands));

  for (guint row = 0; row < self->histories->len; row++)
    {
      gint64 *sum = &sums[g_array_index (self->strand_of_row, guint, row)];

      *sum = ht_wrapping_sum (*sum, inuse[row]);
    }
  return sums;
}

/* What there is of each size in the newest epoch. */
static void
sum_sizes (const HtGrowthTable *self, gint64 *all_inuse, gint64 *all_allocated)
{
  const gint64 *inuse = (const gint64 *) (gpointer) self->newest.inuse->data;
  const gint64 *allocated = (const gint64 *) (gpointer) self->newest.allocated->data;

  for (guint row = 0; row < self->histories->len; row++)
    {
      guint size = g_array_index (self->size_of_row, guint, row);

      all_inuse[size] = ht_wrapping_sum (all_inuse[size], inuse[row]);
      all_allocated[size] = ht_wrapping_sum (all_allocated[size], allocated[row]);
    }
}

static void
settle_sizes (HtGrowthTable *self, guint epoch)
{
  g_autofree gint64 *inuse = g_new0 (gint64, self->sizes->len);
  g_autofree gint64 *allocated = g_new0 (gint64, self->sizes->len);

  sum_sizes (self, inuse, allocated);
  for (guint i = 0; i < self->sizes->len; i++)
    {
      Size *size = get_size (self, i);

      if (size->inuse == inuse[i] && size->allocated == allocated[i])
        continue;
      size->inuse = inuse[i];
      size->allocated = allocated[i];
      ht_growth_history_set (&size->history, epoch, inuse[i], allocated[i]);
    }
}

/* The newest epoch stays. Of the rows only those are touched that have other figures than in the
 * epoch before. */
static void
settle (HtGrowthTable *self)
{
  const gint64 *old_inuse = (const gint64 *) (gpointer) self->settled.inuse->data;
  const gint64 *old_allocated = (const gint64 *) (gpointer) self->settled.allocated->data;
  const gint64 *inuse = (const gint64 *) (gpointer) self->newest.inuse->data;
  const gint64 *allocated = (const gint64 *) (gpointer) self->newest.allocated->data;
  g_autofree gint64 *held = sum_strands (self);
  guint epoch = self->epochs->len - 1;
  Figures before = self->settled;

  g_array_set_size (self->changed, 0);
  for (guint row = 0; row < self->histories->len; row++)
    if (inuse[row] != old_inuse[row] || allocated[row] != old_allocated[row])
      g_array_append_val (self->changed, row);
  for (guint i = 0; i < self->changed->len; i++)
    {
      guint row = g_array_index (self->changed, guint, i);

      /* Each one is elsewhere in memory, which takes longer than all the rest. */
      if (i + LOOK_AHEAD < self->changed->len)
        ht_growth_history_prefetch (
            get_history (self, g_array_index (self->changed, guint, i + LOOK_AHEAD)));
      ht_growth_history_set (get_history (self, row), epoch, inuse[row], allocated[row]);
    }
  for (guint i = 0; i < ht_growth_strands_get_n (self->strands); i++)
    {
      HtGrowthStrand *strand = ht_growth_strands_get (self->strands, i);

      strand->peak = MAX (strand->peak, held[i]);
    }
  self->peak = MAX (self->peak, g_array_index (self->epochs, Epoch, epoch).total_inuse);
  settle_sizes (self, epoch);
  self->settled = self->newest;
  self->newest = before;
}

/* The newest epoch is always there, until the next one comes. */
static void
append_epoch (HtGrowthTable *self, Epoch *epoch)
{
  Figures before;

  epoch->number = self->n_came++;
  if (self->epochs->len > 0 && is_to_stay (self, self->epochs->len - 1))
    settle (self);
  else if (self->epochs->len > 0)
    g_array_set_size (self->epochs, self->epochs->len - 1);
  g_array_append_vals (self->epochs, epoch, 1);
  before = self->newest;
  self->newest = self->next;
  self->next = before;
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
  for (guint row = 0; row < self->histories->len; row++)
    ht_growth_history_clear (get_history (self, row));
  for (guint i = 0; i < self->sizes->len; i++)
    {
      Size *size = get_size (self, i);

      ht_growth_history_clear (&size->history);
      size->inuse = 0;
      size->allocated = 0;
    }
  for (guint i = 0; i < ht_growth_strands_get_n (self->strands); i++)
    ht_growth_strands_get (self->strands, i)->peak = 0;
  zero_figures (&self->settled, self->histories->len);
  zero_figures (&self->newest, self->histories->len);
  self->keep_one_of = 1;
  self->n_came = 0;
  self->peak = 0;
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
  gboolean has_before = table->epochs->len > 0;
  Epoch none = { 0 };
  Epoch *before = &none;
  Epoch epoch;

  /* Allocated objects stand before allocated bytes in what Go writes. */
  if (inuse_type < 0 || allocated_type < 1)
    return HT_GROWTH_NO_HEAP_PROFILE;
  epoch = read_epoch (table, profile, (guint) inuse_type, (guint) allocated_type);
  epoch.heap_ns = heap_ns;
  table->has_sequel = FALSE;
  table->period = profile->period > 0 ? profile->period : DEFAULT_PERIOD;
  if (has_before)
    before = &g_array_index (table->epochs, Epoch, table->epochs->len - 1);
  else
    table->begin_ns = heap_ns;
  if (has_before && shows_same_heap (table, before, &epoch))
    {
      add_shown (table, before, taken_ns);
      return HT_GROWTH_SAME_HEAP;
    }
  if (has_before && epoch.total_allocated < before->total_allocated)
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
 * @sequel: (nullable): what followed its newest heap; copied, and forgotten when a profile is
 *   added
 */
void
ht_growth_table_set_sequel (HtGrowthTable *table, const HtGrowthSequel *sequel)
{
  table->has_sequel = sequel != NULL;
  if (sequel != NULL)
    table->sequel = *sequel;
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
 * ht_growth_table_get_number:
 * @table: the table
 * @epoch: index of an epoch
 *
 * Returns: how many epochs came before it in this life of the process, also of those that have gone
 */
guint
ht_growth_table_get_number (const HtGrowthTable *table, guint epoch)
{
  return g_array_index (table->epochs, Epoch, epoch).number;
}

/**
 * ht_growth_table_set_time:
 * @table: the table
 * @epoch: index of an epoch, not the first one
 * @heap_ns: when the heap was like that, ns since 1970
 *
 * Tells a time anew, of which more became known since.
 */
void
ht_growth_table_set_time (HtGrowthTable *table, guint epoch, gint64 heap_ns)
{
  g_array_index (table->epochs, Epoch, epoch).heap_ns = heap_ns;
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
 * ht_growth_table_get_peak:
 * @table: the table
 *
 * Returns: the most that all rows ever held together, bytes
 */
gint64
ht_growth_table_get_peak (const HtGrowthTable *table)
{
  guint n = table->epochs->len;

  return n > 0 ? MAX (table->peak, g_array_index (table->epochs, Epoch, n - 1).total_inuse) : 0;
}

/**
 * ht_growth_table_get_total:
 * @table: the table
 * @epoch: index of an epoch
 *
 * Returns: bytes held by all rows then
 */
gint64
ht_growth_table_get_total (const HtGrowthTable *table, guint epoch)
{
  return g_array_index (table->epochs, Epoch, epoch).total_inuse;
}

/**
 * ht_growth_table_get_strands:
 * @table: the table
 *
 * Returns: (transfer none): its rows by place in the program
 */
const HtGrowthStrands *
ht_growth_table_get_strands (const HtGrowthTable *table)
{
  return table->strands;
}

/**
 * ht_growth_table_find_peaks:
 * @table: the table
 *
 * Returns: (transfer full) (array): the most that each of its strands ever held, bytes
 */
gint64 *
ht_growth_table_find_peaks (const HtGrowthTable *table)
{
  gint64 *peaks = sum_strands (table);

  for (guint i = 0; i < ht_growth_strands_get_n (table->strands); i++)
    peaks[i] = MAX (peaks[i], ht_growth_strands_get (table->strands, i)->peak);
  return peaks;
}

/**
 * ht_growth_table_count_changes:
 * @table: the table
 *
 * Returns: how many figures of rows it keeps for the epochs before the newest: one for each row in
 *   the first one, and for each that differs from the epoch before
 */
gsize
ht_growth_table_count_changes (const HtGrowthTable *table)
{
  gsize n = 0;

  for (guint row = 0; row < table->histories->len; row++)
    n += get_history (table, row)->n_changes;
  return n;
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
  return ht_growth_rows_get_n (table->rows);
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
  return ht_growth_rows_get_node (table->rows, row);
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
  return ht_growth_rows_get_object_bytes (table->rows, row);
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
  if (epoch == table->epochs->len - 1)
    return g_array_index (table->newest.inuse, gint64, row);
  return ht_growth_history_get_inuse (get_history (table, row), epoch);
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
  if (epoch == table->epochs->len - 1)
    return g_array_index (table->newest.allocated, gint64, row);
  return ht_growth_history_get_allocated (get_history (table, row), epoch);
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

/**
 * ht_growth_table_make_track:
 * @table: the table
 * @rows: (array length=n_rows): indices of rows
 * @n_rows: how many
 *
 * Each row is a part of it, or if there are many only the sizes of objects, of which there are few.
 *
 * Returns: (transfer full): what these rows held together; its times are s since the first epoch
 */
HtGrowthTrack *
ht_growth_table_make_track (const HtGrowthTable *table, const guint *rows, guint n_rows)
{
  gboolean is_by_size = n_rows > MAX_PARTS;
  g_autofree guint *part_of_size = g_new0 (guint, table->sizes->len);
  g_auto (HtGrowthTimes) times;
  g_auto (HtGrowthMerge) merge;

  copy_times (table, &times);
  ht_growth_merge_init (&merge, times.n_epochs);
  for (guint i = 0; i < n_rows; i++)
    {
      guint size = g_array_index (table->size_of_row, guint, rows[i]);
      guint *part = &part_of_size[size];

      if (*part == 0 || !is_by_size)
        *part = 1 + ht_growth_merge_add_part (&merge, get_size (table, size)->object_bytes);
      ht_growth_merge_add_history (&merge, *part - 1, get_history (table, rows[i]),
                                   g_array_index (table->newest.inuse, gint64, rows[i]),
                                   g_array_index (table->newest.allocated, gint64, rows[i]));
    }
  return ht_growth_merge_make_track (&merge, &times, table->period);
}

/**
 * ht_growth_table_sum_inuse:
 * @table: the table
 * @rows: (array length=n_rows): indices of rows
 * @n_rows: how many
 *
 * Returns: (transfer full) (array): what these rows held together in each epoch, bytes
 */
gint64 *
ht_growth_table_sum_inuse (const HtGrowthTable *table, const guint *rows, guint n_rows)
{
  g_auto (HtGrowthMerge) merge;

  ht_growth_merge_init (&merge, table->epochs->len);
  ht_growth_merge_add_part (&merge, 0);
  for (guint i = 0; i < n_rows; i++)
    ht_growth_merge_add_history (&merge, 0, get_history (table, rows[i]),
                                 g_array_index (table->newest.inuse, gint64, rows[i]), 0);
  ht_growth_history_sum_steps ((gint64 *) (gpointer) merge.inuse->data, merge.n_epochs);
  return (gint64 *) (gpointer) g_array_free (g_steal_pointer (&merge.inuse), FALSE);
}

static HtGrowthTrack *
make_total_by_size (const HtGrowthTable *self)
{
  g_autofree gint64 *inuse = g_new0 (gint64, self->sizes->len);
  g_autofree gint64 *allocated = g_new0 (gint64, self->sizes->len);
  g_auto (HtGrowthTimes) times;
  g_auto (HtGrowthMerge) merge;

  copy_times (self, &times);
  ht_growth_merge_init (&merge, times.n_epochs);
  sum_sizes (self, inuse, allocated);
  for (guint i = 0; i < self->sizes->len; i++)
    {
      const Size *size = get_size (self, i);

      ht_growth_merge_add_history (&merge, ht_growth_merge_add_part (&merge, size->object_bytes),
                                   &size->history, inuse[i], allocated[i]);
    }
  return ht_growth_merge_make_track (&merge, &times, self->period);
}

/**
 * ht_growth_table_make_total:
 * @table: the table
 *
 * Returns: (transfer full): what all rows held together, as ht_growth_table_make_track() has it,
 *   without going through the history of each
 */
HtGrowthTrack *
ht_growth_table_make_total (const HtGrowthTable *table)
{
  guint n_rows = table->histories->len;
  guint rows[MAX_PARTS];

  if (n_rows > MAX_PARTS)
    return make_total_by_size (table);
  for (guint i = 0; i < n_rows; i++)
    rows[i] = i;
  return ht_growth_table_make_track (table, rows, n_rows);
}
