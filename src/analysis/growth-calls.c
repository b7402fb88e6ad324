/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-calls.h"

#include "frame-origin.h"

#include <string.h>

/**
 * ht_growth_calls_new:
 * @catalog: a catalog, which must outlive the calls
 * @node: node of its call tree
 *
 * Returns: (transfer full) (element-type HtGrowthCall): the frames of the stack, leaf first
 */
GArray *
ht_growth_calls_new (const HtCatalog *catalog, guint32 node)
{
  GArray *calls = g_array_new (FALSE, FALSE, sizeof (HtGrowthCall));

  for (; node != HT_CALL_TREE_ROOT; node = ht_call_tree_parent (catalog->tree, node))
    {
      const HtFrame *frame =
          ht_symbols_get_frame (catalog->symbols, ht_call_tree_frame (catalog->tree, node));
      const HtFunction *function = ht_symbols_get_function (catalog->symbols, frame->function);
      HtGrowthCall call = {
        .function = ht_strings_get (catalog->strings, function->name),
        .file = ht_strings_get (catalog->strings, function->file),
        .line = frame->line,
      };

      call.is_own =
          frame->function != 0 && ht_frame_origin (call.function, call.file) == HT_FRAME_OWN;
      g_array_append_val (calls, call);
    }
  return calls;
}

/**
 * ht_growth_calls_get:
 * @calls: a stack
 * @index: which frame, from the leaf
 *
 * Returns: (transfer none): the frame
 */
const HtGrowthCall *
ht_growth_calls_get (const GArray *calls, guint index)
{
  return &g_array_index (calls, HtGrowthCall, index);
}

/**
 * ht_growth_calls_count_own:
 * @calls: a stack
 * @end: index of a frame
 *
 * Returns: how many functions of the program there are between the leaf and that frame
 */
guint
ht_growth_calls_count_own (const GArray *calls, guint end)
{
  guint n = 0;

  for (guint i = 0; i < end; i++)
    n += ht_growth_calls_get (calls, i)->is_own;
  return n;
}

/* Whether goroutines that stand somewhere began like the stack that allocates, and left it only
 * shortly before both end. */
static gboolean
is_of_crowd (const GArray *calls, const GArray *crowd)
{
  guint common = 0;

  while (common < calls->len && common < crowd->len &&
         g_str_equal (ht_growth_calls_get (calls, calls->len - 1 - common)->function,
                      ht_growth_calls_get (crowd, crowd->len - 1 - common)->function))
    common++;
  if (common == 0)
    return FALSE;
  return ht_growth_calls_count_own (calls, calls->len) >
             ht_growth_calls_count_own (calls, calls->len - common) &&
         ht_growth_calls_count_own (calls, calls->len - common) <= HT_GROWTH_NEAR_CALLS &&
         ht_growth_calls_count_own (crowd, crowd->len - common) < HT_GROWTH_NEAR_CALLS;
}

/* A stack on which nothing is the program's own, as those of goroutines of libraries. */
static gboolean
is_of_same_library (const GArray *calls, const GArray *crowd)
{
  const char *begin;
  gsize length;

  if (crowd->len == 0 || ht_growth_calls_count_own (calls, calls->len) > 0 ||
      ht_growth_calls_count_own (crowd, crowd->len) > 0)
    return FALSE;
  begin = ht_growth_calls_get (crowd, crowd->len - 1)->function;
  length = strcspn (begin, "(");
  for (guint i = 0; i < calls->len; i++)
    if (strncmp (ht_growth_calls_get (calls, i)->function, begin, length) == 0 &&
        begin[length] == '(')
      return TRUE;
  return FALSE;
}

/**
 * ht_growth_calls_are_near:
 * @calls: a stack that allocates
 * @waiting: the stack of goroutines
 *
 * Returns: whether the goroutines began like the stack that allocates, and left it only shortly
 *   before both end; or whether both are of the same library and nothing is of the program
 */
gboolean
ht_growth_calls_are_near (const GArray *calls, const GArray *waiting)
{
  return is_of_crowd (calls, waiting) || is_of_same_library (calls, waiting);
}
