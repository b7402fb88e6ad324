/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "file-header.h"

#include <glib/gstdio.h>
#include <errno.h>
#include <sqlite3.h>
#include <string.h>

#include "schema.h"

/* https://www.sqlite.org/fileformat2.html#the_database_header */
#define HEADER_BYTES      100
#define MAGIC             "SQLite format 3"
#define USER_VERSION_AT   60
#define APPLICATION_ID_AT 68

/**
 * ht_file_header_make_uri:
 * @path: a file name
 * @immutable: whether SQLite is to believe that nobody changes the file: it then
 *   takes no locks and creates nothing beside it
 *
 * Returns: (transfer full): the SQLite URI of the file, absolute, so that no
 *   name means something special
 */
char *
ht_file_header_make_uri (const char *path, gboolean immutable)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *escaped = g_uri_escape_string (absolute, "/", FALSE);

  return g_strconcat ("file:", escaped, immutable ? "?immutable=1" : NULL, NULL);
}

static guint32
read_be32 (const guint8 *bytes)
{
  guint32 value;

  memcpy (&value, bytes, sizeof value);
  return GUINT32_FROM_BE (value);
}

/* Through SQLite's own file object: closing a descriptor of ours would drop the
 * POSIX locks that other connections of this process hold on the file. */
static gboolean
read_header (const char *path, guint8 header[HEADER_BYTES], GError **error)
{
  g_autofree char *uri = ht_file_header_make_uri (path, TRUE);
  g_autofree char *name = g_filename_display_name (path);
  sqlite3 *connection = NULL;
  sqlite3_file *file = NULL;
  int result = sqlite3_open_v2 (uri, &connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);

  if (result == SQLITE_OK)
    result = sqlite3_file_control (connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (result == SQLITE_OK && (file == NULL || file->pMethods == NULL))
    result = SQLITE_CANTOPEN;
  if (result == SQLITE_OK)
    result = file->pMethods->xRead (file, header, HEADER_BYTES, 0);
  if (result == SQLITE_IOERR_SHORT_READ)
    g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FOREIGN,
                 "%s is no Heaptrail recording: it is too short", name);
  else if (result != SQLITE_OK)
    g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FAILED, "%s cannot be read: %s", name,
                 sqlite3_errstr (result));
  sqlite3_close (connection);
  return result == SQLITE_OK;
}

static gboolean
is_regular_file (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  GStatBuf info;

  if (g_stat (path, &info) != 0)
    {
      int problem = errno;

      g_set_error (error, HT_STORE_ERROR,
                   problem == ENOENT ? HT_STORE_ERROR_NOT_FOUND : HT_STORE_ERROR_FAILED,
                   "%s cannot be opened: %s", name, g_strerror (problem));
      return FALSE;
    }
  if (!S_ISREG (info.st_mode))
    {
      g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FOREIGN,
                   "%s is no Heaptrail recording: it is not a regular file", name);
      return FALSE;
    }
  return TRUE;
}

/**
 * ht_file_header_check:
 * @path: a file name
 * @error: return location for an error
 *
 * Judges by its first 100 bytes whether a file is a recording that this program
 * can read. Whatever the answer, nothing is written to it or beside it.
 *
 * Returns: %FALSE with %HT_STORE_ERROR_FOREIGN, %HT_STORE_ERROR_NEWER,
 *   %HT_STORE_ERROR_NOT_FOUND or %HT_STORE_ERROR_FAILED
 */
gboolean
ht_file_header_check (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  guint8 header[HEADER_BYTES];

  if (!is_regular_file (path, error) || !read_header (path, header, error))
    return FALSE;

  if (memcmp (header, MAGIC, sizeof MAGIC) != 0)
    {
      g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FOREIGN, "%s is no Heaptrail recording",
                   name);
      return FALSE;
    }
  if (read_be32 (header + APPLICATION_ID_AT) != HT_SCHEMA_APPLICATION_ID)
    {
      g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FOREIGN,
                   "%s is no Heaptrail recording but another program's SQLite database", name);
      return FALSE;
    }
  if ((gint32) read_be32 (header + USER_VERSION_AT) > ht_schema_current_version ())
    {
      g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NEWER,
                   "%s was written by a newer version of Heaptrail (format %u, this one knows %d): "
                   "update Heaptrail to open it",
                   name, read_be32 (header + USER_VERSION_AT), ht_schema_current_version ());
      return FALSE;
    }
  return TRUE;
}
