/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recorder.h"
#include "target-glance.h"
#include "target-settings.h"

G_BEGIN_DECLS

#define HT_TYPE_LIVE_ITEM (ht_live_item_get_type ())

/**
 * HtLiveItem:
 *
 * A service that is being recorded, as the window sees it: what it is called and how it is.
 *
 * ## Signals
 *
 * `changed` when anything of it is another.
 */
G_DECLARE_FINAL_TYPE (HtLiveItem, ht_live_item, HT, LIVE_ITEM, GObject)

HtLiveItem *ht_live_item_new (HtTargetSettings *settings);
HtLiveItem *ht_live_item_new_found (const char *name, gboolean is_unverified);
HtTargetSettings *ht_live_item_get_settings (HtLiveItem *self);
void ht_live_item_set_settings (HtLiveItem *self, HtTargetSettings *settings);
void ht_live_item_take_news (HtLiveItem *self, const HtRecorderNews *news);
void ht_live_item_set_glance (HtLiveItem *self, HtTargetGlance *glance);
const HtTargetGlance *ht_live_item_get_glance (HtLiveItem *self);
void ht_live_item_set_paused (HtLiveItem *self, gboolean paused);
const char *ht_live_item_get_name (HtLiveItem *self);
const char *ht_live_item_get_url (HtLiveItem *self);
gint64 ht_live_item_get_target (HtLiveItem *self);
gint64 ht_live_item_get_since_ns (HtLiveItem *self);
gboolean ht_live_item_is_paused (HtLiveItem *self);
gboolean ht_live_item_is_unverified (HtLiveItem *self);
HtLiveState ht_live_item_get_state (HtLiveItem *self);
const char *ht_live_item_get_reason (HtLiveItem *self);
const char *ht_live_item_get_icon_name (HtLiveItem *self);
char *ht_live_item_describe (HtLiveItem *self, gint64 now_us);

G_END_DECLS
