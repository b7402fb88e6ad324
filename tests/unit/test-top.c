/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "top.h"

#include "pprof-builder.h"

/* Both ways to the samples: the wire of a file and the rows of a recording. */
typedef enum
{
  FROM_WIRE,
  FROM_ROWS,
  N_WAYS,
} Way;

typedef struct
{
  HtPprof *pprof;
  HtCatalog *catalog;
  HtProfile *profile;
  HtStackSource *source;
} Input;

static void
input_open (Input *input, GBytes *raw, Way way)
{
  g_autoptr (GError) error = NULL;

  *input = (Input){ .pprof = ht_pprof_open (raw, &error) };
  g_assert_no_error (error);
  if (way == FROM_WIRE)
    {
      input->source = ht_stack_source_from_pprof (input->pprof);
      return;
    }
  input->catalog = ht_catalog_new ();
  input->profile = ht_pprof_load (input->pprof, input->catalog, &error);
  g_assert_no_error (error);
  input->source = ht_stack_source_from_profile (input->profile, input->catalog);
}

static void
input_clear (Input *input)
{
  ht_stack_source_free (input->source);
  ht_profile_free (input->profile);
  ht_catalog_free (input->catalog);
  ht_pprof_free (input->pprof);
}

static HtTop *
make_top (GBytes *raw, GBytes *base_raw, Way way, const HtTopOptions *options, GError **error)
{
  Input input;
  Input base = { 0 };
  HtTop *top;

  input_open (&input, raw, way);
  if (base_raw != NULL)
    input_open (&base, base_raw, way);
  top = ht_top_new (input.source, base.source, options, error);
  input_clear (&input);
  input_clear (&base);
  return top;
}

static void
assert_row (const HtTop *top, guint index, const char *name, gint64 flat, gint64 cumulative)
{
  g_assert_cmpuint (index, <, top->rows->len);

  const HtTopRow *row = &g_array_index (top->rows, HtTopRow, index);

  g_assert_cmpstr (row->shown_name, ==, name);
  g_assert_cmpint (row->flat, ==, flat);
  g_assert_cmpint (row->cumulative, ==, cumulative);
}

static const char *const names[] = { "",     "space", "bytes", "leaf",   "middle",  "main", "a.go",
                                     "/app", "op",    "x",     "f<int>", "f<long>", NULL };

enum
{
  EMPTY,
  SPACE,
  BYTES,
  LEAF,
  MIDDLE,
  MAIN,
  A_GO,
  APP,
  OP,
  X,
  F_INT,
  F_LONG,
};

/* Locations 1 to 5 are calls of leaf, middle, main, f<int> and f<long>; 6 has no name. */
static Message *
profile_begin (void)
{
  Message *profile = message_new ();

  value_type (profile, 1, SPACE, BYTES);
  strings (profile, names);
  message (profile, 3,
           number (number (number (number (message_new (), 1, 1), 2, 0), 3, 0x9000), 5, APP));
  for (guint64 i = 0; i < 5; i++)
    function (profile, i + 1, i < 3 ? LEAF + i : F_INT + i - 3, A_GO);
  for (guint64 i = 1; i <= 5; i++)
    location (profile, i, 1, i, i);
  location (profile, 6, 1, 6, 0);
  return profile;
}

static Message *
sample (const guint64 *stack, gsize depth, gint64 value)
{
  return number (packed (message_new (), 1, stack, depth), 2, (guint64) value);
}

static void
test_flat_and_cumulative (void)
{
  const guint64 stack[] = { 1, 2, 3 };
  const HtTopOptions options = { 0 };
  Message *profile = profile_begin ();

  message (profile, 2, sample (stack, 3, 10));
  message (profile, 2, sample (stack + 1, 2, 4));
  message (profile, 2, sample (stack, 3, -3));
  message (profile, 2, sample (NULL, 0, 100));
  message (profile, 2, sample (stack, 3, 0));

  g_autoptr (GBytes) raw = profile_bytes (profile);

  for (Way way = 0; way < N_WAYS; way++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HtTop) top = make_top (raw, NULL, way, &options, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (top->sample_type, ==, "space");
      g_assert_cmpstr (top->unit, ==, "bytes");
      g_assert_cmpint (top->total, ==, 10 + 4 + 3 + 100);
      g_assert_cmpint (top->unattributed, ==, 100);
      g_assert_cmpuint (top->rows->len, ==, 3);
      assert_row (top, 0, "leaf", 7, 7);
      assert_row (top, 1, "middle", 4, 11);
      assert_row (top, 2, "main", 0, 11);
    }
}

