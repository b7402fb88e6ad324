/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-report.h"

#include "made-heap.h"
#include "sampled-heap.h"

G_BEGIN_DECLS

/*
 * A whole process whose heap is seen through samples: many places that make, keep and free objects
 * as services do, each of which is known to grow or not to.
 */

#define SAMPLED_PERIOD (512 * 1024)

/* What a place does. The first ones do not grow. */
typedef enum
{
  PLACE_TRAFFIC,   /* what requests hold while they last */
  PLACE_WAVE,      /* the same, of traffic that goes up and down as in the course of a day */
  PLACE_BURSTS,    /* the same, with seldom and short bursts */
  PLACE_CACHE,     /* full, the oldest entry goes for each new one */
  PLACE_WARM_UP,   /* a cache that fills and then is full */
  PLACE_START_UP,  /* filled once, kept as it is */
  PLACE_RESTART,   /* a full cache that is emptied at some time and fills again */
  PLACE_SAW_TOOTH, /* collected and then dropped, again and again */
  PLACE_BATCH,     /* there for a part of each period */
  PLACE_LEAK,      /* from the begin on */
  PLACE_LATE_LEAK, /* begins in the first half */
  PLACE_STAIRS,    /* keeps some at once, ten times */
  PLACE_MIXED,     /* leaks a part of what passes */
  PLACE_BUSY_LEAK, /* leaks as much as the traffic, which goes up and down */
  N_PLACE_KINDS,
  N_HEALTHY_KINDS = PLACE_LEAK,
} PlaceKind;

/* From so many objects on what is sampled of them is drawn all at once. */
#define MANY_OBJECTS 5000
#define MANY_SAMPLES 100

/* What came into a cache between two states of the heap. */
typedef struct
{
  gint64 n_objects;
  gint64 n_samples;
} Cohort;

typedef struct
{
  PlaceKind kind;
  double object_bytes;

  /* Held when it is full, or on average; objects. */
  double n_held;
  double life_s;
  double period_s;
  double phase;
  double from_s;

  /* Objects kept per second, from @from_s on. */
  double leak;

  /* Samples. */
  gint64 n_alive;
  gint64 n_kept;
  gint64 n_made;
  GQueue cohorts;
  gint64 n_queued;
} SampledPlace;

typedef struct
{
  GRand *random;
  HtCatalog *catalog;
  double span_s;
  guint n_states;
  guint n_places;
  SampledPlace *places;
  guint32 *nodes;
} SampledTarget;

static inline double
sampled_place_get_share (const SampledPlace *place)
{
  return -expm1 (-place->object_bytes / SAMPLED_PERIOD);
}

static inline double
sampled_target_draw_between (SampledTarget *target, double low, double high)
{
  return low * pow (high / low, g_rand_double (target->random));
}

/* Box and Muller. */
static inline double
sampled_target_draw_normal (SampledTarget *target, double mean, double variance)
{
  double radius = sqrt (-2 * log (1 - g_rand_double (target->random)));
  double angle = 2 * G_PI * g_rand_double (target->random);

  return mean + sqrt (variance) * radius * cos (angle);
}

/* Many are drawn as a normal deviate, few one by one. */
static inline gint64
sampled_target_draw (SampledTarget *target, double mean)
{
  SampledHeap heap = { .random = target->random };

  if (mean < MANY_SAMPLES)
    return sampled_heap_draw (&heap, mean);
  return (gint64) sampled_target_draw_normal (target, mean, mean);
}

/* How many of @n stay, each with that probability. */
static inline gint64
sampled_target_thin (SampledTarget *target, gint64 n, double chance)
{
  double variance = (double) n * chance * (1 - chance);
  gint64 stay = 0;

  if (variance > MANY_SAMPLES)
    return CLAMP ((gint64) round (
                      sampled_target_draw_normal (target, (double) n * chance, variance)),
                  0, n);
  for (gint64 i = 0; i < n; i++)
    stay += g_rand_double (target->random) < chance;
  return stay;
}

/* Traffic at a time, 1 on average. */
static inline double
sampled_place_get_traffic (const SampledPlace *place, double time_s)
{
  double at = time_s / place->period_s + place->phase;

  switch (place->kind)
    {
    case PLACE_WAVE:
    case PLACE_BUSY_LEAK:
      return 1 + 0.6 * sin (2 * G_PI * at);
    case PLACE_BURSTS:
      return at - floor (at) < 0.1 ? 5.5 : 0.5;
    default:
      return 1;
    }
}

