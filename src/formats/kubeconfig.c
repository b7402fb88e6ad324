/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "kubeconfig.h"

#include <string.h>

#include "kubeconfig-private.h"
#include "safe-text.h"

/* Nobody has more. */
#define MAX_ENTRIES 10000

struct _HtKubeconfig
{
  /* Owned */
  GPtrArray *trees;    /* of HtYamlTree, from which all nodes are borrowed */
  GPtrArray *contexts; /* of HtKubeContext, in the order of the files */
  GHashTable *entries[HT_KUBE_N_KINDS];
  char *current_context;
};

static const struct
{
  const char *list;
  const char *member;
  const char *word;
} kinds[HT_KUBE_N_KINDS] = {
  { "clusters", "cluster", "cluster" },
  { "users", "user", "user" },
  { "contexts", "context", "context" },
};

/* clang-format off */
G_DEFINE_QUARK (ht-kubeconfig-error-quark, ht_kubeconfig_error)
/* clang-format on */

static void
tree_free (gpointer tree)
{
  ht_yaml_tree_free (tree);
}

static void
context_free (gpointer data)
{
  HtKubeContext *context = data;

  g_free (context->name);
  g_free (context->cluster);
  g_free (context->user);
  g_free (context->namespace_name);
  g_free (context);
}

static void
entry_free (gpointer data)
{
  HtKubeEntry *entry = data;

  g_free (entry->folder);
  g_free (entry);
}

/**
 * ht_kubeconfig_new:
 *
 * Returns: (transfer full): a configuration with nothing in it
 */
HtKubeconfig *
ht_kubeconfig_new (void)
{
  HtKubeconfig *self = g_new0 (HtKubeconfig, 1);

  self->trees = g_ptr_array_new_with_free_func (tree_free);
  self->contexts = g_ptr_array_new_with_free_func (context_free);
  for (guint i = 0; i < HT_KUBE_N_KINDS; i++)
    self->entries[i] = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
  return self;
}

/**
 * ht_kubeconfig_free:
 * @config: (transfer full) (nullable): the configuration
 */
void
ht_kubeconfig_free (HtKubeconfig *config)
{
  if (config == NULL)
    return;
  for (guint i = 0; i < HT_KUBE_N_KINDS; i++)
    g_hash_table_unref (config->entries[i]);
  g_ptr_array_unref (config->contexts);
  g_ptr_array_unref (config->trees);
  g_free (config->current_context);
  g_free (config);
}

/* --- reading a file --- */

static gboolean
set_invalid (GError **error, const char *path, const HtYamlNode *node, const char *what)
{
  g_autofree char *name = ht_safe_text_for_terminal (path, -1);

  g_set_error (error, HT_KUBECONFIG_ERROR, HT_KUBECONFIG_ERROR_INVALID, "%s: line %u: %s", name,
               node->line, what);
  return FALSE;
}

static void
add_context (HtKubeconfig *self, const char *name, const HtYamlNode *body)
{
  HtKubeContext *context = g_new0 (HtKubeContext, 1);
  const char *namespace_name = ht_yaml_node_get_text (body, "namespace");

  context->name = g_strdup (name);
  context->cluster = g_strdup (ht_yaml_node_get_text (body, "cluster"));
  context->user = g_strdup (ht_yaml_node_get_text (body, "user"));
  context->namespace_name = g_strdup (namespace_name != NULL ? namespace_name : "default");
  g_ptr_array_add (self->contexts, context);
}

/* Of two files that have the same name the first one counts, whole; in one file it is an error. */
static gboolean
add_entry (HtKubeconfig *self,
           HtKubeKind kind,
           const HtYamlNode *item,
           const char *path,
           GHashTable *seen,
           GError **error)
{
  const char *name = ht_yaml_node_get_text (item, "name");
  const HtYamlNode *body = ht_yaml_node_get (item, kinds[kind].member);
  g_autofree char *full = NULL;
  HtKubeEntry *entry;

  if (name == NULL)
    return set_invalid (error, path, item, "an entry without a name");
  if (!g_hash_table_add (seen, (gpointer) name))
    return set_invalid (error, path, item, "a second entry of the same name");
  if (g_hash_table_contains (self->entries[kind], name))
    return TRUE;
  if (g_hash_table_size (self->entries[kind]) >= MAX_ENTRIES)
    return set_invalid (error, path, item, "too many entries");

  entry = g_new0 (HtKubeEntry, 1);
  entry->word = kinds[kind].word;
  entry->name = name;
  entry->body = body;
  full = g_canonicalize_filename (path, NULL);
  entry->folder = g_path_get_dirname (full);
  g_hash_table_insert (self->entries[kind], (gpointer) name, entry);
  if (kind == HT_KUBE_CONTEXT)
    add_context (self, name, body);
  return TRUE;
}

static gboolean
add_list (HtKubeconfig *self,
          HtKubeKind kind,
          const HtYamlNode *root,
          const char *path,
          GError **error)
{
  const HtYamlNode *list = ht_yaml_node_get (root, kinds[kind].list);
  g_autoptr (GHashTable) seen = NULL;

  if (list == NULL ||
      (list->kind == HT_YAML_SCALAR && ht_yaml_node_get_text (root, kinds[kind].list) == NULL))
    return TRUE;
  if (list->kind != HT_YAML_SEQUENCE)
    return set_invalid (error, path, list, "something that should be a list");

  seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < list->items->len; i++)
    if (!add_entry (self, kind, g_ptr_array_index (list->items, i), path, seen, error))
      return FALSE;
  return TRUE;
}

