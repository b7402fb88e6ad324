/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recording-writer.h"
#include "recording.h"

/* A folder of its own for each test, with the path of a recording in it. */
typedef struct
{
  /* Owned */
  char *folder;
  char *path;
} RecordingFixture;

static inline void
recording_fixture_set_up (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("heaptrail-test-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "test.heaptrail", NULL);
}

static inline int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* The names in the folder, sorted, with a space after each. */
static inline char *
recording_fixture_list_folder (RecordingFixture *fixture)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  GString *list = g_string_new (NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (list, "%s ", (char *) g_ptr_array_index (names, i));
  return g_string_free (list, FALSE);
}

static inline void
recording_fixture_tear_down (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static inline guint32
intern_text (HtCatalog *catalog, const char *text)
{
  return ht_strings_intern (catalog->strings, text, strlen (text));
}

/* The frame of a function in a file that is named after it. */
static inline guint32
intern_test_frame (HtCatalog *catalog, const char *name, gint64 line)
{
  g_autofree char *file = g_strconcat (name, ".go", NULL);
  const HtMapping mapping = {
    .start = 0x400000,
    .limit = 0x800000,
    .file = intern_text (catalog, "/usr/bin/service"),
    .flags = HT_MAPPING_HAS_FUNCTIONS,
  };
  const HtFunction function = {
    .name = intern_text (catalog, name),
    .system_name = intern_text (catalog, name),
    .file = intern_text (catalog, file),
    .start_line = 10,
  };
  const HtFrame frame = {
    .address = 0x400000 + (guint64) line * 16,
    .line = line,
    .function = ht_symbols_intern_function (catalog->symbols, &function),
    .mapping = ht_symbols_intern_mapping (catalog->symbols, &mapping),
  };

  return ht_symbols_intern_frame (catalog->symbols, &frame);
}

/* A heap profile of a service whose leak grows with @step. */
static inline HtProfile *
make_heap_profile (HtCatalog *catalog, gint64 step, gint64 time_ns)
{
  static const char *const types[][2] = {
    { "alloc_objects", "count" },
    { "alloc_space", "bytes" },
    { "inuse_objects", "count" },
    { "inuse_space", "bytes" },
  };
  HtProfile *profile = ht_profile_new ();

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      const HtValueType type = { .type = intern_text (catalog, types[i][0]),
                                 .unit = intern_text (catalog, types[i][1]) };

      g_array_append_val (profile->types, type);
    }
  profile->period_type.type = intern_text (catalog, "space");
  profile->period_type.unit = intern_text (catalog, "bytes");
  profile->period = 512 * 1024;
  profile->time_ns = time_ns;
  profile->default_type = intern_text (catalog, "inuse_space");
  profile->main_mapping = 1;

  for (gint64 site = 40; site > 0; site--)
    {
      g_autofree char *name = g_strdup_printf ("main.site%" G_GINT64_FORMAT, site);
      const guint32 frames[] = { intern_test_frame (catalog, name, site),
                                 intern_test_frame (catalog, "main.main", 7) };
      const HtLabel label = { .number = site * 16,
                              .key = intern_text (catalog, "bytes"),
                              .unit = intern_text (catalog, "bytes") };
      const gint64 grown = site % 10 == 0 ? step : 0;
      const gint64 values[] = { 100 + grown, (100 + grown) * site * 16, 50 + grown,
                                (50 + grown) * site * 16 };

      ht_profile_add_row (profile, ht_call_tree_intern_stack (catalog->tree, frames, 2),
                          ht_label_sets_intern (catalog->label_sets, &label, 1), values);
    }
  return profile;
}
