/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "target-settings.h"

G_BEGIN_DECLS

/**
 * HtTargetList:
 *
 * The targets that are saved for the next time, in a key file of the user. Never with a secret:
 * those are in the #HtCredentialStore.
 *
 * Each change is written at once, on a thread; what the file has besides targets stays. Used on
 * one thread with a main context.
 *
 * Signals: `changed`; `failed` (char *message) when the file could not be written.
 */
#define HT_TYPE_TARGET_LIST (ht_target_list_get_type ())
G_DECLARE_FINAL_TYPE (HtTargetList, ht_target_list, HT, TARGET_LIST, GObject)

char *ht_target_list_default_path (void);
HtTargetList *ht_target_list_new (const char *path);
gboolean ht_target_list_load (HtTargetList *self, GError **error);
const GPtrArray *ht_target_list_get_all (HtTargetList *self);
HtTargetSettings *ht_target_list_find (HtTargetList *self, const char *name);
HtTargetSettings *ht_target_list_find_url (HtTargetList *self, const char *url);
char **ht_target_list_get_groups (HtTargetList *self);
gboolean ht_target_list_uses_secret (HtTargetList *self, const char *url, HtCredentialKind kind);
char *ht_target_list_make_name (HtTargetList *self, const char *name);
void ht_target_list_set (HtTargetList *self, HtTargetSettings *settings);
void ht_target_list_set_all (HtTargetList *self, const GPtrArray *targets);
gboolean ht_target_list_replace (HtTargetList *self, const char *name, HtTargetSettings *settings);
gboolean ht_target_list_remove (HtTargetList *self, const char *name);
void ht_target_list_flush (HtTargetList *self);

G_END_DECLS
