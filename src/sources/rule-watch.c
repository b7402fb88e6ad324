/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "rule-watch.h"

#include <math.h>
#include <string.h>

#include "gc-cycle.h"
#include "level.h"
#include "units.h"

#define SECOND_NS G_GINT64_CONSTANT (1000000000)
#define MIB       (G_GINT64_CONSTANT (1) << 20)

/* A condition is false again when it is below its threshold by this share. */
#define MARGIN 0.05

/* What is small moves by large shares, and nobody is woken for it. */
#define LEAST_HEAP_SYS   (64 * MIB)
#define LEAST_LIVE_RISE  (16 * MIB)
#define LEAST_RISE       (4 * MIB)
#define LEAST_RISE_SHARE 0.10
#define LEAST_GOROUTINES 50

/* A process that starts fills its caches: what rises meanwhile is no row. */
#define START_NS (60 * SECOND_NS)

/* A batch of a few seconds may have a dozen collections, each of which leaves more: of those within
 * this time one counts. */
#define RISE_EVERY_NS (5 * SECOND_NS)

/* A rate is of the last 10 s, and of 3 s at least. */
#define RATE_NS       (10 * SECOND_NS)
#define LEAST_RATE_NS (3 * SECOND_NS)

/* What can be true of a process. The two limits are one rule, but not one thing. */
typedef enum
{
  COND_HEAP_SYS,
  COND_CONTAINER,
  COND_MEMORY_LIMIT,
  COND_HEAP_LIVE,
  COND_RISING,
  COND_GC_RATE,
  COND_GOROUTINES,
  N_CONDITIONS,
} Condition;

/* How long each has to hold, in time, in collections and in figures. */
static const struct
{
  HtRuleKind rule;
  gint64 hold_ns;
  gint64 n_collections;
  guint n_figures;
} conditions[N_CONDITIONS] = {
  [COND_HEAP_SYS] = { HT_RULE_HEAP_SYS, 30 * SECOND_NS, 2, 10 },
  [COND_CONTAINER] = { HT_RULE_LIMIT, 0, 0, 2 },
  [COND_MEMORY_LIMIT] = { HT_RULE_LIMIT, 0, 2, 3 },
  [COND_HEAP_LIVE] = { HT_RULE_HEAP_LIVE, 0, 0, 1 },
  [COND_RISING] = { HT_RULE_RISING, 0, 0, 1 },
  [COND_GC_RATE] = { HT_RULE_GC_RATE, 0, 0, 1 },
  [COND_GOROUTINES] = { HT_RULE_GOROUTINES, 0, 0, 1 },
};

/* What the figures say of a condition, in the unit of its threshold. */
typedef struct
{
  gboolean is_known;
  gboolean is_small; /* whatever the share: too little to matter */
  double value;
  double amount; /* what the evidence names */
  double beside; /* what it is held against */
  const char *what;
} Reading;

typedef struct
{
  gboolean has_fired; /* and was not false since */
  guint n_figures;    /* for which it holds; 0 if it does not */
  gint64 since_ns;
  gint64 n_collections; /* when it began to hold */
} Run;

typedef struct
{
  gint64 time_ns;
  gint64 n_collections;
} Count;

struct _HtRuleWatch
{
  /* Owned */
  HtLevel *heap; /* what collections leave, or the goal */
  HtLevel *goroutines;
  GArray *counts; /* Count: the last 10 s of them */

  HtCaptureRules rules;
  Run runs[N_CONDITIONS];
  gint64 fired_ns[HT_N_RULES]; /* HT_UNKNOWN before */
  gint64 captured_ns;          /* HT_UNKNOWN before */
  gint64 last_ns;              /* HT_UNKNOWN before */
  gint64 first_ns;             /* of this process; HT_UNKNOWN before */
  gint64 n_collections;        /* as told last */
  gboolean has_live;           /* the level of the heap is of what was left, not of the goal */

  double left;   /* by the last collection; NaN before */
  gint64 n_left; /* its number */

  guint n_rises; /* in a row */
  double rise_from;
  double risen_to;
  gint64 rise_from_ns;
  gint64 rise_ns; /* when the last one was counted */
};

