/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "known-growth-file.h"

static HtKnownGrowthFile *
decode (const char *text)
{
  g_autoptr (GError) error = NULL;
  HtKnownGrowthFile *file = ht_known_growth_file_decode (text, strlen (text), &error);

  g_assert_no_error (error);
  return file;
}

static const HtKnownGrowth *
get (const HtKnownGrowthFile *file, guint index)
{
  g_assert_cmpuint (index, <, file->known->len);
  return g_ptr_array_index (file->known, index);
}

static void
test_lines (void)
{
  g_autoptr (HtKnownGrowthFile) file =
      decode ("# of checkout\n"
              "\n"
              "shop/cache.(*Store).Put: fills until the weekly restart\r\n"
              "  bytes.growSlice < shop.(*Log).Add @ 1.5MiB/h : until #17: is mended\n"
              "(stacks) shop.wait @ 3 KiB/min: known");

  g_assert_cmpuint (file->problems->len, ==, 0);
  g_assert_cmpuint (file->known->len, ==, 3);
  g_assert_cmpstr (get (file, 0)->chain, ==, "shop/cache.(*Store).Put");
  g_assert_cmpstr (get (file, 0)->reason, ==, "fills until the weekly restart");
  g_assert_true (isnan (get (file, 0)->rate));
  g_assert_cmpstr (get (file, 1)->chain, ==, "bytes.growSlice < shop.(*Log).Add");
  g_assert_cmpfloat (get (file, 1)->rate, ==, 1.5 * 1024 * 1024 / 3600);
  g_assert_cmpstr (get (file, 1)->reason, ==, "until #17: is mended");
  g_assert_cmpstr (get (file, 2)->chain, ==, "(stacks) shop.wait");
  g_assert_cmpfloat (get (file, 2)->rate, ==, 3072 / 60.0);
}

static void
test_problems (void)
{
  g_autoptr (HtKnownGrowthFile) file = decode ("main.fill\n"
                                               "main.fill: good\n"
                                               "main.fill @ fast: it is\n"
                                               ": nothing\n"
                                               "main.fill: \n"
                                               "main.fill @ 5MiB: no time\n"
                                               "main.fill @ 5MiB/day: odd\n"
                                               "\xff\xfe: no text\n");
  static const guint64 lines[] = { 1, 3, 4, 5, 6, 7, 8 };

  g_assert_cmpuint (file->known->len, ==, 1);
  g_assert_cmpuint (file->problems->len, ==, G_N_ELEMENTS (lines));
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    g_assert_cmpuint (((const HtListProblem *) g_ptr_array_index (file->problems, i))->line, ==,
                      lines[i]);
}

static void
test_no_text (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ht_known_growth_file_decode ("a: b\n\0c", 8, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED);
}

static void
test_too_many (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < HT_KNOWN_GROWTH_MAX; i++)
    g_string_append (text, "a: b\n");
  g_autoptr (HtKnownGrowthFile) file = decode (text->str);
  g_assert_cmpuint (file->known->len, ==, HT_KNOWN_GROWTH_MAX);
  g_string_append (text, "a: b\n");
  g_assert_null (ht_known_growth_file_decode (text->str, text->len, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TOO_LARGE);
}

/* What is written is read again; what a line cannot hold stands for any text. */
static void
test_round (void)
{
  g_autoptr (GPtrArray) known =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ht_known_growth_free);
  g_autofree char *text = NULL;
  g_autoptr (HtKnownGrowthFile) file = NULL;

  g_ptr_array_add (known, ht_known_growth_new ("main.fill < main.main", "a cache", 12345.0));
  g_ptr_array_add (known, ht_known_growth_new ("main.slow", "slow\nbut sure", 0.25));
  g_ptr_array_add (known, ht_known_growth_new ("main.F[struct { a: b @ c }]", "odd", NAN));
  text = ht_known_growth_file_encode (known);
  file = decode (text);
  g_assert_cmpuint (file->problems->len, ==, 0);
  g_assert_cmpuint (file->known->len, ==, 3);
  g_assert_cmpstr (get (file, 0)->chain, ==, "main.fill < main.main");
  g_assert_cmpfloat (get (file, 0)->rate, ==, 12345.0);
  g_assert_cmpfloat (get (file, 1)->rate, ==, 0.25);
  g_assert_cmpstr (get (file, 1)->reason, ==, "slow but sure");
  g_assert_true (ht_known_growth_covers (get (file, 2), "main.F[struct { a: b @ c }]"));
  g_assert_true (isnan (get (file, 2)->rate));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/known-growth-file/lines", test_lines);
  g_test_add_func ("/formats/known-growth-file/problems", test_problems);
  g_test_add_func ("/formats/known-growth-file/no-text", test_no_text);
  g_test_add_func ("/formats/known-growth-file/too-many", test_too_many);
  g_test_add_func ("/formats/known-growth-file/round", test_round);
  return g_test_run ();
}
