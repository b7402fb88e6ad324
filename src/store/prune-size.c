/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "prune-size.h"

#include "gc-cycle.h"
#include "mark-store.h"
#include "profile.h"
#include "series-retention.h"
#include "sorted-array.h"

/* The file may say anything; sums of what it says stay within 64 bits. */
#define MAX_BYTES   (G_GINT64_CONSTANT (1) << 60)
#define MAX_TIME_NS (G_GINT64_CONSTANT (1) << 61)

static gboolean
read_number (HtDatabase *database, const char *sql, gint64 id, gint64 *number, GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (database, sql, error);
  gboolean has_row;

  *number = 0;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, id);
  if (!ht_database_step (database, statement, &has_row, error))
    return FALSE;
  if (has_row)
    *number = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  return TRUE;
}

/**
 * ht_target_size_read:
 * @database: the recording
 * @target: id of a target
 * @size: (out caller-allocates): what it takes
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_target_size_read (HtDatabase *database, gint64 target, HtTargetSize *size, GError **error)
{
  gint64 n_profiles;

  if (!read_number (database, "SELECT sum (n_bytes) FROM profile WHERE target_id = ?1", target,
                    &size->profile_bytes, error) ||
      !read_number (database, "SELECT count (*) FROM profile WHERE target_id = ?1", target,
                    &n_profiles, error) ||
      !read_number (database, "SELECT sum (n_bytes) FROM series WHERE target_id = ?1", target,
                    &size->series_bytes, error) ||
      !read_number (database,
                    "SELECT sum (n_stored_bytes) FROM attachment "
                    "CROSS JOIN capture ON id = capture_id WHERE target_id = ?1",
                    target, &size->attachment_bytes, error) ||
      !read_number (database, "SELECT sum (n_stored_bytes) FROM trace WHERE target_id = ?1", target,
                    &size->trace_bytes, error) ||
      !read_number (database, "SELECT count (*) FROM gc_cycle WHERE target_id = ?1", target,
                    &size->n_cycles, error))
    return FALSE;
  size->profile_bytes = CLAMP (size->profile_bytes, 0, MAX_BYTES);
  size->profile_bytes += CLAMP (n_profiles, 0, MAX_BYTES / 1024) * HT_PRUNE_PROFILE_BYTES;
  size->series_bytes = CLAMP (size->series_bytes, 0, MAX_BYTES);
  size->attachment_bytes = CLAMP (size->attachment_bytes, 0, MAX_BYTES);
  size->trace_bytes = CLAMP (size->trace_bytes, 0, MAX_BYTES);
  size->n_cycles = CLAMP (size->n_cycles, 0, MAX_BYTES / 1024);
  return TRUE;
}

/**
 * ht_target_size_total:
 * @size: what a target takes
 *
 * Returns: bytes
 */
gint64
ht_target_size_total (const HtTargetSize *size)
{
  return size->profile_bytes + size->series_bytes + size->attachment_bytes + size->trace_bytes +
         size->n_cycles * HT_PRUNE_CYCLE_BYTES;
}

/**
 * ht_prune_wanted_bytes:
 * @retention: what to keep
 *
 * Returns: to how much a target shrinks that has grown beyond the limit: less than that, so that it
 *   is not looked for what to remove after each profile
 */
gint64
ht_prune_wanted_bytes (const HtRetention *retention)
{
  return retention->max_bytes - retention->max_bytes / 20;
}

/* Of the same kind are heap profiles, CPU profiles, …: they have a number for each kind. */
static guint
find_stream (GArray *kinds, gint64 period_type, gint64 default_type)
{
  const HtValueType kind = { .type = (guint32) period_type, .unit = (guint32) default_type };

  for (guint i = 0; i < kinds->len; i++)
    if (memcmp (&g_array_index (kinds, HtValueType, i), &kind, sizeof kind) == 0)
      return i;
  g_array_append_val (kinds, kind);
  return kinds->len - 1;
}

