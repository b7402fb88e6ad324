/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "pprof-private.h"
#include "pprof-sample-check.h"
#include "wire-reader.h"

/* A profile while its tables are being collected. */
typedef struct
{
  /* Owned; parallel to lines and locations, until ids become indices */
  GArray *line_functions;    /* guint64 */
  GArray *location_mappings; /* guint64 */

  /* Borrowed */
  HtPprof *pprof;

  HtPprofSampleFacts facts;
} Indexer;

static guint32
offset_of (const Indexer *self, const guint8 *at)
{
  return (guint32) (at - self->pprof->bytes);
}

static gboolean
refuse (const Indexer *self,
        const guint8 *at,
        HtFormatError code,
        const char *problem,
        GError **error)
{
  g_set_error (error, HT_FORMAT_ERROR, code, "%s at byte %u", problem, offset_of (self, at));
  return FALSE;
}

/* The end of a message: regular, or where its reader gave up. */
static gboolean
finish (const Indexer *self, const HtWireReader *reader, GError **error)
{
  if (reader->problem == NULL)
    return TRUE;
  return refuse (self, reader->at, HT_FORMAT_ERROR_CORRUPT, reader->problem, error);
}

static gboolean
expect (const Indexer *self,
        const HtWireField *field,
        HtWireType type,
        const guint8 *at,
        GError **error)
{
  if (field->type == type)
    return TRUE;
  return refuse (self, at, HT_FORMAT_ERROR_CORRUPT, "a field has the wrong wire type", error);
}

/* 0 means none. Met at once, before millions of such records fill the memory. */
static gboolean
expect_id (const Indexer *self,
           guint64 id,
           const char *problem,
           const HtWireField *message,
           GError **error)
{
  if (id != 0)
    return TRUE;
  return refuse (self, message->bytes, HT_FORMAT_ERROR_CORRUPT, problem, error);
}

/* Whatever cannot be an index becomes one that no table has. */
static guint32
to_index (guint64 value)
{
  return (guint32) MIN (value, HT_PPROF_NONE);
}

static gboolean
read_value_type (Indexer *self, const HtWireField *message, HtValueType *type, GError **error)
{
  HtWireReader reader;
  HtWireField field;

  *type = (HtValueType){ 0 };
  ht_wire_reader_init (&reader, message->bytes, message->end);
  while (ht_wire_next_field (&reader, &field))
    {
      if (field.number != VALUE_TYPE_TYPE && field.number != VALUE_TYPE_UNIT)
        continue;
      if (!expect (self, &field, HT_WIRE_VARINT, reader.at, error))
        return FALSE;
      if (field.number == VALUE_TYPE_TYPE)
        type->type = to_index (field.value);
      else
        type->unit = to_index (field.value);
    }
  return finish (self, &reader, error);
}

static void
set_mapping_member (HtPprofMapping *mapping, guint64 number, guint64 value)
{
  switch (number)
    {
    case MAPPING_ID:
      mapping->id = value;
      break;
    case MAPPING_START:
      mapping->start = value;
      break;
    case MAPPING_LIMIT:
      mapping->limit = value;
      break;
    case MAPPING_OFFSET:
      mapping->file_offset = value;
      break;
    case MAPPING_FILE:
      mapping->file = to_index (value);
      break;
    case MAPPING_BUILD_ID:
      mapping->build_id = to_index (value);
      break;
    default:
      {
        guint32 flag = 1u << (number - MAPPING_FIRST_FLAG);

        mapping->flags = value != 0 ? mapping->flags | flag : mapping->flags & ~flag;
      }
    }
}

static gboolean
read_mapping (Indexer *self, const HtWireField *message, GError **error)
{
  HtPprofMapping mapping = { .offset = offset_of (self, message->bytes) };
  HtWireReader reader;
  HtWireField field;

  ht_wire_reader_init (&reader, message->bytes, message->end);
  while (ht_wire_next_field (&reader, &field))
    {
      if (field.number < MAPPING_ID || field.number > MAPPING_LAST_FLAG)
        continue;
      if (!expect (self, &field, HT_WIRE_VARINT, reader.at, error))
        return FALSE;
      set_mapping_member (&mapping, field.number, field.value);
    }
  g_array_append_val (self->pprof->mappings, mapping);
  return finish (self, &reader, error) &&
         expect_id (self, mapping.id, "there is a mapping with id 0", message, error);
}

