/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HT_STORE_ERROR:
 *
 * Errors of recordings. The message names the file and says what to do.
 */
#define HT_STORE_ERROR (ht_store_error_quark ())

/**
 * HtStoreError:
 * @HT_STORE_ERROR_FOREIGN: the file is no recording
 * @HT_STORE_ERROR_NEWER: a newer version of the program wrote it
 * @HT_STORE_ERROR_CORRUPT: it is damaged
 * @HT_STORE_ERROR_BUSY: another process is writing to it
 * @HT_STORE_ERROR_NOT_FOUND: it does not exist, or it does not hold what was asked for
 * @HT_STORE_ERROR_FAILED: anything else: no permission, …
 * @HT_STORE_ERROR_FULL: the disk is full, or the user's share of it
 */
typedef enum
{
  HT_STORE_ERROR_FOREIGN,
  HT_STORE_ERROR_NEWER,
  HT_STORE_ERROR_CORRUPT,
  HT_STORE_ERROR_BUSY,
  HT_STORE_ERROR_NOT_FOUND,
  HT_STORE_ERROR_FAILED,
  HT_STORE_ERROR_FULL,
} HtStoreError;

GQuark ht_store_error_quark (void);

G_END_DECLS
