/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "HtRc" in the application_id of the SQLite header marks a file as a recording. */
#define HT_SCHEMA_APPLICATION_ID 0x48745263u

int ht_schema_current_version (void);
const char *ht_schema_get_migration (int from_version);

G_END_DECLS
