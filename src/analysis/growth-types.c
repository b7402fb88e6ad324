/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-types.h"

#include "trace-heap-slots.h"
#include "trace-records.h"

#include <math.h>
#include <string.h>

/* Of fewer objects that stayed nothing is said. */
#define FEWEST_OBJECTS 16

/* Up to here a double holds each number of bytes; a recording may hold any number. */
#define MOST_BYTES 9007199254740992.0

/* What one type has of all that stayed of its size, one size of what a chain grew by, and a chain
 * of what the heap grew by in that size, for them to be the same: of the rest no more is left. */
#define MAIN_SHARE 0.75

/* What stayed in the slots of one size. */
typedef struct
{
  double stayed_bytes;
  double n_objects; /* of the type that has most */

  /* Owned */
  char *name;
} Class;

struct _HtGrowthTypes
{
  Class classes[HT_TRACE_N_SIZE_CLASSES];
};

/**
 * ht_growth_types_new:
 *
 * Returns: (transfer full): no types as yet
 */
HtGrowthTypes *
ht_growth_types_new (void)
{
  return g_new0 (HtGrowthTypes, 1);
}

/**
 * ht_growth_types_free:
 * @types: (transfer full) (nullable): types
 */
void
ht_growth_types_free (HtGrowthTypes *types)
{
  if (types == NULL)
    return;
  for (guint i = 0; i < HT_TRACE_N_SIZE_CLASSES; i++)
    g_free (types->classes[i].name);
  g_free (types);
}

/* The class that objects of a size are in; 0 for large ones, of which no two need be alike. */
static guint
find_class (double bytes)
{
  for (guint i = 1; i < HT_TRACE_N_SIZE_CLASSES && bytes > 0; i++)
    if (bytes <= ht_trace_size_class_bytes (i))
      return i;
  return 0;
}

static gboolean
are_equal (double first, double second)
{
  return first >= second && first <= second;
}

/* Whether all objects lie in slots of one size: figures are whole, so there is no rounding. */
static gboolean
is_of_class (const HtGrowthAlive *alive, guint size_class)
{
  return are_equal (alive->least_bytes,
                    alive->least_objects * ht_trace_size_class_bytes (size_class));
}

/* Names that stand for what has no type, or several. */
static gboolean
is_type (const char *name)
{
  return !g_str_equal (name, HT_TRACE_TYPE_UNTYPED) && !g_str_equal (name, HT_TRACE_TYPE_UNKNOWN) &&
         !g_str_equal (name, HT_TRACE_REST);
}

/**
 * ht_growth_types_add:
 * @types: types
 * @name: name of a type
 * @first: what was alive of it between the first two collections of a trace
 * @last: what was between the last two
 *
 * Takes note of a type of which more is alive at last than at any time in the beginning. What lies
 * in slots of several sizes, as arrays of any length do, says nothing of any of them.
 *
 * Returns: whether it was one
 */
gboolean
ht_growth_types_add (HtGrowthTypes *types,
                     const char *name,
                     const HtGrowthAlive *first,
                     const HtGrowthAlive *last)
{
  double n_objects = last->least_objects - first->least_objects;
  guint size_class =
      last->least_objects > 0 ? find_class (last->least_bytes / last->least_objects) : 0;
  Class *class = &types->classes[size_class];

  if (size_class == 0 || !is_type (name) || !(first->least_objects >= 0) ||
      !(last->least_bytes <= MOST_BYTES) || !(n_objects >= FEWEST_OBJECTS) ||
      last->least_objects <= first->most_objects || !is_of_class (first, size_class) ||
      !is_of_class (last, size_class))
    return FALSE;
  if (n_objects > class->n_objects)
    {
      class->n_objects = n_objects;
      g_free (class->name);
      class->name = g_strdup (name);
    }
  return TRUE;
}

/**
 * ht_growth_types_add_class:
 * @types: types
 * @slot_bytes: size of the slots of a size class
 * @stayed_bytes: how much more is alive in them at last than in the beginning
 *
 * Takes note of what stayed of all types. Sizes that are of no class are not looked at.
 */
void
ht_growth_types_add_class (HtGrowthTypes *types, gint64 slot_bytes, double stayed_bytes)
{
  guint size_class = find_class ((double) slot_bytes);

  if (size_class != 0 && ht_trace_size_class_bytes (size_class) == slot_bytes)
    types->classes[size_class].stayed_bytes = stayed_bytes;
}

