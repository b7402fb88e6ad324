/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "schema.h"

/*
 * Version 1. docs/recording-format.md says what each column means.
 *
 * Catalog ids (strings, functions, …) are those of HtCatalog; 0, "none", has no
 * row, so they are no foreign keys. Large blobs are the last column of their
 * table or in a table of their own: lists read the rest without touching them.
 */
static const char *const version_1 =
    "CREATE TABLE target ("
    "  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, first_ns INTEGER, last_ns INTEGER);"
    "CREATE TABLE property ("
    "  target_id INTEGER NOT NULL REFERENCES target ON DELETE CASCADE,"
    "  key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (target_id, key)) WITHOUT ROWID;"
    "CREATE TABLE capture ("
    "  id INTEGER PRIMARY KEY, target_id INTEGER NOT NULL REFERENCES target ON DELETE CASCADE,"
    "  kind INTEGER NOT NULL, time_ns INTEGER, n_bytes INTEGER NOT NULL, source TEXT);"
    "CREATE INDEX capture_by_target ON capture (target_id);"
    "CREATE TABLE note ("
    "  id INTEGER PRIMARY KEY, target_id INTEGER NOT NULL REFERENCES target ON DELETE CASCADE,"
    "  time_ns INTEGER, text TEXT NOT NULL);"
    "CREATE INDEX note_by_target ON note (target_id);"

    "CREATE TABLE string (id INTEGER PRIMARY KEY, bytes NOT NULL);"
    "CREATE TABLE function ("
    "  id INTEGER PRIMARY KEY, name INTEGER NOT NULL, system_name INTEGER NOT NULL,"
    "  file INTEGER NOT NULL, start_line INTEGER NOT NULL);"
    "CREATE TABLE mapping ("
    "  id INTEGER PRIMARY KEY, start_address INTEGER NOT NULL, limit_address INTEGER NOT NULL,"
    "  file_offset INTEGER NOT NULL, file INTEGER NOT NULL, build_id INTEGER NOT NULL,"
    "  flags INTEGER NOT NULL);"
    "CREATE TABLE frame ("
    "  id INTEGER PRIMARY KEY, address INTEGER NOT NULL, line INTEGER NOT NULL,"
    "  column_number INTEGER NOT NULL, function INTEGER NOT NULL, mapping INTEGER NOT NULL,"
    "  flags INTEGER NOT NULL);"
    "CREATE TABLE label ("
    "  set_id INTEGER NOT NULL, position INTEGER NOT NULL, key INTEGER NOT NULL,"
    "  text INTEGER NOT NULL, number INTEGER NOT NULL, unit INTEGER NOT NULL,"
    "  PRIMARY KEY (set_id, position)) WITHOUT ROWID;"
    "CREATE TABLE tree_chunk ("
    "  first_node INTEGER PRIMARY KEY, n INTEGER NOT NULL, data BLOB NOT NULL);"

    "CREATE TABLE profile ("
    "  id INTEGER PRIMARY KEY, target_id INTEGER NOT NULL REFERENCES target ON DELETE CASCADE,"
    "  capture_id INTEGER REFERENCES capture ON DELETE SET NULL, time_ns INTEGER,"
    "  has_own_time INTEGER NOT NULL, duration_ns INTEGER NOT NULL,"
    "  period_type INTEGER NOT NULL, period_unit INTEGER NOT NULL, period INTEGER NOT NULL,"
    "  default_type INTEGER NOT NULL, drop_frames INTEGER NOT NULL, keep_frames INTEGER NOT NULL,"
    "  doc_url INTEGER NOT NULL, main_mapping INTEGER NOT NULL, n_rows INTEGER NOT NULL,"
    "  base_id INTEGER REFERENCES profile);"
    "CREATE INDEX profile_by_time ON profile (time_ns);"
    "CREATE INDEX profile_by_base ON profile (base_id) WHERE base_id IS NOT NULL;"
    "CREATE TABLE profile_type ("
    "  profile_id INTEGER NOT NULL REFERENCES profile ON DELETE CASCADE,"
    "  position INTEGER NOT NULL, type INTEGER NOT NULL, unit INTEGER NOT NULL,"
    "  total INTEGER NOT NULL, PRIMARY KEY (profile_id, position)) WITHOUT ROWID;"
    "CREATE TABLE profile_comment ("
    "  profile_id INTEGER NOT NULL REFERENCES profile ON DELETE CASCADE,"
    "  position INTEGER NOT NULL, comment INTEGER NOT NULL,"
    "  PRIMARY KEY (profile_id, position)) WITHOUT ROWID;"
    "CREATE TABLE profile_data ("
    "  profile_id INTEGER PRIMARY KEY REFERENCES profile ON DELETE CASCADE, data BLOB NOT NULL);"

    "CREATE TABLE series ("
    "  id INTEGER PRIMARY KEY, target_id INTEGER NOT NULL REFERENCES target ON DELETE CASCADE,"
    "  name TEXT NOT NULL, unit TEXT NOT NULL, kind INTEGER NOT NULL, n_points INTEGER NOT NULL,"
    "  first_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL, sealed_ns INTEGER,"
    "  UNIQUE (target_id, name));"
    "CREATE TABLE series_block ("
    "  id INTEGER PRIMARY KEY, series_id INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,"
    "  level INTEGER NOT NULL, first_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL,"
    "  n INTEGER NOT NULL, data BLOB NOT NULL);"
    "CREATE UNIQUE INDEX series_block_by_time ON series_block (series_id, level, first_ns);"
    "CREATE TABLE series_recent ("
    "  id INTEGER PRIMARY KEY, target_id INTEGER NOT NULL REFERENCES target ON DELETE CASCADE,"
    "  n INTEGER NOT NULL, data BLOB NOT NULL);"
    "CREATE INDEX series_recent_by_target ON series_recent (target_id);"

    "CREATE TABLE gc_cycle ("
    "  id INTEGER PRIMARY KEY, target_id INTEGER NOT NULL REFERENCES target ON DELETE CASCADE,"
    "  capture_id INTEGER NOT NULL REFERENCES capture ON DELETE CASCADE,"
    "  source INTEGER NOT NULL, process INTEGER NOT NULL, n INTEGER NOT NULL, forced INTEGER,"
    "  start_ns INTEGER, end_ns INTEGER, wall_offset_ns INTEGER, stw_sweep_term_ns INTEGER,"
    "  mark_ns INTEGER, stw_mark_term_ns INTEGER, pause_ns INTEGER, assist_ns INTEGER,"
    "  background_ns INTEGER, idle_ns INTEGER, heap_start_bytes INTEGER,"
    "  heap_end_bytes INTEGER, heap_live_bytes INTEGER, goal_bytes INTEGER,"
    "  stacks_bytes INTEGER, globals_bytes INTEGER, gomaxprocs INTEGER, cpu_permille INTEGER,"
    "  UNIQUE (target_id, source, process, n, capture_id));"
    /* Source 1 is MemStats, whose ring of the last 256 cycles is in every snapshot. */
    "CREATE UNIQUE INDEX gc_cycle_once ON gc_cycle (target_id, n, end_ns) WHERE source = 1;";

