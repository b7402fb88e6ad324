/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "target-settings.h"

G_BEGIN_DECLS

#define HT_TYPE_RULES_WINDOW (ht_rules_window_get_type ())

/**
 * HtRulesWindow:
 *
 * When a service is captured on its own, how often it is asked, and how much of the past is kept.
 *
 * ## Signals
 *
 * `changed` with the #HtTargetSettings that the user wants from now on.
 */
G_DECLARE_FINAL_TYPE (HtRulesWindow, ht_rules_window, HT, RULES_WINDOW, AdwPreferencesWindow)

GtkWidget *ht_rules_window_new (GtkWindow *parent, HtTargetSettings *settings);

G_END_DECLS
