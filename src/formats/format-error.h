/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HT_FORMAT_ERROR:
 *
 * Errors of the decoders. A message says what is wrong and at which byte
 * offset of the (unpacked) input; the caller puts the file's name in front.
 */
#define HT_FORMAT_ERROR (ht_format_error_quark ())

/**
 * HtFormatError:
 * @HT_FORMAT_ERROR_CORRUPT: the bytes break the format's own rules
 * @HT_FORMAT_ERROR_TRUNCATED: the input ends too early
 * @HT_FORMAT_ERROR_UNSUPPORTED: it is another format or a version that is not read
 * @HT_FORMAT_ERROR_TOO_LARGE: a limit of this program was met
 */
typedef enum
{
  HT_FORMAT_ERROR_CORRUPT,
  HT_FORMAT_ERROR_TRUNCATED,
  HT_FORMAT_ERROR_UNSUPPORTED,
  HT_FORMAT_ERROR_TOO_LARGE,
} HtFormatError;

GQuark ht_format_error_quark (void);

G_END_DECLS
