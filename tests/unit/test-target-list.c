/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "source-error.h"
#include "target-import.h"
#include "target-list.h"

typedef struct
{
  char *folder;
  char *path; /* in a folder that is not there yet */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("heaptrail-test-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "heaptrail", "targets.ini", NULL);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_all (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static HtTargetList *
load (Fixture *fixture)
{
  HtTargetList *list = ht_target_list_new (fixture->path);
  g_autoptr (GError) error = NULL;

  g_assert_true (ht_target_list_load (list, &error));
  g_assert_no_error (error);
  return list;
}

static void
write_file (Fixture *fixture, const char *text)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (fixture->path, text, -1, &error);
  g_assert_no_error (error);
}

static char *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static HtTargetSettings *
everything (void)
{
  HtTargetSettings *settings =
      ht_target_settings_new ("pay [1] = \"x\"\n", "https://pay.example/x?a=b;c");

  settings->group = g_strdup ("Zahlung; ä");
  settings->credential_kind = HT_CREDENTIAL_HEADER;
  settings->ca_file = g_strdup ("/etc/my ca.pem");
  settings->certificate_file = g_strdup ("/etc/pay/cert.pem");
  settings->key_file = g_strdup ("/etc/pay/key.pem");
  settings->unverified = TRUE;
  settings->intervals.every_us[HT_JOB_STATS] = 2500000;
  settings->intervals.every_us[HT_JOB_GOROUTINES] = 0;
  settings->rules.rules[HT_RULE_RISING] = (HtCaptureRule){ FALSE, 8 };
  settings->rules.cool_down_ns = G_GINT64_CONSTANT (180000000000);
  settings->retention.max_age_ns = G_GINT64_CONSTANT (86400000000000);
  settings->retention.max_bytes = 1 << 30;
  settings->log_file = g_strdup ("/var/log/gctrace.log");
  return settings;
}

static void
assert_equal (const HtTargetSettings *a, const HtTargetSettings *b)
{
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->group, ==, b->group);
  g_assert_cmpstr (a->url, ==, b->url);
  g_assert_cmpint (a->credential_kind, ==, b->credential_kind);
  g_assert_cmpstr (a->ca_file, ==, b->ca_file);
  g_assert_cmpstr (a->certificate_file, ==, b->certificate_file);
  g_assert_cmpstr (a->key_file, ==, b->key_file);
  g_assert_cmpint (a->unverified, ==, b->unverified);
  g_assert_cmpstr (a->log_file, ==, b->log_file);
  for (int job = 0; job < HT_N_JOBS; job++)
    g_assert_cmpint (a->intervals.every_us[job], ==, b->intervals.every_us[job]);
  for (int kind = 0; kind < HT_N_RULES; kind++)
    {
      g_assert_cmpint (a->rules.rules[kind].enabled, ==, b->rules.rules[kind].enabled);
      g_assert_cmpfloat (a->rules.rules[kind].threshold, ==, b->rules.rules[kind].threshold);
    }
  g_assert_cmpint (a->rules.cool_down_ns, ==, b->rules.cool_down_ns);
  g_assert_cmpint (a->retention.max_age_ns, ==, b->retention.max_age_ns);
  g_assert_cmpint (a->retention.max_bytes, ==, b->retention.max_bytes);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HtTargetSettings) all = everything ();
  g_autoptr (HtTargetSettings) plain = ht_target_settings_new ("plain", "http://a:1");
  g_autoptr (HtTargetSettings) again = ht_target_settings_copy (all);
  struct stat facts;

  g_strchomp (all->name);
  g_strchomp (again->name);
  assert_equal (all, again);
  {
    g_autoptr (HtTargetList) list = load (fixture);

    g_assert_cmpuint (ht_target_list_get_all (list)->len, ==, 0);
    ht_target_list_set (list, all);
    ht_target_list_set (list, plain);
    ht_target_list_flush (list);
  }
  {
    g_autoptr (HtTargetList) list = load (fixture);
    const GPtrArray *targets = ht_target_list_get_all (list);

    g_assert_cmpuint (targets->len, ==, 2);
    assert_equal (g_ptr_array_index (targets, 0), all);
    assert_equal (g_ptr_array_index (targets, 1), plain);
  }
  g_assert_cmpint (stat (fixture->path, &facts), ==, 0);
  g_assert_cmpint (facts.st_mode & 0777, ==, 0600);
}

