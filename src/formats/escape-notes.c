/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "escape-notes.h"

#include "format-error.h"
#include "json-line.h"
#include "path-parts.h"
#include "text-fields.h"

#include <string.h>

/* More than this is no source of a person. */
#define MAX_NOTES 1000000

/* What is said of an expression may hold all of it. */
#define MAX_TEXT_BYTES 200

#define MOVED   "moved to heap: "
#define ESCAPES " escapes to heap"

struct _HtEscapeNotes
{
  /* Owned */
  GPtrArray *all;
  GStringChunk *packages;
  GHashTable *by_place; /* base name and line: GPtrArray of borrowed notes, in their order */
};

static void
free_note (gpointer data)
{
  HtEscapeNote *note = data;

  g_free (note->file);
  g_free (note->text);
  g_free (note);
}

static gboolean
has_suffix (const char *text, gsize length, const char *suffix)
{
  gsize n = strlen (suffix);

  return length >= n && memcmp (text + length - n, suffix, n) == 0;
}

static gboolean
has_text (const char *text, gsize length, const char *what)
{
  return g_strstr_len (text, (gssize) length, what) != NULL;
}

/* Constants need no memory, although the compiler lists them. */
static gboolean
is_constant (const char *text, gsize length)
{
  return length == 0 || *text == '"' || *text == '`' || *text == '\'' || *text == '-' ||
         g_ascii_isdigit (*text) || ht_text_equal (text, length, "nil") ||
         ht_text_equal (text, length, "true") || ht_text_equal (text, length, "false");
}

/* A pointer that becomes an interface is not copied: of names and calls only values are listed. */
static HtEscapeKind
find_kind (const char *text, gsize length)
{
  if (ht_text_equal (text, length, "func literal"))
    return HT_ESCAPE_CLOSURE;
  if (ht_text_equal (text, length, "append") || ht_text_has_prefix (text, length, "append("))
    return HT_ESCAPE_APPEND;
  if (*text == '&' || ht_text_has_prefix (text, length, "new(") ||
      ht_text_has_prefix (text, length, "make(") || ht_text_has_prefix (text, length, "... ") ||
      (has_suffix (text, length, "}") &&
       (*text == '[' || ht_text_has_prefix (text, length, "map["))))
    return HT_ESCAPE_OBJECT;
  if (ht_text_has_prefix (text, length, "string(") || ht_text_has_prefix (text, length, "([]"))
    return HT_ESCAPE_CONVERSION;
  if (has_text (text, length, " + "))
    return HT_ESCAPE_CONCAT;
  return HT_ESCAPE_INTERFACE;
}

static char *
make_key (const char *file, gint64 line)
{
  g_autofree char *base = g_path_get_basename (file);

  return g_strdup_printf ("%s:%" G_GINT64_FORMAT, base, line);
}

static gboolean
is_known (const GPtrArray *place, const HtEscapeNote *note)
{
  for (guint i = 0; i < place->len; i++)
    {
      const HtEscapeNote *other = g_ptr_array_index (place, i);

      if (g_str_equal (other->text, note->text) && g_str_equal (other->file, note->file) &&
          g_str_equal (other->package, note->package))
        return TRUE;
    }
  return FALSE;
}

/* Generic functions are listed once for each set of types. */
static void
take_note (HtEscapeNotes *self, HtEscapeNote *note)
{
  g_autofree char *key = make_key (note->file, note->line);
  GPtrArray *place = g_hash_table_lookup (self->by_place, key);

  if (place == NULL)
    {
      place = g_ptr_array_new ();
      g_hash_table_insert (self->by_place, g_steal_pointer (&key), place);
    }
  if (is_known (place, note))
    {
      free_note (note);
      return;
    }
  g_ptr_array_add (place, note);
  g_ptr_array_add (self->all, note);
}

/* Takes ":NUMBER" off the end. */
static gboolean
take_number (const char *text, gsize *length, guint64 *number)
{
  gsize begin = *length;

  while (begin > 0 && g_ascii_isdigit (text[begin - 1]))
    begin--;
  if (begin == *length || begin < 2 || text[begin - 1] != ':' ||
      !ht_text_to_uint64 (text + begin, *length - begin, number))
    return FALSE;
  *length = begin - 1;
  return TRUE;
}

