/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a synthetic heap profile of any size, uncompressed, to standard
 * output. The same arguments give the same bytes, always.
 *
 * The stacks are walks through a call graph of bounded fan-out, so that they
 * share their upper parts as real ones do; a tenth of the locations has an inlined call.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#define ROOT_FUNCTIONS     8
#define FANOUT             6
#define SITES_PER_FUNCTION 2
#define INLINED_PERCENT    10
#define TIME_NS            (G_GUINT64_CONSTANT (1790000000) * 1000000000)
#define PERIOD_BYTES       (G_GUINT64_CONSTANT (512) * 1024)

/* Field numbers of profile.proto. */
enum
{
  PROFILE_SAMPLE_TYPE = 1,
  PROFILE_SAMPLE = 2,
  PROFILE_MAPPING = 3,
  PROFILE_LOCATION = 4,
  PROFILE_FUNCTION = 5,
  PROFILE_STRING_TABLE = 6,
  PROFILE_TIME_NANOS = 9,
  PROFILE_PERIOD_TYPE = 11,
  PROFILE_PERIOD = 12,
  PROFILE_DEFAULT_SAMPLE_TYPE = 14,
};

typedef struct
{
  guint32 n_samples;
  guint32 n_functions;
  guint32 max_depth;

  /* Owned */
  GRand *random;
  GPtrArray *strings;
  GByteArray *message;
  GByteArray *part;
} Generator;

static void
put_varint (GByteArray *bytes, guint64 value)
{
  guint8 encoded[10];
  guint length = 0;

  for (; value >= 0x80; value >>= 7)
    encoded[length++] = (guint8) (value | 0x80);
  encoded[length++] = (guint8) value;
  g_byte_array_append (bytes, encoded, length);
}

static void
put_number (GByteArray *bytes, guint field, guint64 value)
{
  put_varint (bytes, (guint64) field << 3);
  put_varint (bytes, value);
}

static void
put_bytes (GByteArray *bytes, guint field, const void *data, gsize length)
{
  put_varint (bytes, (guint64) field << 3 | 2);
  put_varint (bytes, length);
  g_byte_array_append (bytes, data, length);
}

static void
write_field (guint field, const void *data, gsize length)
{
  g_autoptr (GByteArray) head = g_byte_array_new ();

  put_varint (head, (guint64) field << 3 | 2);
  put_varint (head, length);
  fwrite (head->data, 1, head->len, stdout);
  fwrite (data, 1, length, stdout);
}

/* Writes the message that was put together and begins the next one. */
static void
flush_message (Generator *self, guint field)
{
  write_field (field, self->message->data, self->message->len);
  g_byte_array_set_size (self->message, 0);
}

static void
flush_part (Generator *self, guint field)
{
  put_bytes (self->message, field, self->part->data, self->part->len);
  g_byte_array_set_size (self->part, 0);
}

static guint64
add_string (Generator *self, char *string)
{
  g_ptr_array_add (self->strings, string);
  return self->strings->len - 1;
}

static guint32
random_below (Generator *self, guint32 limit)
{
  return (guint32) g_rand_int_range (self->random, 0, (gint32) limit);
}

