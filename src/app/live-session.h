/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document.h"
#include "live-item.h"
#include "pod-query.h"
#include "target-settings.h"

G_BEGIN_DECLS

#define HT_TYPE_LIVE_SESSION (ht_live_session_get_type ())

/**
 * HtLiveSession:
 *
 * A recording that grows while it is looked at: the recorder that writes it, the document that
 * reads it, and the services that are recorded.
 *
 * ## Signals
 *
 * `committed` when there is more to be read, about once a second; `added` with an #HtLiveItem that
 * is recorded from now on; `removed` with one that is not any more; `news` with the
 * #HtRecorderNews of a capture or a flag; `problem` with a sentence when nothing can be written.
 */
G_DECLARE_FINAL_TYPE (HtLiveSession, ht_live_session, HT, LIVE_SESSION, GObject)

char *ht_live_session_path_for (const char *name);
void
ht_live_session_open_async (const char *path, GAsyncReadyCallback callback, gpointer user_data);
HtLiveSession *ht_live_session_open_finish (GAsyncResult *result, GError **error);
const char *ht_live_session_get_path (HtLiveSession *self);
const char *ht_live_session_get_wanted_path (HtLiveSession *self);
HtDocument *ht_live_session_get_document (HtLiveSession *self);
HtRecorder *ht_live_session_get_recorder (HtLiveSession *self);
GListModel *ht_live_session_get_items (HtLiveSession *self);
HtLiveItem *ht_live_session_find (HtLiveSession *self, const char *name);
gboolean ht_live_session_add (HtLiveSession *self,
                              HtTargetSettings *settings,
                              HtCredentials *credentials,
                              GError **error);
gboolean ht_live_session_follow (HtLiveSession *self,
                                 const HtPodQuery *query,
                                 const HtTargetIntervals *intervals,
                                 GError **error);
void ht_live_session_change (HtLiveSession *self, HtLiveItem *item, HtTargetSettings *settings);
void ht_live_session_remove (HtLiveSession *self, HtLiveItem *item);
void ht_live_session_set_paused (HtLiveSession *self, HtLiveItem *item, gboolean paused);
void ht_live_session_end (HtLiveSession *self);

G_END_DECLS
