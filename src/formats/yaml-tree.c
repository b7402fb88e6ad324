/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "yaml-tree.h"

#include <string.h>
#include <yaml.h>

struct _HtYamlTree
{
  /* Owned: of HtYamlNode; all others are borrowed from it */
  GPtrArray *nodes;
  const HtYamlNode *root;
};

typedef struct
{
  HtYamlTree *tree;
  GHashTable *anchors; /* name: HtYamlNode */
  GPtrArray *open;     /* mappings and sequences that have not ended */
  GPtrArray *names;    /* for each of @open the name that waits for its value, or %NULL */
  guint n_documents;
} Reader;

/* clang-format off */
G_DEFINE_QUARK (ht-yaml-error-quark, ht_yaml_error)
/* clang-format on */

static void
node_free (gpointer data)
{
  HtYamlNode *node = data;

  if (node->text != NULL)
    explicit_bzero (node->text, strlen (node->text));
  g_free (node->text);
  g_clear_pointer (&node->items, g_ptr_array_unref);
  g_clear_pointer (&node->members, g_hash_table_unref);
  g_free (node);
}

static void
reader_init (Reader *self)
{
  *self = (Reader){ .tree = g_new0 (HtYamlTree, 1) };
  self->tree->nodes = g_ptr_array_new_with_free_func (node_free);
  self->anchors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->open = g_ptr_array_new ();
  self->names = g_ptr_array_new ();
}

static void
reader_clear (Reader *self)
{
  g_clear_pointer (&self->tree, ht_yaml_tree_free);
  g_hash_table_unref (self->anchors);
  g_ptr_array_unref (self->open);
  g_ptr_array_unref (self->names);
}

static guint
line_of (const yaml_event_t *event)
{
  return (guint) event->start_mark.line + 1;
}

static gboolean
set_error (GError **error, HtYamlError code, guint line, const char *what)
{
  g_set_error (error, HT_YAML_ERROR, code, "line %u: %s", line, what);
  return FALSE;
}

/* --- making nodes --- */

static gboolean
place_in_mapping (Reader *self, HtYamlNode *parent, HtYamlNode *node, guint line, GError **error)
{
  HtYamlNode **name = (HtYamlNode **) &g_ptr_array_index (self->names, self->names->len - 1);

  if (*name != NULL)
    {
      g_hash_table_insert (parent->members, (*name)->text, node);
      *name = NULL;
      return TRUE;
    }
  if (node->kind != HT_YAML_SCALAR)
    return set_error (error, HT_YAML_ERROR_SYNTAX, line, "a name that is not a text");
  if (parent->members == NULL)
    parent->members = g_hash_table_new (g_str_hash, g_str_equal);
  if (g_hash_table_contains (parent->members, node->text))
    return set_error (error, HT_YAML_ERROR_SYNTAX, line, "a name that its mapping has already");
  *name = node;
  return TRUE;
}

/* Puts a value where it belongs: into the innermost thing that is open. */
static gboolean
place (Reader *self, HtYamlNode *node, guint line, GError **error)
{
  HtYamlNode *parent;

  if (self->open->len == 0)
    {
      self->tree->root = node;
      return TRUE;
    }
  parent = g_ptr_array_index (self->open, self->open->len - 1);
  if (parent->kind == HT_YAML_MAPPING)
    return place_in_mapping (self, parent, node, line, error);
  g_ptr_array_add (parent->items, node);
  return TRUE;
}

static HtYamlNode *
add_node (Reader *self,
          const yaml_event_t *event,
          HtYamlKind kind,
          const yaml_char_t *anchor,
          GError **error)
{
  HtYamlNode *node;

  if (self->tree->nodes->len >= HT_YAML_MAX_NODES)
    {
      set_error (error, HT_YAML_ERROR_LIMIT, line_of (event), "too many values");
      return NULL;
    }
  node = g_new0 (HtYamlNode, 1);
  node->kind = kind;
  node->line = line_of (event);
  if (kind == HT_YAML_SEQUENCE)
    node->items = g_ptr_array_new ();
  g_ptr_array_add (self->tree->nodes, node);
  if (anchor != NULL)
    g_hash_table_replace (self->anchors, g_strdup ((const char *) anchor), node);
  return node;
}

static gboolean
read_scalar (Reader *self, const yaml_event_t *event, GError **error)
{
  const char *value = (const char *) event->data.scalar.value;
  gsize length = event->data.scalar.length;
  HtYamlNode *node = add_node (self, event, HT_YAML_SCALAR, event->data.scalar.anchor, error);

  if (node == NULL)
    return FALSE;
  node->text = g_strndup (value, length);
  node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
  if (strlen (node->text) != length)
    return set_error (error, HT_YAML_ERROR_SYNTAX, node->line, "a zero byte in a text");
  return place (self, node, node->line, error);
}

static gboolean
read_begin (Reader *self, const yaml_event_t *event, GError **error)
{
  gboolean is_mapping = event->type == YAML_MAPPING_START_EVENT;
  HtYamlNode *node;

  if (self->open->len >= HT_YAML_MAX_DEPTH)
    return set_error (error, HT_YAML_ERROR_LIMIT, line_of (event), "values too deep in others");
  node =
      add_node (self, event, is_mapping ? HT_YAML_MAPPING : HT_YAML_SEQUENCE,
                is_mapping ? event->data.mapping_start.anchor : event->data.sequence_start.anchor,
                error);
  if (node == NULL || !place (self, node, node->line, error))
    return FALSE;
  g_ptr_array_add (self->open, node);
  g_ptr_array_add (self->names, NULL);
  return TRUE;
}

