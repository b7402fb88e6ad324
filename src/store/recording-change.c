/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "recording-change.h"

#include "gc-cycle.h"

struct _HtRecordingChange
{
  /* Owned */
  HtNote *note;         /* what is written; NULL if a note is removed or there is none */
  HtNote *before;       /* what it says so far; NULL if it is new or there is none */
  HtKnownGrowth *known; /* NULL if it is about a note */

  gboolean is_set_aside; /* what becomes of @known */
};

static HtNote *
copy_note (const HtNote *note)
{
  return note != NULL ? ht_note_copy (note) : NULL;
}

/**
 * ht_recording_change_write:
 * @note: what somebody wrote; without an id it is a new note
 * @before: (nullable): what the note said so far; %NULL for a new one
 *
 * Returns: (transfer full): that it is written down
 */
HtRecordingChange *
ht_recording_change_write (const HtNote *note, const HtNote *before)
{
  HtRecordingChange *change = g_new0 (HtRecordingChange, 1);

  change->note = copy_note (note);
  change->before = copy_note (before);
  return change;
}

/**
 * ht_recording_change_remove:
 * @note: a note of a recording
 *
 * Returns: (transfer full): that it is taken away
 */
HtRecordingChange *
ht_recording_change_remove (const HtNote *note)
{
  HtRecordingChange *change = g_new0 (HtRecordingChange, 1);

  change->before = copy_note (note);
  return change;
}

/**
 * ht_recording_change_set_aside:
 * @known: growth of which somebody knows
 *
 * Returns: (transfer full): that it is set aside
 */
HtRecordingChange *
ht_recording_change_set_aside (const HtKnownGrowth *known)
{
  HtRecordingChange *change = g_new0 (HtRecordingChange, 1);

  change->known = ht_known_growth_copy (known);
  change->is_set_aside = TRUE;
  return change;
}

/**
 * ht_recording_change_take_up:
 * @known: known growth of a recording
 *
 * Returns: (transfer full): that it is taken up again
 */
HtRecordingChange *
ht_recording_change_take_up (const HtKnownGrowth *known)
{
  HtRecordingChange *change = ht_recording_change_set_aside (known);

  change->is_set_aside = FALSE;
  return change;
}

/**
 * ht_recording_change_copy:
 * @change: a change
 *
 * Returns: (transfer full): the same again
 */
HtRecordingChange *
ht_recording_change_copy (const HtRecordingChange *change)
{
  HtRecordingChange *copy = g_memdup2 (change, sizeof *change);

  copy->note = copy_note (change->note);
  copy->before = copy_note (change->before);
  copy->known = change->known != NULL ? ht_known_growth_copy (change->known) : NULL;
  return copy;
}

/**
 * ht_recording_change_invert:
 * @change: a change that was applied
 *
 * Returns: (transfer full): the change that takes it back
 */
HtRecordingChange *
ht_recording_change_invert (const HtRecordingChange *change)
{
  HtRecordingChange *inverse = ht_recording_change_copy (change);
  HtNote *note = inverse->note;

  inverse->note = inverse->before;
  inverse->before = note;
  inverse->is_set_aside = !change->is_set_aside;
  return inverse;
}

/**
 * ht_recording_change_free:
 * @change: (transfer full) (nullable): a change
 */
void
ht_recording_change_free (HtRecordingChange *change)
{
  if (change == NULL)
    return;
  g_clear_pointer (&change->note, ht_note_free);
  g_clear_pointer (&change->before, ht_note_free);
  g_clear_pointer (&change->known, ht_known_growth_free);
  g_free (change);
}

static gboolean
write_note (HtNote *note, HtRecordingWriter *writer, gint64 now_ns, GError **error)
{
  gint64 id;

  note->changed_ns = now_ns;
  note->until_ns = HT_UNKNOWN;
  if (note->made_ns == HT_UNKNOWN && note->id == 0)
    note->made_ns = now_ns;
  id = ht_recording_writer_write_note (writer, note, error);
  if (id > 0)
    note->id = id;
  return id > 0;
}

static gboolean
change_known (HtRecordingChange *change, HtRecordingWriter *writer, gint64 now_ns, GError **error)
{
  gint64 id;

  if (!change->is_set_aside)
    return ht_recording_writer_end_known_growth (writer, change->known->id, now_ns, error);
  if (change->known->since_ns == HT_UNKNOWN)
    change->known->since_ns = now_ns;
  change->known->until_ns = HT_UNKNOWN;
  id = ht_recording_writer_add_known_growth (writer, change->known, error);
  if (id > 0)
    change->known->id = id;
  return id > 0;
}

/**
 * ht_recording_change_apply:
 * @change: a change; it learns the ids that are given to what is new
 * @writer: the recording
 * @now_ns: the time, ns since 1970
 * @error: return location, in %HT_STORE_ERROR
 *
 * Changes the recording; the caller commits. What was there before is kept beside.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_recording_change_apply (HtRecordingChange *change,
                           HtRecordingWriter *writer,
                           gint64 now_ns,
                           GError **error)
{
  if (change->known != NULL)
    return change_known (change, writer, now_ns, error);
  if (change->note != NULL)
    return write_note (change->note, writer, now_ns, error);
  return ht_recording_writer_remove_note (writer, change->before->id, now_ns, error);
}
