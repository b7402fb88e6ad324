/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "escape-notes.h"

G_BEGIN_DECLS

HtEscapeNotes *ht_escape_file_load (const char *path, GError **error);

G_END_DECLS
