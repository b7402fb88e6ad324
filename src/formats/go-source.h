/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HT_GO_NONE:
 *
 * Index of no token or function.
 */
#define HT_GO_NONE G_MAXUINT32

/**
 * HtGoTokenKind:
 * @HT_GO_WORD: an identifier or keyword
 * @HT_GO_VALUE: a number, string or rune
 * @HT_GO_OPERATOR: an operator, comma, colon or dot
 * @HT_GO_END: a semicolon, or the end of a line that stands for one
 * @HT_GO_OPEN: ( [ {
 * @HT_GO_CLOSE: ) ] }
 */
typedef enum
{
  HT_GO_WORD,
  HT_GO_VALUE,
  HT_GO_OPERATOR,
  HT_GO_END,
  HT_GO_OPEN,
  HT_GO_CLOSE,
} HtGoTokenKind;

/**
 * HtGoBrace:
 * @HT_GO_BLOCK: statements
 * @HT_GO_LITERAL: elements of a composite literal
 * @HT_GO_TYPE: fields or methods
 *
 * What is in braces.
 */
typedef enum
{
  HT_GO_BLOCK,
  HT_GO_LITERAL,
  HT_GO_TYPE,
} HtGoBrace;

/**
 * HtGoToken:
 * @offset: where it begins in the text, bytes
 * @length: how long it is, bytes; 0 for the end of a line
 * @line: its line, from 1
 * @outer: index of the bracket that it is in; %HT_GO_NONE if in none. A closing bracket is
 *   where its opening one is
 * @partner: index of the other bracket; %HT_GO_NONE if there is none
 * @kind: what it is
 * @brace: of braces: what is in them
 */
typedef struct
{
  guint32 offset;
  guint32 length;
  guint32 line;
  guint32 outer;
  guint32 partner;
  HtGoTokenKind kind : 8;
  HtGoBrace brace : 8;
} HtGoToken;

/**
 * HtGoFunction:
 * @begin: its word `func`
 * @name: its name; %HT_GO_NONE for a literal
 * @receiver: the parenthesis before the receiver of a method; %HT_GO_NONE if it has none
 * @parameters: the parenthesis before its parameters
 * @body: the brace before its body
 *
 * A function with a body. All are indices of tokens.
 */
typedef struct
{
  guint32 begin;
  guint32 name;
  guint32 receiver;
  guint32 parameters;
  guint32 body;
} HtGoFunction;

/**
 * HtGoSource:
 * @text: the text, ended by a NUL
 * @tokens: (element-type HtGoToken): its tokens, without comments
 * @functions: (element-type HtGoFunction): its functions by position; those within others come
 *   after them
 *
 * A file of Go as tokens with their brackets: enough to follow what becomes of a value, far from
 * what a compiler knows.
 */
typedef struct
{
  /* Owned */
  char *text;
  GArray *tokens;
  GArray *functions;
} HtGoSource;

HtGoSource *ht_go_source_new (const char *text, gsize length);
void ht_go_source_free (HtGoSource *source);
const HtGoToken *ht_go_source_get (const HtGoSource *source, guint32 index);
gboolean ht_go_source_is (const HtGoSource *source, guint32 index, const char *text);
gboolean ht_go_source_equal (const HtGoSource *source, guint32 a, guint32 b);
char *ht_go_source_copy (const HtGoSource *source, guint32 index);
char *ht_go_source_get_line (const HtGoSource *source, gint64 line);
guint32 ht_go_source_find_line (const HtGoSource *source, gint64 line);
guint32 ht_go_source_find_function (const HtGoSource *source, guint32 index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGoSource, ht_go_source_free)

G_END_DECLS
