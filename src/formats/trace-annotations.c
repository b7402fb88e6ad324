/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-annotations.h"

#include "decode-warnings.h"
#include "safe-text.h"
#include "trace-id-map.h"

/* What may be open at a time. A server has a few for each request that it works on. */
#define MAX_OPEN  (1u << 17)
#define MAX_DEPTH 256u

/* Names are kept while what they name is open. */
#define MAX_NAME_BYTES    256
#define MAX_MESSAGE_BYTES 4096

/* So many names are looked up once in a generation, if they do not push each other out. */
#define N_NAMES 64

/* A name by its id. */
typedef struct
{
  guint64 string;
  char *text; /* owned #GRefString; NULL for none */
} Name;

typedef struct
{
  char *name; /* owned #GRefString; NULL for a place that is free */
  guint64 task;
  gint64 start_ns;
  gint64 ran_before_ns; /* how long the goroutine had run */
  guint32 node;
  guint32 outer; /* index + 1 of the region around it, or of the next free place */
} Region;

/* A goroutine that has been in a region. */
typedef struct
{
  guint64 id;
  guint32 innermost; /* index + 1; 0 for none */
  guint32 depth;
  guint64 n_left_out; /* regions in @innermost that are not kept */
  gint64 ran_ns;
  gint64 since_ns; /* since when it runs; HT_UNKNOWN if it does not */
} Goroutine;

typedef struct
{
  guint64 id;
  char *name; /* owned #GRefString; NULL for one that has ended */
  const char *function;
  guint64 goroutine;
  gint64 start_ns;
  guint32 node;
} Task;

struct _HtTraceAnnotations
{
  /* Borrowed */
  HtTraceContext *context;
  const HtTraceEntries *entries;

  /* Owned */
  GArray *regions;
  HtTraceIdMap goroutines;
  HtTraceIdMap tasks;
  Name names[N_NAMES]; /* of the generation at hand */

  guint32 free_region; /* index + 1 */
  guint n_open_regions;
  guint64 n_left_out;
  guint64 first_left_out;
  guint64 n_cut_texts;
  guint64 first_cut_text;
  gboolean has_lost_goroutines;
  gboolean has_lost_tasks;
};

/**
 * ht_trace_annotations_new:
 * @context: where spans go; borrowed
 * @entries: in which function goroutines began; borrowed
 *
 * Returns: (transfer full): a collector of regions, tasks and messages; one thread at a time
 */
HtTraceAnnotations *
ht_trace_annotations_new (HtTraceContext *context, const HtTraceEntries *entries)
{
  HtTraceAnnotations *self = g_new0 (HtTraceAnnotations, 1);

  self->context = context;
  self->entries = entries;
  self->regions = g_array_new (FALSE, FALSE, sizeof (Region));
  ht_trace_id_map_init (&self->goroutines, sizeof (Goroutine));
  ht_trace_id_map_init (&self->tasks, sizeof (Task));
  return self;
}

static void
forget_names (HtTraceAnnotations *self)
{
  for (guint i = 0; i < N_NAMES; i++)
    g_clear_pointer (&self->names[i].text, g_ref_string_release);
}

/**
 * ht_trace_annotations_begin_generation:
 * @annotations: the collector; its context has begun the generation
 *
 * Forgets what ids meant in the generation before.
 */
void
ht_trace_annotations_begin_generation (HtTraceAnnotations *annotations)
{
  forget_names (annotations);
}

/**
 * ht_trace_annotations_free:
 * @annotations: (transfer full) (nullable): the collector
 */
void
ht_trace_annotations_free (HtTraceAnnotations *annotations)
{
  if (annotations == NULL)
    return;
  for (guint i = 0; i < annotations->regions->len; i++)
    g_clear_pointer (&g_array_index (annotations->regions, Region, i).name, g_ref_string_release);
  for (guint32 i = 0; i < annotations->tasks.n; i++)
    g_clear_pointer (&((Task *) ht_trace_id_map_at (&annotations->tasks, i))->name,
                     g_ref_string_release);
  forget_names (annotations);
  g_array_unref (annotations->regions);
  ht_trace_id_map_clear (&annotations->goroutines);
  ht_trace_id_map_clear (&annotations->tasks);
  g_free (annotations);
}

static void
leave_out (HtTraceAnnotations *self, const HtTraceEvent *event)
{
  if (self->n_left_out++ == 0)
    self->first_left_out = event->offset;
}

/* A name or message of the program as valid UTF-8. Names may all be different, so those of what
 * has ended are not kept. */