/*
 * Version 2: marks, and what keeping a recording small asks for: how many bytes
 * profiles and series take, without reading them, and what is the oldest of a target.
 */
static const char *const version_2 =
    "CREATE TABLE mark ("
    "  id INTEGER PRIMARY KEY, target_id INTEGER NOT NULL REFERENCES target ON DELETE CASCADE,"
    "  kind INTEGER NOT NULL, time_ns INTEGER NOT NULL, end_ns INTEGER, rule TEXT,"
    "  text TEXT NOT NULL);"
    "CREATE INDEX mark_by_time ON mark (target_id, time_ns);"
    "ALTER TABLE profile ADD COLUMN n_bytes INTEGER NOT NULL DEFAULT 0;"
    "UPDATE profile SET n_bytes = ifnull ("
    "  (SELECT length (data) FROM profile_data WHERE profile_id = profile.id), 0);"
    "CREATE INDEX profile_by_target ON profile ("
    "  target_id, time_ns, n_bytes, base_id, period_type, default_type);"
    "CREATE INDEX profile_by_capture ON profile (capture_id) WHERE capture_id IS NOT NULL;"
    "ALTER TABLE series ADD COLUMN n_bytes INTEGER NOT NULL DEFAULT 0;"
    "UPDATE series SET n_bytes = ("
    "  SELECT ifnull (sum (length (data)), 0) FROM series_block WHERE series_id = series.id);"
    "DROP INDEX capture_by_target;"
    "CREATE INDEX capture_by_time ON capture (target_id, time_ns);"
    "CREATE INDEX gc_cycle_by_capture ON gc_cycle (capture_id);"
    "CREATE INDEX gc_cycle_by_time ON gc_cycle ("
    "  target_id, ifnull (end_ns, start_ns) + wall_offset_ns);";

