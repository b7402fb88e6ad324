/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "prometheus-targets.h"

#include <string.h>

#include "decode-warnings.h"
#include "prometheus-answer.h"
#include "prometheus-line.h"

/* A thousand services with a hundred and fifty figures each. */
#define MAX_SERIES 150000

/* A series while not all are known. */
typedef struct
{
  HtPrometheusLabels *labels;
  char *key;      /* metric and all labels */
  char *own_text; /* labels without those of the target */
  char *point_name;
  gboolean is_container;
  HtPrometheusSeries series;
} Entry;

/* A target while not all of its series are known. */
typedef struct
{
  HtPrometheusTarget target;
  HtPrometheusNaming *naming;
  /* Labels that are not told of its series: of those of the process, and of its container. */
  GHashTable *shared[2];
} Group;

struct _HtPrometheusTargets
{
  GPtrArray *entries; /* of Entry */
  GPtrArray *groups;  /* of Group */
  GHashTable *by_key; /* key: Entry */
};

typedef struct
{
  HtPrometheusTargets *targets;
  HtDecodeWarnings warnings;
  guint n_dropped;
} Reader;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  ht_prometheus_labels_free (entry->labels);
  g_free (entry->key);
  g_free (entry->own_text);
  g_free (entry->point_name);
  g_free (entry);
}

static void
group_free (gpointer data)
{
  Group *group = data;

  g_free (group->target.name);
  g_free (group->target.job);
  g_free (group->target.instance);
  g_free (group->target.namespace_name);
  g_free (group->target.pod);
  g_free (group->target.container);
  g_free (group->target.go_version);
  ht_prometheus_naming_free (group->naming);
  for (guint i = 0; i < G_N_ELEMENTS (group->shared); i++)
    g_clear_pointer (&group->shared[i], g_hash_table_unref);
  g_free (group);
}

static Group *
get_group (const HtPrometheusTargets *self, guint i)
{
  return g_ptr_array_index (self->groups, i);
}

static char *
make_key (const char *metric, const char *labels)
{
  return g_strdup_printf ("%s{%s}", metric, labels);
}

/* --- reading --- */

/* The pause container and the pod's control group say nothing of a process. */
static gboolean
is_of_no_container (const HtPrometheusLabels *labels)
{
  const char *container = ht_prometheus_labels_get (labels, "container");

  return g_str_has_prefix (labels->metric, "container_") &&
         ht_prometheus_labels_get (labels, "pod") != NULL &&
         (container == NULL || strcmp (container, "POD") == 0);
}

static gboolean
series_cb (HtJsonScanner *scanner, const HtJsonToken *begin, gpointer user_data, GError **error)
{
  Reader *self = user_data;
  g_autoptr (HtPrometheusLabels) labels = ht_prometheus_labels_read (scanner, begin, error);
  g_autofree char *text = NULL;
  Entry *entry;

  if (labels == NULL)
    return FALSE;
  text = ht_prometheus_labels_to_text (labels, NULL);
  if (is_of_no_container (labels) || *labels->metric == '\0' ||
      strlen (labels->metric) + strlen (text) > HT_PROMETHEUS_NAME_MAX * 4)
    return TRUE;
  if (self->targets->entries->len >= MAX_SERIES)
    {
      if (self->n_dropped++ == 0)
        ht_decode_warnings_add (&self->warnings, begin->offset,
                                "more than %u series; choose fewer instances", MAX_SERIES);
      return TRUE;
    }
  entry = g_new0 (Entry, 1);
  entry->key = make_key (labels->metric, text);
  entry->is_container = g_str_has_prefix (labels->metric, "container_");
  entry->labels = g_steal_pointer (&labels);
  g_ptr_array_add (self->targets->entries, entry);
  return TRUE;
}

/* --- whose they are --- */

static const char *
get_label (const Entry *entry, const char *name)
{
  const char *value = ht_prometheus_labels_get (entry->labels, name);

  return value != NULL ? value : "";
}

static gboolean
is_of_kubelet (const Entry *entry)
{
  return entry->is_container && ht_prometheus_labels_get (entry->labels, "pod") != NULL;
}

