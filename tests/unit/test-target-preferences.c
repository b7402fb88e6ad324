/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target-preferences.h"

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
  fixture->folder = g_dir_make_tmp ("heaptrail-settings-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "config", "settings.ini", NULL);
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
settle (HtTargetPreferences *preferences)
{
  while (ht_target_preferences_is_busy (preferences))
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_limits (HtTargetPreferences *preferences,
               const char *target,
               gint64 memory_limit,
               gint64 container)
{
  HtMemoryLimits got;

  ht_target_preferences_get_limits (preferences, target, &got);
  g_assert_cmpint (got.memory_limit_bytes, ==, memory_limit);
  g_assert_cmpint (got.container_bytes, ==, container);
}

static void
test_kept (Fixture *fixture, gconstpointer unused)
{
  HtMemoryLimits both = { .memory_limit_bytes = 230 * MIB,
                          .container_bytes = 256 * MIB,
                          .own_bytes = HT_UNKNOWN };
  HtMemoryLimits one = { .memory_limit_bytes = HT_UNKNOWN,
                         .container_bytes = 512 * MIB,
                         .own_bytes = HT_UNKNOWN };
  g_autoptr (HtTargetPreferences) preferences = ht_target_preferences_new (fixture->path);
  g_autoptr (HtTargetPreferences) again = NULL;

  settle (preferences);
  assert_limits (preferences, "gateway", HT_UNKNOWN, HT_UNKNOWN);
  ht_target_preferences_set_limits (preferences, "gateway", &both);
  assert_limits (preferences, "gateway", 230 * MIB, 256 * MIB);
  /* Names are anybody's. */
  ht_target_preferences_set_limits (preferences, "[odd]\nname = ü", &both);
  ht_target_preferences_set_limits (preferences, "", &one);
  ht_target_preferences_set_limits (preferences, "gateway", &one);
  settle (preferences);

  again = ht_target_preferences_new (fixture->path);
  settle (again);
  assert_limits (again, "gateway", HT_UNKNOWN, 512 * MIB);
  assert_limits (again, "[odd]\nname = ü", 230 * MIB, 256 * MIB);
  assert_limits (again, "", HT_UNKNOWN, 512 * MIB);
  assert_limits (again, "other", HT_UNKNOWN, HT_UNKNOWN);
}

/* Folders may be called anything. */
static void
test_source (Fixture *fixture, gconstpointer unused)
{
  const char *odd = "/src/gr\xf6sse = [a]\\";
  HtMemoryLimits own = { .memory_limit_bytes = HT_UNKNOWN,
                         .container_bytes = HT_UNKNOWN,
                         .own_bytes = 3 * MIB };
  g_autoptr (HtTargetPreferences) preferences = ht_target_preferences_new (fixture->path);
  g_autoptr (HtTargetPreferences) again = NULL;
  g_autofree char *none = ht_target_preferences_get_source (preferences, "gateway");
  g_autofree char *kept = NULL;
  g_autofree char *forgotten = NULL;
  g_autofree char *escapes = NULL;
  g_autofree char *no_escapes = NULL;
  HtMemoryLimits limits;

  g_assert_null (none);
  ht_target_preferences_set_source (preferences, "gateway", odd);
  ht_target_preferences_set_escape_file (preferences, "gateway", "/src/m.txt");
  ht_target_preferences_set_escape_file (preferences, "other", odd);
  ht_target_preferences_set_limits (preferences, "gateway", &own);
  ht_target_preferences_set_source (preferences, "other", odd);
  settle (preferences);
  again = ht_target_preferences_new (fixture->path);
  /* What is taken away before the file was read stays away. */
  ht_target_preferences_set_source (again, "other", NULL);
  ht_target_preferences_set_escape_file (again, "gateway", NULL);
  settle (again);
  kept = ht_target_preferences_get_source (again, "gateway");
  forgotten = ht_target_preferences_get_source (again, "other");
  g_assert_cmpstr (kept, ==, odd);
  g_assert_null (forgotten);
  escapes = ht_target_preferences_get_escape_file (again, "other");
  no_escapes = ht_target_preferences_get_escape_file (again, "gateway");
  g_assert_cmpstr (escapes, ==, odd);
  g_assert_null (no_escapes);
  ht_target_preferences_get_limits (again, "gateway", &limits);
  g_assert_cmpint (limits.own_bytes, ==, 3 * MIB);
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
  HtMemoryLimits own = { .memory_limit_bytes = 7 * MIB,
                         .container_bytes = HT_UNKNOWN,
                         .own_bytes = HT_UNKNOWN };
  g_autoptr (HtTargetPreferences) preferences = NULL;
  g_autoptr (HtTargetPreferences) again = NULL;
  guint n_changed = 0;

  g_assert_cmpint (g_mkdir (config, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->path,
                                      "[a]\nmemory_limit_bytes=1\ncontainer_limit_bytes=2\n"
                                      "[b]\nmemory_limit_bytes=3\n"
                                      "[bad]\nmemory_limit_bytes=x\ncontainer_limit_bytes=-5\n",
                                      -1, NULL));
  preferences = ht_target_preferences_new (fixture->path);
  g_signal_connect_swapped (preferences, "changed", G_CALLBACK (count_cb), &n_changed);
  ht_target_preferences_set_limits (preferences, "a", &own);
  settle (preferences);
  g_assert_cmpuint (n_changed, ==, 2);
  assert_limits (preferences, "a", 7 * MIB, HT_UNKNOWN);
  assert_limits (preferences, "b", 3, HT_UNKNOWN);
  assert_limits (preferences, "bad", HT_UNKNOWN, HT_UNKNOWN);
  again = ht_target_preferences_new (fixture->path);
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
  g_test_add ("/app/target-preferences/kept", Fixture, NULL, set_up, test_kept, tear_down);
  g_test_add ("/app/target-preferences/source", Fixture, NULL, set_up, test_source, tear_down);
  g_test_add ("/app/target-preferences/set-while-reading", Fixture, NULL, set_up,
              test_set_while_reading, tear_down);
  g_test_add_func ("/app/target-preferences/parse", test_parse);
  return g_test_run ();
}