/*
 * Version 3: captures that are kept as they came, since nothing takes them apart: execution traces
 * and goroutine dumps.
 */
static const char *const version_3 =
    "CREATE TABLE attachment ("
    "  capture_id INTEGER PRIMARY KEY REFERENCES capture ON DELETE CASCADE,"
    "  packing INTEGER NOT NULL, n_bytes INTEGER NOT NULL, n_stored_bytes INTEGER NOT NULL);"
    "CREATE TABLE attachment_chunk ("
    "  id INTEGER PRIMARY KEY,"
    "  capture_id INTEGER NOT NULL REFERENCES attachment ON DELETE CASCADE,"
    "  position INTEGER NOT NULL, data BLOB NOT NULL);"
    "CREATE UNIQUE INDEX attachment_chunk_by_position ON attachment_chunk (capture_id, position);";

/*
 * Version 4: what execution traces told. Blocks of spans are found by when they were; `target_id`
 * is in them too, so that one index does.
 */
static const char *const version_4 =
    "CREATE TABLE trace ("
    "  capture_id INTEGER PRIMARY KEY REFERENCES capture ON DELETE CASCADE,"
    "  target_id INTEGER NOT NULL REFERENCES target ON DELETE CASCADE,"
    "  minor INTEGER NOT NULL DEFAULT 0, has_own_clock INTEGER NOT NULL DEFAULT 0,"
    "  is_whole INTEGER NOT NULL DEFAULT 0, start_ns INTEGER, end_ns INTEGER,"
    "  n_bytes INTEGER NOT NULL DEFAULT 0, n_events INTEGER NOT NULL DEFAULT 0,"
    "  n_misfits INTEGER NOT NULL DEFAULT 0, n_lost_bytes INTEGER NOT NULL DEFAULT 0,"
    "  n_goroutines INTEGER NOT NULL DEFAULT 0, n_unattributed_bytes INTEGER NOT NULL DEFAULT 0,"
    "  n_heap INTEGER NOT NULL DEFAULT 0, heap_first_bytes INTEGER, heap_last_bytes INTEGER,"
    "  heap_max_bytes INTEGER, heap_goal_max_bytes INTEGER,"
    "  n_stored_bytes INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX trace_by_target ON trace (target_id);"
    "CREATE TABLE trace_span_block ("
    "  id INTEGER PRIMARY KEY,"
    "  capture_id INTEGER NOT NULL REFERENCES trace ON DELETE CASCADE,"
    "  target_id INTEGER NOT NULL, kind INTEGER NOT NULL, first_ns INTEGER NOT NULL,"
    "  last_ns INTEGER NOT NULL, longest_ns INTEGER NOT NULL, n INTEGER NOT NULL,"
    "  data BLOB NOT NULL);"
    "CREATE INDEX trace_span_block_by_time ON trace_span_block ("
    "  target_id, kind, last_ns, first_ns, longest_ns, n);"
    "CREATE INDEX trace_span_block_by_capture ON trace_span_block (capture_id);"
    "CREATE TABLE trace_goroutine_block ("
    "  id INTEGER PRIMARY KEY,"
    "  capture_id INTEGER NOT NULL REFERENCES trace ON DELETE CASCADE,"
    "  n INTEGER NOT NULL, data BLOB NOT NULL);"
    "CREATE INDEX trace_goroutine_block_by_capture ON trace_goroutine_block (capture_id);"
    "CREATE TABLE trace_group ("
    "  capture_id INTEGER NOT NULL REFERENCES trace ON DELETE CASCADE,"
    "  position INTEGER NOT NULL, function TEXT NOT NULL, n_seen INTEGER NOT NULL,"
    "  n_created INTEGER NOT NULL, n_ended INTEGER NOT NULL, running_ns INTEGER NOT NULL,"
    "  runnable_ns INTEGER NOT NULL, syscall_ns INTEGER NOT NULL, waiting_ns INTEGER NOT NULL,"
    "  assist_ns INTEGER NOT NULL, allocated_bytes INTEGER NOT NULL,"
    "  n_allocations INTEGER NOT NULL, PRIMARY KEY (capture_id, position)) WITHOUT ROWID;"
    "CREATE TABLE trace_wait ("
    "  capture_id INTEGER NOT NULL, position INTEGER NOT NULL, place INTEGER NOT NULL,"
    "  reason TEXT NOT NULL, n INTEGER NOT NULL, total_ns INTEGER NOT NULL,"
    "  PRIMARY KEY (capture_id, position, place),"
    "  FOREIGN KEY (capture_id, position) REFERENCES trace_group ON DELETE CASCADE)"
    "  WITHOUT ROWID;";

