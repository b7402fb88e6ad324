/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace-decode.h"

#include <string.h>

#include "trace-analysis.h"
#include "trace-answers.h"
#include "trace-gc.h"
#include "trace-header.h"
#include "trace-v1-wire.h"

/*
 * Figures of real traces by name, "goroutine_transitions/Waiting->Runnable" for instance, once by
 * Go's own reader (internal/trace) and once from our events. Go counts transitions of states and
 * ranges instead of what is written, so a mistake in the order of events shows as well.
 */

/* What is compared of the answers of Go's reader. */
static const char *const sections[] = { "kinds",
                                        "range_begin_counts",
                                        "goroutine_transitions",
                                        "proc_transitions",
                                        "labels",
                                        "experimental",
                                        "stop_block_reasons",
                                        "heap_alloc",
                                        "heap_goal",
                                        "goroutines_seen",
                                        "goroutines_created",
                                        "goroutines_destroyed",
                                        "sum_goroutine_running_ns",
                                        "sum_proc_running_ns",
                                        "swept_bytes",
                                        "reclaimed_bytes",
                                        "assist_total_ns",
                                        "duration_ns",
                                        "stw_all",
                                        "gc_cycles" };

/* Go adds a ns where two times are equal, and for each step of a switch of coroutines. */
#define MOST_NS_APART 2

typedef struct
{
  gint64 since_ns;
  char *name;
} Open;

typedef struct
{
  GHashTable *figures;
  HtTraceGc *gc;
  const HtTraceTables *tables;
  GHashTable *running;    /* goroutine, to the time since when */
  GHashTable *processors; /* the same of processors */
  GHashTable *assists;    /* the same of goroutines that assist */
  GHashTable *pauses;     /* goroutine, to Open */
  GHashTable *seen;
  guint n_pauses;
  guint n_cycles;
  guint n_procs_changes;
  gboolean is_v1;
  gint64 last_ns;
} Counter;

static void
set_figure (GHashTable *figures, const char *name, gint64 value)
{
  g_hash_table_insert (figures, g_strdup (name), g_memdup2 (&value, sizeof value));
}

static gint64
get_figure (GHashTable *figures, const char *name)
{
  const gint64 *value = g_hash_table_lookup (figures, name);

  return value != NULL ? *value : 0;
}

static void
add (Counter *counter, const char *name, gint64 value)
{
  set_figure (counter->figures, name, get_figure (counter->figures, name) + value);
}

static void
count (Counter *counter, const char *section, const char *name)
{
  g_autofree char *path = g_strconcat (section, "/", name, NULL);

  add (counter, path, 1);
}

static const char *
text_of (const Counter *counter, const HtTraceEvent *event)
{
  const char *text = ht_trace_tables_get_string (counter->tables, event->text, NULL);

  g_assert_nonnull (text);
  return text;
}

static void
note_level (Counter *counter, const char *name, gint64 value)
{
  g_autofree char *n = g_strconcat (name, "/count", NULL);
  g_autofree char *first = g_strconcat (name, "/first", NULL);
  g_autofree char *last = g_strconcat (name, "/last", NULL);
  g_autofree char *max = g_strconcat (name, "/max", NULL);
  g_autofree char *min = g_strconcat (name, "/min", NULL);

  if (get_figure (counter->figures, n) == 0)
    {
      set_figure (counter->figures, first, value);
      set_figure (counter->figures, min, value);
    }
  add (counter, n, 1);
  set_figure (counter->figures, last, value);
  set_figure (counter->figures, max, MAX (value, get_figure (counter->figures, max)));
  set_figure (counter->figures, min, MIN (value, get_figure (counter->figures, min)));
}

static void
set_since (GHashTable *table, guint64 id, gint64 time_ns)
{
  g_hash_table_insert (table, g_memdup2 (&id, sizeof id), g_memdup2 (&time_ns, sizeof time_ns));
}

/* Adds the time since then to a sum, once. */
static void
end_since (Counter *counter, GHashTable *table, guint64 id, const char *sum, gint64 time_ns)
{
  const gint64 *since_ns = g_hash_table_lookup (table, &id);

  if (since_ns == NULL)
    return;
  add (counter, sum, time_ns - *since_ns);
  g_hash_table_remove (table, &id);
}