static char *
dup_text (HtTraceAnnotations *self, const HtTraceEvent *event, guint64 string, gsize max_bytes)
{
  gsize length;
  const char *bytes =
      ht_trace_tables_get_string (ht_trace_context_get_tables (self->context), string, &length);

  if (bytes == NULL)
    return g_strdup ("");
  if (length > max_bytes)
    {
      if (self->n_cut_texts++ == 0)
        self->first_cut_text = event->offset;
      for (length = max_bytes; length > 0 && (bytes[length] & 0xc0) == 0x80;)
        length--;
    }
  if (g_utf8_validate_len (bytes, length, NULL))
    return g_strndup (bytes, length);
  return ht_safe_text_to_utf8 (bytes, (gssize) length);
}

/* The same for a name that many have. */
static char *
get_name (HtTraceAnnotations *self, const HtTraceEvent *event, guint64 string)
{
  Name *known = &self->names[string % N_NAMES];

  if (known->text == NULL || known->string != string)
    {
      guint64 n_cut = self->n_cut_texts;
      g_autofree char *text = dup_text (self, event, string, MAX_NAME_BYTES);

      /* Each that is cut counts. */
      if (self->n_cut_texts != n_cut)
        return g_ref_string_new (text);
      g_clear_pointer (&known->text, g_ref_string_release);
      *known = (Name){ string, g_ref_string_new (text) };
    }
  return g_ref_string_acquire (known->text);
}

static void
tell_span (HtTraceAnnotations *self, HtTraceSpan *span, gint64 start_ns, gint64 end_ns)
{
  const HtTraceRecordSink *sink = ht_trace_context_get_sink (self->context);

  span->start_ns = ht_trace_context_get_unix_ns (self->context, start_ns);
  span->end_ns = ht_trace_context_get_unix_ns (self->context, end_ns);
  if (span->goroutine == HT_TRACE_NONE)
    span->goroutine = 0;
  if (sink->span != NULL)
    sink->span (span, sink->user_data);
}

static gint64
time_run (const Goroutine *goroutine, gint64 time_ns)
{
  return goroutine->ran_ns +
         (goroutine->since_ns != HT_UNKNOWN ? time_ns - goroutine->since_ns : 0);
}

static void
tell_region (HtTraceAnnotations *self,
             const Goroutine *goroutine,
             const Region *region,
             gint64 end_ns,
             gboolean is_cut_after)
{
  HtTraceSpan span = {
    .kind = HT_TRACE_SPAN_REGION,
    .is_cut_after = is_cut_after,
    .node = region->node,
    .cpu_ns = time_run (goroutine, end_ns) - region->ran_before_ns,
    .goroutine = goroutine->id,
    .task = region->task,
    .function = ht_trace_entries_get (self->entries, goroutine->id),
    .name = region->name,
  };

  tell_span (self, &span, region->start_ns, end_ns);
}

static Region *
innermost_of (const HtTraceAnnotations *self, const Goroutine *goroutine)
{
  return &g_array_index (self->regions, Region, goroutine->innermost - 1);
}

static void
end_innermost (HtTraceAnnotations *self, Goroutine *goroutine, gint64 end_ns, gboolean is_cut_after)
{
  Region *region = innermost_of (self, goroutine);
  guint32 index = goroutine->innermost;

  tell_region (self, goroutine, region, end_ns, is_cut_after);
  g_clear_pointer (&region->name, g_ref_string_release);
  goroutine->innermost = region->outer;
  goroutine->depth--;
  region->outer = self->free_region;
  self->free_region = index;
  self->n_open_regions--;
}

static void
end_all_regions (HtTraceAnnotations *self,
                 Goroutine *goroutine,
                 gint64 end_ns,
                 gboolean is_cut_after)
{
  while (goroutine->innermost != 0)
    end_innermost (self, goroutine, end_ns, is_cut_after);
  goroutine->n_left_out = 0;
}

static gboolean
is_in_region (gconstpointer record)
{
  const Goroutine *goroutine = record;

  return goroutine->innermost != 0 || goroutine->n_left_out > 0;
}

/* Of the goroutine that begins a region and so runs; %NULL if there are too many. */
static Goroutine *
enter_goroutine (HtTraceAnnotations *self, const HtTraceEvent *event)
{
  Goroutine *goroutine = ht_trace_id_map_find_again (&self->goroutines, event->g);

  if (goroutine == NULL)
    {
      if (!ht_trace_id_map_make_room (&self->goroutines, is_in_region, MAX_OPEN))
        return NULL;
      goroutine = ht_trace_id_map_add (&self->goroutines, event->g);
    }
  if (!is_in_region (goroutine))
    {
      goroutine->ran_ns = 0;
      goroutine->since_ns = event->time_ns;
    }
  return goroutine;
}

static guint32
take_region (HtTraceAnnotations *self)
{
  guint32 index = self->free_region;

  self->n_open_regions++;
  if (index == 0)
    {
      g_array_set_size (self->regions, self->regions->len + 1);
      return self->regions->len;
    }
  self->free_region = g_array_index (self->regions, Region, index - 1).outer;
  return index;
}

