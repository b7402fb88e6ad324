/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "greeter.h"
#include "recent-files.h"

typedef struct
{
  char *folder;
  GBookmarkFile *bookmarks;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("heaptrail-test-XXXXXX", NULL);
  fixture->bookmarks = g_bookmark_file_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_bookmark_file_free (fixture->bookmarks);
}

static char *
make_file (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  return g_steal_pointer (&path);
}

/* Notes down that @application has opened the file on a day of March 2026. */
static void
note (Fixture *fixture, const char *path, const char *application, int day)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autoptr (GDateTime) stamp = g_date_time_new_utc (2026, 3, day, 12, 0, 0);

  g_bookmark_file_set_mime_type (fixture->bookmarks, uri, "application/octet-stream");
  g_assert_true (g_bookmark_file_set_application_info (fixture->bookmarks, uri, application,
                                                       "program %u", 1, stamp, NULL));
}

/* The desktop's list as it is read from its file; adding to it needs a display. */
static GtkRecentManager *
read_list (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "recent.xbel", NULL);

  g_assert_true (g_bookmark_file_to_file (fixture->bookmarks, path, NULL));
  return g_object_new (GTK_TYPE_RECENT_MANAGER, "filename", path, NULL);
}

static void
test_own_files_only (Fixture *fixture, gconstpointer data)
{
  g_autofree char *own = make_file (fixture, "own file.heaptrail");
  g_autofree char *foreign = make_file (fixture, "letter.txt");
  g_autofree char *own_uri = g_filename_to_uri (own, NULL, NULL);
  g_autoptr (GtkRecentManager) manager = NULL;
  g_autoptr (GPtrArray) files = NULL;
  const HtRecentFile *file;

  note (fixture, own, "heaptrail", 5);
  note (fixture, foreign, "other", 6);
  manager = read_list (fixture);
  files = ht_recent_files_list (manager, 10);
  g_assert_cmpuint (files->len, ==, 1);
  file = g_ptr_array_index (files, 0);
  g_assert_cmpstr (file->uri, ==, own_uri);
  g_assert_cmpstr (file->name, ==, "own file.heaptrail");
  g_assert_cmpstr (file->folder, ==, fixture->folder);
  g_assert_cmpint (g_date_time_get_day_of_month (file->opened), ==, 5);
}

static void
test_missing_are_left_out (Fixture *fixture, gconstpointer data)
{
  g_autofree char *kept = make_file (fixture, "kept");
  g_autofree char *gone = make_file (fixture, "gone");
  g_autoptr (GtkRecentManager) manager = NULL;
  g_autoptr (GPtrArray) files = NULL;

  note (fixture, kept, "heaptrail", 5);
  note (fixture, gone, "heaptrail", 6);
  manager = read_list (fixture);
  g_unlink (gone);
  files = ht_recent_files_list (manager, 10);
  g_assert_cmpuint (files->len, ==, 1);
  g_assert_cmpstr (((const HtRecentFile *) g_ptr_array_index (files, 0))->name, ==, "kept");
}

/* Another program may have opened a file later: that does not count. */
static void
test_newest_first (Fixture *fixture, gconstpointer data)
{
  g_autofree char *oldest = make_file (fixture, "oldest");
  g_autofree char *newest = make_file (fixture, "newest");
  g_autofree char *middle = make_file (fixture, "middle");
  g_autoptr (GtkRecentManager) manager = NULL;
  g_autoptr (GPtrArray) files = NULL;

  note (fixture, oldest, "heaptrail", 1);
  note (fixture, newest, "heaptrail", 9);
  note (fixture, middle, "heaptrail", 5);
  note (fixture, oldest, "other", 20);
  manager = read_list (fixture);
  files = ht_recent_files_list (manager, 2);
  g_assert_cmpuint (files->len, ==, 2);
  g_assert_cmpstr (((const HtRecentFile *) g_ptr_array_index (files, 0))->name, ==, "newest");
  g_assert_cmpstr (((const HtRecentFile *) g_ptr_array_index (files, 1))->name, ==, "middle");
}

static void
test_menu (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_file (fixture, "a_b");
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GtkRecentManager) none = read_list (fixture);
  g_autoptr (GtkRecentManager) one = NULL;
  g_autoptr (GMenuModel) list = NULL;
  g_autofree char *label = NULL;

  ht_recent_files_fill_menu (none, menu);
  g_assert_cmpint (g_menu_model_get_n_items (G_MENU_MODEL (menu)), ==, 1);
  note (fixture, path, "heaptrail", 5);
  one = read_list (fixture);
  ht_recent_files_fill_menu (one, menu);
  g_assert_cmpint (g_menu_model_get_n_items (G_MENU_MODEL (menu)), ==, 2);
  list = g_menu_model_get_item_link (G_MENU_MODEL (menu), 0, G_MENU_LINK_SECTION);
  g_assert_true (g_menu_model_get_item_attribute (list, 0, G_MENU_ATTRIBUTE_LABEL, "s", &label));
  g_assert_cmpstr (label, ==, "a__b");
}

static void
test_time_text (void)
{
  static const struct
  {
    const char *then;
    const char *text;
  } cases[] = {
    { "2026-03-01T00:00:00Z", "today 00:00" },
    { "2026-02-28T23:59:59Z", "yesterday 23:59" },
    { "2026-02-27T23:59:59Z", "27 February" },
    { "2025-03-01T12:00:00Z", "1 March 2025" },
    { "2026-03-01T01:30:00+02:00", "yesterday 23:30" },
  };
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) now = g_date_time_new_from_iso8601 ("2026-03-01T12:00:00Z", utc);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GDateTime) then = g_date_time_new_from_iso8601 (cases[i].then, utc);
      g_autofree char *text = ht_recent_time_text (then, now);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_example (Fixture *fixture, gconstpointer data)
{
  const char *folders[] = { "/nonexistent", fixture->folder, NULL };
  g_autofree char *none = ht_find_example (folders);
  g_autofree char *path = make_file (fixture, "example.heaptrail");
  g_autofree char *found = ht_find_example (folders);

  g_assert_null (none);
  g_assert_cmpstr (found, ==, path);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/app/recent-files/own-only", Fixture, NULL, set_up, test_own_files_only, tear_down);
  g_test_add ("/app/recent-files/missing", Fixture, NULL, set_up, test_missing_are_left_out,
              tear_down);
  g_test_add ("/app/recent-files/newest-first", Fixture, NULL, set_up, test_newest_first,
              tear_down);
  g_test_add ("/app/recent-files/menu", Fixture, NULL, set_up, test_menu, tear_down);
  g_test_add_func ("/app/recent-files/time-text", test_time_text);
  g_test_add ("/app/recent-files/example", Fixture, NULL, set_up, test_example, tear_down);
  return g_test_run ();
}
