/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HT_LOG_LINE_MAX:
 *
 * Longest line that is looked at, in bytes; also the most that the parts of
 * one line may add up to.
 */
#define HT_LOG_LINE_MAX (1u << 20)

/**
 * HtLogLine:
 * @text: what the program wrote, without line end and without what the collectors of logs put
 *   around it; not zero-terminated, any bytes
 * @length: its length
 * @offset: byte offset of the line in the input
 * @time_ns: when it was written, ns since 1970; %HT_UNKNOWN if the line does not say
 * @whole_seconds: whether @time_ns was written without a fraction
 * @terminated: whether the line is known to be whole: the last one of a log may have been cut
 * @origin: (nullable): who wrote it, where the wrapper says so: pod, compose service, host and
 *   process of syslog, PID of the journal
 * @origin_length: length of @origin
 *
 * A line of a log as its program wrote it. All is borrowed until the next call.
 */
typedef struct
{
  const char *text;
  gsize length;
  guint64 offset;
  gint64 time_ns;
  gboolean whole_seconds;
  gboolean terminated;
  const char *origin;
  gsize origin_length;
} HtLogLine;

/**
 * HtLogLines:
 *
 * Walks over the lines of a log.
 *
 * Each line is unwrapped on its own, so that a log may mix kinds:
 *
 * - JSON of a container engine, of the journal (`journalctl -o json`) and of structured loggers;
 * - the container runtime interface's `TIME stream F|P text`, whose parts are joined;
 * - syslog and the journal's text forms;
 * - a time in front (RFC 3339, `kubectl logs --timestamps`, Go's package log), klog's header;
 * - `[pod/name/container] ` and `service-1  | ` in front.
 *
 * What is none of these is text. Costs time in proportion to the input, and memory of a few
 * times %HT_LOG_LINE_MAX at most.
 */
typedef struct _HtLogLines HtLogLines;

HtLogLines *ht_log_lines_new (const char *bytes, gsize length);
HtLogLines *ht_log_lines_new_stream (void);
void ht_log_lines_push (HtLogLines *lines, const char *bytes, gsize length);
void ht_log_lines_finish (HtLogLines *lines);
void ht_log_lines_free (HtLogLines *lines);
gboolean ht_log_lines_next (HtLogLines *lines, HtLogLine *line);
guint64 ht_log_lines_get_skipped (HtLogLines *lines);
gboolean ht_log_line_starts_with (const HtLogLine *line, const char *prefix);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtLogLines, ht_log_lines_free)

G_END_DECLS