/* Which figure a series is. */
static const struct
{
  const char *series;
  gsize offset;
} members[] = {
  { "heap_inuse", G_STRUCT_OFFSET (HtRuleFigures, heap_inuse_bytes) },
  { "heap_idle", G_STRUCT_OFFSET (HtRuleFigures, heap_idle_bytes) },
  { "heap_released", G_STRUCT_OFFSET (HtRuleFigures, heap_released_bytes) },
  { "heap_sys", G_STRUCT_OFFSET (HtRuleFigures, heap_sys_bytes) },
  { "sys", G_STRUCT_OFFSET (HtRuleFigures, sys_bytes) },
  { "next_gc", G_STRUCT_OFFSET (HtRuleFigures, goal_bytes) },
  { "heap_live", G_STRUCT_OFFSET (HtRuleFigures, heap_live_bytes) },
  { "rss", G_STRUCT_OFFSET (HtRuleFigures, rss_bytes) },
  { "container_working_set", G_STRUCT_OFFSET (HtRuleFigures, container_bytes) },
  { "container_limit", G_STRUCT_OFFSET (HtRuleFigures, container_limit_bytes) },
  { "memory_limit", G_STRUCT_OFFSET (HtRuleFigures, memory_limit_bytes) },
  { "num_gc", G_STRUCT_OFFSET (HtRuleFigures, n_collections) },
  { "goroutines", G_STRUCT_OFFSET (HtRuleFigures, n_goroutines) },
};

/**
 * ht_rule_figures_init:
 * @figures: (out caller-allocates): figures of which nothing is known
 * @time_ns: when they are told
 */
void
ht_rule_figures_init (HtRuleFigures *figures, gint64 time_ns)
{
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    G_STRUCT_MEMBER (gint64, figures, members[i].offset) = HT_UNKNOWN;
  figures->time_ns = time_ns;
}

/**
 * ht_rule_figures_set:
 * @figures: the figures
 * @series: name of a series, see #HtPoint; of those that no rule looks at nothing is kept
 * @value: its value
 */
void
ht_rule_figures_set (HtRuleFigures *figures, const char *series, double value)
{
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (strcmp (members[i].series, series) == 0 && value >= 0 && value < 0x1p62)
      G_STRUCT_MEMBER (gint64, figures, members[i].offset) = (gint64) value;
}

/**
 * ht_firing_free:
 * @firing: (transfer full) (nullable): a firing
 */
void
ht_firing_free (HtFiring *firing)
{
  if (firing == NULL)
    return;
  g_free (firing->evidence);
  g_free (firing);
}

static void
forget_left (HtRuleWatch *self)
{
  self->left = NAN;
  self->n_left = HT_UNKNOWN;
  self->n_rises = 0;
}

/* What was seen of the process; when a rule last fired is not forgotten. */
static void
forget_runs (HtRuleWatch *self)
{
  for (guint i = 0; i < N_CONDITIONS; i++)
    self->runs[i].n_figures = 0;
  g_array_set_size (self->counts, 0);
  self->n_collections = HT_UNKNOWN;
  forget_left (self);
}

/**
 * ht_rule_watch_new:
 * @rules: the rules
 *
 * Returns: (transfer full): a watch that knows of no process yet
 */
HtRuleWatch *
ht_rule_watch_new (const HtCaptureRules *rules)
{
  HtRuleWatch *self = g_new0 (HtRuleWatch, 1);

  self->rules = *rules;
  self->heap = ht_level_new ();
  self->goroutines = ht_level_new ();
  self->counts = g_array_new (FALSE, FALSE, sizeof (Count));
  self->captured_ns = self->first_ns = self->last_ns = HT_UNKNOWN;
  for (guint i = 0; i < HT_N_RULES; i++)
    self->fired_ns[i] = HT_UNKNOWN;
  forget_runs (self);
  return self;
}

/**
 * ht_rule_watch_free:
 * @watch: (transfer full) (nullable): the watch
 */
void
ht_rule_watch_free (HtRuleWatch *watch)
{
  if (watch == NULL)
    return;
  ht_level_free (watch->heap);
  ht_level_free (watch->goroutines);
  g_array_unref (watch->counts);
  g_free (watch);
}

/**
 * ht_rule_watch_set_rules:
 * @watch: the watch
 * @rules: other rules; what is known of the process stays
 */
void
ht_rule_watch_set_rules (HtRuleWatch *watch, const HtCaptureRules *rules)
{
  watch->rules = *rules;
}

/**
 * ht_rule_watch_interrupt:
 * @watch: the watch
 *
 * Nothing was told for a while: nobody knows whether a condition held meanwhile. Baselines stay.
 */
void
ht_rule_watch_interrupt (HtRuleWatch *watch)
{
  forget_runs (watch);
  ht_level_interrupt (watch->heap);
  ht_level_interrupt (watch->goroutines);
}

/**
 * ht_rule_watch_restart:
 * @watch: the watch
 *
 * The process was restarted: what was learnt of it is gone. Cool-downs go on, so that a service
 * that dies every minute is not captured every minute.
 */
