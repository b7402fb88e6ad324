/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "locations.h"
#include "stack-source.h"

/* Samples from the rows of a profile over a call tree. */
typedef struct
{
  HtStackSource parent;

  /* Owned */
  HtLocations *addresses;
  GArray *frames;    /* guint32, of the stack or location at hand */
  GArray *locations; /* guint32, of the current sample */

  /* Borrowed */
  const HtProfile *profile;
  const HtCatalog *catalog;

  gsize n_read; /* rows that were walked over */
} ProfileStacks;

static HtText
get_string (HtStackSource *source, guint32 index)
{
  const HtStrings *strings = ((ProfileStacks *) source)->catalog->strings;

  return (HtText){ ht_strings_get (strings, index), ht_strings_length (strings, index) };
}

static gboolean
next (HtStackSource *source, HtStackSample *sample)
{
  ProfileStacks *self = (ProfileStacks *) source;
  const HtProfile *profile = self->profile;

  if (self->n_read == ht_profile_n_rows (profile))
    return FALSE;

  ht_call_tree_get_stack (self->catalog->tree,
                          g_array_index (profile->nodes, guint32, self->n_read), self->frames);
  ht_locations_split (self->addresses, (const guint32 *) (gpointer) self->frames->data,
                      self->frames->len, self->locations);
  sample->locations = (const guint32 *) (gpointer) self->locations->data;
  sample->n_locations = self->locations->len;
  sample->values = &g_array_index (profile->values, gint64, self->n_read * profile->types->len);
  self->n_read++;
  return TRUE;
}

static void
get_labels (HtStackSource *source, GArray *labels)
{
  ProfileStacks *self = (ProfileStacks *) source;
  gsize n_labels;
  const HtLabel *theirs =
      ht_label_sets_get (self->catalog->label_sets,
                         g_array_index (self->profile->label_sets, guint32, self->n_read - 1),
                         &n_labels);

  g_array_set_size (labels, 0);
  g_array_append_vals (labels, theirs, (guint) n_labels);
}

static void
get_location (HtStackSource *source, guint32 index, HtSourceLocation *location, GArray *lines)
{
  ProfileStacks *self = (ProfileStacks *) source;
  gsize n_frames = ht_locations_get_frames (self->addresses, index, self->frames);

  g_array_set_size (lines, 0);
  for (gsize i = 0; i < n_frames; i++)
    {
      const HtFrame *frame =
          ht_symbols_get_frame (self->catalog->symbols, g_array_index (self->frames, guint32, i));
      HtSourceLine line = { frame->line, frame->column, frame->function };

      location->address = frame->address;
      location->mapping = frame->mapping == 0 ? HT_STACK_SOURCE_NONE : frame->mapping;
      location->is_folded = (frame->flags & HT_FRAME_FOLDED) != 0;
      if (frame->function != 0)
        g_array_append_val (lines, line);
    }
}

static void
get_function (HtStackSource *source, guint32 index, HtSourceFunction *function)
{
  const HtFunction *theirs =
      ht_symbols_get_function (((ProfileStacks *) source)->catalog->symbols, index);

  function->name = get_string (source, theirs->name);
  function->system_name = get_string (source, theirs->system_name);
  function->file = get_string (source, theirs->file);
  function->start_line = theirs->start_line;
}

static void
get_mapping (HtStackSource *source, guint32 index, HtSourceMapping *mapping)
{
  const HtMapping *theirs =
      ht_symbols_get_mapping (((ProfileStacks *) source)->catalog->symbols, index);

  mapping->file = get_string (source, theirs->file);
  mapping->build_id = get_string (source, theirs->build_id);
  mapping->start = theirs->start;
  mapping->limit = theirs->limit;
  mapping->offset = theirs->offset;
}

static void
free_source (HtStackSource *source)
{
  ProfileStacks *self = (ProfileStacks *) source;

  ht_locations_free (self->addresses);
  g_array_unref (self->frames);
  g_array_unref (self->locations);
  g_free (self);
}

static const HtStackSourceClass profile_stacks_class = {
  .next = next,
  .get_labels = get_labels,
  .get_location = get_location,
  .get_function = get_function,
  .get_mapping = get_mapping,
  .get_string = get_string,
  .free = free_source,
};

/**
 * ht_stack_source_from_profile:
 * @profile: a profile; must outlive the source
 * @catalog: its catalog; must outlive the source
 *
 * Returns: (transfer full): a walk through its rows
 */
HtStackSource *
ht_stack_source_from_profile (const HtProfile *profile, const HtCatalog *catalog)
{
  ProfileStacks *self = g_new0 (ProfileStacks, 1);
  HtStackSource *source = &self->parent;

  ht_stack_source_init (source, &profile_stacks_class);
  self->addresses = ht_locations_new (catalog->symbols);
  self->frames = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->locations = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->profile = profile;
  self->catalog = catalog;

  for (guint i = 0; i < profile->types->len; i++)
    {
      HtValueType type = g_array_index (profile->types, HtValueType, i);

      g_ptr_array_add (source->types, g_strdup (ht_strings_get (catalog->strings, type.type)));
      g_ptr_array_add (source->units, g_strdup (ht_strings_get (catalog->strings, type.unit)));
    }
  source->default_type = g_strdup (ht_strings_get (catalog->strings, profile->default_type));
  source->period_type = g_strdup (ht_strings_get (catalog->strings, profile->period_type.type));
  source->drop_frames = g_strdup (ht_strings_get (catalog->strings, profile->drop_frames));
  source->keep_frames = g_strdup (ht_strings_get (catalog->strings, profile->keep_frames));
  source->main_mapping = profile->main_mapping == 0 ? HT_STACK_SOURCE_NONE : profile->main_mapping;
  ht_stack_source_look_for_base (source, ht_strings_count (catalog->strings));
  source->time_ns = profile->time_ns;
  source->duration_ns = profile->duration_ns;
  return source;
}
