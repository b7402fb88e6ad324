/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtKnownGrowth:
 * @id: its id in a recording; 0 if it is in none
 * @target: id of the target in it; 0 if it is in none
 * @since_ns: when somebody set it aside, ns since 1970; %HT_UNKNOWN if nobody tells
 * @until_ns: when it was taken up again; %HT_UNKNOWN as long as it is set aside
 * @rate: how fast it grew then, bytes per second; NaN if that does not matter
 * @chain: (not nullable): which chain, as ht_growth_key() names them; a `*` stands for any text
 * @reason: (not nullable): why it is no news
 *
 * Growth that somebody knows of, and does not want to be told of again.
 */
typedef struct
{
  gint64 id;
  gint64 target;
  gint64 since_ns;
  gint64 until_ns;
  double rate;
  char *chain;
  char *reason;
} HtKnownGrowth;

HtKnownGrowth *ht_known_growth_new (const char *chain, const char *reason, double rate);
HtKnownGrowth *ht_known_growth_copy (const HtKnownGrowth *known);
void ht_known_growth_free (HtKnownGrowth *known);
gboolean ht_known_growth_covers (const HtKnownGrowth *known, const char *key);
gboolean ht_known_growth_is_outgrown (const HtKnownGrowth *known, double low);
char *ht_growth_key (const char *kind, const char *function, const char *responsible);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtKnownGrowth, ht_known_growth_free)

G_END_DECLS
