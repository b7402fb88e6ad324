/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-sizes.h"

#include "growth-cause.h"

/* Of how many objects of about one size it is said that things are kept. */
#define MANY_OBJECTS 64

/* What a chain holds in objects of one size. */
typedef struct
{
  gint64 object_bytes;

  /* Owned */
  GArray *rows;
  double *held;
  double *errors;
} Size;

static void
size_clear (gpointer data)
{
  Size *size = data;

  g_array_unref (size->rows);
  g_free (size->held);
  g_free (size->errors);
}

static Size *
get_size (GArray *sizes, gint64 object_bytes)
{
  Size size = { .object_bytes = object_bytes };

  for (guint i = 0; i < sizes->len; i++)
    if (g_array_index (sizes, Size, i).object_bytes == object_bytes)
      return &g_array_index (sizes, Size, i);
  size.rows = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (sizes, size);
  /* cppcheck-suppress memleak ; the array owns it */
  return &g_array_index (sizes, Size, sizes->len - 1);
}

static void
measure (Size *size, const HtGrowthTable *table)
{
  guint n = ht_growth_table_get_n_epochs (table);
  g_autoptr (HtGrowthTrack) track =
      ht_growth_table_make_track (table, (const guint *) (gpointer) size->rows->data,
                                  size->rows->len);
  const double *held = ht_growth_track_get_inuse (track);

  size->held = g_new (double, n);
  size->errors = g_new (double, n);
  for (guint i = 0; i < n; i++)
    {
      size->held[i] = held[i];
      size->errors[i] = ht_growth_track_get_error (track, i);
    }
}

/* Maps allocate on the line that puts something into them: the runtime's frames are not shown. */
static gboolean
find_doubling (const HtGrowthTable *table, const HtGrowthChain *chain, HtGrowthDoubling *doubling)
{
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (Size));
  g_autoptr (GArray) seen = g_array_new (FALSE, FALSE, sizeof (HtMapSizes));
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_set_clear_func (sizes, size_clear);
  for (guint i = 0; i < chain->rows->len; i++)
    {
      guint row = g_array_index (chain->rows, guint, i);

      g_array_append_val (get_size (sizes, ht_growth_table_get_object_bytes (table, row))->rows,
                          row);
    }
  for (guint i = 0; i < sizes->len; i++)
    {
      Size *size = &g_array_index (sizes, Size, i);
      HtMapSizes shown = { .object_bytes = size->object_bytes };

      measure (size, table);
      shown.held = size->held;
      shown.errors = size->errors;
      g_array_append_val (seen, shown);
    }
  for (guint i = 0; i < ht_growth_table_get_n_epochs (table); i++)
    {
      gint64 time_ns = ht_growth_table_get_time (table, i);

      g_array_append_val (times, time_ns);
    }
  return ht_growth_doubling_find (doubling, (const HtMapSizes *) (gpointer) seen->data, seen->len,
                                  (const gint64 *) (gpointer) times->data, times->len);
}

/* Many objects of one size are things that are kept; few that get ever larger are one that grows.
 */
static void
add_course_of_sizes (GArray *facts, const HtGrowthTable *table, const HtGrowthChain *chain)
{
  guint last = ht_growth_table_get_n_epochs (table) - 1;
  guint first = MIN (chain->course.start, last);
  gint64 largest_before = 0;
  gint64 largest = 0;
  gint64 most = 0;
  gint64 most_size = 0;
  gint64 n_most;
  gint64 sum = 0;

  for (guint i = 0; i < chain->rows->len; i++)
    {
      guint row = g_array_index (chain->rows, guint, i);
      gint64 size = ht_growth_table_get_object_bytes (table, row);
      gint64 inuse = ht_growth_table_get_inuse (table, row, last);

      if (ht_growth_table_get_inuse (table, row, first) > 0)
        largest_before = MAX (largest_before, size);
      if (inuse > 0)
        largest = MAX (largest, size);
      if (inuse > most)
        {
          most = inuse;
          most_size = size;
        }
      sum += inuse;
    }
  n_most = most_size > 0 ? most / most_size : 0;
  if (most > sum / 2 && n_most >= MANY_OBJECTS)
    ht_growth_facts_add (facts, HT_GROWTH_SIGN_SIZE, "equal",
                         (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_EQUAL_SIZES,
                                             .values = { (double) n_most, (double) most_size } });
  else if (largest_before > 0 && largest >= 2 * largest_before && most_size > largest_before)
    ht_growth_facts_add (facts, HT_GROWTH_SIGN_SIZE, "doubling",
                         (HtGrowthEvidence){
                             .kind = HT_GROWTH_EVIDENCE_DOUBLING,
                             .values = { (double) largest_before, (double) largest } });
}

/**
 * ht_growth_sizes_get_word:
 * @design: how a map keeps its entries
 *
 * Returns: what the table of classes calls the sign of it
 */
const char *
ht_growth_sizes_get_word (HtMapDesign design)
{
  return design == HT_MAP_BUCKETS ? "buckets" : "tables";
}

/**
 * ht_growth_sizes_add:
 * @facts: (element-type HtGrowthFact): evidence
 * @table: the heap profiles
 * @chain: a chain of them
 * @doubling: (out caller-allocates): when it doubles next, if it looks like a map
 *
 * Adds what the sizes of the objects say.
 */
void
ht_growth_sizes_add (GArray *facts,
                     const HtGrowthTable *table,
                     const HtGrowthChain *chain,
                     HtGrowthDoubling *doubling)
{
  HtGrowthEvidence evidence = { 0 };

  ht_growth_doubling_init (doubling);
  add_course_of_sizes (facts, table, chain);
  /* Maps are put into by the program; what a library makes is known by its name. */
  if (chain->function != chain->responsible || !find_doubling (table, chain, doubling))
    return;
  evidence.kind = doubling->design == HT_MAP_BUCKETS ? HT_GROWTH_EVIDENCE_MAP_BUCKETS
                                                     : HT_GROWTH_EVIDENCE_MAP_TABLES;
  evidence.values[0] = (double) doubling->unit_bytes;
  ht_growth_facts_add (facts, HT_GROWTH_SIGN_SIZE, ht_growth_sizes_get_word (doubling->design),
                       evidence);
}
