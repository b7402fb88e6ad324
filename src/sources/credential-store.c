/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "credential-store.h"

#include <libsecret/secret.h>

#include "secrets.h"
#include "source-error.h"

struct _HtCredentialStore
{
  GObject parent_instance;

  /* Kind and target -> HtCredentials; what the keyring does not have */
  GHashTable *in_memory;

  gboolean persistent;
};

G_DEFINE_FINAL_TYPE (HtCredentialStore, ht_credential_store, G_TYPE_OBJECT)

static const SecretSchema schema = {
  "dev.heaptrail.Heaptrail.Target",
  SECRET_SCHEMA_NONE,
  {
      { "target", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "kind", SECRET_SCHEMA_ATTRIBUTE_INTEGER },
      { NULL, SECRET_SCHEMA_ATTRIBUTE_STRING },
  },
  0,
  NULL,
  NULL,
  NULL,
  NULL,
  NULL,
  NULL,
  NULL,
};

static void
ht_credential_store_finalize (GObject *object)
{
  g_hash_table_unref (HT_CREDENTIAL_STORE (object)->in_memory);
  G_OBJECT_CLASS (ht_credential_store_parent_class)->finalize (object);
}

static void
ht_credential_store_class_init (HtCredentialStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ht_credential_store_finalize;
}

static void
ht_credential_store_init (HtCredentialStore *self)
{
  self->in_memory = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) ht_credentials_unref);
}

/* What a task is about. A keyring shows attributes to everybody: the URL has no secrets in it. */
typedef struct
{
  char *target;
  HtCredentialKind kind;
  HtCredentials *credentials;
} Errand;

static void
errand_free (Errand *errand)
{
  g_free (errand->target);
  g_clear_pointer (&errand->credentials, ht_credentials_unref);
  g_free (errand);
}

static GTask *
new_task (HtCredentialStore *self,
          const char *target_url,
          HtCredentialKind kind,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Errand *errand = g_new0 (Errand, 1);

  errand->target = ht_mask_url (target_url);
  errand->kind = kind;
  g_task_set_task_data (task, errand, (GDestroyNotify) errand_free);
  return task;
}

static char *
memory_key (const Errand *errand)
{
  return g_strdup_printf ("%d %s", (int) errand->kind, errand->target);
}

static gboolean
was_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/**
 * ht_credential_store_new:
 *
 * Returns: (transfer full): a store, in memory until ht_credential_store_open_async() found a
 *   keyring
 */
