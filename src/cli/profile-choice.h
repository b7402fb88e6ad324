/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "input.h"

G_BEGIN_DECLS

/**
 * HtProfileChoice:
 * @target: name of its target
 * @type: (nullable): name of the sample type to look at; %NULL for the profile's own choice
 * @entry: what is known of it without reading it
 * @profile: the profile
 * @catalog: what its ids mean; borrowed from the input
 * @heap_cycle: of a heap profile the collection that it shows the heap of; %HT_UNKNOWN for others
 *   and if nobody knows
 * @heap_ns: when that had ended, ns since 1970
 *
 * The profile of an input that a command is about.
 */
typedef struct
{
  /* Owned */
  char *target;
  char *type;
  HtProfileEntry *entry;
  HtProfile *profile;

  /* Borrowed */
  const HtCatalog *catalog;

  gint64 heap_cycle;
  gint64 heap_ns;
} HtProfileChoice;

HtProfileChoice *ht_profile_choice_new (HtInput *input,
                                        const char *target,
                                        const char *type,
                                        const char *at,
                                        GError **error);
void ht_profile_choice_free (HtProfileChoice *choice);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtProfileChoice, ht_profile_choice_free)

G_END_DECLS
