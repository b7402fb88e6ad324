/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-alloc-free.h"

#include "decode-warnings.h"
#include "safe-text.h"
#include "saturated.h"
#include "trace-heap-slots.h"
#include "trace-id-map.h"

#define SAMPLE_NS (10 * G_GINT64_CONSTANT (1000000))

/* What slots can name. */
#define MAX_TYPES G_MAXUINT16

#define MAX_NAME_BYTES 1024

/* See HtTraceAllocFree. */
#define N_FREE_SERIES   256u
#define MAX_SERIES      1024u
#define SHARE_OF_SERIES 1000

/* Without sense in a trace that is whole: one in so many is no sign of damage. */
#define FREES_PER_STRAY 1000

/* Ids of names that no type has. */
enum
{
  TYPE_UNTYPED = 1,
  TYPE_UNKNOWN,
  TYPE_OTHERS,
};

/* What is alive of a type, or in a size class. */
typedef struct
{
  gint64 bytes;
  gint64 objects;
  gboolean has_changed;
  gboolean has_series;
} Live;

/* What a type of the generation at hand is called. */
typedef struct
{
  guint64 id;
  guint32 name;
} TypeName;

/* What does not fit, and where it was first. */
typedef struct
{
  guint64 n;
  guint64 offset;
} Strays;

struct _HtTraceAllocFree
{
  /* Borrowed */
  HtTraceContext *context;
  const HtTraceTables *tables;

  /* Owned; types go by the ids of their names */
  HtTraceHeapSlots *slots;
  HtStrings *names;
  GArray *types;
  GArray *changed_types;
  HtTraceIdMap name_of_type;

  Live classes[HT_TRACE_N_SIZE_CLASSES];
  Live others; /* all types without a series of their own */
  gint64 live_bytes;
  guint n_series;
  gboolean has_changed;
  gint64 sample_ns;
  guint64 n_frees;

  Strays unknown_frees;
  Strays unknown_objects;
  Strays too_many;
  Strays odd_layouts;
};

static Live *
get_type (HtTraceAllocFree *self, guint32 name)
{
  if (name >= self->types->len)
    g_array_set_size (self->types, name + 1);
  return &g_array_index (self->types, Live, name);
}

static void
count_live (Live *live, gint64 n_bytes, gboolean is_live)
{
  live->bytes += is_live ? n_bytes : -n_bytes;
  live->objects += is_live ? 1 : -1;
}

static void
note_change (guint size_class, gint64 n_bytes, guint16 name, gboolean is_live, gpointer user_data)
{
  HtTraceAllocFree *self = user_data;
  Live *type = get_type (self, name);
  guint32 changed = name;

  count_live (type, n_bytes, is_live);
  if (!type->has_series)
    count_live (&self->others, n_bytes, is_live);
  count_live (&self->classes[size_class], n_bytes, is_live);
  self->live_bytes += is_live ? n_bytes : -n_bytes;
  self->classes[size_class].has_changed = TRUE;
  self->has_changed = TRUE;
  if (!type->has_changed)
    g_array_append_val (self->changed_types, changed);
  type->has_changed = TRUE;
}

/**
 * ht_trace_alloc_free_new:
 * @context: where points go; borrowed
 *
 * Returns: (transfer full): a count of what is alive; one thread at a time
 */
HtTraceAllocFree *
ht_trace_alloc_free_new (HtTraceContext *context)
{
  HtTraceAllocFree *self = g_new0 (HtTraceAllocFree, 1);

  self->context = context;
  self->slots = ht_trace_heap_slots_new (note_change, self);
  self->names = ht_strings_new ();
  ht_strings_intern (self->names, HT_TRACE_TYPE_UNTYPED, strlen (HT_TRACE_TYPE_UNTYPED));
  ht_strings_intern (self->names, HT_TRACE_TYPE_UNKNOWN, strlen (HT_TRACE_TYPE_UNKNOWN));
  ht_strings_intern (self->names, HT_TRACE_REST, strlen (HT_TRACE_REST));
  self->types = g_array_new (FALSE, TRUE, sizeof (Live));
  self->changed_types = g_array_new (FALSE, FALSE, sizeof (guint32));
  ht_trace_id_map_init (&self->name_of_type, sizeof (TypeName));
  return self;
}

