/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gint64 ht_pprof_page_count_goroutines (const char *text, gsize length);

G_END_DECLS
