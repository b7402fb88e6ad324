/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "location-table.h"

#include "display-name.h"
#include "frame-dropping.h"

/* What was found out about a function of the current source. */
typedef struct
{
  guint32 node;    /* 0 if it has no name, so that its place decides */
  guint32 key;     /* what makes it the same function in two sources, if there are two */
  guint32 matches; /* a bit per filter */
  gboolean is_known;
  gboolean is_dropped;
} FunctionFacts;

/* The same about a mapping. */
typedef struct
{
  guint32 key;
  guint64 start;
  gboolean is_known;
} MappingFacts;

/* A mapping of all sources; its file is that of the source which had it first. */
typedef struct
{
  guint32 file;
  guint32 matches; /* a bit per filter */
} SharedMapping;

struct _HtLocationTable
{
  /* Owned; of all sources. Ids of the keys number what they stand for. */
  HtStrings *names;         /* full names and files */
  HtStrings *node_keys;     /* see node_of_name() and node_of_place() */
  HtStrings *function_keys; /* name, system name, file and start line */
  HtStrings *mapping_keys;  /* size, offset and build id or file */
  HtStrings *location_keys; /* see location_key() */
  GArray *full_names;       /* guint32 by node, 0 if it has none */
  GArray *shared_mappings;  /* SharedMapping by key */
  GArray *nodes;            /* guint32 by location, see HtLocationView */
  GArray *flags;            /* guint8 by location */
  GArray *runs;             /* guint32 */

  /* Owned; of the current source, by its numbers */
  GArray *functions; /* FunctionFacts */
  GArray *mappings;  /* MappingFacts */
  GArray *shared;    /* guint32, location in this table, 0 if not yet shared */
  GArray *lines;     /* HtSourceLine, of the location at hand */
  GByteArray *key;   /* the key at hand */

  /* Borrowed */
  HtStackSource *source;

  HtLocationFilters filters;
  gboolean is_shared; /* several sources; else two mappings are never one */
};

/**
 * ht_location_table_new:
 * @filters: patterns; they must outlive the table
 * @is_shared: whether locations of several sources are to be found to be the same
 *
 * Returns: (transfer full): an empty table
 */
HtLocationTable *
ht_location_table_new (const HtLocationFilters *filters, gboolean is_shared)
{
  HtLocationTable *self = g_new0 (HtLocationTable, 1);

  self->filters = *filters;
  self->is_shared = is_shared;
  self->names = ht_strings_new ();
  self->node_keys = ht_strings_new ();
  self->function_keys = ht_strings_new ();
  self->mapping_keys = ht_strings_new ();
  self->location_keys = ht_strings_new ();
  self->full_names = g_array_new (FALSE, TRUE, sizeof (guint32));
  self->shared_mappings = g_array_new (FALSE, TRUE, sizeof (SharedMapping));
  self->nodes = g_array_new (FALSE, TRUE, sizeof (guint32));
  self->flags = g_array_new (FALSE, TRUE, sizeof (guint8));
  self->runs = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->functions = g_array_new (FALSE, TRUE, sizeof (FunctionFacts));
  self->mappings = g_array_new (FALSE, TRUE, sizeof (MappingFacts));
  self->shared = g_array_new (FALSE, TRUE, sizeof (guint32));
  self->lines = g_array_new (FALSE, FALSE, sizeof (HtSourceLine));
  self->key = g_byte_array_new ();
  return self;
}

/**
 * ht_location_table_free:
 * @table: (transfer full) (nullable): the table
 */
void
ht_location_table_free (HtLocationTable *table)
{
  if (table == NULL)
    return;
  ht_strings_free (table->names);
  ht_strings_free (table->node_keys);
  ht_strings_free (table->function_keys);
  ht_strings_free (table->mapping_keys);
  ht_strings_free (table->location_keys);
  g_array_unref (table->full_names);
  g_array_unref (table->shared_mappings);
  g_array_unref (table->nodes);
  g_array_unref (table->flags);
  g_array_unref (table->runs);
  g_array_unref (table->functions);
  g_array_unref (table->mappings);
  g_array_unref (table->shared);
  g_array_unref (table->lines);
  g_byte_array_unref (table->key);
  g_free (table);
}

/* Makes room for @index; new elements are zero. */
static void
reach (GArray *array, guint32 index)
{
  if (index >= array->len)
    g_array_set_size (array, index + 1);
}