/* What requests hold: lives are of any length, their mean is known. */
static inline void
sampled_place_pass (SampledTarget *target, SampledPlace *place, double time_s, double step_s)
{
  double made = place->n_held / place->life_s * sampled_place_get_share (place) *
                sampled_place_get_traffic (place, time_s);
  double left = exp (-step_s / place->life_s);
  double alive = made * place->life_s * (1 - left);
  gint64 n_new = sampled_target_draw (target, alive);

  place->n_alive = sampled_target_thin (target, place->n_alive, left) + n_new;
  place->n_made += n_new + sampled_target_draw (target, MAX (made * step_s - alive, 0));
}

/* How many of @n objects are sampled. */
static inline gint64
sampled_place_sample (SampledTarget *target, const SampledPlace *place, gint64 n)
{
  double share = sampled_place_get_share (place);

  if (n < MANY_OBJECTS)
    return sampled_target_thin (target, n, share);
  return MIN (sampled_target_draw (target, (double) n * share), n);
}

/* The oldest goes; whether it was a sample depends on how many of its likes are. */
static inline void
sampled_place_evict (SampledTarget *target, SampledPlace *place, gint64 n)
{
  while (n > 0)
    {
      Cohort *oldest = g_queue_peek_head (&place->cohorts);
      gint64 n_before = oldest->n_samples;
      gint64 n_gone = MIN (n, oldest->n_objects);

      if (n_gone == oldest->n_objects)
        oldest->n_samples = 0;
      else if (oldest->n_objects >= MANY_OBJECTS)
        oldest->n_samples = sampled_target_thin (target, n_before,
                                                 1 - (double) n_gone / (double) oldest->n_objects);
      for (gint64 i = 0; i < n_gone && oldest->n_samples > 0 && oldest->n_objects < MANY_OBJECTS;
           i++)
        oldest->n_samples -= g_rand_double (target->random) * (double) (oldest->n_objects - i) <
                             (double) oldest->n_samples;
      place->n_alive -= n_before - oldest->n_samples;
      place->n_queued -= n_gone;
      n -= n_gone;
      oldest->n_objects -= n_gone;
      if (oldest->n_objects == 0)
        g_free (g_queue_pop_head (&place->cohorts));
    }
}

/* A cache: for what comes in above what it holds the oldest goes. */
static inline void
sampled_place_turn (SampledTarget *target, SampledPlace *place, double step_s)
{
  Cohort *cohort = g_new (Cohort, 1);

  cohort->n_objects = sampled_target_draw (target, place->n_held / place->life_s * step_s);
  cohort->n_samples = sampled_place_sample (target, place, cohort->n_objects);
  place->n_made += cohort->n_samples;
  place->n_alive += cohort->n_samples;
  place->n_queued += cohort->n_objects;
  g_queue_push_tail (&place->cohorts, cohort);
  sampled_place_evict (target, place, place->n_queued - (gint64) place->n_held);
}

static inline void
sampled_place_drop (SampledPlace *place)
{
  g_queue_clear_full (&place->cohorts, g_free);
  place->n_queued = 0;
  place->n_alive = 0;
}

/* What is made in a time, all to be kept for the time being. */
static inline void
sampled_place_fill (SampledTarget *target, SampledPlace *place, double n_objects)
{
  gint64 n_new = sampled_place_sample (target, place, (gint64) n_objects);

  place->n_alive += n_new;
  place->n_made += n_new;
}

static inline void
sampled_place_keep (SampledTarget *target, SampledPlace *place, double time_s, double step_s)
{
  double from_s = MAX (time_s - step_s, place->from_s);
  double n_objects = MAX (time_s - from_s, 0) * place->leak;
  gint64 n_new;

  if (place->kind == PLACE_STAIRS)
    n_objects = (floor (time_s / place->period_s + place->phase) -
                 floor ((time_s - step_s) / place->period_s + place->phase)) *
                place->leak * place->period_s;
  n_objects *= sampled_place_get_traffic (place, time_s);
  n_new = sampled_target_draw (target, n_objects * sampled_place_get_share (place));
  place->n_kept += n_new;
  place->n_made += n_new;
}

