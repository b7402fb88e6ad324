/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "trace-data.h"

#include <glib/gi18n.h>
#include <string.h>

#include "function-name.h"
#include "gc-phases.h"
#include "trace-annotations-rows.h"
#include "trace-bars.h"

#define ROW_PX             24
#define PROCESSORS_PX      320 /* of all their lanes, where there are many */
#define LEAST_PROCESSOR_PX 8
#define MOST_PROCESSOR_PX  20
#define MOST_LANES         32

/* So many bars of all series of a kind together are for each bucket that was asked for. */
#define SHARED_BUCKETS    4
#define LEAST_BUCKETS     64
#define MOST_PROCESSOR_ID 65535

/* What a processor is said to have done. */
typedef enum
{
  WORK_DEDICATED,
  WORK_FRACTIONAL,
  WORK_IDLE,
  WORK_SWEEP,
  N_WORKS,
} Work;

static const struct
{
  const char *prefix;
  const char *name;
  HtColorRole role;
  HtTraceLook look;
} works[N_WORKS] = {
  [WORK_DEDICATED] = { HT_TRACE_SERIES_PREFIX "dedicated/", N_ ("dedicated worker"),
                       HT_COLOR_PHASE_MARK, HT_TRACE_SOLID },
  [WORK_FRACTIONAL] = { HT_TRACE_SERIES_PREFIX "fractional/", N_ ("fractional worker"),
                        HT_COLOR_PHASE_MARK, HT_TRACE_HATCHED },
  [WORK_IDLE] = { HT_TRACE_SERIES_PREFIX "idle/", N_ ("idle worker"), HT_COLOR_PHASE_MARK,
                  HT_TRACE_HOLLOW },
  [WORK_SWEEP] = { HT_TRACE_SERIES_PREFIX "sweep/", N_ ("sweep"), HT_COLOR_PHASE_SWEEP,
                   HT_TRACE_SOLID },
};

static const char stw_prefix[] = HT_TRACE_SERIES_PREFIX "stw/";
static const char mark_name[] = HT_TRACE_SERIES_PREFIX "mark";
static const char assist_prefix[] = HT_TRACE_SERIES_PREFIX "assist/";
static const char alloc_prefix[] = HT_TRACE_SERIES_PREFIX "alloc/";

typedef struct
{
  HtRecording *recording; /* borrowed */
  HtTraceData *data;      /* borrowed */
  const GArray *cycles;   /* borrowed */
  gint64 target;
  gint64 from_ns;
  gint64 to_ns;
  guint max_buckets;

  /* Owned */
  GPtrArray *pauses;       /* HtSeriesEntry */
  GPtrArray *assists;      /* HtSeriesEntry */
  GPtrArray *work_entries; /* HtSeriesEntry */
  HtSeriesEntry *mark;
  GArray *places; /* for each of @work_entries its WorkPlace */
} Loading;

typedef struct
{
  Work work;
  guint processor;
} WorkPlace;

static void
loading_clear (Loading *loading)
{
  g_clear_pointer (&loading->pauses, g_ptr_array_unref);
  g_clear_pointer (&loading->assists, g_ptr_array_unref);
  g_clear_pointer (&loading->work_entries, g_ptr_array_unref);
  g_clear_pointer (&loading->places, g_array_unref);
  g_clear_pointer (&loading->mark, ht_series_entry_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Loading, loading_clear)

static GPtrArray *
entries_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ht_series_entry_free);
}

static gboolean
find_work (const char *name, WorkPlace *place)
{
  for (guint i = 0; i < N_WORKS; i++)
    {
      guint64 processor;

      if (!g_str_has_prefix (name, works[i].prefix) ||
          !g_ascii_string_to_unsigned (name + strlen (works[i].prefix), 10, 0, MOST_PROCESSOR_ID,
                                       &processor, NULL))
        continue;
      *place = (WorkPlace){ (Work) i, (guint) processor };
      return TRUE;
    }
  return FALSE;
}

