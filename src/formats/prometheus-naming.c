/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "prometheus-naming.h"

#include <math.h>
#include <string.h>

#include "prometheus-line.h"

struct _HtPrometheusMetric
{
  const HtKnownSeries *series;
  guint rank;
  gboolean is_container;
  /* Borrowed from who added them */
  GHashTable *label_sets;
  const char *chosen;
};

struct _HtPrometheusNaming
{
  /* Name of a metric: what "# TYPE" says of it. */
  GHashTable *types;
  /* Name of a metric: HtPrometheusMetric. */
  GHashTable *known;
};

static void
metric_free (gpointer data)
{
  HtPrometheusMetric *metric = data;

  g_hash_table_unref (metric->label_sets);
  g_free (metric);
}

/**
 * ht_prometheus_naming_new:
 *
 * Returns: (transfer full): a naming that knows of no metric yet
 */
HtPrometheusNaming *
ht_prometheus_naming_new (void)
{
  HtPrometheusNaming *self = g_new0 (HtPrometheusNaming, 1);

  self->types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, metric_free);
  return self;
}

/**
 * ht_prometheus_naming_free:
 * @naming: (transfer full) (nullable): the naming
 */
void
ht_prometheus_naming_free (HtPrometheusNaming *naming)
{
  if (naming == NULL)
    return;
  g_hash_table_unref (naming->types);
  g_hash_table_unref (naming->known);
  g_free (naming);
}

/**
 * ht_prometheus_naming_set_type:
 * @naming: the naming
 * @metric: (transfer full): name of a metric
 * @type: (transfer full): its type: "counter", "gauge", "histogram", "summary", …
 */
void
ht_prometheus_naming_set_type (HtPrometheusNaming *naming, char *metric, char *type)
{
  g_hash_table_replace (naming->types, metric, type);
}

/**
 * ht_prometheus_naming_get_n_types:
 * @naming: the naming
 *
 * Returns: of how many metrics it knows the type
 */
guint
ht_prometheus_naming_get_n_types (const HtPrometheusNaming *naming)
{
  return g_hash_table_size (naming->types);
}

/**
 * ht_prometheus_naming_get_type:
 * @naming: the naming
 * @metric: name of a metric
 * @suffix: an end that @metric may have beyond the name that was typed; "" for none
 *
 * Returns: (nullable): its type
 */
const char *
ht_prometheus_naming_get_type (const HtPrometheusNaming *naming,
                               const char *metric,
                               const char *suffix)
{
  gsize n = strlen (metric);
  gsize n_suffix = strlen (suffix);

  if (n <= n_suffix || !g_str_has_suffix (metric, suffix))
    return NULL;

  g_autofree char *base = g_strndup (metric, n - n_suffix);
  return g_hash_table_lookup (naming->types, base);
}

/* Sums and counts of histograms and summaries only grow, and so does what is
 * declared to be a counter or, where nothing is declared, is called so.
 */
static HtPointKind
kind_of (const HtPrometheusNaming *self, const char *metric)
{
  static const char *const parts[] = { "_sum", "_count", "_bucket" };
  const char *type = ht_prometheus_naming_get_type (self, metric, "");

  if (type == NULL)
    type = ht_prometheus_naming_get_type (self, metric, "_total");
  if (type != NULL)
    return g_str_equal (type, "counter") ? HT_POINT_COUNTER : HT_POINT_GAUGE;
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      type = ht_prometheus_naming_get_type (self, metric, parts[i]);
      if (type != NULL && (g_str_equal (type, "histogram") || g_str_equal (type, "summary")))
        return HT_POINT_COUNTER;
    }
  return g_str_has_suffix (metric, "_total") ? HT_POINT_COUNTER : HT_POINT_GAUGE;
}

/* The naming rules of Prometheus put the unit last, before what is added to it. */
static const char *
unit_of (const char *metric)
{
  static const char *const units[][2] = {
    { "_bytes", "bytes" }, { "_seconds", "s" }, { "_ratio", "ratio" }, { "_percent", "percent" }
  };
  gsize n = strlen (metric);

  if (g_str_has_suffix (metric, "_count") || g_str_has_suffix (metric, "_bucket"))
    return "count";
  if (g_str_has_suffix (metric, "_total"))
    n -= strlen ("_total");
  else if (g_str_has_suffix (metric, "_sum"))
    n -= strlen ("_sum");
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    {
      gsize n_unit = strlen (units[i][0]);

      if (n >= n_unit && memcmp (metric + n - n_unit, units[i][0], n_unit) == 0)
        return units[i][1];
    }
  return "";
}

/* --- whose figures they are --- */

/**
 * ht_prometheus_naming_find:
 * @naming: the naming
 * @metric: name of a metric
 *
 * Returns: (nullable): what has to be told of its label sets; %NULL for one that has no series of
 *   its own
 */
