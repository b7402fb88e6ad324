/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "HtRc" in the application_id of the SQLite header marks a file as a recording. */
#define HT_SCHEMA_APPLICATION_ID 0x48745263u

/* Of what is at least this version, each table and column that a reader asks for is there; what a
 * later version added is asked for only where it is. */
#define HT_SCHEMA_OLDEST_READABLE 1

/* The first version that has marks. */
#define HT_SCHEMA_WITH_MARKS 2

/* The first version that keeps captures as they came. */
#define HT_SCHEMA_WITH_ATTACHMENTS 3

/* The first version that has what traces told. */
#define HT_SCHEMA_WITH_TRACES 4

/* The first version that has notes about chains, and known growth. */
#define HT_SCHEMA_WITH_KNOWN_GROWTH 5

int ht_schema_current_version (void);
const char *ht_schema_get_migration (int from_version);

G_END_DECLS