/* Which series of the traces make which lane. */
static gboolean
sort_series (Loading *loading, GError **error)
{
  g_autoptr (GPtrArray) entries =
      ht_recording_list_series_with_prefix (loading->recording, loading->target,
                                            HT_TRACE_SERIES_PREFIX, error);

  if (entries == NULL)
    return FALSE;
  loading->pauses = entries_new ();
  loading->assists = entries_new ();
  loading->work_entries = entries_new ();
  loading->places = g_array_new (FALSE, FALSE, sizeof (WorkPlace));
  while (entries->len > 0)
    {
      g_autoptr (HtSeriesEntry) entry = g_ptr_array_steal_index (entries, entries->len - 1);
      WorkPlace place;

      if (entry->kind != HT_POINT_EVENT)
        continue;
      if (g_str_has_prefix (entry->name, stw_prefix))
        g_ptr_array_add (loading->pauses, g_steal_pointer (&entry));
      else if (g_str_has_prefix (entry->name, assist_prefix))
        g_ptr_array_add (loading->assists, g_steal_pointer (&entry));
      else if (strcmp (entry->name, mark_name) == 0)
        loading->mark = g_steal_pointer (&entry);
      else if (find_work (entry->name, &place))
        {
          loading->data->n_processors = MAX (loading->data->n_processors, place.processor + 1);
          g_array_append_val (loading->places, place);
          g_ptr_array_add (loading->work_entries, g_steal_pointer (&entry));
        }
    }
  return TRUE;
}

static GPtrArray *
read_many (const Loading *loading, const GPtrArray *entries, GError **error)
{
  guint shared = loading->max_buckets * SHARED_BUCKETS / MAX (entries->len, 1);

  return ht_recording_read_many_series (loading->recording, entries, loading->from_ns,
                                        loading->to_ns,
                                        CLAMP (shared, LEAST_BUCKETS, loading->max_buckets), error);
}

static void
finish (const Loading *loading, GArray *bars)
{
  ht_trace_bars_finish (bars, loading->from_ns, loading->to_ns, loading->max_buckets);
}

/* Which the collector needs, and which something else wanted, is told apart by pattern. */
static void
add_pauses_track (HtTraceRow *row, const char *reason, GArray *bars)
{
  if (strcmp (reason, "GC sweep termination") == 0)
    ht_trace_row_add_track (row, reason, HT_COLOR_PHASE_STOPPED, HT_TRACE_SOLID, bars);
  else if (strcmp (reason, "GC mark termination") == 0)
    ht_trace_row_add_track (row, reason, HT_COLOR_PHASE_STOPPED, HT_TRACE_HOLLOW, bars);
  else
    ht_trace_row_add_track (row, reason, HT_COLOR_GOAL, HT_TRACE_HATCHED, bars);
}

static gboolean
is_traced (const HtTraceData *data, const HtGcCycle *cycle)
{
  return ht_trace_data_overlaps (data, cycle->start_ns, cycle->end_ns);
}

static gboolean
is_of_log (const Loading *loading, const HtGcCycle *cycle)
{
  return cycle->end_ns >= loading->from_ns && cycle->start_ns <= loading->to_ns &&
         !is_traced (loading->data, cycle);
}

/* What logs tell of collections that no trace saw. */
static void
add_other_cycles (const Loading *loading, HtTraceRow *pauses, HtTraceRow *marks)
{
  GArray *bars[HT_N_GC_PHASES];

  for (guint i = 0; i < HT_N_GC_PHASES; i++)
    bars[i] = ht_trace_bars_new ();
  for (guint i = 0; i < loading->cycles->len; i++)
    {
      const HtGcCycle *cycle = &g_array_index (loading->cycles, HtGcCycle, i);
      HtGcPhase phases[HT_N_GC_PHASES];

      if (!is_of_log (loading, cycle))
        continue;
      ht_gc_cycle_get_phases (cycle, phases);
      for (guint k = 0; k < HT_N_GC_PHASES; k++)
        if (phases[k].length_ns > 0)
          ht_trace_bars_add (bars[k], cycle->start_ns + phases[k].from_ns,
                             cycle->start_ns + phases[k].from_ns + phases[k].length_ns);
    }
  for (guint i = 0; i < HT_N_GC_PHASES; i++)
    finish (loading, bars[i]);
  if (bars[0]->len > 0)
    add_pauses_track (pauses, "GC sweep termination", bars[0]);
  if (bars[1]->len > 0)
    ht_trace_row_add_track (marks, _ ("Mark"), HT_COLOR_PHASE_MARK, HT_TRACE_SOLID, bars[1]);
  if (bars[2]->len > 0)
    add_pauses_track (pauses, "GC mark termination", bars[2]);
  for (guint i = 0; i < HT_N_GC_PHASES; i++)
    g_array_unref (bars[i]);
}

