/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "pruner.h"

#include "gc-cycle.h"
#include "prune-attachments.h"
#include "prune-size.h"
#include "prune-traces.h"
#include "series-retention.h"

/* What one step does at most, so that its commit takes a few ms. */
#define MAX_PROFILES 16
#define MAX_CYCLES   500
#define MAX_CAPTURES 500
#define MAX_FAMILIES 6

typedef enum
{
  STAGE_OLD_PROFILES,
  STAGE_OLD_CYCLES,
  STAGE_OLD_POINTS,
  STAGE_OLD_ATTACHMENTS,
  STAGE_OLD_TRACES,
  STAGE_OLD_CAPTURES,
  STAGE_LOOK_AT_SIZE,
  STAGE_DROP_TO_QUARTER,
  STAGE_THIN_TO_HALF,
  STAGE_COARSEN,
  STAGE_THIN_ALL,
  STAGE_DROP_ALL,
  STAGE_DONE,
} Stage;

/* What was begun of a target. */
typedef struct
{
  /* Owned */
  GArray *victims; /* HtThinProfile, those that are missed least first; NULL if not looked for */

  Stage stage;
  HtTargetSize size;
  gint64 cutoff_ns;   /* what is older goes; HT_UNKNOWN if age does not matter */
  gint64 next_series; /* id of a series: those before it are done */
  guint next_victim;
  gboolean was_thinned; /* since the victims were looked for */
} Round;

struct _HtPruner
{
  /* Owned */
  GHashTable *rounds; /* target id -> Round */
  GHashTable *held;   /* "target kind" -> id of the capture that is added to */

  /* Borrowed */
  HtDatabase *database;
  HtProfileWriter *profiles;

  gint64 last_held; /* id of a capture */
};

static void
round_free_cb (gpointer data)
{
  Round *round = data;

  g_clear_pointer (&round->victims, g_array_unref);
  g_free (round);
}

/**
 * ht_pruner_new:
 * @database: the recording; outlives the pruner
 * @profiles: who adds profiles; outlives the pruner
 *
 * Returns: (transfer full): a pruner
 */
HtPruner *
ht_pruner_new (HtDatabase *database, HtProfileWriter *profiles)
{
  HtPruner *self = g_new0 (HtPruner, 1);

  self->rounds = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, round_free_cb);
  self->held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->database = database;
  self->profiles = profiles;
  return self;
}

/**
 * ht_pruner_free:
 * @pruner: (transfer full) (nullable): the pruner
 */
void
ht_pruner_free (HtPruner *pruner)
{
  if (pruner == NULL)
    return;
  g_hash_table_unref (pruner->rounds);
  g_hash_table_unref (pruner->held);
  g_free (pruner);
}

/**
 * ht_pruner_forget:
 * @pruner: the pruner
 *
 * The transaction was dropped: what was begun begins anew, and ids of captures may be given out
 * once more.
 */
void
ht_pruner_forget (HtPruner *pruner)
{
  g_hash_table_remove_all (pruner->rounds);
  g_hash_table_remove_all (pruner->held);
  pruner->last_held = 0;
}

/**
 * ht_pruner_hold_capture:
 * @pruner: the pruner
 * @target: id of a target
 * @kind: what the capture is for
 * @capture: id of a capture
 *
 * Something was added to a capture, and more may come, however old it is: it stays until
 * another one of that target and kind is held.
 */
void
ht_pruner_hold_capture (HtPruner *pruner, gint64 target, gint64 kind, gint64 capture)
{
  char *key;

  /* Cycles come in hundreds from one capture. */
  if (capture == pruner->last_held)
    return;
  pruner->last_held = capture;
  key = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, target, kind);
  g_hash_table_replace (pruner->held, key, g_memdup2 (&capture, sizeof capture));
}

static gboolean
is_held (HtPruner *self, gint64 capture)
{
  GHashTableIter iter;
  gpointer held;

  g_hash_table_iter_init (&iter, self->held);
  while (g_hash_table_iter_next (&iter, NULL, &held))
    if (*(gint64 *) held == capture)
      return TRUE;
  return FALSE;
}