static void
begin_region (HtTraceAnnotations *self, const HtTraceEvent *event)
{
  Goroutine *goroutine = enter_goroutine (self, event);
  guint32 index;

  if (goroutine == NULL)
    {
      self->has_lost_goroutines = TRUE;
      leave_out (self, event);
      return;
    }
  /* In one that is left out all are, so that each end is that of the region it ends. */
  if (goroutine->n_left_out > 0 || goroutine->depth >= MAX_DEPTH ||
      self->n_open_regions >= MAX_OPEN)
    {
      goroutine->n_left_out++;
      leave_out (self, event);
      return;
    }
  index = take_region (self);
  g_array_index (self->regions, Region, index - 1) = (Region){
    .name = get_name (self, event, event->args[1]),
    .task = event->args[0],
    .start_ns = event->time_ns,
    .ran_before_ns = time_run (goroutine, event->time_ns),
    .node = ht_trace_context_get_node (self->context, event->stack),
    .outer = goroutine->innermost,
  };
  goroutine->innermost = index;
  goroutine->depth++;
}

/* How many regions an end ends: those in the one of its name too; 0 if that is not known. */
static guint
count_ended (const HtTraceAnnotations *self, const Goroutine *goroutine, guint64 task, char *name)
{
  gsize length = g_ref_string_length (name);
  guint n = 1;

  for (guint32 index = goroutine->innermost; index != 0; n++)
    {
      const Region *region = &g_array_index (self->regions, Region, index - 1);

      if (region->task == task &&
          (region->name == name || (g_ref_string_length (region->name) == length &&
                                    memcmp (region->name, name, length) == 0)))
        return n;
      index = region->outer;
    }
  return 0;
}

static void
tell_region_from_before (HtTraceAnnotations *self, const HtTraceEvent *event, const char *name)
{
  HtTraceSpan span = {
    .kind = HT_TRACE_SPAN_REGION,
    .is_cut_before = TRUE,
    .cpu_ns = HT_UNKNOWN,
    .goroutine = event->g,
    .task = event->args[0],
    .function = ht_trace_entries_get (self->entries, event->g),
    .name = name,
  };

  tell_span (self, &span, 0, event->time_ns);
}

static void
end_region (HtTraceAnnotations *self, const HtTraceEvent *event)
{
  Goroutine *goroutine = ht_trace_id_map_find_again (&self->goroutines, event->g);
  g_autoptr (GRefString) name = get_name (self, event, event->args[1]);
  guint n_ended = 0;

  if (goroutine != NULL && goroutine->n_left_out > 0)
    {
      goroutine->n_left_out--;
      return;
    }
  if (goroutine != NULL)
    n_ended = count_ended (self, goroutine, event->args[0], name);
  for (guint i = 0; i < n_ended; i++)
    end_innermost (self, goroutine, event->time_ns, FALSE);
  if (n_ended == 0 && !self->has_lost_goroutines)
    tell_region_from_before (self, event, name);
}

static void
tell_task (HtTraceAnnotations *self, const Task *task, gint64 end_ns, gboolean is_cut_after)
{
  HtTraceSpan span = {
    .kind = HT_TRACE_SPAN_TASK,
    .is_cut_after = is_cut_after,
    .node = task->node,
    .cpu_ns = HT_UNKNOWN,
    .goroutine = task->goroutine,
    .task = task->id,
    .function = task->function,
    .name = task->name,
  };

  tell_span (self, &span, task->start_ns, end_ns);
}

static gboolean
is_open (gconstpointer record)
{
  return ((const Task *) record)->name != NULL;
}

static void
begin_task (HtTraceAnnotations *self, const HtTraceEvent *event)
{
  Task *task = ht_trace_id_map_find_again (&self->tasks, event->args[0]);

  if (task != NULL && is_open (task))
    tell_task (self, task, event->time_ns, FALSE);
  if (task == NULL)
    {
      if (!ht_trace_id_map_make_room (&self->tasks, is_open, MAX_OPEN))
        {
          self->has_lost_tasks = TRUE;
          leave_out (self, event);
          return;
        }
      task = ht_trace_id_map_add (&self->tasks, event->args[0]);
    }
  g_clear_pointer (&task->name, g_ref_string_release);
  task->name = get_name (self, event, event->args[2]);
  task->function = ht_trace_entries_get (self->entries, event->g);
  task->goroutine = event->g;
  task->start_ns = event->time_ns;
  task->node = ht_trace_context_get_node (self->context, event->stack);
}