static void
begin_key (HtLocationTable *self)
{
  g_byte_array_set_size (self->key, 0);
}

static void
add_number (HtLocationTable *self, guint64 number)
{
  g_byte_array_append (self->key, (const guint8 *) &number, sizeof number);
}

/* With its length, so that two texts in a row cannot be read in two ways. */
static void
add_text (HtLocationTable *self, HtText text)
{
  add_number (self, text.length);
  g_byte_array_append (self->key, (const guint8 *) text.bytes, (guint) text.length);
}

static guint32
intern_key (HtLocationTable *self, HtStrings *keys)
{
  return ht_strings_intern (keys, (const char *) self->key->data, self->key->len);
}

/* Sets the bits of the filters from @first to @last that match a name. */
static gboolean
add_matches (const HtLocationTable *self,
             HtLocationFilter first,
             HtLocationFilter last,
             HtText name,
             guint32 *matches,
             GError **error)
{
  for (guint filter = first; filter <= last; filter++)
    {
      HtNamePattern *pattern = self->filters.patterns[filter];
      gboolean found;

      if (pattern == NULL || (*matches & 1u << filter) != 0)
        continue;
      if (!ht_name_pattern_matches (pattern, name, &found, error))
        return FALSE;
      *matches |= (guint32) found << filter;
    }
  return TRUE;
}

static gboolean
texts_equal (HtText a, HtText b)
{
  return a.length == b.length && memcmp (a.bytes, b.bytes, a.length) == 0;
}

/* The name by which pprof knows a function: see ht_display_name(). */
static char *
shown_name (const HtSourceFunction *function, gsize *length)
{
  HtText name = function->name;

  if (name.length == 0)
    name = function->system_name;
  if (!texts_equal (name, function->system_name) || memchr (name.bytes, 0, name.length) != NULL)
    {
      *length = name.length;
      return g_memdup2 (name.bytes, name.length);
    }

  g_autofree char *full = g_strndup (name.bytes, name.length);
  char *shown = ht_display_name (full);

  *length = strlen (shown);
  return shown;
}

/* Of the full names that are shown alike, the table gives the first in order. */
static void
add_full_name (HtLocationTable *self, guint32 node, const HtSourceFunction *function)
{
  HtText full = function->name.length > 0 ? function->name : function->system_name;

  reach (self->full_names, node);

  guint32 *kept = &g_array_index (self->full_names, guint32, node);
  guint32 name = ht_strings_intern (self->names, full.bytes, full.length);

  if (*kept == 0 ||
      strcmp (ht_strings_get (self->names, name), ht_strings_get (self->names, *kept)) < 0)
    *kept = name;
}

#define NAME_KEY  'n'
#define PLACE_KEY 'p'

static guint32
node_of_name (HtLocationTable *self, HtText name)
{
  const guint8 kind = NAME_KEY;

  begin_key (self);
  g_byte_array_append (self->key, &kind, 1);
  g_byte_array_append (self->key, (const guint8 *) name.bytes, (guint) name.length);
  return intern_key (self, self->node_keys);
}

/* What has no name is known by its executable and, where given, by its first line. */
static guint32
node_of_place (HtLocationTable *self, HtText file, gint64 start_line)
{
  const guint8 kind = PLACE_KEY;

  begin_key (self);
  g_byte_array_append (self->key, &kind, 1);
  add_number (self, (guint64) start_line);
  g_byte_array_append (self->key, (const guint8 *) file.bytes, (guint) file.length);
  return intern_key (self, self->node_keys);
}

static guint32
function_key (HtLocationTable *self, const HtSourceFunction *function)
{
  begin_key (self);
  add_text (self, function->name);
  add_text (self, function->system_name);
  add_text (self, function->file);
  add_number (self, (guint64) function->start_line);
  return intern_key (self, self->function_keys);
}

