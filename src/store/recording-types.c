/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "recording-types.h"

#include "gc-cycle.h"

/**
 * ht_target_free:
 * @target: (transfer full) (nullable): a target
 */
void
ht_target_free (HtTarget *target)
{
  if (target == NULL)
    return;
  g_free (target->name);
  g_free (target);
}

/**
 * ht_targets_get_name:
 * @targets: (element-type HtTarget): targets
 * @id: id of one
 *
 * Returns: (transfer none) (nullable): its name, %NULL if it is none of them
 */
const char *
ht_targets_get_name (const GPtrArray *targets, gint64 id)
{
  for (guint i = 0; i < targets->len; i++)
    {
      const HtTarget *target = g_ptr_array_index (targets, i);

      if (target->id == id)
        return target->name;
    }
  return NULL;
}

/**
 * ht_capture_free:
 * @capture: (transfer full) (nullable): a capture
 */
void
ht_capture_free (HtCapture *capture)
{
  if (capture == NULL)
    return;
  g_free (capture->source);
  g_free (capture);
}

/**
 * ht_attachment_free:
 * @attachment: (transfer full) (nullable): an attachment
 */
void
ht_attachment_free (HtAttachment *attachment)
{
  if (attachment == NULL)
    return;
  g_free (attachment->source);
  g_free (attachment);
}

/**
 * ht_profile_entry_free:
 * @entry: (transfer full) (nullable): an entry
 */
void
ht_profile_entry_free (HtProfileEntry *entry)
{
  if (entry == NULL)
    return;
  g_strfreev (entry->types);
  g_strfreev (entry->units);
  g_free (entry->totals);
  g_free (entry->default_type);
  g_free (entry->source);
  g_free (entry);
}

/**
 * ht_note_new:
 * @target: id of a target
 * @time_ns: what time it is about, ns since 1970; %HT_UNKNOWN if it is about none
 * @chain: (nullable): key of the chain that it is about
 * @text: what somebody wrote
 *
 * Returns: (transfer full): a note that is in no recording yet
 */
HtNote *
ht_note_new (gint64 target, gint64 time_ns, const char *chain, const char *text)
{
  HtNote *note = g_new0 (HtNote, 1);

  note->target = target;
  note->time_ns = time_ns;
  note->end_ns = HT_UNKNOWN;
  note->made_ns = HT_UNKNOWN;
  note->changed_ns = HT_UNKNOWN;
  note->until_ns = HT_UNKNOWN;
  note->chain = g_strdup (chain);
  note->text = g_strdup (text);
  return note;
}

/**
 * ht_note_copy:
 * @note: a note
 *
 * Returns: (transfer full): the same again
 */
HtNote *
ht_note_copy (const HtNote *note)
{
  HtNote *copy = g_memdup2 (note, sizeof *note);

  copy->chain = g_strdup (note->chain);
  copy->text = g_strdup (note->text);
  return copy;
}

/**
 * ht_note_free:
 * @note: (transfer full) (nullable): a note
 */
void
ht_note_free (HtNote *note)
{
  if (note == NULL)
    return;
  g_free (note->chain);
  g_free (note->text);
  g_free (note);
}

/**
 * ht_mark_free:
 * @mark: (transfer full) (nullable): a mark
 */
void
ht_mark_free (HtMark *mark)
{
  if (mark == NULL)
    return;
  g_free (mark->rule);
  g_free (mark->text);
  g_free (mark);
}

/**
 * ht_series_entry_free:
 * @entry: (transfer full) (nullable): an entry
 */
void
ht_series_entry_free (HtSeriesEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->name);
  g_free (entry->unit);
  g_free (entry);
}

/**
 * ht_trace_entry_free:
 * @entry: (transfer full) (nullable): an entry
 */
void
ht_trace_entry_free (HtTraceEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->source);
  g_free (entry);
}

/**
 * ht_trace_spans_free:
 * @spans: (transfer full) (nullable): spans
 */
void
ht_trace_spans_free (HtTraceSpans *spans)
{
  if (spans == NULL)
    return;
  g_array_unref (spans->spans);
  g_array_unref (spans->rest);
  g_string_chunk_free (spans->strings);
  g_free (spans);
}
