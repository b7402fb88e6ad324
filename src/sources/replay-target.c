/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "replay-target.h"

#include <string.h>

#include "gzip.h"
#include "pprof-encode.h"
#include "sorted-array.h"

/* A profile of which only this is known until somebody asks for it. */
typedef struct
{
  gint64 id;
  gint64 time_ns;
} Profile;

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const HtReplaySeries *const *) a)->name,
                 (*(const HtReplaySeries *const *) b)->name);
}

static gboolean
load_series (HtReplayTarget *self, gint64 target, GError **error)
{
  g_autoptr (GPtrArray) entries = ht_recording_list_series (self->recording, target, error);

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (self->series, ht_replay_series_new (g_ptr_array_index (entries, i)));
  g_ptr_array_sort (self->series, compare_names);
  return TRUE;
}

static gboolean
load_properties (HtReplayTarget *self, gint64 target, GError **error)
{
  g_autoptr (GHashTable) properties = ht_recording_get_properties (self->recording, target, error);
  const char *line;

  if (properties == NULL)
    return FALSE;
  self->go_version = g_strdup (g_hash_table_lookup (properties, "go_version"));
  line = g_hash_table_lookup (properties, "command_line");
  /* It was quoted as a shell wants it; what was not is one argument. */
  if (line != NULL && !g_shell_parse_argv (line, NULL, &self->command_line, NULL))
    {
      self->command_line = g_new0 (char *, 2);
      self->command_line[0] = g_strdup (line);
    }
  return TRUE;
}

/* Block and mutex profiles look the same; the name of their capture or endpoint tells. */
static HtReplayProfile
kind_of (const HtProfileEntry *entry)
{
  const char *const *types = (const char *const *) entry->types;

  if (g_strv_contains (types, "inuse_space"))
    return HT_REPLAY_HEAP;
  if (g_strv_contains (types, "cpu"))
    return HT_REPLAY_CPU;
  if (g_strv_contains (types, "goroutine"))
    return HT_REPLAY_GOROUTINE;
  if (g_strv_contains (types, "goroutineleak"))
    return HT_REPLAY_GOROUTINELEAK;
  if (g_strv_contains (types, "threadcreate"))
    return HT_REPLAY_THREADCREATE;
  if (!g_strv_contains (types, "contentions"))
    return HT_REPLAY_N_PROFILES;
  return entry->source != NULL && strstr (entry->source, "mutex") != NULL ? HT_REPLAY_MUTEX
                                                                          : HT_REPLAY_BLOCK;
}

static gboolean
load_profiles (HtReplayTarget *self, const HtTarget *target, GError **error)
{
  g_autoptr (GPtrArray) entries = ht_recording_list_profiles (self->recording, target->id, error);

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const HtProfileEntry *entry = g_ptr_array_index (entries, i);
      const Profile profile = { entry->id, entry->time_ns };
      HtReplayProfile kind = kind_of (entry);

      if (kind != HT_REPLAY_N_PROFILES)
        g_array_append_val (self->profiles[kind], profile);
    }
  return TRUE;
}

/**
 * ht_replay_target_new:
 * @recording: the recording; outlives the target
 * @target: one of its targets
 * @cycles: (element-type HtGcCycle): its collections, each once, see [func@GcCycle.merge]
 * @error: return location for an error of reading
 *
 * Returns: (transfer full) (nullable): the target
 */
