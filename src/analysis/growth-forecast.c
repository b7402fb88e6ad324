/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-forecast.h"

#include "gc-cycle.h"

#include <math.h>

/* Into so many parts the time is cut: the lowest point of each is the foot of its saw-teeth. */
#define N_PARTS 16

/* Fewer feet tell no rate. */
#define MIN_FEET 5

/* So near to GOMEMLIMIT Go is held by it: it sets its goal 3 % below, by an estimate. */
#define LIMITED_SHARE 0.95

/* What the forecast is made of. */
typedef struct
{
  const HtGrowthReport *report;
  const HtGrowthUsage *usage;
  gint64 since_ns;
} Maker;

/* What counts against a limit, as a line through the feet of its saw-teeth. */
typedef struct
{
  gboolean is_resident;
  gboolean has_pace;
  gint64 at_ns;
  double last;
  double level;
  double tooth;
  double stray;
  HtGrowthPace pace;
} Line;

static double
get_seconds (const Maker *self, gint64 time_ns)
{
  return ((double) time_ns - (double) self->since_ns) / 1e9;
}

/* The lowest point of each part of the time since it grows. */
static GArray *
find_feet (const Maker *self, const GArray *points)
{
  GArray *feet = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));
  gint64 end_ns =
      points->len > 0 ? g_array_index (points, HtSeriesPoint, points->len - 1).time_ns : 0;
  double part_s = MAX (get_seconds (self, end_ns) / N_PARTS, 1e-9);
  int part = -1;

  for (guint i = 0; i < points->len; i++)
    {
      const HtSeriesPoint *point = &g_array_index (points, HtSeriesPoint, i);
      double parts = get_seconds (self, point->time_ns) / part_s;
      int here = (int) CLAMP (parts, 0, N_PARTS - 1);

      if (point->time_ns < self->since_ns)
        continue;
      if (here != part)
        g_array_append_val (feet, *point);
      else if (point->value < g_array_index (feet, HtSeriesPoint, feet->len - 1).value)
        g_array_index (feet, HtSeriesPoint, feet->len - 1) = *point;
      part = here;
    }
  return feet;
}

/* These figures are exact: each object counts. A rate that changed is that of the later part. */
static gboolean
judge_feet (const Maker *self, const GArray *feet, HtGrowthFit *fit)
{
  g_auto (HtGrowthTimes) times = { 0 };
  g_autofree gint64 *values = g_new (gint64, feet->len);
  g_autoptr (HtGrowthTrack) track = NULL;
  HtGrowthCourse course;

  if (feet->len < MIN_FEET)
    return FALSE;
  ht_growth_times_init (&times, feet->len);
  for (guint i = 0; i < feet->len; i++)
    {
      const HtSeriesPoint *foot = &g_array_index (feet, HtSeriesPoint, i);

      times.heap_s[i] = get_seconds (self, foot->time_ns);
      ht_growth_times_add_shown (&times, i, times.heap_s[i]);
      values[i] = (gint64) foot->value;
    }
  track = ht_growth_track_new (&times, 1);
  ht_growth_track_add (track, 0, values, values);
  ht_growth_course_judge (&course, track, ht_growth_get_least_significance (1));
  *fit = course.now;
  return fit->n_epochs >= 2;
}

/* How far it came down again, at most. */
static double
find_tooth (const GArray *points, gint64 from_ns)
{
  double peak = 0;
  double tooth = 0;

  for (guint i = 0; i < points->len; i++)
    {
      const HtSeriesPoint *point = &g_array_index (points, HtSeriesPoint, i);

      if (point->time_ns < from_ns)
        continue;
      peak = MAX (peak, point->value);
      tooth = MAX (tooth, peak - point->value);
    }
  return tooth;
}

/* How far the feet are from their line, at most. */
static double
find_stray (const GArray *feet, const HtGrowthFit *fit)
{
  gint64 from_ns = g_array_index (feet, HtSeriesPoint, fit->first).time_ns;
  double stray = 0;

  for (guint i = fit->first; i < feet->len; i++)
    {
      const HtSeriesPoint *foot = &g_array_index (feet, HtSeriesPoint, i);
      double since_s = (double) (foot->time_ns - from_ns) / 1e9;

      stray = MAX (stray, fabs (foot->value - fit->base - fit->rate * since_s));
    }
  return stray;
}

