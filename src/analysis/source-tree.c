/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "source-tree.h"

#include <glib/gstdio.h>
#include <string.h>

#include "path-parts.h"

/* A folder that is not what the user meant, such as /, is not read whole. */
#define MAX_FILES      20000
#define MAX_FILE_BYTES (4 * 1024 * 1024)
#define MAX_DEPTH      40

struct _HtSourceTree
{
  /* Owned */
  GPtrArray *files;         /* HtSourceFile */
  GHashTable *by_base_name; /* utf8 -> GPtrArray of HtSourceFile */
  GHashTable *functions;    /* utf8 -> GArray of HtSourcePlace */
  GHashTable *kinds;        /* "FOLDER name" -> HtNameKind */
};

static void
free_file (gpointer data)
{
  HtSourceFile *file = data;

  ht_go_source_free (file->source);
  g_free (file->path);
  g_free (file->folder);
  g_free (file);
}

static char *
make_key (const HtSourceFile *file, guint32 token)
{
  g_autofree char *name = ht_go_source_copy (file->source, token);

  return g_strconcat (file->folder, " ", name, NULL);
}

static void
index_functions (HtSourceTree *self, const HtSourceFile *file)
{
  const GArray *functions = file->source->functions;

  for (guint32 i = 0; i < functions->len; i++)
    {
      guint32 name = g_array_index (functions, HtGoFunction, i).name;
      HtSourcePlace place = { file, i };
      g_autofree char *text = NULL;
      GArray *places;

      if (name == HT_GO_NONE)
        continue;
      text = ht_go_source_copy (file->source, name);
      places = g_hash_table_lookup (self->functions, text);
      if (places == NULL)
        {
          places = g_array_new (FALSE, FALSE, sizeof (HtSourcePlace));
          g_hash_table_insert (self->functions, g_steal_pointer (&text), places);
        }
      g_array_append_val (places, place);
    }
}

static gboolean
is_qualified (const HtGoSource *source, guint32 at, const char *package, const char *name)
{
  return ht_go_source_is (source, at, package) && ht_go_source_is (source, at + 1, ".") &&
         (name == NULL || ht_go_source_is (source, at + 2, name));
}

/* What a type that begins at a token is; 0 for what is of no interest. */
static guint
judge_type (const HtSourceTree *self, const HtSourceFile *file, guint32 at)
{
  const HtGoSource *source = file->source;
  guint kind = 0;

  while (ht_go_source_is (source, at, "*") || ht_go_source_is (source, at, "&") ||
         ht_go_source_is (source, at, "<-"))
    at++;
  while (ht_go_source_is (source, at, "[") && ht_go_source_get (source, at)->partner != HT_GO_NONE)
    {
      if (ht_go_source_is (source, at + 1, "]"))
        kind |= HT_NAME_IS_SLICE;
      at = ht_go_source_get (source, at)->partner + 1;
    }
  if (ht_go_source_is (source, at, "map") && ht_go_source_is (source, at + 1, "["))
    return HT_NAME_IS_MAP;
  if (ht_go_source_is (source, at, "chan"))
    return kind | HT_NAME_IS_CHANNEL;
  if (is_qualified (source, at, "sync", "Map"))
    return HT_NAME_IS_SYNC_MAP;
  if (is_qualified (source, at, "sync", "Pool"))
    return HT_NAME_IS_POOL;
  if (is_qualified (source, at, "list", "List") || is_qualified (source, at, "list", "New"))
    return kind | HT_NAME_IS_LIST;
  if (is_qualified (source, at, "net", "Conn") || is_qualified (source, at, "net", "TCPConn") ||
      is_qualified (source, at, "tls", "Conn") || is_qualified (source, at, "net", "UnixConn"))
    return kind | HT_NAME_IS_CONNECTION;
  if (at < source->tokens->len && ht_go_source_get (source, at)->kind == HT_GO_WORD)
    {
      g_autofree char *key = make_key (file, at);

      kind |= GPOINTER_TO_UINT (g_hash_table_lookup (self->kinds, key));
    }
  return kind;
}