static void
transit_goroutine (Counter *counter, const HtTraceEvent *event, guint64 g, guint from, guint to)
{
  static const char *const names[] = { "Undetermined", "Runnable", "Running",
                                       "Syscall",      "Waiting",  "NotExist" };
  g_autofree char *name = g_strconcat (names[from], "->", names[to], NULL);

  count (counter, "goroutine_transitions", name);
  count (counter, "kinds", "StateTransition");
  g_hash_table_add (counter->seen, g_memdup2 (&g, sizeof g));
  if (from == HT_TRACE_GO_NOT_EXIST)
    add (counter, "goroutines_created", 1);
  if (to == HT_TRACE_GO_NOT_EXIST)
    add (counter, "goroutines_destroyed", 1);
  if (to == HT_TRACE_GO_RUNNING && from != to)
    set_since (counter->running, g, event->time_ns);
  if (from == HT_TRACE_GO_RUNNING && from != to)
    end_since (counter, counter->running, g, "sum_goroutine_running_ns", event->time_ns);
}

/* Go takes a processor in a system call for a running one. */
static void
transit_processor (Counter *counter, const HtTraceEvent *event, const HtTraceChange *change)
{
  static const char *const names[] = { "Undetermined", "Running", "Idle", "Running", "Idle" };
  const char *from = names[change->from];
  const char *to = names[change->to];
  g_autofree char *name = g_strconcat (from, "->", to, NULL);

  if (event->kind == HT_TRACE_GO_SYSCALL_BEGIN || event->kind == HT_TRACE_GO_SYSCALL_END)
    return;
  count (counter, "proc_transitions", name);
  count (counter, "kinds", "StateTransition");
  if (g_str_equal (from, to))
    return;
  if (g_str_equal (to, "Running"))
    set_since (counter->processors, change->id, event->time_ns);
  else
    end_since (counter, counter->processors, change->id, "sum_proc_running_ns", event->time_ns);
}

static void
note_changes (Counter *counter, const HtTraceEvent *event)
{
  gboolean is_switch =
      event->kind == HT_TRACE_GO_SWITCH || event->kind == HT_TRACE_GO_SWITCH_DESTROY;

  for (guint i = 0; i < event->n_changes; i++)
    {
      const HtTraceChange *change = &event->changes[i];

      if (change->subject == HT_TRACE_PROCESSOR)
        transit_processor (counter, event, change);
      else if (is_switch && i == 1)
        {
          transit_goroutine (counter, event, change->id, change->from, HT_TRACE_GO_RUNNABLE);
          transit_goroutine (counter, event, change->id, HT_TRACE_GO_RUNNABLE, change->to);
        }
      else
        transit_goroutine (counter, event, change->id, change->from, change->to);
    }
}

static void
begin_range (Counter *counter, const HtTraceEvent *event, const char *name)
{
  count (counter, "range_begin_counts", name);
  count (counter, "kinds", "RangeBegin");
}

static void
begin_pause (Counter *counter, const HtTraceEvent *event)
{
  g_autofree char *name = g_strdup_printf ("stop-the-world (%s)", text_of (counter, event));
  Open *open = g_new0 (Open, 1);

  begin_range (counter, event, name);
  open->since_ns = event->time_ns;
  open->name = g_strdup (text_of (counter, event));
  g_hash_table_insert (counter->pauses, g_memdup2 (&event->g, sizeof event->g), open);
}

static void
end_pause (Counter *counter, const HtTraceEvent *event)
{
  const Open *open = g_hash_table_lookup (counter->pauses, &event->g);
  g_autofree char *start = g_strdup_printf ("stw_all/%u/start_ns", counter->n_pauses);
  g_autofree char *duration = g_strdup_printf ("stw_all/%u/dur_ns", counter->n_pauses);

  count (counter, "kinds", "RangeEnd");
  if (open == NULL)
    return;
  set_figure (counter->figures, start, open->since_ns);
  set_figure (counter->figures, duration, event->time_ns - open->since_ns);
  counter->n_pauses++;
  g_hash_table_remove (counter->pauses, &event->g);
}

static void
set_cycle_figure (Counter *counter, guint cycle, const char *name, gint64 value)
{
  g_autofree char *path = g_strdup_printf ("gc_cycles/%u/%s", cycle, name);

  set_figure (counter->figures, path, value);
}

