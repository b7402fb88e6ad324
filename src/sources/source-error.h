/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HT_SOURCE_ERROR:
 *
 * Errors of what captures are fetched from. The message names the place, never with a secret, and
 * says what to do about it. What was cancelled fails with %G_IO_ERROR_CANCELLED instead.
 */
#define HT_SOURCE_ERROR (ht_source_error_quark ())

/**
 * HtSourceError:
 * @HT_SOURCE_ERROR_INVALID: what the user gave is no usable URL, credential or configuration;
 *   trying again does not help
 * @HT_SOURCE_ERROR_REFUSED: nobody answers there: refused, no route, no such host, no such socket
 * @HT_SOURCE_ERROR_TIMED_OUT: it took longer than the limits allow
 * @HT_SOURCE_ERROR_UNAUTHORIZED: 401 or 403
 * @HT_SOURCE_ERROR_NOT_FOUND: 404
 * @HT_SOURCE_ERROR_STATUS: any other status that is no success
 * @HT_SOURCE_ERROR_BAD_ANSWER: no HTTP, cut off, or in an encoding that cannot be undone
 * @HT_SOURCE_ERROR_TOO_LARGE: more bytes than the limits allow, packed or unpacked
 * @HT_SOURCE_ERROR_TLS: no connection that could be trusted
 * @HT_SOURCE_ERROR_REDIRECT: a redirect that is not followed
 * @HT_SOURCE_ERROR_FAILED: anything else
 */
typedef enum
{
  HT_SOURCE_ERROR_INVALID,
  HT_SOURCE_ERROR_REFUSED,
  HT_SOURCE_ERROR_TIMED_OUT,
  HT_SOURCE_ERROR_UNAUTHORIZED,
  HT_SOURCE_ERROR_NOT_FOUND,
  HT_SOURCE_ERROR_STATUS,
  HT_SOURCE_ERROR_BAD_ANSWER,
  HT_SOURCE_ERROR_TOO_LARGE,
  HT_SOURCE_ERROR_TLS,
  HT_SOURCE_ERROR_REDIRECT,
  HT_SOURCE_ERROR_FAILED,
} HtSourceError;

GQuark ht_source_error_quark (void);

G_END_DECLS
