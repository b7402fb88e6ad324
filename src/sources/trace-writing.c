/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "trace-writing.h"

#include "known-names.h"

/* So many points of a series are handed over at once. */
#define POINTS_AT_ONCE 1024

/* Some µs of work. */
#define RECORDS_PER_PAUSE 64

/* Points of a series on their way. */
typedef struct
{
  /* Owned */
  char *name;
  GArray *points; /* of HtSeriesPoint */

  gint64 series;
} Lane;

struct _HtTraceWriting
{
  /* Owned */
  GHashTable *lanes; /* name, borrowed from the lane, to Lane */
  GError *failure;
  char *source;

  /* Borrowed */
  HtRecordingWriter *writer;
  HtRecordBuffer *notes;
  HtTraceWritingPause pause;
  gpointer pause_data;

  HtKnownName known[HT_KNOWN_NAMES]; /* of lanes */

  guint n_records; /* since the last pause */
  gint64 target;
  gint64 last_ns;    /* of all points */
  HtCapture capture; /* its id is 0 until there is a record */
};

static void
lane_free (gpointer data)
{
  Lane *lane = data;

  g_array_unref (lane->points);
  g_free (lane->name);
  g_free (lane);
}

/**
 * ht_trace_writing_new:
 * @writer: the recording; outlives the writing
 * @target: id of the target
 * @capture: where the records come from; added with the first of them, so of a trace in which
 *   nothing can be read there is none
 * @notes: takes the warnings; outlives the writing
 *
 * Returns: (transfer full): where to write to
 */
HtTraceWriting *
ht_trace_writing_new (HtRecordingWriter *writer,
                      gint64 target,
                      const HtCapture *capture,
                      HtRecordBuffer *notes)
{
  HtTraceWriting *self = g_new0 (HtTraceWriting, 1);

  self->writer = writer;
  self->notes = notes;
  self->target = target;
  self->last_ns = capture->time_ns;
  self->source = g_strdup (capture->source);
  self->capture = *capture;
  self->capture.id = 0;
  self->capture.target = target;
  self->capture.kind = HT_CAPTURE_TRACE;
  self->capture.source = self->source;
  self->lanes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, lane_free);
  return self;
}

/**
 * ht_trace_writing_free:
 * @writing: (transfer full) (nullable): the writing
 *
 * Drops what was not handed over yet.
 */
void
ht_trace_writing_free (HtTraceWriting *writing)
{
  if (writing == NULL)
    return;
  g_hash_table_unref (writing->lanes);
  g_clear_error (&writing->failure);
  g_free (writing->source);
  g_free (writing);
}

/**
 * ht_trace_writing_set_pause:
 * @writing: the writing
 * @pause: what to call between two records now and then
 * @user_data: data for @pause
 */
void
ht_trace_writing_set_pause (HtTraceWriting *writing, HtTraceWritingPause pause, gpointer user_data)
{
  writing->pause = pause;
  writing->pause_data = user_data;
}

/**
 * ht_trace_writing_get_capture:
 * @writing: the writing
 *
 * Returns: id of the capture; 0 if there was no record
 */
gint64
ht_trace_writing_get_capture (const HtTraceWriting *writing)
{
  return writing->capture.id;
}

/* Whether there is something to refer to, and all went well so far. */
static gboolean
is_ready (HtTraceWriting *self)
{
  gint64 id;

  if (self->failure != NULL)
    return FALSE;
  if (self->pause != NULL && ++self->n_records == RECORDS_PER_PAUSE)
    {
      self->n_records = 0;
      if (!self->pause (self->pause_data, &self->failure))
        return FALSE;
    }
  if (self->capture.id > 0)
    return TRUE;
  id = ht_recording_writer_add_capture (self->writer, &self->capture, &self->failure);
  self->capture.id = MAX (id, 0);
  return id > 0;
}

static void
hand_over (HtTraceWriting *self, Lane *lane)
{
  if (lane->points->len > 0 && self->failure == NULL)
    ht_recording_writer_add_points (self->writer, self->target, lane->series,
                                    (const HtSeriesPoint *) (gpointer) lane->points->data,
                                    lane->points->len, &self->failure);
  g_array_set_size (lane->points, 0);
}

static Lane *
add_lane (HtTraceWriting *self, const HtPoint *point)
{
  gint64 series =
      ht_recording_writer_find_series (self->writer, self->target, point, &self->failure);
  Lane *lane;

  if (series <= 0)
    return NULL;
  lane = g_new0 (Lane, 1);
  lane->name = g_strdup (point->name);
  lane->points = g_array_sized_new (FALSE, FALSE, sizeof (HtSeriesPoint), POINTS_AT_ONCE);
  lane->series = series;
  g_hash_table_insert (self->lanes, lane->name, lane);
  return lane;
}

static Lane *
get_lane (HtTraceWriting *self, const HtPoint *point)
{
  HtKnownName *known = ht_known_names_at (self->known, point->name);
  Lane *lane;

  if (ht_known_name_is (known, point->name))
    return known->found;
  lane = g_hash_table_lookup (self->lanes, point->name);
  if (lane == NULL)
    lane = add_lane (self, point);
  if (lane != NULL)
    *known = (HtKnownName){ .given = point->name, .kept = lane->name, .found = lane };
  return lane;
}

