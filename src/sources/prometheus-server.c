/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "prometheus-server.h"

#include <string.h>

#include "prometheus-answer.h"
#include "safe-text.h"

/* Of the answers' 64 MiB a point takes 30 bytes or so. */
#define MAX_POINTS_AT_ONCE 1000000

/* Who asks for a month in steps of a ms did not mean it. */
#define MAX_WINDOWS 20000

#define MAX_SELECTOR_BYTES 4096

/* Of a series that is looked at as a whole; a window is not wider than that in pixels. */
#define USUAL_POINTS 6000

/* A server that looks far back takes its time. */
static const HtHttpLimits limits = {
  .first_byte_ms = 60000,
  .total_ms = 120000,
  .max_bytes = HT_JSON_MAX_BYTES,
  .max_unpacked_bytes = HT_JSON_MAX_BYTES,
};

/* --- what is asked --- */

static void
append_quoted (GString *text, const char *value)
{
  g_string_append_c (text, '"');
  for (; *value != '\0'; value++)
    if (*value == '\n')
      g_string_append (text, "\\n");
    else if (*value == '"' || *value == '\\')
      g_string_append_printf (text, "\\%c", *value);
    else
      g_string_append_c (text, *value);
  g_string_append_c (text, '"');
}

/**
 * ht_prometheus_selector:
 * @matchers: (array length=n_matchers): which instances
 * @n_matchers: how many
 * @error: return location
 *
 * Makes the selector of all that the Go and process collectors and cAdvisor tell of instances,
 * without the buckets of histograms. The figures of containers come from the kubelet, under its
 * own job: who wants them matches `namespace` and `pod`.
 *
 * Returns: (transfer full) (nullable): the selector, or %NULL with %HT_SOURCE_ERROR_INVALID
 */
char *
ht_prometheus_selector (const HtPrometheusMatcher *matchers, gsize n_matchers, GError **error)
{
  static const char *const operators[2][2] = { { "=", "=~" }, { "!=", "!~" } };
  g_autoptr (GString) text =
      g_string_new ("{__name__=~\"(go|process|container)_.+\",__name__!~\".+_bucket\"");

  for (gsize i = 0; i < n_matchers; i++)
    {
      const HtPrometheusMatcher *matcher = &matchers[i];

      if (!ht_prometheus_is_label_name (matcher->name) ||
          !g_utf8_validate (matcher->value, -1, NULL))
        {
          g_autofree char *shown = ht_safe_text_for_terminal (matcher->name, -1);

          g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                       "“%s” is no label that a Prometheus server can have: these have letters, "
                       "digits and underscores, and values in UTF-8",
                       shown);
          return NULL;
        }
      g_string_append_printf (text, ",%s%s", matcher->name,
                              operators[matcher->is_negative][matcher->is_pattern]);
      append_quoted (text, matcher->value);
    }
  g_string_append_c (text, '}');
  if (text->len > MAX_SELECTOR_BYTES)
    {
      g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                   "the labels are more than %d bytes; choose by fewer", (int) MAX_SELECTOR_BYTES);
      return NULL;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * ht_prometheus_usual_step:
 * @from_ns: from when
 * @to_ns: until when
 *
 * Chooses how far apart points are where nobody says: as most servers scrape, and farther for
 * longer histories, so that a series has a few thousand points.
 *
 * Returns: ns
 */
gint64
ht_prometheus_usual_step (gint64 from_ns, gint64 to_ns)
{
  static const gint64 steps_s[] = { 15, 30, 60, 120, 300, 600, 900, 1800, 3600 };
  gint64 span_s = MAX (to_ns - from_ns, 0) / 1000000000;

  for (gsize i = 0; i < G_N_ELEMENTS (steps_s); i++)
    if (span_s / steps_s[i] <= USUAL_POINTS)
      return steps_s[i] * 1000000000;
  return 4 * 3600 * G_GINT64_CONSTANT (1000000000);
}

/**
 * ht_prometheus_windows:
 * @query: a query
 * @n_series: how many series it is about
 * @error: return location
 *
 * Splits a query into parts of which each has fewer points per series than a server gives and fewer
 * points in all than an answer may have. Together they ask for each step once.
 *
 * Returns: (transfer full) (element-type HtPrometheusWindow) (nullable): the parts in the order of
 *   time, or %NULL with %HT_SOURCE_ERROR_INVALID if there are too many
 */
