/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "top.h"

#include "frame-dropping.h"
#include "label-filter.h"
#include "location-table.h"
#include "sample-choice.h"
#include "sample-merge.h"

typedef struct
{
  /* Owned */
  HtLocationFilters filters;
  HtLabelFilter *tag_focus;
  HtLabelFilter *tag_ignore;
  HtLocationTable *table;
  GArray *last_samples; /* guint32 by node: the last sample that counted for it */
  GArray *cumulatives;  /* gint64 by node */
  GArray *flats;        /* gint64 by node */
  GArray *labels;       /* HtLabel, of the sample at hand */
  GArray *visible;      /* guint32, the locations left of the stack at hand */

  guint32 n_samples;
  gboolean is_filtered;
  gboolean tag_focus_matched;
  gboolean tag_ignore_matched;
  gint64 total;
  gint64 base_total;
  gint64 unattributed;
} TopBuilder;

/* Sums wrap around as Go's do. */
static inline gint64
wrapping_add (gint64 a, gint64 b)
{
  return (gint64) ((guint64) a + (guint64) b);
}

static inline gint64
wrapping_abs (gint64 value)
{
  return value < 0 ? (gint64) (0 - (guint64) value) : value;
}

/* pprof subtracts by scaling with -1.0, which rounds what a double cannot hold. */
static gint64
negated (gint64 value)
{
  const double limit = 9223372036854775808.0;
  double negative = -(double) value;

  return negative >= limit ? G_MININT64 : (gint64) negative;
}

static gboolean
builder_init (TopBuilder *self,
              const HtStackSource *source,
              const HtTopOptions *options,
              gboolean has_base,
              GError **error)
{
  const struct
  {
    const char *expression;
    const char *what;
  } given[] = {
    [HT_LOCATION_FOCUS] = { options->focus, "focus" },
    [HT_LOCATION_IGNORE] = { options->ignore, "ignore" },
    [HT_LOCATION_HIDE] = { options->hide, "hide" },
    [HT_LOCATION_SHOW] = { options->show, "show" },
    [HT_LOCATION_SHOW_FROM] = { options->show_from, "show-from" },
    [HT_LOCATION_PRUNE_FROM] = { options->prune_from, "prune-from" },
  };
  HtLocationFilters *filters = &self->filters;

  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    {
      if (given[i].expression == NULL)
        continue;
      filters->patterns[i] = ht_name_pattern_new (given[i].expression, given[i].what, error);
      if (filters->patterns[i] == NULL)
        return FALSE;
    }
  if (options->tag_focus != NULL)
    self->tag_focus = ht_label_filter_new (options->tag_focus, "tag-focus", error);
  if (options->tag_ignore != NULL && (options->tag_focus == NULL || self->tag_focus != NULL))
    self->tag_ignore = ht_label_filter_new (options->tag_ignore, "tag-ignore", error);
  if ((options->tag_focus != NULL && self->tag_focus == NULL) ||
      (options->tag_ignore != NULL && self->tag_ignore == NULL))
    return FALSE;
  filters->drop = ht_drop_pattern_new (source->drop_frames);
  if (filters->drop != NULL)
    filters->keep = ht_drop_pattern_new (source->keep_frames);
  self->is_filtered = FALSE;
  for (guint i = 0; i < HT_LOCATION_N_FILTERS; i++)
    self->is_filtered |= filters->patterns[i] != NULL;
  self->table = ht_location_table_new (filters, has_base);
  self->last_samples = g_array_new (FALSE, TRUE, sizeof (guint32));
  self->cumulatives = g_array_new (FALSE, TRUE, sizeof (gint64));
  self->flats = g_array_new (FALSE, TRUE, sizeof (gint64));
  self->visible = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->labels = g_array_new (FALSE, FALSE, sizeof (HtLabel));
  return TRUE;
}

static void
builder_clear (TopBuilder *self)
{
  g_clear_pointer (&self->table, ht_location_table_free);
  for (guint i = 0; i < HT_LOCATION_N_FILTERS; i++)
    g_clear_pointer (&self->filters.patterns[i], ht_name_pattern_free);
  g_clear_pointer (&self->filters.drop, ht_name_pattern_free);
  g_clear_pointer (&self->filters.keep, ht_name_pattern_free);
  g_clear_pointer (&self->last_samples, g_array_unref);
  g_clear_pointer (&self->cumulatives, g_array_unref);
  g_clear_pointer (&self->flats, g_array_unref);
  g_clear_pointer (&self->visible, g_array_unref);
  g_clear_pointer (&self->labels, g_array_unref);
  g_clear_pointer (&self->tag_focus, ht_label_filter_free);
  g_clear_pointer (&self->tag_ignore, ht_label_filter_free);
}

