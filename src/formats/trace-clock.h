/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What Linux and most others have; Windows measures its own. */
#define HT_TRACE_USUAL_HZ 15625000

/*
 * The clock of a trace: when it begins and how fast it is.
 */
typedef struct
{
  guint64 origin_ticks;
  guint64 frequency_hz;
  guint64 ns_per_tick; /* 0 if that is no whole number */
  guint64 max_ticks;   /* the farthest that is told apart then */
} HtTraceClock;

/* So that nobody who adds a time since 1970 has to look. */
#define HT_TRACE_CLOCK_MAX_NS G_GUINT64_CONSTANT (1000000000000000000)

void ht_trace_clock_set_frequency (HtTraceClock *clock, guint64 frequency_hz);

/**
 * ht_trace_clock_time:
 * @clock: the clock, with its frequency set
 * @ticks: a time of it
 *
 * Returns: the same in ns since the beginning of the trace; 31 years away from it at most
 */
static inline gint64
ht_trace_clock_time (const HtTraceClock *clock, guint64 ticks)
{
  gboolean is_before = ticks < clock->origin_ticks;
  guint64 distance = is_before ? clock->origin_ticks - ticks : ticks - clock->origin_ticks;
  guint64 ns;

  if (G_LIKELY (clock->ns_per_tick != 0))
    ns = MIN (distance, clock->max_ticks) * clock->ns_per_tick;
  else
    ns = (guint64) MIN ((double) distance * 1e9 / (double) clock->frequency_hz,
                        (double) HT_TRACE_CLOCK_MAX_NS);
  return is_before ? -(gint64) ns : (gint64) ns;
}

/* What a clock may be: up to a THz. */
static inline gboolean
ht_trace_clock_can_be (guint64 frequency_hz)
{
  return frequency_hz > 0 && frequency_hz <= G_GUINT64_CONSTANT (1000000000000);
}

G_END_DECLS