static gboolean
draw_line (const Maker *self, const GArray *points, Line *line)
{
  g_autoptr (GArray) feet = find_feet (self, points);
  HtGrowthFit fit = { 0 };
  const HtSeriesPoint *last;
  gint64 from_ns;

  *line = (Line){ 0 };
  if (feet->len == 0)
    return FALSE;
  last = &g_array_index (points, HtSeriesPoint, points->len - 1);
  line->at_ns = last->time_ns;
  line->last = last->value;
  line->level = g_array_index (feet, HtSeriesPoint, feet->len - 1).value;
  line->has_pace = judge_feet (self, feet, &fit);
  if (!line->has_pace)
    return TRUE;
  from_ns = g_array_index (feet, HtSeriesPoint, fit.first).time_ns;
  line->pace = (HtGrowthPace){ .rate = fit.rate, .low = fit.low, .high = fit.high };
  line->level = fit.base + fit.rate * (double) (line->at_ns - from_ns) / 1e9;
  line->tooth = find_tooth (points, from_ns);
  line->stray = find_stray (feet, &fit);
  return TRUE;
}

/**
 * ht_growth_forecast_is_outside_go:
 * @chain: a chain
 *
 * Returns: whether its memory is not Go's own, so that GOMEMLIMIT does not limit it
 */
gboolean
ht_growth_forecast_is_outside_go (const HtGrowthChain *chain)
{
  return g_strcmp0 (chain->class_name, "offheap-mmap") == 0;
}

static void
add_pace (HtGrowthPace *pace, const HtGrowthFit *fit)
{
  pace->rate += fit->rate;
  pace->low += fit->low;
  pace->high += fit->high;
}

/* How fast what stays grows. Where traffic hides the leak in the sum, the chains tell. The
 * collector's own account is exact, but often in whole MiB: the narrower one of both counts. */
static HtGrowthPace
find_staying (const Maker *self, HtGrowthLimit limit)
{
  const HtGrowthReport *report = self->report;
  gboolean by_total = report->total.verdict == HT_GROWTH_GROWING;
  HtGrowthPace pace = { 0 };
  Line live;

  if (by_total)
    add_pace (&pace, &report->total.now);
  if (by_total && draw_line (self, self->usage->live, &live) && live.has_pace &&
      live.pace.low > 0 && live.pace.high - live.pace.low < pace.high - pace.low)
    pace = live.pace;
  for (guint i = 0; i < report->chains->len; i++)
    {
      const HtGrowthChain *chain = g_ptr_array_index (report->chains, i);

      if (chain->course.verdict != HT_GROWTH_GROWING)
        continue;
      if (chain->scope == HT_GROWTH_SCOPE_SITE
              ? !by_total
              : limit != HT_GROWTH_LIMIT_MEMORY || !ht_growth_forecast_is_outside_go (chain))
        add_pace (&pace, &chain->course.now);
    }
  return pace;
}

/* What fills the limit, by the best of those who tell. Where only the heap itself is known, that
 * is what counts against a limit of one's own. */
static gboolean
find_line (const Maker *self, HtGrowthLimit limit, Line *line)
{
  const HtGrowthUsage *usage = self->usage;

  if (limit != HT_GROWTH_LIMIT_MEMORY && draw_line (self, usage->process, line))
    {
      line->is_resident = TRUE;
      return TRUE;
    }
  if (draw_line (self, usage->go_sum, line))
    return TRUE;
  return limit == HT_GROWTH_LIMIT_OWN && draw_line (self, usage->live, line);
}

/* In the long run Go holds more by no less than what stays alive. The kernel counts only what was
 * written to, which can be less for good. Where neither is known, the collector's goal leaves some
 * room above what is alive. */
static HtGrowthPace
join_paces (const Maker *self, const Line *line, const HtGrowthPace *staying)
{
  double factor = self->usage->goal_factor;

  if (!line->has_pace)
    return (HtGrowthPace){ .rate = staying->rate * factor,
                           .low = staying->low,
                           .high = staying->high * factor };
  if (line->is_resident && line->pace.low > 0)
    return line->pace;
  return (HtGrowthPace){ .rate = MAX (line->pace.rate, staying->rate),
                         .low = MAX (line->pace.low, staying->low),
                         .high = MAX (line->pace.high, staying->high) };
}

static HtGrowthEta
no_eta (void)
{
  return (HtGrowthEta){ .s = NAN, .low_s = NAN, .high_s = NAN };
}

static HtGrowthEta
get_eta (const HtGrowthForecast *forecast, const HtGrowthPace *pace)
{
  double room = (double) forecast->limit_bytes - forecast->level_bytes - forecast->tooth_bytes;

  if (pace->rate <= 0)
    return no_eta ();
  return (HtGrowthEta){
    .s = MAX (room, 0) / pace->rate,
    .low_s = MAX (room - forecast->stray_bytes, 0) / pace->high,
    .high_s = pace->low > 0 ? MAX (room + forecast->stray_bytes, 0) / pace->low : NAN,
  };
}

/* From how much on a limit is reached. */
static double
get_reach (const HtGrowthForecast *forecast)
{
  return (forecast->limit == HT_GROWTH_LIMIT_MEMORY ? LIMITED_SHARE : 1) *
         (double) forecast->limit_bytes;
}

