/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "heap-text.h"

#include <math.h>
#include <string.h>

#include "decode-warnings.h"
#include "heap-text-stats.h"
#include "text-fields.h"

#define N_TYPES       4
#define DEEPEST_STACK 4096

/* What the columns of a record are, in the order of the protobuf form. */
enum
{
  ALLOC_OBJECTS,
  ALLOC_SPACE,
  INUSE_OBJECTS,
  INUSE_SPACE,
};

typedef struct
{
  /* Owned */
  HtProfile *profile;
  GArray *frames;    /* guint32, of the record being read, leaf first */
  GArray *addresses; /* guint64, likewise, from its first line */

  /* Borrowed */
  HtCatalog *catalog;
  HtDecodeWarnings *warnings;

  gint64 values[N_TYPES];
  guint64 record_offset;
  gint64 rate;
  guint32 bytes_key;
  gboolean in_record;

  /* of the last frame, to tell inlined calls by */
  guint64 last_entry;
  guint32 last_name;
} Reader;

static void
reader_clear (Reader *reader)
{
  g_clear_pointer (&reader->profile, ht_profile_free);
  g_array_unref (reader->frames);
  g_array_unref (reader->addresses);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

static guint32
intern (Reader *reader, const char *text, gsize length)
{
  return ht_strings_intern (reader->catalog->strings, text, length);
}

static guint32
intern_literal (Reader *reader, const char *text)
{
  return intern (reader, text, strlen (text));
}

static void
add_types (Reader *reader)
{
  static const char *const types[N_TYPES][2] = {
    [ALLOC_OBJECTS] = { "alloc_objects", "count" },
    [ALLOC_SPACE] = { "alloc_space", "bytes" },
    [INUSE_OBJECTS] = { "inuse_objects", "count" },
    [INUSE_SPACE] = { "inuse_space", "bytes" },
  };

  for (guint i = 0; i < N_TYPES; i++)
    {
      HtValueType type = { intern_literal (reader, types[i][0]),
                           intern_literal (reader, types[i][1]) };

      g_array_append_val (reader->profile->types, type);
    }
  reader->profile->period_type =
      (HtValueType){ intern_literal (reader, "space"), intern_literal (reader, "bytes") };
  reader->profile->period = reader->rate;
  reader->bytes_key = intern_literal (reader, "bytes");
}

/* Reads a decimal number and moves behind it and the blanks around it. */
static gboolean
take_number (const char **text, gsize *length, gint64 *value)
{
  gsize n = 0;
  guint64 number;

  while (*length > 0 && **text == ' ')
    {
      (*text)++;
      (*length)--;
    }
  while (n < *length && g_ascii_isdigit ((*text)[n]))
    n++;
  if (n == 0 || !ht_text_to_uint64 (*text, n, &number) || number > G_MAXINT64)
    return FALSE;
  *value = (gint64) number;
  *text += n;
  *length -= n;
  return TRUE;
}

static gboolean
take (const char **text, gsize *length, const char *expected)
{
  gsize n = strlen (expected);

  while (*length > 0 && **text == ' ' && *expected != ' ')
    {
      (*text)++;
      (*length)--;
    }
  if (!ht_text_has_prefix (*text, *length, expected))
    return FALSE;
  *text += n;
  *length -= n;
  return TRUE;
}

/* `N: BYTES [N: BYTES] @`, as in the head and in front of each record. */
static gboolean
take_figures (const char **text, gsize *length, gint64 values[N_TYPES])
{
  return take_number (text, length, &values[INUSE_OBJECTS]) && take (text, length, ":") &&
         take_number (text, length, &values[INUSE_SPACE]) && take (text, length, "[") &&
         take_number (text, length, &values[ALLOC_OBJECTS]) && take (text, length, ":") &&
         take_number (text, length, &values[ALLOC_SPACE]) && take (text, length, "]") &&
         take (text, length, "@");
}

/* Go writes twice its rate behind "heap/" (as the pprof of C++ once did), heap_v2 is the rate
 * itself. */
static gboolean
read_head (Reader *reader, const HtTextLine *line)
{
  const char *text = line->text;
  gsize length = line->length;
  gint64 totals[N_TYPES], rate;

  if (!take (&text, &length, "heap profile:") || !take_figures (&text, &length, totals))
    return FALSE;
  if (take (&text, &length, "heap_v2/"))
    {
      if (!take_number (&text, &length, &rate))
        return FALSE;
      reader->rate = rate;
      return TRUE;
    }
  if (take (&text, &length, "heapprofile"))
    {
      reader->rate = 1;
      return TRUE;
    }
  if (!take (&text, &length, "heap/") || !take_number (&text, &length, &rate))
    return FALSE;
  reader->rate = rate / 2;
  return TRUE;
}

/* `go tool pprof` does the same (profile/legacy_profile.go, scaleHeapSample): each object of
 * size S is sampled with probability 1 - exp (-S / rate). */
static void
scale (gint64 rate, gint64 *objects, gint64 *space)
{
  double factor;

  if (*objects == 0 || *space == 0)
    {
      *objects = *space = 0;
      return;
    }
  if (rate <= 1)
    return;
  factor = 1 / (1 - exp (-((double) *space / (double) *objects) / (double) rate));
  *objects = (gint64) MIN ((double) *objects * factor, 0x1p62);
  *space = (gint64) MIN ((double) *space * factor, 0x1p62);
}

static guint32
frame_of_address (Reader *reader, guint64 address)
{
  /* The address after the call; the call is in front of it. */
  HtFrame frame = { .address = address > 0 ? address - 1 : 0 };

  return ht_symbols_intern_frame (reader->catalog->symbols, &frame);
}

static void
end_record (Reader *reader)
{
  HtLabel label = { .key = reader->bytes_key };
  guint32 label_set = 0;
  guint32 node;

  if (!reader->in_record)
    return;
  reader->in_record = FALSE;
  if (reader->frames->len == 0)
    for (guint i = 0; i < reader->addresses->len; i++)
      {
        guint32 frame = frame_of_address (reader, g_array_index (reader->addresses, guint64, i));

        g_array_append_val (reader->frames, frame);
      }

  /* All objects of a record have one size. */
  if (reader->values[ALLOC_OBJECTS] > 0)
    label.number = reader->values[ALLOC_SPACE] / reader->values[ALLOC_OBJECTS];
  else if (reader->values[INUSE_OBJECTS] > 0)
    label.number = reader->values[INUSE_SPACE] / reader->values[INUSE_OBJECTS];
  if (label.number > 0)
    label_set = ht_label_sets_intern (reader->catalog->label_sets, &label, 1);

  scale (reader->rate, &reader->values[ALLOC_OBJECTS], &reader->values[ALLOC_SPACE]);
  scale (reader->rate, &reader->values[INUSE_OBJECTS], &reader->values[INUSE_SPACE]);
  node = ht_call_tree_intern_stack (reader->catalog->tree,
                                    (const guint32 *) (gpointer) reader->frames->data,
                                    reader->frames->len);
  ht_profile_add_row (reader->profile, node, label_set, reader->values);
}

static gboolean
take_address (const char **text, gsize *length, guint64 *address)
{
  const char *word;
  gsize n;

  if (!ht_text_next_word (text, length, &word, &n) || n < 3 || n > 18 || word[0] != '0' ||
      word[1] != 'x')
    return FALSE;
  *address = 0;
  for (gsize i = 2; i < n; i++)
    {
      int digit = g_ascii_xdigit_value (word[i]);

      if (digit < 0)
        return FALSE;
      *address = *address << 4 | (guint64) digit;
    }
  return TRUE;
}

static gboolean
begin_record (Reader *reader, const HtTextLine *line)
{
  const char *text = line->text;
  gsize length = line->length;
  guint64 address;

  end_record (reader);
  g_array_set_size (reader->frames, 0);
  g_array_set_size (reader->addresses, 0);
  reader->last_name = 0;
  if (!take_figures (&text, &length, reader->values) ||
      (reader->values[INUSE_OBJECTS] == 0 && reader->values[INUSE_SPACE] != 0) ||
      (reader->values[ALLOC_OBJECTS] == 0 && reader->values[ALLOC_SPACE] != 0))
    return FALSE;
  while (length > 0 && reader->addresses->len < DEEPEST_STACK)
    {
      if (!take_address (&text, &length, &address))
        return FALSE;
      g_array_append_val (reader->addresses, address);
    }
  reader->record_offset = line->offset;
  reader->in_record = TRUE;
  return TRUE;
}

static const char *
find_last (const char *text, gsize length, char c)
{
  return length > 0 ? memrchr (text, c, length) : NULL;
}

/* `func+0xoffset`; the offset tells where the function begins. */
static gsize
split_function (const char *text, gsize length, guint64 address, guint64 *entry)
{
  const char *plus = find_last (text, length, '+');
  const char *rest = plus + 1;
  gsize n_rest;
  guint64 offset;

  *entry = 0;
  if (plus == NULL)
    return length;
  n_rest = length - (gsize) (rest - text);
  if (!take_address (&rest, &n_rest, &offset))
    return length;
  *entry = address - offset;
  return (gsize) (plus - text);
}

/* Two names at one entry are a call and the caller that it was compiled into. */
static void
mark_inlined (Reader *reader, guint64 entry, guint32 name)
{
  if (entry != 0 && entry == reader->last_entry && name != reader->last_name &&
      reader->last_name != 0 && reader->frames->len > 0)
    {
      guint32 *last = &g_array_index (reader->frames, guint32, reader->frames->len - 1);
      HtFrame frame = *ht_symbols_get_frame (reader->catalog->symbols, *last);

      frame.flags |= HT_FRAME_INLINED;
      *last = ht_symbols_intern_frame (reader->catalog->symbols, &frame);
    }
  reader->last_entry = entry;
  reader->last_name = name;
}

/* `#<TAB>0xpc<TAB>func+0xoff<TAB>file:line`, the fields padded with further tabs. */
static gboolean
read_frame (Reader *reader, const HtTextLine *line)
{
  const char *text = line->text + 1;
  gsize length = line->length - 1;
  const char *tab, *colon;
  gsize n_name, n_file;
  guint64 entry, number = 0;
  HtFrame frame = { 0 };
  HtFunction function = { 0 };
  guint32 id;

  if (!take_address (&text, &length, &frame.address))
    return FALSE;
  while (length > 0 && *text == '\t')
    {
      text++;
      length--;
    }
  tab = find_last (text, length, '\t');
  if (tab == NULL)
    return FALSE;
  n_file = length - (gsize) (tab + 1 - text);
  colon = find_last (tab + 1, n_file, ':');
  if (colon == NULL ||
      !ht_text_to_uint64 (colon + 1, n_file - (gsize) (colon + 1 - (tab + 1)), &number) ||
      number > G_MAXINT64)
    return FALSE;
  n_name = (gsize) (tab - text);
  while (n_name > 0 && text[n_name - 1] == '\t')
    n_name--;
  n_name = split_function (text, n_name, frame.address, &entry);

  function.name = function.system_name = intern (reader, text, n_name);
  function.file = intern (reader, tab + 1, (gsize) (colon - (tab + 1)));
  mark_inlined (reader, entry, function.name);
  frame.line = (gint64) number;
  frame.function = ht_symbols_intern_function (reader->catalog->symbols, &function);
  id = ht_symbols_intern_frame (reader->catalog->symbols, &frame);
  if (reader->frames->len < DEEPEST_STACK)
    g_array_append_val (reader->frames, id);
  return TRUE;
}

static void
read_line (Reader *reader, const HtTextLine *line)
{
  if (line->length == 0)
    end_record (reader);
  else if (line->text[0] == '#')
    {
      if (reader->in_record && !read_frame (reader, line))
        ht_decode_warnings_add (reader->warnings, line->offset, "a line is no frame of a stack");
    }
  else if (!begin_record (reader, line))
    ht_decode_warnings_add (reader->warnings, line->offset, "a line is no record of the heap");
}

/* Reads records until the statistics begin or the text ends. */
static gboolean
read_records (Reader *reader, HtTextLines *lines, HtTextLine *line)
{
  gboolean was_whole = TRUE;

  while (ht_text_lines_next (lines, line))
    {
      if (ht_heap_text_stats_begin (line))
        {
          end_record (reader);
          return TRUE;
        }
      was_whole = line->is_whole;
      /* A number or a stack that was cut would be a wrong one. */
      if (was_whole)
        read_line (reader, line);
    }
  if (was_whole)
    end_record (reader);
  ht_decode_warnings_add (reader->warnings, lines->length,
                          "the text ends too early: a record or the statistics were cut off");
  return FALSE;
}

/**
 * ht_heap_text_decode:
 * @text: (array length=length): what `/debug/pprof/heap?debug=1` or `allocs?debug=1` said
 * @length: its length
 * @catalog: where stacks and names go
 * @sink: who gets the MemStats at the end, and the warnings
 * @error: return location for an error
 *
 * Reads a heap profile in text form, with the statistics behind it.
 *
 * The counts in the text are those of the samples. They are scaled as `go tool pprof` and the
 * protobuf form scale them. The size of the objects, which the protobuf form tells in the
 * label "bytes", is the mean of a record: all of its objects have one size. Which calls were
 * inlined is told by their place in the caller. Lines that do not fit are warned of; of a text
 * that was cut everything before is read.
 *
 * Returns: (transfer full): the profile, or %NULL with @error set
 */
HtProfile *
ht_heap_text_decode (const char *text,
                     gsize length,
                     HtCatalog *catalog,
                     const HtRecordSink *sink,
                     GError **error)
{
  HtDecodeWarnings warnings = { .sink = sink };
  g_auto (Reader) reader = {
    .profile = ht_profile_new (),
    .frames = g_array_new (FALSE, FALSE, sizeof (guint32)),
    .addresses = g_array_new (FALSE, FALSE, sizeof (guint64)),
    .catalog = catalog,
    .warnings = &warnings,
  };
  HtTextLines lines = { text, length, 0 };
  HtTextLine line;

  if (!ht_text_lines_next (&lines, &line) || !read_head (&reader, &line))
    {
      g_set_error_literal (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT,
                           "the first line is no head of a heap profile, at byte 0");
      return NULL;
    }
  add_types (&reader);
  if (read_records (&reader, &lines, &line))
    ht_heap_text_stats_read (&lines, sink, &warnings);
  ht_decode_warnings_finish (&warnings);
  return g_steal_pointer (&reader.profile);
}