static inline void
sampled_place_step (SampledTarget *target, SampledPlace *place, double time_s, double step_s)
{
  double at = time_s / place->period_s + place->phase;
  double before = (time_s - step_s) / place->period_s + place->phase;
  double length = place->kind == PLACE_BATCH ? 0.3 : 1;

  switch (place->kind)
    {
    case PLACE_RESTART:
      if (time_s >= place->from_s && time_s - step_s < place->from_s)
        sampled_place_drop (place);
      sampled_place_turn (target, place, step_s);
      break;
    case PLACE_CACHE:
    case PLACE_WARM_UP:
      sampled_place_turn (target, place, step_s);
      break;
    case PLACE_START_UP:
      if (time_s - step_s <= 0)
        sampled_place_fill (target, place, place->n_held);
      break;
    case PLACE_SAW_TOOTH:
    case PLACE_BATCH:
      if (floor (at) > floor (before) || at - floor (at) > length)
        sampled_place_drop (place);
      if (at - floor (at) <= length)
        sampled_place_fill (target, place,
                            MIN (at - floor (at), at - before) / length * 2 * place->n_held);
      break;
    case PLACE_MIXED:
      sampled_place_pass (target, place, time_s, step_s);
      sampled_place_keep (target, place, time_s, step_s);
      break;
    case PLACE_LEAK:
    case PLACE_LATE_LEAK:
    case PLACE_STAIRS:
    case PLACE_BUSY_LEAK:
      sampled_place_keep (target, place, time_s, step_s);
      break;
    default:
      sampled_place_pass (target, place, time_s, step_s);
    }
}

static inline double
sampled_target_get_step (const SampledTarget *target)
{
  return target->span_s / (target->n_states - 1);
}

/* A place that does not grow, of any size, as they are in services: few large ones, many small. */
static inline void
sampled_target_set_healthy (SampledTarget *target, SampledPlace *place)
{
  double step_s = sampled_target_get_step (target);
  double held_bytes = sampled_target_draw_between (target, 32 * 1024, 16 * 1024 * 1024);

  sampled_place_drop (place);
  *place =
      (SampledPlace){ .kind = (PlaceKind) g_rand_int_range (target->random, 0, N_HEALTHY_KINDS) };
  place->object_bytes = (double) (16 << g_rand_int_range (target->random, 0, 20));
  place->n_held = MAX (held_bytes / place->object_bytes, 1);
  place->phase = g_rand_double (target->random);
  place->period_s = target->span_s / sampled_target_draw_between (target, 3, 30);
  place->from_s = target->span_s * g_rand_double_range (target->random, 0.1, 0.6);
  place->life_s = sampled_target_draw_between (target, 0.001, 2 * step_s);
  if (place->kind == PLACE_CACHE)
    place->life_s = sampled_target_draw_between (target, step_s / 10, target->span_s);
  if (place->kind == PLACE_WARM_UP)
    place->life_s = target->span_s * sampled_target_draw_between (target, 0.01, 0.5);
  if (place->kind == PLACE_RESTART)
    place->life_s = target->span_s * sampled_target_draw_between (target, 0.01, 0.2);
  /* What went on before it was looked at. */
  for (guint i = 0; i < 20 && (place->kind == PLACE_CACHE || place->kind == PLACE_RESTART); i++)
    sampled_place_turn (target, place, place->life_s / 10);
  if (place->kind <= PLACE_BURSTS)
    sampled_place_pass (target, place, 0, 100 * place->life_s);
}

/* Of how many samples the growth must be to be that many standard errors: what is kept makes a walk
 * whose slope over all of the time has the variance 6/5 n / T², what passes adds 12 n / K T². */
static inline double
sampled_target_get_n_samples (double n_errors, double n_passing, guint n_states)
{
  double square = n_errors * n_errors;
  double walk = 0.6 * square;

  return walk + sqrt (walk * walk + 12 * square * n_passing / n_states);
}

