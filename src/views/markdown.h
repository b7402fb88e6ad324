/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ht_markdown_code (const char *text);
char *ht_markdown_plain (const char *text);

G_END_DECLS