HtReplayTarget *
ht_replay_target_new (HtRecording *recording,
                      const HtTarget *target,
                      const GArray *cycles,
                      GError **error)
{
  g_autoptr (HtReplayTarget) self = g_new0 (HtReplayTarget, 1);

  self->recording = recording;
  self->name = g_strdup (target->name);
  self->series = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_replay_series_free);
  self->cycles =
      ht_replay_cycles_new ((const HtGcCycle *) (gconstpointer) cycles->data, cycles->len);
  for (int kind = 0; kind < HT_REPLAY_N_PROFILES; kind++)
    self->profiles[kind] = g_array_new (FALSE, FALSE, sizeof (Profile));
  if (!load_series (self, target->id, error) || !load_properties (self, target->id, error) ||
      !load_profiles (self, target, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * ht_replay_target_free:
 * @target: (transfer full) (nullable): the target
 */
void
ht_replay_target_free (HtReplayTarget *target)
{
  if (target == NULL)
    return;
  for (int kind = 0; kind < HT_REPLAY_N_PROFILES; kind++)
    {
      g_array_unref (target->profiles[kind]);
      g_clear_pointer (&target->kept[kind].packed, g_bytes_unref);
    }
  ht_replay_cycles_free (target->cycles);
  g_ptr_array_unref (target->series);
  g_strfreev (target->command_line);
  g_free (target->go_version);
  g_free (target->name);
  g_free (target);
}

/**
 * ht_replay_target_read_ahead:
 * @target: the target
 * @at_ns: a time in the recording
 * @error: return location for an error of reading
 *
 * Reads what the first request at that time would have to wait for.
 *
 * Returns: %FALSE with @error set if the recording cannot be read
 */
gboolean
ht_replay_target_read_ahead (HtReplayTarget *target, gint64 at_ns, GError **error)
{
  for (guint i = 0; i < target->series->len; i++)
    {
      gint64 time_ns;
      double value;

      if (!ht_replay_series_get (g_ptr_array_index (target->series, i), target->recording, at_ns,
                                 &time_ns, &value, error))
        return FALSE;
    }
  return TRUE;
}

/* heap and allocs are one profile, of which each shows another type first. */
static const GArray *
profiles_of (const HtReplayTarget *self, HtReplayProfile kind)
{
  return self->profiles[kind == HT_REPLAY_ALLOCS ? HT_REPLAY_HEAP : kind];
}

/**
 * ht_replay_target_has_profile:
 * @target: the target
 * @kind: a kind of profile
 *
 * Returns: whether the recording has one of it
 */
gboolean
ht_replay_target_has_profile (const HtReplayTarget *target, HtReplayProfile kind)
{
  return profiles_of (target, kind)->len > 0;
}

/* The newest one, or the first one if none was taken yet. */
static const Profile *
find_profile (const HtReplayTarget *self, HtReplayProfile kind, gint64 at_ns)
{
  const GArray *profiles = profiles_of (self, kind);
  guint n = ht_sorted_count_until (profiles, G_STRUCT_OFFSET (Profile, time_ns), at_ns);

  return &g_array_index (profiles, Profile, n > 0 ? n - 1 : 0);
}

/* Somebody asked for a CPU profile and waited for it; the others are the last state. */
static gint64
time_of (const Profile *profile, HtReplayProfile kind, const HtReplayMoment *moment)
{
  if (kind == HT_REPLAY_CPU)
    return moment->now_ns;
  if (profile->time_ns == HT_UNKNOWN || profile->time_ns > moment->position_ns)
    return moment->lap_ns;
  return ht_replay_moment_shift (moment, profile->time_ns);
}

static GBytes *
encode (HtReplayTarget *self, HtReplayProfile kind, gint64 id, gint64 time_ns, GError **error)
{
  const HtCatalog *catalog = ht_recording_get_catalog (self->recording, error);
  g_autoptr (HtProfile) profile =
      catalog != NULL ? ht_recording_load_profile (self->recording, id, error) : NULL;
  g_autoptr (GBytes) raw = NULL;
  int type;

  if (profile == NULL)
    return NULL;
  profile->time_ns = time_ns;
  if (kind == HT_REPLAY_HEAP)
    profile->default_type = 0;
  if (kind == HT_REPLAY_ALLOCS)
    {
      type = ht_profile_find_type (profile, catalog->strings, "alloc_space");
      if (type >= 0)
        profile->default_type = g_array_index (profile->types, HtValueType, type).type;
    }
  raw = ht_pprof_encode (profile, catalog);
  return ht_gzip (raw);
}

/**
 * ht_replay_target_get_profile:
 * @target: the target
 * @kind: a kind of profile that it has
 * @moment: a moment
 * @error: return location for an error of reading
 *
 * Gives the newest profile as a gzip file, its time shifted to the present. The last one
 * of each kind is kept.
 *
 * Returns: (transfer full) (nullable): the profile
 */
GBytes *
ht_replay_target_get_profile (HtReplayTarget *target,
                              HtReplayProfile kind,
                              const HtReplayMoment *moment,
                              GError **error)
{
  const Profile *profile;
  gint64 time_ns;

  g_return_val_if_fail (ht_replay_target_has_profile (target, kind), NULL);

  profile = find_profile (target, kind, moment->position_ns);
  time_ns = time_of (profile, kind, moment);
  if (target->kept[kind].packed == NULL || target->kept[kind].profile != profile->id ||
      target->kept[kind].time_ns != time_ns)
    {
      GBytes *packed = encode (target, kind, profile->id, time_ns, error);

      if (packed == NULL)
        return NULL;
      g_clear_pointer (&target->kept[kind].packed, g_bytes_unref);
      target->kept[kind].packed = packed;
      target->kept[kind].profile = profile->id;
      target->kept[kind].time_ns = time_ns;
    }
  return g_bytes_ref (target->kept[kind].packed);
}

/**
 * ht_replay_target_find_series:
 * @target: the target
 * @name: a name
 *
 * Returns: (transfer none) (nullable): the series of that name
 */
HtReplaySeries *
ht_replay_target_find_series (const HtReplayTarget *target, const char *name)
{
  guint low = 0;
  guint high = target->series->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      HtReplaySeries *series = g_ptr_array_index (target->series, middle);
      int order = strcmp (series->name, name);

      if (order == 0)
        return series;
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return NULL;
}

/**
 * ht_replay_target_get_value:
 * @target: the target
 * @series: one of its series
 * @moment: a moment
 * @value: (out): its value then
 * @is_known: (out): whether it has one
 * @error: return location for an error of reading
 *
 * Returns: %FALSE with @error set if the recording cannot be read
 */
gboolean
ht_replay_target_get_value (HtReplayTarget *target,
                            HtReplaySeries *series,
                            const HtReplayMoment *moment,
                            double *value,
                            gboolean *is_known,
                            GError **error)
{
  gint64 time_ns;

  if (!ht_replay_series_get (series, target->recording, moment->position_ns, &time_ns, value,
                             error))
    return FALSE;
  *is_known = time_ns != HT_UNKNOWN;
  return TRUE;
}

/**
 * ht_replay_target_fill_ring:
 * @target: the target
 * @moment: a moment
 * @ring: (out caller-allocates): what MemStats say of collections then
 * @error: return location for an error of reading
 *
 * Returns: %FALSE with @error set if the recording cannot be read
 */
gboolean
ht_replay_target_fill_ring (HtReplayTarget *target,
                            const HtReplayMoment *moment,
                            HtReplayRing *ring,
                            GError **error)
{
  HtReplaySeries *series = ht_replay_target_find_series (target, "num_gc");
  gint64 told_ns = HT_UNKNOWN;
  double told = 0;

  if (series != NULL && !ht_replay_series_get (series, target->recording, moment->position_ns,
                                               &told_ns, &told, error))
    return FALSE;
  /* It is a uint32 in the runtime. */
  ht_replay_cycles_fill_ring (target->cycles, moment, told_ns,
                              (gint64) CLAMP (told, 0, (double) G_MAXUINT32), ring);
  return TRUE;
}
