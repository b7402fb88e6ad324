/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "database.h"
#include "retention.h"

G_BEGIN_DECLS

/* Which of the captures that are kept as they came are missed least. */

/* So many bytes go in one step, or one attachment if that is larger. */
#define HT_PRUNE_ATTACHMENT_BYTES (16 << 20)

/**
 * HtPruneAttachment:
 * @capture: id of its capture; 0 if there is none
 * @n_bytes: what it takes
 */
typedef struct
{
  gint64 capture;
  gint64 n_bytes;
} HtPruneAttachment;

gboolean ht_prune_find_old_attachment (HtDatabase *database,
                                       gint64 target,
                                       gint64 cutoff_ns,
                                       HtPruneAttachment *found,
                                       GError **error);
gboolean ht_prune_find_attachment (HtDatabase *database,
                                   gint64 target,
                                   const HtRetention *retention,
                                   HtPruneAttachment *found,
                                   GError **error);

G_END_DECLS