/*
 * Version 5: notes about chains and spans of time, and growth that is known. Nothing that somebody
 * wrote is overwritten: each wording of a note is a row, and what no longer holds has an end.
 */
static const char *const version_5 =
    "ALTER TABLE note ADD COLUMN number INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE note ADD COLUMN end_ns INTEGER;"
    "ALTER TABLE note ADD COLUMN chain TEXT;"
    "ALTER TABLE note ADD COLUMN made_ns INTEGER;"
    "ALTER TABLE note ADD COLUMN changed_ns INTEGER;"
    "ALTER TABLE note ADD COLUMN until_ns INTEGER;"
    "UPDATE note SET number = id;"
    "CREATE INDEX note_by_number ON note (number);"
    "CREATE TABLE known_growth ("
    "  id INTEGER PRIMARY KEY, target_id INTEGER NOT NULL REFERENCES target ON DELETE CASCADE,"
    "  chain TEXT NOT NULL, reason TEXT NOT NULL, rate REAL, since_ns INTEGER,"
    "  until_ns INTEGER);"
    "CREATE INDEX known_growth_by_target ON known_growth (target_id);";

/* What makes version i + 1 out of version i. A version that was released never changes. */
static const char *const migrations[] = {
  version_1, version_2, version_3, version_4, version_5,
};

/**
 * ht_schema_current_version:
 *
 * Returns: the `user_version` that this program writes
 */
int
ht_schema_current_version (void)
{
  return G_N_ELEMENTS (migrations);
}

/**
 * ht_schema_get_migration:
 * @from_version: an older version than the current one
 *
 * Returns: (transfer none): the SQL that makes the next version out of it
 */
const char *
ht_schema_get_migration (int from_version)
{
  g_return_val_if_fail (from_version >= 0 && from_version < ht_schema_current_version (), "");
  return migrations[from_version];
}
