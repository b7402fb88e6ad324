/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "stack-source.h"

/* Samples straight from the wire of a file. */
typedef struct
{
  HtStackSource parent;

  /* Owned */
  HtPprofCursor cursor;

  /* Borrowed */
  const HtPprof *pprof;
  const HtPprofTables *tables;
} PprofStacks;

static HtText
get_string (HtStackSource *source, guint32 index)
{
  PprofStacks *self = (PprofStacks *) source;
  HtText text;

  text.bytes = ht_pprof_get_string (self->pprof, index, &text.length);
  return text;
}

static char *
dup_string (PprofStacks *self, guint32 index)
{
  HtText text = get_string (&self->parent, index);

  return g_strndup (text.bytes, text.length);
}

static gboolean
next (HtStackSource *source, HtStackSample *sample)
{
  PprofStacks *self = (PprofStacks *) source;

  if (!ht_pprof_cursor_next (&self->cursor))
    return FALSE;
  sample->locations = self->cursor.locations;
  sample->n_locations = self->cursor.n_locations;
  sample->values = self->cursor.values;
  return TRUE;
}

static void
get_labels (HtStackSource *source, GArray *labels)
{
  ht_pprof_cursor_get_labels (&((PprofStacks *) source)->cursor, labels);
}

static void
get_location (HtStackSource *source, guint32 index, HtSourceLocation *location, GArray *lines)
{
  const HtPprofTables *tables = ((PprofStacks *) source)->tables;
  const HtPprofLocation *theirs = &tables->locations[index];

  location->address = theirs->address;
  location->mapping = theirs->mapping == HT_PPROF_NONE ? HT_STACK_SOURCE_NONE : theirs->mapping;
  location->is_folded = theirs->is_folded;
  g_array_set_size (lines, 0);
  for (guint32 i = 0; i < theirs->n_lines; i++)
    {
      const HtPprofLine *line = &tables->lines[theirs->first_line + i];
      HtSourceLine copy = { line->line, line->column, line->function };

      g_array_append_val (lines, copy);
    }
}

static void
get_function (HtStackSource *source, guint32 index, HtSourceFunction *function)
{
  const HtPprofFunction *theirs = &((PprofStacks *) source)->tables->functions[index];

  function->name = get_string (source, theirs->name);
  function->system_name = get_string (source, theirs->system_name);
  function->file = get_string (source, theirs->file);
  function->start_line = theirs->start_line;
}

static void
get_mapping (HtStackSource *source, guint32 index, HtSourceMapping *mapping)
{
  const HtPprofMapping *theirs = &((PprofStacks *) source)->tables->mappings[index];

  mapping->file = get_string (source, theirs->file);
  mapping->build_id = get_string (source, theirs->build_id);
  mapping->start = theirs->start;
  mapping->limit = theirs->limit;
  mapping->offset = theirs->file_offset;
}

static void
free_source (HtStackSource *source)
{
  ht_pprof_cursor_clear (&((PprofStacks *) source)->cursor);
  g_free (source);
}

static const HtStackSourceClass pprof_stacks_class = {
  .next = next,
  .get_labels = get_labels,
  .get_location = get_location,
  .get_function = get_function,
  .get_mapping = get_mapping,
  .get_string = get_string,
  .free = free_source,
};

/**
 * ht_stack_source_from_pprof:
 * @pprof: an opened profile; must outlive the source
 *
 * Returns: (transfer full): a walk through its samples
 */
HtStackSource *
ht_stack_source_from_pprof (const HtPprof *pprof)
{
  PprofStacks *self = g_new0 (PprofStacks, 1);
  HtStackSource *source = &self->parent;
  const HtPprofTables *tables = ht_pprof_get_tables (pprof);

  ht_stack_source_init (source, &pprof_stacks_class);
  self->pprof = pprof;
  self->tables = tables;
  ht_pprof_cursor_init (&self->cursor, pprof);

  for (guint32 i = 0; i < tables->n_types; i++)
    {
      g_ptr_array_add (source->types, dup_string (self, tables->types[i].type));
      g_ptr_array_add (source->units, dup_string (self, tables->types[i].unit));
    }
  source->default_type = dup_string (self, tables->default_type);
  source->period_type = dup_string (self, tables->period_type.type);
  source->drop_frames = dup_string (self, tables->drop_frames);
  source->keep_frames = dup_string (self, tables->keep_frames);
  source->main_mapping = tables->n_mappings > 0 ? 0 : HT_STACK_SOURCE_NONE;
  ht_stack_source_look_for_base (source, tables->n_strings);
  source->time_ns = tables->time_ns;
  source->duration_ns = tables->duration_ns;
  return source;
}