static void
test_recursion_counts_once (void)
{
  const guint64 stack[] = { 1, 2, 1, 2, 3, 3 };
  const HtTopOptions options = { .by_cumulative = TRUE };
  Message *profile = profile_begin ();

  message (profile, 2, sample (stack, 6, 5));

  g_autoptr (GBytes) raw = profile_bytes (profile);

  for (Way way = 0; way < N_WAYS; way++)
    {
      g_autoptr (HtTop) top = make_top (raw, NULL, way, &options, NULL);

      g_assert_cmpuint (top->rows->len, ==, 3);
      assert_row (top, 0, "leaf", 5, 5);
      assert_row (top, 1, "main", 0, 5);
      assert_row (top, 2, "middle", 0, 5);
    }
}

static void
test_nothing_left_is_no_row (void)
{
  const guint64 stack[] = { 1, 3 };
  const HtTopOptions options = { 0 };
  Message *profile = profile_begin ();

  message (profile, 2, sample (stack, 2, 5));
  message (profile, 2, sample (stack, 2, -5));

  g_autoptr (GBytes) raw = profile_bytes (profile);

  for (Way way = 0; way < N_WAYS; way++)
    {
      g_autoptr (HtTop) top = make_top (raw, NULL, way, &options, NULL);

      g_assert_cmpuint (top->rows->len, ==, 0);
      g_assert_cmpint (top->total, ==, 10);
    }
}

static void
test_shortened_names_fold (void)
{
  const guint64 stack[] = { 5, 4, 6 };
  const HtTopOptions options = { 0 };
  Message *profile = profile_begin ();

  message (profile, 2, sample (stack, 3, 5));
  message (profile, 2, sample (stack + 1, 2, 1));
  message (profile, 2, sample (stack + 2, 1, 2));

  g_autoptr (GBytes) raw = profile_bytes (profile);

  for (Way way = 0; way < N_WAYS; way++)
    {
      g_autoptr (HtTop) top = make_top (raw, NULL, way, &options, NULL);

      g_assert_cmpuint (top->rows->len, ==, 2);
      assert_row (top, 0, "f", 6, 6);
      assert_row (top, 1, "[app]", 2, 8);
      g_assert_cmpstr (g_array_index (top->rows, HtTopRow, 0).full_name, ==, "f<int>");
    }
}