static void
test_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HtTargetSettings) a = ht_target_settings_new ("a", "http://a:1");
  g_autoptr (HtTargetSettings) b = ht_target_settings_new ("b", "http://b:1");
  g_autoptr (HtTargetSettings) renamed = ht_target_settings_new ("c", "http://a:2");
  g_autoptr (HtTargetSettings) taken = ht_target_settings_new ("b", "http://a:2");
  g_autofree char *name = NULL;
  g_auto (GStrv) groups = NULL;

  a->group = g_strdup ("g");
  renamed->group = g_strdup ("h");
  renamed->credential_kind = HT_CREDENTIAL_BEARER;
  {
    g_autoptr (HtTargetList) list = load (fixture);

    ht_target_list_set (list, a);
    ht_target_list_set (list, b);
    name = ht_target_list_make_name (list, "a");
    g_assert_cmpstr (name, ==, "a (2)");
    g_assert_false (ht_target_list_replace (list, "a", taken));
    g_assert_false (ht_target_list_replace (list, "z", renamed));
    g_assert_true (ht_target_list_replace (list, "a", renamed));
    g_assert_true (ht_target_list_remove (list, "b"));
    g_assert_false (ht_target_list_remove (list, "b"));
    ht_target_list_flush (list);
  }
  {
    g_autoptr (HtTargetList) list = load (fixture);

    g_assert_cmpuint (ht_target_list_get_all (list)->len, ==, 1);
    assert_equal (ht_target_list_find (list, "c"), renamed);
    g_assert_null (ht_target_list_find (list, "a"));
    groups = ht_target_list_get_groups (list);
    g_assert_cmpstr (groups[0], ==, "h");
    g_assert_null (groups[1]);
    g_assert_true (ht_target_list_uses_secret (list, "http://a:2", HT_CREDENTIAL_BEARER));
    g_assert_false (ht_target_list_uses_secret (list, "http://a:2", HT_CREDENTIAL_BASIC));
    g_assert_false (ht_target_list_uses_secret (list, "http://a:1", HT_CREDENTIAL_BEARER));
  }
}

/* By address those that are there are replaced; a name that is taken gets a number. */
static void
test_set_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HtTargetList) list = load (fixture);
  g_autoptr (HtTargetSettings) known = ht_target_settings_new ("a", "http://a:1");
  g_autoptr (GPtrArray) more =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ht_target_settings_unref);
  HtTargetSettings *again = ht_target_settings_new ("a", "http://a:1");

  again->group = g_strdup ("g");
  g_ptr_array_add (more, again);
  g_ptr_array_add (more, ht_target_settings_new ("a", "http://b:1"));
  g_ptr_array_add (more, ht_target_settings_new ("a (2)", "http://c:1"));
  ht_target_list_set (list, known);
  ht_target_list_set_all (list, more);
  ht_target_list_flush (list);
  g_assert_cmpuint (ht_target_list_get_all (list)->len, ==, 3);
  g_assert_cmpstr (ht_target_list_find (list, "a")->group, ==, "g");
  g_assert_cmpstr (ht_target_list_find (list, "a (2)")->url, ==, "http://b:1");
  g_assert_cmpstr (ht_target_list_find (list, "a (2) (2)")->url, ==, "http://c:1");
  g_assert_true (ht_target_list_find_url (list, "http://c:1") ==
                 ht_target_list_find (list, "a (2) (2)"));
  g_assert_null (ht_target_list_find_url (list, "http://d:1"));
}