static gboolean
read_alias (Reader *self, const yaml_event_t *event, GError **error)
{
  HtYamlNode *node = g_hash_table_lookup (self->anchors, event->data.alias.anchor);

  if (node == NULL)
    return set_error (error, HT_YAML_ERROR_SYNTAX, line_of (event),
                      "an alias of what is not there");
  return place (self, node, line_of (event), error);
}

static gboolean
read_event (Reader *self, const yaml_event_t *event, GError **error)
{
  switch (event->type)
    {
    case YAML_DOCUMENT_START_EVENT:
      if (self->n_documents++ > 0)
        return set_error (error, HT_YAML_ERROR_SYNTAX, line_of (event), "a second document");
      return TRUE;
    case YAML_SCALAR_EVENT:
      return read_scalar (self, event, error);
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
      return read_begin (self, event, error);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
      g_ptr_array_remove_index (self->open, self->open->len - 1);
      g_ptr_array_remove_index (self->names, self->names->len - 1);
      return TRUE;
    case YAML_ALIAS_EVENT:
      return read_alias (self, event, error);
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
    default:
      return TRUE;
    }
}

static gboolean
read_events (Reader *self, yaml_parser_t *parser, GError **error)
{
  gboolean at_end = FALSE;

  while (!at_end)
    {
      yaml_event_t event;
      gboolean good;

      if (!yaml_parser_parse (parser, &event))
        return set_error (error, HT_YAML_ERROR_SYNTAX, (guint) parser->problem_mark.line + 1,
                          parser->problem != NULL ? parser->problem : "not YAML");
      good = read_event (self, &event, error);
      at_end = event.type == YAML_STREAM_END_EVENT;
      yaml_event_delete (&event);
      if (!good)
        return FALSE;
    }
  return TRUE;
}

/**
 * ht_yaml_tree_parse:
 * @text: YAML 1.1, of which JSON is a part
 * @length: its length
 * @error: return location
 *
 * Reads a configuration. It may have one document, aliases to what came before them, and no name
 * twice in a mapping. What it may cost is limited by [const@YAML_MAX_BYTES],
 * [const@YAML_MAX_DEPTH] and [const@YAML_MAX_NODES].
 *
 * Returns: (transfer full) (nullable): the tree, or %NULL with %HT_YAML_ERROR
 */
HtYamlTree *
ht_yaml_tree_parse (const char *text, gsize length, GError **error)
{
  yaml_parser_t parser;
  HtYamlTree *tree = NULL;
  Reader reader;

  if (length > HT_YAML_MAX_BYTES)
    {
      g_set_error (error, HT_YAML_ERROR, HT_YAML_ERROR_LIMIT,
                   "more than the %" G_GSIZE_FORMAT " MiB that a configuration may have",
                   HT_YAML_MAX_BYTES >> 20);
      return NULL;
    }
  if (!yaml_parser_initialize (&parser))
    g_error ("out of memory");
  yaml_parser_set_input_string (&parser, (const yaml_char_t *) text, length);
  reader_init (&reader);
  if (read_events (&reader, &parser, error))
    tree = g_steal_pointer (&reader.tree);
  reader_clear (&reader);
  yaml_parser_delete (&parser);
  return tree;
}

/**
 * ht_yaml_tree_free:
 * @tree: (transfer full) (nullable): the tree
 */
void
ht_yaml_tree_free (HtYamlTree *tree)
{
  if (tree == NULL)
    return;
  g_ptr_array_unref (tree->nodes);
  g_free (tree);
}

/**
 * ht_yaml_tree_get_root:
 * @tree: the tree
 *
 * Returns: (nullable): its outermost value; %NULL if the text is empty
 */
const HtYamlNode *
ht_yaml_tree_get_root (const HtYamlTree *tree)
{
  return tree->root;
}

/**
 * ht_yaml_node_get:
 * @node: (nullable): a value
 * @name: a name
 *
 * Returns: (nullable): what @node has under @name; %NULL also if it is no mapping
 */
const HtYamlNode *
ht_yaml_node_get (const HtYamlNode *node, const char *name)
{
  if (node == NULL || node->members == NULL)
    return NULL;
  return g_hash_table_lookup (node->members, name);
}

/**
 * ht_yaml_node_get_text:
 * @node: (nullable): a value
 * @name: a name
 *
 * Returns: (nullable): the text that @node has under @name; %NULL if it has none, an empty one, or
 *   null
 */
const char *
ht_yaml_node_get_text (const HtYamlNode *node, const char *name)
{
  const HtYamlNode *found = ht_yaml_node_get (node, name);

  if (found == NULL || found->kind != HT_YAML_SCALAR || *found->text == '\0')
    return NULL;
  if (found->plain && (strcmp (found->text, "null") == 0 || strcmp (found->text, "~") == 0))
    return NULL;
  return found->text;
}
