/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Figures that a file makes up may run over. They wrap around then: any two numbers have a
 * difference, and it leads back. */
static inline gint64
ht_difference (gint64 a, gint64 b)
{
  return (gint64) ((guint64) a - (guint64) b);
}

static inline gint64
ht_wrapping_sum (gint64 a, gint64 b)
{
  return (gint64) ((guint64) a + (guint64) b);
}

G_END_DECLS
