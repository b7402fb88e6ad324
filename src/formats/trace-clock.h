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
} HtTraceClock;

void ht_trace_clock_set_frequency (HtTraceClock *clock, guint64 frequency_hz);
gint64 ht_trace_clock_time (const HtTraceClock *clock, guint64 ticks);

/* What a clock may be: up to a THz. */
static inline gboolean
ht_trace_clock_can_be (guint64 frequency_hz)
{
  return frequency_hz > 0 && frequency_hz <= G_GUINT64_CONSTANT (1000000000000);
}

G_END_DECLS