void
ht_rule_watch_restart (HtRuleWatch *watch)
{
  forget_runs (watch);
  ht_level_forget (watch->heap);
  ht_level_forget (watch->goroutines);
  watch->has_live = FALSE;
  watch->first_ns = HT_UNKNOWN;
  for (guint i = 0; i < N_CONDITIONS; i++)
    watch->runs[i].has_fired = FALSE;
}

static gboolean
are_known (gint64 a, gint64 b)
{
  return a != HT_UNKNOWN && b != HT_UNKNOWN;
}

/* In a row is each collection that is seen and leaves more than the one before. Those that are not
 * seen make a row longer than it is counted, never shorter. */
static void
see_rise (HtRuleWatch *self, gint64 time_ns, double left)
{
  gboolean is_first = isnan (self->left) || time_ns - self->first_ns <= START_NS;

  if (is_first || left <= self->left)
    {
      self->n_rises = 0;
      self->rise_from = left;
      self->rise_from_ns = time_ns;
    }
  else if (time_ns - self->rise_ns < RISE_EVERY_NS)
    return;
  else
    self->n_rises++;
  self->risen_to = left;
  self->rise_ns = time_ns;
}

static void
see_left (HtRuleWatch *self, const HtRuleFigures *figures, double left)
{
  gboolean is_new = are_known (figures->n_collections, self->n_left)
                        ? figures->n_collections > self->n_left
                        : left != self->left;

  if (!is_new)
    return;
  ht_level_add (self->heap, figures->time_ns, left);
  see_rise (self, figures->time_ns, left);
  self->left = left;
  self->n_left = figures->n_collections;
}

/* What is live is told by few; the goal is proportional to it and told by all. */
static void
see_collection (HtRuleWatch *self, const HtRuleFigures *figures)
{
  if (figures->heap_live_bytes != HT_UNKNOWN)
    {
      if (!self->has_live)
        {
          ht_level_forget (self->heap);
          forget_left (self);
        }
      self->has_live = TRUE;
      see_left (self, figures, (double) figures->heap_live_bytes);
    }
  else if (!self->has_live && figures->goal_bytes != HT_UNKNOWN)
    see_left (self, figures, (double) figures->goal_bytes);
}

static void
see_count (HtRuleWatch *self, const HtRuleFigures *figures)
{
  Count count = { figures->time_ns, figures->n_collections };
  guint n_old = 0;

  if (figures->n_collections == HT_UNKNOWN)
    return;
  g_array_append_val (self->counts, count);
  while (self->counts->len - n_old > 2 &&
         count.time_ns - g_array_index (self->counts, Count, n_old + 1).time_ns >= RATE_NS)
    n_old++;
  g_array_remove_range (self->counts, 0, n_old);
  self->n_collections = figures->n_collections;
}

static Reading
read_share (double amount, double beside, const char *what)
{
  return (Reading){ .is_known = beside > 0,
                    .value = beside > 0 ? amount / beside * 100 : 0,
                    .amount = amount,
                    .beside = beside,
                    .what = what };
}

static Reading
read_heap_sys (const HtRuleFigures *figures)
{
  Reading reading = { 0 };

  if (!are_known (figures->heap_inuse_bytes, figures->heap_sys_bytes))
    return reading;
  reading = read_share ((double) figures->heap_inuse_bytes, (double) figures->heap_sys_bytes,
                        "heap in use");
  reading.is_small = figures->heap_sys_bytes < LEAST_HEAP_SYS;
  return reading;
}

static Reading
read_container (const HtRuleWatch *self, const HtRuleFigures *figures)
{
  gint64 limit = self->rules.container_limit_bytes != HT_UNKNOWN ? self->rules.container_limit_bytes
                                                                 : figures->container_limit_bytes;

  if (limit == HT_UNKNOWN)
    return (Reading){ 0 };
  if (figures->container_bytes != HT_UNKNOWN)
    return read_share ((double) figures->container_bytes, (double) limit, "working set");
  if (figures->rss_bytes != HT_UNKNOWN)
    return read_share ((double) figures->rss_bytes, (double) limit, "RSS");
  if (are_known (figures->sys_bytes, figures->heap_released_bytes))
    return read_share ((double) (figures->sys_bytes - figures->heap_released_bytes), (double) limit,
                       "Go's memory");
  return (Reading){ 0 };
}

