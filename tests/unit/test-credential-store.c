/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "credential-store.h"
#include "source-error.h"

#define URL "https://api.example/proxy"

typedef struct
{
  GAsyncResult *result;
} Waiting;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((Waiting *) user_data)->result = g_object_ref (result);
}

static GAsyncResult *
wait_for (Waiting *waiting)
{
  while (waiting->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return waiting->result;
}

static HtCredentialStore *
open_store (void)
{
  HtCredentialStore *store = ht_credential_store_new ();
  Waiting waiting = { NULL };
  g_autoptr (GError) error = NULL;

  g_assert_false (ht_credential_store_is_persistent (store));
  ht_credential_store_open_async (store, NULL, done_cb, &waiting);
  g_assert_true (ht_credential_store_open_finish (store, wait_for (&waiting), &error));
  g_assert_no_error (error);
  g_object_unref (waiting.result);
  return store;
}

static void
keep (HtCredentialStore *store, const char *url, HtCredentials *credentials)
{
  Waiting waiting = { NULL };
  g_autoptr (GError) error = NULL;

  ht_credential_store_store_async (store, url, credentials, NULL, done_cb, &waiting);
  g_assert_true (ht_credential_store_store_finish (store, wait_for (&waiting), &error));
  g_assert_no_error (error);
  g_object_unref (waiting.result);
}

static void
clear (HtCredentialStore *store, const char *url, HtCredentialKind kind)
{
  Waiting waiting = { NULL };
  g_autoptr (GError) error = NULL;

  ht_credential_store_clear_async (store, url, kind, NULL, done_cb, &waiting);
  g_assert_true (ht_credential_store_clear_finish (store, wait_for (&waiting), &error));
  g_assert_no_error (error);
  g_object_unref (waiting.result);
}

/* @value: of the header; NULL: nothing is kept */
static void
assert_kept (HtCredentialStore *store,
             const char *url,
             HtCredentialKind kind,
             const char *name,
             const char *value)
{
  Waiting waiting = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (HtCredentials) credentials = NULL;

  ht_credential_store_lookup_async (store, url, kind, NULL, done_cb, &waiting);
  credentials = ht_credential_store_lookup_finish (store, wait_for (&waiting), &error);
  g_assert_no_error (error);
  g_object_unref (waiting.result);
  g_assert_true ((credentials != NULL) == (value != NULL));
  if (credentials == NULL)
    return;
  g_assert_cmpint (ht_credentials_get_kind (credentials), ==, kind);
  g_assert_cmpstr (ht_credentials_get_header_name (credentials), ==, name);
  g_assert_cmpstr (ht_credentials_get_header_value (credentials), ==, value);
}

static void
keep_and_forget (HtCredentialStore *store)
{
  g_autoptr (HtCredentials) basic = ht_credentials_new_basic ("Aladdin", "open sesame");
  g_autoptr (HtCredentials) old = ht_credentials_new_bearer ("old");
  g_autoptr (HtCredentials) bearer = ht_credentials_new_bearer ("hushtoken");
  g_autoptr (HtCredentials) header = ht_credentials_new_header ("X-Key", "a: b");

  assert_kept (store, URL, HT_CREDENTIAL_BEARER, NULL, NULL);
  keep (store, URL, basic);
  keep (store, URL, old);
  keep (store, URL, bearer);
  keep (store, URL "/other", header);
  assert_kept (store, URL, HT_CREDENTIAL_BASIC, "Authorization",
               "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  assert_kept (store, URL, HT_CREDENTIAL_BEARER, "Authorization", "Bearer hushtoken");
  assert_kept (store, URL, HT_CREDENTIAL_HEADER, NULL, NULL);
  assert_kept (store, URL "/other", HT_CREDENTIAL_HEADER, "X-Key", "a: b");
  clear (store, URL, HT_CREDENTIAL_BASIC);
  clear (store, URL, HT_CREDENTIAL_BASIC);
  assert_kept (store, URL, HT_CREDENTIAL_BASIC, NULL, NULL);
  assert_kept (store, URL, HT_CREDENTIAL_BEARER, "Authorization", "Bearer hushtoken");
}

static void
test_without_a_keyring (void)
{
  g_autoptr (HtCredentialStore) store = open_store ();
  g_autoptr (HtCredentialStore) next = open_store ();

  g_assert_false (ht_credential_store_is_persistent (store));
  keep_and_forget (store);
  g_assert_false (ht_credential_store_is_persistent (store));
  /* It was for the session only. */
  assert_kept (next, URL, HT_CREDENTIAL_BEARER, NULL, NULL);
}

static void
test_nothing_to_keep (void)
{
  g_autoptr (HtCredentialStore) store = open_store ();
  g_autoptr (HtCredentials) none = ht_credentials_new ();
  Waiting waiting = { NULL };
  g_autoptr (GError) error = NULL;

  ht_credential_store_store_async (store, URL, none, NULL, done_cb, &waiting);
  g_assert_false (ht_credential_store_store_finish (store, wait_for (&waiting), &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID);
  g_object_unref (waiting.result);
}

static void
test_cancelled (void)
{
  g_autoptr (HtCredentialStore) store = ht_credential_store_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Waiting waiting = { NULL };
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  ht_credential_store_open_async (store, cancellable, done_cb, &waiting);
  g_assert_false (ht_credential_store_open_finish (store, wait_for (&waiting), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_object_unref (waiting.result);
}

/* The keyring is libsecret's own file, which needs no bus; it is chosen once per process. */
static void
test_with_a_keyring (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize length;

  if (g_test_subprocess ())
    {
      {
        g_autoptr (HtCredentialStore) store = open_store ();

        g_assert_true (ht_credential_store_is_persistent (store));
        keep_and_forget (store);
        g_assert_true (ht_credential_store_is_persistent (store));
      }
      g_autoptr (HtCredentialStore) next = open_store ();
      assert_kept (next, URL, HT_CREDENTIAL_BEARER, "Authorization", "Bearer hushtoken");
      return;
    }

  g_autofree char *folder = g_dir_make_tmp ("heaptrail-test-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "keyring", NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "of the keyring", TRUE);
  /* That file of libsecret 0.20 leaks its entity tag; the other tests here look for our leaks. */
  g_setenv ("LSAN_OPTIONS", "detect_leaks=0", TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_unsetenv ("SECRET_BACKEND");
  g_test_trap_assert_passed ();
  /* That it was there is seen on the disk, what it was is not. */
  g_assert_true (g_file_get_contents (path, &contents, &length, &error));
  g_assert_null (memmem (contents, length, "hushtoken", 9));
  g_autofree char *backup = g_strconcat (path, "~", NULL);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_unlink (backup), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* Nobody's keyring is touched. */
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus", TRUE);
  g_test_add_func ("/sources/credential-store/without-a-keyring", test_without_a_keyring);
  g_test_add_func ("/sources/credential-store/nothing-to-keep", test_nothing_to_keep);
  g_test_add_func ("/sources/credential-store/cancelled", test_cancelled);
  g_test_add_func ("/sources/credential-store/with-a-keyring", test_with_a_keyring);
  return g_test_run ();
}