/* Somebody else's sections, keys and slips stay. */
static void
test_strange_content (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  write_file (fixture, "# mine\n"
                       "[target 1]\nname=a\nurl=http://a:1\nfuture-key=7\n"
                       "every-figures-s=0.0000001\nevery-heap-profile-s=nan\n"
                       "[target 2]\nname=slip\nurl=file:///etc/passwd\n"
                       "[target 3]\nname=a\nurl=http://again\n"
                       "[target 9]\nurl=http://nameless\n"
                       "[pods 1]\ncontext=prod\n");
  {
    g_autoptr (HtTargetList) list = load (fixture);
    HtTargetSettings *a = ht_target_list_find (list, "a");
    g_autoptr (HtTargetSettings) b = ht_target_settings_new ("b", "http://b:1");

    g_assert_cmpuint (ht_target_list_get_all (list)->len, ==, 1);
    g_assert_cmpstr (a->url, ==, "http://a:1");
    g_assert_cmpint (a->intervals.every_us[HT_JOB_STATS], ==, 100000);
    g_assert_cmpint (a->intervals.every_us[HT_JOB_HEAP], ==, 10000000);
    ht_target_list_set (list, b);
    ht_target_list_set (list, a);
    ht_target_list_flush (list);
  }
  text = read_file (fixture->path);
  g_assert_nonnull (strstr (text, "# mine"));
  g_assert_nonnull (strstr (text, "future-key=7"));
  g_assert_nonnull (strstr (text, "file:///etc/passwd"));
  g_assert_nonnull (strstr (text, "http://nameless"));
  g_assert_nonnull (strstr (text, "context=prod"));
  g_assert_nonnull (strstr (text, "http://b:1"));
}

static void
assert_kept_aside (Fixture *fixture, const char *text, const char *suffix)
{
  g_autoptr (HtTargetList) list = ht_target_list_new (fixture->path);
  g_autoptr (HtTargetSettings) a = ht_target_settings_new ("a", "http://a:1");
  g_autoptr (GError) error = NULL;
  g_autofree char *aside = g_strconcat (fixture->path, suffix, NULL);
  g_autofree char *kept = NULL;

  write_file (fixture, text);
  g_assert_false (ht_target_list_load (list, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, aside));
  g_assert_cmpuint (ht_target_list_get_all (list)->len, ==, 0);
  ht_target_list_set (list, a);
  ht_target_list_flush (list);
  kept = read_file (aside);
  g_assert_cmpstr (kept, ==, text);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  assert_kept_aside (fixture, "[target 1]\nname=a\nurl=http://a:1\nhalf a li", ".damaged");
  assert_kept_aside (fixture, "\xff\xfe", ".damaged-2");
}

static void
failed_cb (HtTargetList *list, const char *message, char **told)
{
  *told = g_strdup (message);
}

static void
test_not_writable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HtTargetList) list = NULL;
  g_autoptr (HtTargetSettings) a = ht_target_settings_new ("a", "http://a:1");
  g_autofree char *path = g_build_filename (fixture->folder, "file", "targets.ini", NULL);
  g_autofree char *file = g_path_get_dirname (path);
  g_autofree char *told = NULL;

  g_file_set_contents (file, "no folder", -1, NULL);
  list = ht_target_list_new (path);
  g_signal_connect (list, "failed", G_CALLBACK (failed_cb), &told);
  ht_target_list_set (list, a);
  ht_target_list_flush (list);
  g_assert_nonnull (told);
  g_assert_nonnull (strstr (told, file));
  g_assert_nonnull (ht_target_list_find (list, "a"));
}

static void
test_credentials (void)
{
  g_autoptr (HtTargetSettings) settings = everything ();
  g_autoptr (HtCredentials) secret = ht_credentials_new_bearer ("t0ken");
  g_autoptr (HtCredentials) with = ht_target_settings_make_credentials (settings, secret);
  g_autoptr (HtTargetSettings) bare = ht_target_settings_new ("a", "http://a:1");
  g_autoptr (HtCredentials) without = ht_target_settings_make_credentials (bare, NULL);

  g_assert_cmpstr (ht_credentials_get_header_value (with), ==, "Bearer t0ken");
  g_assert_true (ht_credentials_is_unverified (with));
  g_assert_true (ht_credentials_has_client_certificate (with));
  g_assert_cmpint (ht_credentials_get_kind (without), ==, HT_CREDENTIAL_NONE);
  g_assert_false (ht_credentials_has_secret (without));
  g_assert_false (ht_credentials_is_unverified (without));
}

