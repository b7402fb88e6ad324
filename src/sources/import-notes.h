/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record-buffer.h"

G_BEGIN_DECLS

/**
 * HtImportNote:
 * @file: which file, as valid UTF-8
 * @offset: at which byte of its unpacked content, or %HT_UNKNOWN
 * @message: what was the matter with it
 */
typedef struct
{
  char *file;
  gint64 offset;
  char *message;
} HtImportNote;

GPtrArray *ht_import_notes_new (void);
void ht_import_notes_add (GPtrArray *notes, const char *file, gint64 offset, const char *message);
void
ht_import_notes_add_warnings (GPtrArray *notes, const char *file, const HtRecordBuffer *records);

G_END_DECLS
