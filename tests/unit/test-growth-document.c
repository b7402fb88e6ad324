/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-document.h"

#include <string.h>

#include "made-heap.h"

#define S   G_GINT64_CONSTANT (1000000000)
#define MIB (1024 * 1024)

/* A name that would like to be more than one. */
#define HOSTILE "main.a`|<script>&\"'\n# b\x1b[31m"

#define LEAK   STACK ("main.main", HOSTILE)
#define STEADY STACK ("main.main", "main.load")

static void
add_heaps (HtGrowthTable *table, HtCatalog *catalog, gint64 n_heaps, guint n_leaks)
{
  for (gint64 i = 0; i < n_heaps; i++)
    {
      g_autoptr (HtProfile) profile = made_heap_new (catalog, 1);
      gint64 held = (10 + 3 * i) * MIB;

      made_heap_add (profile, catalog, LEAK, 1024, held, held);
      made_heap_add (profile, catalog, STEADY, 4096, 50 * MIB, 50 * MIB);
      for (guint leak = 1; leak < n_leaks; leak++)
        {
          g_autofree char *name = g_strdup_printf ("main.leak%u", leak);

          made_heap_add (profile, catalog, STACK ("main.main", name), 1024, held / 2, held / 2);
        }
      ht_growth_table_add (table, profile, i * 10 * S, i * 10 * S);
    }
}

/* So many heaps, in which so many functions leak and one does not. */
static void
make_document (HtGrowthDocument *document, gint64 n_heaps, guint n_leaks)
{
  static const char *const inputs[] = { "a", NULL };
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = ht_growth_table_new (catalog);
  g_autoptr (HtGrowthReport) report = NULL;
  HtGrowthForecast forecast = { .outlook = HT_GROWTH_OUTLOOK_COMING,
                                .limit = HT_GROWTH_LIMIT_OWN,
                                .limit_bytes = 512 * MIB,
                                .level_bytes = 40 * MIB,
                                .spread = 1,
                                .eta = { 600, 500, 700 } };

  add_heaps (table, catalog, n_heaps, n_leaks);
  report = ht_growth_report_new (table, catalog);
  *document = (HtGrowthDocument){ .display = HT_TIME_DISPLAY_UTC };
  document->growth =
      ht_growth_data_new_of_report (report, &forecast, table, catalog, NULL, NULL, "shop <1>", 0);
  ht_growth_document_set_origin (document, inputs, NULL, 0);
}

static void
add_cause (const HtGrowthDocument *document)
{
  HtGrowthSite *site = g_ptr_array_index (document->growth->sites, 0);
  HtGrowthReason *reason = g_new0 (HtGrowthReason, 1);

  site->class_name = g_strdup ("map-growth");
  site->keeper = g_strdup ("main.*kept*");
  site->remedy = g_strdup ("Delete <old> entries.");
  reason->mark = HT_GROWTH_MARK_FOR;
  reason->text = g_strdup ("<i>48 bytes</i> # each");
  g_ptr_array_add (site->details->reasons, reason);
}

