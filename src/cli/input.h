/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth-options.h"
#include "import.h"
#include "recording.h"

G_BEGIN_DECLS

/**
 * HtInput:
 * @recording: what was given, or a temporary recording of it
 * @label: how the user called it
 * @kind: what it is, such as "recording", "folder", "pprof"
 * @import: (nullable): how the temporary recording came about
 *
 * What a command works on.
 */
typedef struct
{
  /* Owned */
  HtRecording *recording;
  char *label;
  char *kind;
  HtImport *import;

  /*< private >*/
  HtRecordingWriter *writer;
  char *folder;
  char *path;
  gsize slot;
} HtInput;

HtCaptureFile *ht_input_read_file (const char *path, const HtAuthOptions *auth, GError **error);
HtInput *ht_input_open (const char *path, const HtAuthOptions *auth, GError **error);
HtInput *ht_input_open_many (const char *const *paths, const HtAuthOptions *auth, GError **error);
HtInput *ht_input_open_file (HtCaptureFile *file, GError **error);
void ht_input_close (HtInput *input);
GPtrArray *ht_input_find_targets (HtInput *input, const char *name, GError **error);
void ht_targets_get_range (const GPtrArray *targets, gint64 *from_ns, gint64 *to_ns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtInput, ht_input_close)

G_END_DECLS