/* Go may fill all up to GOMEMLIMIT before it collects: free spans do not count. */
static Reading
read_memory_limit (const HtRuleWatch *self, const HtRuleFigures *figures)
{
  gint64 limit = self->rules.memory_limit_bytes != HT_UNKNOWN ? self->rules.memory_limit_bytes
                                                              : figures->memory_limit_bytes;

  if (limit == HT_UNKNOWN || !are_known (figures->sys_bytes, figures->heap_idle_bytes))
    return (Reading){ 0 };
  return read_share ((double) (figures->sys_bytes - figures->heap_idle_bytes), (double) limit,
                     "memory that Go uses");
}

/* Where a value swings, its median may jump; then what it comes down to has not risen. */
static Reading
read_level (HtLevel *level, double least, const char *what)
{
  Reading reading = { .what = what };
  HtLevelState state;

  reading.is_known = ht_level_get (level, &state) && state.baseline > 0;
  if (!reading.is_known)
    return reading;
  reading.amount = state.now;
  reading.beside = state.baseline;
  reading.is_small = state.now - state.baseline < least;
  reading.value = (state.now / state.baseline - 1) * 100;
  if (state.baseline_low > 0)
    reading.value = MIN (reading.value, (state.low / state.baseline_low - 1) * 100);
  return reading;
}

static const char *
name_of_left (const HtRuleWatch *self)
{
  return self->has_live ? "heap live" : "heap goal (it follows the live heap)";
}

static Reading
read_rising (const HtRuleWatch *self)
{
  double rise = self->risen_to - self->rise_from;

  return (Reading){ .is_known = !isnan (self->left),
                    .is_small = rise < LEAST_RISE || rise < LEAST_RISE_SHARE * self->rise_from,
                    .value = self->n_rises,
                    .amount = self->risen_to,
                    .beside = self->rise_from,
                    .what = name_of_left (self) };
}

static Reading
read_gc_rate (const HtRuleWatch *self)
{
  const Count *first, *last;
  gint64 length_ns;

  if (self->counts->len < 2)
    return (Reading){ 0 };
  first = &g_array_index (self->counts, Count, 0);
  last = &g_array_index (self->counts, Count, self->counts->len - 1);
  length_ns = last->time_ns - first->time_ns;
  if (length_ns < LEAST_RATE_NS)
    return (Reading){ 0 };
  return (Reading){ .is_known = TRUE,
                    .value = (double) (last->n_collections - first->n_collections) /
                             ((double) length_ns / (double) SECOND_NS) };
}

static Reading
read_condition (HtRuleWatch *self, Condition condition, const HtRuleFigures *figures)
{
  switch (condition)
    {
    case COND_HEAP_SYS:
      return read_heap_sys (figures);
    case COND_CONTAINER:
      return read_container (self, figures);
    case COND_MEMORY_LIMIT:
      return read_memory_limit (self, figures);
    case COND_HEAP_LIVE:
      return read_level (self->heap, LEAST_LIVE_RISE, name_of_left (self));
    case COND_RISING:
      return read_rising (self);
    case COND_GC_RATE:
      return read_gc_rate (self);
    case COND_GOROUTINES:
      return read_level (self->goroutines, LEAST_GOROUTINES, "goroutines");
    case N_CONDITIONS:
    default:
      g_return_val_if_reached ((Reading){ 0 });
    }
}

static char *
tell_share (const Reading *reading, const char *of)
{
  g_autofree char *amount = ht_format_bytes ((gint64) reading->amount);
  g_autofree char *whole = ht_format_bytes ((gint64) reading->beside);

  return g_strdup_printf ("%s %s, %.0f %% of %s of %s", reading->what, amount, reading->value, of,
                          whole);
}

static char *
tell_rise (const HtRuleWatch *self, const Reading *reading)
{
  g_autofree char *from = ht_format_bytes ((gint64) reading->beside);
  g_autofree char *to = ht_format_bytes ((gint64) reading->amount);
  g_autofree char *length = ht_format_duration_short (self->rise_ns - self->rise_from_ns);

  return g_strdup_printf ("%s rose %u times in a row, from %s to %s in %s", reading->what,
                          self->n_rises, from, to, length);
}