/*
 * How many locations at the leaf end are left out. As in pprof the walk begins
 * at the root and no frame is dropped before one that stays, lest nothing remain.
 */
static gsize
count_dropped (const HtLocationView *view, const guint32 *locations, gsize n_locations)
{
  gboolean found_user = FALSE;

  for (gsize i = n_locations; i > 0; i--)
    {
      guint32 flags = view->flags[locations[i - 1]];

      if ((flags & (HT_LOCATION_DROPPED | HT_LOCATION_DROPPED_BELOW)) == 0)
        found_user = TRUE;
      else if (found_user)
        return (flags & HT_LOCATION_DROPPED) != 0 ? i : i - 1;
    }
  return 0;
}

static gboolean
passes_filters (const HtLocationView *view, const guint32 *locations, gsize n_locations)
{
  guint32 flags = 0;

  for (gsize i = 0; i < n_locations; i++)
    flags |= view->flags[locations[i]];
  return (flags & HT_LOCATION_FOCUSED) != 0 && (flags & HT_LOCATION_IGNORED) == 0;
}

/* Lists in self->visible, root first, what the filters leave of a stack; says whether it counts at
 * all. */
static gboolean
filter_stack (TopBuilder *self,
              const HtLocationView *view,
              const guint32 *locations,
              gsize n_locations)
{
  gboolean is_shown = self->filters.patterns[HT_LOCATION_SHOW_FROM] == NULL;

  g_array_set_size (self->visible, 0);
  if (!passes_filters (view, locations, n_locations))
    return FALSE;
  for (gsize i = n_locations; i > 0; i--)
    {
      guint32 flags = view->flags[locations[i - 1]];

      if ((flags & HT_LOCATION_HIDDEN) != 0)
        continue;
      is_shown |= (flags & HT_LOCATION_SHOWN_FROM) != 0;
      if (is_shown)
        g_array_append_val (self->visible, locations[i - 1]);
    }
  for (guint i = self->visible->len; i > 0; i--)
    if ((view->flags[g_array_index (self->visible, guint32, i - 1)] & HT_LOCATION_PRUNED_FROM) != 0)
      {
        g_array_set_size (self->visible, i);
        break;
      }
  return self->visible->len > 0;
}

static void
reserve_nodes (TopBuilder *self)
{
  guint32 n_nodes = ht_location_table_n_nodes (self->table);

  if (n_nodes > self->flats->len)
    {
      g_array_set_size (self->last_samples, n_nodes);
      g_array_set_size (self->cumulatives, n_nodes);
      g_array_set_size (self->flats, n_nodes);
    }
}

/* What a sample adds to. Pointers into the builder's arrays. */
typedef struct
{
  guint32 *last_samples;
  gint64 *cumulatives;
  gint64 value;
  guint32 sample;
} Addition;

/* A function counts once for each sample, however deep it recurs. */
static inline void
add_to_node (const Addition *addition, guint32 node)
{
  if (addition->last_samples[node] == addition->sample)
    return;
  addition->last_samples[node] = addition->sample;
  addition->cumulatives[node] = wrapping_add (addition->cumulatives[node], addition->value);
}

/* The locations of a sample, all of which count. */
static void
add_locations (TopBuilder *self,
               const guint32 *locations,
               gsize n_locations,
               guint32 leaf_location,
               gint64 value)
{
  HtLocationView view = ht_location_table_view (self->table);
  guint32 leaf = view.nodes[leaf_location];
  gint64 *flat;

  reserve_nodes (self);

  const Addition addition = {
    .last_samples = (guint32 *) (gpointer) self->last_samples->data,
    .cumulatives = (gint64 *) (gpointer) self->cumulatives->data,
    .value = value,
    .sample = ++self->n_samples,
  };

  for (gsize i = 0; i < n_locations; i++)
    {
      guint32 nodes = view.nodes[locations[i]];

      if (G_LIKELY ((nodes & HT_LOCATION_RUN) == 0))
        {
          add_to_node (&addition, nodes);
          continue;
        }

      const guint32 *run = view.runs + (nodes & ~HT_LOCATION_RUN);

      for (guint32 k = 1; k <= run[0]; k++)
        add_to_node (&addition, run[k]);
    }

  if ((leaf & HT_LOCATION_RUN) != 0)
    leaf = view.runs[(leaf & ~HT_LOCATION_RUN) + 1];
  flat = &g_array_index (self->flats, gint64, leaf);
  *flat = wrapping_add (*flat, value);
}

