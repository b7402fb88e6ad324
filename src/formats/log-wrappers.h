/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-lines.h"

G_BEGIN_DECLS

/**
 * HtLogStream:
 * @HT_LOG_STDOUT: standard output
 * @HT_LOG_STDERR: standard error
 *
 * The streams that the container runtime interface tells apart.
 */
typedef enum
{
  HT_LOG_STDOUT,
  HT_LOG_STDERR,
} HtLogStream;

#define HT_N_LOG_STREAMS 2

void ht_log_unwrap_prefix (HtLogLine *line);
gboolean ht_log_unwrap_container_runtime (HtLogLine *line, HtLogStream *stream, gboolean *is_part);
void ht_log_unwrap_time (HtLogLine *line);
gboolean ht_log_unwrap_json (HtLogLine *line, GString *unescaped);

G_END_DECLS
