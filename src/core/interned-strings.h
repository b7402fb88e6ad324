/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtStrings:
 *
 * Strings, each kept once and named by a 32-bit id.
 *
 * Id 0 is the empty string. Ids are dense and never change, so an array
 * indexed by id can hold what somebody wants to remember of a string. The
 * bytes are kept as they came: they may hold NUL or be no UTF-8.
 *
 * Not thread-safe while strings are added; any number of threads may read.
 */
typedef struct _HtStrings HtStrings;

HtStrings *ht_strings_new (void);
void ht_strings_free (HtStrings *strings);
guint32 ht_strings_intern (HtStrings *strings, const char *bytes, gsize length);
const char *ht_strings_get (const HtStrings *strings, guint32 id);
gsize ht_strings_length (const HtStrings *strings, guint32 id);
guint32 ht_strings_count (const HtStrings *strings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtStrings, ht_strings_free)

G_END_DECLS
