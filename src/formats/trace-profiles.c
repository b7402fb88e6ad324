/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-profiles.h"

#include "saturated.h"
#include "trace-id-map.h"

/* More wait at a time in no program. */
#define MAX_WAITING (1u << 22)

/* The key of the label that says why somebody waited. */
#define REASON_KEY "reason"

typedef enum
{
  PROFILE_CPU,
  PROFILE_ASSISTS,
  PROFILE_BLOCKS,
  PROFILE_CREATED,
  N_PROFILES,
} Profile;

/* How often something happened at a place, and how long it took. */
typedef struct
{
  guint64 place; /* node << 32 | label set */
  gint64 n;
  gint64 ns;
} Sum;

/* A goroutine that has waited. */
typedef struct
{
  guint64 id;
  gint64 since_ns; /* HT_UNKNOWN if it does not wait any more */
  guint32 node;
  guint32 label_set;
} Waiting;

/* What the reason of a wait is as a label, in the generation at hand. */
typedef struct
{
  guint64 string;
  guint32 label_set;
} Reason;

struct _HtTraceProfiles
{
  /* Borrowed */
  HtTraceContext *context;

  /* Owned */
  HtTraceIdMap sums[N_PROFILES];
  HtTraceIdMap waiting;
  HtTraceIdMap reasons;
};

/* What each counts, and what it adds up in ns. */
static const struct
{
  const char *count;
  const char *time;
} types[N_PROFILES] = {
  [PROFILE_CPU] = { "samples", NULL },
  [PROFILE_ASSISTS] = { "assists", "assist_time" },
  [PROFILE_BLOCKS] = { "blocks", "delay" },
  [PROFILE_CREATED] = { "created", NULL },
};

/**
 * ht_trace_profiles_new:
 * @context: where profiles go; borrowed
 *
 * Returns: (transfer full): profiles of nothing; one thread at a time
 */
HtTraceProfiles *
ht_trace_profiles_new (HtTraceContext *context)
{
  HtTraceProfiles *self = g_new0 (HtTraceProfiles, 1);

  self->context = context;
  for (guint i = 0; i < N_PROFILES; i++)
    ht_trace_id_map_init (&self->sums[i], sizeof (Sum));
  ht_trace_id_map_init (&self->waiting, sizeof (Waiting));
  ht_trace_id_map_init (&self->reasons, sizeof (Reason));
  return self;
}

/**
 * ht_trace_profiles_free:
 * @profiles: (transfer full) (nullable): the profiles
 */
void
ht_trace_profiles_free (HtTraceProfiles *profiles)
{
  if (profiles == NULL)
    return;
  for (guint i = 0; i < N_PROFILES; i++)
    ht_trace_id_map_clear (&profiles->sums[i]);
  ht_trace_id_map_clear (&profiles->waiting);
  ht_trace_id_map_clear (&profiles->reasons);
  g_free (profiles);
}

/**
 * ht_trace_profiles_begin_generation:
 * @profiles: the profiles; their context has begun the generation
 *
 * Forgets what ids meant in the generation before.
 */
void
ht_trace_profiles_begin_generation (HtTraceProfiles *profiles)
{
  ht_trace_id_map_clear (&profiles->reasons);
  ht_trace_id_map_init (&profiles->reasons, sizeof (Reason));
}

static void
count (HtTraceProfiles *self, Profile profile, guint32 node, guint32 label_set, gint64 ns)
{
  guint64 place = (guint64) node << 32 | label_set;
  Sum *sum = ht_trace_id_map_find_again (&self->sums[profile], place);

  if (sum == NULL)
    sum = ht_trace_id_map_add (&self->sums[profile], place);
  sum->n++;
  sum->ns = ht_saturated_add (sum->ns, ns);
}

static guint32
intern (HtTraceProfiles *self, const char *text)
{
  return ht_strings_intern (ht_trace_context_get_catalog (self->context)->strings, text,
                            strlen (text));
}

static guint32
label_of_reason (HtTraceProfiles *self, guint64 string)
{
  Reason *known = ht_trace_id_map_find_again (&self->reasons, string);

  if (known == NULL)
    {
      const char *text = ht_trace_context_get_name (self->context, string);
      HtLabel label = { .key = intern (self, REASON_KEY), .text = intern (self, text) };

      known = ht_trace_id_map_add (&self->reasons, string);
      if (*text != '\0')
        known->label_set =
            ht_label_sets_intern (ht_trace_context_get_catalog (self->context)->label_sets, &label,
                                  1);
    }
  return known->label_set;
}

