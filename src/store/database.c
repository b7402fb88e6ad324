/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "database.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "file-header.h"
#include "gc-cycle.h"
#include "schema.h"

struct _HtDatabase
{
  /* Owned */
  sqlite3 *connection;
  char *path;
  char *display_name;
  GHashTable *statements; /* SQL text, compared as a pointer -> sqlite3_stmt */
};

static HtStoreError
code_of (int result)
{
  switch (result & 0xff)
    {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR: /* no such table or column */
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      return HT_STORE_ERROR_CORRUPT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return HT_STORE_ERROR_BUSY;
    case SQLITE_FULL:
      return HT_STORE_ERROR_FULL;
    default:
      return HT_STORE_ERROR_FAILED;
    }
}

/**
 * ht_database_set_busy:
 * @database: the database
 * @error: return location
 *
 * Sets %HT_STORE_ERROR_BUSY with the file's name in front.
 */
void
ht_database_set_busy (HtDatabase *database, GError **error)
{
  g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_BUSY,
               "%s is in use: another process is writing to it", database->display_name);
}

/* SQLite calls only ENOSPC full; quotas and limits of the process are the same to people. What
 * made a write to the log fail SQLite does not keep, but the system's @problem is still there. The
 * shared memory of the log is grown ahead of its use and has a result of its own. */
static gboolean
is_out_of_room (int result, int problem)
{
  if (result == SQLITE_IOERR_SHMSIZE)
    return TRUE;
  return (result & 0xff) == SQLITE_IOERR &&
         (problem == ENOSPC || problem == EDQUOT || problem == EFBIG);
}

static void
set_error (HtDatabase *self, GError **error, int result)
{
  HtStoreError code = is_out_of_room (result, errno) ? HT_STORE_ERROR_FULL : code_of (result);
  const char *reason =
      self->connection != NULL ? sqlite3_errmsg (self->connection) : sqlite3_errstr (result);

  if (code == HT_STORE_ERROR_CORRUPT)
    g_set_error (error, HT_STORE_ERROR, code, "%s is damaged: %s", self->display_name, reason);
  else if (code == HT_STORE_ERROR_BUSY)
    ht_database_set_busy (self, error);
  else if (code == HT_STORE_ERROR_FULL)
    g_set_error (error, HT_STORE_ERROR, code,
                 "%s cannot grow: the disk is full; what was committed is safe",
                 self->display_name);
  else
    g_set_error (error, HT_STORE_ERROR, code, "%s: %s", self->display_name, reason);
}

/**
 * ht_database_set_corrupt:
 * @database: the database
 * @error: return location
 * @format: what is wrong
 * @...: arguments of @format
 *
 * Sets %HT_STORE_ERROR_CORRUPT with the file's name in front.
 */
void
ht_database_set_corrupt (HtDatabase *database, GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_CORRUPT, "%s is damaged: %s",
               database->display_name, what);
}

/**
 * ht_database_set_not_found:
 * @database: the database
 * @error: return location
 * @format: what is not there
 * @...: arguments of @format
 *
 * Sets %HT_STORE_ERROR_NOT_FOUND with the file's name in front.
 */
void
ht_database_set_not_found (HtDatabase *database, GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND, "%s: %s", database->display_name,
               what);
}

static void
finalize_statement_cb (gpointer statement)
{
  sqlite3_finalize (statement);
}

static HtDatabase *
database_new (const char *path)
{
  HtDatabase *self = g_new0 (HtDatabase, 1);

  self->path = g_strdup (path);
  self->display_name = g_filename_display_name (path);
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize_statement_cb);
  return self;
}

/**
 * ht_database_close:
 * @database: (transfer full) (nullable): the database
 *
 * Drops an open transaction and closes the file.
 */
void
ht_database_close (HtDatabase *database)
{
  if (database == NULL)
    return;
  g_clear_pointer (&database->statements, g_hash_table_unref);
  if (sqlite3_close (database->connection) != SQLITE_OK)
    g_warning ("%s: a statement is still in use", database->display_name);
  g_free (database->path);
  g_free (database->display_name);
  g_free (database);
}

/**
 * ht_database_get_path:
 * @database: the database
 *
 * Returns: (transfer none): the path it was opened with
 */
const char *
ht_database_get_path (HtDatabase *database)
{
  return database->path;
}

/**
 * ht_database_set_patience:
 * @database: the database
 * @milliseconds: how long to wait for others before it counts as busy
 */
void
ht_database_set_patience (HtDatabase *database, int milliseconds)
{
  sqlite3_busy_timeout (database->connection, milliseconds);
}