/* What Prometheus scrapes is told by job and instance; for containers that is the kubelet. */
static char *
group_key (const Entry *entry)
{
  gboolean of_kubelet = is_of_kubelet (entry);
  g_autofree char *scraped = g_strdup_printf ("%s\n%s", of_kubelet ? "" : get_label (entry, "job"),
                                              of_kubelet ? "" : get_label (entry, "instance"));

  return g_strdup_printf ("%s\n%s\n%s\n%s", scraped, get_label (entry, "namespace"),
                          get_label (entry, "pod"), get_label (entry, "container"));
}

static char *
pod_key (const Entry *entry, const char *container)
{
  return g_strdup_printf ("%s\n%s\n%s", get_label (entry, "namespace"), get_label (entry, "pod"),
                          container);
}

static guint
add_group (HtPrometheusTargets *self, const Entry *entry)
{
  Group *group = g_new0 (Group, 1);
  HtPrometheusTarget *target = &group->target;

  target->job = g_strdup (ht_prometheus_labels_get (entry->labels, "job"));
  target->instance = g_strdup (ht_prometheus_labels_get (entry->labels, "instance"));
  target->namespace_name = g_strdup (ht_prometheus_labels_get (entry->labels, "namespace"));
  target->pod = g_strdup (ht_prometheus_labels_get (entry->labels, "pod"));
  target->container = g_strdup (ht_prometheus_labels_get (entry->labels, "container"));
  target->is_container = is_of_kubelet (entry);
  group->naming = ht_prometheus_naming_new ();
  g_ptr_array_add (self->groups, group);
  return self->groups->len - 1;
}

static guint
find_group (HtPrometheusTargets *self, GHashTable *by_key, const Entry *entry)
{
  g_autofree char *key = group_key (entry);
  gpointer index;

  if (g_hash_table_lookup_extended (by_key, key, NULL, &index))
    return GPOINTER_TO_UINT (index);
  index = GUINT_TO_POINTER (add_group (self, entry));
  g_hash_table_insert (by_key, g_steal_pointer (&key), index);
  return GPOINTER_TO_UINT (index);
}

/* The container that a process runs in, told by the kubelet, belongs to the process: to that which
 * names the same container, or which names but the pod.
 */
static gboolean
find_group_of_pod (GHashTable *by_pod, const Entry *entry, guint *group)
{
  g_autofree char *exact = pod_key (entry, get_label (entry, "container"));
  g_autofree char *pod = pod_key (entry, "");
  gpointer index;

  if (!g_hash_table_lookup_extended (by_pod, exact, NULL, &index) &&
      !g_hash_table_lookup_extended (by_pod, pod, NULL, &index))
    return FALSE;
  *group = GPOINTER_TO_UINT (index);
  return TRUE;
}

static void
group_entries (HtPrometheusTargets *self)
{
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) by_pod = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->is_container)
        continue;
      entry->series.target = find_group (self, by_key, entry);
      if (ht_prometheus_labels_get (entry->labels, "pod") != NULL)
        {
          char *key = pod_key (entry, get_label (entry, "container"));

          if (g_hash_table_contains (by_pod, key))
            g_free (key);
          else
            g_hash_table_insert (by_pod, key, GUINT_TO_POINTER (entry->series.target));
        }
    }
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->is_container && !find_group_of_pod (by_pod, entry, &entry->series.target))
        entry->series.target = find_group (self, by_key, entry);
    }
}

/* --- what they are called --- */

/* Job, instance and whatever else is the same in all series of a target was
 * put there by who scraped it: the process does not say it.
 */
