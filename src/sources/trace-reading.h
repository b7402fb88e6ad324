/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog.h"
#include "trace-file.h"
#include "trace-records.h"

G_BEGIN_DECLS

/**
 * HtTraceTickFunc:
 * @n_bytes_done: how much of the trace is done
 * @user_data: data of the caller
 * @error: return location
 *
 * Told now and then while a trace is read, on the thread that reads.
 *
 * Returns: %FALSE with @error set to end the reading
 */
typedef gboolean (*HtTraceTickFunc) (guint64 n_bytes_done, gpointer user_data, GError **error);

/**
 * HtTraceReading:
 * @file: the trace
 * @tick: (nullable): is told how far it is
 * @user_data: data for @tick
 * @cancellable: (nullable): ends the reading
 *
 * How a trace is read.
 */
typedef struct
{
  /* Borrowed */
  const HtTraceFile *file;
  HtTraceTickFunc tick;
  gpointer user_data;
  GCancellable *cancellable;
} HtTraceReading;

gboolean ht_trace_reading_find_begin (const HtTraceReading *reading,
                                      gint64 asked_ns,
                                      gint64 written_ns,
                                      gint64 *begin_ns,
                                      GError **error);
gboolean ht_trace_reading_run (const HtTraceReading *reading,
                               HtCatalog *catalog,
                               gint64 begin_ns,
                               const HtTraceRecordSink *sink,
                               HtTraceFacts *facts,
                               GError **error);

G_END_DECLS