/* "FILE:LINE:COLUMN: TEXT"; a colon may be in the file. Explanations have more blanks. */
static gboolean
split (const HtTextLine *line, gsize *file_length, guint64 *number, gsize *text)
{
  for (gsize at = 0; at + 2 < line->length; at++)
    {
      guint64 column;

      if (line->text[at] != ':' || line->text[at + 1] != ' ')
        continue;
      *file_length = at;
      if (!take_number (line->text, file_length, &column) ||
          !take_number (line->text, file_length, number) || *number > G_MAXINT32)
        return FALSE;
      *text = at + 2;
      return line->text[*text] != ' ';
    }
  return FALSE;
}

/* What is said at a place, if it is of the heap. */
static void
take_text (HtEscapeNotes *self,
           const char *package,
           const char *file,
           gsize file_length,
           gint64 line,
           const char *text,
           gsize length)
{
  HtEscapeNote *note;
  HtEscapeKind kind = HT_ESCAPE_VARIABLE;

  if (!ht_text_has_prefix (text, length, MOVED))
    {
      if (!has_suffix (text, length, ESCAPES) || is_constant (text, length - strlen (ESCAPES)))
        return;
      kind = find_kind (text, length - strlen (ESCAPES));
    }
  if (self->all->len >= MAX_NOTES)
    return;
  note = g_new0 (HtEscapeNote, 1);
  note->package = package;
  note->file = g_utf8_make_valid (file, (gssize) file_length);
  note->line = line;
  note->kind = kind;
  note->text = g_utf8_make_valid (text, (gssize) MIN (length, MAX_TEXT_BYTES));
  take_note (self, note);
}

/* Whether it is a line of the compiler, be it about the heap or not. */
static gboolean
read_line (HtEscapeNotes *self, const HtTextLine *line, const char *package)
{
  gsize file_length;
  gsize begin;
  guint64 number;

  if (!split (line, &file_length, &number, &begin))
    return FALSE;
  take_text (self, package, line->text, file_length, (gint64) number, line->text + begin,
             line->length - begin);
  return TRUE;
}

static gboolean
find_member (const char *text, gsize length, const char *key, HtJsonMember *member)
{
  HtJsonMembers members;

  ht_json_members_init (&members, text, length);
  while (ht_json_members_next (&members, member))
    if (ht_text_equal (member->key, member->key_length, key))
      return TRUE;
  return FALSE;
}

/* Puts a text of an object into STRING, or empties that. */
static gboolean
find_string (const char *text, gsize length, const char *key, GString *string)
{
  HtJsonMember member;

  g_string_truncate (string, 0);
  return find_member (text, length, key, &member) && member.is_string &&
         ht_json_unescape (member.value, member.value_length, string);
}

/* The first line that is written in the form of -json names the file, the others are of it. */
static gboolean
read_object (HtEscapeNotes *self, const HtTextLine *line, GString *file)
{
  g_autoptr (GString) text = g_string_new (NULL);
  HtJsonMember range;
  HtJsonMember start;
  HtJsonMember number;
  guint64 at;

  if (find_string (line->text, line->length, "file", text))
    {
      g_string_assign (file, text->str);
      return FALSE;
    }
  if (file->len == 0 || !find_member (line->text, line->length, "range", &range) ||
      !find_member (range.value, range.value_length, "start", &start) ||
      !find_member (start.value, start.value_length, "line", &number) ||
      !ht_text_to_uint64 (number.value, number.value_length, &at) || at > G_MAXINT32)
    return FALSE;
  if (find_string (line->text, line->length, "message", text))
    take_text (self, "", file->str, file->len, (gint64) at, text->str, text->len);
  return TRUE;
}

static const char *
read_header (HtEscapeNotes *self, const HtTextLine *line)
{
  gsize length = line->length - 2;
  const char *blank = memchr (line->text + 2, ' ', length);
  g_autofree char *package = NULL;

  if (blank != NULL)
    length = (gsize) (blank - line->text) - 2;
  package = g_utf8_make_valid (line->text + 2, (gssize) length);
  return g_string_chunk_insert_const (self->packages, package);
}

/**
 * ht_escape_notes_parse:
 * @text: what the Go compiler wrote to standard error, any bytes
 * @length: its length, bytes
 * @error: return location, in %HT_FORMAT_ERROR
 *
 * Reads what the compiler says of what is allocated on the heap. Lines of other kinds are skipped.
 *
 * Returns: (transfer full): the notes; or %NULL with @error set if no line is of the compiler
 */