/* Appends the ids of the rows of a query; its statement is bound. */
static gboolean
read_ids (HtPruner *self, sqlite3_stmt *statement, GArray *ids, GError **error)
{
  gboolean has_row;

  while (ht_database_step (self->database, statement, &has_row, error))
    {
      gint64 id;

      if (!has_row)
        return TRUE;
      id = sqlite3_column_int64 (statement, 0);
      g_array_append_val (ids, id);
    }
  return FALSE;
}

static gboolean
run_with_id (HtPruner *self, const char *sql, gint64 id, GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (self->database, sql, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, id);
  return ht_database_run (self->database, statement, error);
}

/* Unless something else refers to it. */
static gboolean
remove_capture (HtPruner *self, gint64 capture, GError **error)
{
  return is_held (self, capture) ||
         run_with_id (self,
                      "DELETE FROM capture WHERE id = ?1 "
                      "AND NOT EXISTS (SELECT 1 FROM profile WHERE capture_id = ?1) "
                      "AND NOT EXISTS (SELECT 1 FROM gc_cycle WHERE capture_id = ?1) "
                      "AND NOT EXISTS (SELECT 1 FROM attachment WHERE capture_id = ?1) "
                      "AND NOT EXISTS (SELECT 1 FROM trace WHERE capture_id = ?1)",
                      capture, error);
}

/* With its capture, if that told of nothing else. */
static gboolean
remove_profile (HtPruner *self, gint64 id, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database, "SELECT capture_id FROM profile WHERE id = ?1", error);
  gint64 capture = HT_UNKNOWN;
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, id);
  if (!ht_database_step (self->database, statement, &has_row, error))
    return FALSE;
  if (has_row)
    capture = ht_column_known (statement, 0);
  sqlite3_reset (statement);

  ht_profile_writer_forget_profile (self->profiles, id);
  if (!run_with_id (self, "DELETE FROM profile WHERE id = ?1", id, error))
    return FALSE;
  if (ht_database_count_changes (self->database) == 0)
    {
      ht_database_set_corrupt (self->database, error,
                               "profile %" G_GINT64_FORMAT " is in an index only", id);
      return FALSE;
    }
  return capture == HT_UNKNOWN || remove_capture (self, capture, error);
}

/* The last profile of the recording stays, so that no id is given to two: readers know bases
 * by their ids. */
