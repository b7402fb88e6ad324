/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "catalog-map.h"

struct _HtCatalogMap
{
  /* Owned: the id in @to by the id in @from; 0, which names the same in both, if not met yet */
  guint32 *strings;
  guint32 *functions;
  guint32 *mappings;
  guint32 *frames;
  guint32 *nodes;
  guint32 *label_sets;
  GArray *path;   /* guint32: nodes on the way up to one that was met */
  GArray *labels; /* HtLabel */

  /* Borrowed */
  const HtCatalog *from;
  HtCatalog *to;

  guint32 n_nodes; /* of @from, when the map was made */
};

/**
 * ht_catalog_map_new:
 * @from: a catalog that does not change while the map is in use
 * @to: the catalog that is added to
 *
 * Both catalogs are borrowed and must outlive the map.
 *
 * Returns: (transfer full): the map
 */
HtCatalogMap *
ht_catalog_map_new (const HtCatalog *from, HtCatalog *to)
{
  HtCatalogMap *self = g_new0 (HtCatalogMap, 1);

  self->from = from;
  self->to = to;
  self->strings = g_new0 (guint32, ht_strings_count (from->strings));
  self->functions = g_new0 (guint32, ht_symbols_n_functions (from->symbols));
  self->mappings = g_new0 (guint32, ht_symbols_n_mappings (from->symbols));
  self->frames = g_new0 (guint32, ht_symbols_n_frames (from->symbols));
  self->n_nodes = ht_call_tree_count (from->tree);
  self->nodes = g_new0 (guint32, self->n_nodes);
  self->label_sets = g_new0 (guint32, ht_label_sets_count (from->label_sets));
  self->path = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->labels = g_array_new (FALSE, FALSE, sizeof (HtLabel));
  return self;
}

/**
 * ht_catalog_map_free:
 * @map: (transfer full) (nullable): the map
 */
void
ht_catalog_map_free (HtCatalogMap *map)
{
  if (map == NULL)
    return;
  g_free (map->strings);
  g_free (map->functions);
  g_free (map->mappings);
  g_free (map->frames);
  g_free (map->nodes);
  g_free (map->label_sets);
  g_array_unref (map->path);
  g_array_unref (map->labels);
  g_free (map);
}

static guint32
map_string (HtCatalogMap *self, guint32 id)
{
  const HtStrings *strings = self->from->strings;

  if (id != 0 && self->strings[id] == 0)
    self->strings[id] = ht_strings_intern (self->to->strings, ht_strings_get (strings, id),
                                           ht_strings_length (strings, id));
  return self->strings[id];
}

static guint32
map_function (HtCatalogMap *self, guint32 id)
{
  if (id != 0 && self->functions[id] == 0)
    {
      HtFunction function = *ht_symbols_get_function (self->from->symbols, id);

      function.name = map_string (self, function.name);
      function.system_name = map_string (self, function.system_name);
      function.file = map_string (self, function.file);
      self->functions[id] = ht_symbols_intern_function (self->to->symbols, &function);
    }
  return self->functions[id];
}

static guint32
map_mapping (HtCatalogMap *self, guint32 id)
{
  if (id != 0 && self->mappings[id] == 0)
    {
      HtMapping mapping = *ht_symbols_get_mapping (self->from->symbols, id);

      mapping.file = map_string (self, mapping.file);
      mapping.build_id = map_string (self, mapping.build_id);
      self->mappings[id] = ht_symbols_intern_mapping (self->to->symbols, &mapping);
    }
  return self->mappings[id];
}

static guint32
map_frame (HtCatalogMap *self, guint32 id)
{
  if (id != 0 && self->frames[id] == 0)
    {
      HtFrame frame = *ht_symbols_get_frame (self->from->symbols, id);
      guint32 mapping = map_mapping (self, frame.mapping);

      /* Each catalog tells addresses relative to where it saw the mapping first. */
      if (mapping != 0 && frame.address != 0)
        frame.address += ht_symbols_get_mapping (self->to->symbols, mapping)->start -
                         ht_symbols_get_mapping (self->from->symbols, frame.mapping)->start;
      frame.mapping = mapping;
      frame.function = map_function (self, frame.function);
      self->frames[id] = ht_symbols_intern_frame (self->to->symbols, &frame);
    }
  return self->frames[id];
}

