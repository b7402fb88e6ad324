/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "listed-targets.h"
#include "target-settings.h"

G_BEGIN_DECLS

/**
 * HtTargetImport:
 * @targets: (element-type HtTargetSettings): in the order of the file, no two of one name
 * @problems: (element-type HtListProblem): what was not taken
 *
 * What a file says of live services.
 */
typedef struct
{
  GPtrArray *targets;
  GPtrArray *problems;
} HtTargetImport;

HtTargetImport *ht_target_import_read (const char *path, GError **error);
void ht_target_import_read_async (const char *path,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
HtTargetImport *ht_target_import_read_finish (GAsyncResult *result, GError **error);
void ht_target_import_free (HtTargetImport *import);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTargetImport, ht_target_import_free)

G_END_DECLS