/* Those of unknown time have no place among the others: they stay. */
static GArray *
list_profiles (HtDatabase *database, gint64 target, GError **error)
{
  g_autoptr (GArray) profiles = g_array_new (FALSE, FALSE, sizeof (HtThinProfile));
  g_autoptr (GArray) kinds = g_array_new (FALSE, FALSE, sizeof (HtValueType));
  sqlite3_stmt *statement = ht_database_prepare (
      database,
      "SELECT id, time_ns, n_bytes, base_id IS NULL, period_type, default_type FROM profile "
      "WHERE target_id = ?1 AND time_ns IS NOT NULL",
      error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, target);
  while (ht_database_step (database, statement, &has_row, error))
    {
      if (!has_row)
        return g_steal_pointer (&profiles);

      const HtThinProfile profile = {
        .id = sqlite3_column_int64 (statement, 0),
        .time_ns = CLAMP (sqlite3_column_int64 (statement, 1), -MAX_TIME_NS, MAX_TIME_NS),
        .n_bytes = CLAMP (sqlite3_column_int64 (statement, 2), 0, MAX_BYTES),
        .is_whole = sqlite3_column_int (statement, 3) != 0,
        .stream = find_stream (kinds, sqlite3_column_int64 (statement, 4),
                               sqlite3_column_int64 (statement, 5)),
      };

      g_array_append_val (profiles, profile);
    }
  return NULL;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

/**
 * ht_prune_list_mark_times:
 * @database: the recording
 * @target: id of a target
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type gint64) (nullable): begins and ends of marks, in order
 */
GArray *
ht_prune_list_mark_times (HtDatabase *database, gint64 target, GError **error)
{
  g_autoptr (GPtrArray) marks = ht_mark_store_list (database, target, error);
  GArray *times;

  if (marks == NULL)
    return NULL;
  times = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < marks->len; i++)
    {
      const HtMark *mark = g_ptr_array_index (marks, i);

      const gint64 time_ns = CLAMP (mark->time_ns, -MAX_TIME_NS, MAX_TIME_NS);
      const gint64 end_ns = CLAMP (mark->end_ns, -MAX_TIME_NS, MAX_TIME_NS);

      g_array_append_val (times, time_ns);
      if (mark->end_ns != HT_UNKNOWN)
        g_array_append_val (times, end_ns);
    }
  g_array_sort (times, compare_times);
  return times;
}

/**
 * ht_prune_is_near:
 * @times: see ht_prune_list_mark_times()
 * @time_ns: a time
 * @around_ns: how long around a mark is near
 *
 * Returns: whether the time is near a mark
 */
gboolean
ht_prune_is_near (const GArray *times, gint64 time_ns, gint64 around_ns)
{
  guint first;

  time_ns = CLAMP (time_ns, -MAX_TIME_NS, MAX_TIME_NS);
  first = ht_sorted_count_before (times, 0, time_ns - around_ns);
  return first < times->len && g_array_index (times, gint64, first) <= time_ns + around_ns;
}

/**
 * ht_prune_list_victims:
 * @database: the recording
 * @target: id of a target
 * @retention: what to keep
 * @now_ns: the time from which age counts
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type HtThinProfile) (nullable): profiles that may go, those
 * that are missed least first
 */
GArray *
ht_prune_list_victims (HtDatabase *database,
                       gint64 target,
                       const HtRetention *retention,
                       gint64 now_ns,
                       GError **error)
{
  g_autoptr (GArray) profiles = list_profiles (database, target, error);
  g_autoptr (GArray) times =
      profiles != NULL ? ht_prune_list_mark_times (database, target, error) : NULL;
  gint64 last_id;
  guint n_victims = 0;

  if (times == NULL ||
      !ht_database_read_number (database, "SELECT max (id) FROM profile", &last_id, error))
    return NULL;
  for (guint i = 0; i < profiles->len; i++)
    {
      HtThinProfile *profile = &g_array_index (profiles, HtThinProfile, i);

      profile->is_wanted = profile->id == last_id ||
                           ht_prune_is_near (times, profile->time_ns, retention->around_marks_ns);
    }
  ht_profile_thinning_sort (profiles, now_ns);
  while (n_victims < profiles->len && !g_array_index (profiles, HtThinProfile, n_victims).is_wanted)
    n_victims++;
  g_array_set_size (profiles, n_victims);
  return g_steal_pointer (&profiles);
}

/**
 * ht_prune_can_remove:
 * @database: the recording
 * @profile: id of a profile
 * @can_go: (out): whether it is there and no other builds on it
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_prune_can_remove (HtDatabase *database, gint64 profile, gboolean *can_go, GError **error)
{
  gint64 n_reasons;

  if (!read_number (database,
                    "SELECT NOT EXISTS (SELECT 1 FROM profile WHERE id = ?1) "
                    "OR EXISTS (SELECT 1 FROM profile WHERE base_id = ?1)",
                    profile, &n_reasons, error))
    return FALSE;
  *can_go = n_reasons == 0;
  return TRUE;
}

/**
 * ht_prune_find_oldest_family:
 * @database: the recording
 * @target: id of a target
 * @series: (out): the series whose points go first; 0 if there are none for which a bucket stands
 * @from_ns: (out): their begin
 * @to_ns: (out): their end
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_prune_find_oldest_family (HtDatabase *database,
                             gint64 target,
                             gint64 *series,
                             gint64 *from_ns,
                             gint64 *to_ns,
                             GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *statement =
      ht_database_prepare (database, "SELECT id FROM series WHERE target_id = ?1", error);
  gboolean has_row = TRUE;

  *series = 0;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, target);
  while (has_row)
    {
      gint64 id;

      if (!ht_database_step (database, statement, &has_row, error))
        return FALSE;
      id = has_row ? sqlite3_column_int64 (statement, 0) : 0;
      if (has_row)
        g_array_append_val (ids, id);
    }
  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);
      gint64 begin_ns, end_ns;

      if (!ht_series_find_family (database, id, 0, &begin_ns, &end_ns, error))
        return FALSE;
      if (begin_ns != HT_UNKNOWN && (*series == 0 || end_ns < *to_ns))
        {
          *series = id;
          *from_ns = begin_ns;
          *to_ns = end_ns;
        }
    }
  return TRUE;
}
