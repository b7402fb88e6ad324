/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gunzip-stream.h"
#include "gzip.h"

#include <string.h>

/* `printf hello | gzip -9n`, as gzip 1.12 writes it. */
static const guint8 hello[] = { 0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02,
                                0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x86,
                                0xa6, 0x10, 0x36, 0x05, 0x00, 0x00, 0x00 };

static GBytes *
unpack (const guint8 *bytes, gsize length, GError **error)
{
  g_autoptr (GBytes) packed = g_bytes_new (bytes, length);

  return ht_gunzip (packed, error);
}

static void
assert_refused (const guint8 *bytes, gsize length, HtFormatError code, const char *offset)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) raw = unpack (bytes, length, &error);

  g_assert_null (raw);
  g_assert_error (error, HT_FORMAT_ERROR, (int) code);
  if (offset != NULL)
    g_assert_nonnull (strstr (error->message, offset));
}

static void
assert_unpacks_to (const guint8 *bytes, gsize length, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) raw = unpack (bytes, length, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw), text, strlen (text));
}

static void
test_one_member (void)
{
  g_assert_true (ht_is_gzip (hello, sizeof hello));
  assert_unpacks_to (hello, sizeof hello, "hello");
}

static void
test_two_members (void)
{
  g_autoptr (GByteArray) both = g_byte_array_new ();

  g_byte_array_append (both, hello, sizeof hello);
  g_byte_array_append (both, hello, sizeof hello);
  assert_unpacks_to (both->data, both->len, "hellohello");
}

static void
test_not_gzip (void)
{
  const guint8 text[] = "hello";

  g_assert_false (ht_is_gzip (text, sizeof text));
  g_assert_false (ht_is_gzip (hello, 1));
  g_assert_false (ht_is_gzip (NULL, 0));
  assert_refused (text, sizeof text, HT_FORMAT_ERROR_CORRUPT, "byte 0");
  assert_refused (NULL, 0, HT_FORMAT_ERROR_CORRUPT, "byte 0");
}

static void
test_garbage_after_the_last_member (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, hello, sizeof hello);
  g_byte_array_append (bytes, (const guint8 *) "garbage", 7);
  assert_refused (bytes->data, bytes->len, HT_FORMAT_ERROR_CORRUPT, "byte 25");
}

static void
test_each_cut_is_truncated (void)
{
  for (gsize length = 2; length < sizeof hello; length++)
    assert_refused (hello, length, HT_FORMAT_ERROR_TRUNCATED, NULL);
}

static void
test_wrong_checksum (void)
{
  guint8 bytes[sizeof hello];

  memcpy (bytes, hello, sizeof hello);
  bytes[17] ^= 1;
  assert_refused (bytes, sizeof bytes, HT_FORMAT_ERROR_CORRUPT, "byte 2");
}

static void
test_the_size_field_lies (void)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();

  g_byte_array_set_size (text, 1000000);
  memset (text->data, 'x', text->len);

  g_autoptr (GBytes) raw = g_bytes_new (text->data, text->len);
  g_autoptr (GBytes) packed = ht_gzip (raw);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (packed, &length);
  g_autoptr (GByteArray) lie = g_byte_array_new ();

  /* Two members: the last one's size says nothing of the first one's. */
  g_byte_array_append (lie, bytes, (guint) length);
  g_byte_array_append (lie, hello, sizeof hello);

  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) unpacked = unpack (lie->data, lie->len, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (unpacked), ==, 1000005);

  /* A size of nearly 4 GiB that is not there. */
  memset (lie->data + lie->len - 4, 0xff, 4);
  assert_refused (lie->data, lie->len, HT_FORMAT_ERROR_CORRUPT, NULL);
}

static void
test_a_bomb_is_too_large (void)
{
  g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (70 << 20), 70 << 20);
  g_autoptr (GBytes) packed = ht_gzip (zeros);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (packed, &length);

  assert_refused (bytes, length, HT_FORMAT_ERROR_TOO_LARGE, NULL);
}

static void
test_a_limit_of_the_caller (void)
{
  g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (10000), 10000);
  g_autoptr (GBytes) packed = ht_gzip (zeros);

  for (gsize most = 0; most <= 10001; most += most < 9998 ? 3333 : 1)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) unpacked = ht_gunzip_within (packed, most, &error);

      if (most >= 10000)
        g_assert_true (unpacked != NULL && g_bytes_equal (unpacked, zeros));
      else
        g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TOO_LARGE);
    }
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (gsize length = 0; length < 100000; length = length * 3 + 1)
    {
      g_autofree guint8 *bytes = g_malloc (length + 1);

      for (gsize i = 0; i < length; i++)
        bytes[i] = (guint8) g_rand_int_range (rand, 0, 200);

      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) raw = g_bytes_new (bytes, length);
      g_autoptr (GBytes) packed = ht_gzip (raw);
      g_autoptr (GBytes) unpacked = ht_gunzip (packed, &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (raw, unpacked));
    }
}

