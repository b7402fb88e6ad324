/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * HtReplayConnections:
 *
 * The connections of a server, closed when their clients have left.
 *
 * libsoup before 3.3 forgets about a connection that its client closes between two
 * requests, but keeps its socket open, until there are no more to be had.
 */
typedef struct _HtReplayConnections HtReplayConnections;

HtReplayConnections *ht_replay_connections_new (SoupServer *soup);
void ht_replay_connections_free (HtReplayConnections *connections);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtReplayConnections, ht_replay_connections_free)

G_END_DECLS
