/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-lane.h"

#include "saturated.h"

struct _HtTraceLane
{
  gint64 end_ns;
  gint64 value;
  gboolean has_value;
  const char *unit;

  /* Owned */
  char *name;
};

/**
 * ht_trace_lane_new:
 * @name: name of the series
 * @unit: unit of the values, a literal
 *
 * Returns: (transfer full): a lane on which nothing happened yet
 */
HtTraceLane *
ht_trace_lane_new (const char *name, const char *unit)
{
  HtTraceLane *self = g_new0 (HtTraceLane, 1);

  self->name = g_strdup (name);
  self->unit = unit;
  return self;
}

/**
 * ht_trace_lane_free:
 * @lane: (transfer full) (nullable): the lane
 */
void
ht_trace_lane_free (HtTraceLane *lane)
{
  if (lane == NULL)
    return;
  g_free (lane->name);
  g_free (lane);
}

/**
 * ht_trace_lane_add:
 * @lane: the lane
 * @context: where points go
 * @end_ns: when it had happened, ns since the beginning of the trace; not before the last one
 * @value: how long it took, or how much it was
 *
 * Adds something that happened.
 */
void
ht_trace_lane_add (HtTraceLane *lane, HtTraceContext *context, gint64 end_ns, gint64 value)
{
  if (lane->has_value && lane->end_ns != end_ns)
    ht_trace_lane_finish (lane, context);
  lane->value = lane->has_value ? ht_saturated_add (lane->value, value) : value;
  lane->end_ns = end_ns;
  lane->has_value = TRUE;
}

/**
 * ht_trace_lane_finish:
 * @lane: the lane
 * @context: where points go
 *
 * Tells the last point; needed at the end of the trace.
 */
void
ht_trace_lane_finish (HtTraceLane *lane, HtTraceContext *context)
{
  HtPoint point = {
    .name = lane->name,
    .unit = lane->unit,
    .kind = HT_POINT_EVENT,
    .time_ns = ht_trace_context_get_unix_ns (context, lane->end_ns),
    .value = (double) lane->value,
  };

  if (!lane->has_value)
    return;
  lane->has_value = FALSE;
  ht_record_sink_point (&ht_trace_context_get_sink (context)->records, &point);
}
