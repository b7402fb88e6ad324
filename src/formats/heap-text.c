/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "heap-text.h"

#include <math.h>
#include <string.h>

#include "decode-warnings.h"
#include "heap-text-stats.h"
#include "text-fields.h"

/* The runtime keeps at most 1,024 addresses; inlined calls add frames to them. */
#define MAX_FRAMES 4096

/* What a bucket says before its stack, in the order of the line. */
enum
{
  INUSE_OBJECTS,
  INUSE_BYTES,
  ALLOC_OBJECTS,
  ALLOC_BYTES,
  N_FIGURES,
};

typedef struct
{
  const char *position;
  const char *end;
} Cursor;

/* A frame before it is known what was inlined. */
typedef struct
{
  HtFrame frame;
  /* Where the machine code of the function begins into which it was compiled; 0 if unknown. */
  guint64 entry;
} Symbol;

typedef struct
{
  /* Owned */
  HtProfile *profile;
  GArray *symbols;
  GArray *addresses;
  GArray *frames;

  /* Borrowed */
  HtCatalog *catalog;
  HtDecodeWarnings *warnings;

  /* The record that is being read. */
  gint64 values[N_FIGURES];
  gint64 object_bytes;
  guint64 record_offset;
  gboolean in_record;

  gint64 rate;
  guint32 bytes_key;
  gboolean is_scaled;
  gboolean is_of_go;
} Reader;

static void
skip_blanks (Cursor *self)
{
  while (self->position < self->end && *self->position == ' ')
    self->position++;
}

static gboolean
skip_char (Cursor *self, char c)
{
  skip_blanks (self);
  if (self->position == self->end || *self->position != c)
    return FALSE;
  self->position++;
  return TRUE;
}

/* A decimal number that an int64 can hold. */
static gboolean
scan_count (Cursor *self, gint64 *value)
{
  const char *start;
  guint64 number;

  skip_blanks (self);
  start = self->position;
  while (self->position < self->end && g_ascii_isdigit (*self->position))
    self->position++;
  if (!ht_text_to_uint64 (start, (gsize) (self->position - start), &number) || number > G_MAXINT64)
    return FALSE;
  *value = (gint64) number;
  return TRUE;
}

/* 0x and up to 16 hexadecimal digits */
static gboolean
scan_address (Cursor *self, guint64 *address)
{
  guint n_digits = 0;
  guint64 number = 0;

  if (!ht_text_has_prefix (self->position, (gsize) (self->end - self->position), "0x"))
    return FALSE;
  self->position += 2;
  while (self->position < self->end && g_ascii_isxdigit (*self->position) && n_digits <= 16)
    {
      number = number << 4 | (guint64) g_ascii_xdigit_value (*self->position++);
      n_digits++;
    }
  *address = number;
  return n_digits > 0 && n_digits <= 16;
}

/* "IO: IB [AO: AB] @" */
static gboolean
scan_figures (Cursor *cursor, gint64 *figures)
{
  return scan_count (cursor, &figures[INUSE_OBJECTS]) && skip_char (cursor, ':') &&
         scan_count (cursor, &figures[INUSE_BYTES]) && skip_char (cursor, '[') &&
         scan_count (cursor, &figures[ALLOC_OBJECTS]) && skip_char (cursor, ':') &&
         scan_count (cursor, &figures[ALLOC_BYTES]) && skip_char (cursor, ']') &&
         skip_char (cursor, '@');
}

/* --- the first line --- */

/* "heap profile: IO: IB [AO: AB] @ heap/RATE": Go writes twice its rate behind
 * "heap", others the rate itself behind "heap_v2"; what is "heapprofile" was not sampled.
 */
