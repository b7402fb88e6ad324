/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fetch-once.h"

#include <glib/gstdio.h>

#include "format-error.h"
#include "go-service.h"
#include "http-asker.h"
#include "import.h"

#define PROFILE "example/heap-1795199347276.pb.gz"
#define VARS    "captures/etcd-3.4/vars-1795199882043.json"
#define POD     "/api/v1/namespaces/shop/pods/checkout:6060/proxy"

typedef struct
{
  gboolean is_done;
  HtCaptureFile *file;
  GError *error;
} Fetched;

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetched *fetched = user_data;

  g_assert_null (source);
  fetched->file = ht_fetch_once_finish (result, &fetched->error);
  g_assert_true ((fetched->file == NULL) == (fetched->error != NULL));
  fetched->is_done = TRUE;
}

static HtCaptureFile *
fetch_within (const char *url,
              HtCredentials *credentials,
              const HtHttpLimits *limits,
              GError **error)
{
  Fetched fetched = { 0 };

  ht_fetch_once_async (url, credentials, limits, NULL, fetched_cb, &fetched);
  while (!fetched.is_done)
    g_main_context_iteration (NULL, TRUE);
  if (fetched.error != NULL)
    g_propagate_error (error, fetched.error);
  return fetched.file;
}

/* @path: below the service's URL */
static HtCaptureFile *
fetch (const Service *service, const char *path, HtCredentials *credentials, GError **error)
{
  g_autofree char *base = g_strndup (service->stand_in.url, strlen (service->stand_in.url) - 1);
  g_autofree char *url = g_strconcat (base, path, NULL);

  return fetch_within (url, credentials, &patient, error);
}

