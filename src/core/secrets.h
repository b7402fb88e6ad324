/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ht_is_secret_name (const char *name, gsize length);
char *ht_mask_url (const char *url);
char *ht_mask_command_line (const char *const *arguments);
void ht_wipe_text (char **text);

G_END_DECLS