static gboolean
add_pauses_and_marks (const Loading *loading, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  g_autoptr (GPtrArray) all = NULL;
  HtTraceRow *pauses =
      ht_trace_rows_add (loading->data->rows, _ ("Pauses"), HT_TRACE_HEIGHT_LONGEST, ROW_PX);
  HtTraceRow *marks =
      ht_trace_rows_add (loading->data->rows, _ ("Mark"), HT_TRACE_HEIGHT_LONGEST, ROW_PX);

  pauses->names_bars = TRUE;
  pauses->kinds = HT_TRACE_SPAN_BIT (HT_TRACE_SPAN_STW);
  g_ptr_array_extend (entries, loading->pauses, NULL, NULL);
  if (loading->mark != NULL)
    g_ptr_array_add (entries, loading->mark);
  all = read_many (loading, entries, error);
  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr (GArray) bars = ht_trace_bars_new ();

      ht_trace_bars_add_buckets (bars, g_ptr_array_index (all, i));
      finish (loading, bars);
      if (entry == loading->mark)
        ht_trace_row_add_track (marks, _ ("Mark"), HT_COLOR_PHASE_MARK, HT_TRACE_SOLID, bars);
      else
        add_pauses_track (pauses, entry->name + strlen (stw_prefix), bars);
    }
  add_other_cycles (loading, pauses, marks);
  return TRUE;
}

/* Of collections that no trace saw it is known how long goroutines assisted, but not when within
 * mark. */
static void
add_other_assists (const Loading *loading, HtTraceRow *assists)
{
  g_autoptr (GArray) bars = ht_trace_bars_new ();

  for (guint i = 0; i < loading->cycles->len; i++)
    {
      const HtGcCycle *cycle = &g_array_index (loading->cycles, HtGcCycle, i);
      HtGcPhase phases[HT_N_GC_PHASES];
      HtTraceBar bar = { .n = 1, .busy = cycle->assist_ns, .longest = cycle->assist_ns };

      if (cycle->assist_ns <= 0 || !is_of_log (loading, cycle))
        continue;
      ht_gc_cycle_get_phases (cycle, phases);
      bar.from_ns = cycle->start_ns + phases[1].from_ns;
      bar.to_ns = bar.from_ns + MAX (phases[1].length_ns, 0);
      g_array_append_val (bars, bar);
    }
  finish (loading, bars);
  if (bars->len > 0)
    ht_trace_row_add_track (assists, _ ("assist at some time in mark"), HT_COLOR_PHASE_ASSIST,
                            HT_TRACE_HATCHED, bars);
}

static gboolean
add_assists (const Loading *loading, GError **error)
{
  g_autoptr (GPtrArray) all = read_many (loading, loading->assists, error);
  g_autoptr (GArray) bars = ht_trace_bars_new ();
  HtTraceRow *row;

  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    ht_trace_bars_add_buckets (bars, g_ptr_array_index (all, i));
  finish (loading, bars);
  row = ht_trace_rows_add (loading->data->rows, _ ("Mark assist"), HT_TRACE_HEIGHT_LONGEST, ROW_PX);
  row->kinds = HT_TRACE_SPAN_BIT (HT_TRACE_SPAN_ASSIST);
  ht_trace_row_add_track (row, _ ("assist"), HT_COLOR_PHASE_ASSIST, HT_TRACE_SOLID, bars);
  add_other_assists (loading, row);
  return TRUE;
}

