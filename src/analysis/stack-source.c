/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "stack-source.h"

/**
 * ht_stack_source_init:
 * @source: the begin of a source's own record, zeroed
 * @klass: how it does things
 *
 * For those who make sources.
 */
void
ht_stack_source_init (HtStackSource *source, const HtStackSourceClass *klass)
{
  source->klass = klass;
  source->types = g_ptr_array_new_with_free_func (g_free);
  source->units = g_ptr_array_new_with_free_func (g_free);
}

/**
 * ht_stack_source_free:
 * @source: (transfer full) (nullable): the source
 */
void
ht_stack_source_free (HtStackSource *source)
{
  if (source == NULL)
    return;
  g_ptr_array_unref (source->types);
  g_ptr_array_unref (source->units);
  g_free (source->default_type);
  g_free (source->period_type);
  g_free (source->drop_frames);
  g_free (source->keep_frames);
  source->klass->free (source);
}

static gboolean
text_equals (HtText text, const char *string)
{
  return text.length == strlen (string) && memcmp (text.bytes, string, text.length) == 0;
}

/**
 * ht_stack_source_look_for_base:
 * @source: the source
 * @n_strings: how many strings it has
 *
 * For those who make sources: finds out whether samples may be marked as those of a base.
 */
void
ht_stack_source_look_for_base (HtStackSource *source, guint32 n_strings)
{
  for (guint32 i = 0; i < n_strings && !source->may_be_difference; i++)
    source->may_be_difference =
        text_equals (source->klass->get_string (source, i), HT_BASE_LABEL_KEY);
}

/**
 * ht_stack_source_is_base_label:
 * @source: the source
 * @label: a label of its current sample
 * @is_base: (out): whether it says that the sample is one of a base
 *
 * Returns: whether that is what the label is about
 */
gboolean
ht_stack_source_is_base_label (HtStackSource *source, const HtLabel *label, gboolean *is_base)
{
  if (!source->may_be_difference || label->text == 0 ||
      !text_equals (source->klass->get_string (source, label->key), HT_BASE_LABEL_KEY))
    return FALSE;
  *is_base = text_equals (source->klass->get_string (source, label->text), "true");
  return TRUE;
}

/**
 * ht_stack_source_is_base_sample:
 * @source: stands at a sample
 * @labels: (element-type HtLabel): emptied, then filled with the labels of the sample
 *
 * `go tool pprof -proto -diff_base` writes the samples of both profiles into one file and marks
 * those of the base by a label; the total of such a file is that of the base.
 *
 * Returns: whether the sample is marked so
 */
gboolean
ht_stack_source_is_base_sample (HtStackSource *source, GArray *labels)
{
  gboolean is_base = FALSE;

  if (!source->may_be_difference)
    return FALSE;
  source->klass->get_labels (source, labels);
  for (guint i = 0; i < labels->len && !is_base; i++)
    ht_stack_source_is_base_label (source, &g_array_index (labels, HtLabel, i), &is_base);
  return is_base;
}