static void
find_shared_labels (HtPrometheusTargets *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);
      Group *group = get_group (self, entry->series.target);
      GHashTable **shared = &group->shared[entry->is_container];
      GHashTableIter iter;
      gpointer name, value;

      group->target.n_series++;
      if (*shared == NULL)
        {
          *shared = g_hash_table_new (g_str_hash, g_str_equal);
          for (guint j = 0; j < entry->labels->names->len; j++)
            g_hash_table_insert (*shared, g_ptr_array_index (entry->labels->names, j),
                                 g_ptr_array_index (entry->labels->values, j));
        }
      g_hash_table_iter_init (&iter, *shared);
      while (g_hash_table_iter_next (&iter, &name, &value))
        if (g_strcmp0 (ht_prometheus_labels_get (entry->labels, name), value) != 0)
          g_hash_table_iter_remove (&iter);
    }
}

/* What has a sum and a count is a summary or a histogram: both only grow. */
static void
note_type (HtPrometheusTargets *self, const Entry *entry)
{
  const char *metric = entry->labels->metric;

  if (g_str_has_suffix (metric, "_sum") && strlen (metric) > strlen ("_sum"))
    ht_prometheus_naming_set_type (get_group (self, entry->series.target)->naming,
                                   g_strndup (metric, strlen (metric) - strlen ("_sum")),
                                   g_strdup ("summary"));
}

static void
note_go_version (HtPrometheusTarget *target, const Entry *entry)
{
  const char *version = ht_prometheus_labels_get (entry->labels, "version");

  if (strcmp (entry->labels->metric, "go_info") != 0 || version == NULL)
    return;
  /* Of several, as after an update, the history has no one version. */
  if (target->go_version == NULL)
    target->go_version = g_strdup (version);
  else if (strcmp (target->go_version, version) != 0)
    *target->go_version = '\0';
}

/* A container that is started anew gets others of these, and is still the same to who looks. */
static void
drop_incarnations (Group *group)
{
  static const char *const names[] = { "id", "image", "name" };

  if (group->shared[TRUE] != NULL)
    for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
      g_hash_table_add (group->shared[TRUE], (gpointer) names[i]);
}

static void
name_entries (HtPrometheusTargets *self)
{
  for (guint i = 0; i < self->groups->len; i++)
    drop_incarnations (get_group (self, i));
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);
      Group *group = get_group (self, entry->series.target);
      HtPrometheusMetric *metric = ht_prometheus_naming_find (group->naming, entry->labels->metric);

      entry->own_text =
          ht_prometheus_labels_to_text (entry->labels, group->shared[entry->is_container]);
      if (metric != NULL)
        ht_prometheus_metric_add_labels (metric, entry->own_text);
      note_type (self, entry);
      note_go_version (&group->target, entry);
    }
  for (guint i = 0; i < self->groups->len; i++)
    {
      Group *group = get_group (self, i);

      ht_prometheus_naming_choose (group->naming);
      if (group->target.go_version != NULL && *group->target.go_version == '\0')
        g_clear_pointer (&group->target.go_version, g_free);
    }
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);
      HtPrometheusNaming *naming = get_group (self, entry->series.target)->naming;
      HtPrometheusMetric *metric = ht_prometheus_naming_find (naming, entry->labels->metric);

      entry->series.is_left_out =
          !ht_prometheus_naming_get_point (naming, entry->labels->metric, entry->own_text, metric,
                                           &entry->series.point, &entry->point_name,
                                           &entry->series.known);
      /* It says what is a property. */
      if (strcmp (entry->labels->metric, "go_info") == 0)
        entry->series.is_left_out = TRUE;
      g_hash_table_insert (self->by_key, entry->key, entry);
    }
}

static char *
short_name (const HtPrometheusTarget *target)
{
  if (target->pod != NULL)
    return g_strdup_printf ("%s/%s", target->namespace_name != NULL ? target->namespace_name : "",
                            target->pod);
  if (target->instance != NULL)
    return g_strdup (target->instance);
  return g_strdup (target->job != NULL ? target->job : "unnamed");
}

/* Two containers of a pod, or two jobs that scrape one instance, get told apart. */
static char *
long_name (const HtPrometheusTarget *target)
{
  GString *name = g_string_new (target->name);

  if (target->pod != NULL && target->container != NULL)
    g_string_append_printf (name, "/%s", target->container);
  if (target->pod != NULL && target->instance != NULL)
    g_string_append_printf (name, " %s", target->instance);
  if (target->job != NULL)
    g_string_append_printf (name, " (%s)", target->job);
  return g_string_free (name, FALSE);
}

