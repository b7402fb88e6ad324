/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "catalog-store.h"

#include "tree-blob.h"

/* Next ids that the file does not have yet. */
typedef struct
{
  guint32 n_strings;
  guint32 n_functions;
  guint32 n_mappings;
  guint32 n_frames;
  guint32 n_label_sets;
  guint32 n_nodes;
} NextIds;

struct _HtCatalogStore
{
  /* Owned */
  HtCatalog *catalog;
  GByteArray *raw;
  GArray *labels; /* of the set that is being loaded */

  /* Borrowed */
  HtDatabase *database;
  HtBlobPacker *packer;

  NextIds next;      /* as the transaction has it that is open */
  NextIds committed; /* as it is if that is dropped */
};

/* Adds the record of a row to the catalog; returns the id it got, 0 if the row is wrong. */
typedef guint32 (*LoadRow) (HtCatalog *catalog, sqlite3_stmt *row);

/* Binds the record of an id to positions from 2 on. */
typedef void (*BindRow) (const HtCatalog *catalog, guint32 id, sqlite3_stmt *statement);

/**
 * ht_catalog_store_new:
 * @database: the recording; outlives the store
 * @packer: a packer; outlives the store
 *
 * Returns: (transfer full): an empty catalog of which nothing was loaded
 */
HtCatalogStore *
ht_catalog_store_new (HtDatabase *database, HtBlobPacker *packer)
{
  HtCatalogStore *self = g_new0 (HtCatalogStore, 1);

  self->catalog = ht_catalog_new ();
  self->raw = g_byte_array_new ();
  self->labels = g_array_new (FALSE, FALSE, sizeof (HtLabel));
  self->database = database;
  self->packer = packer;
  self->next = (NextIds){ 1, 1, 1, 1, 1, 1 };
  self->committed = self->next;
  return self;
}

/**
 * ht_catalog_store_free:
 * @store: (transfer full) (nullable): the store
 */
void
ht_catalog_store_free (HtCatalogStore *store)
{
  if (store == NULL)
    return;
  ht_catalog_free (store->catalog);
  g_byte_array_unref (store->raw);
  g_array_unref (store->labels);
  g_free (store);
}

/**
 * ht_catalog_store_get:
 * @store: the store
 *
 * Returns: (transfer none): the catalog, as far as it was loaded
 */
HtCatalog *
ht_catalog_store_get (HtCatalogStore *store)
{
  return store->catalog;
}

static gboolean
read_id (sqlite3_stmt *row, int column, guint32 n_ids, guint32 *id)
{
  gint64 number = sqlite3_column_int64 (row, column);

  *id = (guint32) number;
  return number >= 0 && number < n_ids;
}

static guint32
load_string (HtCatalog *catalog, sqlite3_stmt *row)
{
  const char *bytes = sqlite3_column_blob (row, 1);

  return ht_strings_intern (catalog->strings, bytes, (gsize) sqlite3_column_bytes (row, 1));
}

/* As text where it is text, so that people can search for it. */
static void
bind_string (const HtCatalog *catalog, guint32 id, sqlite3_stmt *statement)
{
  const char *bytes = ht_strings_get (catalog->strings, id);
  gsize length = ht_strings_length (catalog->strings, id);

  if (g_utf8_validate_len (bytes, length, NULL))
    sqlite3_bind_text (statement, 2, bytes, (int) length, SQLITE_STATIC);
  else
    sqlite3_bind_blob (statement, 2, bytes, (int) length, SQLITE_STATIC);
}

static guint32
load_function (HtCatalog *catalog, sqlite3_stmt *row)
{
  guint32 n_strings = ht_strings_count (catalog->strings);
  HtFunction function = { .start_line = sqlite3_column_int64 (row, 4) };

  if (!read_id (row, 1, n_strings, &function.name) ||
      !read_id (row, 2, n_strings, &function.system_name) ||
      !read_id (row, 3, n_strings, &function.file))
    return 0;
  return ht_symbols_intern_function (catalog->symbols, &function);
}

