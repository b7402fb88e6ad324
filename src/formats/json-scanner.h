/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "format-error.h"

G_BEGIN_DECLS

/**
 * HT_JSON_MAX_DEPTH:
 *
 * How deep arrays and objects may lie in one another.
 */
#define HT_JSON_MAX_DEPTH 64

/**
 * HT_JSON_MAX_BYTES:
 *
 * Largest JSON text that is read: 64 MiB.
 */
#define HT_JSON_MAX_BYTES (64u << 20)

/**
 * HtJsonKind:
 * @HT_JSON_END: the end of the text, after one whole value
 * @HT_JSON_OBJECT_BEGIN: `{`
 * @HT_JSON_OBJECT_END: `}`
 * @HT_JSON_ARRAY_BEGIN: `[`
 * @HT_JSON_ARRAY_END: `]`
 * @HT_JSON_KEY: name of a member, escapes and all
 * @HT_JSON_STRING: a string, escapes and all
 * @HT_JSON_NUMBER: a number as written
 * @HT_JSON_NOT_A_NUMBER: NaN or an infinity. RFC 8259 has none, but Go's expvar.Float prints them
 * @HT_JSON_TRUE: `true`
 * @HT_JSON_FALSE: `false`
 * @HT_JSON_NULL: `null`
 */
typedef enum
{
  HT_JSON_END,
  HT_JSON_OBJECT_BEGIN,
  HT_JSON_OBJECT_END,
  HT_JSON_ARRAY_BEGIN,
  HT_JSON_ARRAY_END,
  HT_JSON_KEY,
  HT_JSON_STRING,
  HT_JSON_NUMBER,
  HT_JSON_NOT_A_NUMBER,
  HT_JSON_TRUE,
  HT_JSON_FALSE,
  HT_JSON_NULL,
} HtJsonKind;

/**
 * HtJsonToken:
 * @kind: what it is
 * @text: its text, borrowed from the input, not terminated; of keys and strings what is between
 *   the quotes
 * @length: length of @text
 * @offset: byte offset of the token in the input
 */
typedef struct
{
  HtJsonKind kind;
  const char *text;
  gsize length;
  guint64 offset;
} HtJsonToken;

/**
 * HtJsonScanner:
 *
 * Walks over one JSON text token by token and checks its grammar (RFC 8259).
 *
 * Numbers stay as they were written, so that integers up to 2^64-1 are exact,
 * and each token knows its offset. It makes no tree, holds no memory and does
 * not recurse: what a text costs is one pass over it. To be initialised with
 * [method@JsonScanner.init].
 */
typedef struct
{
  /*< private >*/
  const char *text;
  gsize length;
  gsize position;
  guint depth;
  /* A bit per level, the innermost lowest: set for an object. */
  guint64 objects;
  guint expected;
} HtJsonScanner;

/**
 * HtJsonEachFunc:
 * @scanner: the scanner, behind @value
 * @key: (nullable): name of a member; %NULL for an item of an array
 * @value: its value, or where it begins; what of it is not walked over is passed over
 * @user_data: data of the caller
 * @error: return location
 *
 * Reads one member or item.
 *
 * Returns: %FALSE to give up
 */
typedef gboolean (*HtJsonEachFunc) (HtJsonScanner *scanner,
                                    const HtJsonToken *key,
                                    const HtJsonToken *value,
                                    gpointer user_data,
                                    GError **error);

gboolean
ht_json_scanner_init (HtJsonScanner *scanner, const char *text, gsize length, GError **error);
gboolean ht_json_scanner_next (HtJsonScanner *scanner, HtJsonToken *token, GError **error);
gboolean ht_json_scanner_skip (HtJsonScanner *scanner, const HtJsonToken *begin, GError **error);
gboolean ht_json_scanner_each_member (HtJsonScanner *scanner,
                                      const HtJsonToken *begin,
                                      HtJsonEachFunc func,
                                      gpointer user_data,
                                      GError **error);
gboolean ht_json_scanner_each_item (HtJsonScanner *scanner,
                                    const HtJsonToken *begin,
                                    HtJsonEachFunc func,
                                    gpointer user_data,
                                    GError **error);

gboolean ht_json_token_is (const HtJsonToken *token, const char *text);
gboolean ht_json_token_get_uint64 (const HtJsonToken *token, guint64 *value);
gboolean ht_json_token_get_double (const HtJsonToken *token, double *value);
char *ht_json_token_dup_string (const HtJsonToken *token);

G_END_DECLS
