/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "record-buffer.h"

#include <string.h>

/* More of one file tell nobody anything new. */
#define MAX_WARNINGS 20

/* A month of four figures at one a second; a bound on what a hostile input costs. */
#define MAX_POINTS ((guint) 16 << 20)
#define MAX_CYCLES ((guint) 2 << 20)

/**
 * ht_record_buffer_new:
 *
 * Returns: (transfer full): an empty buffer
 */
HtRecordBuffer *
ht_record_buffer_new (void)
{
  HtRecordBuffer *self = g_new0 (HtRecordBuffer, 1);

  self->strings = g_string_chunk_new (4096);
  self->points = g_array_new (FALSE, FALSE, sizeof (HtPoint));
  self->cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  self->properties = g_array_new (FALSE, FALSE, sizeof (HtProperty));
  self->warnings = g_array_new (FALSE, FALSE, sizeof (HtDecodeWarning));
  return self;
}

/**
 * ht_record_buffer_free:
 * @buffer: (transfer full) (nullable): the buffer
 */
void
ht_record_buffer_free (HtRecordBuffer *buffer)
{
  if (buffer == NULL)
    return;
  g_string_chunk_free (buffer->strings);
  g_array_unref (buffer->points);
  g_array_unref (buffer->cycles);
  g_array_unref (buffer->properties);
  g_array_unref (buffer->warnings);
  g_free (buffer);
}

static void
point_cb (const HtPoint *point, gpointer user_data)
{
  HtRecordBuffer *self = user_data;
  HtPoint copy = *point;

  if (self->points->len >= MAX_POINTS)
    {
      self->n_dropped_records++;
      return;
    }
  copy.name = g_string_chunk_insert_const (self->strings, point->name);
  copy.unit = g_string_chunk_insert_const (self->strings, point->unit);
  g_array_append_val (self->points, copy);
}

static void
gc_cycle_cb (const HtGcCycle *cycle, gpointer user_data)
{
  HtRecordBuffer *self = user_data;

  if (self->cycles->len < MAX_CYCLES)
    g_array_append_val (self->cycles, *cycle);
  else
    self->n_dropped_records++;
}

static void
property_cb (const char *key, const char *value, gpointer user_data)
{
  HtRecordBuffer *self = user_data;
  HtProperty copy = { g_string_chunk_insert_const (self->strings, key),
                      g_string_chunk_insert (self->strings, value) };

  g_array_append_val (self->properties, copy);
}

static void
warning_cb (guint64 offset, const char *message, gpointer user_data)
{
  HtRecordBuffer *self = user_data;
  HtDecodeWarning copy = { offset, NULL };

  if (self->warnings->len >= MAX_WARNINGS)
    {
      self->n_dropped_warnings++;
      return;
    }
  copy.message = g_string_chunk_insert (self->strings, message);
  g_array_append_val (self->warnings, copy);
}

/**
 * ht_record_buffer_get_sink:
 * @buffer: the buffer, which must outlive the sink
 *
 * Returns: a sink that fills the buffer
 */
HtRecordSink
ht_record_buffer_get_sink (HtRecordBuffer *buffer)
{
  return (HtRecordSink){
    .point = point_cb,
    .gc_cycle = gc_cycle_cb,
    .property = property_cb,
    .warning = warning_cb,
    .user_data = buffer,
  };
}

/**
 * ht_record_buffer_get_property:
 * @buffer: the buffer
 * @key: a key
 *
 * Returns: (nullable): what was said under that key
 */
const char *
ht_record_buffer_get_property (const HtRecordBuffer *buffer, const char *key)
{
  for (guint i = 0; i < buffer->properties->len; i++)
    {
      const HtProperty *property = &g_array_index (buffer->properties, HtProperty, i);

      if (strcmp (property->key, key) == 0)
        return property->value;
    }
  return NULL;
}

/**
 * ht_record_buffer_has_mem_stats:
 * @buffer: the buffer
 *
 * Returns: whether there is a figure that only the Go runtime tells of its heap
 */
gboolean
ht_record_buffer_has_mem_stats (const HtRecordBuffer *buffer)
{
  for (guint i = 0; i < buffer->points->len; i++)
    {
      const char *name = g_array_index (buffer->points, HtPoint, i).name;

      if (strcmp (name, "heap_alloc") == 0 || strcmp (name, "heap_inuse") == 0 ||
          strcmp (name, "heap_live") == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * ht_record_buffer_get_first_time:
 * @buffer: the buffer
 *
 * Returns: the earliest time that the content tells, ns since 1970, or %HT_UNKNOWN
 */
gint64
ht_record_buffer_get_first_time (const HtRecordBuffer *buffer)
{
  gint64 first = G_MAXINT64;

  for (guint i = 0; i < buffer->points->len; i++)
    {
      gint64 time_ns = g_array_index (buffer->points, HtPoint, i).time_ns;

      if (time_ns != HT_UNKNOWN)
        first = MIN (first, time_ns);
    }
  for (guint i = 0; i < buffer->cycles->len; i++)
    {
      const HtGcCycle *cycle = &g_array_index (buffer->cycles, HtGcCycle, i);

      if (cycle->wall_offset_ns != HT_UNKNOWN && cycle->start_ns != HT_UNKNOWN)
        first = MIN (first, cycle->start_ns + cycle->wall_offset_ns);
    }
  return first < G_MAXINT64 ? first : HT_UNKNOWN;
}
