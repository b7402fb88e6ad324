/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtFunction:
 * @name: string id of the name as the profile gives it, in full
 * @system_name: string id of the mangled name; often equal to @name
 * @file: string id of the source file
 * @start_line: first line of the function, 0 if unknown
 *
 * A function. Two functions are one when all four members agree.
 */
typedef struct
{
  guint32 name;
  guint32 system_name;
  guint32 file;
  gint64 start_line;
} HtFunction;

/**
 * HtMappingFlags:
 * @HT_MAPPING_HAS_FUNCTIONS: all of its addresses have function names
 * @HT_MAPPING_HAS_FILENAMES: and file names
 * @HT_MAPPING_HAS_LINE_NUMBERS: and line numbers
 * @HT_MAPPING_HAS_INLINE_FRAMES: and inlined calls are spelled out
 *
 * What the writer of a profile says about a mapping (profile.proto, Mapping 7-10).
 */
typedef enum
{
  HT_MAPPING_HAS_FUNCTIONS = 1 << 0,
  HT_MAPPING_HAS_FILENAMES = 1 << 1,
  HT_MAPPING_HAS_LINE_NUMBERS = 1 << 2,
  HT_MAPPING_HAS_INLINE_FRAMES = 1 << 3,
} HtMappingFlags;

/**
 * HtMapping:
 * @start: first address
 * @limit: the address after the last one
 * @offset: offset in the file of the byte at @start
 * @file: string id of the file's name
 * @build_id: string id of its build id, 0 if unknown
 * @flags: #HtMappingFlags
 *
 * An executable mapped into the process. Two mappings are one when size
 * (rounded up to 4 KiB), offset, file and build id agree: where the loader put
 * it does not matter, and addresses are told relative to the first place seen.
 */
typedef struct
{
  guint64 start;
  guint64 limit;
  guint64 offset;
  guint32 file;
  guint32 build_id;
  guint32 flags;
} HtMapping;

/**
 * HtFrameFlags:
 * @HT_FRAME_INLINED: the compiler put this call into its caller, which is the
 *   next frame towards the root and shares the address
 * @HT_FRAME_FOLDED: several functions share this address (profile.proto, Location 5)
 */
typedef enum
{
  HT_FRAME_INLINED = 1 << 0,
  HT_FRAME_FOLDED = 1 << 1,
} HtFrameFlags;

/**
 * HtFrame:
 * @address: address of the instruction, relocated to the mapping's @start; 0 if unknown
 * @line: line number; 0 if unknown, negative in some foreign profiles
 * @column: column, 0 if unknown
 * @function: id of the function, 0 if the address has no name
 * @mapping: id of the mapping, 0 if unknown
 * @flags: #HtFrameFlags
 *
 * One call in a stack. Two frames are one when all members agree.
 */
typedef struct
{
  guint64 address;
  gint64 line;
  gint64 column;
  guint32 function;
  guint32 mapping;
  guint32 flags;
} HtFrame;

/**
 * HtSymbols:
 *
 * The functions, mappings and frames of a recording, each kept once.
 *
 * Id 0 means none in all three. Ids are dense and never change. Not
 * thread-safe while something is added; any number of threads may read.
 */
typedef struct _HtSymbols HtSymbols;

HtSymbols *ht_symbols_new (void);
void ht_symbols_free (HtSymbols *symbols);
guint32 ht_symbols_intern_function (HtSymbols *symbols, const HtFunction *function);
guint32 ht_symbols_intern_mapping (HtSymbols *symbols, const HtMapping *mapping);
guint32 ht_symbols_intern_frame (HtSymbols *symbols, const HtFrame *frame);
const HtFunction *ht_symbols_get_function (const HtSymbols *symbols, guint32 id);
const HtMapping *ht_symbols_get_mapping (const HtSymbols *symbols, guint32 id);
const HtFrame *ht_symbols_get_frame (const HtSymbols *symbols, guint32 id);
guint32 ht_symbols_n_functions (const HtSymbols *symbols);
guint32 ht_symbols_n_mappings (const HtSymbols *symbols);
guint32 ht_symbols_n_frames (const HtSymbols *symbols);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtSymbols, ht_symbols_free)

G_END_DECLS
