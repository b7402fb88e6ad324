/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "trace-who.h"

#include <string.h>

#include "gc-cycle.h"

static const char alloc_prefix[] = HT_TRACE_SERIES_PREFIX "alloc/";
static const char assist_prefix[] = HT_TRACE_SERIES_PREFIX "assist/";

static void
allocator_clear (gpointer data)
{
  g_free (((HtTraceAllocator *) data)->function);
}

static HtTraceAllocator *
find_allocator (HtTraceWho *self, GHashTable *places, const char *function)
{
  gpointer place;
  HtTraceAllocator allocator = { 0 };

  if (g_hash_table_lookup_extended (places, function, NULL, &place))
    return &g_array_index (self->allocators, HtTraceAllocator, GPOINTER_TO_UINT (place));
  allocator.function = g_strdup (function);
  g_hash_table_insert (places, allocator.function, GUINT_TO_POINTER (self->allocators->len));
  g_array_append_val (self->allocators, allocator);
  return &g_array_index (self->allocators, HtTraceAllocator, self->allocators->len - 1);
}

/* Series of which nothing lies in the range have nobody to tell of. */
static gboolean
add_sums (HtTraceWho *self,
          GHashTable *places,
          HtRecording *recording,
          gint64 target,
          const char *prefix,
          gint64 from_ns,
          gint64 to_ns,
          GError **error)
{
  g_autoptr (GPtrArray) entries =
      ht_recording_list_series_with_prefix (recording, target, prefix, error);
  g_autoptr (GArray) sums = NULL;

  if (entries == NULL)
    return FALSE;
  sums = ht_recording_sum_many_series (recording, entries, from_ns, to_ns, error);
  if (sums == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (entries, i);
      const HtSeriesSum *sum = &g_array_index (sums, HtSeriesSum, i);
      HtTraceAllocator *allocator;

      if (sum->n == 0)
        continue;
      allocator = find_allocator (self, places, entry->name + strlen (prefix));
      if (prefix == alloc_prefix)
        {
          allocator->allocated_bytes = (gint64) sum->sum;
          allocator->n_allocations = sum->n;
          self->allocated_bytes += allocator->allocated_bytes;
          continue;
        }
      allocator->assist_ns = (gint64) sum->sum;
      allocator->n_assists = sum->n;
      self->assist_ns += allocator->assist_ns;
    }
  return TRUE;
}

/* How many goroutines there were is told for a trace as a whole. */
static gboolean
add_groups (HtTraceWho *self,
            GHashTable *places,
            HtRecording *recording,
            const HtTraceEntry *trace,
            GError **error)
{
  g_autoptr (GPtrArray) groups = ht_recording_list_groups (recording, trace->capture, error);

  if (groups == NULL)
    return FALSE;
  for (guint i = 0; i < groups->len; i++)
    {
      const HtTraceGroup *group = g_ptr_array_index (groups, i);
      gpointer place;
      HtTraceAllocator *allocator;

      if (!g_hash_table_lookup_extended (places, group->function, NULL, &place))
        continue;
      allocator = &g_array_index (self->allocators, HtTraceAllocator, GPOINTER_TO_UINT (place));
      allocator->n_seen += group->n_seen;
      allocator->n_created += group->n_created;
    }
  return TRUE;
}

static gboolean
add_traces (HtTraceWho *self,
            GHashTable *places,
            HtRecording *recording,
            gint64 target,
            gint64 from_ns,
            gint64 to_ns,
            GError **error)
{
  g_autoptr (GPtrArray) traces = ht_recording_list_traces (recording, target, error);
  gint64 covered_to_ns = from_ns;

  if (traces == NULL)
    return FALSE;
  for (guint i = 0; i < traces->len; i++)
    {
      const HtTraceEntry *trace = g_ptr_array_index (traces, i);

      if (trace->facts.start_ns == HT_UNKNOWN || trace->facts.end_ns < from_ns ||
          trace->facts.start_ns > to_ns)
        continue;
      /* What two traces cover counts once. */
      covered_to_ns = MAX (covered_to_ns, trace->facts.start_ns);
      if (MIN (trace->facts.end_ns, to_ns) > covered_to_ns)
        {
          self->traced_ns += MIN (trace->facts.end_ns, to_ns) - covered_to_ns;
          covered_to_ns = MIN (trace->facts.end_ns, to_ns);
        }
      if (!add_groups (self, places, recording, trace, error))
        return FALSE;
    }
  return TRUE;
}

static int
compare_allocators (gconstpointer a, gconstpointer b)
{
  const HtTraceAllocator *first = a, *second = b;

  if (first->allocated_bytes != second->allocated_bytes)
    return first->allocated_bytes > second->allocated_bytes ? -1 : 1;
  if (first->assist_ns != second->assist_ns)
    return first->assist_ns > second->assist_ns ? -1 : 1;
  return strcmp (first->function, second->function);
}

/**
 * ht_trace_who_load:
 * @recording: a recording
 * @target: id of one of its targets
 * @from_ns: begin of the range, ns since 1970
 * @to_ns: its end
 * @error: return location, in %HT_STORE_ERROR
 *
 * Adds up who made the heap grow in a range, and who had to assist. For a worker thread.
 *
 * Returns: (transfer full): the sums, or %NULL with @error set
 */
HtTraceWho *
ht_trace_who_load (HtRecording *recording,
                   gint64 target,
                   gint64 from_ns,
                   gint64 to_ns,
                   GError **error)
{
  g_autoptr (HtTraceWho) self = g_atomic_rc_box_new0 (HtTraceWho);
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);

  self->allocators = g_array_new (FALSE, FALSE, sizeof (HtTraceAllocator));
  g_array_set_clear_func (self->allocators, allocator_clear);
  if (!add_sums (self, places, recording, target, alloc_prefix, from_ns, to_ns, error) ||
      !add_sums (self, places, recording, target, assist_prefix, from_ns, to_ns, error) ||
      !add_traces (self, places, recording, target, from_ns, to_ns, error))
    return NULL;
  g_array_sort (self->allocators, compare_allocators);
  return g_steal_pointer (&self);
}

/**
 * ht_trace_who_ref:
 * @who: the sums
 *
 * Returns: (transfer full): @who
 */
HtTraceWho *
ht_trace_who_ref (HtTraceWho *who)
{
  return g_atomic_rc_box_acquire (who);
}

static void
who_clear (gpointer boxed)
{
  g_clear_pointer (&((HtTraceWho *) boxed)->allocators, g_array_unref);
}

/**
 * ht_trace_who_unref:
 * @who: (transfer full): the sums
 */
void
ht_trace_who_unref (HtTraceWho *who)
{
  g_atomic_rc_box_release_full (who, who_clear);
}
