/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "gc-cycle-store.h"

/* The columns of the figures, in the order of their members below. */
#define FIGURE_COLUMNS                                                                         \
  "start_ns, end_ns, wall_offset_ns, stw_sweep_term_ns, mark_ns, stw_mark_term_ns, pause_ns, " \
  "assist_ns, background_ns, idle_ns, heap_start_bytes, heap_end_bytes, heap_live_bytes, "     \
  "goal_bytes, stacks_bytes, globals_bytes, gomaxprocs, cpu_permille"

#define ADD_QUERY(WHAT)                                                                         \
  WHAT " INTO gc_cycle (target_id, capture_id, source, process, n, forced, " FIGURE_COLUMNS     \
       ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, " \
       "?18, ?19, ?20, ?21, ?22, ?23, ?24)"

static const gsize figures[] = {
  G_STRUCT_OFFSET (HtGcCycle, start_ns),         G_STRUCT_OFFSET (HtGcCycle, end_ns),
  G_STRUCT_OFFSET (HtGcCycle, wall_offset_ns),   G_STRUCT_OFFSET (HtGcCycle, stw_sweep_term_ns),
  G_STRUCT_OFFSET (HtGcCycle, mark_ns),          G_STRUCT_OFFSET (HtGcCycle, stw_mark_term_ns),
  G_STRUCT_OFFSET (HtGcCycle, pause_ns),         G_STRUCT_OFFSET (HtGcCycle, assist_ns),
  G_STRUCT_OFFSET (HtGcCycle, background_ns),    G_STRUCT_OFFSET (HtGcCycle, idle_ns),
  G_STRUCT_OFFSET (HtGcCycle, heap_start_bytes), G_STRUCT_OFFSET (HtGcCycle, heap_end_bytes),
  G_STRUCT_OFFSET (HtGcCycle, heap_live_bytes),  G_STRUCT_OFFSET (HtGcCycle, goal_bytes),
  G_STRUCT_OFFSET (HtGcCycle, stacks_bytes),     G_STRUCT_OFFSET (HtGcCycle, globals_bytes),
  G_STRUCT_OFFSET (HtGcCycle, gomaxprocs),       G_STRUCT_OFFSET (HtGcCycle, cpu_permille),
};

/**
 * ht_gc_cycle_store_add:
 * @database: the recording, with a transaction open
 * @target: id of a target
 * @capture: id of the capture that told of it
 * @cycle: the cycle
 * @error: return location for an error
 *
 * Adds a cycle. What the same capture said of the same cycle before is replaced. Cycles of
 * MemStats, which are in every snapshot until 256 others have come, are kept once.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_gc_cycle_store_add (HtDatabase *database,
                       gint64 target,
                       gint64 capture,
                       const HtGcCycle *cycle,
                       GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (database,
                           cycle->source == HT_GC_SOURCE_MEMSTATS ? ADD_QUERY ("INSERT OR IGNORE")
                                                                  : ADD_QUERY ("INSERT OR REPLACE"),
                           error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, target);
  sqlite3_bind_int64 (statement, 2, capture);
  sqlite3_bind_int (statement, 3, cycle->source);
  sqlite3_bind_int64 (statement, 4, cycle->process);
  sqlite3_bind_int64 (statement, 5, cycle->n);
  ht_bind_known (statement, 6, cycle->forced < 0 ? HT_UNKNOWN : cycle->forced);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    ht_bind_known (statement, 7 + (int) i, G_STRUCT_MEMBER (gint64, cycle, figures[i]));
  return ht_database_run (database, statement, error);
}

static void
read_cycle (sqlite3_stmt *row, HtGcCycle *cycle)
{
  gint64 forced = ht_column_known (row, 4);

  ht_gc_cycle_init (cycle, (HtGcSource) sqlite3_column_int (row, 1));
  cycle->n = sqlite3_column_int64 (row, 3);
  cycle->forced = forced == HT_UNKNOWN ? -1 : forced != 0;
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    G_STRUCT_MEMBER (gint64, cycle, figures[i]) = ht_column_known (row, 5 + (int) i);
}

/**
 * ht_gc_cycle_store_read:
 * @database: the recording
 * @target: id of a target
 * @error: return location for an error
 *
 * Reads the cycles of a target: source by source, the least exact first; in each
 * process by process, and each process from its first cycle on. Two captures of
 * one source other than MemStats tell of different processes as far as the store
 * knows, so `process` counts through all of them.
 *
 * Returns: (transfer full) (element-type HtGcCycle) (nullable): the cycles
 */
GArray *
ht_gc_cycle_store_read (HtDatabase *database, gint64 target, GError **error)
{
  g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  sqlite3_stmt *statement = ht_database_prepare (
      database,
      "SELECT iif(source = 1, 0, capture_id) AS run, source, process, n, forced, " FIGURE_COLUMNS
      " FROM gc_cycle WHERE target_id = ?1 "
      "ORDER BY source, run, process, iif(source = 1, end_ns, 0), n",
      error);
  gint64 last_run = -1, last_source = -1, last_process = -1;
  guint32 ordinal = 0;
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, target);
  while (ht_database_step (database, statement, &has_row, error))
    {
      HtGcCycle cycle;

      if (!has_row)
        return g_steal_pointer (&cycles);

      gint64 run = sqlite3_column_int64 (statement, 0);
      gint64 process = sqlite3_column_int64 (statement, 2);

      read_cycle (statement, &cycle);
      if (cycle.source != last_source)
        ordinal = 0;
      else if (run != last_run || process != last_process)
        ordinal++;
      last_source = cycle.source;
      last_run = run;
      last_process = process;
      cycle.process = ordinal;
      g_array_append_val (cycles, cycle);
    }
  return NULL;
}
