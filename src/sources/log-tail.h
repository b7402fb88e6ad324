/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "record-sink.h"

G_BEGIN_DECLS

/**
 * HtLogTailOptions:
 * @from_start: whether what is in the log already is read as well
 * @poll_ms: how often to look where nothing tells of changes; 0 for each second
 * @linger_ms: how long a log that was moved away is still read after it grew last; 0 for 10 s
 *
 * How a log is followed.
 */
typedef struct
{
  gboolean from_start;
  guint poll_ms;
  guint linger_ms;
} HtLogTailOptions;

/**
 * HtLogTail:
 *
 * Follows a log into which a service writes its gctrace lines: a file, which may be rotated in any
 * way, or a named pipe.
 *
 * - A log that is not there yet is waited for, and then read from its start.
 * - Moved away or deleted, and written anew: both are read until the old one
 *   has not grown for a while, since who writes it may go on for some time.
 * - Truncated in place (logrotate's copytruncate, a restart with `>`): it is read from the start.
 *
 * Changes are told by inotify and looked for each second. Beside one unfinished line (see
 * [const@LOG_LINE_MAX]) nothing is kept in memory.
 */
typedef struct _HtLogTail HtLogTail;

HtLogTail *
ht_log_tail_new (const char *path, const HtLogTailOptions *options, const HtRecordSink *sink);
void ht_log_tail_free (HtLogTail *tail);
const char *ht_log_tail_get_problem (HtLogTail *tail);
guint64 ht_log_tail_get_n_bytes (HtLogTail *tail);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtLogTail, ht_log_tail_free)

G_END_DECLS