/* Adds a sample whose locations were all described. */
static void
add_stack (TopBuilder *self, const guint32 *locations, gsize n_locations, gint64 value)
{
  HtLocationView view = ht_location_table_view (self->table);

  if (self->filters.drop != NULL)
    {
      gsize n_dropped = count_dropped (&view, locations, n_locations);

      locations += n_dropped;
      n_locations -= n_dropped;
    }
  if (n_locations == 0)
    return;
  if (!self->is_filtered)
    add_locations (self, locations, n_locations, locations[0], value);
  else if (filter_stack (self, &view, locations, n_locations))
    add_locations (self, (const guint32 *) (gpointer) self->visible->data, self->visible->len,
                   g_array_index (self->visible, guint32, self->visible->len - 1), value);
}

static gboolean
describe_stack (TopBuilder *self, const guint32 *locations, gsize n_locations, GError **error)
{
  HtLocationView view = ht_location_table_view (self->table);

  for (gsize i = 0; i < n_locations; i++)
    if (G_UNLIKELY (locations[i] >= view.n_locations || view.nodes[locations[i]] == 0))
      {
        if (!ht_location_table_describe (self->table, locations[i], error))
          return FALSE;
        view = ht_location_table_view (self->table);
      }
  return TRUE;
}

static void
add_to_totals (TopBuilder *self, gsize n_locations, gint64 value, gboolean is_base)
{
  gint64 absolute = wrapping_abs (value);

  self->total = wrapping_add (self->total, absolute);
  if (is_base)
    self->base_total = wrapping_add (self->base_total, absolute);
  if (n_locations == 0)
    self->unattributed = wrapping_add (self->unattributed, absolute);
}

/* Whether the labels of the sample at which @source stands are such that it is not to count. */
static gboolean
find_left_out (TopBuilder *self, HtStackSource *source, gboolean *is_left_out, GError **error)
{
  gboolean matches = TRUE;
  gboolean is_ignored = FALSE;

  *is_left_out = FALSE;
  if (self->tag_focus == NULL && self->tag_ignore == NULL)
    return TRUE;
  source->klass->get_labels (source, self->labels);
  if ((self->tag_focus != NULL &&
       !ht_label_filter_matches (self->tag_focus, source, self->labels, &matches, error)) ||
      (self->tag_ignore != NULL &&
       !ht_label_filter_matches (self->tag_ignore, source, self->labels, &is_ignored, error)))
    return FALSE;
  self->tag_focus_matched |= matches;
  self->tag_ignore_matched |= is_ignored;
  *is_left_out = !matches || is_ignored;
  return TRUE;
}

/* pprof does not merge the samples of a single profile, so neither is it done here. */
static gboolean
add_samples (TopBuilder *self, HtStackSource *source, guint type, GError **error)
{
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (HtLabel));
  HtStackSample sample;

  if (!ht_location_table_set_source (self->table, source, error))
    return FALSE;
  while (ht_stack_source_next (source, &sample))
    {
      gint64 value = sample.values[type];
      gboolean is_left_out;

      if (value == 0)
        continue;
      if (!find_left_out (self, source, &is_left_out, error))
        return FALSE;
      add_to_totals (self, sample.n_locations, value,
                     ht_stack_source_is_base_sample (source, labels));
      if (!describe_stack (self, sample.locations, sample.n_locations, error))
        return FALSE;
      if (!is_left_out)
        add_stack (self, sample.locations, sample.n_locations, value);
    }
  return TRUE;
}

static gboolean
share_stack (TopBuilder *self, const HtStackSample *sample, GArray *shared, GError **error)
{
  g_array_set_size (shared, 0);
  for (gsize i = 0; i < sample->n_locations; i++)
    {
      guint32 location = ht_location_table_share (self->table, sample->locations[i], error);

      if (location == 0)
        return FALSE;
      g_array_append_val (shared, location);
    }
  return TRUE;
}

static gboolean
is_zero (const HtStackSample *sample, guint n_types)
{
  for (guint i = 0; i < n_types; i++)
    if (sample->values[i] != 0)
      return FALSE;
  return TRUE;
}

