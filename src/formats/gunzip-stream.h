/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gunzip.h"

G_BEGIN_DECLS

/**
 * HtGunzipStream:
 *
 * Unpacks gzip data that comes in pieces and is too large for memory. What comes before a damage is
 * handed out. One thread at a time.
 */
typedef struct _HtGunzipStream HtGunzipStream;

/**
 * HtGunzipFunc:
 * @bytes: (array length=length): what was unpacked
 * @length: its length
 * @user_data: data of the caller
 * @error: return location
 *
 * Takes what was unpacked.
 *
 * Returns: %FALSE with @error set to end the unpacking
 */
typedef gboolean (*HtGunzipFunc) (const guint8 *bytes,
                                  gsize length,
                                  gpointer user_data,
                                  GError **error);

HtGunzipStream *ht_gunzip_stream_new (HtGunzipFunc take, gpointer user_data);
void ht_gunzip_stream_free (HtGunzipStream *stream);
gboolean
ht_gunzip_stream_push (HtGunzipStream *stream, const guint8 *packed, gsize length, GError **error);
gboolean ht_gunzip_stream_end (HtGunzipStream *stream, GError **error);
gsize ht_gunzip_head (const guint8 *packed, gsize length, guint8 *head, gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGunzipStream, ht_gunzip_stream_free)

G_END_DECLS