static gboolean
read_header (Reader *self, const HtTextLine *line)
{
  Cursor cursor = { line->text, line->text + line->length };
  gint64 figures[N_FIGURES];
  const char *kind;
  gsize n;

  if (!ht_text_has_prefix (line->text, line->length, "heap profile:"))
    return FALSE;
  cursor.position += strlen ("heap profile:");
  if (!scan_figures (&cursor, figures))
    return FALSE;
  skip_blanks (&cursor);
  kind = cursor.position;
  while (cursor.position < cursor.end &&
         (g_ascii_isalnum (*cursor.position) || *cursor.position == '_'))
    cursor.position++;
  n = (gsize) (cursor.position - kind);
  if (cursor.position < cursor.end &&
      (!skip_char (&cursor, '/') || !scan_count (&cursor, &self->rate)))
    return FALSE;

  self->is_scaled = TRUE;
  self->is_of_go = ht_text_equal (kind, n, "heap");
  if (self->is_of_go)
    self->rate /= 2;
  else if (ht_text_equal (kind, n, "heapprofile"))
    {
      self->rate = 1;
      self->is_scaled = FALSE;
    }
  else if (!ht_text_equal (kind, n, "heap_v2") && !ht_text_equal (kind, n, "heapz_v2"))
    return FALSE;
  return TRUE;
}

static HtValueType
make_type (Reader *self, const char *type, const char *unit)
{
  HtStrings *strings = self->catalog->strings;

  return (HtValueType){ ht_strings_intern (strings, type, strlen (type)),
                        ht_strings_intern (strings, unit, strlen (unit)) };
}

/* In the order that Go's own profiles have. */
static void
begin_profile (Reader *self)
{
  const HtValueType types[] = { make_type (self, "alloc_objects", "count"),
                                make_type (self, "alloc_space", "bytes"),
                                make_type (self, "inuse_objects", "count"),
                                make_type (self, "inuse_space", "bytes") };

  self->profile = ht_profile_new ();
  g_array_append_vals (self->profile->types, types, G_N_ELEMENTS (types));
  self->profile->period_type = make_type (self, "space", "bytes");
  self->profile->period = self->rate;
  self->bytes_key = ht_strings_intern (self->catalog->strings, "bytes", 5);
}

/* --- records --- */

/* Each sample stands for 1/(1-e^(-size/rate)) objects of its size: pprof's
 * scaleHeapSample, which cuts the fractions off as this does.
 */
static gboolean
scale (const Reader *self, gint64 count, gint64 bytes, gint64 *scaled_count, gint64 *scaled_bytes)
{
  double factor;
  double scaled[2];

  *scaled_count = count;
  *scaled_bytes = bytes;
  if (count == 0)
    return bytes == 0;
  if (!self->is_scaled)
    return TRUE;
  if (bytes == 0)
    *scaled_count = 0;
  if (bytes == 0 || self->rate <= 1)
    return TRUE;
  factor = 1 / (1 - exp (-((double) bytes / (double) count) / (double) self->rate));
  scaled[0] = (double) count * factor;
  scaled[1] = (double) bytes * factor;
  if (!(scaled[0] < 0x1p63) || !(scaled[1] < 0x1p63))
    return FALSE;
  *scaled_count = (gint64) scaled[0];
  *scaled_bytes = (gint64) scaled[1];
  return TRUE;
}

/* The bytes of all objects of a bucket are the same: what the label "bytes" tells
 * of a sample in Go's own profiles can be had by a division.
 */
static gint64
get_object_bytes (const gint64 *figures)
{
  if (figures[ALLOC_OBJECTS] > 0)
    return figures[ALLOC_BYTES] / figures[ALLOC_OBJECTS];
  if (figures[INUSE_OBJECTS] > 0)
    return figures[INUSE_BYTES] / figures[INUSE_OBJECTS];
  return 0;
}