static gboolean
is_waiting (gconstpointer record)
{
  return ((const Waiting *) record)->since_ns != HT_UNKNOWN;
}

static void
begin_wait (HtTraceProfiles *self, const HtTraceEvent *event)
{
  Waiting *waiting = ht_trace_id_map_find_again (&self->waiting, event->g);

  if (event->g == HT_TRACE_NONE)
    return;
  if (waiting == NULL)
    {
      if (!ht_trace_id_map_make_room (&self->waiting, is_waiting, MAX_WAITING))
        return;
      waiting = ht_trace_id_map_add (&self->waiting, event->g);
    }
  waiting->since_ns = event->time_ns;
  waiting->node = ht_trace_context_get_node (self->context, event->stack);
  waiting->label_set = label_of_reason (self, event->text);
}

static void
end_wait (HtTraceProfiles *self, guint64 goroutine, gint64 time_ns)
{
  Waiting *waiting = ht_trace_id_map_find_again (&self->waiting, goroutine);

  if (waiting == NULL || !is_waiting (waiting))
    return;
  count (self, PROFILE_BLOCKS, waiting->node, waiting->label_set, time_ns - waiting->since_ns);
  waiting->since_ns = HT_UNKNOWN;
}

/**
 * ht_trace_profiles_add_event:
 * @profiles: the profiles
 * @event: the next event of the trace, of any kind
 *
 * Takes note of what is counted.
 */
void
ht_trace_profiles_add_event (HtTraceProfiles *profiles, const HtTraceEvent *event)
{
  for (guint i = 0; i < event->n_changes; i++)
    if (event->changes[i].subject == HT_TRACE_GOROUTINE &&
        event->changes[i].from == HT_TRACE_GO_WAITING &&
        event->changes[i].to != HT_TRACE_GO_WAITING)
      end_wait (profiles, event->changes[i].id, event->time_ns);

  switch (event->kind)
    {
    case HT_TRACE_CPU_SAMPLE:
      count (profiles, PROFILE_CPU, ht_trace_context_get_node (profiles->context, event->stack), 0,
             0);
      break;
    case HT_TRACE_GO_CREATE:
    case HT_TRACE_GO_CREATE_BLOCKED:
      count (profiles, PROFILE_CREATED, ht_trace_context_get_node (profiles->context, event->stack),
             0, 0);
      break;
    case HT_TRACE_GO_BLOCK:
      begin_wait (profiles, event);
      break;
    default:
      break;
    }
}

/**
 * ht_trace_profiles_add_span:
 * @profiles: the profiles
 * @span: something that others found in the trace, of any kind
 *
 * Takes note of assists.
 */
void
ht_trace_profiles_add_span (HtTraceProfiles *profiles, const HtTraceSpan *span)
{
  if (span->kind == HT_TRACE_SPAN_ASSIST)
    count (profiles, PROFILE_ASSISTS, span->node, 0, span->end_ns - span->start_ns);
}

static void
add_type (HtTraceProfiles *self, HtProfile *profile, const char *type, const char *unit)
{
  HtValueType value_type = { .type = intern (self, type), .unit = intern (self, unit) };

  g_array_append_val (profile->types, value_type);
}

static void
tell_profile (HtTraceProfiles *self, Profile which, gint64 end_ns)
{
  const HtTraceRecordSink *sink = ht_trace_context_get_sink (self->context);
  const HtTraceIdMap *sums = &self->sums[which];
  g_autoptr (HtProfile) profile = ht_profile_new ();

  if (sums->n == 0 || sink->profile == NULL)
    return;
  profile->time_ns = ht_trace_context_get_unix_ns (self->context, end_ns);
  profile->duration_ns = end_ns;
  add_type (self, profile, types[which].count, "count");
  if (types[which].time != NULL)
    add_type (self, profile, types[which].time, "nanoseconds");
  for (guint32 i = 0; i < sums->n; i++)
    {
      const Sum *sum = ht_trace_id_map_at (sums, i);
      const gint64 values[] = { sum->n, sum->ns };

      ht_profile_add_row (profile, (guint32) (sum->place >> 32), (guint32) sum->place, values);
    }
  sink->profile (profile, sink->user_data);
}

/**
 * ht_trace_profiles_finish:
 * @profiles: the profiles
 * @end_ns: end of the trace, ns since its beginning
 *
 * Tells them, but those of which there is nothing.
 */
void
ht_trace_profiles_finish (HtTraceProfiles *profiles, gint64 end_ns)
{
  for (guint i = 0; i < N_PROFILES; i++)
    tell_profile (profiles, i, end_ns);
}
