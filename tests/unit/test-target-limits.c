/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target-limits.h"

#include <glib/gstdio.h>

#include "gc-cycle.h"

#define MIB G_GINT64_CONSTANT (1048576)

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->folder = g_dir_make_tmp ("heaptrail-limits-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "config", "limits.ini", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *config = g_path_get_dirname (fixture->path);

  g_unlink (fixture->path);
  g_rmdir (config);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
settle (HtLimits *limits)
{
  while (ht_limits_is_busy (limits))
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_limits (HtLimits *limits, const char *target, gint64 memory_limit, gint64 container)
{
  HtMemoryLimits got;

  ht_limits_get (limits, target, &got);
  g_assert_cmpint (got.memory_limit_bytes, ==, memory_limit);
  g_assert_cmpint (got.container_bytes, ==, container);
}

static void
test_kept (Fixture *fixture, gconstpointer unused)
{
  HtMemoryLimits both = { .memory_limit_bytes = 230 * MIB, .container_bytes = 256 * MIB };
  HtMemoryLimits one = { .memory_limit_bytes = HT_UNKNOWN, .container_bytes = 512 * MIB };
  g_autoptr (HtLimits) limits = ht_limits_new (fixture->path);
  g_autoptr (HtLimits) again = NULL;

  settle (limits);
  assert_limits (limits, "gateway", HT_UNKNOWN, HT_UNKNOWN);
  ht_limits_set (limits, "gateway", &both);
  assert_limits (limits, "gateway", 230 * MIB, 256 * MIB);
  /* Names are anybody's. */
  ht_limits_set (limits, "[odd]\nname = ü", &both);
  ht_limits_set (limits, "", &one);
  ht_limits_set (limits, "gateway", &one);
  settle (limits);

  again = ht_limits_new (fixture->path);
  settle (again);
  assert_limits (again, "gateway", HT_UNKNOWN, 512 * MIB);
  assert_limits (again, "[odd]\nname = ü", 230 * MIB, 256 * MIB);
  assert_limits (again, "", HT_UNKNOWN, 512 * MIB);
  assert_limits (again, "other", HT_UNKNOWN, HT_UNKNOWN);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

/* Who is quicker than the disk is not overruled by it. */
static void
test_set_while_reading (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *config = g_path_get_dirname (fixture->path);
  HtMemoryLimits own = { .memory_limit_bytes = 7 * MIB, .container_bytes = HT_UNKNOWN };
  g_autoptr (HtLimits) limits = NULL;
  g_autoptr (HtLimits) again = NULL;
  guint n_changed = 0;

  g_assert_cmpint (g_mkdir (config, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->path,
                                      "[a]\nmemory_limit_bytes=1\ncontainer_limit_bytes=2\n"
                                      "[b]\nmemory_limit_bytes=3\n"
                                      "[bad]\nmemory_limit_bytes=x\ncontainer_limit_bytes=-5\n",
                                      -1, NULL));
  limits = ht_limits_new (fixture->path);
  g_signal_connect_swapped (limits, "changed", G_CALLBACK (count_cb), &n_changed);
  ht_limits_set (limits, "a", &own);
  settle (limits);
  g_assert_cmpuint (n_changed, ==, 2);
  assert_limits (limits, "a", 7 * MIB, HT_UNKNOWN);
  assert_limits (limits, "b", 3, HT_UNKNOWN);
  assert_limits (limits, "bad", HT_UNKNOWN, HT_UNKNOWN);
  again = ht_limits_new (fixture->path);
  settle (again);
  assert_limits (again, "a", 7 * MIB, HT_UNKNOWN);
  assert_limits (again, "b", 3, HT_UNKNOWN);
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gint64 bytes;
  } good[] = {
    { "512 MiB", 512 * MIB }, { "2GiB", 2048 * MIB }, { "1073741824", 1024 * MIB },
    { "  64MiB ", 64 * MIB }, { "", HT_UNKNOWN },     { "   ", HT_UNKNOWN },
  };
  static const char *const bad[] = { "lots", "12 parsecs", "0", "-1", "9999EiB" };
  gint64 bytes;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (ht_limits_parse (good[i].text, &bytes, NULL));
      g_assert_cmpint (bytes, ==, good[i].bytes);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ht_limits_parse (bad[i], &bytes, &error));
      g_assert_cmpint (bytes, ==, HT_UNKNOWN);
      g_assert_nonnull (error);
      g_assert_cmpuint (error->domain, ==, G_NUMBER_PARSER_ERROR);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/app/limits/kept", Fixture, NULL, set_up, test_kept, tear_down);
  g_test_add ("/app/limits/set-while-reading", Fixture, NULL, set_up, test_set_while_reading,
              tear_down);
  g_test_add_func ("/app/limits/parse", test_parse);
  return g_test_run ();
}