static void
end_task (HtTraceAnnotations *self, const HtTraceEvent *event)
{
  Task *task = ht_trace_id_map_find_again (&self->tasks, event->args[0]);
  HtTraceSpan from_before = {
    .kind = HT_TRACE_SPAN_TASK,
    .is_cut_before = TRUE,
    .cpu_ns = HT_UNKNOWN,
    .goroutine = HT_TRACE_NONE,
    .task = event->args[0],
    .function = HT_TRACE_FUNCTION_UNKNOWN,
    .name = "",
  };

  if (task != NULL && is_open (task))
    {
      tell_task (self, task, event->time_ns, FALSE);
      g_clear_pointer (&task->name, g_ref_string_release);
    }
  else if (!self->has_lost_tasks)
    tell_span (self, &from_before, 0, event->time_ns);
}

static void
tell_message (HtTraceAnnotations *self, const HtTraceEvent *event)
{
  g_autoptr (GRefString) category = get_name (self, event, event->args[1]);
  g_autofree char *message = dup_text (self, event, event->args[2], MAX_MESSAGE_BYTES);
  HtTraceSpan span = {
    .kind = HT_TRACE_SPAN_LOG,
    .node = ht_trace_context_get_node (self->context, event->stack),
    .cpu_ns = HT_UNKNOWN,
    .goroutine = event->g,
    .task = event->args[0],
    .function = ht_trace_entries_get (self->entries, event->g),
    .name = category,
    .text = message,
  };

  tell_span (self, &span, event->time_ns, event->time_ns);
}

/* Goroutines in regions run and stop, and end. */
static void
note_changes (HtTraceAnnotations *self, const HtTraceEvent *event)
{
  for (guint i = 0; i < event->n_changes; i++)
    {
      const HtTraceChange *change = &event->changes[i];
      Goroutine *goroutine;

      if (change->subject != HT_TRACE_GOROUTINE || change->from == change->to)
        continue;
      goroutine = ht_trace_id_map_find_again (&self->goroutines, change->id);
      if (goroutine == NULL || !is_in_region (goroutine))
        continue;
      goroutine->ran_ns = time_run (goroutine, event->time_ns);
      goroutine->since_ns = change->to == HT_TRACE_GO_RUNNING ? event->time_ns : HT_UNKNOWN;
      if (change->to == HT_TRACE_GO_NOT_EXIST)
        end_all_regions (self, goroutine, event->time_ns, FALSE);
    }
}

/**
 * ht_trace_annotations_add_event:
 * @annotations: the collector; its context and entries know the event
 * @event: the next event of the trace, of any kind
 *
 * Takes note of what the program notes, and tells what has ended.
 */
void
ht_trace_annotations_add_event (HtTraceAnnotations *annotations, const HtTraceEvent *event)
{
  switch (event->kind)
    {
    case HT_TRACE_REGION_BEGIN:
      begin_region (annotations, event);
      break;
    case HT_TRACE_REGION_END:
      end_region (annotations, event);
      break;
    case HT_TRACE_TASK_BEGIN:
      begin_task (annotations, event);
      break;
    case HT_TRACE_TASK_END:
      end_task (annotations, event);
      break;
    case HT_TRACE_LOG:
      tell_message (annotations, event);
      break;
    default:
      if (event->n_changes > 0 && (annotations->n_open_regions > 0 || annotations->n_left_out > 0))
        note_changes (annotations, event);
      break;
    }
}

/**
 * ht_trace_annotations_finish:
 * @annotations: the collector
 * @end_ns: end of the trace, ns since its beginning
 *
 * Tells what has not ended, and what was left out.
 */
void
ht_trace_annotations_finish (HtTraceAnnotations *annotations, gint64 end_ns)
{
  HtDecodeWarnings warnings = {
    .sink = &ht_trace_context_get_sink (annotations->context)->records,
  };

  for (guint32 i = 0; i < annotations->goroutines.n; i++)
    end_all_regions (annotations, ht_trace_id_map_at (&annotations->goroutines, i), end_ns, TRUE);
  for (guint32 i = 0; i < annotations->tasks.n; i++)
    {
      Task *task = ht_trace_id_map_at (&annotations->tasks, i);

      if (is_open (task))
        tell_task (annotations, task, end_ns, TRUE);
      g_clear_pointer (&task->name, g_ref_string_release);
    }
  if (annotations->n_left_out > 0)
    ht_decode_warnings_add (&warnings, annotations->first_left_out,
                            "regions and tasks are left out where too many were open at a time: "
                            "%" G_GUINT64_FORMAT,
                            annotations->n_left_out);
  if (annotations->n_cut_texts > 0)
    ht_decode_warnings_add (&warnings, annotations->first_cut_text,
                            "names and messages are cut that are too long: %" G_GUINT64_FORMAT,
                            annotations->n_cut_texts);
}
