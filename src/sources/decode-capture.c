/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "decode-capture.h"

#include "expvar.h"
#include "format-error.h"
#include "gc-cycle.h"
#include "gctrace.h"
#include "heap-text.h"
#include "pprof-decode.h"
#include "process-stats.h"
#include "prometheus-text.h"

/**
 * ht_decoded_capture_free:
 * @capture: (transfer full) (nullable): the capture
 */
void
ht_decoded_capture_free (HtDecodedCapture *capture)
{
  if (capture == NULL)
    return;
  g_clear_pointer (&capture->profile, ht_profile_free);
  g_clear_pointer (&capture->records, ht_record_buffer_free);
  g_free (capture);
}

static HtProfile *
decode_pprof (GBytes *raw, HtCatalog *catalog, GError **error)
{
  g_autoptr (HtPprof) pprof = ht_pprof_open (raw, error);

  return pprof != NULL ? ht_pprof_load (pprof, catalog, error) : NULL;
}

static gboolean
refuse (HtFormat format, GError **error)
{
  g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
               "is a %s; this version does not read these yet", ht_format_name (format));
  return FALSE;
}

static gboolean
decode (HtDecodedCapture *self, const HtCaptureFile *file, HtCatalog *catalog, GError **error)
{
  HtRecordSink sink = ht_record_buffer_get_sink (self->records);
  gsize length;
  const char *text = g_bytes_get_data (file->raw, &length);

  switch (file->format)
    {
    case HT_FORMAT_PPROF:
      self->profile = decode_pprof (file->raw, catalog, error);
      return self->profile != NULL;
    case HT_FORMAT_GCTRACE:
      return ht_gctrace_decode (text, length, &sink, error);
    case HT_FORMAT_EXPVAR:
      return ht_expvar_decode (text, length, &sink, error);
    case HT_FORMAT_PROMETHEUS:
      return ht_prometheus_text_decode (text, length, &sink, error);
    case HT_FORMAT_HEAP_TEXT:
      self->profile = ht_heap_text_decode (text, length, catalog, &sink, error);
      return self->profile != NULL;
    case HT_FORMAT_PROCESS_CSV:
      return ht_process_csv_decode (text, length, &sink, error);
    case HT_FORMAT_PROC_STATUS:
      return ht_proc_status_decode (text, length, &sink, error);
    case HT_FORMAT_SMAPS_ROLLUP:
      return ht_smaps_rollup_decode (text, length, &sink, error);
    case HT_FORMAT_CGROUP:
      return ht_cgroup_file_decode (file->name, text, length, &sink, error);
    case HT_FORMAT_GOROUTINE_DUMP:
    case HT_FORMAT_OTHER_PROFILE_TEXT:
      return refuse (file->format, error);
    case HT_FORMAT_EXECUTION_TRACE:
    case HT_FORMAT_RECORDING:
    case HT_FORMAT_UNKNOWN:
      break;
    }
  g_return_val_if_reached (FALSE);
}

/* Content first, then the file's name, then when it was written. */
static gint64
tell_time (const HtDecodedCapture *self, const HtCaptureFile *file)
{
  gint64 time_ns = HT_UNKNOWN;

  if (self->profile != NULL && self->profile->time_ns != 0)
    return self->profile->time_ns;
  switch (file->format)
    {
    case HT_FORMAT_PROMETHEUS:
    case HT_FORMAT_PROCESS_CSV:
      time_ns = ht_record_buffer_get_first_time (self->records);
      break;
    case HT_FORMAT_GCTRACE:
      /* A log is written over a long time; when it was copied says nothing. */
      return ht_record_buffer_get_first_time (self->records);
    default:
      break;
    }
  return time_ns != HT_UNKNOWN ? time_ns : ht_capture_file_get_time (file);
}

static gboolean
is_empty (const HtDecodedCapture *self)
{
  return self->profile == NULL && self->records->points->len == 0 &&
         self->records->cycles->len == 0;
}

/**
 * ht_decode_capture:
 * @file: a file that is no recording and no execution trace
 * @catalog: what its profile is told in; it may be added to even on failure
 * @error: return location, in %HT_FORMAT_ERROR; the message does not say which file
 *
 * Decodes a file. What has no time of its own gets that of the file.
 *
 * Returns: (transfer full): what it holds, or %NULL with @error set
 */
HtDecodedCapture *
ht_decode_capture (const HtCaptureFile *file, HtCatalog *catalog, GError **error)
{
  g_autoptr (HtDecodedCapture) self = g_new0 (HtDecodedCapture, 1);

  self->records = ht_record_buffer_new ();
  if (!decode (self, file, catalog, error))
    return NULL;
  if (is_empty (self))
    {
      g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT,
                   "looks like a %s but holds no figure that can be read",
                   ht_format_name (file->format));
      return NULL;
    }
  self->time_ns = tell_time (self, file);
  for (guint i = 0; i < self->records->points->len; i++)
    {
      HtPoint *point = &g_array_index (self->records->points, HtPoint, i);

      if (point->time_ns == HT_UNKNOWN)
        point->time_ns = self->time_ns;
    }
  return g_steal_pointer (&self);
}