static gboolean
is_reached (const HtGrowthForecast *forecast, const HtGrowthUsage *usage, const Line *line)
{
  if (forecast->limit == HT_GROWTH_LIMIT_MEMORY && usage->go_sum->len == 0)
    return FALSE;
  return line->last >= get_reach (forecast);
}

static HtGrowthOutlook
get_outlook (HtGrowthVerdict verdict)
{
  switch (verdict)
    {
    case HT_GROWTH_GROWING:
      return HT_GROWTH_OUTLOOK_COMING;
    case HT_GROWTH_TOO_LITTLE_DATA:
      return HT_GROWTH_OUTLOOK_UNKNOWN;
    case HT_GROWTH_STEADY:
    case HT_GROWTH_CHURN:
    case HT_GROWTH_FLATTENING:
    default:
      return HT_GROWTH_OUTLOOK_NEVER;
    }
}

static void
forecast_limit (const Maker *self, HtGrowthLimit limit, HtGrowthForecast *forecast)
{
  HtGrowthPace staying = find_staying (self, limit);
  Line line;

  *forecast = (HtGrowthForecast){ .outlook = get_outlook (self->report->verdict),
                                  .limit = limit,
                                  .limit_bytes = self->usage->limits[limit],
                                  .at_ns = self->report->to_ns,
                                  .level_bytes = NAN,
                                  .spread = NAN,
                                  .eta = no_eta () };
  if (!find_line (self, limit, &line))
    {
      forecast->outlook = HT_GROWTH_OUTLOOK_UNKNOWN;
      return;
    }
  forecast->at_ns = line.at_ns;
  forecast->level_bytes = line.level;
  forecast->tooth_bytes = line.tooth;
  forecast->stray_bytes = line.stray;
  /* What grows may be nothing that counts against this limit. */
  if (forecast->outlook == HT_GROWTH_OUTLOOK_COMING && staying.rate <= 0)
    forecast->outlook = HT_GROWTH_OUTLOOK_NEVER;
  if (forecast->outlook == HT_GROWTH_OUTLOOK_COMING)
    {
      forecast->pace = join_paces (self, &line, &staying);
      forecast->spread = forecast->pace.rate / staying.rate;
    }
  if (is_reached (forecast, self->usage, &line))
    {
      forecast->outlook = HT_GROWTH_OUTLOOK_REACHED;
      forecast->eta = (HtGrowthEta){ 0 };
    }
  if (forecast->outlook != HT_GROWTH_OUTLOOK_COMING)
    return;
  forecast->eta = get_eta (forecast, &forecast->pace);
  if (isnan (forecast->eta.s))
    forecast->outlook = HT_GROWTH_OUTLOOK_UNKNOWN;
}

/* The one that is reached comes before those that will be, these by time, the others by size. */
static gboolean
is_nearer (const HtGrowthForecast *a, const HtGrowthForecast *b)
{
  if (a->outlook != b->outlook)
    return a->outlook > b->outlook;
  if (a->outlook == HT_GROWTH_OUTLOOK_COMING)
    return a->eta.s < b->eta.s;
  return a->limit_bytes < b->limit_bytes;
}

static gint64
find_since (const HtGrowthReport *report)
{
  const HtGrowthChain *first =
      report->chains->len > 0 ? g_ptr_array_index (report->chains, 0) : NULL;

  if (report->total.verdict != HT_GROWTH_GROWING && first != NULL &&
      first->course.verdict == HT_GROWTH_GROWING && first->since_ns != HT_UNKNOWN)
    return first->since_ns;
  return report->since_ns;
}

/**
 * ht_growth_forecast_make:
 * @forecast: (out caller-allocates): what is to come
 * @report: what of the process grows
 * @usage: what it uses, and its limits
 *
 * Tells when a process reaches the nearest of its limits if it goes on to grow as it does.
 *
 * What counts against the limit of a container is what the kernel counts, against GOMEMLIMIT what
 * Go holds of the system's memory. Both go up and down; so the rate is that of a line through the
 * lowest points since the growth began, and the limit is reached when the next peak does.
 */
void
ht_growth_forecast_make (HtGrowthForecast *forecast,
                         const HtGrowthReport *report,
                         const HtGrowthUsage *usage)
{
  Maker self = { .report = report, .usage = usage, .since_ns = find_since (report) };

  *forecast = (HtGrowthForecast){ .outlook = HT_GROWTH_OUTLOOK_NO_LIMIT,
                                  .limit_bytes = HT_UNKNOWN,
                                  .at_ns = report->to_ns,
                                  .level_bytes = NAN,
                                  .spread = NAN,
                                  .eta = no_eta () };
  if (self.since_ns == HT_UNKNOWN)
    return;
  for (guint i = 0; i < HT_GROWTH_N_LIMITS; i++)
    {
      HtGrowthForecast other;

      if (usage->limits[i] == HT_UNKNOWN)
        continue;
      forecast_limit (&self, i, &other);
      if (forecast->outlook == HT_GROWTH_OUTLOOK_NO_LIMIT || is_nearer (&other, forecast))
        *forecast = other;
    }
}