static gboolean
remove_old_profiles (HtPruner *self,
                     gint64 target,
                     const Round *round,
                     gboolean *is_done,
                     GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *statement =
      ht_database_prepare (self->database,
                           "SELECT id FROM profile AS p WHERE target_id = ?1 AND time_ns < ?2 "
                           "AND id != (SELECT max (id) FROM profile) "
                           "AND NOT EXISTS (SELECT 1 FROM profile AS d WHERE d.base_id = p.id) "
                           "ORDER BY time_ns LIMIT ?3",
                           error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, target);
  sqlite3_bind_int64 (statement, 2, round->cutoff_ns);
  sqlite3_bind_int (statement, 3, MAX_PROFILES);
  if (!read_ids (self, statement, ids, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!remove_profile (self, g_array_index (ids, gint64, i), error))
      return FALSE;
  *is_done = ids->len == 0;
  return TRUE;
}

/* Cycles that are on no wall clock have no age. */
static gboolean
remove_cycles (HtPruner *self, gint64 target, gint64 before_ns, gint64 *n_removed, GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (
      self->database,
      "DELETE FROM gc_cycle WHERE id IN (SELECT id FROM gc_cycle WHERE target_id = ?1 "
      "AND ifnull (end_ns, start_ns) + wall_offset_ns < ?2 "
      "ORDER BY ifnull (end_ns, start_ns) + wall_offset_ns LIMIT ?3)",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, target);
  sqlite3_bind_int64 (statement, 2, before_ns);
  sqlite3_bind_int (statement, 3, MAX_CYCLES);
  if (!ht_database_run (self->database, statement, error))
    return FALSE;
  *n_removed = ht_database_count_changes (self->database);
  return TRUE;
}

static gboolean
remove_attachment (HtPruner *self,
                   const HtPruneAttachment *attachment,
                   Round *round,
                   GError **error)
{
  round->size.attachment_bytes = MAX (round->size.attachment_bytes - attachment->n_bytes, 0);
  if (!run_with_id (self, "DELETE FROM attachment WHERE capture_id = ?1", attachment->capture,
                    error))
    return FALSE;
  if (ht_database_count_changes (self->database) == 0)
    {
      ht_database_set_corrupt (self->database, error,
                               "attachment %" G_GINT64_FORMAT " cannot be removed",
                               attachment->capture);
      return FALSE;
    }
  return remove_capture (self, attachment->capture, error);
}

static gboolean
remove_old_attachments (HtPruner *self,
                        gint64 target,
                        Round *round,
                        gboolean *is_done,
                        GError **error)
{
  gint64 n_bytes = 0;

  while (n_bytes < HT_PRUNE_ATTACHMENT_BYTES)
    {
      HtPruneAttachment found;

      if (!ht_prune_find_old_attachment (self->database, target, round->cutoff_ns, &found, error))
        return FALSE;
      *is_done = found.capture == 0;
      if (*is_done)
        return TRUE;
      if (!remove_attachment (self, &found, round, error))
        return FALSE;
      n_bytes += MIN (found.n_bytes, HT_PRUNE_ATTACHMENT_BYTES);
    }
  return TRUE;
}

/* What a trace told, some of it; in the end the trace, and its capture if that told of nothing
 * else. */
static gboolean
remove_some_of_trace (HtPruner *self, gint64 capture, Round *round, GError **error)
{
  gint64 n_bytes;
  gboolean is_empty;

  if (!ht_prune_blocks_of_trace (self->database, capture, &n_bytes, &is_empty, error))
    return FALSE;
  round->size.trace_bytes = MAX (round->size.trace_bytes - n_bytes, 0);
  if (!is_empty)
    return run_with_id (self, "UPDATE trace SET is_whole = 0 WHERE capture_id = ?1", capture,
                        error);
  if (!run_with_id (self, "DELETE FROM trace WHERE capture_id = ?1", capture, error))
    return FALSE;
  if (ht_database_count_changes (self->database) == 0)
    {
      ht_database_set_corrupt (self->database, error,
                               "trace %" G_GINT64_FORMAT " cannot be removed", capture);
      return FALSE;
    }
  return remove_capture (self, capture, error);
}

/* With the series that only traces have: without it nobody knows what these were about. */
static gboolean
remove_old_traces (HtPruner *self, gint64 target, Round *round, gboolean *is_done, GError **error)
{
  g_autoptr (GArray) traces = ht_prune_list_traces (self->database, target, error);
  gboolean has_no_series;
  gint64 n_bytes;

  *is_done = TRUE;
  for (guint i = 0; traces != NULL && i < traces->len; i++)
    {
      const HtPruneTrace *trace = &g_array_index (traces, HtPruneTrace, i);

      if (trace->time_ns == HT_UNKNOWN || trace->time_ns >= round->cutoff_ns ||
          is_held (self, trace->capture))
        continue;
      *is_done = FALSE;
      if (!ht_prune_series_of_traces (self->database, target, trace->time_ns, &n_bytes,
                                      &has_no_series, error))
        return FALSE;
      return !has_no_series || remove_some_of_trace (self, trace->capture, round, error);
    }
  return traces != NULL;
}

/* The oldest that is not around a mark; where all are, the oldest; 0 if there is none. */
static gboolean
find_trace (HtPruner *self,
            gint64 target,
            const HtRetention *retention,
            gint64 *capture,
            GError **error)
{
  g_autoptr (GArray) traces = ht_prune_list_traces (self->database, target, error);
  g_autoptr (GArray) times =
      traces != NULL ? ht_prune_list_mark_times (self->database, target, error) : NULL;

  *capture = 0;
  for (guint i = 0; times != NULL && i < traces->len; i++)
    {
      const HtPruneTrace *trace = &g_array_index (traces, HtPruneTrace, i);
      gboolean is_near = trace->time_ns != HT_UNKNOWN &&
                         ht_prune_is_near (times, trace->time_ns, retention->around_marks_ns);

      if (is_held (self, trace->capture) || (is_near && *capture != 0))
        continue;
      *capture = trace->capture;
      if (!is_near)
        break;
    }
  return times != NULL;
}

/* Where no capture is kept as it came any more, what traces told goes. */
static gboolean
drop_traces (HtPruner *self,
             gint64 target,
             const HtRetention *retention,
             Round *round,
             gboolean *is_done,
             GError **error)
{
  gint64 capture;

  if (!find_trace (self, target, retention, &capture, error))
    return FALSE;
  *is_done = capture == 0;
  return *is_done || remove_some_of_trace (self, capture, round, error);
}

/* A few captures that are kept whole, and traces, must not cost all the rest of the past: they go
 * until @wanted_bytes are left or they take @floor_bytes. */
static gboolean
drop_attachments (HtPruner *self,
                  gint64 target,
                  const HtRetention *retention,
                  gint64 floor_bytes,
                  Round *round,
                  gboolean *is_done,
                  GError **error)
{
  gint64 n_bytes = 0;

  while (n_bytes < HT_PRUNE_ATTACHMENT_BYTES)
    {
      HtPruneAttachment found;

      *is_done = ht_target_size_total (&round->size) <= ht_prune_wanted_bytes (retention) ||
                 round->size.attachment_bytes + round->size.trace_bytes <= floor_bytes;
      if (*is_done)
        return TRUE;
      if (!ht_prune_find_attachment (self->database, target, retention, &found, error))
        return FALSE;
      if (found.capture == 0)
        return drop_traces (self, target, retention, round, is_done, error);
      if (!remove_attachment (self, &found, round, error))
        return FALSE;
      n_bytes += MIN (found.n_bytes, HT_PRUNE_ATTACHMENT_BYTES);
    }
  return TRUE;
}

/* A log that is followed is one capture for as long as it is followed. */
static gboolean
remove_old_captures (HtPruner *self,
                     gint64 target,
                     const Round *round,
                     gboolean *is_done,
                     GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *statement = ht_database_prepare (
      self->database,
      "SELECT id FROM capture AS c WHERE target_id = ?1 AND time_ns < ?2 AND kind != ?4 "
      "AND NOT EXISTS (SELECT 1 FROM profile WHERE capture_id = c.id) "
      "AND NOT EXISTS (SELECT 1 FROM gc_cycle WHERE capture_id = c.id) "
      "AND NOT EXISTS (SELECT 1 FROM attachment WHERE capture_id = c.id) "
      "AND NOT EXISTS (SELECT 1 FROM trace WHERE capture_id = c.id) "
      "ORDER BY time_ns LIMIT ?3",
      error);
  guint n_removed = 0;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, target);
  sqlite3_bind_int64 (statement, 2, round->cutoff_ns);
  sqlite3_bind_int (statement, 3, MAX_CAPTURES);
  sqlite3_bind_int (statement, 4, HT_CAPTURE_GC_LOG);
  if (!read_ids (self, statement, ids, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);

      if (is_held (self, id))
        continue;
      if (!run_with_id (self, "DELETE FROM capture WHERE id = ?1", id, error))
        return FALSE;
      n_removed++;
    }
  *is_done = n_removed == 0;
  return TRUE;
}

