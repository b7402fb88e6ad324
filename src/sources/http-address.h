/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HtHttpAddress:
 * @base: scheme, host, port, path prefix and query; of a socket `http://localhost`
 * @socket_path: (nullable): the Unix socket
 * @display: the whole as it may be shown
 *
 * The base URL of a target, taken apart. Immutable.
 */
typedef struct
{
  GUri *base;
  char *socket_path;
  char *display;
} HtHttpAddress;

HtHttpAddress *ht_http_address_parse (const char *text, GError **error);
void ht_http_address_free (HtHttpAddress *address);
GUri *ht_http_address_resolve (const HtHttpAddress *address, const char *path, GError **error);
char *ht_http_address_describe (const HtHttpAddress *address, GUri *uri);
const char *
ht_http_address_skip_place (const HtHttpAddress *address, GUri *uri, const char *message);
GUri *ht_http_parse_redirect (GUri *from, const char *location, GError **error);
gboolean ht_http_is_same_origin (GUri *a, GUri *b);
char *ht_http_describe_origin (GUri *uri);
gboolean ht_http_is_loopback (GUri *uri);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtHttpAddress, ht_http_address_free)

G_END_DECLS