static gboolean
merge_samples (TopBuilder *self,
               HtSampleMerge *merge,
               HtStackSource *source,
               guint type,
               gboolean is_subtracted,
               gboolean is_base,
               GError **error)
{
  g_autoptr (GArray) shared = g_array_new (FALSE, FALSE, sizeof (guint32));
  HtStackSample sample;

  if (!ht_location_table_set_source (self->table, source, error))
    return FALSE;
  while (ht_stack_source_next (source, &sample))
    {
      gint64 value = sample.values[type];
      gboolean is_left_out;

      /* What counts for another type still counts for which executable was seen first. */
      if (is_zero (&sample, source->types->len))
        continue;
      if (!share_stack (self, &sample, shared, error) ||
          !find_left_out (self, source, &is_left_out, error))
        return FALSE;
      ht_sample_merge_add (merge, (const guint32 *) (gpointer) shared->data, shared->len, source,
                           is_base, is_left_out, is_subtracted ? negated (value) : value);
    }
  return TRUE;
}

static void
add_merged (TopBuilder *self, const HtSampleMerge *merge)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint32));
  gsize n_samples;
  const HtMergedSample *samples = ht_sample_merge_get (merge, &n_samples);

  for (gsize i = 0; i < n_samples; i++)
    {
      gsize depth = ht_sample_merge_get_stack (merge, samples[i].stack, stack);

      if (samples[i].value == 0)
        continue;
      add_to_totals (self, depth, samples[i].value, samples[i].is_base);
      if (!samples[i].is_left_out)
        add_stack (self, (const guint32 *) (gpointer) stack->data, depth, samples[i].value);
    }
}

static gboolean
add_difference (TopBuilder *self,
                HtStackSource *source,
                HtStackSource *base,
                const HtSampleChoice *choice,
                HtTopBase kind,
                GError **error)
{
  g_autoptr (HtSampleMerge) merge = ht_sample_merge_new ();
  /* With a base to compare with, its samples stay apart: the total is theirs. */
  gboolean stays_apart = kind == HT_TOP_BASE_COMPARE;

  if (!merge_samples (self, merge, source, choice->in_source, FALSE, FALSE, error) ||
      !merge_samples (self, merge, base, choice->in_base, TRUE, stays_apart, error))
    return FALSE;
  add_merged (self, merge);
  return TRUE;
}

static int
compare_absolute (gint64 a, gint64 b)
{
  a = wrapping_abs (a);
  b = wrapping_abs (b);
  return a > b ? -1 : a < b;
}

static int
compare_by_flat (gconstpointer a, gconstpointer b)
{
  const HtTopRow *left = a;
  const HtTopRow *right = b;
  int order = compare_absolute (left->flat, right->flat);

  if (order == 0)
    order = strcmp (left->shown_name, right->shown_name);
  return order != 0 ? order : compare_absolute (left->cumulative, right->cumulative);
}

static int
compare_by_cumulative (gconstpointer a, gconstpointer b)
{
  const HtTopRow *left = a;
  const HtTopRow *right = b;
  int order = compare_absolute (left->cumulative, right->cumulative);

  if (order == 0)
    order = strcmp (left->shown_name, right->shown_name);
  return order != 0 ? order : compare_absolute (left->flat, right->flat);
}

static void
clear_row (HtTopRow *row)
{
  g_free (row->shown_name);
  g_free (row->full_name);
}

static GArray *
make_rows (const TopBuilder *self, gboolean by_cumulative)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (HtTopRow));

  g_array_set_clear_func (rows, (GDestroyNotify) clear_row);
  for (guint32 node = 1; node < self->flats->len; node++)
    {
      gint64 cumulative = g_array_index (self->cumulatives, gint64, node);
      gint64 flat = g_array_index (self->flats, gint64, node);

      if (flat == 0 && cumulative == 0)
        continue;

      HtTopRow row = {
        .shown_name = ht_location_table_dup_shown_name (self->table, node),
        .full_name = ht_location_table_dup_full_name (self->table, node),
        .flat = flat,
        .cumulative = cumulative,
      };
      g_array_append_val (rows, row);
    }
  g_array_sort (rows, by_cumulative ? compare_by_cumulative : compare_by_flat);
  return rows;
}

static gboolean
has_matched (const TopBuilder *self, HtLocationFilter filter, gboolean is_found)
{
  return self->filters.patterns[filter] == NULL || is_found;
}

static guint32
all_flags (const TopBuilder *self, gboolean *is_any_visible)
{
  HtLocationView view = ht_location_table_view (self->table);
  guint32 flags = 0;

  *is_any_visible = FALSE;
  for (gsize i = 0; i < view.n_locations; i++)
    {
      flags |= view.flags[i];
      *is_any_visible |= view.nodes[i] != 0 && (view.flags[i] & HT_LOCATION_HIDDEN) == 0;
    }
  return flags;
}