/**
 * ht_growth_forecast_is_limited:
 * @forecast: what is to come
 *
 * Returns: whether Go is held by GOMEMLIMIT: what it uses does not grow any more then, but
 *   collections take ever more CPU, so that no line leads on from there
 */
gboolean
ht_growth_forecast_is_limited (const HtGrowthForecast *forecast)
{
  return forecast->outlook == HT_GROWTH_OUTLOOK_REACHED &&
         forecast->limit == HT_GROWTH_LIMIT_MEMORY;
}

/**
 * ht_growth_forecast_get_chain:
 * @forecast: what is to come
 * @chain: a chain of the same report
 * @eta: (out caller-allocates): when it alone would reach the limit
 *
 * Tells when a chain would reach the limit if nothing else grew any more.
 */
void
ht_growth_forecast_get_chain (const HtGrowthForecast *forecast,
                              const HtGrowthChain *chain,
                              HtGrowthEta *eta)
{
  const HtGrowthFit *now = &chain->course.now;
  HtGrowthPace pace = { .rate = now->rate * forecast->spread,
                        .low = now->low * forecast->spread,
                        .high = now->high * forecast->spread };

  *eta = no_eta ();
  if (chain->course.verdict != HT_GROWTH_GROWING ||
      (forecast->limit == HT_GROWTH_LIMIT_MEMORY && ht_growth_forecast_is_outside_go (chain)))
    return;
  if (forecast->outlook == HT_GROWTH_OUTLOOK_REACHED)
    *eta = forecast->eta;
  else if (forecast->outlook == HT_GROWTH_OUTLOOK_COMING)
    *eta = get_eta (forecast, &pace);
}

/* What is to go: of each chain what it has grown by since then, and its pace. */
static void
take_away (HtGrowthForecast *rest,
           const HtGrowthForecast *forecast,
           const GPtrArray *parts,
           gint64 stopped_ns)
{
  HtGrowthPace *pace = &rest->pace;
  double error_low = pace->rate - pace->low;
  double error_high = pace->high - pace->rate;

  for (guint i = 0; i < parts->len; i++)
    {
      const HtGrowthPart *part = g_ptr_array_index (parts, i);
      double since_s = (double) (forecast->at_ns - MAX (stopped_ns, part->since_ns)) / 1e9;
      double rate = part->pace.rate * forecast->spread;

      if (forecast->limit == HT_GROWTH_LIMIT_MEMORY && part->is_outside_go)
        continue;
      rest->level_bytes -= MAX (rate * since_s, 0);
      pace->rate -= rate;
      error_low = hypot (error_low, (part->pace.rate - part->pace.low) * forecast->spread);
      error_high = hypot (error_high, (part->pace.high - part->pace.rate) * forecast->spread);
    }
  pace->low = pace->rate - error_low;
  pace->high = pace->rate + error_high;
}

/**
 * ht_growth_forecast_without:
 * @rest: (out caller-allocates): what would be to come
 * @forecast: what is to come
 * @parts: (element-type HtGrowthPart): chains that grow
 * @stopped_ns: when they are to have stopped growing, ns since 1970; %HT_UNKNOWN for each when it
 *   began
 * @rest_grows: whether anything else grows
 *
 * Tells what would be if some chains had stopped growing at some time, and all else had gone on.
 */
void
ht_growth_forecast_without (HtGrowthForecast *rest,
                            const HtGrowthForecast *forecast,
                            const GPtrArray *parts,
                            gint64 stopped_ns,
                            gboolean rest_grows)
{
  *rest = *forecast;
  if ((forecast->outlook != HT_GROWTH_OUTLOOK_COMING &&
       forecast->outlook != HT_GROWTH_OUTLOOK_REACHED) ||
      isnan (forecast->spread))
    return;
  take_away (rest, forecast, parts, stopped_ns);
  if (forecast->outlook == HT_GROWTH_OUTLOOK_REACHED &&
      rest->level_bytes + rest->tooth_bytes >= get_reach (rest))
    return;
  rest->outlook = HT_GROWTH_OUTLOOK_COMING;
  rest->eta = get_eta (rest, &rest->pace);
  if (!isnan (rest->eta.s) && (rest->pace.low > 0 || rest_grows))
    return;
  rest->outlook = HT_GROWTH_OUTLOOK_NEVER;
  rest->eta = no_eta ();
}