/* When the elements of a level are too old. */
static gint64
cutoff_of_level (const HtRetention *retention, gint64 now_ns, int level)
{
  gint64 age_ns = retention->max_age_ns;

  for (int i = 0; i < level; i++)
    age_ns = age_ns > G_MAXINT64 / 4 ? G_MAXINT64 : age_ns * 4;
  return now_ns < 0 || age_ns > now_ns ? 0 : now_ns - age_ns;
}

static gboolean
remove_old_families (HtPruner *self,
                     gint64 series,
                     const HtRetention *retention,
                     gint64 now_ns,
                     guint *n_removed,
                     GError **error)
{
  gint64 n_bytes = 0;

  for (int level = 0; level + 1 < HT_SERIES_N_LEVELS; level++)
    while (*n_removed < MAX_FAMILIES)
      {
        gint64 from_ns, to_ns;

        if (!ht_series_find_family (self->database, series, level, &from_ns, &to_ns, error))
          return FALSE;
        if (from_ns == HT_UNKNOWN || to_ns >= cutoff_of_level (retention, now_ns, level))
          break;
        if (!ht_series_remove_family (self->database, series, level, from_ns, to_ns, &n_bytes,
                                      error))
          return FALSE;
        *n_removed += 1;
      }
  return TRUE;
}