static gboolean
look_at_function (HtLocationTable *self, guint32 index, FunctionFacts *facts, GError **error)
{
  HtSourceFunction function;
  gsize length;

  self->source->klass->get_function (self->source, index, &function);

  g_autofree char *shown = shown_name (&function, &length);
  HtText name = { shown, length };

  if (length > 0)
    {
      facts->node = node_of_name (self, name);
      add_full_name (self, facts->node, &function);
    }
  if (self->is_shared)
    facts->key = function_key (self, &function);
  facts->is_known = TRUE;

  if (self->filters.drop != NULL && length > 0)
    facts->is_dropped = ht_is_dropped_frame (self->filters.drop, self->filters.keep, name);
  if (!add_matches (self, HT_LOCATION_FOCUS, HT_LOCATION_SHOW_FROM, name, &facts->matches, error) ||
      !add_matches (self, HT_LOCATION_FOCUS, HT_LOCATION_SHOW_FROM, function.file, &facts->matches,
                    error))
    return FALSE;
  /* This one alone goes by short names, and by no files. */
  return length == 0 || add_matches (self, HT_LOCATION_PRUNE_FROM, HT_LOCATION_PRUNE_FROM,
                                     ht_simple_name (name), &facts->matches, error);
}

static gboolean
get_function (HtLocationTable *self, guint32 index, const FunctionFacts **facts, GError **error)
{
  reach (self->functions, index);

  FunctionFacts *mine = &g_array_index (self->functions, FunctionFacts, index);

  *facts = mine;
  return mine->is_known || look_at_function (self, index, mine, error);
}

/* Two mappings are one where this agrees: the loader may have put them anywhere. */
static guint32
mapping_key (HtLocationTable *self, guint32 index, const HtSourceMapping *mapping)
{
  const guint64 page = 4096;

  begin_key (self);
  if (!self->is_shared)
    {
      add_number (self, index);
      return intern_key (self, self->mapping_keys);
    }
  add_number (self, (mapping->limit - mapping->start + page - 1) / page);
  add_number (self, mapping->offset);
  add_text (self, mapping->build_id.length > 0 ? mapping->build_id : mapping->file);
  return intern_key (self, self->mapping_keys);
}

static gboolean
look_at_mapping (HtLocationTable *self, guint32 index, MappingFacts *facts, GError **error)
{
  HtSourceMapping mapping;

  self->source->klass->get_mapping (self->source, index, &mapping);
  facts->key = mapping_key (self, index, &mapping);
  facts->start = mapping.start;
  facts->is_known = TRUE;
  if (facts->key < self->shared_mappings->len)
    return TRUE;

  reach (self->shared_mappings, facts->key);

  SharedMapping *shared = &g_array_index (self->shared_mappings, SharedMapping, facts->key);

  shared->file = ht_strings_intern (self->names, mapping.file.bytes, mapping.file.length);
  return add_matches (self, HT_LOCATION_FOCUS, HT_LOCATION_SHOW_FROM, mapping.file,
                      &shared->matches, error);
}

static gboolean
get_mapping (HtLocationTable *self, guint32 index, const MappingFacts **facts, GError **error)
{
  static const MappingFacts none;

  if (index == HT_STACK_SOURCE_NONE)
    {
      *facts = &none;
      return TRUE;
    }
  reach (self->mappings, index);

  MappingFacts *mine = &g_array_index (self->mappings, MappingFacts, index);

  *facts = mine;
  return mine->is_known || look_at_mapping (self, index, mine, error);
}

/**
 * ht_location_table_set_source:
 * @table: the table
 * @source: where the locations come from that it is asked for next
 * @error: return location
 *
 * Begins with another source. Nodes and shared locations stay.
 *
 * Fails with %HT_ANALYSIS_ERROR_PATTERN.
 *
 * Returns: whether all is well
 */
gboolean
ht_location_table_set_source (HtLocationTable *table, HtStackSource *source, GError **error)
{
  const MappingFacts *main_mapping;
  gboolean is_first = table->source == NULL;

  table->source = source;
  g_array_set_size (table->functions, 0);
  g_array_set_size (table->mappings, 0);
  g_array_set_size (table->shared, 0);
  /* The program of the first source comes first, whichever location does: see SharedMapping. */
  if (!is_first)
    return TRUE;
  return get_mapping (table, source->main_mapping, &main_mapping, error);
}

static HtText
mapping_file (const HtLocationTable *self, const MappingFacts *mapping)
{
  guint32 file = 0;

  if (mapping->key != 0)
    file = g_array_index (self->shared_mappings, SharedMapping, mapping->key).file;
  return (HtText){ ht_strings_get (self->names, file), ht_strings_length (self->names, file) };
}