static void
bind_function (const HtCatalog *catalog, guint32 id, sqlite3_stmt *statement)
{
  const HtFunction *function = ht_symbols_get_function (catalog->symbols, id);

  sqlite3_bind_int64 (statement, 2, function->name);
  sqlite3_bind_int64 (statement, 3, function->system_name);
  sqlite3_bind_int64 (statement, 4, function->file);
  sqlite3_bind_int64 (statement, 5, function->start_line);
}

static guint32
load_mapping (HtCatalog *catalog, sqlite3_stmt *row)
{
  guint32 n_strings = ht_strings_count (catalog->strings);
  HtMapping mapping = {
    .start = (guint64) sqlite3_column_int64 (row, 1),
    .limit = (guint64) sqlite3_column_int64 (row, 2),
    .offset = (guint64) sqlite3_column_int64 (row, 3),
    .flags = (guint32) sqlite3_column_int64 (row, 6),
  };

  if (!read_id (row, 4, n_strings, &mapping.file) ||
      !read_id (row, 5, n_strings, &mapping.build_id))
    return 0;
  return ht_symbols_intern_mapping (catalog->symbols, &mapping);
}

static void
bind_mapping (const HtCatalog *catalog, guint32 id, sqlite3_stmt *statement)
{
  const HtMapping *mapping = ht_symbols_get_mapping (catalog->symbols, id);

  sqlite3_bind_int64 (statement, 2, (gint64) mapping->start);
  sqlite3_bind_int64 (statement, 3, (gint64) mapping->limit);
  sqlite3_bind_int64 (statement, 4, (gint64) mapping->offset);
  sqlite3_bind_int64 (statement, 5, mapping->file);
  sqlite3_bind_int64 (statement, 6, mapping->build_id);
  sqlite3_bind_int64 (statement, 7, mapping->flags);
}

static guint32
load_frame (HtCatalog *catalog, sqlite3_stmt *row)
{
  HtFrame frame = {
    .address = (guint64) sqlite3_column_int64 (row, 1),
    .line = sqlite3_column_int64 (row, 2),
    .column = sqlite3_column_int64 (row, 3),
    .flags = (guint32) sqlite3_column_int64 (row, 6),
  };

  if (!read_id (row, 4, ht_symbols_n_functions (catalog->symbols), &frame.function) ||
      !read_id (row, 5, ht_symbols_n_mappings (catalog->symbols), &frame.mapping))
    return 0;
  return ht_symbols_intern_frame (catalog->symbols, &frame);
}

static void
bind_frame (const HtCatalog *catalog, guint32 id, sqlite3_stmt *statement)
{
  const HtFrame *frame = ht_symbols_get_frame (catalog->symbols, id);

  sqlite3_bind_int64 (statement, 2, (gint64) frame->address);
  sqlite3_bind_int64 (statement, 3, frame->line);
  sqlite3_bind_int64 (statement, 4, frame->column);
  sqlite3_bind_int64 (statement, 5, frame->function);
  sqlite3_bind_int64 (statement, 6, frame->mapping);
  sqlite3_bind_int64 (statement, 7, frame->flags);
}

static gboolean
load_rows (HtCatalogStore *self,
           const char *sql,
           guint32 *next_id,
           LoadRow load_row,
           const char *what,
           GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (self->database, sql, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, *next_id);
  while (ht_database_step (self->database, statement, &has_row, error))
    {
      if (!has_row)
        return TRUE;
      if (sqlite3_column_int64 (statement, 0) != *next_id ||
          load_row (self->catalog, statement) != *next_id)
        {
          ht_database_set_corrupt (self->database, error, "wrong %s %u", what, *next_id);
          sqlite3_reset (statement);
          return FALSE;
        }
      *next_id += 1;
    }
  return FALSE;
}