static void
name_groups (HtPrometheusTargets *self)
{
  g_autoptr (GHashTable) once = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) twice = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->groups->len; i++)
    {
      HtPrometheusTarget *target = &get_group (self, i)->target;

      target->name = short_name (target);
      if (!g_hash_table_add (once, g_strdup (target->name)))
        g_hash_table_add (twice, g_strdup (target->name));
    }
  for (guint i = 0; i < self->groups->len; i++)
    {
      HtPrometheusTarget *target = &get_group (self, i)->target;
      char *name;

      if (!g_hash_table_contains (twice, target->name))
        continue;
      name = long_name (target);
      g_free (target->name);
      target->name = name;
    }
}

/**
 * ht_prometheus_targets_decode:
 * @text: what a Prometheus server answered to `/api/v1/series`
 * @length: its length
 * @notes: told of warnings
 * @error: return location
 *
 * Finds out which processes the series are of, and what they are called in a recording: as if
 * the text exposition of each process had been read (see [struct@PrometheusNaming]), with the
 * figures of its container.
 *
 * A process is what was scraped: one job and instance. Figures that the kubelet tells of
 * a container belong to the process in the same pod and container. Labels that all
 * series of a process share are not part of their names.
 *
 * Returns: (transfer full) (nullable): the targets, which may be none; %NULL with %HT_FORMAT_ERROR
 */
HtPrometheusTargets *
ht_prometheus_targets_decode (const char *text,
                              gsize length,
                              const HtRecordSink *notes,
                              GError **error)
{
  g_autoptr (HtPrometheusTargets) self = g_new0 (HtPrometheusTargets, 1);
  Reader reader = { .targets = self, .warnings = { .sink = notes } };

  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->groups = g_ptr_array_new_with_free_func (group_free);
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  if (!ht_prometheus_answer_read (text, length, series_cb, &reader, notes, error))
    return NULL;
  group_entries (self);
  find_shared_labels (self);
  name_entries (self);
  name_groups (self);
  ht_decode_warnings_finish (&reader.warnings);
  return g_steal_pointer (&self);
}

/**
 * ht_prometheus_targets_free:
 * @targets: (transfer full) (nullable): targets
 */
void
ht_prometheus_targets_free (HtPrometheusTargets *targets)
{
  if (targets == NULL)
    return;
  g_hash_table_unref (targets->by_key);
  /* They borrow from the entries. */
  g_ptr_array_unref (targets->groups);
  g_ptr_array_unref (targets->entries);
  g_free (targets);
}

/**
 * ht_prometheus_targets_get_n:
 * @targets: targets
 *
 * Returns: how many there are
 */
guint
ht_prometheus_targets_get_n (const HtPrometheusTargets *targets)
{
  return targets->groups->len;
}

/**
 * ht_prometheus_targets_get_n_series:
 * @targets: targets
 *
 * Returns: how many series they have together
 */
guint
ht_prometheus_targets_get_n_series (const HtPrometheusTargets *targets)
{
  return targets->entries->len;
}

/**
 * ht_prometheus_targets_get:
 * @targets: targets
 * @i: which
 *
 * Returns: the target
 */
const HtPrometheusTarget *
ht_prometheus_targets_get (const HtPrometheusTargets *targets, guint i)
{
  return &get_group (targets, i)->target;
}

/**
 * ht_prometheus_targets_find:
 * @targets: targets
 * @metric: name of a metric
 * @labels: all its labels, as [method@PrometheusLabels.to_text] gives them
 *
 * Returns: (nullable): what it is; %NULL for a series that was not there when the targets were
 * asked
 */
const HtPrometheusSeries *
ht_prometheus_targets_find (const HtPrometheusTargets *targets,
                            const char *metric,
                            const char *labels)
{
  g_autofree char *key = make_key (metric, labels);
  const Entry *entry = g_hash_table_lookup (targets->by_key, key);

  return entry != NULL ? &entry->series : NULL;
}
