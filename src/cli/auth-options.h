/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "credentials.h"

G_BEGIN_DECLS

/**
 * HtAuthOptions:
 * @auth_file: (nullable): where the credential to send is
 * @ca: (nullable): where the certificates to trust are, PEM
 * @certificate: (nullable): where the client certificate is, PEM
 * @key: (nullable): where its key is, if not there
 * @insecure: whether anybody may answer
 *
 * How commands that ask services prove who asks.
 */
typedef struct
{
  /* Owned */
  char *auth_file;
  char *ca;
  char *certificate;
  char *key;

  gboolean insecure;
} HtAuthOptions;

/**
 * HT_AUTH_OPTION_ENTRIES:
 * @auth: an #HtAuthOptions
 *
 * Its part of an array of #GOptionEntry.
 */
/* clang-format off */
#define HT_AUTH_OPTION_ENTRIES(auth)                                                              \
  { "auth-file", 0, 0, G_OPTION_ARG_FILENAME, &(auth).auth_file,                                  \
    "Credentials to send to a URL, in one line: “Bearer TOKEN”, “Basic USER:PASSWORD” or "        \
    "“NAME: VALUE” for a header", "FILE" },                                                       \
  { "ca", 0, 0, G_OPTION_ARG_FILENAME, &(auth).ca, "Certificates to trust, PEM", "FILE" },        \
  { "cert", 0, 0, G_OPTION_ARG_FILENAME, &(auth).certificate, "Client certificate, PEM", "FILE" }, \
  { "key", 0, 0, G_OPTION_ARG_FILENAME, &(auth).key, "Its key, if in a file of its own", "FILE" }, \
  { "insecure", 0, 0, G_OPTION_ARG_NONE, &(auth).insecure,                                        \
    "Do not check whom it talks to; anybody may read and answer", NULL }
/* clang-format on */

void ht_auth_options_clear (HtAuthOptions *options);
HtCredentials *ht_auth_options_make_credentials (const HtAuthOptions *options, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HtAuthOptions, ht_auth_options_clear)

G_END_DECLS