/**
 * ht_trace_alloc_free_free:
 * @alloc_free: (transfer full) (nullable): the count
 */
void
ht_trace_alloc_free_free (HtTraceAllocFree *alloc_free)
{
  if (alloc_free == NULL)
    return;
  ht_trace_heap_slots_free (alloc_free->slots);
  ht_strings_free (alloc_free->names);
  g_array_unref (alloc_free->types);
  g_array_unref (alloc_free->changed_types);
  ht_trace_id_map_clear (&alloc_free->name_of_type);
  g_free (alloc_free);
}

static void
count_stray (Strays *strays, guint64 offset)
{
  if (strays->n++ == 0)
    strays->offset = offset;
}

/**
 * ht_trace_alloc_free_begin_generation:
 * @alloc_free: the count
 * @generation: whose events follow; borrowed while they do
 *
 * Takes note of what ids mean from now on.
 */
void
ht_trace_alloc_free_begin_generation (HtTraceAllocFree *alloc_free,
                                      const HtTraceGeneration *generation)
{
  alloc_free->tables = generation->tables;
  ht_trace_id_map_clear (&alloc_free->name_of_type);
  ht_trace_id_map_init (&alloc_free->name_of_type, sizeof (TypeName));
  if (generation->layout != NULL &&
      !ht_trace_heap_slots_set_layout (alloc_free->slots, generation->layout))
    count_stray (&alloc_free->odd_layouts, 0);
}

static guint32
intern_name (HtTraceAllocFree *self, const char *name)
{
  gsize length = strnlen (name, MAX_NAME_BYTES);
  g_autofree char *valid = NULL;

  if (length == 0)
    return TYPE_UNKNOWN;
  if (ht_strings_count (self->names) > MAX_TYPES)
    return TYPE_OTHERS;
  if (g_utf8_validate_len (name, length, NULL))
    return ht_strings_intern (self->names, name, length);
  valid = ht_safe_text_to_utf8 (name, (gssize) length);
  return ht_strings_intern (self->names, valid, strlen (valid));
}

static guint32
name_of (HtTraceAllocFree *self, guint64 id)
{
  TypeName *known;
  HtTraceType type;

  if (id == 0)
    return TYPE_UNTYPED;
  known = ht_trace_id_map_find (&self->name_of_type, id);
  if (known != NULL)
    return known->name;
  if (!ht_trace_tables_get_type (self->tables, id, &type))
    return TYPE_UNKNOWN;
  known = ht_trace_id_map_add (&self->name_of_type, id);
  known->name = intern_name (self, type.name);
  return known->name;
}

static void
tell_point (HtTraceAllocFree *self,
            const char *name,
            const char *unit,
            gint64 time_ns,
            gint64 value)
{
  HtPoint point = {
    .name = name,
    .unit = unit,
    .kind = HT_POINT_GAUGE,
    .time_ns = ht_trace_context_get_unix_ns (self->context, time_ns),
    .value = (double) value,
  };

  ht_record_sink_point (&ht_trace_context_get_sink (self->context)->records, &point);
}

static void
tell_type (HtTraceAllocFree *self, guint32 type, gint64 time_ns, const Live *live)
{
  const char *name = ht_strings_get (self->names, type);
  g_autofree char *bytes_name = g_strconcat (HT_TRACE_SERIES_PREFIX "live/", name, NULL);
  g_autofree char *objects_name = g_strconcat (HT_TRACE_SERIES_PREFIX "live_objects/", name, NULL);

  tell_point (self, bytes_name, "bytes", time_ns, live->bytes);
  tell_point (self, objects_name, "count", time_ns, live->objects);
}

