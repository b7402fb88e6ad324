/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "pprof-decode.h"

/* Ids of a profile's own tables in the catalog; filled when first met. */
typedef struct
{
  /* Owned */
  guint32 *strings;         /* id, or NOT_YET */
  guint32 *mappings;        /* id, 0 for not yet */
  guint32 *functions;       /* id, 0 for not yet */
  guint32 *location_frames; /* the frame, IS_RUN and where in runs several begin, or NOT_YET */
  GArray *runs;             /* guint32: how many frames, then these, innermost first */
  guint32 *stack;           /* frames of the current sample, leaf first */
  gsize stack_capacity;
  GArray *labels; /* HtLabel of the current sample */

  /* Borrowed */
  const HtPprof *pprof;
  const HtPprofTables *tables;
  HtCatalog *catalog;
} Loader;

#define NOT_YET G_MAXUINT32
#define IS_RUN  (1u << 31)

/* Leaves room in the call tree for the most frames that a profile can have. */
#define MOST_NODES_BEFORE (G_MAXUINT32 / 4)

static guint32 *
new_ids (guint32 n_ids)
{
  /* memset() wants an address also for nothing. */
  guint32 *ids = g_new (guint32, MAX (n_ids, 1));

  memset (ids, 0xff, n_ids * sizeof *ids);
  return ids;
}

static void
loader_init (Loader *self, const HtPprof *pprof, HtCatalog *catalog)
{
  *self = (Loader){
    .pprof = pprof,
    .tables = ht_pprof_get_tables (pprof),
    .catalog = catalog,
  };
  self->strings = new_ids (self->tables->n_strings);
  self->mappings = g_new0 (guint32, self->tables->n_mappings);
  self->functions = g_new0 (guint32, self->tables->n_functions);
  self->location_frames = new_ids (self->tables->n_locations);
  self->runs = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->labels = g_array_new (FALSE, FALSE, sizeof (HtLabel));
}

static void
loader_clear (Loader *self)
{
  g_free (self->strings);
  g_free (self->mappings);
  g_free (self->functions);
  g_free (self->location_frames);
  g_array_unref (self->runs);
  g_free (self->stack);
  g_array_unref (self->labels);
}

static guint32
string_id (Loader *self, guint32 index)
{
  if (self->strings[index] == NOT_YET)
    {
      gsize length;
      const char *bytes = ht_pprof_get_string (self->pprof, index, &length);

      self->strings[index] = ht_strings_intern (self->catalog->strings, bytes, length);
    }
  return self->strings[index];
}

static guint32
mapping_id (Loader *self, guint32 index)
{
  if (index == HT_PPROF_NONE)
    return 0;
  if (self->mappings[index] == 0)
    {
      const HtPprofMapping *theirs = &self->tables->mappings[index];
      HtMapping mapping = {
        .start = theirs->start,
        .limit = theirs->limit,
        .offset = theirs->file_offset,
        .file = string_id (self, theirs->file),
        .build_id = string_id (self, theirs->build_id),
        .flags = theirs->flags,
      };

      self->mappings[index] = ht_symbols_intern_mapping (self->catalog->symbols, &mapping);
    }
  return self->mappings[index];
}

static guint32
function_id (Loader *self, guint32 index)
{
  if (self->functions[index] == 0)
    {
      const HtPprofFunction *theirs = &self->tables->functions[index];
      HtFunction function = {
        .name = string_id (self, theirs->name),
        .system_name = string_id (self, theirs->system_name),
        .file = string_id (self, theirs->file),
        .start_line = theirs->start_line,
      };

      self->functions[index] = ht_symbols_intern_function (self->catalog->symbols, &function);
    }
  return self->functions[index];
}

/* Addresses count from where the mapping was first seen, see HtMapping. */
static guint64
relocated_address (Loader *self, const HtPprofLocation *location, guint32 mapping)
{
  if (mapping == 0)
    return location->address;
  return location->address - self->tables->mappings[location->mapping].start +
         ht_symbols_get_mapping (self->catalog->symbols, mapping)->start;
}

static guint32
load_line (Loader *self, const HtPprofLocation *location, guint32 index, HtFrame frame)
{
  const HtPprofLine *line = &self->tables->lines[location->first_line + index];

  frame.line = line->line;
  frame.column = line->column;
  frame.function = function_id (self, line->function);
  if (index + 1 < location->n_lines)
    frame.flags |= HT_FRAME_INLINED;
  return ht_symbols_intern_frame (self->catalog->symbols, &frame);
}

