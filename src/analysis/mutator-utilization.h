/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtShareStep:
 * @time_ns: a time
 * @share: share of the processors that the collector has from then on, 0…1
 *
 * A point of the series `trace/gc_share`.
 */
typedef struct
{
  gint64 time_ns;
  double share;
} HtShareStep;

/**
 * HtMutatorUtilization:
 *
 * How much of the processors the program had for itself in a range of time: in the mean, and in
 * the worst window of a given length (minimum mutator utilisation). What counts as the
 * collector's is in the shares: the world stopped for a collection, dedicated and fractional
 * workers, assists; not sweeping, and not workers for which nobody else had use.
 *
 * Immutable.
 */
typedef struct _HtMutatorUtilization HtMutatorUtilization;

/**
 * HtWindowUtilization:
 * @window_ns: length of a window
 * @utilization: what the program had in the worst one, 0…1
 *
 * A point of the curve.
 */
typedef struct
{
  gint64 window_ns;
  double utilization;
} HtWindowUtilization;

HtMutatorUtilization *
ht_mutator_utilization_new (const HtShareStep *steps, gsize n_steps, gint64 from_ns, gint64 to_ns);
void ht_mutator_utilization_free (HtMutatorUtilization *utilization);
gint64 ht_mutator_utilization_get_duration (const HtMutatorUtilization *utilization);
double ht_mutator_utilization_get_mean (const HtMutatorUtilization *utilization);
double ht_mutator_utilization_get_minimum (const HtMutatorUtilization *utilization,
                                           gint64 window_ns);
GArray *ht_mutator_utilization_get_curve (const HtMutatorUtilization *utilization,
                                          gint64 shortest_ns,
                                          guint n_windows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtMutatorUtilization, ht_mutator_utilization_free)

G_END_DECLS
