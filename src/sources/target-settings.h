/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture-rules.h"
#include "credentials.h"
#include "retention.h"
#include "target-schedule.h"

G_BEGIN_DECLS

/**
 * HtTargetSettings:
 * @name: what people call it; of saved targets no two have the same
 * @group: (nullable): what it belongs to: one service of many pods, one list that was imported
 * @url: base URL, without secrets
 * @credential_kind: what goes with each request; the secret itself is in the keyring
 * @ca_file: (nullable): path of the CAs to trust, PEM; %NULL for those of the system
 * @certificate_file: (nullable): path of a client certificate, PEM
 * @key_file: (nullable): path of its key; %NULL: in the same file
 * @unverified: whether any server is taken for the right one
 * @intervals: how often what is asked
 * @log_file: (nullable): path of a gctrace log that the service writes
 * @rules: when it is captured on its own
 * @retention: how much of the past is kept; of a group what its first one says
 *
 * How a live service is reached: all that is needed to connect again, but for the secret.
 *
 * Reference-counted; to be filled in by whoever made it, and left alone once it was handed on.
 */
typedef struct
{
  /*< private >*/
  gatomicrefcount references;

  /*< public >*/
  char *name;
  char *group;
  char *url;
  HtCredentialKind credential_kind;
  char *ca_file;
  char *certificate_file;
  char *key_file;
  gboolean unverified;
  HtTargetIntervals intervals;
  char *log_file;
  HtCaptureRules rules;
  HtRetention retention;
} HtTargetSettings;

#define HT_TYPE_TARGET_SETTINGS (ht_target_settings_get_type ())
GType ht_target_settings_get_type (void);

HtTargetSettings *ht_target_settings_new (const char *name, const char *url);
HtTargetSettings *ht_target_settings_copy (const HtTargetSettings *settings);
HtTargetSettings *ht_target_settings_ref (HtTargetSettings *settings);
void ht_target_settings_unref (HtTargetSettings *settings);
HtCredentials *ht_target_settings_make_credentials (const HtTargetSettings *settings,
                                                    HtCredentials *secret);
HtTargetSettings *ht_target_settings_read (GKeyFile *file, const char *section);
void
ht_target_settings_write (const HtTargetSettings *settings, GKeyFile *file, const char *section);
gboolean ht_target_settings_can_be_saved (const HtTargetSettings *settings);
char *ht_target_name_from_url (const char *url);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTargetSettings, ht_target_settings_unref)

G_END_DECLS
