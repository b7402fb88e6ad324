/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-context.h"

#include "safe-text.h"
#include "trace-id-map.h"

/* More different names than any program has, so that one made on purpose does not fill the memory.
 */
#define MAX_NAMES  65536
#define MAX_FRAMES 1024

/* What a string or a stack of the generation at hand means. */
typedef struct
{
  guint64 id;
  guint32 kept;
} Meaning;

struct _HtTraceContext
{
  HtTraceRecordSink sink;
  gint64 origin_unix_ns;
  gboolean has_own_clock;

  /* Borrowed */
  HtCatalog *catalog;
  const HtTraceTables *tables;

  /* Owned */
  HtStrings *names;
  HtTraceIdMap name_of_string;
  HtTraceIdMap entry_of_stack;
  HtTraceIdMap node_of_stack;
};

/**
 * ht_trace_context_new:
 * @sink: takes the records; copied
 * @catalog: what nodes and frames are added to
 * @origin_unix_ns: when the trace began, in ns since 1970, should it not say so itself
 *
 * Returns: (transfer full): the context; one thread at a time
 */
HtTraceContext *
ht_trace_context_new (const HtTraceRecordSink *sink, HtCatalog *catalog, gint64 origin_unix_ns)
{
  HtTraceContext *self = g_new0 (HtTraceContext, 1);

  self->sink = *sink;
  self->catalog = catalog;
  self->origin_unix_ns = origin_unix_ns;
  self->names = ht_strings_new ();
  ht_trace_id_map_init (&self->name_of_string, sizeof (Meaning));
  ht_trace_id_map_init (&self->entry_of_stack, sizeof (Meaning));
  ht_trace_id_map_init (&self->node_of_stack, sizeof (Meaning));
  return self;
}

/**
 * ht_trace_context_free:
 * @context: (transfer full) (nullable): the context
 *
 * Frees it and the names that it gave out.
 */
void
ht_trace_context_free (HtTraceContext *context)
{
  if (context == NULL)
    return;
  ht_trace_id_map_clear (&context->name_of_string);
  ht_trace_id_map_clear (&context->entry_of_stack);
  ht_trace_id_map_clear (&context->node_of_stack);
  ht_strings_free (context->names);
  g_free (context);
}

static void
forget (HtTraceIdMap *meanings)
{
  ht_trace_id_map_clear (meanings);
  ht_trace_id_map_init (meanings, sizeof (Meaning));
}

/**
 * ht_trace_context_begin_generation:
 * @context: the context
 * @generation: whose events follow; borrowed while they do
 *
 * Takes note of what ids mean from now on. The wall clock is that of the first generation, so that
 * one that is set meanwhile takes no times apart.
 */
void
ht_trace_context_begin_generation (HtTraceContext *context, const HtTraceGeneration *generation)
{
  gboolean is_first = context->tables == NULL;

  context->tables = generation->tables;
  forget (&context->name_of_string);
  forget (&context->entry_of_stack);
  forget (&context->node_of_stack);
  if (!is_first || generation->wall_origin_unix_ns == HT_UNKNOWN)
    return;
  context->has_own_clock = TRUE;
  context->origin_unix_ns = generation->wall_origin_unix_ns;
}

/**
 * ht_trace_context_get_sink:
 * @context: the context
 *
 * Returns: (transfer none): what takes the records
 */
const HtTraceRecordSink *
ht_trace_context_get_sink (const HtTraceContext *context)
{
  return &context->sink;
}

/**
 * ht_trace_context_get_catalog:
 * @context: the context
 *
 * Returns: (transfer none): whose nodes the records name
 */
HtCatalog *
ht_trace_context_get_catalog (const HtTraceContext *context)
{
  return context->catalog;
}

/**
 * ht_trace_context_get_tables:
 * @context: the context, in a generation
 *
 * Returns: (transfer none): what ids mean in the generation at hand
 */
const HtTraceTables *
ht_trace_context_get_tables (const HtTraceContext *context)
{
  return context->tables;
}

/**
 * ht_trace_context_get_unix_ns:
 * @context: the context, in a generation or behind the last
 * @time_ns: ns since the beginning of the trace
 *
 * Returns: the same in ns since 1970
 */
gint64
ht_trace_context_get_unix_ns (const HtTraceContext *context, gint64 time_ns)
{
  gint64 unix_ns;

  if (__builtin_add_overflow (context->origin_unix_ns, time_ns, &unix_ns))
    return G_MAXINT64;
  return unix_ns;
}

/**
 * ht_trace_context_tell_gauge:
 * @context: the context, in a generation or behind the last
 * @name: name of a series
 * @unit: its unit
 * @time_ns: ns since the beginning of the trace
 * @value: the value from then on
 *
 * Hands a point of a series of kind %HT_POINT_GAUGE to the sink.
 */
void
ht_trace_context_tell_gauge (const HtTraceContext *context,
                             const char *name,
                             const char *unit,
                             gint64 time_ns,
                             double value)
{
  HtPoint point = {
    .name = name,
    .unit = unit,
    .kind = HT_POINT_GAUGE,
    .time_ns = ht_trace_context_get_unix_ns (context, time_ns),
    .value = value,
  };

  ht_record_sink_point (&context->sink.records, &point);
}