static gboolean
node_of_line (HtLocationTable *self,
              const HtSourceLine *line,
              const MappingFacts *mapping,
              guint32 *node,
              GError **error)
{
  const FunctionFacts *function;
  HtSourceFunction theirs;

  if (!get_function (self, line->function, &function, error))
    return FALSE;
  *node = function->node;
  if (*node == 0)
    {
      self->source->klass->get_function (self->source, line->function, &theirs);
      *node = node_of_place (self, mapping_file (self, mapping), theirs.start_line);
    }
  return TRUE;
}

/*
 * Lines from the outermost to the innermost; from the first dropped one on,
 * none counts. Returns where the lines that count begin.
 */
static gboolean
find_dropped_line (HtLocationTable *self, guint *first, guint32 *flags, GError **error)
{
  const FunctionFacts *function;

  *first = 0;
  for (guint i = self->lines->len; self->filters.drop != NULL && i > 0; i--)
    {
      if (!get_function (self, g_array_index (self->lines, HtSourceLine, i - 1).function, &function,
                         error))
        return FALSE;
      if (!function->is_dropped)
        continue;
      if (i == self->lines->len)
        *flags |= HT_LOCATION_DROPPED;
      else
        {
          *flags |= HT_LOCATION_DROPPED_BELOW;
          *first = i;
        }
      return TRUE;
    }
  return TRUE;
}

/* The bits of the filters that match a line of the location at hand. Its function is known. */
static guint32
line_matches (const HtLocationTable *self, guint line)
{
  guint32 function = g_array_index (self->lines, HtSourceLine, line).function;

  return g_array_index (self->functions, FunctionFacts, function).matches;
}

static gboolean
look_at_functions (HtLocationTable *self, GError **error)
{
  const FunctionFacts *function;

  for (guint i = 0; i < self->lines->len; i++)
    if (!get_function (self, g_array_index (self->lines, HtSourceLine, i).function, &function,
                       error))
      return FALSE;
  return TRUE;
}

/* A line counts unless @filter decides otherwise; says whether any is left. */
static gboolean
filter_lines (HtLocationTable *self, HtLocationFilter filter, gboolean is_kept)
{
  guint n_left = 0;

  for (guint i = 0; i < self->lines->len; i++)
    if (((line_matches (self, i) >> filter & 1) != 0) == is_kept)
      g_array_index (self->lines, HtSourceLine, n_left++) =
          g_array_index (self->lines, HtSourceLine, i);
  g_array_set_size (self->lines, n_left);
  return n_left > 0;
}

/* Where the executable matches, all of a location does. */
static void
hide_and_show (HtLocationTable *self, guint32 matches, guint32 mapping_matches, guint32 *flags)
{
  if ((matches & 1u << HT_LOCATION_HIDE) != 0)
    {
      *flags |= HT_LOCATION_HIDE_MATCHED;
      if ((mapping_matches & 1u << HT_LOCATION_HIDE) != 0)
        g_array_set_size (self->lines, 0);
      if (!filter_lines (self, HT_LOCATION_HIDE, FALSE))
        *flags |= HT_LOCATION_HIDDEN;
    }
  if (self->filters.patterns[HT_LOCATION_SHOW] == NULL)
    return;
  if ((mapping_matches & 1u << HT_LOCATION_SHOW) == 0)
    filter_lines (self, HT_LOCATION_SHOW, TRUE);
  if (self->lines->len == 0)
    *flags |= HT_LOCATION_HIDDEN;
}

/* Lines go from the innermost to the outermost. */
static void
cut_lines (HtLocationTable *self, guint32 mapping_matches, guint32 *flags)
{
  guint outermost = self->lines->len;
  guint innermost = 0;

  while (outermost > 0 && (line_matches (self, outermost - 1) & 1u << HT_LOCATION_SHOW_FROM) == 0)
    outermost--;
  if ((mapping_matches & 1u << HT_LOCATION_SHOW_FROM) != 0)
    *flags |= HT_LOCATION_SHOWN_FROM;
  else if (outermost > 0)
    {
      *flags |= HT_LOCATION_SHOWN_FROM;
      g_array_set_size (self->lines, outermost);
    }
  while (innermost < self->lines->len &&
         (line_matches (self, innermost) & 1u << HT_LOCATION_PRUNE_FROM) == 0)
    innermost++;
  if (innermost < self->lines->len)
    {
      *flags |= HT_LOCATION_PRUNED_FROM;
      g_array_remove_range (self->lines, 0, innermost);
    }
}