static gboolean
read_function (Indexer *self, const HtWireField *message, GError **error)
{
  HtPprofFunction function = { .offset = offset_of (self, message->bytes) };
  HtWireReader reader;
  HtWireField field;

  ht_wire_reader_init (&reader, message->bytes, message->end);
  while (ht_wire_next_field (&reader, &field))
    {
      if (field.number < FUNCTION_ID || field.number > FUNCTION_START_LINE)
        continue;
      if (!expect (self, &field, HT_WIRE_VARINT, reader.at, error))
        return FALSE;
      if (field.number == FUNCTION_ID)
        function.id = field.value;
      else if (field.number == FUNCTION_NAME)
        function.name = to_index (field.value);
      else if (field.number == FUNCTION_SYSTEM_NAME)
        function.system_name = to_index (field.value);
      else if (field.number == FUNCTION_FILE)
        function.file = to_index (field.value);
      else
        function.start_line = (gint64) field.value;
    }
  g_array_append_val (self->pprof->functions, function);
  return finish (self, &reader, error) &&
         expect_id (self, function.id, "there is a function with id 0", message, error);
}

static gboolean
read_line (Indexer *self, const HtWireField *message, GError **error)
{
  HtPprofLine line = { .function = HT_PPROF_NONE };
  guint64 function_id = 0;
  HtWireReader reader;
  HtWireField field;

  ht_wire_reader_init (&reader, message->bytes, message->end);
  while (ht_wire_next_field (&reader, &field))
    {
      if (field.number < LINE_FUNCTION_ID || field.number > LINE_COLUMN)
        continue;
      if (!expect (self, &field, HT_WIRE_VARINT, reader.at, error))
        return FALSE;
      if (field.number == LINE_FUNCTION_ID)
        function_id = field.value;
      else if (field.number == LINE_LINE)
        line.line = (gint64) field.value;
      else
        line.column = (gint64) field.value;
    }
  g_array_append_val (self->pprof->lines, line);
  g_array_append_val (self->line_functions, function_id);
  return finish (self, &reader, error) &&
         expect_id (self, function_id, "a line of a location names no function", message, error);
}

static gboolean
read_location (Indexer *self, const HtWireField *message, GError **error)
{
  HtPprofLocation location = {
    .mapping = HT_PPROF_NONE,
    .first_line = self->pprof->lines->len,
    .offset = offset_of (self, message->bytes),
  };
  guint64 mapping_id = 0;
  HtWireReader reader;
  HtWireField field;

  ht_wire_reader_init (&reader, message->bytes, message->end);
  while (ht_wire_next_field (&reader, &field))
    {
      if (field.number < LOCATION_ID || field.number > LOCATION_IS_FOLDED)
        continue;
      if (!expect (self, &field, field.number == LOCATION_LINE ? HT_WIRE_BYTES : HT_WIRE_VARINT,
                   reader.at, error))
        return FALSE;
      if (field.number == LOCATION_ID)
        location.id = field.value;
      else if (field.number == LOCATION_MAPPING_ID)
        mapping_id = field.value;
      else if (field.number == LOCATION_ADDRESS)
        location.address = field.value;
      else if (field.number == LOCATION_IS_FOLDED)
        location.is_folded = field.value != 0;
      else if (!read_line (self, &field, error))
        return FALSE;
    }
  location.n_lines = self->pprof->lines->len - location.first_line;
  g_array_append_val (self->pprof->locations, location);
  g_array_append_val (self->location_mappings, mapping_id);
  return finish (self, &reader, error) &&
         expect_id (self, location.id, "there is a location with id 0", message, error);
}

static gboolean
read_string (Indexer *self, const HtWireField *field, GError **error)
{
  HtPprofText text = {
    .offset = offset_of (self, field->bytes),
    .length = (guint32) (field->end - field->bytes),
  };

  if (self->pprof->strings->len == 0 && text.length != 0)
    return refuse (self, field->bytes, HT_FORMAT_ERROR_CORRUPT, "the first string is not empty",
                   error);
  g_array_append_val (self->pprof->strings, text);
  return TRUE;
}