static void
test_filters (void)
{
  const guint64 stack[] = { 1, 2, 3 };
  const guint64 other[] = { 4, 3 };
  Message *profile = profile_begin ();

  message (profile, 2, sample (stack, 3, 10));
  message (profile, 2, sample (other, 2, 3));
  message (profile, 2, sample (NULL, 0, 1));

  g_autoptr (GBytes) raw = profile_bytes (profile);

  const struct
  {
    HtTopOptions options;
    gint64 main_cumulative;
    gboolean focus_matched;
  } cases[] = {
    { { .focus = "^middle$" }, 10, TRUE },
    { { .ignore = "middle" }, 3, TRUE },
    { { .focus = "leaf|^f$", .ignore = "middle" }, 3, TRUE },
    { { .focus = "a\\.go" }, 13, TRUE },
    { { .focus = "/app" }, 13, TRUE },
    /* Names are tried as shown. */
    { { .focus = "int" }, 0, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (Way way = 0; way < N_WAYS; way++)
      {
        g_autoptr (HtTop) top = make_top (raw, NULL, way, &cases[i].options, NULL);
        gint64 main_cumulative = 0;

        for (guint k = 0; k < top->rows->len; k++)
          if (g_str_equal (g_array_index (top->rows, HtTopRow, k).shown_name, "main"))
            main_cumulative = g_array_index (top->rows, HtTopRow, k).cumulative;
        g_assert_cmpint (main_cumulative, ==, cases[i].main_cumulative);
        g_assert_cmpint (top->total, ==, 14);
        g_assert_true (top->focus_matched == cases[i].focus_matched);
      }
}

static void
test_bases (void)
{
  const guint64 stack[] = { 1, 3 };
  const HtTopOptions subtract = { .base_kind = HT_TOP_BASE_SUBTRACT };
  const HtTopOptions compare = { .base_kind = HT_TOP_BASE_COMPARE };
  Message *profile = profile_begin ();
  Message *base_profile = profile_begin ();
  Message *labelled = sample (stack, 2, 3);

  message (profile, 2, sample (stack, 2, 10));
  message (profile, 2, sample (stack, 2, 1));
  message (base_profile, 2, sample (stack, 2, 4));
  message (labelled, 3, number (number (message_new (), 1, OP), 2, X));
  message (base_profile, 2, labelled);

  g_autoptr (GBytes) raw = profile_bytes (profile);
  g_autoptr (GBytes) base = profile_bytes (base_profile);

  for (Way way = 0; way < N_WAYS; way++)
    {
      g_autoptr (HtTop) difference = make_top (raw, base, way, &subtract, NULL);
      g_autoptr (HtTop) comparison = make_top (raw, base, way, &compare, NULL);

      /* 10 + 1 - 4 under one stack, and 3 with a label of its own. */
      g_assert_cmpint (difference->total, ==, 7 + 3);
      assert_row (difference, 0, "leaf", 4, 4);
      g_assert_cmpint (comparison->total, ==, 7);
      assert_row (comparison, 1, "main", 0, 4);
    }
}

static void
test_sums_wrap_around (void)
{
  const guint64 stack[] = { 1 };
  const HtTopOptions options = { 0 };
  Message *profile = profile_begin ();

  message (profile, 2, sample (stack, 1, G_MAXINT64));
  message (profile, 2, sample (stack, 1, 2));

  g_autoptr (GBytes) raw = profile_bytes (profile);

  for (Way way = 0; way < N_WAYS; way++)
    {
      g_autoptr (HtTop) top = make_top (raw, NULL, way, &options, NULL);

      assert_row (top, 0, "leaf", G_MININT64 + 1, G_MININT64 + 1);
    }
}

static void
assert_fails (GBytes *raw, GBytes *base, const HtTopOptions *options, int code)
{
  for (Way way = 0; way < N_WAYS; way++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HtTop) top = make_top (raw, base, way, options, &error);

      g_assert_null (top);
      g_assert_error (error, HT_ANALYSIS_ERROR, code);
    }
}

static void
test_what_cannot_be_answered (void)
{
  const guint64 stack[] = { 1 };
  Message *profile = profile_begin ();
  Message *other_unit = message_new ();
  Message *other_type = message_new ();
  Message *nothing = message_new ();

  message (profile, 2, sample (stack, 1, 1));
  value_type (other_unit, 1, SPACE, OP);
  strings (other_unit, names);
  value_type (other_type, 1, OP, BYTES);
  strings (other_type, names);
  strings (nothing, names);

  g_autoptr (GBytes) raw = profile_bytes (profile);
  g_autoptr (GBytes) with_other_unit = profile_bytes (other_unit);
  g_autoptr (GBytes) with_other_type = profile_bytes (other_type);
  g_autoptr (GBytes) without_types = profile_bytes (nothing);

  assert_fails (raw, NULL, &(HtTopOptions){ .sample_type = "time" },
                HT_ANALYSIS_ERROR_NO_SAMPLE_TYPE);
  assert_fails (raw, NULL, &(HtTopOptions){ .focus = "(" }, HT_ANALYSIS_ERROR_PATTERN);
  assert_fails (raw, NULL, &(HtTopOptions){ .prune_from = "(" }, HT_ANALYSIS_ERROR_PATTERN);
  assert_fails (raw, NULL, &(HtTopOptions){ .tag_focus = "op=(" }, HT_ANALYSIS_ERROR_PATTERN);
  assert_fails (raw, NULL, &(HtTopOptions){ .tag_ignore = "a,(" }, HT_ANALYSIS_ERROR_PATTERN);
  assert_fails (raw, NULL, &(HtTopOptions){ .ignore = "\xff" }, HT_ANALYSIS_ERROR_PATTERN);
  assert_fails (raw, with_other_unit, &(HtTopOptions){ 0 }, HT_ANALYSIS_ERROR_INCOMPATIBLE);
  assert_fails (raw, with_other_type, &(HtTopOptions){ 0 }, HT_ANALYSIS_ERROR_NO_SAMPLE_TYPE);
  assert_fails (without_types, NULL, &(HtTopOptions){ 0 }, HT_ANALYSIS_ERROR_NO_SAMPLE_TYPE);
}

/* A line of a recorded table, without what Go does not decide: the order of rows alike. */
static char *
row_text (gint64 flat, gint64 cumulative, const char *name)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", flat, cumulative, name);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Takes the rows of the table that begins at @lines; returns where it ends. */
static char **
compare_with_table (const HtTop *top, char **lines, const char *table)
{
  g_autoptr (GPtrArray) ours = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) theirs = g_ptr_array_new ();

  g_test_message ("%s", table);
  for (; *lines != NULL && strchr ("-0123456789", **lines) != NULL && **lines != '\0'; lines++)
    {
      const HtTopRow *row = &g_array_index (top->rows, HtTopRow, theirs->len);
      const char *name = strchr (strchr (*lines, ' ') + 1, ' ') + 1;

      g_assert_cmpuint (theirs->len, <, top->rows->len);
      g_assert_cmpstr (row->shown_name, ==, name);
      g_ptr_array_add (theirs, *lines);
      g_ptr_array_add (ours, row_text (row->flat, row->cumulative, row->shown_name));
    }
  g_assert_cmpuint (theirs->len, ==, top->rows->len);
  g_ptr_array_sort (ours, compare_texts);
  g_ptr_array_sort (theirs, compare_texts);
  for (guint i = 0; i < theirs->len; i++)
    g_assert_cmpstr (g_ptr_array_index (ours, i), ==, g_ptr_array_index (theirs, i));
  return lines;
}