static void
take_cycle_cb (const HtGcCycle *cycle, gpointer user_data)
{
  Counter *counter = user_data;
  guint index = counter->n_cycles++;
  gboolean has_begin = cycle->stw_sweep_term_ns != HT_UNKNOWN;

  set_cycle_figure (counter, index, "start_ns", cycle->start_ns);
  set_cycle_figure (counter, index, "end_ns", cycle->end_ns != HT_UNKNOWN ? cycle->end_ns : -1);
  if (has_begin)
    set_cycle_figure (counter, index, "stw/0/dur_ns", cycle->stw_sweep_term_ns);
  if (cycle->stw_mark_term_ns != HT_UNKNOWN)
    set_cycle_figure (counter, index, has_begin ? "stw/1/dur_ns" : "stw/0/dur_ns",
                      cycle->stw_mark_term_ns);
}

static void
note_collector (Counter *counter, const HtTraceEvent *event)
{
  switch (event->kind)
    {
    case HT_TRACE_STW_BEGIN:
      begin_pause (counter, event);
      break;
    case HT_TRACE_STW_END:
      end_pause (counter, event);
      break;
    case HT_TRACE_GC_BEGIN:
      begin_range (counter, event, "GC concurrent mark phase");
      break;
    case HT_TRACE_GC_END:
      count (counter, "kinds", "RangeEnd");
      break;
    case HT_TRACE_SWEEP_BEGIN:
      begin_range (counter, event, "GC incremental sweep");
      break;
    case HT_TRACE_SWEEP_END:
      count (counter, "kinds", "RangeEnd");
      add (counter, "swept_bytes", (gint64) event->args[0]);
      add (counter, "reclaimed_bytes", (gint64) event->args[1]);
      break;
    case HT_TRACE_ASSIST_BEGIN:
      begin_range (counter, event, "GC mark assist");
      set_since (counter->assists, event->g, event->time_ns);
      break;
    case HT_TRACE_ASSIST_ACTIVE:
      if (!g_hash_table_contains (counter->assists, &event->args[0]))
        set_since (counter->assists, event->args[0], event->time_ns);
      break;
    case HT_TRACE_ASSIST_END:
      count (counter, "kinds", "RangeEnd");
      end_since (counter, counter->assists, event->g, "assist_total_ns", event->time_ns);
      break;
    default:
      break;
    }
}

static void
note_others (Counter *counter, const HtTraceEvent *event)
{
  switch (event->kind)
    {
    case HT_TRACE_GO_STOP:
    case HT_TRACE_GO_BLOCK:
      if (event->text != 0 && *text_of (counter, event) != '\0')
        count (counter, "stop_block_reasons", text_of (counter, event));
      break;
    case HT_TRACE_GO_LABEL:
      count (counter, "labels", text_of (counter, event));
      count (counter, "kinds", "Label");
      break;
    case HT_TRACE_HEAP_ALLOC:
      note_level (counter, "heap_alloc", (gint64) event->args[0]);
      count (counter, "kinds", "Metric");
      break;
    case HT_TRACE_HEAP_GOAL:
      note_level (counter, "heap_goal", (gint64) event->args[0]);
      count (counter, "kinds", "Metric");
      break;
    case HT_TRACE_PROCS_CHANGE:
      /* Go drops the first one of a trace before Go 1.22. */
      if (counter->n_procs_changes++ > 0 || !counter->is_v1)
        count (counter, "kinds", "Metric");
      break;
    case HT_TRACE_GO_SYSCALL_END:
      /* Before Go 1.22 a system call is an instant; Go makes a ns of it. */
      add (counter, "instants", counter->is_v1 ? 1 : 0);
      break;
    case HT_TRACE_CPU_SAMPLE:
      count (counter, "kinds", "StackSample");
      break;
    case HT_TRACE_TASK_BEGIN:
      count (counter, "kinds", "TaskBegin");
      break;
    case HT_TRACE_TASK_END:
      count (counter, "kinds", "TaskEnd");
      break;
    case HT_TRACE_REGION_BEGIN:
      count (counter, "kinds", "RegionBegin");
      break;
    case HT_TRACE_REGION_END:
      count (counter, "kinds", "RegionEnd");
      break;
    case HT_TRACE_LOG:
      count (counter, "kinds", "Log");
      break;
    case HT_TRACE_GC_ACTIVE:
    case HT_TRACE_SWEEP_ACTIVE:
    case HT_TRACE_ASSIST_ACTIVE:
      count (counter, "kinds", "RangeActive");
      break;
    default:
      if (event->kind >= HT_TRACE_SPAN)
        {
          count (counter, "experimental", ht_trace_spec (event->kind)->name);
          count (counter, "kinds", "Experimental");
        }
      break;
    }
}