static void
test_places (Service *service, gconstpointer data)
{
  static const struct
  {
    const char *url, *asked, *name;
  } cases[] = {
    { "", "/debug/pprof/heap?", "heap" },
    { "/", "/debug/pprof/heap?", "heap" },
    { "/debug/pprof", "/debug/pprof/heap?", "heap" },
    { "/debug/pprof/", "/debug/pprof/heap?", "heap" },
    { "/debug/pprof/heap?gc=1", "/debug/pprof/heap?gc=1", "heap" },
    { "/debug/pprof/profile?seconds=1", "/debug/pprof/profile?seconds=1", "profile" },
    { "/debug/pprof/cmdline", "/debug/pprof/cmdline?", "cmdline" },
    { POD "/", POD "/debug/pprof/heap?", "heap" },
    { POD "/debug/pprof/allocs", POD "/debug/pprof/allocs?", "allocs" },
    { "/?tenant=7", "/debug/pprof/heap?tenant=7", "heap" },
    { "/saved/2026-11-20_18-30-00%20heap.pb.gz?v=2", "/saved/2026-11-20_18-30-00 heap.pb.gz?v=2",
      "2026-11-20_18-30-00 heap.pb.gz" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strndup (cases[i].asked, strcspn (cases[i].asked, "?"));
      g_autoptr (GError) error = NULL;
      g_autoptr (HtCaptureFile) file = NULL;

      service_put_file (service, path, PROFILE);
      file = fetch (service, cases[i].url, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (file->format, ==, HT_FORMAT_PPROF);
      g_assert_cmpstr (file->name, ==, cases[i].name);
      g_assert_true (g_str_has_prefix (file->path, service->stand_in.url));
      g_assert_cmpstr (g_ptr_array_index (service->stand_in.asked, i), ==, cases[i].asked);
    }
}

static void
test_formats (Service *service, gconstpointer data)
{
  g_autoptr (HtCaptureFile) file = NULL;
  g_autoptr (GError) error = NULL;
  gint64 before_ns = g_get_real_time () * 1000;
  g_autofree char *whole = g_build_filename (g_getenv ("HT_TEST_DATA"), VARS, NULL);
  g_autofree char *content = NULL;
  gsize length;

  g_file_get_contents (whole, &content, &length, &error);
  g_assert_no_error (error);
  service_put_file (service, "/debug/vars", VARS);
  file = fetch (service, "/debug/vars?access_token=hunter2", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (file->format, ==, HT_FORMAT_EXPVAR);
  g_assert_cmpmem (g_bytes_get_data (file->raw, NULL), g_bytes_get_size (file->raw), content,
                   length);
  g_assert_cmpint (file->n_bytes, ==, (gint64) length);
  g_assert_cmpint (ht_capture_file_get_time (file), >=, before_ns);
  g_assert_cmpint (ht_capture_file_get_time (file), <=, g_get_real_time () * 1000);
  /* The secret went to the service, and nowhere else. */
  g_assert_cmpstr (g_ptr_array_index (service->stand_in.asked, 0), ==,
                   "/debug/vars?access_token=hunter2");
  assert_lacks (file->path, "hunter2");
}

static void
assert_refused (Service *service,
                const char *path,
                HtCredentials *credentials,
                GQuark domain,
                int code,
                const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fetch (service, path, credentials, &error));
  g_assert_error (error, domain, code);
  assert_contains (error->message, words);
  assert_lacks (error->message, "hunter2");
  /* Who asked knows where. */
  assert_lacks (error->message, "http://");
}

static void
test_refused (Service *service, gconstpointer data)
{
  g_autoptr (HtCredentials) credentials = ht_credentials_new_bearer ("hunter2");

  service_put (service, "/login", "<html>hunter2</html>");
  service_put (service, "/words", "hunter2");
  service_put_file (service, "/cut", "bad/truncated-gzip.pb.gz");
  service_put_file (service, "/twice", "bad/gzip-in-gzip.pb.gz");
  service_put (service, "/away", "Location: file:///etc/passwd");
  assert_refused (service, "/none", NULL, HT_SOURCE_ERROR, HT_SOURCE_ERROR_NOT_FOUND, "404");
  assert_refused (service, "/login", NULL, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED, "login");
  assert_refused (service, "/words", NULL, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
                  "no capture");
  assert_refused (service, "/cut", NULL, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TRUNCATED, "gzip");
  assert_refused (service, "/twice", NULL, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
                  "no capture");
  assert_refused (service, "/away", NULL, HT_SOURCE_ERROR, HT_SOURCE_ERROR_REDIRECT, "file:");
  service->token = "Bearer hunter3";
  assert_refused (service, "/words", credentials, HT_SOURCE_ERROR, HT_SOURCE_ERROR_UNAUTHORIZED,
                  "a bearer token was tried");
}

static void
test_recording (Service *service, gconstpointer data)
{
  g_autoptr (GBytes) header = g_bytes_new_static ("SQLite format 3", 16);
  g_autoptr (GError) error = NULL;

  g_assert_null (ht_capture_file_new_for_answer ("x.heaptrail", header, 0, G_MAXSIZE, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED);
  assert_contains (error->message, "download it");
}

typedef struct
{
  char *url;
  HtCredentials *credentials;
  char *folder;
  HtCaptureFile *file;
  GError *error;
  gboolean is_done;
} Work;

static gpointer
fetch_thread (gpointer user_data)
{
  Work *work = user_data;

  work->file = ht_fetch_once (work->url, work->credentials, NULL, &work->error);
  g_atomic_int_set (&work->is_done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

static void
run (GThreadFunc function, Work *work)
{
  GThread *thread = g_thread_new ("work", function, work);

  while (!g_atomic_int_get (&work->is_done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
}

static void
test_on_a_thread (Service *service, gconstpointer data)
{
  g_autoptr (HtCredentials) credentials = ht_credentials_new_bearer ("hunter2");
  Work work = { .url = service->stand_in.url, .credentials = credentials };

  service->token = "Bearer hunter2";
  service_put_file (service, "/debug/pprof/heap", PROFILE);
  run (fetch_thread, &work);
  g_assert_no_error (work.error);
  g_assert_cmpint (work.file->format, ==, HT_FORMAT_PPROF);
  ht_capture_file_free (work.file);

  work = (Work){ .url = service->stand_in.url };
  run (fetch_thread, &work);
  g_assert_error (work.error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_UNAUTHORIZED);
  g_clear_error (&work.error);
}

static void
import (const Work *work, const char *const *paths, HtImport **done, GError **error)
{
  g_autofree char *path = g_build_filename (work->folder, "rec", NULL);
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (path, error);
  g_autoptr (HtImport) import = NULL;

  g_assert_no_error (*error);
  import = ht_import_new (writer);
  ht_import_set_credentials (import, work->credentials);
  if (ht_import_paths (import, paths, NULL, error))
    *done = g_steal_pointer (&import);
  g_clear_pointer (&writer, ht_recording_writer_close);
  g_unlink (path);
}

static gpointer
import_thread (gpointer user_data)
{
  Work *work = user_data;
  g_autofree char *vars = g_strconcat (work->url, "debug/vars", NULL);
  g_autofree char *gone = g_strconcat (work->url, "gone?access_token=hunter2", NULL);
  const char *const some[] = { work->url, gone, vars, NULL };
  const char *const none[] = { gone, NULL };
  g_autofree char *shown = g_strconcat (work->url, "gone?access_token=***", NULL);
  g_autofree char *message = g_strconcat (shown, ": answers 404 Not Found", NULL);
  g_autoptr (HtImport) done = NULL;
  g_autoptr (GError) error = NULL;
  const HtImportNote *note;

  import (work, some, &done, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ht_import_get_skipped (done)->len, ==, 1);
  note = g_ptr_array_index (ht_import_get_skipped (done), 0);
  g_assert_cmpstr (note->file, ==, shown);
  g_assert_cmpstr (note->message, ==, "answers 404 Not Found");
  g_clear_pointer (&done, ht_import_free);

  import (work, none, &done, &error);
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, message);
  g_atomic_int_set (&work->is_done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

/* URLs among the files of an import */
static void
test_import (Service *service, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("heaptrail-test-XXXXXX", NULL);
  g_autoptr (HtCredentials) credentials = ht_credentials_new_bearer ("hunter2");
  Work work = { .url = service->stand_in.url, .credentials = credentials, .folder = folder };

  service->token = "Bearer hunter2";
  service_put_file (service, "/debug/pprof/heap", PROFILE);
  service_put_file (service, "/debug/vars", VARS);
  run (import_thread, &work);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_limits (void)
{
  static const HtHttpLimits first_byte = { 60000, 200, 60000, 0, 0 };
  static const HtHttpLimits total = { 60000, 60000, 200, 0, 0 };
  static const HtHttpLimits size = { 60000, 60000, 60000, 1 << 20, 4 << 20 };
  static const HtHttpLimits small = { 60000, 60000, 60000, 0, 1 << 19 };
  static const struct
  {
    const char *path;
    const HtHttpLimits *limits;
    HtSourceError code;
  } cases[] = {
    { "/silent", &first_byte, HT_SOURCE_ERROR_TIMED_OUT },
    { "/slow-head", &first_byte, HT_SOURCE_ERROR_TIMED_OUT },
    { "/stalled", &total, HT_SOURCE_ERROR_TIMED_OUT },
    { "/trickle", &total, HT_SOURCE_ERROR_TIMED_OUT },
    { "/endless", &size, HT_SOURCE_ERROR_TOO_LARGE },
    { "/huge-length", &size, HT_SOURCE_ERROR_TOO_LARGE },
    { "/gzip", &small, HT_SOURCE_ERROR_TOO_LARGE },
    { "/short", &patient, HT_SOURCE_ERROR_BAD_ANSWER },
    { "/not-http", &patient, HT_SOURCE_ERROR_BAD_ANSWER },
  };
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *url = rude_server_url (server, "http://127.0.0.1", cases[i].path);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].path);
      g_assert_null (fetch_within (url, NULL, cases[i].limits, &error));
      g_assert_error (error, HT_SOURCE_ERROR, (int) cases[i].code);
    }
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_cancelled (void)
{
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);
  g_autofree char *url = rude_server_url (server, "http://127.0.0.1", "/silent");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Fetched fetched = { 0 };

  ht_fetch_once_async (url, NULL, NULL, cancellable, fetched_cb, &fetched);
  while (rude_server_count_heads (server) < 1)
    g_main_context_iteration (NULL, FALSE);
  g_idle_add (cancel_cb, cancellable);
  while (!fetched.is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (fetched.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&fetched.error);

  g_assert_null (ht_fetch_once (url, NULL, cancellable, &fetched.error));
  g_assert_error (fetched.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&fetched.error);
}

static void
test_is_url (void)
{
  static const char *const urls[] = { "http://h",       "HTTPS://h/x", "unix:/run/s.sock",
                                      "localhost:6060", "[::1]:6060",  "10.0.0.7:6060/debug/pprof/",
                                      "h:80?debug=1" };
  static const char *const files[] = { "-",   "heap.pb.gz", "./localhost:6060", "/a:1/b",
                                       "a:b", "",           "file:///x",        "ftp://h" };

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    if (!ht_is_capture_url (urls[i]))
      g_error ("%s is no URL", urls[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    if (ht_is_capture_url (files[i]))
      g_error ("%s is a URL", files[i]);
}

static void
test_is_profile (void)
{
  static const char *const profiles[] = { "http://h/debug/pprof/heap?gc=1",
                                          "h:6060/p/debug/pprof/trace?seconds=3",
                                          "https://h/run/7/heap.pb.gz?token=x",
                                          "http://h/cpu.pprof" };
  static const char *const others[] = { "http://h",           "h:6060/debug/pprof/",
                                        "http://h/metrics",   "http://h/debug/vars",
                                        "http://h/p?x=a.gz",  "http://h/debug/pprof/cmdline",
                                        "http://h/checkout/", "not a url" };

  for (gsize i = 0; i < G_N_ELEMENTS (profiles); i++)
    if (!ht_is_profile_url (profiles[i]))
      g_error ("%s is no profile", profiles[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (ht_is_profile_url (others[i]))
      g_error ("%s is a profile", others[i]);
}

/* What is there is meant. */
static void
test_file_like_a_url (void)
{
  g_autofree char *folder = g_dir_make_tmp ("heaptrail-test-XXXXXX", NULL);
  g_autofree char *back = g_get_current_dir ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_chdir (folder), ==, 0);
  g_assert_true (ht_is_capture_url ("heap:1830"));
  g_file_set_contents ("heap:1830", "x", 1, &error);
  g_assert_no_error (error);
  g_assert_false (ht_is_capture_url ("heap:1830"));
  g_unlink ("heap:1830");
  g_assert_cmpint (g_chdir (back), ==, 0);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*run) (Service *service, gconstpointer data);
  } cases[] = {
    { "places", test_places },           { "formats", test_formats },
    { "refused", test_refused },         { "recording", test_recording },
    { "on-a-thread", test_on_a_thread }, { "import", test_import },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/sources/fetch-once/", cases[i].name, NULL);

      g_test_add (path, Service, NULL, service_set_up, cases[i].run, service_tear_down);
    }
  g_test_add_func ("/sources/fetch-once/limits", test_limits);
  g_test_add_func ("/sources/fetch-once/cancelled", test_cancelled);
  g_test_add_func ("/sources/fetch-once/is-url", test_is_url);
  g_test_add_func ("/sources/fetch-once/is-profile", test_is_profile);
  g_test_add_func ("/sources/fetch-once/file-like-a-url", test_file_like_a_url);
  return g_test_run ();
}