static gboolean
add_label_set (HtCatalogStore *self, GError **error)
{
  guint32 id =
      ht_label_sets_intern (self->catalog->label_sets,
                            (const HtLabel *) (gpointer) self->labels->data, self->labels->len);

  if (id != self->next.n_label_sets)
    {
      ht_database_set_corrupt (self->database, error, "wrong label set %u",
                               self->next.n_label_sets);
      return FALSE;
    }
  self->next.n_label_sets++;
  g_array_set_size (self->labels, 0);
  return TRUE;
}

/* Rows come ordered by set and position; a set ends where the next one begins. */
static gboolean
add_label (HtCatalogStore *self, sqlite3_stmt *row, GError **error)
{
  guint32 n_strings = ht_strings_count (self->catalog->strings);
  gint64 set = sqlite3_column_int64 (row, 0);
  HtLabel label = { .number = sqlite3_column_int64 (row, 4) };

  if (self->labels->len > 0 && set != self->next.n_label_sets && !add_label_set (self, error))
    return FALSE;
  if (set != self->next.n_label_sets || sqlite3_column_int64 (row, 1) != self->labels->len ||
      !read_id (row, 2, n_strings, &label.key) || !read_id (row, 3, n_strings, &label.text) ||
      !read_id (row, 5, n_strings, &label.unit))
    {
      ht_database_set_corrupt (self->database, error, "wrong label set %u",
                               self->next.n_label_sets);
      return FALSE;
    }
  g_array_append_val (self->labels, label);
  return TRUE;
}

static gboolean
load_label_sets (HtCatalogStore *self, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database,
                           "SELECT set_id, position, key, text, number, unit FROM label "
                           "WHERE set_id >= ?1 ORDER BY set_id, position",
                           error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  g_array_set_size (self->labels, 0);
  sqlite3_bind_int64 (statement, 1, self->next.n_label_sets);
  while (ht_database_step (self->database, statement, &has_row, error))
    {
      if (!has_row)
        return self->labels->len == 0 || add_label_set (self, error);
      if (!add_label (self, statement, error))
        {
          sqlite3_reset (statement);
          return FALSE;
        }
    }
  return FALSE;
}

static gint64
chunk_of_node (guint32 node)
{
  return 1 + (gint64) (node - 1) / HT_TREE_CHUNK_NODES * HT_TREE_CHUNK_NODES;
}

static gboolean
load_chunk (HtCatalogStore *self, sqlite3_stmt *row, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gint64 first = sqlite3_column_int64 (row, 0);
  gint64 n_nodes = sqlite3_column_int64 (row, 1);
  HtCallTree *tree = self->catalog->tree;

  if (first != chunk_of_node (self->next.n_nodes) || n_nodes < 1 || n_nodes > HT_TREE_CHUNK_NODES ||
      first + n_nodes < self->next.n_nodes)
    {
      ht_database_set_corrupt (self->database, error, "a part of the call tree is missing");
      return FALSE;
    }

  const GByteArray *raw = ht_blob_unpack (self->packer, sqlite3_column_blob (row, 2),
                                          (gsize) sqlite3_column_bytes (row, 2), &problem);

  if (raw == NULL ||
      !ht_tree_blob_decode (raw->data, raw->len, (guint32) first, (guint32) n_nodes,
                            ht_symbols_n_frames (self->catalog->symbols), tree, &problem))
    {
      ht_database_set_corrupt (self->database, error, "%s", problem->message);
      return FALSE;
    }
  self->next.n_nodes = ht_call_tree_count (tree);
  return TRUE;
}

static gboolean
load_tree (HtCatalogStore *self, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database,
                           "SELECT first_node, n, data FROM tree_chunk WHERE first_node >= ?1 "
                           "ORDER BY first_node",
                           error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, chunk_of_node (self->next.n_nodes));
  while (ht_database_step (self->database, statement, &has_row, error))
    {
      if (!has_row)
        return TRUE;
      if (!load_chunk (self, statement, error))
        {
          sqlite3_reset (statement);
          return FALSE;
        }
    }
  return FALSE;
}