static gboolean
is_keyword (const HtGoSource *source, guint32 at)
{
  static const char *const words[] = { "return", "range", "case",   "var",    "const",  "type",
                                       "chan",   "map",   "struct", "switch", "else",   "go",
                                       "defer",  "func",  "if",     "for",    "package" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (ht_go_source_is (source, at, words[i]))
      return TRUE;
  return FALSE;
}

/* Declarations read `name TYPE`, `name = TYPE{`, `name := make(TYPE`, `name: TYPE{`. */
static void
index_kinds (HtSourceTree *self, const HtSourceFile *file)
{
  const HtGoSource *source = file->source;

  for (guint32 i = 0; i + 1 < source->tokens->len; i++)
    {
      guint32 at = i + 1;
      guint kind;

      if (ht_go_source_get (source, i)->kind != HT_GO_WORD || is_keyword (source, i) ||
          (i > 0 && ht_go_source_is (source, i - 1, ".")))
        continue;
      if (ht_go_source_is (source, at, "=") || ht_go_source_is (source, at, ":=") ||
          ht_go_source_is (source, at, ":"))
        {
          at++;
          if (ht_go_source_is (source, at, "make") && ht_go_source_is (source, at + 1, "("))
            at += 2;
          /* A variable that gets the value of another one is no declaration of a type. */
          else if (ht_go_source_get (source, MIN (at, source->tokens->len - 1))->kind ==
                       HT_GO_WORD &&
                   !ht_go_source_is (source, at, "map") && !ht_go_source_is (source, at + 1, "{") &&
                   !ht_go_source_is (source, at, "sync") && !ht_go_source_is (source, at, "list"))
            continue;
        }
      kind = judge_type (self, file, at);
      if (kind != 0)
        {
          char *key = make_key (file, i);
          guint known = GPOINTER_TO_UINT (g_hash_table_lookup (self->kinds, key));

          g_hash_table_replace (self->kinds, key, GUINT_TO_POINTER (known | kind));
        }
    }
}

static void
add_file (HtSourceTree *self, const char *path, const char *relative)
{
  g_autofree char *text = NULL;
  g_autofree char *base = g_path_get_basename (relative);
  HtSourceFile *file;
  GPtrArray *same_name;
  GStatBuf facts;
  gsize length;

  /* What cannot be read, or would not end, is missing like what is not there. */
  if (g_stat (path, &facts) != 0 || !S_ISREG (facts.st_mode) || facts.st_size > MAX_FILE_BYTES ||
      !g_file_get_contents (path, &text, &length, NULL) || length > MAX_FILE_BYTES)
    return;
  file = g_new0 (HtSourceFile, 1);
  file->path = g_strdup (relative);
  file->folder = g_path_get_dirname (relative);
  file->source = ht_go_source_new (text, length);
  g_ptr_array_add (self->files, file);
  same_name = g_hash_table_lookup (self->by_base_name, base);
  if (same_name == NULL)
    {
      same_name = g_ptr_array_new ();
      g_hash_table_insert (self->by_base_name, g_steal_pointer (&base), same_name);
    }
  g_ptr_array_add (same_name, file);
  index_functions (self, file);
}

static gboolean
add_folder (HtSourceTree *self,
            const char *path,
            const char *relative,
            guint depth,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, depth == 0 ? error : NULL);
  const char *name;

  if (folder == NULL)
    return depth > 0;
  while ((name = g_dir_read_name (folder)) != NULL && self->files->len < MAX_FILES)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);
      g_autofree char *path_below =
          *relative != '\0' ? g_build_filename (relative, name, NULL) : g_strdup (name);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (*name == '.' || *name == '_' || g_str_equal (name, "testdata") ||
          g_file_test (below, G_FILE_TEST_IS_SYMLINK))
        continue;
      if (g_file_test (below, G_FILE_TEST_IS_DIR))
        {
          if (depth < MAX_DEPTH &&
              !add_folder (self, below, path_below, depth + 1, cancellable, error))
            return FALSE;
        }
      else if (g_str_has_suffix (name, ".go") && !g_str_has_suffix (name, "_test.go"))
        add_file (self, below, path_below);
    }
  return TRUE;
}