HtEscapeNotes *
ht_escape_notes_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (HtEscapeNotes) self = g_atomic_rc_box_new0 (HtEscapeNotes);
  HtTextLines lines = { text, length, 0 };
  HtTextLine line;
  const char *package = "";
  g_autoptr (GString) file = g_string_new (NULL);
  gboolean found = FALSE;

  self->all = g_ptr_array_new_with_free_func (free_note);
  self->packages = g_string_chunk_new (1024);
  self->by_place =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  while (ht_text_lines_next (&lines, &line))
    {
      if (line.length > 0 && line.text[line.length - 1] == '\r')
        line.length--;
      if (ht_text_has_prefix (line.text, line.length, "# "))
        package = read_header (self, &line);
      else if (ht_text_has_prefix (line.text, line.length, "{"))
        found |= read_object (self, &line, file);
      else
        found |= read_line (self, &line, package);
    }
  if (found)
    return g_steal_pointer (&self);
  g_set_error_literal (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
                       "no line is like those that go build -gcflags=-m writes");
  return NULL;
}

/**
 * ht_escape_notes_ref:
 * @notes: notes
 *
 * Returns: (transfer full): @notes
 */
HtEscapeNotes *
ht_escape_notes_ref (HtEscapeNotes *notes)
{
  return g_atomic_rc_box_acquire (notes);
}

static void
clear_notes (gpointer data)
{
  HtEscapeNotes *notes = data;

  g_hash_table_unref (notes->by_place);
  g_ptr_array_unref (notes->all);
  g_string_chunk_free (notes->packages);
}

/**
 * ht_escape_notes_unref:
 * @notes: (transfer full): notes
 */
void
ht_escape_notes_unref (HtEscapeNotes *notes)
{
  g_atomic_rc_box_release_full (notes, clear_notes);
}

/**
 * ht_escape_notes_get_n:
 * @notes: notes
 *
 * Returns: how many there are
 */
guint
ht_escape_notes_get_n (const HtEscapeNotes *notes)
{
  return notes->all->len;
}

/**
 * ht_escape_notes_get:
 * @notes: notes
 * @index: which one, from 0
 *
 * Returns: (transfer none): one of them
 */
const HtEscapeNote *
ht_escape_notes_get (const HtEscapeNotes *notes, guint index)
{
  return g_ptr_array_index (notes->all, index);
}

/* In a build with -trimpath files are those of the package; otherwise folders tell. */
static gboolean
is_file_of (const HtEscapeNote *note, const char *file)
{
  const char *slash = strrchr (note->file, '/');
  g_autofree char *of_package =
      g_strconcat (note->package, "/", slash != NULL ? slash + 1 : note->file, NULL);

  return g_str_equal (of_package, file) || g_str_equal (note->file, file) ||
         ht_count_common_parts (of_package, file) >= 2 ||
         ht_count_common_parts (note->file, file) >= 2;
}

/**
 * ht_escape_notes_find:
 * @notes: notes
 * @file: a file as a profile names it
 * @line: a line in it, from 1
 *
 * Returns: (transfer container) (element-type HtEscapeNote): what the compiler said of the line
 */
GPtrArray *
ht_escape_notes_find (const HtEscapeNotes *notes, const char *file, gint64 line)
{
  GPtrArray *found = g_ptr_array_new ();
  g_autofree char *key = make_key (file, line);
  const GPtrArray *place = g_hash_table_lookup (notes->by_place, key);

  for (guint i = 0; place != NULL && i < place->len; i++)
    if (is_file_of (g_ptr_array_index (place, i), file))
      g_ptr_array_add (found, g_ptr_array_index (place, i));
  return found;
}

/**
 * ht_escape_kind_get_name:
 * @kind: what is allocated
 *
 * Returns: what the table of classes of growth calls it
 */
const char *
ht_escape_kind_get_name (HtEscapeKind kind)
{
  static const char *const names[] = {
    [HT_ESCAPE_VARIABLE] = "variable",   [HT_ESCAPE_OBJECT] = "object",
    [HT_ESCAPE_APPEND] = "append",       [HT_ESCAPE_CLOSURE] = "closure",
    [HT_ESCAPE_CONCAT] = "concat",       [HT_ESCAPE_CONVERSION] = "conversion",
    [HT_ESCAPE_INTERFACE] = "interface",
  };

  return names[kind];
}