GArray *
ht_prometheus_windows (const HtPrometheusQuery *query, guint n_series, GError **error)
{
  gint64 from_ms = query->from_ns / 1000000;
  gint64 to_ms = query->to_ns / 1000000;
  gint64 step_ms = query->step_ns / 1000000;
  gint64 n_points = CLAMP (MAX_POINTS_AT_ONCE / MAX (n_series, 1), 1, HT_PROMETHEUS_MAX_POINTS);
  gint64 n_steps;
  GArray *windows;

  if (from_ms < 0 || to_ms < from_ms || step_ms < 1)
    {
      g_set_error_literal (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                           "a history has to begin before it ends, in steps of at least 1 ms");
      return NULL;
    }
  n_steps = (to_ms - from_ms) / step_ms + 1;
  if ((n_steps - 1) / n_points >= MAX_WINDOWS)
    {
      g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                   "%" G_GINT64_FORMAT " points of %u series are too many to ask for; take longer "
                   "steps or fewer instances",
                   n_steps, n_series);
      return NULL;
    }
  windows = g_array_new (FALSE, FALSE, sizeof (HtPrometheusWindow));
  for (gint64 i = 0; i < n_steps; i += n_points)
    {
      HtPrometheusWindow window = { from_ms + i * step_ms,
                                    from_ms + MIN (i + n_points - 1, n_steps - 1) * step_ms };

      g_array_append_val (windows, window);
    }
  return windows;
}

static void
append_seconds (GString *path, const char *name, gint64 ms)
{
  g_string_append_printf (path, "&%s=%" G_GINT64_FORMAT ".%03d", name, ms / 1000,
                          (int) (ms % 1000));
}

static char *
make_path (const char *what, const char *selector, const HtPrometheusWindow *window)
{
  GString *path = g_string_new (what);
  g_autofree char *escaped = g_uri_escape_string (selector, NULL, FALSE);

  g_string_append (path, escaped);
  append_seconds (path, "start", window->start_ms);
  append_seconds (path, "end", window->end_ms);
  return g_string_free (path, FALSE);
}

/* --- what is answered --- */

static void
set_bad_answer (GError **error, HtHttpClient *client, const GError *reason)
{
  g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_BAD_ANSWER, "%s: %s",
               ht_http_client_get_display_url (client), reason->message);
}

static HtHttpAnswer *
finish_answer (GTask *task, GObject *source, GAsyncResult *result, const char **text, gsize *length)
{
  GError *error = NULL;
  HtHttpAnswer *answer = ht_http_client_get_finish (HT_HTTP_CLIENT (source), result, &error);

  if (answer == NULL)
    g_task_return_error (task, error);
  else
    *text = g_bytes_get_data (answer->body, length);
  return answer;
}

static void
return_or_fail (GTask *task, gpointer made, GDestroyNotify destroy, const GError *reason)
{
  GError *error = NULL;

  if (made != NULL)
    {
      g_task_return_pointer (task, made, destroy);
      return;
    }
  set_bad_answer (&error, g_task_get_source_object (task), reason);
  g_task_return_error (task, error);
}

/* --- which targets there are --- */

static void
series_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  const char *text = NULL;
  gsize length = 0;
  g_autoptr (HtHttpAnswer) answer = finish_answer (task, source, result, &text, &length);

  HtPrometheusTargets *targets;

  if (answer == NULL)
    return;
  targets = ht_prometheus_targets_decode (text, length, g_task_get_task_data (task), &error);
  return_or_fail (task, targets, (GDestroyNotify) ht_prometheus_targets_free, error);
}

/**
 * ht_prometheus_find_async:
 * @client: a client of a Prometheus server
 * @query: which instances, and when; its step does not matter
 * @notes: told of warnings, with offsets in an answer; copied
 * @cancellable: (nullable): ends it
 * @callback: called when it is done
 * @user_data: its data
 *
 * Asks of which processes there is a history.
 */
void
ht_prometheus_find_async (HtHttpClient *client,
                          const HtPrometheusQuery *query,
                          const HtRecordSink *notes,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (client, cancellable, callback, user_data);
  HtPrometheusWindow window = { query->from_ns / 1000000, query->to_ns / 1000000 };
  g_autofree char *path = make_path ("api/v1/series?match%5B%5D=", query->selector, &window);

  g_task_set_source_tag (task, ht_prometheus_find_async);
  g_task_set_task_data (task, g_memdup2 (notes, sizeof *notes), g_free);
  ht_http_client_get_async (client, path, &limits, cancellable, series_cb, task);
}

/**
 * ht_prometheus_find_finish:
 * @client: the client
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the targets, which may be none; %NULL with %HT_SOURCE_ERROR
 */
