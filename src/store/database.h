/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "store-error.h"

G_BEGIN_DECLS

/*
 * An SQLite connection to a recording: opening with all the care that the format
 * asks for, prepared statements that are kept, and GErrors. Private to this room.
 */
typedef struct _HtDatabase HtDatabase;

/* How long a connection waits for others at first. */
#define HT_DATABASE_PATIENCE_MS 5000

HtDatabase *ht_database_create (const char *path, GError **error);
HtDatabase *ht_database_open_to_read (const char *path, GError **error);
HtDatabase *ht_database_open_to_write (const char *path, GError **error);
void ht_database_close (HtDatabase *database);
gboolean ht_database_become_single_file (HtDatabase *database, GError **error);
const char *ht_database_get_path (HtDatabase *database);
void ht_database_set_patience (HtDatabase *database, int milliseconds);

gboolean ht_database_execute (HtDatabase *database, const char *sql, GError **error);
sqlite3_stmt *ht_database_prepare (HtDatabase *database, const char *sql, GError **error);
gboolean
ht_database_step (HtDatabase *database, sqlite3_stmt *statement, gboolean *has_row, GError **error);
gboolean ht_database_run (HtDatabase *database, sqlite3_stmt *statement, GError **error);
gboolean
ht_database_insert (HtDatabase *database, sqlite3_stmt *statement, gint64 *id, GError **error);
gboolean
ht_database_read_number (HtDatabase *database, const char *sql, gint64 *number, GError **error);
gboolean
ht_database_is_since (HtDatabase *database, int version, gboolean *is_since, GError **error);
gint64 ht_database_count_changes (HtDatabase *database);
gboolean ht_database_begin_read (HtDatabase *database, GError **error);
void ht_database_end_read (HtDatabase *database);

void ht_database_set_corrupt (HtDatabase *database, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
void ht_database_set_busy (HtDatabase *database, GError **error);
void ht_database_set_not_found (HtDatabase *database, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

void ht_bind_known (sqlite3_stmt *statement, int position, gint64 number);
gint64 ht_column_known (sqlite3_stmt *statement, int column);
void ht_bind_text (sqlite3_stmt *statement, int position, const char *text);
char *ht_column_text (sqlite3_stmt *statement, int column);
char *ht_column_name (sqlite3_stmt *statement, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtDatabase, ht_database_close)

G_END_DECLS
