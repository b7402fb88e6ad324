/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "recording-types.h"

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
 * ht_note_free:
 * @note: (transfer full) (nullable): a note
 */
void
ht_note_free (HtNote *note)
{
  if (note == NULL)
    return;
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
