/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "sample-merge.h"

#include "id-table.h"

struct _HtSampleMerge
{
  /* Owned */
  HtCallTree *stacks;
  HtStrings *label_strings;
  HtLabelSets *label_sets;
  GArray *samples;   /* HtMergedSample; the first one is nothing */
  HtIdTable numbers; /* of samples */
  GArray *labels;    /* HtLabel, of the sample at hand */
};

/**
 * ht_sample_merge_new:
 *
 * Returns: (transfer full): nothing added up yet
 */
HtSampleMerge *
ht_sample_merge_new (void)
{
  HtSampleMerge *self = g_new0 (HtSampleMerge, 1);

  self->stacks = ht_call_tree_new ();
  self->label_strings = ht_strings_new ();
  self->label_sets = ht_label_sets_new ();
  self->samples = g_array_new (FALSE, TRUE, sizeof (HtMergedSample));
  g_array_set_size (self->samples, 1);
  ht_id_table_init (&self->numbers);
  self->labels = g_array_new (FALSE, FALSE, sizeof (HtLabel));
  return self;
}

/**
 * ht_sample_merge_free:
 * @merge: (transfer full) (nullable): the sums
 */
void
ht_sample_merge_free (HtSampleMerge *merge)
{
  if (merge == NULL)
    return;
  ht_call_tree_free (merge->stacks);
  ht_strings_free (merge->label_strings);
  ht_label_sets_free (merge->label_sets);
  g_array_unref (merge->samples);
  ht_id_table_clear (&merge->numbers);
  g_array_unref (merge->labels);
  g_free (merge);
}

static int
compare_kinds_and_keys (gconstpointer a, gconstpointer b)
{
  const HtLabel *left = a;
  const HtLabel *right = b;

  if ((left->text == 0) != (right->text == 0))
    return left->text == 0 ? 1 : -1;
  return left->key < right->key ? -1 : left->key > right->key;
}

static guint32
shared_string (HtSampleMerge *self, HtStackSource *source, guint32 index)
{
  HtText text = source->klass->get_string (source, index);

  return ht_strings_intern (self->label_strings, text.bytes, text.length);
}

static void
append_base_label (HtSampleMerge *self)
{
  HtLabel label = {
    .key = ht_strings_intern (self->label_strings, HT_BASE_LABEL_KEY, strlen (HT_BASE_LABEL_KEY)),
    .text = ht_strings_intern (self->label_strings, "true", strlen ("true")),
  };

  g_array_append_val (self->labels, label);
}

/*
 * The labels of the sample at which @source stands, in a form in which equal
 * ones are alike: the order of keys does not count, that of the values of one key
 * does, and a label without any value is none. Samples of a base are marked by a label, too.
 */
static guint32
intern_labels (HtSampleMerge *self, HtStackSource *source, gboolean *is_base)
{
  guint n_kept = 0;
  gboolean is_marked = FALSE;

  source->klass->get_labels (source, self->labels);
  for (guint i = 0; i < self->labels->len; i++)
    {
      HtLabel label = g_array_index (self->labels, HtLabel, i);
      gboolean says_true;

      if (label.text == 0 && label.number == 0 && label.unit == 0)
        continue;
      if (ht_stack_source_is_base_label (source, &label, &says_true))
        {
          if (*is_base)
            continue;
          is_marked |= says_true;
        }
      label.key = shared_string (self, source, label.key);
      label.text = shared_string (self, source, label.text);
      label.unit = shared_string (self, source, label.unit);
      g_array_index (self->labels, HtLabel, n_kept++) = label;
    }
  g_array_set_size (self->labels, n_kept);
  if (*is_base)
    append_base_label (self);
  *is_base |= is_marked;

  /* This sort is stable. */
  g_array_sort (self->labels, compare_kinds_and_keys);
  return ht_label_sets_intern (self->label_sets, (gconstpointer) self->labels->data,
                               self->labels->len);
}

static HtMergedSample *
find_or_add (HtSampleMerge *self, const HtMergedSample *wanted)
{
  guint64 hash =
      ht_id_table_hash_word (&self->numbers, (guint64) wanted->stack << 32 | wanted->label_set);
  gsize at = ht_id_table_first (&self->numbers, hash);
  guint32 number;

  while ((number = (guint32) self->numbers.slots[at]) != 0)
    {
      HtMergedSample *sample = &g_array_index (self->samples, HtMergedSample, number);

      if (sample->stack == wanted->stack && sample->label_set == wanted->label_set)
        return sample;
      at = (at + 1) & self->numbers.mask;
    }

  number = self->samples->len;
  g_array_append_vals (self->samples, wanted, 1);
  ht_id_table_insert_new (&self->numbers, hash, number);
  return &g_array_index (self->samples, HtMergedSample, number);
}

/**
 * ht_sample_merge_add:
 * @merge: the sums
 * @locations: (array length=n_locations): the stack, leaf first
 * @n_locations: how deep it is
 * @source: stands at the sample, for its labels
 * @is_base: whether to mark it as one of a base, which sets it apart from the others
 * @is_left_out: whether its labels are such that it is not to count
 * @value: what to add; sums wrap around as Go's do
 */
void
ht_sample_merge_add (HtSampleMerge *merge,
                     const guint32 *locations,
                     gsize n_locations,
                     HtStackSource *source,
                     gboolean is_base,
                     gboolean is_left_out,
                     gint64 value)
{
  HtMergedSample wanted = {
    .stack = ht_call_tree_intern_stack (merge->stacks, locations, n_locations),
    .label_set = intern_labels (merge, source, &is_base),
    .is_left_out = is_left_out,
  };

  wanted.is_base = is_base;

  HtMergedSample *sample = find_or_add (merge, &wanted);

  sample->value = (gint64) ((guint64) sample->value + (guint64) value);
}

/**
 * ht_sample_merge_get:
 * @merge: the sums
 * @n_samples: (out): how many there are
 *
 * Returns: (transfer none): the sums, valid until something is added
 */
const HtMergedSample *
ht_sample_merge_get (const HtSampleMerge *merge, gsize *n_samples)
{
  *n_samples = merge->samples->len - 1;
  return (const HtMergedSample *) (gpointer) merge->samples->data + 1;
}

/**
 * ht_sample_merge_get_stack:
 * @merge: the sums
 * @stack: the stack of one of them
 * @locations: (element-type guint32): emptied, then filled with locations, leaf first
 *
 * Returns: how many there are
 */
gsize
ht_sample_merge_get_stack (const HtSampleMerge *merge, guint32 stack, GArray *locations)
{
  return ht_call_tree_get_stack (merge->stacks, stack, locations);
}