HtPrometheusMetric *
ht_prometheus_naming_find (HtPrometheusNaming *naming, const char *metric)
{
  HtPrometheusMetric *found = g_hash_table_lookup (naming->known, metric);
  const HtKnownSeries *series;
  guint rank;

  if (found != NULL)
    return found;
  series = ht_known_series_by_metric (metric, strlen (metric), &rank);
  if (series == NULL)
    return NULL;
  found = g_new0 (HtPrometheusMetric, 1);
  found->series = series;
  found->rank = rank;
  found->is_container = g_str_has_prefix (metric, "container_");
  found->label_sets = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (naming->known, g_strdup (metric), found);
  return found;
}

/**
 * ht_prometheus_metric_add_labels:
 * @metric: a metric
 * @labels: a label set that it has; borrowed for as long as the naming lives
 */
void
ht_prometheus_metric_add_labels (HtPrometheusMetric *metric, const char *labels)
{
  g_hash_table_add (metric->label_sets, (gpointer) labels);
}

static gboolean
is_of_container (const char *labels)
{
  g_autofree char *container = ht_prometheus_get_label (labels, "container");

  return container != NULL && *container != '\0' && !g_str_equal (container, "POD");
}

/* A page may speak of many processes or containers. Their figures are one
 * series only if there is but one of them: one label set, or of a pod (whose
 * own figures and whose pause container's come along) one container.
 */
static void
choose_label_set (HtPrometheusMetric *metric)
{
  GHashTableIter iter;
  gpointer labels;
  guint n_containers = 0;

  g_hash_table_iter_init (&iter, metric->label_sets);
  while (g_hash_table_iter_next (&iter, &labels, NULL))
    {
      if (g_hash_table_size (metric->label_sets) == 1)
        metric->chosen = labels;
      else if (metric->is_container && is_of_container (labels))
        metric->chosen = n_containers++ == 0 ? labels : NULL;
    }
}

/* Whether a better known name of the same figure was chosen as well. */
static gboolean
is_second_name (const HtPrometheusNaming *self, const HtPrometheusMetric *metric)
{
  for (guint rank = 0; rank < metric->rank; rank++)
    {
      const HtPrometheusMetric *better =
          g_hash_table_lookup (self->known, metric->series->metrics[rank]);

      if (better != NULL && better->chosen != NULL)
        return TRUE;
    }
  return FALSE;
}

/**
 * ht_prometheus_naming_choose:
 * @naming: the naming
 *
 * To be called when all label sets are told.
 */
void
ht_prometheus_naming_choose (HtPrometheusNaming *naming)
{
  GHashTableIter iter;
  gpointer metric;

  g_hash_table_iter_init (&iter, naming->known);
  while (g_hash_table_iter_next (&iter, NULL, &metric))
    choose_label_set (metric);
}

/* --- what they are called --- */

/**
 * ht_prometheus_naming_get_point:
 * @naming: the naming
 * @name: name of a metric
 * @labels: one of its label sets
 * @metric: (nullable): what [method@PrometheusNaming.find] says of @name
 * @point: (out caller-allocates): its name, unit and kind
 * @owned_name: (out): the name of @point, if it is to be freed
 * @known: (out) (nullable): @metric, if the point is of a known series, and its values have to go
 *   through [method@PrometheusMetric.fit]
 *
 * Says which series the values of a metric are.
 *
 * Returns: %FALSE if they are to be left out, since a better known metric tells the same figure
 */
gboolean
ht_prometheus_naming_get_point (const HtPrometheusNaming *naming,
                                const char *name,
                                const char *labels,
                                const HtPrometheusMetric *metric,
                                HtPoint *point,
                                char **owned_name,
                                const HtPrometheusMetric **known)
{
  *owned_name = NULL;
  *known = NULL;
  if (metric != NULL && metric->chosen != NULL && g_str_equal (metric->chosen, labels))
    {
      const HtKnownSeries *series = metric->series;

      if (is_second_name (naming, metric))
        return FALSE;
      *known = metric;
      *point = (HtPoint){ series->name, series->unit, series->kind, HT_UNKNOWN, 0 };
      return TRUE;
    }
  *owned_name = *labels != '\0' ? g_strdup_printf ("metric/%s{%s}", name, labels)
                                : g_strdup_printf ("metric/%s", name);
  *point = (HtPoint){ *owned_name, unit_of (name), kind_of (naming, name), HT_UNKNOWN, 0 };
  return TRUE;
}

/**
 * ht_prometheus_metric_fit:
 * @metric: a known metric
 * @value: (inout): a finite value of it; in the unit of its series afterwards
 *
 * Returns: whether it is one
 */
HtPrometheusFit
ht_prometheus_metric_fit (const HtPrometheusMetric *metric, double *value)
{
  const HtKnownSeries *series = metric->series;

  if (series->huge_means_none &&
      (*value >= (double) HT_KNOWN_SERIES_HUGE || (metric->is_container && *value == 0)))
    return HT_PROMETHEUS_NONE;
  if (*value < 0 || *value >= (double) HT_KNOWN_SERIES_HUGE)
    return HT_PROMETHEUS_IMPOSSIBLE;
  if (g_str_equal (series->unit, "ns"))
    *value = round (*value * 1e9);
  return HT_PROMETHEUS_VALUE;
}
