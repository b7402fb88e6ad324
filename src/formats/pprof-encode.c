/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "pprof-encode.h"

#include "locations.h"
#include "pprof-fields.h"
#include "wire-writer.h"

/*
 * Numbers in the file for what the catalog has under an id. Only what is met gets one, in the
 * order in which it is met, and its record is written at once.
 */
typedef struct
{
  /* Owned */
  GArray *numbers;     /* guint32 by id, 0 for not met */
  GByteArray *records; /* fields of the profile */
  guint32 n_records;
} Table;

typedef struct
{
  /* Owned */
  HtLocations *addresses;
  Table strings;
  Table mappings;
  Table functions;
  Table locations;
  GByteArray *out;
  GByteArray *message; /* the record at hand */
  GByteArray *part;    /* what is inside of it */
  GArray *frames;      /* guint32, of the stack at hand */
  GArray *stack;       /* guint32, its locations */

  /* Borrowed */
  const HtProfile *profile;
  const HtCatalog *catalog;
} Encoder;

static void
table_init (Table *table)
{
  table->numbers = g_array_new (FALSE, TRUE, sizeof (guint32));
  table->records = g_byte_array_new ();
}

static void
table_clear (Table *table)
{
  g_array_unref (table->numbers);
  g_byte_array_unref (table->records);
}

/* The number of @id; %TRUE in @is_new if it was given just now. */
static guint32
table_number (Table *table, guint32 id, gboolean *is_new)
{
  if (id >= table->numbers->len)
    g_array_set_size (table->numbers, id + 1);

  guint32 *number = &g_array_index (table->numbers, guint32, id);

  *is_new = *number == 0;
  if (*is_new)
    *number = ++table->n_records;
  return *number;
}

static void
encoder_init (Encoder *self, const HtProfile *profile, const HtCatalog *catalog)
{
  self->profile = profile;
  self->catalog = catalog;
  self->addresses = ht_locations_new (catalog->symbols);
  table_init (&self->strings);
  table_init (&self->mappings);
  table_init (&self->functions);
  table_init (&self->locations);
  self->out = g_byte_array_new ();
  self->message = g_byte_array_new ();
  self->part = g_byte_array_new ();
  self->frames = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->stack = g_array_new (FALSE, FALSE, sizeof (guint32));
}

static void
encoder_clear (Encoder *self)
{
  ht_locations_free (self->addresses);
  table_clear (&self->strings);
  table_clear (&self->mappings);
  table_clear (&self->functions);
  table_clear (&self->locations);
  g_byte_array_unref (self->message);
  g_byte_array_unref (self->part);
  g_array_unref (self->frames);
  g_array_unref (self->stack);
}

/* The empty string is number 0 in both worlds, and its record is written beforehand. */
static guint32
string_number (Encoder *self, guint32 id)
{
  gboolean is_new;

  if (id == 0)
    return 0;

  guint32 number = table_number (&self->strings, id, &is_new);

  if (is_new)
    ht_wire_write_bytes (self->strings.records, PROFILE_STRING,
                         ht_strings_get (self->catalog->strings, id),
                         ht_strings_length (self->catalog->strings, id));
  return number;
}

static void
write_value_type (Encoder *self, guint64 field, HtValueType type)
{
  g_byte_array_set_size (self->message, 0);
  ht_wire_write_number (self->message, VALUE_TYPE_TYPE, string_number (self, type.type));
  ht_wire_write_number (self->message, VALUE_TYPE_UNIT, string_number (self, type.unit));
  ht_wire_write_message (self->out, field, self->message);
}

static guint32
mapping_number (Encoder *self, guint32 id)
{
  gboolean is_new;

  if (id == 0)
    return 0;

  guint32 number = table_number (&self->mappings, id, &is_new);

  if (is_new)
    {
      const HtMapping *mapping = ht_symbols_get_mapping (self->catalog->symbols, id);
      g_autoptr (GByteArray) record = g_byte_array_new ();

      ht_wire_write_number (record, MAPPING_ID, number);
      ht_wire_write_number (record, MAPPING_START, mapping->start);
      ht_wire_write_number (record, MAPPING_LIMIT, mapping->limit);
      ht_wire_write_number (record, MAPPING_OFFSET, mapping->offset);
      ht_wire_write_number (record, MAPPING_FILE, string_number (self, mapping->file));
      ht_wire_write_number (record, MAPPING_BUILD_ID, string_number (self, mapping->build_id));
      for (guint64 field = MAPPING_FIRST_FLAG; field <= MAPPING_LAST_FLAG; field++)
        ht_wire_write_number (record, field, mapping->flags >> (field - MAPPING_FIRST_FLAG) & 1);
      ht_wire_write_message (self->mappings.records, PROFILE_MAPPING, record);
    }
  return number;
}