static gboolean
append_cb (const guint8 *bytes, gsize length, gpointer user_data, GError **error)
{
  g_byte_array_append (user_data, bytes, (guint) length);
  return TRUE;
}

/* Unpacks in pieces of @step bytes. */
static gboolean
unpack_in_pieces (const guint8 *packed, gsize length, gsize step, GByteArray *raw, GError **error)
{
  g_autoptr (HtGunzipStream) stream = ht_gunzip_stream_new (append_cb, raw);

  for (gsize at = 0; at < length; at += step)
    if (!ht_gunzip_stream_push (stream, packed + at, MIN (step, length - at), error))
      return FALSE;
  return ht_gunzip_stream_end (stream, error);
}

static GBytes *
numbers_in_words (guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%u\n", i * 2654435761u);
  return g_string_free_to_bytes (text);
}

static void
test_stream_gives_the_same (void)
{
  g_autoptr (GBytes) raw = numbers_in_words (100000);
  g_autoptr (GBytes) packed = ht_gzip (raw);
  g_autoptr (GByteArray) members = g_byte_array_new ();
  const gsize steps[] = { 1, 7, 4096, 1 << 20 };

  g_byte_array_append (members, hello, sizeof hello);
  g_byte_array_append (members, g_bytes_get_data (packed, NULL), (guint) g_bytes_get_size (packed));
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GByteArray) unpacked = g_byte_array_new ();
      g_autoptr (GError) error = NULL;

      g_assert_true (unpack_in_pieces (members->data, members->len, steps[i], unpacked, &error));
      g_assert_no_error (error);
      g_assert_cmpmem (unpacked->data, 5, "hello", 5);
      g_assert_cmpmem (unpacked->data + 5, unpacked->len - 5, g_bytes_get_data (raw, NULL),
                       g_bytes_get_size (raw));
    }
}

static void
test_stream_gives_what_is_before_damage (void)
{
  g_autoptr (GBytes) raw = numbers_in_words (100000);
  g_autoptr (GBytes) packed = ht_gzip (raw);
  gsize length = g_bytes_get_size (packed);
  g_autoptr (GByteArray) unpacked = g_byte_array_new ();
  g_autoptr (GByteArray) nothing = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (
      unpack_in_pieces (g_bytes_get_data (packed, NULL), length / 2, 1000, unpacked, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TRUNCATED);
  g_assert_cmpuint (unpacked->len, >, g_bytes_get_size (raw) / 3);
  g_assert_cmpmem (unpacked->data, unpacked->len, g_bytes_get_data (raw, NULL), unpacked->len);
  g_clear_error (&error);
  g_assert_false (unpack_in_pieces ((const guint8 *) "no gzip", 7, 7, nothing, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT);
  g_assert_cmpuint (nothing->len, ==, 0);
}

/* 70 MiB of zeros are some 70 KB: more than 50 times as much, and more than is always allowed. */
static void
test_stream_is_limited (void)
{
  gsize size = (gsize) 70 << 20;
  g_autoptr (GBytes) raw = g_bytes_new_take (g_malloc0 (size), size);
  g_autoptr (GBytes) packed = ht_gzip (raw);
  g_autoptr (GByteArray) unpacked = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (unpack_in_pieces (g_bytes_get_data (packed, NULL), g_bytes_get_size (packed), 512,
                                    unpacked, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TOO_LARGE);
  g_assert_cmpuint (unpacked->len, <=, 64u << 20);
}

static void
test_head (void)
{
  guint8 head[3];

  g_assert_cmpuint (ht_gunzip_head (hello, sizeof hello, head, sizeof head), ==, 3);
  g_assert_cmpmem (head, 3, "hel", 3);
  g_assert_cmpuint (ht_gunzip_head (hello, 10, head, sizeof head), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/gunzip/one-member", test_one_member);
  g_test_add_func ("/formats/gunzip/two-members", test_two_members);
  g_test_add_func ("/formats/gunzip/not-gzip", test_not_gzip);
  g_test_add_func ("/formats/gunzip/garbage-after-the-last-member",
                   test_garbage_after_the_last_member);
  g_test_add_func ("/formats/gunzip/each-cut-is-truncated", test_each_cut_is_truncated);
  g_test_add_func ("/formats/gunzip/wrong-checksum", test_wrong_checksum);
  g_test_add_func ("/formats/gunzip/the-size-field-lies", test_the_size_field_lies);
  g_test_add_func ("/formats/gunzip/a-bomb-is-too-large", test_a_bomb_is_too_large);
  g_test_add_func ("/formats/gunzip/a-limit-of-the-caller", test_a_limit_of_the_caller);
  g_test_add_func ("/formats/gunzip/round-trip", test_round_trip);
  g_test_add_func ("/formats/gunzip/stream/same", test_stream_gives_the_same);
  g_test_add_func ("/formats/gunzip/stream/damage", test_stream_gives_what_is_before_damage);
  g_test_add_func ("/formats/gunzip/stream/limit", test_stream_is_limited);
  g_test_add_func ("/formats/gunzip/stream/head", test_head);
  return g_test_run ();
}
