/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "trace-pause-sums.h"

#include <string.h>

#include "safe-text.h"

static const char stw_prefix[] = HT_TRACE_SERIES_PREFIX "stw/";

static void
pause_clear (gpointer data)
{
  g_free (((HtTracePause *) data)->reason);
}

static int
compare_pauses (gconstpointer a, gconstpointer b)
{
  const HtTracePause *first = a, *second = b;

  if (first->total_ns != second->total_ns)
    return first->total_ns > second->total_ns ? -1 : 1;
  return strcmp (first->reason, second->reason);
}

/**
 * ht_trace_pauses_load:
 * @recording: a recording
 * @target: id of one of its targets
 * @from_ns: begin of the range, ns since 1970
 * @to_ns: its end
 * @error: return location, in %HT_STORE_ERROR
 *
 * Adds up for what reasons the world was stopped, as far as traces tell; a pause counts where it
 * ended. For a worker thread.
 *
 * Returns: (transfer full) (element-type HtTracePause): the reasons that there were, the longest in
 *   all first, or %NULL with @error set
 */
GArray *
ht_trace_pauses_load (HtRecording *recording,
                      gint64 target,
                      gint64 from_ns,
                      gint64 to_ns,
                      GError **error)
{
  g_autoptr (GPtrArray) entries =
      ht_recording_list_series_with_prefix (recording, target, stw_prefix, error);
  g_autoptr (GArray) sums = NULL;
  GArray *pauses;

  if (entries == NULL)
    return NULL;
  sums = ht_recording_sum_many_series (recording, entries, from_ns, to_ns, error);
  if (sums == NULL)
    return NULL;
  pauses = g_array_new (FALSE, FALSE, sizeof (HtTracePause));
  g_array_set_clear_func (pauses, pause_clear);
  for (guint i = 0; i < entries->len; i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (entries, i);
      const HtSeriesSum *sum = &g_array_index (sums, HtSeriesSum, i);
      HtTracePause pause = { NULL, sum->n, (gint64) sum->sum, (gint64) sum->max };

      if (sum->n == 0)
        continue;
      pause.reason = ht_safe_text_to_utf8 (entry->name + strlen (stw_prefix), -1);
      g_array_append_val (pauses, pause);
    }
  g_array_sort (pauses, compare_pauses);
  return pauses;
}