/* Interns the frames of a location: the inlined calls, innermost first, then who holds them. */
static guint32
load_location (Loader *self, guint32 index)
{
  const HtPprofLocation *location = &self->tables->locations[index];
  guint32 mapping = mapping_id (self, location->mapping);
  HtFrame frame = {
    .address = relocated_address (self, location, mapping),
    .mapping = mapping,
    .flags = location->is_folded ? HT_FRAME_FOLDED : 0,
  };

  if (location->n_lines == 0)
    return ht_symbols_intern_frame (self->catalog->symbols, &frame);
  if (location->n_lines == 1)
    return load_line (self, location, 0, frame);

  guint32 run = self->runs->len;

  g_array_append_val (self->runs, location->n_lines);
  for (guint32 i = 0; i < location->n_lines; i++)
    {
      guint32 id = load_line (self, location, i, frame);

      g_array_append_val (self->runs, id);
    }
  return run | IS_RUN;
}

static void
reserve_stack (Loader *self, gsize n_frames)
{
  if (n_frames > self->stack_capacity)
    {
      self->stack_capacity = MAX (n_frames, 2 * self->stack_capacity);
      self->stack = g_renew (guint32, self->stack, self->stack_capacity);
    }
}

static guint32
load_stack (Loader *self, const HtPprofCursor *sample)
{
  gsize n_frames = 0;

  reserve_stack (self, sample->n_locations);
  for (gsize i = 0; i < sample->n_locations; i++)
    {
      guint32 *frame = &self->location_frames[sample->locations[i]];

      if (G_UNLIKELY (*frame == NOT_YET))
        *frame = load_location (self, sample->locations[i]);
      if ((*frame & IS_RUN) == 0)
        {
          self->stack[n_frames++] = *frame;
          continue;
        }

      const guint32 *run = &g_array_index (self->runs, guint32, *frame & ~IS_RUN);

      reserve_stack (self, n_frames + run[0] + sample->n_locations);
      memcpy (self->stack + n_frames, run + 1, run[0] * sizeof (guint32));
      n_frames += run[0];
    }
  return ht_call_tree_intern_stack (self->catalog->tree, self->stack, n_frames);
}

static guint32
load_labels (Loader *self, const HtPprofCursor *sample)
{
  ht_pprof_cursor_get_labels (sample, self->labels);
  for (guint i = 0; i < self->labels->len; i++)
    {
      HtLabel *label = &g_array_index (self->labels, HtLabel, i);

      label->key = string_id (self, label->key);
      label->text = string_id (self, label->text);
      label->unit = string_id (self, label->unit);
    }
  return ht_label_sets_intern (self->catalog->label_sets, (gconstpointer) self->labels->data,
                               self->labels->len);
}

static HtValueType
load_value_type (Loader *self, HtValueType theirs)
{
  return (HtValueType){ .type = string_id (self, theirs.type),
                        .unit = string_id (self, theirs.unit) };
}

static void
load_header (Loader *self, HtProfile *profile)
{
  const HtPprofTables *tables = self->tables;

  for (guint32 i = 0; i < tables->n_types; i++)
    {
      HtValueType type = load_value_type (self, tables->types[i]);

      g_array_append_val (profile->types, type);
    }
  for (guint32 i = 0; i < tables->n_comments; i++)
    {
      guint32 comment = string_id (self, tables->comments[i]);

      g_array_append_val (profile->comments, comment);
    }
  profile->period_type = load_value_type (self, tables->period_type);
  profile->period = tables->period;
  profile->time_ns = tables->time_ns;
  profile->duration_ns = tables->duration_ns;
  profile->default_type = string_id (self, tables->default_type);
  profile->drop_frames = string_id (self, tables->drop_frames);
  profile->keep_frames = string_id (self, tables->keep_frames);
  profile->doc_url = string_id (self, tables->doc_url);
  profile->main_mapping = mapping_id (self, tables->n_mappings > 0 ? 0 : HT_PPROF_NONE);
}

/**
 * ht_pprof_load:
 * @pprof: a profile
 * @catalog: where its strings, symbols, stacks and labels go
 * @error: return location
 *
 * Turns a profile into rows over the call tree of @catalog. Only what samples
 * use is added to @catalog.
 *
 * Fails with %HT_FORMAT_ERROR_TOO_LARGE where the call tree is full.
 *
 * Returns: (transfer full): the rows, in the order of the samples
 */
HtProfile *
ht_pprof_load (const HtPprof *pprof, HtCatalog *catalog, GError **error)
{
  g_autoptr (HtProfile) profile = ht_profile_new ();
  g_auto (HtPprofCursor) sample;
  Loader self;

  ht_pprof_cursor_init (&sample, pprof);
  if (ht_call_tree_count (catalog->tree) > MOST_NODES_BEFORE)
    {
      g_set_error_literal (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TOO_LARGE,
                           "there is no room for more stacks in the call tree");
      return NULL;
    }

  loader_init (&self, pprof, catalog);
  load_header (&self, profile);
  while (ht_pprof_cursor_next (&sample))
    ht_profile_add_row (profile, load_stack (&self, &sample), load_labels (&self, &sample),
                        sample.values);
  loader_clear (&self);
  return g_steal_pointer (&profile);
}