static HtTop *
make_top (const TopBuilder *self,
          const HtStackSource *source,
          guint type,
          const HtTopOptions *options)
{
  HtTop *top = g_new0 (HtTop, 1);
  gboolean is_any_visible;
  guint32 flags = all_flags (self, &is_any_visible);

  top->sample_type = g_strdup (g_ptr_array_index (source->types, type));
  top->unit = g_strdup (g_ptr_array_index (source->units, type));
  top->rows = make_rows (self, options->by_cumulative);
  top->total = self->base_total > 0 ? self->base_total : self->total;
  top->unattributed = self->unattributed;
  top->focus_matched = has_matched (self, HT_LOCATION_FOCUS, (flags & HT_LOCATION_FOCUSED) != 0);
  top->ignore_matched = has_matched (self, HT_LOCATION_IGNORE, (flags & HT_LOCATION_IGNORED) != 0);
  top->hide_matched = has_matched (self, HT_LOCATION_HIDE, (flags & HT_LOCATION_HIDE_MATCHED) != 0);
  top->show_matched = has_matched (self, HT_LOCATION_SHOW, is_any_visible);
  top->show_from_matched =
      has_matched (self, HT_LOCATION_SHOW_FROM, (flags & HT_LOCATION_SHOWN_FROM) != 0);
  top->prune_from_matched =
      has_matched (self, HT_LOCATION_PRUNE_FROM, (flags & HT_LOCATION_PRUNED_FROM) != 0);
  top->tag_focus_matched = self->tag_focus == NULL || self->tag_focus_matched;
  top->tag_ignore_matched = self->tag_ignore == NULL || self->tag_ignore_matched;
  top->time_ns = source->time_ns;
  top->duration_ns = source->duration_ns;
  return top;
}

/**
 * ht_top_new:
 * @source: the samples; walked to their end
 * @base: (nullable): samples to subtract; walked to their end
 * @options: what is wanted
 * @error: return location
 *
 * Adds up samples by function as `go tool pprof -top` does. A recursive
 * function counts once per sample; sums wrap around; functions of which
 * nothing remains have no row.
 *
 * Thread-safe as far as the sources are. Fails with an error of %HT_ANALYSIS_ERROR.
 *
 * Returns: (transfer full): the table
 */
HtTop *
ht_top_new (HtStackSource *source, HtStackSource *base, const HtTopOptions *options, GError **error)
{
  TopBuilder self = { 0 };
  HtSampleChoice choice;
  HtTop *top = NULL;

  if (!ht_sample_choice_make (&choice, source, base, options->sample_type, error))
    return NULL;

  gboolean ok = builder_init (&self, source, options, base != NULL, error);

  if (ok && base == NULL)
    ok = add_samples (&self, source, choice.in_source, error);
  else if (ok)
    ok = add_difference (&self, source, base, &choice, options->base_kind, error);
  if (ok)
    top = make_top (&self, source, choice.in_source, options);
  builder_clear (&self);
  return top;
}

/**
 * ht_top_from_pprof:
 * @pprof: an opened profile
 * @options: what is wanted
 * @error: return location
 *
 * Makes the table of a file straight from its wire, see [func@top_new].
 *
 * Returns: (transfer full): the table
 */
HtTop *
ht_top_from_pprof (const HtPprof *pprof, const HtTopOptions *options, GError **error)
{
  g_autoptr (HtStackSource) source = ht_stack_source_from_pprof (pprof);

  return ht_top_new (source, NULL, options, error);
}

/**
 * ht_top_from_profile:
 * @profile: a profile
 * @catalog: its catalog
 * @options: what is wanted
 * @error: return location
 *
 * Makes the table of a profile of a recording, see [func@top_new].
 *
 * Returns: (transfer full): the table
 */
HtTop *
ht_top_from_profile (const HtProfile *profile,
                     const HtCatalog *catalog,
                     const HtTopOptions *options,
                     GError **error)
{
  g_autoptr (HtStackSource) source = ht_stack_source_from_profile (profile, catalog);

  return ht_top_new (source, NULL, options, error);
}

/**
 * ht_top_free:
 * @top: (transfer full) (nullable): the table
 */
void
ht_top_free (HtTop *top)
{
  if (top == NULL)
    return;
  g_free (top->sample_type);
  g_free (top->unit);
  g_array_unref (top->rows);
  g_free (top);
}