static gboolean
read_comments (Indexer *self, const HtWireField *field, GError **error)
{
  HtWireReader reader;
  guint64 value = field->value;
  guint32 index = to_index (value);

  if (field->type == HT_WIRE_VARINT)
    {
      g_array_append_val (self->pprof->comments, index);
      return TRUE;
    }

  ht_wire_reader_init (&reader, field->bytes, field->end);
  while (reader.at < reader.end && ht_wire_read_varint (&reader, &value))
    {
      index = to_index (value);
      g_array_append_val (self->pprof->comments, index);
    }
  return finish (self, &reader, error);
}

static gboolean
read_sample (Indexer *self, const HtWireField *field, const guint8 *begin, GError **error)
{
  HtPprof *pprof = self->pprof;
  HtWireReader reader;

  if (pprof->samples_begin == NULL)
    pprof->samples_begin = begin;
  pprof->samples_end = field->end;
  pprof->tables.n_samples++;

  ht_wire_reader_init (&reader, field->bytes, field->end);
  ht_pprof_sample_facts_add (&self->facts, &reader);
  return finish (self, &reader, error);
}

static gboolean
read_number (Indexer *self, const HtWireField *field, const guint8 *begin, GError **error)
{
  HtPprofTables *tables = &self->pprof->tables;

  switch (field->number)
    {
    case PROFILE_DROP_FRAMES:
      tables->drop_frames = to_index (field->value);
      return TRUE;
    case PROFILE_KEEP_FRAMES:
      tables->keep_frames = to_index (field->value);
      return TRUE;
    case PROFILE_TIME_NANOS:
      if (tables->time_ns != 0)
        return refuse (self, begin, HT_FORMAT_ERROR_UNSUPPORTED, "a second profile begins", error);
      tables->time_ns = (gint64) field->value;
      return TRUE;
    case PROFILE_DURATION_NANOS:
      tables->duration_ns = (gint64) field->value;
      return TRUE;
    case PROFILE_PERIOD:
      tables->period = (gint64) field->value;
      return TRUE;
    case PROFILE_DEFAULT_SAMPLE_TYPE:
      tables->default_type = to_index (field->value);
      return TRUE;
    case PROFILE_DOC_URL:
    default:
      tables->doc_url = to_index (field->value);
      return TRUE;
    }
}

static HtWireType
type_of_field (const HtWireField *field)
{
  if (field->number <= PROFILE_STRING || field->number == PROFILE_PERIOD_TYPE)
    return HT_WIRE_BYTES;
  if (field->number == PROFILE_COMMENT && field->type == HT_WIRE_BYTES)
    return HT_WIRE_BYTES;
  return HT_WIRE_VARINT;
}

static gboolean
read_field (Indexer *self, const HtWireField *field, const guint8 *begin, GError **error)
{
  HtValueType type;

  if (field->number < PROFILE_SAMPLE_TYPE || field->number > PROFILE_DOC_URL)
    return TRUE;
  if (!expect (self, field, type_of_field (field), begin, error))
    return FALSE;

  switch (field->number)
    {
    case PROFILE_SAMPLE:
      return read_sample (self, field, begin, error);
    case PROFILE_LOCATION:
      return read_location (self, field, error);
    case PROFILE_FUNCTION:
      return read_function (self, field, error);
    case PROFILE_STRING:
      return read_string (self, field, error);
    case PROFILE_MAPPING:
      return read_mapping (self, field, error);
    case PROFILE_COMMENT:
      return read_comments (self, field, error);
    case PROFILE_PERIOD_TYPE:
      return read_value_type (self, field, &self->pprof->tables.period_type, error);
    case PROFILE_SAMPLE_TYPE:
      if (!read_value_type (self, field, &type, error))
        return FALSE;
      g_array_append_val (self->pprof->types, type);
      return TRUE;
    default:
      return read_number (self, field, begin, error);
    }
}

static gboolean
read_profile (Indexer *self, gsize length, GError **error)
{
  const guint8 *begin = self->pprof->bytes;
  HtWireReader reader;
  HtWireField field;

  ht_wire_reader_init (&reader, begin, begin + length);
  for (; ht_wire_next_field (&reader, &field); begin = reader.at)
    if (!read_field (self, &field, begin, error))
      return FALSE;

  if (reader.problem == NULL)
    return TRUE;
  return refuse (self, reader.at,
                 reader.ends_early ? HT_FORMAT_ERROR_TRUNCATED : HT_FORMAT_ERROR_CORRUPT,
                 reader.problem, error);
}