/**
 * ht_catalog_store_load:
 * @store: the store
 * @error: return location for an error
 *
 * Reads what the file has more than the catalog. Everything is checked, so that
 * each id of the catalog may be followed without a further look. The caller has
 * a transaction open. After an error the catalog is of no use.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_catalog_store_load (HtCatalogStore *store, GError **error)
{
  return load_rows (store, "SELECT id, bytes FROM string WHERE id >= ?1 ORDER BY id",
                    &store->next.n_strings, load_string, "string", error) &&
         load_rows (store,
                    "SELECT id, name, system_name, file, start_line FROM function "
                    "WHERE id >= ?1 ORDER BY id",
                    &store->next.n_functions, load_function, "function", error) &&
         load_rows (store,
                    "SELECT id, start_address, limit_address, file_offset, file, build_id, flags "
                    "FROM mapping WHERE id >= ?1 ORDER BY id",
                    &store->next.n_mappings, load_mapping, "mapping", error) &&
         load_rows (store,
                    "SELECT id, address, line, column_number, function, mapping, flags "
                    "FROM frame WHERE id >= ?1 ORDER BY id",
                    &store->next.n_frames, load_frame, "frame", error) &&
         load_label_sets (store, error) && load_tree (store, error);
}

static gboolean
save_rows (HtCatalogStore *self,
           const char *sql,
           guint32 *next_id,
           guint32 n_ids,
           BindRow bind_row,
           GError **error)
{
  if (*next_id == n_ids)
    return TRUE;

  sqlite3_stmt *statement = ht_database_prepare (self->database, sql, error);

  if (statement == NULL)
    return FALSE;
  for (; *next_id < n_ids; *next_id += 1)
    {
      sqlite3_bind_int64 (statement, 1, *next_id);
      bind_row (self->catalog, *next_id, statement);
      if (!ht_database_run (self->database, statement, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
save_label_set (HtCatalogStore *self, sqlite3_stmt *statement, guint32 set, GError **error)
{
  gsize n_labels;
  const HtLabel *labels = ht_label_sets_get (self->catalog->label_sets, set, &n_labels);

  for (gsize i = 0; i < n_labels; i++)
    {
      sqlite3_bind_int64 (statement, 1, set);
      sqlite3_bind_int64 (statement, 2, (gint64) i);
      sqlite3_bind_int64 (statement, 3, labels[i].key);
      sqlite3_bind_int64 (statement, 4, labels[i].text);
      sqlite3_bind_int64 (statement, 5, labels[i].number);
      sqlite3_bind_int64 (statement, 6, labels[i].unit);
      if (!ht_database_run (self->database, statement, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
save_label_sets (HtCatalogStore *self, GError **error)
{
  guint32 n_sets = ht_label_sets_count (self->catalog->label_sets);
  sqlite3_stmt *statement =
      ht_database_prepare (self->database, "INSERT INTO label VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                           error);

  if (statement == NULL)
    return FALSE;
  for (; self->next.n_label_sets < n_sets; self->next.n_label_sets++)
    if (!save_label_set (self, statement, self->next.n_label_sets, error))
      return FALSE;
  return TRUE;
}

/* The last chunk is usually not full; it is written again with what came after. */
static gboolean
save_tree (HtCatalogStore *self, GError **error)
{
  guint32 n_nodes = ht_call_tree_count (self->catalog->tree);
  sqlite3_stmt *statement =
      ht_database_prepare (self->database, "INSERT OR REPLACE INTO tree_chunk VALUES (?1, ?2, ?3)",
                           error);

  if (statement == NULL)
    return FALSE;
  while (self->next.n_nodes < n_nodes)
    {
      guint32 first = (guint32) chunk_of_node (self->next.n_nodes);
      guint32 n_in_chunk = MIN (HT_TREE_CHUNK_NODES, n_nodes - first);

      g_byte_array_set_size (self->raw, 0);
      ht_tree_blob_encode (self->catalog->tree, first, n_in_chunk, self->raw);

      const GByteArray *packed = ht_blob_pack (self->packer, self->raw);

      sqlite3_bind_int64 (statement, 1, first);
      sqlite3_bind_int64 (statement, 2, n_in_chunk);
      sqlite3_bind_blob (statement, 3, packed->data, (int) packed->len, SQLITE_STATIC);
      if (!ht_database_run (self->database, statement, error))
        return FALSE;
      self->next.n_nodes = first + n_in_chunk;
    }
  return TRUE;
}