HtPrometheusTargets *
ht_prometheus_find_finish (HtHttpClient *client, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- their history --- */

typedef struct
{
  const HtPrometheusTargets *targets;
  HtRecordSink *sinks;
  HtRecordSink notes;
  HtPrometheusProgressFunc progress;
  gpointer progress_data;
  char *selector;
  gint64 step_ms;
  GArray *windows;
  guint n_done;
  HtPrometheusRangeStats stats;
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_free (fetch->sinks);
  g_free (fetch->selector);
  g_array_unref (fetch->windows);
  g_free (fetch);
}

static void fetch_next (GTask *task);

static void
range_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GError) reason = NULL;
  const char *text = NULL;
  gsize length = 0;
  g_autoptr (HtHttpAnswer) answer = finish_answer (task, source, result, &text, &length);

  if (answer == NULL)
    return;
  if (!ht_prometheus_range_decode (text, length, fetch->targets, fetch->sinks, &fetch->notes,
                                   &fetch->stats, &reason))
    {
      return_or_fail (task, NULL, NULL, reason);
      return;
    }
  fetch->n_done++;
  if (fetch->progress != NULL)
    fetch->progress (fetch->n_done, fetch->windows->len, fetch->progress_data);
  if (!g_task_return_error_if_cancelled (task))
    fetch_next (g_steal_pointer (&task));
}

static void
tell_what_is_missing (const Fetch *fetch)
{
  const HtPrometheusRangeStats *stats = &fetch->stats;

  if (stats->n_histogram_series > 0)
    ht_record_sink_warning (&fetch->notes, 0, "native histograms are left out");
  if (stats->n_impossible > 0)
    ht_record_sink_warning (&fetch->notes, 0, "values that no size or count can have are left out");
  if (stats->n_unknown_series > 0)
    ht_record_sink_warning (&fetch->notes, 0,
                            "series that began after the instances were looked for are left out");
}

static void
fetch_next (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GString) path = NULL;
  g_autofree char *start = NULL;

  if (fetch->n_done >= fetch->windows->len)
    {
      tell_what_is_missing (fetch);
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  start = make_path ("api/v1/query_range?query=", fetch->selector,
                     &g_array_index (fetch->windows, HtPrometheusWindow, fetch->n_done));
  path = g_string_new (start);
  append_seconds (path, "step", fetch->step_ms);
  ht_http_client_get_async (g_task_get_source_object (task), path->str, &limits,
                            g_task_get_cancellable (task), range_cb, task);
}

/**
 * ht_prometheus_fetch_async:
 * @client: a client of a Prometheus server
 * @query: what was asked in [func@prometheus_find_async]
 * @targets: what it found; has to stay until this is done
 * @sinks: (array): for each target who is given its points; copied
 * @notes: told of warnings; copied
 * @progress: (nullable): told after each question
 * @progress_data: its data
 * @cancellable: (nullable): ends it
 * @callback: called when it is done
 * @user_data: its data
 *
 * Brings the history of targets, question after question, in the order of time.
 *
 * What Prometheus answers is what it knew at each step: a value that is up to 5 minutes older,
 * where a scrape failed.
 */
void
ht_prometheus_fetch_async (HtHttpClient *client,
                           const HtPrometheusQuery *query,
                           const HtPrometheusTargets *targets,
                           const HtRecordSink *sinks,
                           const HtRecordSink *notes,
                           HtPrometheusProgressFunc progress,
                           gpointer progress_data,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (client, cancellable, callback, user_data);
  GError *error = NULL;
  GArray *windows =
      ht_prometheus_windows (query, ht_prometheus_targets_get_n_series (targets), &error);
  Fetch *fetch;

  g_task_set_source_tag (task, ht_prometheus_fetch_async);
  if (windows == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  fetch = g_new0 (Fetch, 1);
  fetch->targets = targets;
  fetch->sinks = g_memdup2 (sinks, ht_prometheus_targets_get_n (targets) * sizeof *sinks);
  fetch->notes = *notes;
  fetch->progress = progress;
  fetch->progress_data = progress_data;
  fetch->selector = g_strdup (query->selector);
  fetch->step_ms = query->step_ns / 1000000;
  fetch->windows = windows;
  g_task_set_task_data (task, fetch, fetch_free);
  if (ht_prometheus_targets_get_n (targets) == 0)
    fetch->n_done = windows->len;
  fetch_next (task);
}

/**
 * ht_prometheus_fetch_finish:
 * @client: the client
 * @result: what the callback got
 * @stats: (out) (optional): what became of the values, also of those before an error
 * @error: return location
 *
 * Returns: %FALSE with %HT_SOURCE_ERROR or %G_IO_ERROR_CANCELLED; points may have been given
 */
gboolean
ht_prometheus_fetch_finish (HtHttpClient *client,
                            GAsyncResult *result,
                            HtPrometheusRangeStats *stats,
                            GError **error)
{
  const Fetch *fetch = g_task_get_task_data (G_TASK (result));

  if (stats != NULL)
    *stats = fetch != NULL ? fetch->stats : (HtPrometheusRangeStats){ 0 };
  return g_task_propagate_boolean (G_TASK (result), error);
}
