/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "heap-time.h"

#include "known-arithmetic.h"

/* By how much the clocks of a profile and of a log of collections may differ. */
#define CLOCKS_DIFFER_NS (50 * G_TIME_SPAN_MILLISECOND * 1000)

/* From so many cycles it is taken how far they are apart. */
#define USUAL_CYCLES 4

/**
 * ht_heap_time_get_end:
 * @cycle: a collection
 *
 * Returns: when its marking had ended, ns since 1970; %HT_UNKNOWN if nobody tells
 */
gint64
ht_heap_time_get_end (const HtGcCycle *cycle)
{
  return ht_known_add (cycle->end_ns, cycle->wall_offset_ns);
}

/* What a program asks for by runtime.GC is swept, and shown in profiles, before the call returns.
 */
static gboolean
is_published_at_once (const HtGcCycle *cycle)
{
  return cycle->forced > 0;
}

static gboolean
is_next (const HtGcCycle *cycle, const HtGcCycle *after)
{
  return cycle->process == after->process && cycle->n + 1 == after->n;
}

/* Whether between the last cycle before the profile and the profile there may be one that nobody
 * told of. Behind the end of a log that is likely once it is longer than the cycles are apart. */
static gboolean
may_have_missed_one (const HtGcCycle *all, guint n, guint n_before, gint64 taken_ns)
{
  gint64 end_ns = ht_heap_time_get_end (&all[n_before - 1]);
  gint64 longest_ns = 0;

  if (n_before < n)
    return !is_next (&all[n_before - 1], &all[n_before]);
  for (guint i = n_before - MIN (n_before, USUAL_CYCLES); i + 1 < n_before; i++)
    longest_ns =
        MAX (longest_ns, ht_heap_time_get_end (&all[i + 1]) - ht_heap_time_get_end (&all[i]));
  return taken_ns - end_ns > 2 * longest_ns;
}

/**
 * ht_heap_time_find:
 * @cycles: (element-type HtGcCycle): the collections of the process, each once, by time
 * @taken_ns: when a heap profile was taken, ns since 1970
 *
 * Tells which collection's heap a profile shows.
 *
 * What was allocated counts from the next but one end of marking on: until then it is not known
 * what of it is freed (runtime/mprof.go: mProf_Malloc adds two cycles ahead, mProf_Flush shows one
 * more at each end of marking). So a profile shows the heap as of the last collection but one; only
 * what runtime.GC collects, as `?gc=1` does, shows at once. Of Go 1.26 the totals of profiles agree
 * with the live heap of gctrace in just this way.
 *
 * It is found only if the cycles are known without a hole up to the profile.
 *
 * Returns: index of the collection in @cycles; -1 if it is not known
 */
int
ht_heap_time_find (const GArray *cycles, gint64 taken_ns)
{
  guint n_passed = 0;

  return ht_heap_time_find_next (cycles, taken_ns, &n_passed);
}

/**
 * ht_heap_time_find_next:
 * @cycles: (element-type HtGcCycle): as for ht_heap_time_find()
 * @taken_ns: when a heap profile was taken, ns since 1970, not before the last one
 * @n_passed: (inout): how many cycles were before the last one; 0 at first
 *
 * Tells it of many profiles, one after the other, in one pass over the cycles.
 *
 * Returns: as ht_heap_time_find()
 */
int
ht_heap_time_find_next (const GArray *cycles, gint64 taken_ns, guint *n_passed)
{
  const HtGcCycle *all = (const HtGcCycle *) (gpointer) cycles->data;
  guint n_before = *n_passed;

  while (n_before < cycles->len)
    {
      gint64 end_ns = ht_heap_time_get_end (&all[n_before]);

      if (end_ns == HT_UNKNOWN || end_ns > taken_ns + CLOCKS_DIFFER_NS)
        break;
      n_before++;
    }
  *n_passed = n_before;
  if (n_before == 0 || may_have_missed_one (all, cycles->len, n_before, taken_ns))
    return -1;
  if (is_published_at_once (&all[n_before - 1]))
    return (int) n_before - 1;
  if (n_before < 2 || !is_next (&all[n_before - 2], &all[n_before - 1]))
    return -1;
  return (int) n_before - 2;
}
