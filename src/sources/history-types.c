/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "history.h"

/**
 * ht_history_query_copy:
 * @query: a query
 *
 * Returns: (transfer full): the same, with strings of its own
 */
HtHistoryQuery *
ht_history_query_copy (const HtHistoryQuery *query)
{
  HtHistoryQuery *self = g_memdup2 (query, sizeof *query);

  self->url = g_strdup (query->url);
  self->instances = g_strdupv (query->instances);
  self->targets = g_strdupv (query->targets);
  if (query->credentials != NULL)
    ht_credentials_ref (query->credentials);
  if (query->matchers != NULL)
    g_array_ref (query->matchers);
  return self;
}

/**
 * ht_history_query_free:
 * @query: (transfer full) (nullable): a query
 */
void
ht_history_query_free (HtHistoryQuery *query)
{
  if (query == NULL)
    return;
  g_free (query->url);
  g_strfreev (query->instances);
  g_strfreev (query->targets);
  g_clear_pointer (&query->credentials, ht_credentials_unref);
  g_clear_pointer (&query->matchers, g_array_unref);
  g_free (query);
}

/**
 * ht_history_result_new:
 *
 * Returns: (transfer full): a result of nothing
 */
HtHistoryResult *
ht_history_result_new (void)
{
  HtHistoryResult *self = g_new0 (HtHistoryResult, 1);

  self->warnings = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * ht_history_result_free:
 * @result: (transfer full) (nullable): a result
 */
void
ht_history_result_free (HtHistoryResult *result)
{
  if (result == NULL)
    return;
  g_free (result->instance);
  g_ptr_array_unref (result->warnings);
  g_free (result);
}

/**
 * ht_history_batch_free:
 * @batch: (transfer full) (nullable): a batch
 */
void
ht_history_batch_free (HtHistoryBatch *batch)
{
  if (batch == NULL)
    return;
  g_free (batch->target);
  g_free (batch->origin);
  ht_record_buffer_free (batch->records);
  g_array_unref (batch->epochs);
  g_free (batch);
}
