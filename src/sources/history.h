/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "prometheus-server.h"
#include "record-buffer.h"

G_BEGIN_DECLS

/**
 * HtHistoryQuery:
 * @url: base URL of a Prometheus server
 * @credentials: (nullable): what to send along
 * @matchers: (nullable) (element-type HtPrometheusMatcher): which instances there are to choose
 * from
 * @instances: (nullable): names of those that are taken, as [func@history_find] tells them; %NULL
 *   for all
 * @targets: (nullable): for each of @instances what it is called in the recording; %NULL if as the
 *   server's instances are
 * @from_ns: from when, ns since 1970
 * @to_ns: until when; what lies in the future is not asked for
 * @step_ns: how far apart points are, whole ms
 *
 * Which history of which instances is wanted.
 */
typedef struct
{
  /* Owned */
  char *url;
  HtCredentials *credentials;
  GArray *matchers;
  GStrv instances;
  GStrv targets;

  gint64 from_ns;
  gint64 to_ns;
  gint64 step_ns;
} HtHistoryQuery;

/**
 * HtHistoryBatch:
 * @target: what the recording calls the instance
 * @records: points, those of one series in a row, and properties
 * @epochs: (element-type gint64): when the process was seen to be another one, ns since 1970
 * @origin: where it is from, for people
 * @step_ns: how far apart points are
 * @n_bytes: how long the answers were, of the whole instance
 * @last_ns: time of the last point of the instance; %HT_UNKNOWN if it has none
 * @is_last: whether no more comes of the instance
 *
 * A part of the history of one instance.
 */
typedef struct
{
  /* Owned */
  char *target;
  HtRecordBuffer *records;
  GArray *epochs;
  char *origin;

  gint64 step_ns;
  guint64 n_bytes;
  gint64 last_ns;
  gboolean is_last;
} HtHistoryBatch;

/**
 * HtHistoryProgress:
 * @n_done: how many instances are complete
 * @n_all: how many there are
 * @n_points: points that were given so far
 * @instance: (nullable): the one that is asked for
 *
 * How far it is.
 */
typedef struct
{
  guint n_done;
  guint n_all;
  guint64 n_points;
  const char *instance;
} HtHistoryProgress;

/**
 * HtHistoryResult:
 * @progress: how far it came; its instance is the one that could not be completed
 * @n_known: points that the recording had already
 * @warnings: (element-type utf8): what could not be brought, for people
 *
 * What became of a query.
 */
typedef struct
{
  HtHistoryProgress progress;
  guint64 n_known;

  /* Owned */
  char *instance;
  GPtrArray *warnings;
} HtHistoryResult;

/**
 * HtHistorySink:
 * @take: takes a batch, owned by who is called; %FALSE to end it, with @error set
 * @progress: told before each instance, after each answer, and at the end
 * @user_data: handed to both
 *
 * Where a history goes. Both are called on the thread that fetches it.
 */
typedef struct
{
  gboolean (*take) (HtHistoryBatch *batch, gpointer user_data, GError **error);
  void (*progress) (const HtHistoryProgress *progress, gpointer user_data);
  gpointer user_data;
} HtHistorySink;

HtHistoryQuery *ht_history_query_copy (const HtHistoryQuery *query);
void ht_history_query_free (HtHistoryQuery *query);
HtHistoryResult *ht_history_result_new (void);
void ht_history_result_free (HtHistoryResult *result);
void ht_history_batch_free (HtHistoryBatch *batch);

HtPrometheusTargets *
ht_history_find (const HtHistoryQuery *query, GCancellable *cancellable, GError **error);
void ht_history_find_async (const HtHistoryQuery *query,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
HtPrometheusTargets *ht_history_find_finish (GAsyncResult *result, GError **error);
gboolean ht_history_fetch (const HtHistoryQuery *query,
                           const char *path,
                           const HtHistorySink *sink,
                           HtHistoryResult *result,
                           GCancellable *cancellable,
                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtHistoryQuery, ht_history_query_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtHistoryResult, ht_history_result_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtHistoryBatch, ht_history_batch_free)

G_END_DECLS