static void
add_work (const Loading *loading,
          HtTraceRow *row,
          const GPtrArray *all,
          Work work,
          guint first_processor,
          guint n_processors)
{
  g_autoptr (GArray) bars = ht_trace_bars_new ();

  for (guint i = 0; i < all->len; i++)
    {
      const WorkPlace *place = &g_array_index (loading->places, WorkPlace, i);

      if (place->work == work && place->processor >= first_processor &&
          place->processor - first_processor < n_processors)
        ht_trace_bars_add_buckets (bars, g_ptr_array_index (all, i));
    }
  finish (loading, bars);
  row->n_across = n_processors;
  ht_trace_row_add_track (row, _ (works[work].name), works[work].role, works[work].look, bars);
}

static void
add_processors (const Loading *loading, const GPtrArray *all)
{
  guint n_processors = loading->data->n_processors;
  guint n_each = (n_processors + MOST_LANES - 1) / MOST_LANES;
  double px = CLAMP (PROCESSORS_PX / MAX (n_processors / MAX (n_each, 1), 1), LEAST_PROCESSOR_PX,
                     MOST_PROCESSOR_PX);

  for (guint first = 0; first < n_processors; first += n_each)
    {
      guint n_here = MIN (n_each, n_processors - first);
      /* Translators: what a processor of Go is called, by its number */
      g_autofree char *name =
          n_here == 1 ? g_strdup_printf (_ ("P %u"), first)
                      /* Translators: some processors of Go: their first and last number */
                      : g_strdup_printf (_ ("P %u–%u"), first, first + n_here - 1);
      HtTraceRow *row =
          ht_trace_rows_add (loading->data->processors, name, HT_TRACE_HEIGHT_BUSY, px);

      row->names_bars = TRUE;
      for (guint work = 0; work < N_WORKS; work++)
        add_work (loading, row, all, (Work) work, first, n_here);
    }
}

static gboolean
add_works (const Loading *loading, GError **error)
{
  g_autoptr (GPtrArray) all = read_many (loading, loading->work_entries, error);
  guint n_processors = MAX (loading->data->n_processors, 1);
  HtTraceRow *row;

  if (all == NULL)
    return FALSE;
  row = ht_trace_rows_add (loading->data->rows, _ ("Sweep"), HT_TRACE_HEIGHT_BUSY, ROW_PX);
  add_work (loading, row, all, WORK_SWEEP, 0, n_processors);
  row = ht_trace_rows_add (loading->data->rows, _ ("Workers"), HT_TRACE_HEIGHT_BUSY, ROW_PX);
  for (Work work = WORK_DEDICATED; work <= WORK_IDLE; work++)
    add_work (loading, row, all, work, 0, n_processors);
  add_processors (loading, all);
  return TRUE;
}

/* Processors that never worked for the collector have no series, but a share in the whole. */
static void
count_processors (Loading *loading)
{
  for (guint i = 0; i < loading->cycles->len; i++)
    {
      const HtGcCycle *cycle = &g_array_index (loading->cycles, HtGcCycle, i);

      if (cycle->gomaxprocs <= MOST_PROCESSOR_ID && is_traced (loading->data, cycle))
        loading->data->n_processors =
            MAX (loading->data->n_processors, (guint) MAX (cycle->gomaxprocs, 0));
    }
}