static guint32
map_node (HtCatalogMap *self, guint32 id)
{
  const HtCallTree *tree = self->from->tree;
  guint32 mapped;

  g_array_set_size (self->path, 0);
  for (; id != HT_CALL_TREE_ROOT && self->nodes[id] == 0; id = ht_call_tree_parent (tree, id))
    g_array_append_val (self->path, id);
  mapped = self->nodes[id];
  for (guint i = self->path->len; i > 0; i--)
    {
      id = g_array_index (self->path, guint32, i - 1);
      mapped = ht_call_tree_intern (self->to->tree, mapped,
                                    map_frame (self, ht_call_tree_frame (tree, id)));
      self->nodes[id] = mapped;
    }
  return mapped;
}

static guint32
map_label_set (HtCatalogMap *self, guint32 id)
{
  const HtLabel *labels;
  gsize n_labels;

  if (id == 0 || self->label_sets[id] != 0)
    return self->label_sets[id];
  labels = ht_label_sets_get (self->from->label_sets, id, &n_labels);
  g_array_set_size (self->labels, 0);
  for (gsize i = 0; i < n_labels; i++)
    {
      HtLabel label = labels[i];

      label.key = map_string (self, label.key);
      label.text = map_string (self, label.text);
      label.unit = map_string (self, label.unit);
      g_array_append_val (self->labels, label);
    }
  self->label_sets[id] =
      ht_label_sets_intern (self->to->label_sets, (const HtLabel *) (gpointer) self->labels->data,
                            self->labels->len);
  return self->label_sets[id];
}

static HtValueType
map_type (HtCatalogMap *self, HtValueType type)
{
  return (HtValueType){ map_string (self, type.type), map_string (self, type.unit) };
}

/**
 * ht_catalog_map_node:
 * @map: a map
 * @node: a node of the call tree of the one catalog
 *
 * Returns: the node of the other that names the same stack; 0 for one that was added since the map
 *   was made
 */
guint32
ht_catalog_map_node (HtCatalogMap *map, guint32 node)
{
  return node < map->n_nodes ? map_node (map, node) : 0;
}

/**
 * ht_catalog_map_profile:
 * @map: the map
 * @profile: a profile in the ids of the first catalog
 *
 * Returns: (transfer full): the same profile in the ids of the second one
 */
HtProfile *
ht_catalog_map_profile (HtCatalogMap *map, const HtProfile *profile)
{
  HtProfile *copy = ht_profile_new ();

  for (guint i = 0; i < profile->types->len; i++)
    {
      HtValueType type = map_type (map, g_array_index (profile->types, HtValueType, i));

      g_array_append_val (copy->types, type);
    }
  for (guint i = 0; i < profile->comments->len; i++)
    {
      guint32 comment = map_string (map, g_array_index (profile->comments, guint32, i));

      g_array_append_val (copy->comments, comment);
    }
  for (gsize row = 0; row < ht_profile_n_rows (profile); row++)
    ht_profile_add_row (copy, map_node (map, g_array_index (profile->nodes, guint32, row)),
                        map_label_set (map, g_array_index (profile->label_sets, guint32, row)),
                        &g_array_index (profile->values, gint64, row * profile->types->len));

  copy->period_type = map_type (map, profile->period_type);
  copy->period = profile->period;
  copy->time_ns = profile->time_ns;
  copy->duration_ns = profile->duration_ns;
  copy->default_type = map_string (map, profile->default_type);
  copy->drop_frames = map_string (map, profile->drop_frames);
  copy->keep_frames = map_string (map, profile->keep_frames);
  copy->doc_url = map_string (map, profile->doc_url);
  copy->main_mapping = map_mapping (map, profile->main_mapping);
  return copy;
}
