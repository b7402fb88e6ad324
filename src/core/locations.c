/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "locations.h"

#include "call-tree.h"

struct _HtLocations
{
  /* Owned */
  HtCallTree *runs; /* a run is a stack of its own; its node is the location's id */

  /* Borrowed */
  const HtSymbols *symbols;
};

/**
 * ht_locations_new:
 * @symbols: what the frames of all stacks refer to; must outlive the table
 *
 * Returns: (transfer full): a table without locations
 */
HtLocations *
ht_locations_new (const HtSymbols *symbols)
{
  HtLocations *self = g_new0 (HtLocations, 1);

  self->runs = ht_call_tree_new ();
  self->symbols = symbols;
  return self;
}

/**
 * ht_locations_free:
 * @locations: (transfer full) (nullable): the table
 */
void
ht_locations_free (HtLocations *locations)
{
  if (locations == NULL)
    return;
  ht_call_tree_free (locations->runs);
  g_free (locations);
}

static gboolean
is_inlined_into (const HtSymbols *symbols, guint32 inner, guint32 outer)
{
  const HtFrame *callee = ht_symbols_get_frame (symbols, inner);
  const HtFrame *caller = ht_symbols_get_frame (symbols, outer);

  return (callee->flags & HT_FRAME_INLINED) != 0 && callee->address == caller->address &&
         callee->mapping == caller->mapping;
}

/**
 * ht_locations_split:
 * @locations: the table
 * @frames: (array length=n_frames): a stack of frame ids, leaf first
 * @n_frames: how many
 * @found: (element-type guint32): emptied, then filled with location ids, leaf first
 *
 * Cuts a stack into its locations.
 */
void
ht_locations_split (HtLocations *locations, const guint32 *frames, gsize n_frames, GArray *found)
{
  gsize first = 0;

  g_array_set_size (found, 0);
  for (gsize i = 0; i < n_frames; i++)
    if (i + 1 == n_frames || !is_inlined_into (locations->symbols, frames[i], frames[i + 1]))
      {
        guint32 id = ht_call_tree_intern_stack (locations->runs, frames + first, i + 1 - first);

        g_array_append_val (found, id);
        first = i + 1;
      }
}

/**
 * ht_locations_get_frames:
 * @locations: the table
 * @id: an id that it gave
 * @frames: (element-type guint32): emptied, then filled with frame ids, innermost first
 *
 * Spells out the frames of a location.
 *
 * Returns: how many it has
 */
gsize
ht_locations_get_frames (const HtLocations *locations, guint32 id, GArray *frames)
{
  return ht_call_tree_get_stack (locations->runs, id, frames);
}

/**
 * ht_locations_limit:
 * @locations: the table
 *
 * Returns: one more than the greatest id
 */
guint32
ht_locations_limit (const HtLocations *locations)
{
  return ht_call_tree_count (locations->runs);
}