/* "IO: IB [AO: AB] @ 0xpc 0xpc …" */
static gboolean
parse_record (Reader *self, const HtTextLine *line)
{
  Cursor cursor = { line->text, line->text + line->length };
  gint64 figures[N_FIGURES];
  guint64 address;

  if (!scan_figures (&cursor, figures) ||
      !scale (self, figures[ALLOC_OBJECTS], figures[ALLOC_BYTES], &self->values[0],
              &self->values[1]) ||
      !scale (self, figures[INUSE_OBJECTS], figures[INUSE_BYTES], &self->values[2],
              &self->values[3]))
    return FALSE;
  self->object_bytes = get_object_bytes (figures);

  skip_blanks (&cursor);
  while (cursor.position < cursor.end)
    {
      if (!scan_address (&cursor, &address) || self->addresses->len == MAX_FRAMES)
        return FALSE;
      g_array_append_val (self->addresses, address);
      skip_blanks (&cursor);
    }
  return TRUE;
}

static void
begin_record (Reader *self, const HtTextLine *line)
{
  g_array_set_size (self->addresses, 0);
  g_array_set_size (self->symbols, 0);
  self->record_offset = line->offset;
  /* The list of addresses may end in the middle of one. */
  self->in_record = line->is_whole && parse_record (self, line);
  if (!self->in_record)
    ht_decode_warnings_add (self->warnings, line->offset, "a broken record; it is left out");
}

/* Which calls were inlined, the text does not say. But they share the entry of
 * the function that they were compiled into, and that one is the last of them
 * towards the root. They are given one address, as in Go's own profiles.
 */
static void
mark_inlined (Reader *self)
{
  Symbol *symbols = (Symbol *) (void *) self->symbols->data;
  guint n = self->symbols->len;

  for (guint first = 0, next; first < n; first = next)
    {
      guint32 compiled_into;

      for (next = first + 1;
           next < n && symbols[first].entry != 0 && symbols[next].entry == symbols[first].entry;)
        next++;
      compiled_into = symbols[next - 1].frame.function;
      for (guint i = first; i + 1 < next; i++)
        if (symbols[i].frame.function != compiled_into)
          {
            symbols[i].frame.flags |= HT_FRAME_INLINED;
            symbols[i + 1].frame.address = symbols[i].frame.address;
          }
    }
}

/* Adds frames without names for the addresses from @first on: return addresses,
 * of which the byte before lies in the call.
 */
static void
append_addresses (Reader *self, guint first)
{
  for (guint i = first; i < self->addresses->len; i++)
    {
      HtFrame frame = { .address = g_array_index (self->addresses, guint64, i) - 1 };
      guint32 id = ht_symbols_intern_frame (self->catalog->symbols, &frame);

      g_array_append_val (self->frames, id);
    }
}

/* Behind the address that the last symbol line spoke of. */
static guint
find_unnamed (const Reader *self, guint64 last_address)
{
  for (guint i = self->addresses->len; i > 0; i--)
    if (g_array_index (self->addresses, guint64, i - 1) == last_address + 1)
      return i;
  return self->addresses->len;
}

static void
end_record (Reader *self, gboolean is_cut)
{
  HtLabel label = { .key = self->bytes_key, .number = self->object_bytes };
  guint32 label_set = 0;
  guint64 last_address = 0;
  guint32 node;

  if (!self->in_record)
    return;
  self->in_record = FALSE;
  if (self->symbols->len > 0)
    last_address = g_array_index (self->symbols, Symbol, self->symbols->len - 1).frame.address;
  mark_inlined (self);
  g_array_set_size (self->frames, 0);
  for (guint i = 0; i < self->symbols->len; i++)
    {
      guint32 id = ht_symbols_intern_frame (self->catalog->symbols,
                                            &g_array_index (self->symbols, Symbol, i).frame);

      g_array_append_val (self->frames, id);
    }
  if (self->symbols->len == 0)
    append_addresses (self, 0);
  else if (is_cut)
    append_addresses (self, find_unnamed (self, last_address));

  if (self->object_bytes > 0)
    label_set = ht_label_sets_intern (self->catalog->label_sets, &label, 1);
  node =
      ht_call_tree_intern_stack (self->catalog->tree, (const guint32 *) (void *) self->frames->data,
                                 self->frames->len);
  ht_profile_add_row (self->profile, node, label_set, self->values);
}