static void
tell_class (HtTraceAllocFree *self, guint size_class, gint64 time_ns)
{
  g_autofree char *name = size_class == 0
                              ? g_strdup (HT_TRACE_SERIES_PREFIX "live_class/large")
                              : g_strdup_printf (HT_TRACE_SERIES_PREFIX "live_class/%u",
                                                 ht_trace_size_class_bytes (size_class));

  tell_point (self, name, "bytes", time_ns, self->classes[size_class].bytes);
  self->classes[size_class].has_changed = FALSE;
  self->classes[size_class].has_series = TRUE;
}

static gint
compare_bytes (gconstpointer a, gconstpointer b, gpointer user_data)
{
  HtTraceAllocFree *self = user_data;
  guint32 name_a = *(const guint32 *) a;
  guint32 name_b = *(const guint32 *) b;
  gint64 bytes_a = g_array_index (self->types, Live, name_a).bytes;
  gint64 bytes_b = g_array_index (self->types, Live, name_b).bytes;

  if (bytes_a != bytes_b)
    return bytes_a > bytes_b ? -1 : 1;
  return (name_a > name_b) - (name_a < name_b);
}

static gboolean
deserves_series (const HtTraceAllocFree *self, guint32 name)
{
  const Live *type = &g_array_index (self->types, Live, name);

  if (name == TYPE_OTHERS || type->bytes <= 0 || self->n_series >= MAX_SERIES)
    return FALSE;
  return self->n_series < N_FREE_SERIES || type->bytes >= self->live_bytes / SHARE_OF_SERIES;
}

/* Types that have no series yet get one, those with the most bytes first. */
static void
give_series (HtTraceAllocFree *self)
{
  g_array_sort_with_data (self->changed_types, compare_bytes, self);
  for (guint i = 0; i < self->changed_types->len; i++)
    {
      guint32 name = g_array_index (self->changed_types, guint32, i);
      Live *type = &g_array_index (self->types, Live, name);

      if (type->has_series || !deserves_series (self, name))
        continue;
      type->has_series = TRUE;
      self->n_series++;
      self->others.bytes -= type->bytes;
      self->others.objects -= type->objects;
      self->others.has_changed = TRUE;
    }
}

static void
tell_others (HtTraceAllocFree *self, gint64 time_ns)
{
  self->others.has_changed = FALSE;
  if (self->others.objects == 0 && !self->others.has_series)
    return;
  self->others.has_series = TRUE;
  tell_type (self, TYPE_OTHERS, time_ns, &self->others);
}

/* What changed since the last sample. */
static void
tell_changes (HtTraceAllocFree *self, gint64 time_ns)
{
  give_series (self);
  for (guint i = 0; i < self->changed_types->len; i++)
    {
      guint32 name = g_array_index (self->changed_types, guint32, i);
      Live *type = &g_array_index (self->types, Live, name);

      type->has_changed = FALSE;
      if (type->has_series)
        tell_type (self, name, time_ns, type);
      else
        self->others.has_changed = TRUE;
    }
  g_array_set_size (self->changed_types, 0);
  if (self->others.has_changed)
    tell_others (self, time_ns);
  for (guint i = 0; i < HT_TRACE_N_SIZE_CLASSES; i++)
    if (self->classes[i].has_changed)
      tell_class (self, i, time_ns);
  self->has_changed = FALSE;
}

static void
note_result (HtTraceAllocFree *self,
             const HtTraceEvent *event,
             HtTraceSlotResult result,
             Strays *unknown)
{
  if (result == HT_TRACE_SLOT_UNKNOWN)
    count_stray (unknown, event->offset);
  else if (result == HT_TRACE_SLOT_TOO_MANY)
    count_stray (&self->too_many, event->offset);
}

static void
put_object (HtTraceAllocFree *self, const HtTraceEvent *event)
{
  guint16 name = (guint16) name_of (self, event->args[1]);

  note_result (self, event, ht_trace_heap_slots_put (self->slots, event->args[0], name),
               &self->unknown_objects);
}