static void
take_generation_cb (const HtTraceGeneration *generation, gpointer user_data)
{
  Counter *counter = user_data;

  counter->tables = generation->tables;
  ht_trace_gc_begin_generation (counter->gc, generation);
  g_assert_true (generation->is_whole);
}

static void
take_event_cb (const HtTraceEvent *event, gpointer user_data)
{
  Counter *counter = user_data;
  guint n_frames;

  g_assert_cmpint (event->time_ns, >=, counter->last_ns);
  counter->last_ns = event->time_ns;
  if (event->stack != 0)
    g_assert_nonnull (ht_trace_tables_get_stack (counter->tables, event->stack, &n_frames));
  note_changes (counter, event);
  note_collector (counter, event);
  ht_trace_gc_add_event (counter->gc, event);
  note_others (counter, event);
}

static void
refuse_warning_cb (guint64 offset, const char *message, gpointer user_data)
{
  g_error ("a warning at byte %" G_GUINT64_FORMAT ": %s", offset, message);
}

static void
free_open (gpointer data)
{
  Open *open = data;

  g_free (open->name);
  g_free (open);
}

static GHashTable *
new_table (GDestroyNotify free_value)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_value);
}

/* The time of what is still open at the end. */
static void
end_all (Counter *counter, GHashTable *table, const char *sum)
{
  GHashTableIter iter;
  gpointer since_ns;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &since_ns))
    add (counter, sum, counter->last_ns - *(const gint64 *) since_ns);
}

static gboolean
is_v1 (const HtTraceInput *input)
{
  guint minor;

  g_assert_true (ht_trace_read_header (input, &minor, NULL));
  return minor < HT_TRACE_FIRST_V2;
}

/* Figures of a trace that is whole; what is wrong with it ends the test. */
static GHashTable *
count_events (GBytes *bytes)
{
  Counter counter = { .figures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
                      .running = new_table (g_free),
                      .processors = new_table (g_free),
                      .assists = new_table (g_free),
                      .pauses = new_table (free_open),
                      .seen = new_table (NULL) };
  HtTraceSink sink = { take_generation_cb, take_event_cb, refuse_warning_cb, &counter, NULL };
  HtRecordSink records = { .gc_cycle = take_cycle_cb, .user_data = &counter };
  g_autoptr (GError) error = NULL;
  HtTraceSummary summary;
  HtTraceInput input;

  counter.gc = ht_trace_gc_new (&records, HT_UNKNOWN);
  ht_trace_input_init_bytes (&input, bytes);
  counter.is_v1 = is_v1 (&input);
  ht_trace_read (&input, &sink, &summary, &error);
  ht_trace_gc_finish (counter.gc);
  g_clear_pointer (&counter.gc, ht_trace_gc_free);
  g_assert_no_error (error);
  g_assert_true (summary.is_whole);
  g_assert_cmpuint (summary.n_misfits, ==, 0);
  g_assert_cmpuint (summary.n_lost_bytes, ==, 0);

  add (&counter, "goroutines_seen", g_hash_table_size (counter.seen));
  add (&counter, "duration_ns", counter.last_ns);
  end_all (&counter, counter.running, "sum_goroutine_running_ns");
  end_all (&counter, counter.processors, "sum_proc_running_ns");
  end_all (&counter, counter.assists, "open_assists_ns");
  g_hash_table_unref (counter.running);
  g_hash_table_unref (counter.processors);
  g_hash_table_unref (counter.assists);
  g_hash_table_unref (counter.pauses);
  g_hash_table_unref (counter.seen);
  return counter.figures;
}

static void
take_answer_cb (const char *path, double number, const char *text, gpointer user_data)
{
  if (text == NULL)
    set_figure (user_data, path, (gint64) number);
}

static GHashTable *
read_answers (const char *stem)
{
  GHashTable *figures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  trace_answers_read (stem, take_answer_cb, figures);
  return figures;
}