/* --- symbol lines --- */

static const char *
find_last (const char *text, gsize length, const char *needle)
{
  gsize n = strlen (needle);

  for (gsize i = length; i >= n; i--)
    if (memcmp (text + i - n, needle, n) == 0)
      return text + i - n;
  return NULL;
}

/* The next field of a line whose fields are aligned with one tab or several. */
static gboolean
next_field (Cursor *cursor, const char **field, gsize *n)
{
  while (cursor->position < cursor->end && *cursor->position == '\t')
    cursor->position++;
  *field = cursor->position;
  while (cursor->position < cursor->end && *cursor->position != '\t')
    cursor->position++;
  *n = (gsize) (cursor->position - *field);
  return *n > 0;
}

static guint32
intern_function (Reader *self, const char *name, gsize n_name, const char *file, gsize n_file)
{
  HtFunction function = { .name = ht_strings_intern (self->catalog->strings, name, n_name) };

  function.system_name = function.name;
  function.file = ht_strings_intern (self->catalog->strings, file, n_file);
  return ht_symbols_intern_function (self->catalog->symbols, &function);
}

/* "func+0xoff" and "file:line" of a symbol whose address is known. */
static gboolean
parse_name (Reader *self, Cursor *cursor, Symbol *symbol)
{
  const char *function, *place, *plus, *colon;
  gsize n_function, n_place;
  guint64 offset, line;
  Cursor at_offset;

  if (!next_field (cursor, &function, &n_function) || !next_field (cursor, &place, &n_place))
    return FALSE;
  plus = find_last (function, n_function, "+0x");
  colon = find_last (place, n_place, ":");
  if (plus == NULL || plus == function || colon == NULL)
    return FALSE;
  at_offset = (Cursor){ plus + 1, function + n_function };
  if (!scan_address (&at_offset, &offset) || at_offset.position != at_offset.end ||
      !ht_text_to_uint64 (colon + 1, (gsize) (place + n_place - colon - 1), &line) ||
      line > G_MAXINT32)
    return FALSE;

  symbol->frame.line = (gint64) line;
  symbol->frame.function =
      intern_function (self, function, (gsize) (plus - function), place, (gsize) (colon - place));
  if (offset <= symbol->frame.address)
    symbol->entry = symbol->frame.address - offset;
  return TRUE;
}

/* "#<TAB>0xpc<TAB>func+0xoff<TAB>file:line", or only the address where nobody knows more */
static void
read_symbol (Reader *self, const HtTextLine *line)
{
  Cursor cursor = { line->text + 1, line->text + line->length };
  Cursor at_address = cursor;
  Symbol symbol = { 0 };
  const char *field;
  gsize n;

  if (!self->in_record || !line->is_whole)
    return;
  if (!next_field (&cursor, &field, &n))
    return;
  at_address = (Cursor){ field, field + n };
  if (!scan_address (&at_address, &symbol.frame.address) || self->symbols->len == MAX_FRAMES)
    {
      ht_decode_warnings_add (self->warnings, line->offset, "a broken frame; it is left out");
      return;
    }
  if (cursor.position < cursor.end && !parse_name (self, &cursor, &symbol))
    ht_decode_warnings_add (self->warnings, line->offset,
                            "a frame without a good name and place; only its address is kept");
  g_array_append_val (self->symbols, symbol);
}

/* --- the whole --- */

static gboolean
is_memory_map (const HtTextLine *line)
{
  return ht_text_equal (line->text, line->length, "--- Memory map: ---") ||
         ht_text_equal (line->text, line->length, "MAPPED_LIBRARIES:");
}

