/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "pprof-sample-check.h"

/*
 * A location may have many lines and be named many times, so a small file can
 * ask for any number of frames. Real profiles have some ten million.
 */
#define MOST_FRAMES (G_GUINT64_CONSTANT (1) << 29)

static gboolean
read_location_ids (HtPprofSampleFacts *facts,
                   HtWireReader *reader,
                   const HtWireField *field,
                   gsize *n_locations)
{
  guint64 least = facts->least_location;
  guint64 greatest = facts->greatest_location;
  guint64 id = field->value;
  gsize n = 0;

  if (field->type == HT_WIRE_VARINT)
    {
      facts->least_location = MIN (least, id);
      facts->greatest_location = MAX (greatest, id);
      *n_locations += 1;
      return TRUE;
    }
  if (field->type != HT_WIRE_BYTES)
    return ht_wire_reader_fail (reader, "a field has the wrong wire type", FALSE);

  HtWireReader ids;

  for (ht_wire_reader_init (&ids, field->bytes, field->end); ids.at < ids.end; n++)
    {
      if (!ht_wire_read_short_varint (&ids, &id) && !ht_wire_read_varint (&ids, &id))
        return ht_wire_reader_fail (reader, ids.problem, FALSE);
      least = MIN (least, id);
      greatest = MAX (greatest, id);
    }
  facts->least_location = least;
  facts->greatest_location = greatest;
  *n_locations += n;
  return TRUE;
}

static gboolean
read_values (HtWireReader *reader, const HtWireField *field, gsize *n_values)
{
  guint64 ignored;

  if (field->type == HT_WIRE_VARINT)
    {
      *n_values += 1;
      return TRUE;
    }
  if (field->type != HT_WIRE_BYTES)
    return ht_wire_reader_fail (reader, "a field has the wrong wire type", FALSE);

  HtWireReader values;

  for (ht_wire_reader_init (&values, field->bytes, field->end); values.at < values.end;
       *n_values += 1)
    if (!ht_wire_read_varint (&values, &ignored))
      return ht_wire_reader_fail (reader, values.problem, FALSE);
  return TRUE;
}

static gboolean
read_label (HtPprofSampleFacts *facts, HtWireReader *reader, const HtWireField *field)
{
  guint64 members[LABEL_NUM_UNIT + 1] = { 0 };
  HtWireReader label;
  HtWireField member;

  if (field->type != HT_WIRE_BYTES)
    return ht_wire_reader_fail (reader, "a field has the wrong wire type", FALSE);

  ht_wire_reader_init (&label, field->bytes, field->end);
  while (ht_wire_next_field (&label, &member))
    {
      if (member.number < LABEL_KEY || member.number > LABEL_NUM_UNIT)
        continue;
      if (member.type != HT_WIRE_VARINT)
        return ht_wire_reader_fail (reader, "a field has the wrong wire type", FALSE);
      members[member.number] = member.value;
    }
  if (label.problem != NULL)
    return ht_wire_reader_fail (reader, label.problem, FALSE);

  /* A label with a text has no number, and nobody looks at its unit. */
  guint64 value = members[LABEL_STR] != 0 ? members[LABEL_STR] : members[LABEL_NUM_UNIT];

  facts->greatest_string = MAX (facts->greatest_string, MAX (members[LABEL_KEY], value));
  return TRUE;
}

/**
 * ht_pprof_sample_facts_init:
 * @facts: (out caller-allocates): the facts
 *
 * Begins with those of no sample.
 */
void
ht_pprof_sample_facts_init (HtPprofSampleFacts *facts)
{
  *facts = (HtPprofSampleFacts){ .least_location = G_MAXUINT64, .least_values = G_MAXSIZE };
}

/**
 * ht_pprof_sample_facts_add:
 * @facts: the facts
 * @reader: stands at the begin of a sample
 *
 * Passes over a sample. Where it is broken, @reader says how.
 *
 * Returns: whether it is well-formed
 */
gboolean
ht_pprof_sample_facts_add (HtPprofSampleFacts *facts, HtWireReader *reader)
{
  HtWireField field;
  gsize n_locations = 0;
  gsize n_values = 0;

  while (ht_wire_next_field (reader, &field))
    {
      gboolean ok = TRUE;

      if (field.number == SAMPLE_LOCATION_ID)
        ok = read_location_ids (facts, reader, &field, &n_locations);
      else if (field.number == SAMPLE_VALUE)
        ok = read_values (reader, &field, &n_values);
      else if (field.number == SAMPLE_LABEL)
        ok = read_label (facts, reader, &field);
      if (!ok)
        return FALSE;
    }
  facts->least_values = MIN (facts->least_values, n_values);
  facts->greatest_values = MAX (facts->greatest_values, n_values);
  facts->longest_stack = MAX (facts->longest_stack, n_locations);
  facts->n_stack_entries += n_locations;
  return reader->problem == NULL;
}

