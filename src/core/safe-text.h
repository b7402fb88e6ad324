/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ht_safe_text_for_terminal (const char *text, gssize length);
char *ht_safe_text_for_csv (const char *text, gssize length);
char *ht_safe_text_to_utf8 (const char *text, gssize length);
void ht_safe_text_append_json (GString *json, const char *text);

G_END_DECLS