static char *
encode (const HtGrowthDocument *document, HtGrowthFormat format)
{
  g_autoptr (GBytes) bytes = ht_growth_document_encode (document, format, NULL);

  g_assert_nonnull (bytes);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
assert_safe (const char *page)
{
  g_assert_null (strchr (page, '\x1b'));
  g_assert_true (g_utf8_validate (page, -1, NULL));
}

static void
test_formats (void)
{
  HtGrowthFormat format;

  g_assert_true (ht_growth_format_from_name ("pdf", &format));
  g_assert_cmpint (format, ==, HT_GROWTH_FORMAT_PDF);
  g_assert_false (ht_growth_format_from_name ("PDF ", &format));
  g_assert_true (ht_growth_format_of_file ("/x.pdf/A.HTML", &format));
  g_assert_cmpint (format, ==, HT_GROWTH_FORMAT_HTML);
  g_assert_true (ht_growth_format_of_file ("a.md", &format));
  g_assert_cmpint (format, ==, HT_GROWTH_FORMAT_MARKDOWN);
  g_assert_true (ht_growth_format_of_file ("a.b.txt", &format));
  g_assert_cmpint (format, ==, HT_GROWTH_FORMAT_TEXT);
  g_assert_false (ht_growth_format_of_file ("html", &format));
  g_assert_false (ht_growth_format_of_file ("a.pdf/b", &format));
}

static void
test_markdown (void)
{
  g_auto (HtGrowthDocument) document = { 0 };
  g_autofree char *page = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_headings = 0;

  make_document (&document, 12, 1);
  add_cause (&document);
  page = encode (&document, HT_GROWTH_FORMAT_MARKDOWN);
  lines = g_strsplit (page, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      n_headings += lines[i][0] == '#';
      /* A heading that is a name is code to its end. */
      if (g_str_has_prefix (lines[i], "## "))
        g_assert_cmpint (strcspn (lines[i] + 4, "`"), ==, strlen (lines[i]) - 5);
      if (lines[i][0] == '|')
        {
          g_auto (GStrv) cells = g_strsplit (lines[i], "|", -1);

          g_assert_cmpuint (g_strv_length (cells), ==, 9);
        }
    }
  g_assert_cmpuint (n_headings, ==, 2);
  g_assert_true (g_str_has_prefix (page, "# Growth of shop \\<1\\>\n"));
  g_assert_nonnull (strstr (page, "The limit of 512.0 MiB in 10 min"));
  g_assert_nonnull (strstr (page, "\n1970-01-01 00:00:00 – 00:01:50 UTC, 12 states of the heap\n"));
  g_assert_nonnull (strstr (page, " | ▲ 18.0 MiB/min | "));
  g_assert_nonnull (strstr (page, " | 43.0 MiB | map-growth | "));
  g_assert_nonnull (strstr (page, "\n    main.main\n"));
  g_assert_nonnull (strstr (page, "- ✓ \\<i\\>48 bytes"));
  g_assert_nonnull (strstr (page, "**Kept by:** main.\\*kept\\*\n"));
  g_assert_nonnull (strstr (page, "**What helps:** Delete \\<old\\> entries.\n"));
  assert_safe (page);
}

/* Of a cause that is not known, what it may be. */
static void
test_candidates (void)
{
  g_auto (HtGrowthDocument) document = { 0 };
  g_autofree char *page = NULL;
  HtGrowthSite *site;

  make_document (&document, 12, 1);
  site = g_ptr_array_index (document.growth->sites, 0);
  g_ptr_array_add (site->candidates, g_strdup ("map-growth"));
  g_ptr_array_add (site->candidates, g_strdup ("a*b"));
  page = encode (&document, HT_GROWTH_FORMAT_MARKDOWN);
  g_assert_nonnull (strstr (page, "\n**May be:** map-growth, a\\*b\n"));
}

static void
test_html (void)
{
  g_auto (HtGrowthDocument) document = { 0 };
  g_autofree char *page = NULL;

  make_document (&document, 12, 1);
  add_cause (&document);
  page = encode (&document, HT_GROWTH_FORMAT_HTML);
  g_assert_true (g_str_has_prefix (page, "<!DOCTYPE html>\n"));
  g_assert_true (g_str_has_suffix (page, "</html>\n"));
  g_assert_nonnull (strstr (page, "<title>Growth of shop &lt;1&gt;</title>"));
  g_assert_nonnull (strstr (page, "<td class=\"words\">map-growth<small>"));
  g_assert_nonnull (strstr (page, "Delete &lt;old&gt; entries."));
  g_assert_nonnull (strstr (page, "&lt;script&gt;&amp;&quot;"));
  g_assert_null (strstr (page, "<script"));
  g_assert_null (strstr (page, "<i>"));
  g_assert_null (strstr (page, "://"));
  assert_safe (page);
}

/* Of the names in pictures none is given twice, and each that is used is given. */
static void
test_pictures_apart (void)
{
  g_auto (HtGrowthDocument) document = { 0 };
  g_autoptr (GHashTable) given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GRegex) gives = g_regex_new ("\\sid=\"([^\"]+)\"", 0, 0, NULL);
  g_autoptr (GRegex) uses = g_regex_new ("(?:href=\"#|url\\(#)([^\")]+)", 0, 0, NULL);
  g_autofree char *page = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GMatchInfo) use = NULL;

  make_document (&document, 12, 2);
  page = encode (&document, HT_GROWTH_FORMAT_HTML);
  for (g_regex_match (gives, page, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    g_assert_true (g_hash_table_add (given, g_match_info_fetch (match, 1)));
  g_assert_cmpuint (g_hash_table_size (given), >, 0);
  for (g_regex_match (uses, page, 0, &use); g_match_info_matches (use);
       g_match_info_next (use, NULL))
    {
      g_autofree char *name = g_match_info_fetch (use, 1);

      g_assert_true (g_hash_table_contains (given, name));
    }
}

static void
test_text (void)
{
  g_auto (HtGrowthDocument) document = { 0 };
  g_autofree char *page = NULL;

  make_document (&document, 12, 7);
  page = encode (&document, HT_GROWTH_FORMAT_TEXT);
  g_assert_true (g_str_has_prefix (page, "Growth of shop <1>\n"));
  g_assert_nonnull (strstr (page, "\n1. main.a`|"));
  g_assert_nonnull (strstr (page, "\n5. main.leak"));
  g_assert_null (strstr (page, "\n6. "));
  g_assert_nonnull (
      strstr (page, "\nand 2 more that grow, 1 that does not grow, or too little to tell\n"));
  g_assert_true (g_str_has_suffix (page, "\n$ heaptrail-cli growth a\n"));
  assert_safe (page);
}

/* Nothing to say is said, too. */
static void
test_without_growth (void)
{
  static const HtGrowthFormat formats[] = { HT_GROWTH_FORMAT_TEXT, HT_GROWTH_FORMAT_MARKDOWN,
                                            HT_GROWTH_FORMAT_HTML };

  for (gint64 n_heaps = 0; n_heaps < 2; n_heaps++)
    for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
      {
        g_auto (HtGrowthDocument) document = { 0 };
        g_autofree char *page = NULL;

        make_document (&document, n_heaps, 1);
        page = encode (&document, formats[i]);
        g_assert_nonnull (strstr (page, n_heaps > 0 ? "It is too early to tell what grows."
                                                    : "There are no heap profiles."));
      }
}

static void
test_pdf (void)
{
  for (guint n_leaks = 1; n_leaks <= 40; n_leaks += 39)
    {
      g_auto (HtGrowthDocument) document = { 0 };
      g_autoptr (GBytes) bytes = NULL;

      make_document (&document, 12, n_leaks);
      add_cause (&document);
      bytes = ht_growth_document_encode (&document, HT_GROWTH_FORMAT_PDF, NULL);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), 5, "%PDF-", 5);
      g_assert_cmpuint (g_bytes_get_size (bytes), <, 200 * 1024);
    }
}