static char *
tell_evidence (const HtRuleWatch *self, Condition condition, const Reading *reading)
{
  g_autofree char *amount = ht_format_bytes ((gint64) reading->amount);
  g_autofree char *beside = ht_format_bytes ((gint64) reading->beside);
  const Run *run = &self->runs[condition];
  g_autofree char *length = ht_format_duration_short (self->last_ns - run->since_ns);

  switch (condition)
    {
    case COND_HEAP_SYS:
      return g_strdup_printf (
          "heap in use %s, %.0f %% of heap sys of %s, for %s and across %" G_GINT64_FORMAT
          " collections",
          amount, reading->value, beside, length, self->n_collections - run->n_collections);
    case COND_CONTAINER:
      return tell_share (reading, "the container limit");
    case COND_MEMORY_LIMIT:
      return tell_share (reading, "GOMEMLIMIT");
    case COND_HEAP_LIVE:
      return g_strdup_printf ("%s %s, %.0f %% over its baseline of %s", reading->what, amount,
                              reading->value, beside);
    case COND_RISING:
      return tell_rise (self, reading);
    case COND_GC_RATE:
      return g_strdup_printf ("%.0f collections a second", reading->value);
    case COND_GOROUTINES:
      return g_strdup_printf ("goroutines %.0f, %.0f %% over their baseline of %.0f",
                              reading->amount, reading->value, reading->beside);
    case N_CONDITIONS:
    default:
      g_return_val_if_reached (g_strdup (""));
    }
}

static gboolean
has_held (const HtRuleWatch *self, Condition condition)
{
  const Run *run = &self->runs[condition];
  gint64 n_collections = conditions[condition].n_collections;

  return run->n_figures >= conditions[condition].n_figures &&
         self->last_ns - run->since_ns >= conditions[condition].hold_ns &&
         (n_collections == 0 || (are_known (self->n_collections, run->n_collections) &&
                                 self->n_collections - run->n_collections >= n_collections));
}

static void
follow (HtRuleWatch *self, Condition condition, const Reading *reading)
{
  double threshold = self->rules.rules[conditions[condition].rule].threshold;
  Run *run = &self->runs[condition];

  if (reading->value <= threshold || reading->is_small)
    {
      run->n_figures = 0;
      if (reading->value <= threshold * (1 - MARGIN) || reading->is_small)
        run->has_fired = FALSE;
      return;
    }
  if (run->n_figures++ > 0)
    return;
  run->since_ns = self->last_ns;
  run->n_collections = self->n_collections;
}

/* What the level has risen to is what it is held against next: growth that was told is not
 * told again, and more of it is. */
static void
renew_baseline (HtRuleWatch *self, Condition condition)
{
  if (condition == COND_HEAP_LIVE)
    ht_level_forget (self->heap);
  if (condition == COND_GOROUTINES)
    ht_level_forget (self->goroutines);
}

static gboolean
is_within (gint64 now_ns, gint64 since_ns, gint64 length_ns)
{
  return since_ns != HT_UNKNOWN && now_ns - since_ns < length_ns;
}

static void
try_condition (HtRuleWatch *self,
               Condition condition,
               const HtRuleFigures *figures,
               GPtrArray *firings)
{
  HtRuleKind rule = conditions[condition].rule;
  Reading reading = read_condition (self, condition, figures);
  HtFiring *firing;

  if (!reading.is_known)
    return;
  follow (self, condition, &reading);
  if (self->runs[condition].has_fired || !has_held (self, condition) ||
      !self->rules.rules[rule].enabled ||
      is_within (self->last_ns, self->fired_ns[rule], self->rules.cool_down_ns))
    return;
  firing = g_new0 (HtFiring, 1);
  firing->rule = rule;
  firing->evidence = tell_evidence (self, condition, &reading);
  firing->captures = !is_within (self->last_ns, self->captured_ns, self->rules.capture_gap_ns);
  g_ptr_array_add (firings, firing);
  self->runs[condition].has_fired = TRUE;
  self->fired_ns[rule] = self->last_ns;
  if (firing->captures)
    self->captured_ns = self->last_ns;
  renew_baseline (self, condition);
}

/**
 * ht_rule_watch_tell:
 * @watch: the watch
 * @figures: what is new; figures that are older than those before are left out
 *
 * Returns: (transfer full) (element-type HtFiring): the rules that fire, often none
 */
GPtrArray *
ht_rule_watch_tell (HtRuleWatch *watch, const HtRuleFigures *figures)
{
  GPtrArray *firings = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_firing_free);

  if (watch->last_ns != HT_UNKNOWN && figures->time_ns < watch->last_ns)
    return firings;
  watch->last_ns = figures->time_ns;
  if (watch->first_ns == HT_UNKNOWN)
    watch->first_ns = figures->time_ns;
  see_collection (watch, figures);
  see_count (watch, figures);
  if (figures->n_goroutines != HT_UNKNOWN)
    ht_level_add (watch->goroutines, figures->time_ns, (double) figures->n_goroutines);
  for (guint i = 0; i < N_CONDITIONS; i++)
    try_condition (watch, (Condition) i, figures, firings);
  return firings;
}