/* A trace whose reading goes on, or broke off, does not say when it ends: its series do. */
static gboolean
find_extent (const Loading *loading, GError **error)
{
  HtTraceData *data = loading->data;
  g_autoptr (GPtrArray) entries = NULL;

  for (guint i = 0; i < data->traces->len; i++)
    {
      HtTraceEntry *entry = g_ptr_array_index (data->traces, i);

      if (entry->facts.end_ns != HT_UNKNOWN && entry->facts.start_ns != HT_UNKNOWN)
        continue;
      if (entries == NULL)
        entries = ht_recording_list_series_with_prefix (loading->recording, loading->target,
                                                        HT_TRACE_SERIES_PREFIX, error);
      if (entries == NULL)
        return FALSE;
      for (guint k = 0; k < entries->len; k++)
        {
          const HtSeriesEntry *series = g_ptr_array_index (entries, k);

          if (series->n_points == 0)
            continue;
          if (entry->facts.start_ns == HT_UNKNOWN || series->first_ns < entry->facts.start_ns)
            entry->facts.start_ns = series->first_ns;
          entry->facts.end_ns = MAX (entry->facts.end_ns, series->last_ns);
        }
    }
  data->from_ns = G_MAXINT64;
  data->to_ns = G_MININT64;
  for (guint i = 0; i < data->traces->len; i++)
    {
      const HtTraceFacts *facts = &((HtTraceEntry *) g_ptr_array_index (data->traces, i))->facts;

      if (facts->start_ns == HT_UNKNOWN || facts->end_ns == HT_UNKNOWN)
        continue;
      data->from_ns = MIN (data->from_ns, facts->start_ns);
      data->to_ns = MAX (data->to_ns, facts->end_ns);
    }
  return TRUE;
}

/**
 * ht_trace_data_load:
 * @recording: a recording
 * @target: id of one of its targets
 * @cycles: (element-type HtGcCycle): its collections, by time, on the wall clock
 * @from_ns: begin of the range, ns since 1970
 * @to_ns: its end, later than @from_ns
 * @max_buckets: about how many bars of each lane to read; those that are too many are merged
 * @data: (out) (transfer full) (nullable): what traces tell of the range; %NULL if there is no
 * trace
 * @error: return location, in %HT_STORE_ERROR
 *
 * Reads what execution traces tell. Collections that only others know are in the lanes, too. For a
 * worker thread.
 *
 * Returns: whether it succeeded, also where there is no trace
 */
gboolean
ht_trace_data_load (HtRecording *recording,
                    gint64 target,
                    const GArray *cycles,
                    gint64 from_ns,
                    gint64 to_ns,
                    guint max_buckets,
                    HtTraceData **data,
                    GError **error)
{
  g_autoptr (HtTraceData) self = g_new0 (HtTraceData, 1);
  g_auto (Loading) loading = {
    .recording = recording,
    .data = self,
    .cycles = cycles,
    .target = target,
    .from_ns = from_ns,
    .to_ns = to_ns,
    .max_buckets = max_buckets,
  };

  *data = NULL;
  self->traces = ht_recording_list_traces (recording, target, error);
  if (self->traces == NULL)
    return FALSE;
  if (self->traces->len == 0)
    return TRUE;
  self->rows = ht_trace_rows_new ();
  self->processors = ht_trace_rows_new ();
  if (!find_extent (&loading, error) || !sort_series (&loading, error))
    return FALSE;
  if (self->from_ns > self->to_ns)
    return TRUE;
  count_processors (&loading);
  if (!add_pauses_and_marks (&loading, error) || !add_assists (&loading, error) ||
      !add_works (&loading, error) ||
      !ht_trace_rows_add_annotations (self->rows, recording, target, from_ns, to_ns, max_buckets,
                                      error))
    return FALSE;
  *data = g_steal_pointer (&self);
  return TRUE;
}

/**
 * ht_trace_data_free:
 * @data: (transfer full) (nullable): the data
 */
void
ht_trace_data_free (HtTraceData *data)
{
  if (data == NULL)
    return;
  g_clear_pointer (&data->traces, g_ptr_array_unref);
  g_clear_pointer (&data->rows, g_ptr_array_unref);
  g_clear_pointer (&data->processors, g_ptr_array_unref);
  g_free (data);
}

/**
 * ht_trace_data_has_capture:
 * @data: what traces tell
 * @capture: id of a capture
 *
 * Returns: whether the capture is one of the traces
 */
gboolean
ht_trace_data_has_capture (const HtTraceData *data, gint64 capture)
{
  for (guint i = 0; i < data->traces->len; i++)
    if (((const HtTraceEntry *) g_ptr_array_index (data->traces, i))->capture == capture)
      return TRUE;
  return FALSE;
}