HtCredentialStore *
ht_credential_store_new (void)
{
  return g_object_new (HT_TYPE_CREDENTIAL_STORE, NULL);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HtCredentialStore *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *nothing = secret_password_lookup_finish (result, &error);

  if (was_cancelled (error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  self->persistent = error == NULL;
  g_task_return_boolean (task, TRUE);
}

/**
 * ht_credential_store_open_async:
 * @self: a store
 * @cancellable: (nullable): ends it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Finds out whether there is a keyring, without unlocking it.
 */
void
ht_credential_store_open_async (HtCredentialStore *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = new_task (self, "", HT_CREDENTIAL_NONE, cancellable, callback, user_data);

  secret_password_lookup (&schema, cancellable, opened_cb, task, "target", "", "kind",
                          (int) HT_CREDENTIAL_NONE, NULL);
}

/**
 * ht_credential_store_open_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether ht_credential_store_is_persistent() can be asked; fails only when cancelled
 */
gboolean
ht_credential_store_open_finish (HtCredentialStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ht_credential_store_is_persistent:
 * @self: a store
 *
 * Returns: whether what is stored outlives the session. Where it does not, the dialog says so. Can
 *   change with each call that the keyring refuses.
 */
gboolean
ht_credential_store_is_persistent (HtCredentialStore *self)
{
  return self->persistent;
}

static void
keep_in_memory (HtCredentialStore *self, const Errand *errand)
{
  g_hash_table_replace (self->in_memory, memory_key (errand),
                        ht_credentials_ref (errand->credentials));
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HtCredentialStore *self = g_task_get_source_object (task);
  Errand *errand = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (secret_password_store_finish (result, &error))
    {
      g_autofree char *key = memory_key (errand);

      g_hash_table_remove (self->in_memory, key);
      self->persistent = TRUE;
    }
  else if (was_cancelled (error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  else
    {
      /* The keyring has gone, or the user does not unlock it. */
      self->persistent = FALSE;
      keep_in_memory (self, errand);
    }
  g_task_return_boolean (task, TRUE);
}

/**
 * ht_credential_store_store_async:
 * @self: a store
 * @target_url: what they are for
 * @credentials: credentials; only what goes with a request is kept, not the paths of certificates
 * @cancellable: (nullable): ends it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Keeps credentials in place of what there was of their kind for the target. The keyring may ask
 * the user to unlock it.
 */
void
ht_credential_store_store_async (HtCredentialStore *self,
                                 const char *target_url,
                                 HtCredentials *credentials,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  HtCredentialKind kind = ht_credentials_get_kind (credentials);
  g_autoptr (GTask) task = new_task (self, target_url, kind, cancellable, callback, user_data);
  Errand *errand = g_task_get_task_data (task);
  g_autofree char *label = g_strdup_printf ("Heaptrail: %s", errand->target);
  char *secret = ht_credentials_dup_secret (credentials);

  errand->credentials = ht_credentials_ref (credentials);
  if (secret == NULL)
    g_task_return_new_error (task, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                             "there is nothing to keep for %s", errand->target);
  else if (self->persistent)
    secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, secret, cancellable,
                           stored_cb, g_object_ref (task), "target", errand->target, "kind",
                           (int) kind, NULL);
  else
    {
      keep_in_memory (self, errand);
      g_task_return_boolean (task, TRUE);
    }
  ht_secret_free (secret);
}

/**
 * ht_credential_store_store_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether they are kept, at least for the session
 */
gboolean
ht_credential_store_store_finish (HtCredentialStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
return_from_secret (GTask *task, const char *secret)
{
  Errand *errand = g_task_get_task_data (task);

  g_task_return_pointer (task,
                         secret != NULL ? ht_credentials_new_from_secret (errand->kind, secret)
                                        : NULL,
                         (GDestroyNotify) ht_credentials_unref);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HtCredentialStore *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  char *secret = secret_password_lookup_nonpageable_finish (result, &error);

  if (was_cancelled (error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    {
      if (error != NULL)
        self->persistent = FALSE;
      return_from_secret (task, secret);
    }
  secret_password_free (secret);
}

/**
 * ht_credential_store_lookup_async:
 * @self: a store
 * @target_url: what they are for
 * @kind: what they are
 * @cancellable: (nullable): ends it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Looks for what was stored. The keyring may ask the user to unlock it.
 */
void
ht_credential_store_lookup_async (HtCredentialStore *self,
                                  const char *target_url,
                                  HtCredentialKind kind,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = new_task (self, target_url, kind, cancellable, callback, user_data);
  Errand *errand = g_task_get_task_data (task);
  g_autofree char *key = memory_key (errand);
  HtCredentials *kept = g_hash_table_lookup (self->in_memory, key);

  if (kept != NULL || !self->persistent)
    g_task_return_pointer (task, kept != NULL ? ht_credentials_ref (kept) : NULL,
                           (GDestroyNotify) ht_credentials_unref);
  else
    secret_password_lookup (&schema, cancellable, looked_up_cb, g_object_ref (task), "target",
                            errand->target, "kind", (int) kind, NULL);
}

/**
 * ht_credential_store_lookup_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what was stored; %NULL without an error where nothing was
 */
HtCredentials *
ht_credential_store_lookup_finish (HtCredentialStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Errand *errand = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  /* FALSE without an error: there was nothing. */
  secret_password_clear_finish (result, &error);
  if (was_cancelled (error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (error != NULL)
    g_task_return_new_error (task, HT_SOURCE_ERROR, HT_SOURCE_ERROR_FAILED,
                             "%s: what the keyring has for it could not be removed: %s",
                             errand->target, error->message);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * ht_credential_store_clear_async:
 * @self: a store
 * @target_url: what they are for
 * @kind: what they are
 * @cancellable: (nullable): ends it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Forgets what was stored, if anything was.
 */
void
ht_credential_store_clear_async (HtCredentialStore *self,
                                 const char *target_url,
                                 HtCredentialKind kind,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = new_task (self, target_url, kind, cancellable, callback, user_data);
  Errand *errand = g_task_get_task_data (task);
  g_autofree char *key = memory_key (errand);

  g_hash_table_remove (self->in_memory, key);
  if (self->persistent)
    secret_password_clear (&schema, cancellable, cleared_cb, g_object_ref (task), "target",
                           errand->target, "kind", (int) kind, NULL);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * ht_credential_store_clear_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether nothing of it is left; fails with %HT_SOURCE_ERROR_FAILED
 */
gboolean
ht_credential_store_clear_finish (HtCredentialStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