static const struct
{
  const char *mode;
  HtTopOptions options;
  gboolean has_base;
} modes[] = {
  { "plain", { 0 }, FALSE },
  { "cum", { .by_cumulative = TRUE }, FALSE },
  { "focus", { .focus = "a|std" }, FALSE },
  { "ignore", { .ignore = "main|json" }, FALSE },
  { "both", { .focus = "app", .ignore = "(?i)MAIN" }, FALSE },
  { "hide", { .hide = "a|json" }, FALSE },
  { "show", { .show = "main|std|app" }, FALSE },
  { "show_from", { .show_from = "a|x" }, FALSE },
  { "prune_from", { .prune_from = "main|foo" }, FALSE },
  { "all",
    { .focus = "a|x",
      .ignore = "java",
      .hide = "b.go|lib",
      .show_from = "m|s",
      .prune_from = "std|dup" },
    FALSE },
  { "tags", { .tag_focus = "op:x,bytes" }, FALSE },
  { "tags_of_key", { .tag_focus = "op=x|y,tr", .tag_ignore = "bytes=true" }, FALSE },
  { "base", { .base_kind = HT_TOP_BASE_SUBTRACT }, TRUE },
  { "diff_base", { .base_kind = HT_TOP_BASE_COMPARE }, TRUE },
};

static GBytes *
read_file (const char *name, const char *suffix)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_strconcat (name, suffix, NULL);
  g_autofree char *path =
      g_build_filename (g_getenv ("HT_TEST_DATA"), "random-profiles", file, NULL);
  char *contents;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (contents, length);
}

static void
compare_random_profile (const char *name, Way way)
{
  g_autoptr (GBytes) raw = read_file (name, ".pb");
  g_autoptr (GBytes) base = read_file (name, ".base.pb");
  g_autoptr (GBytes) tables = read_file (name, ".txt");
  g_autofree char *text = g_strndup (g_bytes_get_data (tables, NULL), g_bytes_get_size (tables));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  char **line = lines;

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HtTop) top =
          make_top (raw, modes[i].has_base ? base : NULL, way, &modes[i].options, &error);
      g_autofree char *head = NULL;

      g_assert_no_error (error);
      head = g_strdup_printf ("%s %" G_GINT64_FORMAT, modes[i].mode, top->total);
      g_assert_cmpstr (*line, ==, head);
      line = compare_with_table (top, line + 1, head);
    }
}

/* The tables are those of go tool pprof, see tests/oracle/make_random_profiles.py. */
static void
test_random_profiles (void)
{
  const char *const seeds[] = { "5", "54", "56", "101", "103", "112" };

  for (gsize i = 0; i < G_N_ELEMENTS (seeds); i++)
    for (Way way = 0; way < N_WAYS; way++)
      compare_random_profile (seeds[i], way);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/top/flat-and-cumulative", test_flat_and_cumulative);
  g_test_add_func ("/analysis/top/recursion-counts-once", test_recursion_counts_once);
  g_test_add_func ("/analysis/top/nothing-left-is-no-row", test_nothing_left_is_no_row);
  g_test_add_func ("/analysis/top/shortened-names-fold", test_shortened_names_fold);
  g_test_add_func ("/analysis/top/filters", test_filters);
  g_test_add_func ("/analysis/top/bases", test_bases);
  g_test_add_func ("/analysis/top/sums-wrap-around", test_sums_wrap_around);
  g_test_add_func ("/analysis/top/what-cannot-be-answered", test_what_cannot_be_answered);
  g_test_add_func ("/analysis/top/random-profiles", test_random_profiles);
  return g_test_run ();
}