/* What Go makes of several events, or of parts of cycles that are not counted here. */
static gboolean
is_compared (const char *name)
{
  if (g_str_has_prefix (name, "gc_cycles/"))
    return strstr (name, "/worker") == NULL && strstr (name, "/assist") == NULL &&
           !(strstr (name, "/stw/") != NULL && g_str_has_suffix (name, "/start_ns"));
  if (g_str_equal (name, "kinds/Sync"))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
    if (g_str_has_prefix (name, sections[i]))
      return TRUE;
  return FALSE;
}

static void
compare_figures (GHashTable *theirs, GHashTable *ours, const char *part, guint *n_compared)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, theirs);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      gint64 expected = *(const gint64 *) value;
      gint64 found = get_figure (ours, name);
      gint64 tolerance = 0;

      if (!is_compared (name) || strstr (name, part) == NULL)
        continue;
      if (g_str_has_prefix (name, "sum_"))
        tolerance =
            expected / 100000 + get_figure (ours, "instants") + get_figure (theirs, "instants");
      else if (g_str_equal (name, "assist_total_ns"))
        tolerance = MOST_NS_APART * get_figure (theirs, "range_begin_counts/GC mark assist");
      else if (g_str_has_suffix (name, "_ns"))
        tolerance = MOST_NS_APART;
      if (ABS (expected - found) > tolerance)
        g_error ("%s is %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT, (const char *) name, found,
                 expected);
      (*n_compared)++;
    }
}

static void
test_oracle (gconstpointer data)
{
  g_autoptr (GBytes) bytes = trace_answers_read_trace (data);
  g_autoptr (GHashTable) theirs = read_answers (data);
  g_autoptr (GHashTable) ours = NULL;
  guint n_compared = 0;

  ours = count_events (bytes);
  compare_figures (theirs, ours, "", &n_compared);
  /* What Go has nothing of, we must not have either. */
  g_assert_cmpuint (n_compared, >, 30);
  n_compared = 0;
  compare_figures (ours, theirs, "", &n_compared);
}

static void
take_goroutine_cb (const HtTraceGoroutine *goroutine, gpointer user_data)
{
  Counter *counter = user_data;

  add (counter, "goroutines_seen", 1);
  add (counter, "goroutines_created", goroutine->created_ns != HT_UNKNOWN);
  add (counter, "goroutines_destroyed", goroutine->ended_ns != HT_UNKNOWN);
  add (counter, "sum_goroutine_running_ns", goroutine->times.running_ns);
  add (counter, "assist_total_ns", goroutine->times.assist_ns);
}

/* What the records of goroutines say in sum. */
static void
test_goroutines (gconstpointer data)
{
  g_autoptr (GBytes) bytes = trace_answers_read_trace (data);
  g_autoptr (GHashTable) theirs = read_answers (data);
  g_autoptr (GHashTable) ours = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) events = count_events (bytes);
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  Counter counter = { .figures = ours };
  HtTraceRecordSink sink = { .goroutine = take_goroutine_cb, .user_data = &counter };
  guint n_compared = 0;
  HtTraceFacts facts;
  HtTraceInput input;

  ht_trace_input_init_bytes (&input, bytes);
  set_figure (ours, "instants", get_figure (events, "instants"));
  /* For Go one that goes on at the end is none. */
  add (&counter, "assist_total_ns", -get_figure (events, "open_assists_ns"));
  g_assert_true (ht_trace_analyse (&input, catalog, 0, &sink, &facts, NULL));
  compare_figures (theirs, ours, "goroutines_", &n_compared);
  compare_figures (theirs, ours, "sum_goroutine_", &n_compared);
  compare_figures (theirs, ours, "assist_total_", &n_compared);
  g_assert_cmpuint (n_compared, ==, 5);
  g_assert_cmpint (facts.n_goroutines, ==, get_figure (theirs, "goroutines_seen"));
}

static guint64
read_number (const guint8 **at)
{
  guint64 number = 0;
  guint shift = 0;

  do
    number |= (guint64) (**at & 0x7f) << shift;
  while (shift += 7, *(*at)++ >= 0x80);
  return number;
}

/* Changes a number, which stays as long as it was. */
static void
skew_number (guint8 *copy, const guint8 **at, gint64 difference)
{
  gsize begin = (gsize) (*at - copy);
  guint64 number = read_number (at) + (guint64) difference;

  for (; copy + begin < *at; begin++, number >>= 7)
    copy[begin] = (guint8) ((copy[begin] & 0x80) | (number & 0x7f));
  g_assert_cmpuint (number, ==, 0);
}