/* What is passed on has no secrets, and can be typed as it stands. */
static void
test_origin (void)
{
  static const char *const inputs[] = { "http://user:hidden@host/heap?token=hidden", "it's here",
                                        "plain/a.pb.gz", "-", NULL };
  static const HtGrowthOption options[] = { { "--from", "+10s" },
                                            { "--to", NULL },
                                            { "--target", "a b" } };
  g_auto (HtGrowthDocument) document = { 0 };
  g_auto (GStrv) words = NULL;

  ht_growth_document_set_origin (&document, inputs, options, G_N_ELEMENTS (options));
  g_assert_null (strstr (document.inputs, "hidden"));
  g_assert_null (strstr (document.command, "hidden"));
  g_assert_true (g_str_has_suffix (document.inputs, ", it's here, plain/a.pb.gz and 1 more"));
  g_assert_nonnull (strstr (document.command, " plain/a.pb.gz - --from +10s --target 'a b'"));
  g_assert_true (g_shell_parse_argv (document.command, NULL, &words, NULL));
  g_assert_cmpstr (words[1], ==, "growth");
  g_assert_cmpstr (words[3], ==, "it's here");
  g_assert_cmpuint (g_strv_length (words), ==, 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/growth-document/formats", test_formats);
  g_test_add_func ("/views/growth-document/markdown", test_markdown);
  g_test_add_func ("/views/growth-document/candidates", test_candidates);
  g_test_add_func ("/views/growth-document/html", test_html);
  g_test_add_func ("/views/growth-document/pictures-apart", test_pictures_apart);
  g_test_add_func ("/views/growth-document/text", test_text);
  g_test_add_func ("/views/growth-document/without-growth", test_without_growth);
  g_test_add_func ("/views/growth-document/pdf", test_pdf);
  g_test_add_func ("/views/growth-document/origin", test_origin);
  return g_test_run ();
}
