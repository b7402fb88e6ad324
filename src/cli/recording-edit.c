/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "recording-edit.h"

#include <string.h>

#include "input.h"

static gboolean
choose_target (HtRecordingEdit *self,
               const char *path,
               const char *name,
               gboolean is_needed,
               GError **error)
{
  g_autoptr (GPtrArray) targets = ht_recording_list_targets (self->recording, error);
  const HtTarget *chosen = NULL;

  if (targets == NULL)
    return FALSE;
  for (guint i = 0; i < targets->len; i++)
    {
      const HtTarget *target = g_ptr_array_index (targets, i);

      if (name != NULL ? strcmp (target->name, name) == 0 : targets->len == 1)
        chosen = target;
    }
  if (chosen == NULL && name == NULL && !is_needed)
    {
      ht_targets_get_range (targets, &self->first_ns, &self->last_ns);
      return TRUE;
    }
  if (chosen == NULL)
    {
      if (name != NULL || targets->len == 0)
        g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND,
                     "%s: has no target “%s”; heaptrail-cli info lists its targets", path,
                     name != NULL ? name : "");
      else
        g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND,
                     "%s: has %u targets; choose one with --target NAME", path, targets->len);
      return FALSE;
    }
  self->target = chosen->id;
  self->first_ns = chosen->first_ns;
  self->last_ns = chosen->last_ns;
  return TRUE;
}

/**
 * ht_recording_edit_open:
 * @path: a recording; captures are none
 * @target: (nullable): name of the target in question; %NULL if there is one only
 * @needs_target: whether there must be one in question
 * @error: return location, in %HT_STORE_ERROR
 *
 * Opens a recording to change something in it. Nobody else may be writing to it.
 *
 * Returns: (transfer full) (nullable): the recording
 */
HtRecordingEdit *
ht_recording_edit_open (const char *path, const char *target, gboolean needs_target, GError **error)
{
  g_autoptr (HtRecordingEdit) self = g_new0 (HtRecordingEdit, 1);

  self->now_ns = g_get_real_time () * 1000;
  self->recording = ht_recording_open (path, error);
  if (self->recording == NULL || !choose_target (self, path, target, needs_target, error))
    return NULL;
  self->writer = ht_recording_writer_open (path, error);
  return self->writer != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * ht_recording_edit_close:
 * @edit: (transfer full) (nullable): the recording
 *
 * Closes it. What was not committed is dropped.
 */
void
ht_recording_edit_close (HtRecordingEdit *edit)
{
  if (edit == NULL)
    return;
  g_clear_pointer (&edit->recording, ht_recording_close);
  g_clear_pointer (&edit->writer, ht_recording_writer_close);
  g_free (edit);
}