static gboolean
remove_old_points (HtPruner *self,
                   gint64 target,
                   const HtRetention *retention,
                   gint64 now_ns,
                   Round *round,
                   gboolean *is_done,
                   GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *statement =
      ht_database_prepare (self->database,
                           "SELECT id FROM series WHERE target_id = ?1 AND id >= ?2 ORDER BY id",
                           error);
  guint n_removed = 0;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, target);
  sqlite3_bind_int64 (statement, 2, round->next_series);
  if (!read_ids (self, statement, ids, error))
    return FALSE;
  for (guint i = 0; i < ids->len && n_removed < MAX_FAMILIES; i++)
    {
      round->next_series = g_array_index (ids, gint64, i);
      if (!remove_old_families (self, round->next_series, retention, now_ns, &n_removed, error))
        return FALSE;
    }
  *is_done = n_removed < MAX_FAMILIES;
  return TRUE;
}

/* Takes out what is missed least until @wanted_bytes are left or profiles take @floor_bytes. */
static gboolean
thin (HtPruner *self,
      gint64 target,
      const HtRetention *retention,
      gint64 now_ns,
      gint64 floor_bytes,
      Round *round,
      gboolean *is_done,
      GError **error)
{
  guint n_removed = 0;

  if (round->victims == NULL)
    {
      round->victims = ht_prune_list_victims (self->database, target, retention, now_ns, error);
      round->next_victim = 0;
      round->was_thinned = FALSE;
      return round->victims != NULL; /* that was enough for one step */
    }
  while (n_removed < MAX_PROFILES && round->next_victim < round->victims->len &&
         ht_target_size_total (&round->size) > ht_prune_wanted_bytes (retention) &&
         round->size.profile_bytes > floor_bytes)
    {
      const HtThinProfile *victim =
          &g_array_index (round->victims, HtThinProfile, round->next_victim++);
      gboolean can_go;

      if (!ht_prune_can_remove (self->database, victim->id, &can_go, error))
        return FALSE;
      if (!can_go)
        continue;
      if (!remove_profile (self, victim->id, error))
        return FALSE;
      round->size.profile_bytes -= victim->n_bytes + HT_PRUNE_PROFILE_BYTES;
      round->was_thinned = TRUE;
      n_removed++;
    }
  if (n_removed == MAX_PROFILES)
    return TRUE;
  /* What others built on may go now that they are gone. */
  *is_done = !round->was_thinned || round->next_victim < round->victims->len;
  g_clear_pointer (&round->victims, g_array_unref);
  return TRUE;
}

static gboolean
coarsen (HtPruner *self,
         gint64 target,
         const HtRetention *retention,
         Round *round,
         gboolean *is_done,
         GError **error)
{
  gint64 n_cycles = 0;
  gint64 from_ns, to_ns, series;

  *is_done = TRUE;
  for (guint i = 0; i < MAX_FAMILIES; i++)
    {
      if (ht_target_size_total (&round->size) <= ht_prune_wanted_bytes (retention))
        return TRUE;
      if (!ht_prune_find_oldest_family (self->database, target, &series, &from_ns, &to_ns, error))
        return FALSE;
      if (series == 0)
        break;
      if (!ht_series_remove_family (self->database, series, 0, from_ns, to_ns,
                                    &round->size.series_bytes, error) ||
          !remove_cycles (self, target, from_ns, &n_cycles, error))
        return FALSE;
      round->size.n_cycles -= n_cycles;
      *is_done = FALSE;
    }
  if (*is_done && round->size.n_cycles > HT_PRUNE_MIN_CYCLES)
    {
      if (!remove_cycles (self, target, G_MAXINT64, &n_cycles, error))
        return FALSE;
      round->size.n_cycles -= n_cycles;
      *is_done = n_cycles == 0;
    }
  return TRUE;
}