/* Up to the line after "# runtime.MemStats"; FALSE if there is no such line. */
static gboolean
read_records (Reader *self, HtTextLines *lines)
{
  HtTextLine line = { 0 };

  while (ht_text_lines_next (lines, &line))
    {
      if (line.length == 0)
        end_record (self, FALSE);
      else if (ht_text_equal (line.text, line.length, "# runtime.MemStats"))
        {
          end_record (self, FALSE);
          return TRUE;
        }
      else if (is_memory_map (&line))
        {
          end_record (self, FALSE);
          return FALSE;
        }
      else if (*line.text == '#')
        read_symbol (self, &line);
      else
        {
          end_record (self, FALSE);
          begin_record (self, &line);
        }
    }

  /* Go writes an empty line behind each record, and always the statistics. */
  if (self->in_record && self->is_of_go)
    ht_decode_warnings_add (self->warnings, self->record_offset,
                            "the text ends within this record; what is missing of its stack has no "
                            "names");
  end_record (self, TRUE);
  if (self->is_of_go)
    ht_decode_warnings_add (self->warnings, lines->length, "the text ends before runtime.MemStats");
  return FALSE;
}

static gboolean
read_all (Reader *self, HtTextLines *lines, GError **error)
{
  HtHeapTextStats stats = { .warnings = self->warnings };
  HtTextLine line;
  guint n_cycles;

  if (!ht_text_lines_next (lines, &line) || !read_header (self, &line))
    {
      g_set_error_literal (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
                           "not the first line of a heap profile as text, at byte 0");
      return FALSE;
    }
  begin_profile (self);
  if (read_records (self, lines))
    while (ht_text_lines_next (lines, &line))
      ht_heap_text_stats_read (&stats, &line);
  n_cycles = ht_gc_ring_give (&stats.ring, self->warnings->sink);

  if (ht_profile_n_rows (self->profile) > 0 || stats.n_points > 0 || n_cycles > 0)
    return TRUE;
  g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TRUNCATED,
               "neither a good record nor runtime.MemStats up to byte %" G_GSIZE_FORMAT,
               lines->length);
  return FALSE;
}

/**
 * ht_heap_text_decode:
 * @text: what `/debug/pprof/heap?debug=1` or `allocs?debug=1` answered; need not be terminated
 * @length: its length
 * @catalog: what the profile is told in
 * @sink: who is given the MemStats at its end
 * @error: return location for an error
 *
 * Reads a heap profile as text.
 *
 * The counts in the text are samples; they are scaled as `go tool pprof` does,
 * to the types alloc_objects, alloc_space, inuse_objects and inuse_space. Names come from
 * the symbol lines (pprof has only addresses), of which those of the runtime at
 * the leaf are hidden as in Go's binary profiles. A record without them, as
 * other languages write it, has its addresses. The label "bytes", the size of
 * an object, is the quotient of a record's bytes and objects.
 *
 * MemStats become points, of which MaxRSS is `max_rss`, and up to 256 cycles.
 * Broken records and figures are left out with a warning. Of a text that was cut all that
 * comes before is given; where a stack was cut, the rest of it is addresses.
 *
 * Returns: (transfer full): the profile, or %NULL if the first line is another
 *   one, or there is nothing behind it
 */
HtProfile *
ht_heap_text_decode (const char *text,
                     gsize length,
                     HtCatalog *catalog,
                     const HtRecordSink *sink,
                     GError **error)
{
  g_autoptr (GArray) symbols = g_array_new (FALSE, FALSE, sizeof (Symbol));
  g_autoptr (GArray) addresses = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint32));
  HtDecodeWarnings warnings = { .sink = sink };
  HtTextLines lines = { text, length, 0 };
  Reader reader = { .symbols = symbols,
                    .addresses = addresses,
                    .frames = frames,
                    .catalog = catalog,
                    .warnings = &warnings };
  g_autoptr (HtProfile) profile = NULL;
  gboolean done = read_all (&reader, &lines, error);

  profile = reader.profile;
  ht_decode_warnings_finish (&warnings);
  return done ? g_steal_pointer (&profile) : NULL;
}
