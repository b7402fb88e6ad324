/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "database.h"
#include "profile-writer.h"
#include "recording-types.h"
#include "retention.h"

G_BEGIN_DECLS

/*
 * Takes out of a recording what its retention does not keep, a little at a time: a recorder
 * has to be back for its next second.
 */
typedef struct _HtPruner HtPruner;

HtPruner *ht_pruner_new (HtDatabase *database, HtProfileWriter *profiles);
void ht_pruner_free (HtPruner *pruner);
void ht_pruner_forget (HtPruner *pruner);
void ht_pruner_hold_capture (HtPruner *pruner, gint64 target, gint64 kind, gint64 capture);
gboolean ht_pruner_step (HtPruner *pruner,
                         gint64 target,
                         const HtRetention *retention,
                         gint64 now_ns,
                         gboolean *has_more,
                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtPruner, ht_pruner_free)

G_END_DECLS