static void
assert_name (const char *url, const char *wanted)
{
  g_autofree char *name = ht_target_name_from_url (url);

  g_assert_cmpstr (name, ==, wanted);
}

static void
test_names (void)
{
  g_autoptr (HtTargetSettings) secret = ht_target_settings_new ("a", "http://a/?token=abc");
  g_autoptr (HtTargetSettings) open = ht_target_settings_new ("a", "http://a/?team=abc");

  assert_name ("http://10.0.0.7:6060", "10.0.0.7:6060");
  assert_name ("https://api.example/pods/x:80/proxy/", "api.example/pods/x:80/proxy");
  assert_name ("http://[::1]:6060/", "[::1]:6060");
  assert_name ("unix:/run/pay/debug.sock", "debug.sock");
  assert_name ("unix:/run/debug.sock:/pay/", "debug.sock/pay");
  assert_name ("http://a/?token=abc", "a");
  g_assert_false (ht_target_settings_can_be_saved (secret));
  g_assert_true (ht_target_settings_can_be_saved (open));
}

static void
assert_imported (const HtTargetImport *import,
                 guint index,
                 const char *name,
                 const char *group,
                 const char *url)
{
  const HtTargetSettings *settings = g_ptr_array_index (import->targets, index);

  g_assert_cmpstr (settings->name, ==, name);
  g_assert_cmpstr (settings->group, ==, group);
  g_assert_cmpstr (settings->url, ==, url);
}

static void
test_import (Fixture *fixture, gconstpointer data)
{
  static const guint64 lines[] = { 4, 5, 6, 7, 8 };
  g_autoptr (HtTargetImport) import = NULL;
  g_autoptr (GError) error = NULL;

  write_file (fixture, "a=localhost:6060/debug/pprof/\n"
                       "[g]\n"
                       "a=http://b:1\n"
                       "ftp://c\n"
                       "http://me:s3cr3t@d:1\n"
                       "x y\n"
                       "b=http://b:1/debug/vars\n"
                       "http://e/?access_token=s3cr3t\n"
                       "http://f:1\n");
  import = ht_target_import_read (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (import->targets->len, ==, 3);
  assert_imported (import, 0, "a", NULL, "http://localhost:6060");
  assert_imported (import, 1, "a (2)", "g", "http://b:1");
  assert_imported (import, 2, "f:1", "g", "http://f:1");
  g_assert_cmpuint (import->problems->len, ==, G_N_ELEMENTS (lines));
  for (guint i = 0; i < import->problems->len; i++)
    {
      const HtListProblem *problem = g_ptr_array_index (import->problems, i);

      g_assert_cmpuint (problem->line, ==, lines[i]);
      g_assert_null (strstr (problem->reason, "s3cr3t"));
    }
}

static void
test_import_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) binary = NULL;

  g_assert_null (ht_target_import_read (fixture->path, &missing));
  g_assert_error (missing, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  write_file (fixture, "\xff\xfe");
  g_assert_null (ht_target_import_read (fixture->path, &binary));
  g_assert_nonnull (strstr (binary->message, fixture->path));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/sources/target-list/round-trip", test_round_trip);
  ADD ("/sources/target-list/change", test_change);
  ADD ("/sources/target-list/set-all", test_set_all);
  ADD ("/sources/target-list/strange-content", test_strange_content);
  ADD ("/sources/target-list/damaged", test_damaged);
  ADD ("/sources/target-list/not-writable", test_not_writable);
  g_test_add_func ("/sources/target-settings/credentials", test_credentials);
  g_test_add_func ("/sources/target-settings/names", test_names);
  ADD ("/sources/target-import/lines", test_import);
  ADD ("/sources/target-import/fails", test_import_fails);
  return g_test_run ();
}