static void
close_connection (HtDatabase *self)
{
  g_hash_table_remove_all (self->statements);
  sqlite3_close (self->connection);
  self->connection = NULL;
}

static gboolean
connect (HtDatabase *self, gboolean immutable, GError **error)
{
  g_autofree char *uri = ht_file_header_make_uri (self->path, immutable);
  int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
              (immutable ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
  int result = sqlite3_open_v2 (uri, &self->connection, flags, NULL);

  if (result != SQLITE_OK)
    {
      set_error (self, error, result);
      return FALSE;
    }
  sqlite3_busy_timeout (self->connection, HT_DATABASE_PATIENCE_MS);
  /* The file may come from anybody: its schema gets no say in what is executed. */
  sqlite3_db_config (self->connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (self->connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (self->connection, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  return ht_database_execute (self,
                              "PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON;"
                              "PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY",
                              error);
}

/**
 * ht_database_execute:
 * @database: the database
 * @sql: statements
 * @error: return location for an error
 *
 * Executes statements that return nothing.
 *
 * Returns: whether they succeeded
 */
gboolean
ht_database_execute (HtDatabase *database, const char *sql, GError **error)
{
  int result = sqlite3_exec (database->connection, sql, NULL, NULL, NULL);

  if (result != SQLITE_OK)
    set_error (database, error, result);
  return result == SQLITE_OK;
}

/**
 * ht_database_prepare:
 * @database: the database
 * @sql: one statement, a string literal: it is compared as a pointer
 * @error: return location for an error
 *
 * Compiles a statement, once, and resets it.
 *
 * Returns: (transfer none) (nullable): the statement, with nothing bound
 */
sqlite3_stmt *
ht_database_prepare (HtDatabase *database, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (database->statements, sql);

  if (statement != NULL)
    {
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
      return statement;
    }

  int result = sqlite3_prepare_v3 (database->connection, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                   &statement, NULL);

  if (result != SQLITE_OK)
    {
      set_error (database, error, result);
      return NULL;
    }
  g_hash_table_insert (database->statements, (gpointer) sql, statement);
  return statement;
}

/**
 * ht_database_step:
 * @database: the database
 * @statement: the statement; reset when there is no further row
 * @has_row: (out): whether there is a row
 * @error: return location for an error
 *
 * Advances to the next row. Who stops before the last one resets the statement.
 *
 * Returns: %FALSE if it failed
 */
gboolean
ht_database_step (HtDatabase *database, sqlite3_stmt *statement, gboolean *has_row, GError **error)
{
  int result = sqlite3_step (statement);

  *has_row = result == SQLITE_ROW;
  if (result == SQLITE_ROW)
    return TRUE;
  if (result != SQLITE_DONE)
    set_error (database, error, result);
  sqlite3_reset (statement);
  return result == SQLITE_DONE;
}

/**
 * ht_database_run:
 * @database: the database
 * @statement: a statement that gives no rows, or whose rows do not matter
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_database_run (HtDatabase *database, sqlite3_stmt *statement, GError **error)
{
  gboolean has_row;
  gboolean succeeded = ht_database_step (database, statement, &has_row, error);

  sqlite3_reset (statement);
  return succeeded;
}

/**
 * ht_database_insert:
 * @database: the database
 * @statement: an INSERT of one row
 * @id: (out): its id, greater than 0
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_database_insert (HtDatabase *database, sqlite3_stmt *statement, gint64 *id, GError **error)
{
  if (!ht_database_run (database, statement, error))
    return FALSE;
  *id = sqlite3_last_insert_rowid (database->connection);
  /* It follows the greatest one that is there, and that may be anything in a damaged file. */
  if (*id > 0)
    return TRUE;
  ht_database_set_corrupt (database, error, "the ids of a table are negative");
  return FALSE;
}

/**
 * ht_database_read_number:
 * @database: the database
 * @sql: a query, a string literal
 * @number: (out): first column of its first row; 0 if there is none
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_database_read_number (HtDatabase *database, const char *sql, gint64 *number, GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (database, sql, error);
  gboolean has_row;

  *number = 0;
  if (statement == NULL || !ht_database_step (database, statement, &has_row, error))
    return FALSE;
  if (has_row)
    *number = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  return TRUE;
}

/**
 * ht_database_is_since:
 * @database: the database, with a transaction open
 * @version: a version of the format, see schema.h
 * @is_since: (out): whether the recording is of that version or a later one
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_database_is_since (HtDatabase *database, int version, gboolean *is_since, GError **error)
{
  gint64 found;

  *is_since = FALSE;
  if (!ht_database_read_number (database, "PRAGMA user_version", &found, error))
    return FALSE;
  *is_since = found >= version;
  return TRUE;
}

/**
 * ht_database_count_changes:
 * @database: the database
 *
 * Returns: how many rows the last INSERT, UPDATE or DELETE changed
 */
gint64
ht_database_count_changes (HtDatabase *database)
{
  return sqlite3_changes (database->connection);
}

/**
 * ht_database_begin_read:
 * @database: the database
 * @error: return location for an error
 *
 * Makes what is read until ht_database_end_read() one snapshot.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_database_begin_read (HtDatabase *database, GError **error)
{
  return ht_database_execute (database, "BEGIN", error);
}

/**
 * ht_database_end_read:
 * @database: the database
 *
 * Ends the snapshot, also after an error.
 */
void
ht_database_end_read (HtDatabase *database)
{
  if (!sqlite3_get_autocommit (database->connection))
    ht_database_execute (database, "ROLLBACK", NULL);
}

/* Whoever takes longer than another in getting here finds the work done. */
static gboolean
upgrade_schema (HtDatabase *self, GError **error)
{
  gint64 version;

  if (!ht_database_execute (self, "BEGIN IMMEDIATE", error))
    return FALSE;

  gboolean succeeded = ht_database_read_number (self, "PRAGMA user_version", &version, error);

  for (; succeeded && version < ht_schema_current_version (); version++)
    succeeded = ht_database_execute (self, ht_schema_get_migration ((int) version), error);
  if (succeeded)
    {
      g_autofree char *mark =
          g_strdup_printf ("PRAGMA user_version = %d; PRAGMA application_id = %u; COMMIT",
                           ht_schema_current_version (), HT_SCHEMA_APPLICATION_ID);

      succeeded = ht_database_execute (self, mark, error);
    }
  if (!succeeded)
    ht_database_end_read (self);
  return succeeded;
}

/* The header on disk may be older than what the write-ahead log says. */
static gboolean
check_version (HtDatabase *self, int oldest, GError **error)
{
  gint64 version;

  if (!ht_database_read_number (self, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version > ht_schema_current_version ())
    {
      g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NEWER,
                   "%s was written by a newer version of Heaptrail: update Heaptrail to open it",
                   self->display_name);
      return FALSE;
    }
  if (version < 0)
    {
      ht_database_set_corrupt (self, error, "its format version is negative");
      return FALSE;
    }
  if (version >= oldest)
    return TRUE;
  if (sqlite3_db_readonly (self->connection, "main"))
    {
      g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FAILED,
                   "%s is of an older format and cannot be converted where it cannot be written: "
                   "copy it to another folder",
                   self->display_name);
      return FALSE;
    }
  return upgrade_schema (self, error);
}

static gboolean
has_unsaved_log (HtDatabase *self)
{
  g_autofree char *log = g_strconcat (self->path, "-wal", NULL);
  GStatBuf info;

  return g_stat (log, &info) == 0 && info.st_size > 0;
}

/* A recording whose writer was killed is in WAL mode; where SQLite can create
 * nothing beside it, it can be read only by promising that nobody changes it. */
static gboolean
connect_to_read (HtDatabase *self, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gint64 version;

  if (connect (self, FALSE, &problem) &&
      ht_database_read_number (self, "PRAGMA user_version", &version, &problem))
    return TRUE;

  int result = sqlite3_errcode (self->connection) & 0xff;

  if (result == SQLITE_CANTOPEN || result == SQLITE_READONLY)
    {
      if (has_unsaved_log (self))
        {
          g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FAILED,
                       "%s has unsaved parts in %s-wal that can only be read where the folder is "
                       "writable: copy both to another folder",
                       self->display_name, self->display_name);
          return FALSE;
        }
      close_connection (self);
      return connect (self, TRUE, error);
    }
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/**
 * ht_database_open_to_read:
 * @path: a file name
 * @error: return location for an error
 *
 * Opens a recording for reading. What is no recording is not touched, and
 * nothing is created beside it. The content is not changed; what a killed writer
 * left behind may be tidied up.
 *
 * Returns: (transfer full) (nullable): the database
 */
HtDatabase *
ht_database_open_to_read (const char *path, GError **error)
{
  if (!ht_file_header_check (path, error))
    return NULL;

  g_autoptr (HtDatabase) self = database_new (path);

  if (!connect_to_read (self, error) || !check_version (self, HT_SCHEMA_OLDEST_READABLE, error) ||
      !ht_database_execute (self, "PRAGMA query_only = ON", error))
    return NULL;
  return g_steal_pointer (&self);
}

/* Fails on file systems without shared memory, where SQLite stays with its
 * rollback journal: that works too, but needs a full sync to be as safe. */
static gboolean
start_write_ahead_log (HtDatabase *self, GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (self, "PRAGMA journal_mode = WAL", error);
  gboolean has_row;

  if (statement == NULL || !ht_database_step (self, statement, &has_row, error))
    return FALSE;

  g_autofree char *mode = has_row ? ht_column_text (statement, 0) : NULL;

  sqlite3_reset (statement);
  return ht_database_execute (self,
                              g_strcmp0 (mode, "wal") == 0 ? "PRAGMA synchronous = NORMAL"
                                                           : "PRAGMA synchronous = FULL",
                              error);
}

/**
 * ht_database_open_to_write:
 * @path: a file name
 * @error: return location for an error
 *
 * Opens a recording for reading and writing, bringing its schema up to date.
 *
 * Returns: (transfer full) (nullable): the database
 */
HtDatabase *
ht_database_open_to_write (const char *path, GError **error)
{
  if (!ht_file_header_check (path, error))
    return NULL;

  g_autoptr (HtDatabase) self = database_new (path);

  if (!connect (self, FALSE, error))
    return NULL;
  if (sqlite3_db_readonly (self->connection, "main"))
    {
      g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FAILED,
                   "%s cannot be written to: work on a copy of it", self->display_name);
      return NULL;
    }
  if (!check_version (self, ht_schema_current_version (), error) ||
      !start_write_ahead_log (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
make_file (const char *path, GError **error)
{
  int file = g_open (path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  int problem = errno;

  if (file < 0)
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FAILED, "%s cannot be created: %s", name,
                   g_strerror (problem));
      return FALSE;
    }
  return g_close (file, error);
}

/**
 * ht_database_create:
 * @path: name of a file that does not exist yet
 * @error: return location for an error
 *
 * Creates an empty recording that only its owner may read and write.
 *
 * Returns: (transfer full) (nullable): the database
 */
HtDatabase *
ht_database_create (const char *path, GError **error)
{
  if (!make_file (path, error))
    return NULL;

  g_autoptr (HtDatabase) self = database_new (path);

  if (!connect (self, FALSE, error) || !upgrade_schema (self, error) ||
      !start_write_ahead_log (self, error))
    {
      g_clear_pointer (&self, ht_database_close);
      g_unlink (path);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * ht_database_become_single_file:
 * @database: the database, with no transaction open
 * @error: return location for an error
 *
 * Puts the write-ahead log into the file and leaves WAL mode, so that the file
 * can be copied and also be read where nothing can be created beside it. While
 * somebody reads it, the log stays until the last reader closes.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_database_become_single_file (HtDatabase *database, GError **error)
{
  ht_database_set_patience (database, 0);

  int result =
      sqlite3_exec (database->connection, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);

  if (result != SQLITE_OK && (result & 0xff) != SQLITE_BUSY)
    {
      set_error (database, error, result);
      return FALSE;
    }
  return TRUE;
}

/**
 * ht_bind_known:
 * @statement: a statement
 * @position: from 1
 * @number: a number; %HT_UNKNOWN becomes NULL
 */
void
ht_bind_known (sqlite3_stmt *statement, int position, gint64 number)
{
  if (number == HT_UNKNOWN)
    sqlite3_bind_null (statement, position);
  else
    sqlite3_bind_int64 (statement, position, number);
}

/**
 * ht_column_known:
 * @statement: a statement that has a row
 * @column: from 0
 *
 * Returns: the number, %HT_UNKNOWN for NULL
 */
gint64
ht_column_known (sqlite3_stmt *statement, int column)
{
  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return HT_UNKNOWN;
  return sqlite3_column_int64 (statement, column);
}

/**
 * ht_bind_text:
 * @statement: a statement
 * @position: from 1
 * @text: (nullable): copied; what is no UTF-8 in it is replaced
 */
void
ht_bind_text (sqlite3_stmt *statement, int position, const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  sqlite3_bind_text (statement, position, valid, -1, SQLITE_TRANSIENT);
}

/**
 * ht_column_text:
 * @statement: a statement that has a row
 * @column: from 0
 *
 * Returns: (transfer full) (nullable): valid UTF-8, whatever the file holds; %NULL for NULL
 */
char *
ht_column_text (sqlite3_stmt *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

/**
 * ht_column_name:
 * @statement: a statement that has a row
 * @column: from 0
 *
 * For columns that are never NULL, in a file that may hold anything.
 *
 * Returns: (transfer full): valid UTF-8; "" for NULL
 */
char *
ht_column_name (sqlite3_stmt *statement, int column)
{
  char *name = ht_column_text (statement, column);

  return name != NULL ? name : g_strdup ("");
}