/* Leaves of the lines at hand those that count, in the order in which pprof goes about it. */
static gboolean
apply_filters (HtLocationTable *self,
               guint first_line,
               const MappingFacts *mapping,
               guint32 *flags,
               GError **error)
{
  guint32 mapping_matches = 0;
  guint32 matches;

  g_array_remove_range (self->lines, 0, first_line);
  if (!look_at_functions (self, error))
    return FALSE;
  if (mapping->key != 0)
    mapping_matches = g_array_index (self->shared_mappings, SharedMapping, mapping->key).matches;
  matches = mapping_matches;
  for (guint i = 0; i < self->lines->len; i++)
    matches |= line_matches (self, i);

  if ((matches & 1u << HT_LOCATION_IGNORE) != 0)
    *flags |= HT_LOCATION_IGNORED;
  else if (self->filters.patterns[HT_LOCATION_FOCUS] == NULL ||
           (matches & 1u << HT_LOCATION_FOCUS) != 0)
    *flags |= HT_LOCATION_FOCUSED;
  hide_and_show (self, matches, mapping_matches, flags);
  cut_lines (self, mapping_matches, flags);
  return TRUE;
}

/* Their innermost first; the number of nodes goes before them. */
static gboolean
append_run (HtLocationTable *self, const MappingFacts *mapping, GError **error)
{
  guint32 n_nodes = self->lines->len;

  g_array_append_val (self->runs, n_nodes);
  for (guint i = 0; i < self->lines->len; i++)
    {
      guint32 node;

      if (!node_of_line (self, &g_array_index (self->lines, HtSourceLine, i), mapping, &node,
                         error))
        return FALSE;
      g_array_append_val (self->runs, node);
    }
  return TRUE;
}

/* Of the lines at hand, all of which count. */
static gboolean
find_nodes (HtLocationTable *self, const MappingFacts *mapping, guint32 *nodes, GError **error)
{
  if (self->lines->len == 0)
    {
      *nodes = node_of_place (self, mapping_file (self, mapping), 0);
      return TRUE;
    }
  if (self->lines->len == 1)
    return node_of_line (self, &g_array_index (self->lines, HtSourceLine, 0), mapping, nodes,
                         error);
  *nodes = self->runs->len | HT_LOCATION_RUN;
  return append_run (self, mapping, error);
}

/* Keeps under @location the one whose lines are at hand; they are spent. */
static gboolean
describe (HtLocationTable *self, guint32 location, const MappingFacts *mapping, GError **error)
{
  guint first_line;
  guint32 nodes;
  guint32 flags = 0;

  if (!find_dropped_line (self, &first_line, &flags, error) ||
      !apply_filters (self, first_line, mapping, &flags, error) ||
      !find_nodes (self, mapping, &nodes, error))
    return FALSE;

  reach (self->nodes, location);
  reach (self->flags, location);
  g_array_index (self->nodes, guint32, location) = nodes;
  g_array_index (self->flags, guint8, location) = (guint8) flags;
  return TRUE;
}

static gboolean
read_location (HtLocationTable *self,
               guint32 index,
               HtSourceLocation *location,
               const MappingFacts **mapping,
               GError **error)
{
  *location = (HtSourceLocation){ .mapping = HT_STACK_SOURCE_NONE };
  self->source->klass->get_location (self->source, index, location, self->lines);
  return get_mapping (self, location->mapping, mapping, error);
}

/**
 * ht_location_table_describe:
 * @table: the table
 * @source_location: number of a location
 * @error: return location
 *
 * Looks at a location of the only source; the table keeps it under the same number.
 *
 * Fails with %HT_ANALYSIS_ERROR_PATTERN.
 *
 * Returns: whether all is well
 */
gboolean
ht_location_table_describe (HtLocationTable *table, guint32 source_location, GError **error)
{
  HtSourceLocation theirs;
  const MappingFacts *mapping;

  return read_location (table, source_location, &theirs, &mapping, error) &&
         describe (table, source_location, mapping, error);
}