static gboolean
do_stage (HtPruner *self,
          gint64 target,
          const HtRetention *retention,
          gint64 now_ns,
          Round *round,
          gboolean *is_done,
          GError **error)
{
  gint64 n_removed;

  switch (round->stage)
    {
    case STAGE_OLD_PROFILES:
      return remove_old_profiles (self, target, round, is_done, error);
    case STAGE_OLD_CYCLES:
      if (!remove_cycles (self, target, round->cutoff_ns, &n_removed, error))
        return FALSE;
      *is_done = n_removed < MAX_CYCLES;
      return TRUE;
    case STAGE_OLD_POINTS:
      return remove_old_points (self, target, retention, now_ns, round, is_done, error);
    case STAGE_OLD_ATTACHMENTS:
      return remove_old_attachments (self, target, round, is_done, error);
    case STAGE_OLD_TRACES:
      return remove_old_traces (self, target, round, is_done, error);
    case STAGE_OLD_CAPTURES:
      return remove_old_captures (self, target, round, is_done, error);
    case STAGE_LOOK_AT_SIZE:
      *is_done = TRUE;
      return ht_target_size_read (self->database, target, &round->size, error);
    case STAGE_DROP_TO_QUARTER:
      return drop_attachments (self, target, retention, retention->max_bytes / 4, round, is_done,
                               error);
    case STAGE_THIN_TO_HALF:
      return thin (self, target, retention, now_ns, retention->max_bytes / 2, round, is_done,
                   error);
    case STAGE_COARSEN:
      return coarsen (self, target, retention, round, is_done, error);
    case STAGE_THIN_ALL:
      return thin (self, target, retention, now_ns, 0, round, is_done, error);
    case STAGE_DROP_ALL:
      return drop_attachments (self, target, retention, 0, round, is_done, error);
    case STAGE_DONE:
    default:
      return TRUE;
    }
}

static Stage
first_stage (const HtRetention *retention)
{
  if (retention->max_age_ns > 0)
    return STAGE_OLD_PROFILES;
  return retention->max_bytes > 0 ? STAGE_LOOK_AT_SIZE : STAGE_DONE;
}

static Round *
get_round (HtPruner *self, gint64 target, const HtRetention *retention, gint64 now_ns)
{
  Round *round = g_hash_table_lookup (self->rounds, &target);

  if (round == NULL)
    {
      round = g_new0 (Round, 1);
      round->stage = first_stage (retention);
      round->cutoff_ns = cutoff_of_level (retention, now_ns, 0);
      g_hash_table_insert (self->rounds, g_memdup2 (&target, sizeof target), round);
    }
  return round;
}

/**
 * ht_pruner_step:
 * @pruner: the pruner
 * @target: id of a target
 * @retention: what to keep
 * @now_ns: the time from which age counts
 * @has_more: (out): whether there is more to do
 * @error: return location for an error
 *
 * Does a little of what is to be done. The caller has a transaction open.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_pruner_step (HtPruner *pruner,
                gint64 target,
                const HtRetention *retention,
                gint64 now_ns,
                gboolean *has_more,
                GError **error)
{
  Round *round = get_round (pruner, target, retention, now_ns);
  gboolean is_done = FALSE;

  *has_more = TRUE;
  if (!do_stage (pruner, target, retention, now_ns, round, &is_done, error))
    {
      g_hash_table_remove (pruner->rounds, &target);
      return FALSE;
    }
  if (is_done)
    round->stage++;
  if (round->stage == STAGE_LOOK_AT_SIZE && retention->max_bytes == 0)
    round->stage = STAGE_DONE;
  if (round->stage == STAGE_DROP_TO_QUARTER && is_done &&
      ht_target_size_total (&round->size) <= retention->max_bytes)
    round->stage = STAGE_DONE;
  if (round->stage == STAGE_DONE)
    {
      g_hash_table_remove (pruner->rounds, &target);
      *has_more = FALSE;
    }
  return TRUE;
}
