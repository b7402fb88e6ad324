/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ht_base_url_from_text (const char *text, char **once_path, GError **error);

G_END_DECLS
