/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtEscapeKind:
 * @HT_ESCAPE_VARIABLE: a variable is made on the heap
 * @HT_ESCAPE_OBJECT: what new, make or a literal makes
 * @HT_ESCAPE_APPEND: the array that append makes
 * @HT_ESCAPE_CLOSURE: a function with what it captured
 * @HT_ESCAPE_CONCAT: text put together with +
 * @HT_ESCAPE_CONVERSION: text made of bytes, or bytes of text
 * @HT_ESCAPE_INTERFACE: a value that is copied into an interface
 *
 * What is allocated.
 */
typedef enum
{
  HT_ESCAPE_VARIABLE,
  HT_ESCAPE_OBJECT,
  HT_ESCAPE_APPEND,
  HT_ESCAPE_CLOSURE,
  HT_ESCAPE_CONCAT,
  HT_ESCAPE_CONVERSION,
  HT_ESCAPE_INTERFACE,
} HtEscapeKind;

/**
 * HtEscapeNote:
 * @package: import path of the package; empty if nobody told
 * @file: its file, as the compiler wrote it
 * @line: line in it, from 1
 * @kind: what is allocated
 * @text: what the compiler said
 *
 * What the Go compiler says of a place that allocates on the heap. All is owned by the notes.
 */
typedef struct
{
  const char *package;
  char *file;
  gint64 line;
  HtEscapeKind kind;
  char *text;
} HtEscapeNote;

/**
 * HtEscapeNotes:
 *
 * What `go build -gcflags=-m` or `-m=2` wrote, or the files of `-gcflags=-json=0,DIR`, one after
 * the other. Reference-counted, immutable.
 */
typedef struct _HtEscapeNotes HtEscapeNotes;

HtEscapeNotes *ht_escape_notes_parse (const char *text, gsize length, GError **error);
HtEscapeNotes *ht_escape_notes_ref (HtEscapeNotes *notes);
void ht_escape_notes_unref (HtEscapeNotes *notes);
guint ht_escape_notes_get_n (const HtEscapeNotes *notes);
const HtEscapeNote *ht_escape_notes_get (const HtEscapeNotes *notes, guint index);
GPtrArray *ht_escape_notes_find (const HtEscapeNotes *notes, const char *file, gint64 line);
const char *ht_escape_kind_get_name (HtEscapeKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtEscapeNotes, ht_escape_notes_unref)

G_END_DECLS