/**
 * ht_trace_data_overlaps:
 * @data: what traces tell
 * @from_ns: begin of a range, ns since 1970
 * @to_ns: its end
 *
 * Returns: whether a trace has a part in the range
 */
gboolean
ht_trace_data_overlaps (const HtTraceData *data, gint64 from_ns, gint64 to_ns)
{
  for (guint i = 0; i < data->traces->len; i++)
    {
      const HtTraceFacts *facts = &((HtTraceEntry *) g_ptr_array_index (data->traces, i))->facts;

      if (facts->start_ns != HT_UNKNOWN && facts->start_ns <= to_ns && facts->end_ns >= from_ns)
        return TRUE;
    }
  return FALSE;
}

static gboolean
read_one (HtRecording *recording,
          gint64 target,
          const char *name,
          gint64 from_ns,
          gint64 to_ns,
          guint max_buckets,
          GArray **buckets,
          GError **error)
{
  g_autoptr (HtSeriesEntry) entry = NULL;

  if (!ht_recording_find_series (recording, target, name, &entry, error))
    return FALSE;
  if (entry == NULL)
    *buckets = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
  else
    *buckets = ht_recording_read_series (recording, entry->id, from_ns, to_ns, max_buckets, error);
  return *buckets != NULL;
}

/**
 * ht_trace_data_load_function:
 * @recording: a recording
 * @target: id of one of its targets
 * @function: in which function goroutines began
 * @from_ns: begin of the range, ns since 1970
 * @to_ns: its end, later than @from_ns
 * @max_buckets: about how many bars of each lane to read
 * @error: return location, in %HT_STORE_ERROR
 *
 * Reads when goroutines made the heap grow and when they had to assist. For a worker thread.
 *
 * Returns: (transfer full) (element-type HtTraceRow): two lanes, or %NULL with @error set
 */
GPtrArray *
ht_trace_data_load_function (HtRecording *recording,
                             gint64 target,
                             const char *function,
                             gint64 from_ns,
                             gint64 to_ns,
                             guint max_buckets,
                             GError **error)
{
  g_autoptr (GPtrArray) rows = ht_trace_rows_new ();
  g_autofree char *alloc_name = g_strconcat (alloc_prefix, function, NULL);
  g_autofree char *assist_name = g_strconcat (assist_prefix, function, NULL);
  g_autofree char *shown = ht_function_name_shorten (function, HT_NAME_PLAIN);
  g_autoptr (GArray) growth = NULL;
  g_autoptr (GArray) assists = NULL;
  g_autoptr (GArray) growth_bars = ht_trace_bars_new ();
  g_autoptr (GArray) assist_bars = ht_trace_bars_new ();
  HtTraceRow *row;

  if (!read_one (recording, target, alloc_name, from_ns, to_ns, max_buckets, &growth, error) ||
      !read_one (recording, target, assist_name, from_ns, to_ns, max_buckets, &assists, error))
    return NULL;
  ht_trace_bars_add_moments (growth_bars, growth);
  ht_trace_bars_finish (growth_bars, from_ns, to_ns, max_buckets);
  row = ht_trace_rows_add (rows, shown, HT_TRACE_HEIGHT_AMOUNT, ROW_PX);
  ht_trace_row_add_track (row, _ ("growth of the heap"), HT_COLOR_GROWTH, HT_TRACE_SOLID,
                          growth_bars);
  ht_trace_bars_add_buckets (assist_bars, assists);
  ht_trace_bars_finish (assist_bars, from_ns, to_ns, max_buckets);
  /* Translators: a lane below that of a function: when its goroutines had to help the collector */
  row = ht_trace_rows_add (rows, _ ("its assists"), HT_TRACE_HEIGHT_LONGEST, ROW_PX);
  row->kinds = HT_TRACE_SPAN_BIT (HT_TRACE_SPAN_ASSIST);
  ht_trace_row_add_track (row, _ ("assist"), HT_COLOR_PHASE_ASSIST, HT_TRACE_SOLID, assist_bars);
  return g_steal_pointer (&rows);
}
