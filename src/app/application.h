/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "credential-store.h"
#include "target-list.h"

G_BEGIN_DECLS

#define HT_TYPE_APPLICATION (ht_application_get_type ())

/**
 * HtApplication:
 *
 * The program: its windows and what is common to them.
 */
G_DECLARE_FINAL_TYPE (HtApplication, ht_application, HT, APPLICATION, AdwApplication)

GApplication *ht_application_new (void);
HtTargetList *ht_application_get_targets (HtApplication *self);
HtCredentialStore *ht_application_get_credentials (HtApplication *self);

G_END_DECLS
