/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Writes execution traces of wire format v2 by hand. */

/* Numbers, each as LEB128; to be handed to trace_batch(). */
#define NUMBERS(...) \
  (const guint64[]){ __VA_ARGS__ }, G_N_ELEMENTS (((const guint64[]){ __VA_ARGS__ }))

static inline void
trace_number (GByteArray *trace, guint64 number)
{
  do
    {
      guint8 byte = (guint8) ((number & 0x7f) | (number >= 0x80 ? 0x80 : 0));

      g_byte_array_append (trace, &byte, 1);
      number >>= 7;
    }
  while (number > 0);
}

static inline void
trace_byte (GByteArray *trace, guint8 byte)
{
  g_byte_array_append (trace, &byte, 1);
}

static inline GByteArray *
trace_new (guint minor)
{
  GByteArray *trace = g_byte_array_new ();
  g_autofree char *header = g_strdup_printf ("go 1.%u trace", minor);

  g_byte_array_append (trace, (const guint8 *) header, (guint) strlen (header));
  while (trace->len < 16)
    trace_byte (trace, 0);
  return trace;
}

/* The size is written as Go does it: with ten bytes. */
static inline void
trace_batch_head (GByteArray *trace, guint64 generation, guint64 m, guint64 ticks, guint64 size)
{
  trace_byte (trace, 1);
  trace_number (trace, generation);
  trace_number (trace, m);
  trace_number (trace, ticks);
  for (guint i = 0; i < 9; i++, size >>= 7)
    trace_byte (trace, (guint8) ((size & 0x7f) | 0x80));
  trace_byte (trace, 0);
}

static inline void
trace_batch_bytes (GByteArray *trace,
                   guint64 generation,
                   guint64 m,
                   guint64 ticks,
                   GByteArray *data)
{
  trace_batch_head (trace, generation, m, ticks, data->len);
  g_byte_array_append (trace, data->data, data->len);
}

static inline void
trace_numbers (GByteArray *trace, const guint64 *numbers, gsize n_numbers)
{
  for (gsize i = 0; i < n_numbers; i++)
    trace_number (trace, numbers[i]);
}

static inline void
trace_batch (GByteArray *trace,
             guint64 generation,
             guint64 m,
             guint64 ticks,
             const guint64 *numbers,
             gsize n_numbers)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();

  trace_numbers (data, numbers, n_numbers);
  trace_batch_bytes (trace, generation, m, ticks, data);
}

static inline void
trace_experiment (GByteArray *trace, guint64 generation, GByteArray *data)
{
  trace_byte (trace, 49);
  trace_byte (trace, 1);
  trace_number (trace, generation);
  trace_number (trace, G_MAXUINT64);
  trace_number (trace, 1000);
  trace_number (trace, data->len);
  g_byte_array_append (trace, data->data, data->len);
}

/* The frequency of Linux: a tick is 64 ns. */
static inline void
trace_frequency (GByteArray *trace, guint64 generation)
{
  trace_batch (trace, generation, G_MAXUINT64, 1000, NUMBERS (8, 15625000));
}

static inline void
trace_string (GByteArray *trace, guint64 generation, guint64 id, const char *text)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();

  trace_byte (data, 4);
  trace_byte (data, 5);
  trace_number (data, id);
  trace_number (data, strlen (text));
  g_byte_array_append (data, (const guint8 *) text, (guint) strlen (text));
  trace_batch_bytes (trace, generation, G_MAXUINT64, 1000, data);
}

/* The functions are ids of strings, the innermost first. */
static inline void
trace_stack (GByteArray *trace,
             guint64 generation,
             guint64 id,
             const guint64 *functions,
             gsize n_functions)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();

  trace_numbers (data, NUMBERS (2, 3, id, n_functions));
  for (gsize i = 0; i < n_functions; i++)
    trace_numbers (data, NUMBERS (0x401000 + functions[i], functions[i], 0, 1));
  trace_batch_bytes (trace, generation, G_MAXUINT64, 1000, data);
}

G_END_DECLS
