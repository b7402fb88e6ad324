/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtPprofPageProfile:
 * @name: what the path below `/debug/pprof/` is, not escaped; valid UTF-8
 * @count: how many stacks or goroutines it has; %HT_UNKNOWN if the page does not tell
 *
 * A link of the index page of `/debug/pprof/`.
 */
typedef struct
{
  char *name;
  gint64 count;
} HtPprofPageProfile;

GPtrArray *ht_pprof_page_list_profiles (const char *text, gsize length);
const HtPprofPageProfile *ht_pprof_page_find (const GPtrArray *profiles, const char *name);
gint64 ht_pprof_page_count_goroutines (const char *text, gsize length);
char *ht_pprof_page_read_command_line (const char *text, gsize length);

G_END_DECLS