/**
 * ht_trace_alloc_free_add_event:
 * @alloc_free: the count
 * @event: the next event of the trace, of any kind
 *
 * Takes note of what comes to life and what goes.
 */
void
ht_trace_alloc_free_add_event (HtTraceAllocFree *alloc_free, const HtTraceEvent *event)
{
  const guint64 *args = event->args;

  if (G_LIKELY (event->kind < HT_TRACE_SPAN))
    return;
  if (alloc_free->has_changed && event->time_ns >= alloc_free->sample_ns)
    tell_changes (alloc_free, alloc_free->sample_ns);
  switch (event->kind)
    {
    case HT_TRACE_SPAN:
    case HT_TRACE_SPAN_ALLOC:
      note_result (alloc_free, event,
                   ht_trace_heap_slots_add_span (alloc_free->slots, args[0], args[1], args[2]),
                   &alloc_free->unknown_objects);
      break;
    case HT_TRACE_SPAN_FREE:
      ht_trace_heap_slots_remove_span (alloc_free->slots, args[0]);
      break;
    case HT_TRACE_OBJECT:
    case HT_TRACE_OBJECT_ALLOC:
      put_object (alloc_free, event);
      break;
    case HT_TRACE_OBJECT_FREE:
      alloc_free->n_frees++;
      note_result (alloc_free, event, ht_trace_heap_slots_remove (alloc_free->slots, args[0]),
                   &alloc_free->unknown_frees);
      break;
    default:
      break;
    }
  alloc_free->sample_ns = ht_saturated_add (event->time_ns / SAMPLE_NS * SAMPLE_NS, SAMPLE_NS);
}

static void
tell_strays (HtTraceAllocFree *self)
{
  HtDecodeWarnings warnings = { .sink = &ht_trace_context_get_sink (self->context)->records };

  if (self->odd_layouts.n > 0)
    ht_decode_warnings_add (&warnings, self->odd_layouts.offset,
                            "the heap has a layout that no Go has; the usual one is assumed");
  if (self->unknown_objects.n > 0)
    ht_decode_warnings_add (&warnings, self->unknown_objects.offset,
                            "live bytes by type lack what is told of places where no memory for "
                            "objects is known: %" G_GUINT64_FORMAT " times",
                            self->unknown_objects.n);
  if (self->too_many.n > 0)
    ht_decode_warnings_add (&warnings, self->too_many.offset,
                            "live bytes by type lack what is beyond the size of heap that is "
                            "followed: %" G_GUINT64_FORMAT " objects and spans",
                            self->too_many.n);
  if (self->unknown_frees.n > self->n_frees / FREES_PER_STRAY)
    ht_decode_warnings_add (&warnings, self->unknown_frees.offset,
                            "live bytes by type may be wrong: of what was freed, nobody made "
                            "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " objects",
                            self->unknown_frees.n, self->n_frees);
}

/**
 * ht_trace_alloc_free_finish:
 * @alloc_free: the count
 * @end_ns: end of the trace, ns since its beginning
 *
 * Tells what is alive at the end, and what did not fit.
 */
void
ht_trace_alloc_free_finish (HtTraceAllocFree *alloc_free, gint64 end_ns)
{
  if (alloc_free->has_changed && alloc_free->sample_ns < end_ns)
    tell_changes (alloc_free, alloc_free->sample_ns);
  give_series (alloc_free);
  for (guint32 name = 1; name < alloc_free->types->len; name++)
    {
      const Live *type = &g_array_index (alloc_free->types, Live, name);

      if (type->has_series)
        tell_type (alloc_free, name, end_ns, type);
    }
  tell_others (alloc_free, end_ns);
  for (guint i = 0; i < HT_TRACE_N_SIZE_CLASSES; i++)
    if (alloc_free->classes[i].has_series || alloc_free->classes[i].has_changed)
      tell_class (alloc_free, i, end_ns);
  tell_strays (alloc_free);
}
