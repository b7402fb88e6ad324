/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-lane-set.h"

#define MAX_LANES 1000

struct _HtTraceLaneSet
{
  const char *unit;

  /* Borrowed */
  HtTraceContext *context;

  /* Owned */
  char *prefix;
  GPtrArray *lanes;     /* of HtTraceLane, the first one that came first */
  GHashTable *by_name;  /* the address of a name to the lane of @lanes */
  HtTraceLane *of_rest; /* that of @lanes, or %NULL */
};

static void
free_lane (gpointer lane)
{
  ht_trace_lane_free (lane);
}

/**
 * ht_trace_lane_set_new:
 * @context: where points go; borrowed
 * @prefix: what the names of the series begin with
 * @unit: unit of the values, a literal
 *
 * Returns: (transfer full): no lanes; one thread at a time
 */
HtTraceLaneSet *
ht_trace_lane_set_new (HtTraceContext *context, const char *prefix, const char *unit)
{
  HtTraceLaneSet *self = g_new0 (HtTraceLaneSet, 1);

  self->context = context;
  self->unit = unit;
  self->prefix = g_strdup (prefix);
  self->lanes = g_ptr_array_new_with_free_func (free_lane);
  self->by_name = g_hash_table_new (NULL, NULL);
  return self;
}

/**
 * ht_trace_lane_set_free:
 * @lanes: (transfer full) (nullable): the lanes
 */
void
ht_trace_lane_set_free (HtTraceLaneSet *lanes)
{
  if (lanes == NULL)
    return;
  g_hash_table_unref (lanes->by_name);
  g_ptr_array_unref (lanes->lanes);
  g_free (lanes->prefix);
  g_free (lanes);
}

static HtTraceLane *
add_lane (HtTraceLaneSet *self, const char *name)
{
  g_autofree char *series = g_strconcat (self->prefix, name, NULL);
  HtTraceLane *lane = ht_trace_lane_new (series, self->unit);

  g_ptr_array_add (self->lanes, lane);
  return lane;
}

static HtTraceLane *
find_lane (HtTraceLaneSet *self, const char *name)
{
  HtTraceLane *lane = g_hash_table_lookup (self->by_name, name);

  if (lane != NULL)
    return lane;
  if (g_hash_table_size (self->by_name) >= MAX_LANES || g_str_equal (name, HT_TRACE_REST))
    {
      if (self->of_rest == NULL)
        self->of_rest = add_lane (self, HT_TRACE_REST);
      return self->of_rest;
    }
  lane = add_lane (self, name);
  g_hash_table_insert (self->by_name, (gpointer) name, lane);
  return lane;
}

/**
 * ht_trace_lane_set_add:
 * @lanes: the lanes
 * @name: the lane, a name that the context gave out or a literal: the same pointer each time
 * @end_ns: when it had happened, ns since the beginning of the trace; not before the last one
 * @value: how long it took, or how much it was
 *
 * Adds something that happened.
 */
void
ht_trace_lane_set_add (HtTraceLaneSet *lanes, const char *name, gint64 end_ns, gint64 value)
{
  ht_trace_lane_add (find_lane (lanes, name), lanes->context, end_ns, value);
}

/**
 * ht_trace_lane_set_finish:
 * @lanes: the lanes
 *
 * Tells the last point of each; needed at the end of the trace.
 */
void
ht_trace_lane_set_finish (HtTraceLaneSet *lanes)
{
  for (guint i = 0; i < lanes->lanes->len; i++)
    ht_trace_lane_finish (g_ptr_array_index (lanes->lanes, i), lanes->context);
}