static gboolean
values_fit (const HtPprofTables *tables, const HtPprofSampleFacts *facts)
{
  return facts->least_values == tables->n_types && facts->greatest_values == tables->n_types;
}

static gboolean
strings_fit (const HtPprofTables *tables, const HtPprofSampleFacts *facts)
{
  return facts->greatest_string < tables->n_strings;
}

/* Whether the extremes alone prove that each location is there. */
static gboolean
locations_fit (const HtPprof *pprof, const HtPprofSampleFacts *facts)
{
  return facts->n_stack_entries == 0 ||
         (pprof->location_ids.is_sequence && facts->least_location >= 1 &&
          facts->greatest_location <= pprof->tables.n_locations);
}

static gboolean
frames_fit (const HtPprofTables *tables, const HtPprofSampleFacts *facts)
{
  guint64 most_lines = 1;

  for (guint32 i = 0; i < tables->n_locations; i++)
    most_lines = MAX (most_lines, tables->locations[i].n_lines);
  return facts->n_stack_entries <= MOST_FRAMES / most_lines;
}

static gboolean
refuse_sample (const HtPprof *pprof, const guint8 *sample, const char *problem, GError **error)
{
  g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT, "%s at byte %u", problem,
               (guint) (sample - pprof->bytes));
  return FALSE;
}

static gboolean
check_sample (const HtPprof *pprof, const HtWireField *sample, GError **error)
{
  HtPprofSampleFacts facts;
  HtWireReader reader;

  ht_pprof_sample_facts_init (&facts);
  ht_wire_reader_init (&reader, sample->bytes, sample->end);
  ht_pprof_sample_facts_add (&facts, &reader);

  if (!values_fit (&pprof->tables, &facts))
    {
      g_autofree char *problem =
          g_strdup_printf ("a sample has %" G_GSIZE_FORMAT " values for %u types",
                           facts.greatest_values, pprof->tables.n_types);

      return refuse_sample (pprof, sample->bytes, problem, error);
    }
  if (!strings_fit (&pprof->tables, &facts))
    return refuse_sample (pprof, sample->bytes, "a label names a string that is not there", error);
  return TRUE;
}

/* Looks a location up and counts its frames. */
static gboolean
check_location (const HtPprof *pprof,
                guint64 id,
                const guint8 *at,
                guint64 *n_frames,
                GError **error)
{
  guint32 location = ht_pprof_ids_find (&pprof->location_ids, id);

  if (location == HT_PPROF_NONE)
    return refuse_sample (pprof, at, "a sample names a location that is not there", error);
  *n_frames += MAX (pprof->tables.locations[location].n_lines, 1);
  return TRUE;
}

static gboolean
check_stack (const HtPprof *pprof, const HtWireField *sample, guint64 *n_frames, GError **error)
{
  HtWireReader reader;
  HtWireReader ids;
  HtWireField field;
  guint64 id;

  ht_wire_reader_init (&reader, sample->bytes, sample->end);
  while (ht_wire_next_field (&reader, &field))
    {
      if (field.number != SAMPLE_LOCATION_ID)
        continue;
      if (field.type == HT_WIRE_VARINT &&
          !check_location (pprof, field.value, reader.at, n_frames, error))
        return FALSE;
      if (field.type != HT_WIRE_BYTES)
        continue;

      ht_wire_reader_init (&ids, field.bytes, field.end);
      while (ids.at < ids.end && ht_wire_read_varint (&ids, &id))
        if (!check_location (pprof, id, ids.at, n_frames, error))
          return FALSE;
    }
  return TRUE;
}

/**
 * ht_pprof_check_samples:
 * @pprof: a profile with all tables
 * @facts: what was seen of its samples
 * @error: return location
 *
 * Checks all samples against the tables: at once where @facts prove them
 * right, else one by one.
 *
 * Returns: whether all is well
 */
gboolean
ht_pprof_check_samples (const HtPprof *pprof, const HtPprofSampleFacts *facts, GError **error)
{
  const HtPprofTables *tables = &pprof->tables;
  HtWireReader reader;
  HtWireField field;
  guint64 n_frames = 0;

  if (tables->n_samples == 0)
    return TRUE;
  if (tables->n_types == 0)
    return refuse_sample (pprof, pprof->samples_begin, "there are samples but no sample types",
                          error);
  if (values_fit (tables, facts) && strings_fit (tables, facts) && locations_fit (pprof, facts) &&
      frames_fit (tables, facts))
    return TRUE;

  ht_wire_reader_init (&reader, pprof->samples_begin, pprof->samples_end);
  while (ht_wire_next_field (&reader, &field))
    if (field.number == PROFILE_SAMPLE &&
        (!check_sample (pprof, &field, error) || !check_stack (pprof, &field, &n_frames, error)))
      return FALSE;

  if (n_frames <= MOST_FRAMES)
    return TRUE;
  g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TOO_LARGE,
               "the stacks have %" G_GUINT64_FORMAT " frames altogether", n_frames);
  return FALSE;
}
