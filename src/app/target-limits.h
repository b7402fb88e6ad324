/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "memory-charts.h"

G_BEGIN_DECLS

#define HT_TYPE_LIMITS (ht_limits_get_type ())

/**
 * HtLimits:
 *
 * The limits that the user has set, by name of the target, kept in a file.
 *
 * The file is read and written without blocking. Main thread only.
 *
 * ## Signals
 *
 * `changed` when limits were read or set.
 */
G_DECLARE_FINAL_TYPE (HtLimits, ht_limits, HT, LIMITS, GObject)

HtLimits *ht_limits_new (const char *path);
HtLimits *ht_limits_get_default (void);
void ht_limits_get (HtLimits *self, const char *target, HtMemoryLimits *limits);
void ht_limits_set (HtLimits *self, const char *target, const HtMemoryLimits *limits);
gboolean ht_limits_is_busy (HtLimits *self);
gboolean ht_limits_parse (const char *text, gint64 *bytes, GError **error);

G_END_DECLS
