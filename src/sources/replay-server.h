/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "recording.h"

G_BEGIN_DECLS

/**
 * HtReplayServer:
 *
 * Replays a recording as Go services that one can attach to, each target under
 * its own path and one at the root. What it answers from is read in pieces as
 * time goes on; no request reads more than what is new.
 *
 * Belongs to one thread, that of the recording and of the main context in which it listens.
 */
typedef struct _HtReplayServer HtReplayServer;

HtReplayServer *ht_replay_server_new (HtRecording *recording, double speed, gboolean loop);
void ht_replay_server_free (HtReplayServer *server);
gboolean ht_replay_server_add_target (HtReplayServer *server,
                                      const HtTarget *target,
                                      const GArray *cycles,
                                      GError **error);
void ht_replay_server_set_root (HtReplayServer *server, const char *name);
gboolean ht_replay_server_listen (HtReplayServer *server,
                                  GInetAddress *address,
                                  guint16 port,
                                  GError **error);
const char *ht_replay_server_get_url (HtReplayServer *server);
guint ht_replay_server_get_n_targets (HtReplayServer *server);
const char *ht_replay_server_get_target_name (HtReplayServer *server, guint i);
char *ht_replay_server_get_target_url (HtReplayServer *server, guint i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtReplayServer, ht_replay_server_free)

G_END_DECLS
