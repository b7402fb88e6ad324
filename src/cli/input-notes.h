/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "import.h"
#include "json-writer.h"

G_BEGIN_DECLS

void ht_input_notes_write_skipped (const HtImport *import, HtJsonWriter *json);
void ht_input_notes_write_warnings (const HtImport *import, HtJsonWriter *json);
void ht_input_notes_print (const char *title, const GPtrArray *notes);
void ht_input_notes_warn (const HtImport *import);

G_END_DECLS