/* Has the clock of a thread go wrong. */
static void
skew_thread (guint8 *copy, gsize size, guint64 m, gint64 ticks)
{
  const guint8 *at = copy + HT_TRACE_HEADER_BYTES;

  while (at < copy + size)
    {
      guint64 thread;

      if (*at == 52)
        {
          at++;
          continue;
        }
      /* Behind the kind of an experimental batch is which experiment. */
      g_assert_true (*at == 1 || *at == 49);
      at += *at == 49 ? 2 : 1;
      read_number (&at);
      thread = read_number (&at);
      skew_number (copy, &at, thread == m ? ticks : 0);
      at += read_number (&at);
    }
}

/* The same before Go 1.22, where batches belong to processors. */
static void
skew_processor (guint8 *copy, gsize size, guint minor, guint64 p, gint64 ticks)
{
  HtWireReader reader;

  ht_wire_reader_init (&reader, copy + HT_TRACE_HEADER_BYTES, copy + size);
  while (reader.at != reader.end)
    {
      const guint8 *at = reader.at + 1;
      HtTraceV1Item item;

      g_assert_true (ht_trace_v1_read_item (&reader, minor, &item));
      g_assert_true (ht_wire_skip_bytes (&reader, item.body_bytes));
      if (item.kind == HT_TRACE_V1_BATCH && read_number (&at) == p)
        skew_number (copy, &at, ticks);
    }
}

static void
collect_thread_cb (const HtTraceEvent *event, gpointer user_data)
{
  if (event->m != HT_TRACE_NONE)
    g_hash_table_add (user_data, g_memdup2 (&event->m, sizeof event->m));
}

static void
collect_processor_cb (const HtTraceEvent *event, gpointer user_data)
{
  if (event->p != HT_TRACE_NONE)
    g_hash_table_add (user_data, g_memdup2 (&event->p, sizeof event->p));
}

/* Whatever the clocks say, what caused what comes out as it was. */
static void
test_skew (gconstpointer data)
{
  g_autoptr (GBytes) bytes = trace_answers_read_trace (data);
  g_autoptr (GHashTable) figures = count_events (bytes);
  g_autoptr (GHashTable) clocks = new_table (NULL);
  HtTraceSink sink = { .user_data = clocks };
  HtTraceSummary summary;
  HtTraceInput input;
  GHashTableIter iter;
  gpointer clock;

  ht_trace_input_init_bytes (&input, bytes);
  sink.event = is_v1 (&input) ? collect_processor_cb : collect_thread_cb;
  g_assert_true (ht_trace_read (&input, &sink, &summary, NULL));
  g_assert_cmpuint (g_hash_table_size (clocks), >, 1);
  g_hash_table_iter_init (&iter, clocks);
  while (g_hash_table_iter_next (&iter, &clock, NULL))
    for (gint64 ticks = -3000; ticks <= 3000; ticks += 6000)
      {
        gsize size = g_bytes_get_size (bytes);
        guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
        g_autoptr (GBytes) skewed = g_bytes_new_take (copy, size);
        g_autoptr (GHashTable) ours = NULL;
        guint n_compared = 0;

        if (is_v1 (&input))
          skew_processor (copy, size, summary.minor, *(const guint64 *) clock, ticks);
        else
          skew_thread (copy, size, *(const guint64 *) clock, ticks);
        ours = count_events (skewed);
        compare_figures (figures, ours, "_transitions/", &n_compared);
        g_assert_cmpuint (n_compared, >=, 10);
      }
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) stems = trace_answers_list ();

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < stems->len; i++)
    {
      const char *stem = g_ptr_array_index (stems, i);
      g_autofree char *name = g_path_get_basename (stem);
      g_autofree char *test_path = g_strconcat ("/formats/trace-oracle/", name, NULL);
      g_autofree char *goroutines_path = g_strconcat ("/formats/trace-goroutines/", name, NULL);
      g_autofree char *skew_path = g_strconcat ("/formats/trace-skew/", name, NULL);

      g_test_add_data_func (test_path, stem, test_oracle);
      g_test_add_data_func (goroutines_path, stem, test_goroutines);
      g_test_add_data_func (skew_path, stem, test_skew);
    }
  return g_test_run ();
}
