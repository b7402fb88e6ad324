/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtTraceFrame:
 * @pc: program counter
 * @function: id of the function's name
 * @file: id of the file's name
 * @line: line in it
 *
 * A frame of a stack.
 */
typedef struct
{
  guint64 pc;
  guint32 function;
  guint32 file;
  guint32 line;
} HtTraceFrame;

/**
 * HtTraceType:
 * @id: its number in events of the AllocFree experiment
 * @address: where the program has it; the same in all generations
 * @size_bytes: size of an object
 * @pointer_bytes: how much of that may hold pointers
 * @name: its name, for objects of a slice that of an element; not UTF-8 for certain
 *
 * A type of heap objects.
 */
typedef struct
{
  guint64 id;
  guint64 address;
  guint64 size_bytes;
  guint64 pointer_bytes;
  const char *name;
} HtTraceType;

/**
 * HtTraceHeapLayout:
 * @min_address: address of span, object and stack 0
 * @page_bytes: what ids of spans count
 * @object_align_bytes: what ids of objects count
 * @stack_align_bytes: what ids of stacks count
 *
 * How the ids of the AllocFree experiment become addresses.
 */
typedef struct
{
  guint64 min_address;
  guint64 page_bytes;
  guint64 object_align_bytes;
  guint64 stack_align_bytes;
} HtTraceHeapLayout;

/**
 * HtTraceTables:
 *
 * The strings, stacks and types of a trace or of a part of one, by the ids that the trace gave
 * them.
 *
 * Filled by one thread; any number may read afterwards.
 */
typedef struct _HtTraceTables HtTraceTables;

/**
 * HtTraceAdded:
 * @HT_TRACE_ADDED: it is there now
 * @HT_TRACE_ADDED_TWICE: its id was there already, and still means what it meant
 * @HT_TRACE_ADDED_TOO_MANY: there are as many as are kept
 *
 * What became of something that was to be added to a table.
 */
typedef enum
{
  HT_TRACE_ADDED,
  HT_TRACE_ADDED_TWICE,
  HT_TRACE_ADDED_TOO_MANY,
} HtTraceAdded;

HtTraceTables *ht_trace_tables_new (void);
void ht_trace_tables_free (HtTraceTables *tables);
gsize ht_trace_tables_get_n_bytes (const HtTraceTables *tables);

HtTraceAdded
ht_trace_tables_add_string (HtTraceTables *tables, guint64 id, const char *bytes, gsize length);
HtTraceAdded ht_trace_tables_add_stack (HtTraceTables *tables,
                                        guint64 id,
                                        const HtTraceFrame *frames,
                                        guint n_frames);
HtTraceAdded
ht_trace_tables_add_type (HtTraceTables *tables, const HtTraceType *type, gsize name_length);

const char *ht_trace_tables_get_string (const HtTraceTables *tables, guint64 id, gsize *length);
const HtTraceFrame *
ht_trace_tables_get_stack (const HtTraceTables *tables, guint64 id, guint *n_frames);
gboolean ht_trace_tables_get_type (const HtTraceTables *tables, guint64 id, HtTraceType *type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceTables, ht_trace_tables_free)

G_END_DECLS