/**
 * ht_catalog_store_save:
 * @store: the store
 * @error: return location for an error
 *
 * Writes what the catalog has more than the file. The caller has a transaction
 * open and says whether that was committed or dropped.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_catalog_store_save (HtCatalogStore *store, GError **error)
{
  const HtCatalog *catalog = store->catalog;

  return save_rows (store, "INSERT INTO string VALUES (?1, ?2)", &store->next.n_strings,
                    ht_strings_count (catalog->strings), bind_string, error) &&
         save_rows (store, "INSERT INTO function VALUES (?1, ?2, ?3, ?4, ?5)",
                    &store->next.n_functions, ht_symbols_n_functions (catalog->symbols),
                    bind_function, error) &&
         save_rows (store, "INSERT INTO mapping VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    &store->next.n_mappings, ht_symbols_n_mappings (catalog->symbols), bind_mapping,
                    error) &&
         save_rows (store, "INSERT INTO frame VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    &store->next.n_frames, ht_symbols_n_frames (catalog->symbols), bind_frame,
                    error) &&
         save_label_sets (store, error) && save_tree (store, error);
}

/**
 * ht_catalog_store_keep:
 * @store: the store
 *
 * The transaction in which the catalog was loaded or saved was committed.
 */
void
ht_catalog_store_keep (HtCatalogStore *store)
{
  store->committed = store->next;
}

/**
 * ht_catalog_store_rewind:
 * @store: the store
 *
 * The transaction was dropped: what it saved is not in the file. The catalog stays as it is, and
 * the next ht_catalog_store_save() writes all that the file lacks.
 */
void
ht_catalog_store_rewind (HtCatalogStore *store)
{
  store->next = store->committed;
}

static gboolean
has_next_id (HtCatalogStore *self, const char *sql, guint32 next_id, GError **error)
{
  gint64 last_id;

  if (!ht_database_read_number (self->database, sql, &last_id, error))
    return FALSE;
  if (last_id + 1 == MAX (next_id, 1))
    return TRUE;
  ht_database_set_busy (self->database, error);
  return FALSE;
}

/**
 * ht_catalog_store_check_unchanged:
 * @store: the store
 * @error: return location for %HT_STORE_ERROR_BUSY
 *
 * Looks whether the file still ends where the last commit of this store left it, or whether another
 * writer has given out ids since. The caller has a transaction open.
 *
 * Returns: whether the store can go on
 */
gboolean
ht_catalog_store_check_unchanged (HtCatalogStore *store, GError **error)
{
  const NextIds *next = &store->committed;

  return has_next_id (store, "SELECT max (id) FROM string", next->n_strings, error) &&
         has_next_id (store, "SELECT max (id) FROM function", next->n_functions, error) &&
         has_next_id (store, "SELECT max (id) FROM mapping", next->n_mappings, error) &&
         has_next_id (store, "SELECT max (id) FROM frame", next->n_frames, error) &&
         has_next_id (store, "SELECT max (set_id) FROM label", next->n_label_sets, error) &&
         has_next_id (store, "SELECT max (first_node + n - 1) FROM tree_chunk", next->n_nodes,
                      error);
}