static void
point_cb (const HtPoint *point, gpointer user_data)
{
  HtTraceWriting *self = user_data;
  HtSeriesPoint taken = { .time_ns = point->time_ns, .value = point->value };
  Lane *lane;

  if (!is_ready (self))
    return;
  self->last_ns = MAX (self->last_ns, point->time_ns);
  lane = get_lane (self, point);
  if (lane == NULL)
    return;
  g_array_append_val (lane->points, taken);
  if (lane->points->len == POINTS_AT_ONCE)
    hand_over (self, lane);
}

static void
gc_cycle_cb (const HtGcCycle *cycle, gpointer user_data)
{
  HtTraceWriting *self = user_data;

  if (is_ready (self))
    ht_recording_writer_add_gc_cycle (self->writer, self->target, self->capture.id, cycle,
                                      &self->failure);
}

static void
property_cb (const char *key, const char *value, gpointer user_data)
{
  HtTraceWriting *self = user_data;

  if (is_ready (self))
    ht_recording_writer_set_property (self->writer, self->target, key, value, &self->failure);
}

/* Warnings have no place in a recording. */
static void
warning_cb (guint64 offset, const char *message, gpointer user_data)
{
  HtTraceWriting *self = user_data;
  HtRecordSink notes = ht_record_buffer_get_sink (self->notes);

  ht_record_sink_warning (&notes, offset, message);
}

static void
span_cb (const HtTraceSpan *span, gpointer user_data)
{
  HtTraceWriting *self = user_data;

  if (is_ready (self))
    ht_recording_writer_add_span (self->writer, self->target, self->capture.id, span,
                                  &self->failure);
}

static void
goroutine_cb (const HtTraceGoroutine *goroutine, gpointer user_data)
{
  HtTraceWriting *self = user_data;

  if (is_ready (self))
    ht_recording_writer_add_goroutine (self->writer, self->target, self->capture.id, goroutine,
                                       &self->failure);
}

static void
group_cb (const HtTraceGroup *group, gpointer user_data)
{
  HtTraceWriting *self = user_data;

  if (is_ready (self))
    ht_recording_writer_add_group (self->writer, self->target, self->capture.id, group,
                                   &self->failure);
}

static void
profile_cb (const HtProfile *profile, gpointer user_data)
{
  HtTraceWriting *self = user_data;

  if (is_ready (self))
    ht_recording_writer_add_profile (self->writer, self->target, self->capture.id, profile,
                                     &self->failure);
}

/**
 * ht_trace_writing_get_sink:
 * @writing: the writing; outlives the sink
 *
 * Returns: what puts records into the recording, and warnings to the notes
 */
HtTraceRecordSink
ht_trace_writing_get_sink (HtTraceWriting *writing)
{
  return (HtTraceRecordSink){
    .records = { .point = point_cb,
                 .gc_cycle = gc_cycle_cb,
                 .property = property_cb,
                 .warning = warning_cb,
                 .user_data = writing },
    .span = span_cb,
    .goroutine = goroutine_cb,
    .group = group_cb,
    .profile = profile_cb,
    .user_data = writing,
  };
}

static gboolean
check (HtTraceWriting *self, GError **error)
{
  if (self->failure == NULL)
    return TRUE;
  if (error != NULL)
    *error = g_error_copy (self->failure);
  return FALSE;
}

static void
hand_all_over (HtTraceWriting *self)
{
  GHashTableIter iter;
  gpointer lane;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    hand_over (self, lane);
}

/**
 * ht_trace_writing_flush:
 * @writing: the writing
 * @error: return location, in %HT_STORE_ERROR
 *
 * Hands over what is on its way, and how far the trace is told; to be called before each commit.
 *
 * Returns: whether all was written so far
 */
gboolean
ht_trace_writing_flush (HtTraceWriting *writing, GError **error)
{
  HtTraceFacts so_far = {
    .start_ns = writing->capture.time_ns,
    .end_ns = writing->last_ns,
    .heap = { 0, HT_UNKNOWN, HT_UNKNOWN, HT_UNKNOWN, HT_UNKNOWN },
  };

  hand_all_over (writing);
  if (writing->capture.id > 0 && writing->failure == NULL)
    ht_recording_writer_add_trace (writing->writer, writing->target, writing->capture.id, &so_far,
                                   &writing->failure);
  return check (writing, error);
}

/**
 * ht_trace_writing_finish:
 * @writing: the writing
 * @facts: what the trace is as a whole
 * @error: return location, in %HT_STORE_ERROR
 *
 * Writes what is on its way and what the trace is.
 *
 * Returns: whether all was written
 */
gboolean
ht_trace_writing_finish (HtTraceWriting *writing, const HtTraceFacts *facts, GError **error)
{
  hand_all_over (writing);
  if (is_ready (writing))
    ht_recording_writer_add_trace (writing->writer, writing->target, writing->capture.id, facts,
                                   &writing->failure);
  return check (writing, error);
}
