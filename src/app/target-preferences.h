/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "memory-charts.h"

G_BEGIN_DECLS

#define HT_TYPE_TARGET_PREFERENCES (ht_target_preferences_get_type ())

/**
 * HtTargetPreferences:
 *
 * What the user has set for targets, by their names, kept in a file: limits, and where the source
 * of the program is, and what the compiler says of it.
 *
 * The file is read and written without blocking. Main thread only.
 *
 * ## Signals
 *
 * `changed` when something was read or set.
 */
G_DECLARE_FINAL_TYPE (HtTargetPreferences, ht_target_preferences, HT, TARGET_PREFERENCES, GObject)

HtTargetPreferences *ht_target_preferences_new (const char *path);
HtTargetPreferences *ht_target_preferences_get_default (void);
void ht_target_preferences_get_limits (HtTargetPreferences *self,
                                       const char *target,
                                       HtMemoryLimits *limits);
void ht_target_preferences_set_limits (HtTargetPreferences *self,
                                       const char *target,
                                       const HtMemoryLimits *limits);
char *ht_target_preferences_get_escape_file (HtTargetPreferences *self, const char *target);
void ht_target_preferences_set_escape_file (HtTargetPreferences *self,
                                            const char *target,
                                            const char *path);
char *ht_target_preferences_get_source (HtTargetPreferences *self, const char *target);
void ht_target_preferences_set_source (HtTargetPreferences *self,
                                       const char *target,
                                       const char *folder);
gboolean ht_target_preferences_is_busy (HtTargetPreferences *self);
gboolean ht_limits_parse (const char *text, gint64 *bytes, GError **error);

G_END_DECLS
