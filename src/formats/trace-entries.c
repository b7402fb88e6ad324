/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-entries.h"

#include <string.h>

#include "trace-id-map.h"

/* More living goroutines than any program has. */
#define MAX_GOROUTINES (1u << 22)

/* Go cuts stacks at 128 calls and then leaves out some of its own at the leaf: the root of a stack
 * of this many may be missing. */
#define MAX_WHOLE_FRAMES 112

#define MAIN_GOROUTINE 1
#define MAIN_ENTRY     "main.main"

/* Where all coroutines begin. */
#define COROUTINE_ENTRY "runtime.corostart"

/* What the compiler puts around the call of a go statement is called so, with a number behind it.
 * Of a call that it knows the trace names the function itself, but not of one by a variable. No
 * stack has the wrapper. */
static const char *const wrappers[] = { ".gowrap", "·dwrap·" };

typedef struct
{
  guint64 goroutine;
  const char *function; /* %NULL as long as nobody told */
  const char *wrapper;  /* what stands in for it meanwhile; %NULL for nothing */
  gboolean has_ended;
} Entry;

struct _HtTraceEntries
{
  /* Borrowed */
  HtTraceContext *context;

  /* Owned */
  HtTraceIdMap map;

  guint32 n_unknown; /* entries that have no function and have not ended */
};

/**
 * ht_trace_entries_new:
 * @context: what ids mean; borrowed
 *
 * Returns: (transfer full): a table of no goroutines; one thread at a time
 */
HtTraceEntries *
ht_trace_entries_new (HtTraceContext *context)
{
  HtTraceEntries *self = g_new0 (HtTraceEntries, 1);

  self->context = context;
  ht_trace_id_map_init (&self->map, sizeof (Entry));
  return self;
}

/**
 * ht_trace_entries_free:
 * @entries: (transfer full) (nullable): the table
 */
void
ht_trace_entries_free (HtTraceEntries *entries)
{
  if (entries == NULL)
    return;
  ht_trace_id_map_clear (&entries->map);
  g_free (entries);
}

static gboolean
is_alive (gconstpointer record)
{
  return !((const Entry *) record)->has_ended;
}

/**
 * ht_trace_entries_begin_generation:
 * @entries: the table; its context has begun the generation
 *
 * Forgets goroutines that ended before, so that only those that live take memory.
 */
void
ht_trace_entries_begin_generation (HtTraceEntries *entries)
{
  ht_trace_id_map_tidy (&entries->map, is_alive);
}

/* Of an older goroutine of that number nothing is left. */
static void
begin_entry (HtTraceEntries *self, guint64 goroutine)
{
  Entry *entry = ht_trace_id_map_find_again (&self->map, goroutine);

  if (entry == NULL && self->map.n >= MAX_GOROUTINES)
    return;
  if (entry == NULL)
    entry = ht_trace_id_map_add (&self->map, goroutine);
  else if (!entry->has_ended && entry->function == NULL)
    self->n_unknown--;
  entry->has_ended = FALSE;
  entry->function = NULL;
  entry->wrapper = NULL;
  if (goroutine == MAIN_GOROUTINE)
    entry->function = ht_trace_context_keep_name (self->context, MAIN_ENTRY, strlen (MAIN_ENTRY));
  else
    self->n_unknown++;
}

static void
end_entry (HtTraceEntries *self, guint64 goroutine)
{
  Entry *entry = ht_trace_id_map_find_again (&self->map, goroutine);

  if (entry == NULL || entry->has_ended)
    return;
  entry->has_ended = TRUE;
  if (entry->function == NULL)
    self->n_unknown--;
}

/* What a stack says of where its goroutine began; %NULL if that is nothing. */
static const char *
root_of (HtTraceEntries *self, guint64 stack)
{
  guint n_frames;
  const HtTraceFrame *frames =
      ht_trace_tables_get_stack (ht_trace_context_get_tables (self->context), stack, &n_frames);
  const char *root;

  if (frames == NULL || n_frames == 0 || n_frames >= MAX_WHOLE_FRAMES)
    return NULL;
  root = ht_trace_context_get_entry (self->context, stack);
  return g_str_equal (root, HT_TRACE_FUNCTION_UNKNOWN) ? NULL : root;
}

/* Who called what makes a coroutine. */
static const char *
maker_of_coroutine (HtTraceEntries *self, guint64 stack)
{
  guint n_frames;
  const HtTraceFrame *frames =
      ht_trace_tables_get_stack (ht_trace_context_get_tables (self->context), stack, &n_frames);

  for (guint i = 0; i < n_frames; i++)
    {
      const char *name = ht_trace_context_get_name (self->context, frames[i].function);

      if (*name != '\0' && !g_str_has_prefix (name, "runtime.") &&
          !g_str_has_prefix (name, "iter."))
        return name;
    }
  return NULL;
}

