/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HT_YAML_ERROR:
 *
 * Domain of what can be wrong with a YAML text. Messages name line and reason, never
 * content: configurations hold secrets.
 */
#define HT_YAML_ERROR (ht_yaml_error_quark ())

/**
 * HtYamlError:
 * @HT_YAML_ERROR_SYNTAX: it is not YAML, or has one name twice in a mapping
 * @HT_YAML_ERROR_LIMIT: it is larger or deeper than any configuration
 */
typedef enum
{
  HT_YAML_ERROR_SYNTAX,
  HT_YAML_ERROR_LIMIT,
} HtYamlError;

/**
 * HT_YAML_MAX_BYTES:
 *
 * Largest text that is read: 4 MiB.
 */
#define HT_YAML_MAX_BYTES ((gsize) 4 << 20)

/**
 * HT_YAML_MAX_DEPTH:
 *
 * How deep mappings and sequences may lie in one another.
 */
#define HT_YAML_MAX_DEPTH 32

/**
 * HT_YAML_MAX_NODES:
 *
 * How many values there may be.
 */
#define HT_YAML_MAX_NODES 200000

/**
 * HtYamlKind:
 * @HT_YAML_SCALAR: a text
 * @HT_YAML_SEQUENCE: a list
 * @HT_YAML_MAPPING: names and their values
 */
typedef enum
{
  HT_YAML_SCALAR,
  HT_YAML_SEQUENCE,
  HT_YAML_MAPPING,
} HtYamlKind;

/**
 * HtYamlNode:
 * @kind: what it is
 * @line: where it begins, from 1
 * @text: the text of a scalar, without a zero byte in it
 * @plain: whether it was written without quotes, so that `true` is not a text
 * @items: (nullable) (element-type HtYamlNode): items of a sequence
 * @members: (nullable) (element-type utf8 HtYamlNode): members of a mapping
 *
 * A value in a YAML text. Where the text has an alias, the same node is at several places; it is
 * never copied, and may even contain itself, so who walks down has to know how deep.
 */
typedef struct
{
  HtYamlKind kind;
  guint line;
  char *text;
  gboolean plain;
  GPtrArray *items;
  GHashTable *members;
} HtYamlNode;

/**
 * HtYamlTree:
 *
 * A YAML text, read. When it is freed what it holds is overwritten.
 */
typedef struct _HtYamlTree HtYamlTree;

GQuark ht_yaml_error_quark (void);
HtYamlTree *ht_yaml_tree_parse (const char *text, gsize length, GError **error);
void ht_yaml_tree_free (HtYamlTree *tree);
const HtYamlNode *ht_yaml_tree_get_root (const HtYamlTree *tree);
const HtYamlNode *ht_yaml_node_get (const HtYamlNode *node, const char *name);
const char *ht_yaml_node_get_text (const HtYamlNode *node, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtYamlTree, ht_yaml_tree_free)

G_END_DECLS
