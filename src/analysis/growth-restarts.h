/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recording.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HtGrowthRestart:
 * @before_ns: when something was last heard of the one life, ns since 1970
 * @after_ns: when something was first heard of the next
 *
 * A process that began anew. Of what is told in between it is not known of which life it is.
 */
typedef struct
{
  gint64 before_ns;
  gint64 after_ns;
} HtGrowthRestart;

GArray *ht_growth_restarts_find (HtRecording *recording,
                                 gint64 target,
                                 gint64 from_ns,
                                 gint64 to_ns,
                                 GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