static void
learn (HtTraceEntries *self, guint64 goroutine, const char *function)
{
  Entry *entry = function != NULL ? ht_trace_id_map_find_again (&self->map, goroutine) : NULL;

  if (entry == NULL || entry->function != NULL || entry->has_ended)
    return;
  entry->function = function;
  self->n_unknown--;
}

static gboolean
is_wrapper (const char *function)
{
  for (gsize i = 0; i < G_N_ELEMENTS (wrappers); i++)
    {
      const char *number = g_strrstr (function, wrappers[i]);

      if (number == NULL)
        continue;
      number += strlen (wrappers[i]);
      if (*number != '\0' && number[strspn (number, "0123456789")] == '\0')
        return TRUE;
    }
  return FALSE;
}

static void
keep_wrapper (HtTraceEntries *self, guint64 goroutine, const char *function)
{
  Entry *entry = ht_trace_id_map_find_again (&self->map, goroutine);

  if (entry != NULL)
    entry->wrapper = function;
}

static void
learn_from_creation (HtTraceEntries *self, const HtTraceEvent *event)
{
  const char *function = root_of (self, event->args[1]);

  if (g_strcmp0 (function, COROUTINE_ENTRY) == 0)
    {
      const char *maker = maker_of_coroutine (self, event->stack);

      function = maker != NULL ? maker : function;
    }
  if (function != NULL && is_wrapper (function))
    keep_wrapper (self, event->args[0], function);
  else
    learn (self, event->args[0], function);
}

static void
note_changes (HtTraceEntries *self, const HtTraceEvent *event)
{
  for (guint i = 0; i < event->n_changes; i++)
    {
      const HtTraceChange *change = &event->changes[i];

      if (change->subject != HT_TRACE_GOROUTINE)
        continue;
      if (change->to == HT_TRACE_GO_NOT_EXIST)
        end_entry (self, change->id);
      else if (change->from == HT_TRACE_GO_UNKNOWN || change->from == HT_TRACE_GO_NOT_EXIST)
        begin_entry (self, change->id);
    }
}

/**
 * ht_trace_entries_add_event:
 * @entries: the table
 * @event: the next event of the trace, of any kind
 *
 * Takes note of what it tells of goroutines; before others ask about those that it concerns.
 */
void
ht_trace_entries_add_event (HtTraceEntries *entries, const HtTraceEvent *event)
{
  if (event->n_changes > 0)
    note_changes (entries, event);
  if (entries->n_unknown == 0)
    return;
  if (event->kind == HT_TRACE_GO_CREATE || event->kind == HT_TRACE_GO_CREATE_BLOCKED)
    learn_from_creation (entries, event);
  if (event->stack == 0)
    return;
  if (event->kind == HT_TRACE_GO_STATUS_STACK)
    learn (entries, event->args[0], root_of (entries, event->stack));
  /* A sample of the CPU profile may begin on the stack of the scheduler. */
  else if (event->kind != HT_TRACE_CPU_SAMPLE && event->g != HT_TRACE_NONE)
    {
      const Entry *entry = ht_trace_id_map_find_again (&entries->map, event->g);

      if (entry != NULL && entry->function == NULL)
        learn (entries, event->g, root_of (entries, event->stack));
    }
}

/**
 * ht_trace_entries_is_known:
 * @entries: the table
 * @goroutine: number of a goroutine that lives, or has ended in the generation at hand
 *
 * Returns: whether it is certain in which function it began; else what is said of it may change as
 *   long as it lives
 */
gboolean
ht_trace_entries_is_known (const HtTraceEntries *entries, guint64 goroutine)
{
  const Entry *entry = ht_trace_id_map_find_again (&entries->map, goroutine);

  return entry != NULL && entry->function != NULL;
}

/**
 * ht_trace_entries_get:
 * @entries: the table
 * @goroutine: number of a goroutine that lives, or has ended in the generation at hand; or
 *   %HT_TRACE_NONE
 *
 * Returns: (transfer none): the function in which it began, the same pointer each time and until
 *   the context is freed; %HT_TRACE_FUNCTION_UNKNOWN if nobody told yet; of one that ended in an
 *   earlier generation it may be known or not
 */
const char *
ht_trace_entries_get (const HtTraceEntries *entries, guint64 goroutine)
{
  static const char unknown[] = HT_TRACE_FUNCTION_UNKNOWN;
  const Entry *entry = ht_trace_id_map_find_again (&entries->map, goroutine);

  if (entry == NULL)
    return unknown;
  if (entry->function != NULL)
    return entry->function;
  return entry->wrapper != NULL ? entry->wrapper : unknown;
}
