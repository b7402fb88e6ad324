/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

/**
 * HtOutputFile:
 * @stream: where to write to
 *
 * A file that gets its name when it is complete, so that nobody meets half of
 * one. "-" and what is no regular file is written to as it is.
 */
typedef struct
{
  FILE *stream;

  /*< private >*/
  char *path;
  char *temporary;
} HtOutputFile;

HtOutputFile *ht_output_file_new (const char *path, GError **error);
gboolean ht_output_file_finish (HtOutputFile *output, GError **error);
void ht_output_file_abandon (HtOutputFile *output);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtOutputFile, ht_output_file_abandon)

G_END_DECLS