/* Size of a value of the type, or of a larger one; 0 if the name does not tell it. */
static guint
get_value_bytes (const char *name)
{
  static const struct
  {
    const char *begin;
    guint bytes;
  } known[] = {
    { "*", 8 }, { "[]", 24 }, { "map[", 8 }, { "chan ", 8 }, { "func(", 8 }, { "interface {", 16 },
  };
  static const struct
  {
    const char *name;
    guint bytes;
  } plain[] = {
    { "int16", 2 },   { "uint16", 2 },  { "int32", 4 },  { "uint32", 4 },         { "int64", 8 },
    { "uint64", 8 },  { "int", 8 },     { "uint", 8 },   { "float32", 4 },        { "string", 16 },
    { "float64", 8 }, { "uintptr", 8 }, { "error", 16 }, { "unsafe.Pointer", 8 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_has_prefix (name, known[i].begin))
      return known[i].bytes;
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (g_str_equal (name, plain[i].name))
      return plain[i].bytes;
  return 0;
}

/* What is larger than a value is an array of them. Arrays of bytes are not counted as such: they
 * are texts and messages, which are kept by anything. */
static gboolean
is_array (const char *name, guint size_class)
{
  guint value_bytes = get_value_bytes (name);

  return value_bytes > 0 && size_class > find_class (value_bytes);
}

/**
 * ht_growth_types_find:
 * @types: types
 * @object_bytes: size of objects
 * @evidence: (out caller-allocates): what is said of them; its name is borrowed
 *
 * Finds of which type most objects of about a size are that stayed.
 *
 * Returns: whether there is one type that clearly has most of them
 */
gboolean
ht_growth_types_find (const HtGrowthTypes *types, gint64 object_bytes, HtGrowthEvidence *evidence)
{
  guint size_class = find_class ((double) object_bytes);
  const Class *class = &types->classes[size_class];
  double slot_bytes = ht_trace_size_class_bytes (size_class);
  double n_all;

  if (class->name == NULL)
    return FALSE;
  n_all = fmax (class->n_objects, class->stayed_bytes / slot_bytes);
  if (class->n_objects < MAIN_SHARE * n_all)
    return FALSE;
  *evidence = (HtGrowthEvidence){
    .kind = is_array (class->name, size_class) ? HT_GROWTH_EVIDENCE_KEPT_ARRAYS
                                               : HT_GROWTH_EVIDENCE_KEPT_TYPE,
    .names = { class->name },
    .values = { slot_bytes, class->n_objects, n_all },
  };
  return TRUE;
}

static double
get_growth (const HtGrowthTable *table, guint row, guint first)
{
  guint last = ht_growth_table_get_n_epochs (table) - 1;

  return (double) ht_growth_table_get_inuse (table, row, last) -
         (double) ht_growth_table_get_inuse (table, row, first);
}

/* The size class that a chain grows in; 0 if these are several. */
static guint
find_main_class (const HtGrowthTable *table, const HtGrowthChain *chain, guint first, double *main)
{
  double grown[HT_TRACE_N_SIZE_CLASSES] = { 0 };
  double sum = 0;

  for (guint i = 0; i < chain->rows->len; i++)
    {
      guint row = g_array_index (chain->rows, guint, i);
      double growth = get_growth (table, row, first);

      grown[find_class ((double) ht_growth_table_get_object_bytes (table, row))] += growth;
      sum += growth;
    }
  for (guint i = 1; i < HT_TRACE_N_SIZE_CLASSES && sum > 0; i++)
    if (grown[i] >= MAIN_SHARE * sum)
      {
        *main = grown[i];
        return i;
      }
  return 0;
}

/**
 * ht_growth_types_find_chain:
 * @types: types
 * @table: heap profiles of the same process
 * @chain: a chain of them
 * @evidence: (out caller-allocates): what is said of its objects; the name is borrowed
 *
 * Finds of which type the objects of a chain are. A trace tells no stacks of objects, so the size
 * has to: the chain grows in one size, and nothing else does to speak of.
 *
 * Returns: whether there is one type
 */
gboolean
ht_growth_types_find_chain (const HtGrowthTypes *types,
                            const HtGrowthTable *table,
                            const HtGrowthChain *chain,
                            HtGrowthEvidence *evidence)
{
  guint first = MIN (chain->course.start, ht_growth_table_get_n_epochs (table) - 1);
  double main = 0;
  double all = 0;
  guint size_class = find_main_class (table, chain, first, &main);

  if (size_class == 0 ||
      !ht_growth_types_find (types, ht_trace_size_class_bytes (size_class), evidence))
    return FALSE;
  for (guint row = 0; row < ht_growth_table_get_n_rows (table); row++)
    if (find_class ((double) ht_growth_table_get_object_bytes (table, row)) == size_class)
      all += get_growth (table, row, first);
  return main >= MAIN_SHARE * all;
}

/**
 * ht_growth_types_get_word:
 * @evidence: what is said of objects
 *
 * Returns: what the table of classes calls the sign of it: "map" for what maps put their entries
 *   into, "array" for arrays of values, otherwise the name of the type
 */
const char *
ht_growth_types_get_word (const HtGrowthEvidence *evidence)
{
  const char *name = evidence->names[0];

  if (g_str_has_prefix (name, "map.bucket[") || g_str_has_prefix (name, "map.group["))
    return "map";
  return evidence->kind == HT_GROWTH_EVIDENCE_KEPT_ARRAYS ? "array" : name;
}
