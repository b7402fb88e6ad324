/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "format-error.h"
#include "profile.h"

G_BEGIN_DECLS

/**
 * HtPprof:
 *
 * A checked pprof profile (profile.proto) over its raw bytes.
 *
 * Opening makes one pass that finds the tables (strings, functions, locations,
 * mappings) and checks every sample against them; the samples stay on the
 * wire and are decoded by whoever walks them, without an object per sample.
 * Immutable; may be read by several threads with a cursor each.
 */
typedef struct _HtPprof HtPprof;

/**
 * HT_PPROF_NONE:
 *
 * Index of nothing, such as the mapping of a location that has none.
 */
#define HT_PPROF_NONE G_MAXUINT32

/**
 * HtPprofText:
 * @offset: where the string begins in the raw bytes
 * @length: its length in bytes
 */
typedef struct
{
  guint32 offset;
  guint32 length;
} HtPprofText;

/**
 * HtPprofMapping:
 * @id: the id that the file gives it
 * @start: first address
 * @limit: the address after the last one
 * @file_offset: offset in the executable of the byte at @start
 * @file: index of a string
 * @build_id: index of a string
 * @flags: #HtMappingFlags
 * @offset: where the record is in the raw bytes
 */
typedef struct
{
  guint64 id;
  guint64 start;
  guint64 limit;
  guint64 file_offset;
  guint32 file;
  guint32 build_id;
  guint32 flags;
  guint32 offset;
} HtPprofMapping;

/**
 * HtPprofFunction:
 * @id: the id that the file gives it
 * @start_line: first line, 0 if unknown
 * @name: index of a string
 * @system_name: index of a string
 * @file: index of a string
 * @offset: where the record is in the raw bytes
 */
typedef struct
{
  guint64 id;
  gint64 start_line;
  guint32 name;
  guint32 system_name;
  guint32 file;
  guint32 offset;
} HtPprofFunction;

/**
 * HtPprofLine:
 * @line: line number
 * @column: column
 * @function: index of a function
 */
typedef struct
{
  gint64 line;
  gint64 column;
  guint32 function;
} HtPprofLine;

/**
 * HtPprofLocation:
 * @id: the id that the file gives it
 * @address: address of the instruction
 * @mapping: index of a mapping or %HT_PPROF_NONE
 * @first_line: index of its first line, that of the innermost inlined call
 * @n_lines: how many lines it has; 0 if the address was not symbolised
 * @is_folded: whether several functions share the address
 * @offset: where the record is in the raw bytes
 */
typedef struct
{
  guint64 id;
  guint64 address;
  guint32 mapping;
  guint32 first_line;
  guint32 n_lines;
  gboolean is_folded;
  guint32 offset;
} HtPprofLocation;

/**
 * HtPprofTables:
 * @strings: (array length=n_strings): the first one is empty
 * @types: (array length=n_types): what each sample has a value for; members are indices of strings
 * @mappings: (array length=n_mappings): the first one is the program itself
 * @functions: (array length=n_functions): all functions
 * @locations: (array length=n_locations): all locations
 * @lines: (array length=n_lines): the lines of all locations
 * @comments: (array length=n_comments): indices of strings
 * @n_samples: how many samples there are
 * @longest_stack: how many locations the longest stack has
 * @period_type: what @period counts; indices of strings
 *
 * Everything of a profile but its samples. All indices were checked. The rest
 * is as in #HtProfile, with indices of strings.
 */
typedef struct
{
  const HtPprofText *strings;
  const HtValueType *types;
  const HtPprofMapping *mappings;
  const HtPprofFunction *functions;
  const HtPprofLocation *locations;
  const HtPprofLine *lines;
  const guint32 *comments;
  guint32 n_strings;
  guint32 n_types;
  guint32 n_mappings;
  guint32 n_functions;
  guint32 n_locations;
  guint32 n_lines;
  guint32 n_comments;
  gsize n_samples;
  gsize longest_stack;

  HtValueType period_type;
  gint64 period;
  gint64 time_ns;
  gint64 duration_ns;
  guint32 default_type;
  guint32 drop_frames;
  guint32 keep_frames;
  guint32 doc_url;
} HtPprofTables;

HtPprof *ht_pprof_open (GBytes *raw, GError **error);
void ht_pprof_free (HtPprof *pprof);
const HtPprofTables *ht_pprof_get_tables (const HtPprof *pprof);
const char *ht_pprof_get_string (const HtPprof *pprof, guint32 index, gsize *length);
int ht_pprof_find_type (const HtPprof *pprof, const char *name);
HtProfile *ht_pprof_load (const HtPprof *pprof, HtCatalog *catalog, GError **error);

/**
 * HtPprofCursor:
 * @locations: (array length=n_locations): indices of locations, leaf first
 * @n_locations: how deep the stack is
 * @values: (array): one value per sample type
 *
 * The sample at which a walk through a profile stands. The arrays are valid until the
 * next step; the remaining members are private.
 */
typedef struct
{
  guint32 *locations;
  gsize n_locations;
  gint64 *values;

  /*< private >*/
  const HtPprof *pprof;
  const guint8 *next;
  const guint8 *sample;
  const guint8 *sample_end;
} HtPprofCursor;

void ht_pprof_cursor_init (HtPprofCursor *cursor, const HtPprof *pprof);
gboolean ht_pprof_cursor_next (HtPprofCursor *cursor);
void ht_pprof_cursor_get_labels (const HtPprofCursor *cursor, GArray *labels);
void ht_pprof_cursor_clear (HtPprofCursor *cursor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtPprof, ht_pprof_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HtPprofCursor, ht_pprof_cursor_clear)

G_END_DECLS
