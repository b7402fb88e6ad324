/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "prune-attachments.h"

#include "attachment-store.h"
#include "gc-cycle.h"
#include "prune-size.h"

static void
tell (const HtAttachment *attachment, HtPruneAttachment *found)
{
  found->capture = attachment->capture;
  found->n_bytes = attachment->n_stored_bytes;
}

/**
 * ht_prune_find_old_attachment:
 * @database: the recording
 * @target: id of a target
 * @cutoff_ns: what is older goes, ns since 1970
 * @found: (out caller-allocates): the oldest one that goes, if there is one
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_prune_find_old_attachment (HtDatabase *database,
                              gint64 target,
                              gint64 cutoff_ns,
                              HtPruneAttachment *found,
                              GError **error)
{
  g_autoptr (GPtrArray) attachments = ht_attachment_store_list (database, target, error);

  *found = (HtPruneAttachment){ 0 };
  for (guint i = 0; attachments != NULL && i < attachments->len && found->capture == 0; i++)
    {
      const HtAttachment *attachment = g_ptr_array_index (attachments, i);

      if (attachment->time_ns != HT_UNKNOWN && attachment->time_ns < cutoff_ns)
        tell (attachment, found);
    }
  return attachments != NULL;
}

/**
 * ht_prune_find_attachment:
 * @database: the recording
 * @target: id of a target
 * @retention: what to keep
 * @found: (out caller-allocates): the oldest one that is not around a mark; where all are, the
 *   oldest one; if there is one at all
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_prune_find_attachment (HtDatabase *database,
                          gint64 target,
                          const HtRetention *retention,
                          HtPruneAttachment *found,
                          GError **error)
{
  g_autoptr (GPtrArray) attachments = ht_attachment_store_list (database, target, error);
  g_autoptr (GArray) times =
      attachments != NULL ? ht_prune_list_mark_times (database, target, error) : NULL;

  *found = (HtPruneAttachment){ 0 };
  if (times == NULL)
    return FALSE;
  for (guint i = 0; i < attachments->len; i++)
    {
      const HtAttachment *attachment = g_ptr_array_index (attachments, i);

      if (found->capture == 0)
        tell (attachment, found);
      if (attachment->time_ns == HT_UNKNOWN ||
          !ht_prune_is_near (times, attachment->time_ns, retention->around_marks_ns))
        {
          tell (attachment, found);
          break;
        }
    }
  return TRUE;
}