/**
 * ht_kubeconfig_add:
 * @config: the configuration
 * @text: a kubeconfig file: YAML or JSON
 * @length: its length
 * @path: where it is; relative paths in it count from its folder
 * @error: return location
 *
 * Adds a file to the ones before it: of a context, cluster or user that several files
 * have, and of the current context, the first one counts.
 *
 * Returns: whether it is a kubeconfig; if not, @config has part of it and is of no use
 */
gboolean
ht_kubeconfig_add (HtKubeconfig *config,
                   const char *text,
                   gsize length,
                   const char *path,
                   GError **error)
{
  g_autoptr (GError) reason = NULL;
  HtYamlTree *tree = ht_yaml_tree_parse (text, length, &reason);
  const HtYamlNode *root;

  if (tree == NULL)
    {
      g_autofree char *name = ht_safe_text_for_terminal (path, -1);

      g_set_error (error, HT_KUBECONFIG_ERROR, HT_KUBECONFIG_ERROR_INVALID, "%s: %s", name,
                   reason->message);
      return FALSE;
    }
  g_ptr_array_add (config->trees, tree);
  root = ht_yaml_tree_get_root (tree);
  if (root == NULL)
    return TRUE;
  if (root->kind != HT_YAML_MAPPING)
    return set_invalid (error, path, root, "this is no kubeconfig");

  if (config->current_context == NULL)
    config->current_context = g_strdup (ht_yaml_node_get_text (root, "current-context"));
  for (guint i = 0; i < HT_KUBE_N_KINDS; i++)
    if (!add_list (config, (HtKubeKind) i, root, path, error))
      return FALSE;
  return TRUE;
}

/* --- what is in it --- */

/**
 * ht_kubeconfig_get_contexts:
 * @config: the configuration
 *
 * Returns: (element-type HtKubeContext): its contexts, in the order of the files
 */
const GPtrArray *
ht_kubeconfig_get_contexts (const HtKubeconfig *config)
{
  return config->contexts;
}

/**
 * ht_kubeconfig_get_current_context:
 * @config: the configuration
 *
 * Returns: (nullable): name of the context that kubectl uses if it is told none
 */
const char *
ht_kubeconfig_get_current_context (const HtKubeconfig *config)
{
  return config->current_context;
}

static const HtKubeEntry *
find (const HtKubeconfig *self, HtKubeKind kind, const char *name, GError **error)
{
  const HtKubeEntry *entry = g_hash_table_lookup (self->entries[kind], name);
  g_autofree char *shown = NULL;

  if (entry != NULL)
    return entry;
  shown = ht_safe_text_for_terminal (name, -1);
  g_set_error (error, HT_KUBECONFIG_ERROR, HT_KUBECONFIG_ERROR_NOT_FOUND,
               "the kubeconfig has no %s “%s”", kinds[kind].word, shown);
  return NULL;
}

/**
 * ht_kubeconfig_get_access:
 * @config: the configuration
 * @context: (nullable): name of a context; %NULL for the current one
 * @read: reads the files that the kubeconfig names (certificates, keys, the token)
 * @user_data: handed to @read
 * @error: return location
 *
 * Gathers what it takes to talk to the API server of a context. Call it again when the server says
 * that the token is no longer good: the file that it is in may have another one.
 *
 * What needs an `auth-provider`, a proxy (`proxy-url`) or another's identity (`as`) is refused with
 * a word on what to do instead.
 *
 * Returns: (transfer full) (nullable): the access, or %NULL with %HT_KUBECONFIG_ERROR
 */
HtKubeAccess *
ht_kubeconfig_get_access (const HtKubeconfig *config,
                          const char *context,
                          HtKubeReadFunc read,
                          gpointer user_data,
                          GError **error)
{
  const HtKubeFiles files = { read, user_data };
  g_autoptr (HtKubeAccess) access = NULL;
  const HtKubeEntry *entry, *cluster, *user = NULL;
  const char *cluster_name, *user_name, *namespace_name;

  if (context == NULL)
    context = config->current_context;
  if (context == NULL)
    {
      g_set_error (error, HT_KUBECONFIG_ERROR, HT_KUBECONFIG_ERROR_NOT_FOUND,
                   "the kubeconfig has no current context; name one");
      return NULL;
    }
  entry = find (config, HT_KUBE_CONTEXT, context, error);
  if (entry == NULL)
    return NULL;
  cluster_name = ht_yaml_node_get_text (entry->body, "cluster");
  user_name = ht_yaml_node_get_text (entry->body, "user");
  namespace_name = ht_yaml_node_get_text (entry->body, "namespace");
  cluster = find (config, HT_KUBE_CLUSTER, cluster_name != NULL ? cluster_name : "", error);
  if (cluster == NULL)
    return NULL;
  if (user_name != NULL && (user = find (config, HT_KUBE_USER, user_name, error)) == NULL)
    return NULL;

  access = g_new0 (HtKubeAccess, 1);
  access->user_name = g_strdup (user_name);
  access->namespace_name = g_strdup (namespace_name != NULL ? namespace_name : "default");
  if (!ht_kube_read_cluster (access, cluster, &files, error) ||
      (user != NULL && !ht_kube_read_user (access, user, &files, error)))
    return NULL;
  return g_steal_pointer (&access);
}