static guint32
function_number (Encoder *self, guint32 id)
{
  gboolean is_new;
  guint32 number = table_number (&self->functions, id, &is_new);

  if (is_new)
    {
      const HtFunction *function = ht_symbols_get_function (self->catalog->symbols, id);
      g_autoptr (GByteArray) record = g_byte_array_new ();

      ht_wire_write_number (record, FUNCTION_ID, number);
      ht_wire_write_number (record, FUNCTION_NAME, string_number (self, function->name));
      ht_wire_write_number (record, FUNCTION_SYSTEM_NAME,
                            string_number (self, function->system_name));
      ht_wire_write_number (record, FUNCTION_FILE, string_number (self, function->file));
      ht_wire_write_number (record, FUNCTION_START_LINE, (guint64) function->start_line);
      ht_wire_write_message (self->functions.records, PROFILE_FUNCTION, record);
    }
  return number;
}

/* A location is told by the frames of one address: see HtLocations. */
static void
write_location (Encoder *self, guint32 id, guint32 number)
{
  g_autoptr (GByteArray) record = g_byte_array_new ();
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint32));
  const HtFrame *frame = NULL;
  gsize n_frames = ht_locations_get_frames (self->addresses, id, frames);

  for (gsize i = 0; i < n_frames; i++)
    {
      frame = ht_symbols_get_frame (self->catalog->symbols, g_array_index (frames, guint32, i));
      if (i == 0)
        {
          ht_wire_write_number (record, LOCATION_ID, number);
          ht_wire_write_number (record, LOCATION_MAPPING_ID, mapping_number (self, frame->mapping));
          ht_wire_write_number (record, LOCATION_ADDRESS, frame->address);
        }
      if (frame->function == 0)
        continue;

      g_byte_array_set_size (self->part, 0);
      ht_wire_write_number (self->part, LINE_FUNCTION_ID, function_number (self, frame->function));
      ht_wire_write_number (self->part, LINE_LINE, (guint64) frame->line);
      ht_wire_write_number (self->part, LINE_COLUMN, (guint64) frame->column);
      ht_wire_write_message (record, LOCATION_LINE, self->part);
    }
  if (frame != NULL)
    ht_wire_write_number (record, LOCATION_IS_FOLDED, (frame->flags & HT_FRAME_FOLDED) != 0);
  ht_wire_write_message (self->locations.records, PROFILE_LOCATION, record);
}

static guint32
location_number (Encoder *self, guint32 id)
{
  gboolean is_new;
  guint32 number = table_number (&self->locations, id, &is_new);

  if (is_new)
    write_location (self, id, number);
  return number;
}

static void
add_stack (Encoder *self, guint32 node)
{
  g_autoptr (GByteArray) numbers = g_byte_array_new ();

  ht_call_tree_get_stack (self->catalog->tree, node, self->frames);
  ht_locations_split (self->addresses, (const guint32 *) (gpointer) self->frames->data,
                      self->frames->len, self->stack);
  if (self->stack->len == 0)
    return;
  for (guint i = 0; i < self->stack->len; i++)
    ht_wire_write_varint (numbers, location_number (self, g_array_index (self->stack, guint32, i)));
  ht_wire_write_message (self->message, SAMPLE_LOCATION_ID, numbers);
}

static void
add_values (Encoder *self, const gint64 *values)
{
  g_byte_array_set_size (self->part, 0);
  for (guint i = 0; i < self->profile->types->len; i++)
    ht_wire_write_varint (self->part, (guint64) values[i]);
  ht_wire_write_message (self->message, SAMPLE_VALUE, self->part);
}

