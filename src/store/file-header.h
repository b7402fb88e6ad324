/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-error.h"

G_BEGIN_DECLS

gboolean ht_file_header_check (const char *path, GError **error);
char *ht_file_header_make_uri (const char *path, gboolean immutable);

G_END_DECLS