/**
 * ht_source_tree_load:
 * @root: a folder
 * @cancellable: (nullable): to give up
 * @error: return location, in %G_FILE_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Reads the files of Go below a folder; of more than 20,000 those that it comes upon first.
 *
 * Returns: (transfer full): the tree, or %NULL with @error set
 */
HtSourceTree *
ht_source_tree_load (const char *root, GCancellable *cancellable, GError **error)
{
  g_autoptr (HtSourceTree) self = g_atomic_rc_box_new0 (HtSourceTree);

  self->files = g_ptr_array_new_with_free_func (free_file);
  self->by_base_name =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->functions =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  self->kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!add_folder (self, root, "", 0, cancellable, error))
    return NULL;
  /* The second time the types that have names are known. */
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < self->files->len; i++)
      index_kinds (self, g_ptr_array_index (self->files, i));
  return g_steal_pointer (&self);
}

/**
 * ht_source_tree_ref:
 * @tree: the tree
 *
 * Returns: (transfer full): @tree
 */
HtSourceTree *
ht_source_tree_ref (HtSourceTree *tree)
{
  return g_atomic_rc_box_acquire (tree);
}

static void
clear (gpointer data)
{
  HtSourceTree *self = data;

  g_hash_table_unref (self->by_base_name);
  g_hash_table_unref (self->functions);
  g_hash_table_unref (self->kinds);
  g_ptr_array_unref (self->files);
}

/**
 * ht_source_tree_unref:
 * @tree: (transfer full): the tree
 */
void
ht_source_tree_unref (HtSourceTree *tree)
{
  g_atomic_rc_box_release_full (tree, clear);
}

/**
 * ht_source_tree_get_n_files:
 * @tree: the tree
 *
 * Returns: how many files there are
 */
guint
ht_source_tree_get_n_files (const HtSourceTree *tree)
{
  return tree->files->len;
}

/**
 * ht_source_tree_get_file:
 * @tree: the tree
 * @index: which one, from 0
 *
 * Returns: (transfer none): the file
 */
const HtSourceFile *
ht_source_tree_get_file (const HtSourceTree *tree, guint index)
{
  return g_ptr_array_index (tree->files, index);
}

/**
 * ht_source_tree_find_file:
 * @tree: the tree
 * @path: the path of a file as the compiler wrote it: on the machine where the program was built,
 *   or below the name of its module (`-trimpath`)
 *
 * Finds a file by the end of its path. Where two fit equally well, neither is right.
 *
 * Returns: (transfer none) (nullable): the file; %NULL if it is not in the tree
 */
const HtSourceFile *
ht_source_tree_find_file (const HtSourceTree *tree, const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  const GPtrArray *files = g_hash_table_lookup (tree->by_base_name, base);
  const HtSourceFile *best = NULL;
  guint most = 0;

  for (guint i = 0; files != NULL && i < files->len; i++)
    {
      const HtSourceFile *file = g_ptr_array_index (files, i);
      guint n = ht_count_common_parts (file->path, path);

      if (n == most)
        best = NULL;
      if (n <= most)
        continue;
      most = n;
      best = file;
    }
  /* The name alone says little, but for a file right in the root. */
  return best != NULL && (most > 1 || strchr (best->path, '/') == NULL) ? best : NULL;
}

/**
 * ht_source_tree_find_functions:
 * @tree: the tree
 * @name: the name of functions or methods, a single word
 *
 * Returns: (transfer none) (nullable) (element-type HtSourcePlace): all that are called so
 */
const GArray *
ht_source_tree_find_functions (const HtSourceTree *tree, const char *name)
{
  return g_hash_table_lookup (tree->functions, name);
}

/**
 * ht_source_tree_get_kind:
 * @tree: the tree
 * @file: a file of it
 * @token: a name in it
 *
 * Returns: what variables and fields of that name are in the package: a set of #HtNameKind
 */
guint
ht_source_tree_get_kind (const HtSourceTree *tree, const HtSourceFile *file, guint32 token)
{
  g_autofree char *key = make_key (file, token);

  return GPOINTER_TO_UINT (g_hash_table_lookup (tree->kinds, key));
}