static void
add_labels (Encoder *self, guint32 label_set)
{
  gsize n_labels;
  const HtLabel *labels = ht_label_sets_get (self->catalog->label_sets, label_set, &n_labels);

  for (gsize i = 0; i < n_labels; i++)
    {
      g_byte_array_set_size (self->part, 0);
      ht_wire_write_number (self->part, LABEL_KEY, string_number (self, labels[i].key));
      ht_wire_write_number (self->part, LABEL_STR, string_number (self, labels[i].text));
      ht_wire_write_number (self->part, LABEL_NUM, (guint64) labels[i].number);
      ht_wire_write_number (self->part, LABEL_NUM_UNIT, string_number (self, labels[i].unit));
      ht_wire_write_message (self->message, SAMPLE_LABEL, self->part);
    }
}

static void
write_samples (Encoder *self)
{
  const HtProfile *profile = self->profile;

  for (gsize row = 0; row < ht_profile_n_rows (profile); row++)
    {
      g_byte_array_set_size (self->message, 0);
      add_stack (self, g_array_index (profile->nodes, guint32, row));
      add_values (self, &g_array_index (profile->values, gint64, row * profile->types->len));
      add_labels (self, g_array_index (profile->label_sets, guint32, row));
      ht_wire_write_message (self->out, PROFILE_SAMPLE, self->message);
    }
}

static void
append_records (Encoder *self, const Table *table)
{
  g_byte_array_append (self->out, table->records->data, table->records->len);
}

/* The header, whose strings come before the string table. */
static void
write_header (Encoder *self, GByteArray *header)
{
  const HtProfile *profile = self->profile;

  ht_wire_write_number (header, PROFILE_DROP_FRAMES, string_number (self, profile->drop_frames));
  ht_wire_write_number (header, PROFILE_KEEP_FRAMES, string_number (self, profile->keep_frames));
  ht_wire_write_number (header, PROFILE_TIME_NANOS, (guint64) profile->time_ns);
  ht_wire_write_number (header, PROFILE_DURATION_NANOS, (guint64) profile->duration_ns);
  ht_wire_write_number (header, PROFILE_PERIOD, (guint64) profile->period);
  for (guint i = 0; i < profile->comments->len; i++)
    {
      /* Not as a number that may be left out: also an empty comment is one. */
      ht_wire_write_varint (header, PROFILE_COMMENT << 3);
      ht_wire_write_varint (header,
                            string_number (self, g_array_index (profile->comments, guint32, i)));
    }
  ht_wire_write_number (header, PROFILE_DEFAULT_SAMPLE_TYPE,
                        string_number (self, profile->default_type));
  ht_wire_write_number (header, PROFILE_DOC_URL, string_number (self, profile->doc_url));
}

static void
write_profile (Encoder *self)
{
  const HtProfile *profile = self->profile;
  g_autoptr (GByteArray) header = g_byte_array_new ();

  ht_wire_write_bytes (self->strings.records, PROFILE_STRING, "", 0);
  for (guint i = 0; i < profile->types->len; i++)
    write_value_type (self, PROFILE_SAMPLE_TYPE, g_array_index (profile->types, HtValueType, i));
  if (profile->period_type.type != 0 || profile->period_type.unit != 0)
    write_value_type (self, PROFILE_PERIOD_TYPE, profile->period_type);

  /* Readers take the first mapping for the program itself. */
  mapping_number (self, profile->main_mapping);
  write_samples (self);
  write_header (self, header);
  append_records (self, &self->mappings);
  append_records (self, &self->locations);
  append_records (self, &self->functions);
  append_records (self, &self->strings);
  g_byte_array_append (self->out, header->data, header->len);
}

/**
 * ht_pprof_encode:
 * @profile: a profile
 * @catalog: its catalog
 *
 * Writes a profile (profile.proto) with those strings, functions, mappings and locations that it
 * uses. Equal profiles over equal catalogs give equal bytes. Thread-safe as far as @catalog is.
 *
 * Returns: (transfer full): the bytes, not packed
 */
GBytes *
ht_pprof_encode (const HtProfile *profile, const HtCatalog *catalog)
{
  Encoder self = { 0 };

  encoder_init (&self, profile, catalog);
  write_profile (&self);
  encoder_clear (&self);
  return g_byte_array_free_to_bytes (self.out);
}
