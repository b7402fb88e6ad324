/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "target-settings.h"

G_BEGIN_DECLS

/**
 * HtSecretKeeping:
 * @HT_SECRET_KEPT_NOWHERE: it is not remembered
 * @HT_SECRET_KEPT_FOR_SESSION: no keyring answers
 * @HT_SECRET_KEPT_IN_KEYRING: for the next time, too
 *
 * What becomes of a secret that is typed.
 */
typedef enum
{
  HT_SECRET_KEPT_NOWHERE,
  HT_SECRET_KEPT_FOR_SESSION,
  HT_SECRET_KEPT_IN_KEYRING,
} HtSecretKeeping;

#define HT_TYPE_CREDENTIALS_ROW (ht_credentials_row_get_type ())

/**
 * HtCredentialsRow:
 *
 * Rows for how to prove who asks, and how to make sure who answers.
 *
 * What is in the keyring is never put into an entry: it is used as long as nothing is typed.
 *
 * Signals: `changed`; `entry-activated` when Enter was pressed in an entry.
 */
G_DECLARE_FINAL_TYPE (HtCredentialsRow, ht_credentials_row, HT, CREDENTIALS_ROW, AdwExpanderRow)

void ht_credentials_row_set (HtCredentialsRow *self, const HtTargetSettings *settings);
void ht_credentials_row_fill (HtCredentialsRow *self, HtTargetSettings *settings);
void ht_credentials_row_set_kept (HtCredentialsRow *self, HtCredentials *kept);
void ht_credentials_row_set_keeping (HtCredentialsRow *self, HtSecretKeeping keeping);
const char *ht_credentials_row_get_problem (HtCredentialsRow *self);
HtCredentials *ht_credentials_row_make_secret (HtCredentialsRow *self);
gboolean ht_credentials_row_has_secret (HtCredentialsRow *self);
gboolean ht_credentials_row_is_unverified (HtCredentialsRow *self);
void ht_credentials_row_ask (HtCredentialsRow *self);

G_END_DECLS