/* Mapping, address within it and lines: Go merges two samples where these agree. */
static gboolean
location_key (HtLocationTable *self,
              const HtSourceLocation *location,
              const MappingFacts *mapping,
              guint32 *key,
              GError **error)
{
  const FunctionFacts *function;
  g_autofree guint32 *functions = g_new (guint32, self->lines->len);

  /* Each function makes a key of its own, so these come first. */
  for (guint i = 0; i < self->lines->len; i++)
    {
      if (!get_function (self, g_array_index (self->lines, HtSourceLine, i).function, &function,
                         error))
        return FALSE;
      functions[i] = function->key;
    }

  begin_key (self);
  add_number (self, mapping->key);
  add_number (self, location->address - mapping->start);
  add_number (self, location->is_folded);
  for (guint i = 0; i < self->lines->len; i++)
    {
      const HtSourceLine *line = &g_array_index (self->lines, HtSourceLine, i);

      add_number (self, functions[i]);
      add_number (self, (guint64) line->line);
      add_number (self, (guint64) line->column);
    }
  *key = intern_key (self, self->location_keys);
  return TRUE;
}

/**
 * ht_location_table_share:
 * @table: the table
 * @source_location: number of a location of the current source
 * @error: return location
 *
 * Finds or adds a location by what it is, so that it has one number whichever
 * source it comes from.
 *
 * Fails with %HT_ANALYSIS_ERROR_PATTERN.
 *
 * Returns: its number in the table, or 0 on failure
 */
guint32
ht_location_table_share (HtLocationTable *table, guint32 source_location, GError **error)
{
  HtSourceLocation theirs;
  const MappingFacts *mapping;
  guint32 shared = 0;

  reach (table->shared, source_location);
  if (g_array_index (table->shared, guint32, source_location) != 0)
    return g_array_index (table->shared, guint32, source_location);

  if (!read_location (table, source_location, &theirs, &mapping, error) ||
      !location_key (table, &theirs, mapping, &shared, error))
    return 0;
  if (shared >= table->nodes->len && !describe (table, shared, mapping, error))
    return 0;
  g_array_index (table->shared, guint32, source_location) = shared;
  return shared;
}

/**
 * ht_location_table_view:
 * @table: the table
 *
 * Returns: all locations, valid until the next one is described
 */
HtLocationView
ht_location_table_view (const HtLocationTable *table)
{
  return (HtLocationView){
    .nodes = (const guint32 *) (gpointer) table->nodes->data,
    .flags = (const guint8 *) table->flags->data,
    .runs = (const guint32 *) (gpointer) table->runs->data,
    .n_locations = table->nodes->len,
  };
}

/**
 * ht_location_table_n_nodes:
 * @table: the table
 *
 * Returns: one more than the greatest node
 */
guint32
ht_location_table_n_nodes (const HtLocationTable *table)
{
  return ht_strings_count (table->node_keys);
}

/* For those who work with strings that end with a NUL. */
static char *
dup_without_nul (const char *bytes, gsize length)
{
  GString *copy = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    if (bytes[i] != '\0')
      g_string_append_c (copy, bytes[i]);
    else
      g_string_append_unichar (copy, 0xfffd);
  return g_string_free (copy, FALSE);
}

/* The last element of a path, as Go's filepath.Base() has it. */
static char *
base_name (const char *path, gsize length)
{
  while (length > 1 && path[length - 1] == '/')
    length--;

  gsize first = length;

  while (first > 0 && path[first - 1] != '/')
    first--;
  return first == length ? g_strdup ("/") : dup_without_nul (path + first, length - first);
}

/**
 * ht_location_table_dup_shown_name:
 * @table: the table
 * @node: a node
 *
 * Returns: (transfer full): what pprof writes for it: the shortened name, "[executable]" or
 *   "<unknown>"
 */
char *
ht_location_table_dup_shown_name (const HtLocationTable *table, guint32 node)
{
  const char *key = ht_strings_get (table->node_keys, node);
  gsize length = ht_strings_length (table->node_keys, node);
  gsize file = 1 + sizeof (guint64);

  if (*key == NAME_KEY)
    return dup_without_nul (key + 1, length - 1);
  if (length == file)
    return g_strdup ("<unknown>");

  g_autofree char *base = base_name (key + file, length - file);

  return g_strdup_printf ("[%s]", base);
}

/**
 * ht_location_table_dup_full_name:
 * @table: the table
 * @node: a node
 *
 * Returns: (transfer full): the full name, the first in order where several are shown alike; for
 *   what has none the shown one
 */
char *
ht_location_table_dup_full_name (const HtLocationTable *table, guint32 node)
{
  guint32 name =
      node < table->full_names->len ? g_array_index (table->full_names, guint32, node) : 0;

  if (name == 0)
    return ht_location_table_dup_shown_name (table, node);
  return dup_without_nul (ht_strings_get (table->names, name),
                          ht_strings_length (table->names, name));
}
