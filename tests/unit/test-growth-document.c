/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-document.h"

#include <math.h>
#include <string.h>

#define S   G_GINT64_CONSTANT (1000000000)
#define MIB (1024.0 * 1024)

/* A name that would like to be more than one. */
#define HOSTILE "main.a`|<script>&\n# b\x1b[31m"

static guint32
add_frame (HtCatalog *catalog, guint32 parent, const char *name, guint32 *id)
{
  HtFunction function = { .name = ht_strings_intern (catalog->strings, name, strlen (name)),
                          .file = ht_strings_intern (catalog->strings, "/src/a.go", 9) };
  HtFrame frame = { .line = 7 };

  *id = ht_symbols_intern_function (catalog->symbols, &function);
  frame.function = *id;
  return ht_call_tree_intern (catalog->tree, parent,
                              ht_symbols_intern_frame (catalog->symbols, &frame));
}

static HtGrowthReport *
report_new (HtCatalog *catalog)
{
  HtGrowthReport *report = g_new0 (HtGrowthReport, 1);
  HtGrowthChain *chain = ht_growth_chain_new (HT_GROWTH_SCOPE_SITE);
  HtGrowthFit fit = { .rate = MIB / 60, .low = MIB / 120, .high = MIB / 30, .n_epochs = 9 };
  guint32 root;

  report->verdict = HT_GROWTH_GROWING;
  report->total.verdict = HT_GROWTH_GROWING;
  report->total.now = fit;
  report->n_epochs = 9;
  report->to_ns = 3600 * S;
  report->chains = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_growth_chain_free);
  chain->node =
      add_frame (catalog, add_frame (catalog, 0, "main.main", &root), HOSTILE, &chain->function);
  chain->line = 7;
  chain->course.verdict = HT_GROWTH_GROWING;
  chain->course.now = fit;
  chain->share = 1;
  chain->last_bytes = (gint64) (40 * MIB);
  chain->class_name = g_strdup ("map-growth");
  ht_growth_evidence_add (chain->evidence,
                          (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_FRAME,
                                              .names = { "<i>48 bytes</i>\n# each" } });
  chain->keeper = g_strdup ("main.*kept*");
  chain->remedy = g_strdup ("Delete <old> entries.");
  g_ptr_array_add (report->chains, chain);
  return report;
}

typedef char *(*Writer) (const HtGrowthDocument *document);

static char *
write_html (const HtGrowthDocument *document)
{
  g_autoptr (GBytes) picture = g_bytes_new_static ("<svg/>", 6);

  return ht_growth_document_html (document, picture);
}

static char *
write_page (Writer writer)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthReport) report = report_new (catalog);
  HtGrowthForecast forecast = { .outlook = HT_GROWTH_OUTLOOK_COMING,
                                .limit = HT_GROWTH_LIMIT_OWN,
                                .limit_bytes = (gint64) (512 * MIB),
                                .level_bytes = 40 * MIB,
                                .spread = 1,
                                .eta = { 600, 500, 700 } };
  const HtGrowthDocument document = { .target = "shop <1>",
                                      .report = report,
                                      .forecast = &forecast,
                                      .catalog = catalog,
                                      .display = HT_TIME_DISPLAY_UTC };

  /* cppcheck-suppress returnDanglingLifetime ; the page is a copy */
  return writer (&document);
}

static void
test_markdown (void)
{
  g_autofree char *page = write_page (ht_growth_document_markdown);
  g_auto (GStrv) lines = g_strsplit (page, "\n", -1);
  guint n_headings = 0;

  for (gsize i = 0; lines[i] != NULL; i++)
    n_headings += lines[i][0] == '#';
  g_assert_cmpuint (n_headings, ==, 2);
  g_assert_true (g_str_has_prefix (page, "# Growth of `shop <1>`\n"));
  g_assert_nonnull (strstr (page, "The limit of 512.0 MiB in 10 min"));
  g_assert_nonnull (strstr (page, "\n| 1.0 MiB/min | 512.0 KiB – 2.0 MiB | 100\u00a0% | 40.0 MiB | "
                                  "growing | map-growth | 7 h 50 min |"));
  g_assert_nonnull (strstr (page, "\n`/src/a.go:7`\n"));
  g_assert_nonnull (strstr (page, "\n    main.main\n"));
  g_assert_nonnull (strstr (page, "- \\<i\\>48 bytes"));
  g_assert_nonnull (strstr (page, "**Kept by:** main.\\*kept\\*\n"));
  g_assert_nonnull (strstr (page, "**What helps:** Delete \\<old\\> entries.\n"));
  g_assert_null (strchr (page, '\x1b'));
  g_assert_true (g_utf8_validate (page, -1, NULL));
}

static void
test_html (void)
{
  g_autofree char *page = write_page (write_html);

  g_assert_true (g_str_has_prefix (page, "<!DOCTYPE html>\n"));
  g_assert_true (g_str_has_suffix (page, "</html>\n"));
  g_assert_nonnull (strstr (page, "<title>Growth of shop &lt;1&gt;</title>"));
  g_assert_nonnull (strstr (page, "src=\"data:image/svg+xml;base64,PHN2Zy8+\""));
  g_assert_nonnull (strstr (page, "<td class=\"text\">map-growth</td>"));
  g_assert_nonnull (strstr (page, "Delete &lt;old&gt; entries."));
  g_assert_nonnull (strstr (page, "&lt;script&gt;&amp;"));
  g_assert_null (strstr (page, "<script"));
  g_assert_null (strstr (page, "<i>"));
  g_assert_null (strchr (page, '\x1b'));
  g_assert_null (strstr (page, "http:"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growth-document/markdown", test_markdown);
  g_test_add_func ("/growth-document/html", test_html);
  return g_test_run ();
}