static void
publish_tables (HtPprof *pprof)
{
  HtPprofTables *tables = &pprof->tables;

  tables->strings = (gconstpointer) pprof->strings->data;
  tables->n_strings = pprof->strings->len;
  tables->types = (gconstpointer) pprof->types->data;
  tables->n_types = pprof->types->len;
  tables->mappings = (gconstpointer) pprof->mappings->data;
  tables->n_mappings = pprof->mappings->len;
  tables->functions = (gconstpointer) pprof->functions->data;
  tables->n_functions = pprof->functions->len;
  tables->locations = (gconstpointer) pprof->locations->data;
  tables->n_locations = pprof->locations->len;
  tables->lines = (gconstpointer) pprof->lines->data;
  tables->n_lines = pprof->lines->len;
  tables->comments = (gconstpointer) pprof->comments->data;
  tables->n_comments = pprof->comments->len;
}

static gboolean
check_string (const HtPprofTables *tables,
              guint32 index,
              const char *what,
              guint32 offset,
              GError **error)
{
  if (index < tables->n_strings)
    return TRUE;
  g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT,
               "%s names a string that is not there, at byte %u", what, offset);
  return FALSE;
}

static gboolean
check_header_strings (const HtPprofTables *tables, GError **error)
{
  const guint32 indices[] = { tables->drop_frames,      tables->keep_frames,
                              tables->default_type,     tables->doc_url,
                              tables->period_type.type, tables->period_type.unit };

  for (gsize i = 0; i < G_N_ELEMENTS (indices); i++)
    if (!check_string (tables, indices[i], "the profile", 0, error))
      return FALSE;
  for (guint32 i = 0; i < tables->n_types; i++)
    if (!check_string (tables, tables->types[i].type, "a sample type", 0, error) ||
        !check_string (tables, tables->types[i].unit, "a sample type", 0, error))
      return FALSE;
  for (guint32 i = 0; i < tables->n_comments; i++)
    if (!check_string (tables, tables->comments[i], "a comment", 0, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_table_strings (const HtPprofTables *tables, GError **error)
{
  for (guint32 i = 0; i < tables->n_mappings; i++)
    {
      const HtPprofMapping *mapping = &tables->mappings[i];

      if (!check_string (tables, mapping->file, "a mapping", mapping->offset, error) ||
          !check_string (tables, mapping->build_id, "a mapping", mapping->offset, error))
        return FALSE;
    }
  for (guint32 i = 0; i < tables->n_functions; i++)
    {
      const HtPprofFunction *function = &tables->functions[i];

      if (!check_string (tables, function->name, "a function", function->offset, error) ||
          !check_string (tables, function->system_name, "a function", function->offset, error) ||
          !check_string (tables, function->file, "a function", function->offset, error))
        return FALSE;
    }
  return TRUE;
}

/* A location may name a mapping that is not there, but no such function: so it is in Go. */
static gboolean
resolve_locations (Indexer *self,
                   const HtPprofIds *mapping_ids,
                   const HtPprofIds *function_ids,
                   GError **error)
{
  for (guint i = 0; i < self->pprof->locations->len; i++)
    {
      HtPprofLocation *location = &g_array_index (self->pprof->locations, HtPprofLocation, i);

      location->mapping =
          ht_pprof_ids_find (mapping_ids, g_array_index (self->location_mappings, guint64, i));
      for (guint k = location->first_line; k < location->first_line + location->n_lines; k++)
        {
          guint64 id = g_array_index (self->line_functions, guint64, k);
          guint32 function = ht_pprof_ids_find (function_ids, id);

          if (function == HT_PPROF_NONE)
            {
              g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT,
                           "location %" G_GUINT64_FORMAT " names function %" G_GUINT64_FORMAT
                           ", which is not there, at byte %u",
                           location->id, id, location->offset);
              return FALSE;
            }
          g_array_index (self->pprof->lines, HtPprofLine, k).function = function;
        }
    }
  return TRUE;
}

static gboolean
resolve_ids (Indexer *self, GError **error)
{
  HtPprof *pprof = self->pprof;
  HtPprofIds mapping_ids = { 0 };
  HtPprofIds function_ids = { 0 };
  gboolean ok =
      ht_pprof_ids_init (&mapping_ids, pprof->mappings->data, sizeof (HtPprofMapping),
                         G_STRUCT_OFFSET (HtPprofMapping, offset), pprof->mappings->len, "mapping",
                         error) &&
      ht_pprof_ids_init (&function_ids, pprof->functions->data, sizeof (HtPprofFunction),
                         G_STRUCT_OFFSET (HtPprofFunction, offset), pprof->functions->len,
                         "function", error) &&
      ht_pprof_ids_init (&pprof->location_ids, pprof->locations->data, sizeof (HtPprofLocation),
                         G_STRUCT_OFFSET (HtPprofLocation, offset), pprof->locations->len,
                         "location", error) &&
      resolve_locations (self, &mapping_ids, &function_ids, error);

  ht_pprof_ids_clear (&mapping_ids);
  ht_pprof_ids_clear (&function_ids);
  return ok;
}

static gboolean
build_index (HtPprof *pprof, gsize length, GError **error)
{
  Indexer self = { .pprof = pprof };

  self.line_functions = g_array_new (FALSE, FALSE, sizeof (guint64));
  self.location_mappings = g_array_new (FALSE, FALSE, sizeof (guint64));
  ht_pprof_sample_facts_init (&self.facts);

  gboolean ok = read_profile (&self, length, error);

  publish_tables (pprof);
  pprof->tables.longest_stack = self.facts.longest_stack;
  ok = ok && resolve_ids (&self, error) && check_header_strings (&pprof->tables, error) &&
       check_table_strings (&pprof->tables, error) &&
       ht_pprof_check_samples (pprof, &self.facts, error);

  g_array_unref (self.line_functions);
  g_array_unref (self.location_mappings);
  return ok;
}

/**
 * ht_pprof_open:
 * @raw: an unpacked profile; kept, as the samples are read from it
 * @error: return location
 *
 * Finds the tables of a profile (profile.proto) and checks all of it. What is
 * accepted and what is refused is what `go tool pprof` accepts and refuses; in
 * addition stacks may have no more than 2^29 frames altogether, inlined calls
 * counted, and @raw must be smaller than 4 GiB. Thread-safe.
 *
 * Fails with an error of %HT_FORMAT_ERROR; offsets count in @raw.
 *
 * Returns: (transfer full): the profile
 */
HtPprof *
ht_pprof_open (GBytes *raw, GError **error)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (raw, &length);
  g_autoptr (HtPprof) self = NULL;

  if (length == 0)
    {
      g_set_error_literal (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TRUNCATED,
                           "the profile is empty");
      return NULL;
    }
  if (length >= G_MAXUINT32)
    {
      g_set_error_literal (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TOO_LARGE,
                           "the profile is larger than 4 GiB");
      return NULL;
    }

  self = g_new0 (HtPprof, 1);
  self->raw = g_bytes_ref (raw);
  self->bytes = bytes;
  self->strings = g_array_new (FALSE, FALSE, sizeof (HtPprofText));
  self->types = g_array_new (FALSE, FALSE, sizeof (HtValueType));
  self->mappings = g_array_new (FALSE, FALSE, sizeof (HtPprofMapping));
  self->functions = g_array_new (FALSE, FALSE, sizeof (HtPprofFunction));
  self->locations = g_array_new (FALSE, FALSE, sizeof (HtPprofLocation));
  self->lines = g_array_new (FALSE, FALSE, sizeof (HtPprofLine));
  self->comments = g_array_new (FALSE, FALSE, sizeof (guint32));
  return build_index (self, length, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * ht_pprof_free:
 * @pprof: (transfer full) (nullable): the profile
 */
void
ht_pprof_free (HtPprof *pprof)
{
  if (pprof == NULL)
    return;
  ht_pprof_ids_clear (&pprof->location_ids);
  g_array_unref (pprof->strings);
  g_array_unref (pprof->types);
  g_array_unref (pprof->mappings);
  g_array_unref (pprof->functions);
  g_array_unref (pprof->locations);
  g_array_unref (pprof->lines);
  g_array_unref (pprof->comments);
  g_bytes_unref (pprof->raw);
  g_free (pprof);
}