/* Growth of that many standard errors; passing samples only where a kind has them. */
static inline void
sampled_target_set_leak (SampledTarget *target,
                         SampledPlace *place,
                         PlaceKind kind,
                         double n_errors,
                         double n_passing)
{
  double share;
  double n_samples;

  sampled_place_drop (place);
  *place = (SampledPlace){ .kind = kind, .life_s = sampled_target_get_step (target) / 20 };
  place->object_bytes = (double) (64 << g_rand_int_range (target->random, 0, 14));
  share = sampled_place_get_share (place);
  place->phase = g_rand_double (target->random);
  place->period_s = target->span_s / (kind == PLACE_STAIRS ? 10 : 4);
  if (kind == PLACE_MIXED)
    place->n_held = n_passing / share;
  if (kind == PLACE_LATE_LEAK)
    place->from_s = target->span_s * g_rand_double_range (target->random, 0.1, 0.5);
  n_samples = sampled_target_get_n_samples (n_errors, kind == PLACE_MIXED ? n_passing : 0,
                                            target->n_states);
  place->leak = n_samples / share / (target->span_s - place->from_s);
  if (kind == PLACE_MIXED)
    sampled_place_pass (target, place, 0, 100 * place->life_s);
}

/* Bytes per second. */
static inline double
sampled_place_get_rate (const SampledPlace *place)
{
  return place->leak * place->object_bytes;
}

static inline void
sampled_target_init (SampledTarget *target, guint n_places, guint32 seed)
{
  *target = (SampledTarget){ .random = g_rand_new_with_seed (seed),
                             .catalog = ht_catalog_new (),
                             .n_places = n_places };
  target->places = g_new0 (SampledPlace, n_places);
  target->nodes = g_new (guint32, n_places);
  for (guint i = 0; i < n_places; i++)
    {
      g_autofree char *name = g_strdup_printf ("example.com/service.place%u", i);

      target->nodes[i] = made_heap_node (target->catalog, STACK ("net/http.serve", name));
    }
}

static inline void
sampled_target_clear (SampledTarget *target)
{
  for (guint i = 0; i < target->n_places; i++)
    sampled_place_drop (&target->places[i]);
  g_free (target->places);
  g_free (target->nodes);
  ht_catalog_free (target->catalog);
  g_rand_free (target->random);
}

static inline void
sampled_target_reset (SampledTarget *target, guint n_states, double span_s)
{
  target->n_states = n_states;
  target->span_s = span_s;
  for (guint i = 0; i < target->n_places; i++)
    sampled_target_set_healthy (target, &target->places[i]);
}

/* As the runtime scales samples. */
static inline gint64
sampled_place_get_bytes (const SampledPlace *place, gint64 n_samples)
{
  return (gint64) ((double) n_samples * place->object_bytes / sampled_place_get_share (place));
}

static inline HtProfile *
sampled_target_take_profile (SampledTarget *target)
{
  HtProfile *profile = made_heap_new (target->catalog, SAMPLED_PERIOD);

  for (guint i = 0; i < target->n_places; i++)
    {
      const SampledPlace *place = &target->places[i];

      if (place->n_made > 0)
        made_heap_add_node (profile, target->catalog, target->nodes[i],
                            (gint64) place->object_bytes,
                            sampled_place_get_bytes (place, place->n_alive + place->n_kept),
                            sampled_place_get_bytes (place, place->n_made));
    }
  return profile;
}

/* Lets time pass; collections come when they come. */
static inline HtGrowthTable *
sampled_target_observe (SampledTarget *target)
{
  HtGrowthTable *table = ht_growth_table_new (target->catalog);
  double step_s = sampled_target_get_step (target);
  double before_s = 0;

  for (guint i = 0; i < target->n_states; i++)
    {
      g_autoptr (HtProfile) profile = NULL;
      double time_s = step_s * (i + (i > 0 ? g_rand_double_range (target->random, -0.4, 0.4) : 0));

      for (guint j = 0; j < target->n_places && i > 0; j++)
        sampled_place_step (target, &target->places[j], time_s, time_s - before_s);
      before_s = time_s;
      profile = sampled_target_take_profile (target);
      ht_growth_table_add (table, profile, (gint64) (time_s * 1e9), (gint64) (time_s * 1e9));
    }
  return table;
}

/* Of which place a chain is. */
static inline guint
sampled_target_find_place (const SampledTarget *target, const HtGrowthChain *chain)
{
  guint i = 0;

  while (i < target->n_places && target->nodes[i] != chain->node)
    i++;
  return i;
}

G_END_DECLS
