/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "replay-answers.h"

#include <math.h>
#include <string.h>

#include "safe-text.h"

#define VARIABLE "vars/"
#define BY_SIZE  "by_size/"

/* Integers beyond are no longer exact. */
#define LARGEST_EXACT 9007199254740992.0

/**
 * ht_replay_append_number:
 * @text: a text
 * @value: a finite number
 *
 * Appends a number as JSON and Prometheus read it, without losing anything of it.
 */
void
ht_replay_append_number (GString *text, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (value == trunc (value) && fabs (value) <= LARGEST_EXACT)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, (gint64) value);
  else
    g_string_append (text, g_ascii_dtostr (buffer, sizeof buffer, value));
}

static void
append_member (GString *json, const char *name)
{
  char last = json->str[json->len - 1];

  if (last != '{' && last != '[')
    g_string_append (json, ", ");
  ht_safe_text_append_json (json, name);
  g_string_append (json, ": ");
}

static void
append_ring (GString *json, const char *name, const gint64 *ring)
{
  append_member (json, name);
  for (guint i = 0; i < HT_REPLAY_RING_LENGTH; i++)
    g_string_append_printf (json, "%c%" G_GINT64_FORMAT, i == 0 ? '[' : ',', ring[i]);
  g_string_append_c (json, ']');
}

static gboolean
append_value (GString *json,
              const char *name,
              HtReplayTarget *target,
              HtReplaySeries *series,
              const HtReplayMoment *moment,
              GError **error)
{
  gboolean is_known;
  double value;

  if (!ht_replay_target_get_value (target, series, moment, &value, &is_known, error))
    return FALSE;
  if (is_known && isfinite (value))
    {
      append_member (json, name);
      ht_replay_append_number (json, value);
    }
  return TRUE;
}

/* Whether it is a member of MemStats that is told by its series. */
static gboolean
is_field (const HtReplaySeries *series)
{
  /* MaxRSS is in the text form of heap profiles only. */
  return series->known != NULL && series->known->field != NULL &&
         strcmp (series->known->field, "MaxRSS") != 0 &&
         strcmp (series->known->field, "NumGC") != 0;
}

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  guint64 left = *(const guint64 *) a;
  guint64 right = *(const guint64 *) b;

  return left < right ? -1 : left > right;
}

static gboolean
append_size_class (GString *json,
                   guint64 size,
                   HtReplayTarget *target,
                   const HtReplayMoment *moment,
                   GError **error)
{
  static const char *const names[][2] = { { "Mallocs", "mallocs" }, { "Frees", "frees" } };

  g_string_append_printf (json, "%s{\"Size\": %" G_GUINT64_FORMAT,
                          json->str[json->len - 1] == '[' ? "" : ", ", size);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name =
          g_strdup_printf (BY_SIZE "%" G_GUINT64_FORMAT "/%s", size, names[i][1]);
      HtReplaySeries *series = ht_replay_target_find_series (target, name);

      if (series != NULL && !append_value (json, names[i][0], target, series, moment, error))
        return FALSE;
    }
  g_string_append_c (json, '}');
  return TRUE;
}

/* Series are by name, size classes by size. */
static gboolean
append_size_classes (GString *json,
                     HtReplayTarget *target,
                     const HtReplayMoment *moment,
                     GError **error)
{
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < target->series->len; i++)
    {
      const HtReplaySeries *series = g_ptr_array_index (target->series, i);
      guint64 size;

      if (!g_str_has_prefix (series->name, BY_SIZE) || !g_str_has_suffix (series->name, "/mallocs"))
        continue;
      size = g_ascii_strtoull (series->name + strlen (BY_SIZE), NULL, 10);
      g_array_append_val (sizes, size);
    }
  if (sizes->len == 0)
    return TRUE;
  g_array_sort (sizes, compare_sizes);
  append_member (json, "BySize");
  g_string_append_c (json, '[');
  for (guint i = 0; i < sizes->len; i++)
    if (!append_size_class (json, g_array_index (sizes, guint64, i), target, moment, error))
      return FALSE;
  g_string_append_c (json, ']');
  return TRUE;
}

static gboolean
append_mem_stats (GString *json,
                  HtReplayTarget *target,
                  const HtReplayMoment *moment,
                  GError **error)
{
  HtReplayRing ring;

  g_string_append_c (json, '{');
  for (guint i = 0; i < target->series->len; i++)
    {
      HtReplaySeries *series = g_ptr_array_index (target->series, i);

      if (!is_field (series))
        continue;
      if (!append_value (json, series->known->field, target, series, moment, error))
        return FALSE;
      if (strcmp (series->known->field, "HeapAlloc") == 0 &&
          !append_value (json, "Alloc", target, series, moment, error))
        return FALSE;
    }
  if (!ht_replay_target_fill_ring (target, moment, &ring, error))
    return FALSE;
  if (ring.has_num_gc)
    {
      append_member (json, "NumGC");
      g_string_append_printf (json, "%" G_GINT64_FORMAT, ring.num_gc);
      append_member (json, "LastGC");
      g_string_append_printf (json, "%" G_GINT64_FORMAT, ring.last_gc_ns);
      append_ring (json, "PauseNs", ring.pause_ns);
      append_ring (json, "PauseEnd", ring.pause_end);
    }
  if (!append_size_classes (json, target, moment, error))
    return FALSE;
  append_member (json, "EnableGC");
  g_string_append (json, "true, \"DebugGC\": false, \"Lookups\": 0}");
  return TRUE;
}

/* It is always there: by it one knows what this is. */
static void
append_command_line (GString *json, char **arguments)
{
  g_string_append_c (json, '[');
  for (char **argument = arguments; arguments != NULL && *argument != NULL; argument++)
    {
      if (argument != arguments)
        g_string_append (json, ", ");
      ht_safe_text_append_json (json, *argument);
    }
  g_string_append_c (json, ']');
}

/**
 * ht_replay_has_vars:
 * @target: a target
 *
 * Returns: whether anything is known that `/debug/vars` tells
 */
gboolean
ht_replay_has_vars (const HtReplayTarget *target)
{
  for (guint i = 0; i < target->series->len; i++)
    {
      const HtReplaySeries *series = g_ptr_array_index (target->series, i);

      if (is_field (series) || g_str_has_prefix (series->name, VARIABLE))
        return TRUE;
    }
  return !ht_replay_cycles_are_empty (target->cycles);
}

/**
 * ht_replay_write_vars:
 * @target: a target
 * @moment: a moment
 * @error: return location for an error of reading
 *
 * Writes what `/debug/vars` answered then. The variables of a map are not gathered in
 * an object; their name is that of the map, a slash, and theirs.
 *
 * Returns: (transfer full) (nullable): JSON
 */
GBytes *
ht_replay_write_vars (HtReplayTarget *target, const HtReplayMoment *moment, GError **error)
{
  g_autoptr (GString) json = g_string_sized_new (16384);

  g_string_append_c (json, '{');
  append_member (json, "cmdline");
  append_command_line (json, target->command_line);
  append_member (json, "memstats");
  if (!append_mem_stats (json, target, moment, error))
    return NULL;
  for (guint i = 0; i < target->series->len; i++)
    {
      HtReplaySeries *series = g_ptr_array_index (target->series, i);

      if (g_str_has_prefix (series->name, VARIABLE) &&
          !append_value (json, series->name + strlen (VARIABLE), target, series, moment, error))
        return NULL;
    }
  g_string_append (json, "}\n");
  return g_string_free_to_bytes (g_steal_pointer (&json));
}
