/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "trace-reading.h"

#include "trace-analysis.h"
#include "trace-header.h"
#include "trace-measure.h"

/* Since then a trace says when it was. */
#define FIRST_WITH_CLOCK 25

static gboolean
read_cb (guint64 offset, gpointer buffer, gsize length, gpointer user_data, GError **error)
{
  const HtTraceReading *self = user_data;

  return !g_cancellable_set_error_if_cancelled (self->cancellable, error) &&
         ht_trace_file_read (self->file, offset, buffer, length, error);
}

static gboolean
progress_cb (guint64 n_bytes_done, gpointer user_data, GError **error)
{
  const HtTraceReading *self = user_data;

  return !g_cancellable_set_error_if_cancelled (self->cancellable, error) &&
         (self->tick == NULL || self->tick (n_bytes_done, self->user_data, error));
}

static HtTraceInput
get_input (const HtTraceReading *self)
{
  return (HtTraceInput){
    .size = ht_trace_file_get_size (self->file),
    .read = read_cb,
    .progress = progress_cb,
    .user_data = (gpointer) self,
  };
}

/**
 * ht_trace_reading_find_begin:
 * @reading: how the trace is read
 * @asked_ns: when somebody asked for it, ns since 1970; %HT_UNKNOWN if nobody knows
 * @written_ns: when it was written
 * @begin_ns: (out): when it began
 * @error: return location; in %HT_FORMAT_ERROR if it is no trace that can be read
 *
 * Finds out when a trace was: it says so itself since Go 1.25. Otherwise it began when it was asked
 * for, or else ended when it was written.
 *
 * Returns: whether @begin_ns is set
 */
gboolean
ht_trace_reading_find_begin (const HtTraceReading *reading,
                             gint64 asked_ns,
                             gint64 written_ns,
                             gint64 *begin_ns,
                             GError **error)
{
  HtTraceInput input = get_input (reading);
  HtTraceExtent extent;
  guint minor;

  if (!ht_trace_read_header (&input, &minor, error))
    return FALSE;
  if (minor < FIRST_WITH_CLOCK && asked_ns != HT_UNKNOWN)
    {
      *begin_ns = asked_ns;
      return TRUE;
    }
  if (!ht_trace_measure (&input, &extent, error))
    return FALSE;
  if (extent.wall_ns != HT_UNKNOWN)
    *begin_ns = extent.wall_ns;
  else
    *begin_ns = asked_ns != HT_UNKNOWN ? asked_ns : written_ns - extent.duration_ns;
  return TRUE;
}

/**
 * ht_trace_reading_run:
 * @reading: how the trace is read
 * @catalog: what its stacks are added to
 * @begin_ns: when it began, ns since 1970; counts unless the trace itself tells
 * @sink: takes what is found, on this thread
 * @facts: (out): what the trace is as a whole; on failure, as far as it got
 * @error: return location, in %HT_FORMAT_ERROR if nothing can be read, %G_FILE_ERROR,
 *   %G_IO_ERROR_CANCELLED, or that of the tick
 *
 * Takes a trace apart. Blocks; to be called by any thread.
 *
 * Returns: whether it was read; what was told before a failure counts
 */
gboolean
ht_trace_reading_run (const HtTraceReading *reading,
                      HtCatalog *catalog,
                      gint64 begin_ns,
                      const HtTraceRecordSink *sink,
                      HtTraceFacts *facts,
                      GError **error)
{
  HtTraceInput input = get_input (reading);

  return ht_trace_analyse (&input, catalog, begin_ns, sink, facts, error);
}
