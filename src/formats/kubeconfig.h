/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HT_KUBECONFIG_ERROR:
 *
 * Domain of what can be wrong with a kubeconfig. Messages name files, contexts, clusters and
 * users, never what is secret of them, and say what to do.
 */
#define HT_KUBECONFIG_ERROR (ht_kubeconfig_error_quark ())

/**
 * HtKubeconfigError:
 * @HT_KUBECONFIG_ERROR_READ: a file cannot be read
 * @HT_KUBECONFIG_ERROR_INVALID: a file is no kubeconfig, or contradicts itself
 * @HT_KUBECONFIG_ERROR_NOT_FOUND: there is no such context, cluster or user, or no file at all
 * @HT_KUBECONFIG_ERROR_UNSUPPORTED: it asks for something that Heaptrail does not do
 */
typedef enum
{
  HT_KUBECONFIG_ERROR_READ,
  HT_KUBECONFIG_ERROR_INVALID,
  HT_KUBECONFIG_ERROR_NOT_FOUND,
  HT_KUBECONFIG_ERROR_UNSUPPORTED,
} HtKubeconfigError;

/**
 * HtKubeContext:
 * @name: its name
 * @cluster: name of its cluster
 * @user: (nullable): name of its user
 * @namespace_name: its namespace; "default" if it names none
 *
 * A context of a kubeconfig: who talks to which cluster about which namespace.
 */
typedef struct
{
  char *name;
  char *cluster;
  char *user;
  char *namespace_name;
} HtKubeContext;

/**
 * HtKubeExec:
 * @api_version: of what it reads and prints, `client.authentication.k8s.io/v1` or `…/v1beta1`
 * @command: what to run: a path, or a name that is looked up in `PATH`
 * @arguments: its arguments, without its name
 * @environment: pairs of a name and a value, added to the environment
 * @install_hint: (nullable): what the kubeconfig says where it is not there, for people
 * @wants_cluster: whether it is told of the cluster
 *
 * A program that prints the credentials of a user.
 */
typedef struct
{
  char *api_version;
  char *command;
  GStrv arguments;
  GStrv environment;
  char *install_hint;
  gboolean wants_cluster;
} HtKubeExec;

/**
 * HtKubeAccess:
 * @server: base URL of the API server, without a slash at its end
 * @namespace_name: namespace of the context
 * @insecure: whether the server's certificate is not to be verified
 * @tls_server_name: (nullable): the name that the server's certificate has instead of its host's
 * @ca_pem: (nullable): certificates, one of which has to have signed the server's
 * @client_certificate_pem: (nullable): certificate of the user
 * @client_key_pem: (nullable): its key
 * @token: (nullable): bearer token of the user
 * @user: (nullable): name for basic authentication
 * @password: (nullable): its password
 * @user_name: (nullable): what the kubeconfig calls the user
 * @exec: (nullable): what has to be run for the credentials, which are not here then
 *
 * All that a context needs to talk to its API server. It is in memory only, and
 * overwritten when it is freed.
 */
typedef struct
{
  char *server;
  char *namespace_name;
  gboolean insecure;
  char *tls_server_name;
  char *ca_pem;
  char *client_certificate_pem;
  char *client_key_pem;
  char *token;
  char *user;
  char *password;
  char *user_name;
  HtKubeExec *exec;
} HtKubeAccess;

/**
 * HtKubeconfig:
 *
 * One or several kubeconfig files, merged as kubectl does.
 */
typedef struct _HtKubeconfig HtKubeconfig;

/**
 * HtKubeReadFunc:
 * @path: a file that a kubeconfig names, absolute
 * @length: (out): its length
 * @user_data: data of the caller
 * @error: return location
 *
 * Reads a file with a certificate, a key or a token.
 *
 * Returns: (transfer full) (nullable): its content with a NUL behind it, or %NULL with @error set
 */
typedef char *(*HtKubeReadFunc) (const char *path,
                                 gsize *length,
                                 gpointer user_data,
                                 GError **error);

GQuark ht_kubeconfig_error_quark (void);
HtKubeconfig *ht_kubeconfig_new (void);
void ht_kubeconfig_free (HtKubeconfig *config);
gboolean ht_kubeconfig_add (HtKubeconfig *config,
                            const char *text,
                            gsize length,
                            const char *path,
                            GError **error);
const GPtrArray *ht_kubeconfig_get_contexts (const HtKubeconfig *config);
const char *ht_kubeconfig_get_current_context (const HtKubeconfig *config);
HtKubeAccess *ht_kubeconfig_get_access (const HtKubeconfig *config,
                                        const char *context,
                                        HtKubeReadFunc read,
                                        gpointer user_data,
                                        GError **error);
void ht_kube_access_set_certificate (HtKubeAccess *access, const char *pem, const char *key_pem);
void ht_kube_access_free (HtKubeAccess *access);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtKubeconfig, ht_kubeconfig_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtKubeAccess, ht_kube_access_free)

G_END_DECLS