static void
write_sample_types (Generator *self)
{
  static const char *const types[][2] = {
    { "alloc_objects", "count" },
    { "alloc_space", "bytes" },
    { "inuse_objects", "count" },
    { "inuse_space", "bytes" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      put_number (self->message, 1, add_string (self, g_strdup (types[i][0])));
      put_number (self->message, 2, add_string (self, g_strdup (types[i][1])));
      flush_message (self, PROFILE_SAMPLE_TYPE);
    }
}

/* Fills @stack, root first, and returns its depth. */
static guint32
walk_call_graph (Generator *self, guint32 *stack)
{
  guint32 depth = 4 + random_below (self, self->max_depth - 3);
  guint32 function = random_below (self, ROOT_FUNCTIONS) % self->n_functions;

  for (guint32 i = 0; i < depth; i++)
    {
      guint64 callee = (guint64) function * FANOUT + 1 + random_below (self, FANOUT);

      stack[i] = SITES_PER_FUNCTION * function + random_below (self, SITES_PER_FUNCTION);
      function = (guint32) (callee % self->n_functions);
    }
  return depth;
}

static void
write_sample (Generator *self, guint32 *stack, guint64 bytes_label)
{
  static const guint16 sizes[] = { 16, 32, 64, 128, 256, 512, 1024, 4096, 16384, 32768 };
  guint32 depth = walk_call_graph (self, stack);
  guint64 objects = 1 + random_below (self, 42);
  guint64 size = sizes[random_below (self, G_N_ELEMENTS (sizes))];
  guint64 allocated = objects * (1 + random_below (self, 20));

  for (guint32 i = depth; i > 0; i--)
    put_varint (self->part, (guint64) stack[i - 1] + 1);
  flush_part (self, 1);

  put_varint (self->part, allocated);
  put_varint (self->part, allocated * size);
  put_varint (self->part, objects);
  put_varint (self->part, objects * size);
  flush_part (self, 2);

  put_number (self->part, 1, bytes_label);
  put_number (self->part, 3, size);
  flush_part (self, 3);

  flush_message (self, PROFILE_SAMPLE);
}

static void
write_locations (Generator *self)
{
  for (guint32 i = 0; i < self->n_functions * SITES_PER_FUNCTION; i++)
    {
      put_number (self->message, 1, (guint64) i + 1);
      put_number (self->message, 2, 1);
      put_number (self->message, 3, 0x400000 + (guint64) i * 64);
      if (random_below (self, 100) < INLINED_PERCENT)
        {
          put_number (self->part, 1, (guint64) random_below (self, self->n_functions) + 1);
          put_number (self->part, 2, 5);
          flush_part (self, 4);
        }
      put_number (self->part, 1, (guint64) i / SITES_PER_FUNCTION + 1);
      put_number (self->part, 2, 10 + (guint64) i % SITES_PER_FUNCTION * 7);
      flush_part (self, 4);
      flush_message (self, PROFILE_LOCATION);
    }
}

static void
write_functions (Generator *self)
{
  static const char *const kinds[] = { "store", "api",   "codec", "queue",
                                       "index", "cache", "auth",  "sched" };

  for (guint32 i = 0; i < self->n_functions; i++)
    {
      guint32 package = i / 40;
      const char *kind = kinds[package % G_N_ELEMENTS (kinds)];
      g_autofree char *path = g_strdup_printf ("example.net/big/%s%u", kind, package);
      guint64 name, file;

      if (i % 17 == 0)
        name = add_string (self, g_strdup_printf ("%s.Func%u[...]", path, i));
      else
        name = add_string (self, g_strdup_printf ("%s.(*Type%u).Method%u", path, i % 40 / 5, i));
      file = add_string (self, g_strdup_printf ("%s/file%u.go", path, i % 40 / 10));

      put_number (self->message, 1, (guint64) i + 1);
      put_number (self->message, 2, name);
      put_number (self->message, 3, name);
      put_number (self->message, 4, file);
      put_number (self->message, 5, 1);
      flush_message (self, PROFILE_FUNCTION);
    }
}

static void
write_profile (Generator *self)
{
  g_autofree guint32 *stack = g_new (guint32, self->max_depth + 1);
  guint64 bytes_label, in_use, space;

  add_string (self, g_strdup (""));
  write_sample_types (self);
  in_use = self->strings->len - 2;
  bytes_label = self->strings->len - 1;
  for (guint32 i = 0; i < self->n_samples; i++)
    write_sample (self, stack, bytes_label);

  put_number (self->message, 1, 1);
  put_number (self->message, 2, 0x400000);
  put_number (self->message, 3, 0x40000000);
  put_number (self->message, 5, add_string (self, g_strdup ("big-service")));
  put_number (self->message, 7, 1);
  flush_message (self, PROFILE_MAPPING);
  write_locations (self);
  write_functions (self);

  space = add_string (self, g_strdup ("space"));
  for (guint i = 0; i < self->strings->len; i++)
    {
      const char *string = g_ptr_array_index (self->strings, i);
      write_field (PROFILE_STRING_TABLE, string, strlen (string));
    }

  put_number (self->part, 1, space);
  put_number (self->part, 2, bytes_label);
  flush_part (self, PROFILE_PERIOD_TYPE);
  put_number (self->message, PROFILE_TIME_NANOS, TIME_NS);
  put_number (self->message, PROFILE_PERIOD, PERIOD_BYTES);
  put_number (self->message, PROFILE_DEFAULT_SAMPLE_TYPE, in_use);
  fwrite (self->message->data, 1, self->message->len, stdout);
}

static gboolean
parse_count (const char *text, guint64 min, guint64 max, guint32 *count)
{
  g_autoptr (GError) error = NULL;
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, min, max, &value, &error))
    {
      g_printerr ("generate-profile: %s\n", error->message);
      return FALSE;
    }
  *count = (guint32) value;
  return TRUE;
}

int
main (int argc, char *argv[])
{
  Generator self = { 0 };

  if (argc != 4)
    {
      g_printerr ("usage: generate-profile SAMPLES FUNCTIONS DEPTH > FILE\n");
      return EXIT_FAILURE;
    }
  if (!parse_count (argv[1], 0, G_MAXINT32, &self.n_samples) ||
      !parse_count (argv[2], 1, 10000000, &self.n_functions) ||
      !parse_count (argv[3], 4, 10000, &self.max_depth))
    return EXIT_FAILURE;

  self.random = g_rand_new_with_seed (1);
  self.strings = g_ptr_array_new_with_free_func (g_free);
  self.message = g_byte_array_new ();
  self.part = g_byte_array_new ();

  write_profile (&self);

  g_rand_free (self.random);
  g_ptr_array_unref (self.strings);
  g_byte_array_unref (self.message);
  g_byte_array_unref (self.part);
  if (fflush (stdout) != 0)
    {
      g_printerr ("generate-profile: %s\n", g_strerror (errno));
      return EXIT_FAILURE;
    }
  return EXIT_SUCCESS;
}