/**
 * ht_trace_context_has_own_clock:
 * @context: the context, in a generation or behind the last
 *
 * Returns: whether the trace itself says when it was
 */
gboolean
ht_trace_context_has_own_clock (const HtTraceContext *context)
{
  return context->has_own_clock;
}

static guint32
keep_name (HtTraceContext *self, const char *bytes, gsize length)
{
  if (ht_strings_count (self->names) >= MAX_NAMES)
    return ht_strings_intern (self->names, HT_TRACE_REST, strlen (HT_TRACE_REST));
  if (g_utf8_validate_len (bytes, length, NULL))
    return ht_strings_intern (self->names, bytes, length);

  g_autofree char *valid = ht_safe_text_to_utf8 (bytes, (gssize) length);

  return ht_strings_intern (self->names, valid, strlen (valid));
}

/**
 * ht_trace_context_keep_name:
 * @context: the context
 * @bytes: a name that is in none of the trace's strings
 * @length: its length in bytes
 *
 * Returns: (transfer none): the name as valid UTF-8: the pointer that the context gives for an
 *   equal string of the trace
 */
const char *
ht_trace_context_keep_name (HtTraceContext *context, const char *bytes, gsize length)
{
  return ht_strings_get (context->names, keep_name (context, bytes, length));
}

static Meaning *
add_meaning (HtTraceIdMap *meanings, guint64 id, guint32 kept)
{
  Meaning *meaning = ht_trace_id_map_add (meanings, id);

  meaning->kept = kept;
  return meaning;
}

/**
 * ht_trace_context_get_name:
 * @context: the context, in a generation
 * @string: id of a string of that generation
 *
 * Gives reasons, labels and names, of which there are few. Messages, which may all be different,
 * are better taken from the tables.
 *
 * Returns: (transfer none): the string as valid UTF-8, the same pointer each time and until the
 *   context is freed; "" for 0 and for what is not known
 */
const char *
ht_trace_context_get_name (HtTraceContext *context, guint64 string)
{
  const Meaning *known = ht_trace_id_map_find_again (&context->name_of_string, string);

  if (known == NULL)
    {
      gsize length;
      const char *bytes = ht_trace_tables_get_string (context->tables, string, &length);

      known = add_meaning (&context->name_of_string, string,
                           bytes != NULL ? keep_name (context, bytes, length) : 0);
    }
  return ht_strings_get (context->names, known->kept);
}

/**
 * ht_trace_context_get_entry:
 * @context: the context, in a generation
 * @stack: id of a stack of that generation
 *
 * Returns: (transfer none): the function at the root of the stack, the same pointer each time and
 *   until the context is freed; %HT_TRACE_FUNCTION_UNKNOWN if there is none
 */
const char *
ht_trace_context_get_entry (HtTraceContext *context, guint64 stack)
{
  const Meaning *known = ht_trace_id_map_find_again (&context->entry_of_stack, stack);

  if (known == NULL)
    {
      guint n_frames;
      const HtTraceFrame *frames = ht_trace_tables_get_stack (context->tables, stack, &n_frames);
      gsize length = 0;
      const char *bytes =
          n_frames > 0
              ? ht_trace_tables_get_string (context->tables, frames[n_frames - 1].function, &length)
              : NULL;

      known = add_meaning (&context->entry_of_stack, stack,
                           bytes != NULL ? keep_name (context, bytes, length) : 0);
    }
  return known->kept > 0 ? ht_strings_get (context->names, known->kept) : HT_TRACE_FUNCTION_UNKNOWN;
}

static guint32
keep_string (HtTraceContext *self, guint64 string)
{
  gsize length;
  const char *bytes = ht_trace_tables_get_string (self->tables, string, &length);

  return bytes != NULL ? ht_strings_intern (self->catalog->strings, bytes, length) : 0;
}

static guint32
keep_frame (HtTraceContext *self, const HtTraceFrame *frame)
{
  guint32 name = keep_string (self, frame->function);
  HtFunction function = {
    .name = name,
    .system_name = name,
    .file = keep_string (self, frame->file),
  };
  /* No address: without the mapping it says nothing that outlasts the process. */
  HtFrame kept = {
    .line = frame->line,
    .function = ht_symbols_intern_function (self->catalog->symbols, &function),
  };

  return ht_symbols_intern_frame (self->catalog->symbols, &kept);
}

/**
 * ht_trace_context_get_node:
 * @context: the context, in a generation
 * @stack: id of a stack of that generation
 *
 * Returns: the node of the catalog's call tree that stands for it; 0 if there is no such stack
 */
guint32
ht_trace_context_get_node (HtTraceContext *context, guint64 stack)
{
  const Meaning *known = ht_trace_id_map_find_again (&context->node_of_stack, stack);

  if (known == NULL)
    {
      guint n_frames;
      const HtTraceFrame *frames = ht_trace_tables_get_stack (context->tables, stack, &n_frames);
      guint32 node = 0;

      for (guint i = MIN (n_frames, MAX_FRAMES); i-- > 0;)
        node = ht_call_tree_intern (context->catalog->tree, node, keep_frame (context, &frames[i]));
      known = add_meaning (&context->node_of_stack, stack, node);
    }
  return known->kept;
}
