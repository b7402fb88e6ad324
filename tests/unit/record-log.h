/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record-sink.h"

#include <string.h>

/* A sink that keeps all it is given, for the tests of decoders. */

typedef struct
{
  char *name;
  char *unit;
  HtPointKind kind;
  gint64 time_ns;
  double value;
} LoggedPoint;

typedef struct
{
  GArray *points;
  GArray *cycles;
  GHashTable *properties;
  GPtrArray *warnings;
  GArray *offsets;
  HtRecordSink sink;
} RecordLog;

static inline void
logged_point_clear (gpointer data)
{
  LoggedPoint *point = data;

  g_free (point->name);
  g_free (point->unit);
}

static inline void
record_log_point_cb (const HtPoint *point, gpointer user_data)
{
  RecordLog *log = user_data;
  LoggedPoint logged = { g_strdup (point->name), g_strdup (point->unit), point->kind,
                         point->time_ns, point->value };

  g_assert_true (g_utf8_validate (point->name, -1, NULL));
  g_array_append_val (log->points, logged);
}

static inline void
record_log_cycle_cb (const HtGcCycle *cycle, gpointer user_data)
{
  RecordLog *log = user_data;

  g_array_append_vals (log->cycles, cycle, 1);
}

static inline void
record_log_property_cb (const char *key, const char *value, gpointer user_data)
{
  RecordLog *log = user_data;

  g_assert_true (g_utf8_validate (value, -1, NULL));
  g_hash_table_replace (log->properties, g_strdup (key), g_strdup (value));
}

static inline void
record_log_warning_cb (guint64 offset, const char *message, gpointer user_data)
{
  RecordLog *log = user_data;

  g_assert_true (g_utf8_validate (message, -1, NULL));
  g_ptr_array_add (log->warnings, g_strdup (message));
  g_array_append_val (log->offsets, offset);
}

static inline RecordLog *
record_log_new (void)
{
  RecordLog *log = g_new0 (RecordLog, 1);

  log->points = g_array_new (FALSE, FALSE, sizeof (LoggedPoint));
  g_array_set_clear_func (log->points, logged_point_clear);
  log->cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  log->properties = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  log->warnings = g_ptr_array_new_with_free_func (g_free);
  log->offsets = g_array_new (FALSE, FALSE, sizeof (guint64));
  log->sink = (HtRecordSink){ .point = record_log_point_cb,
                              .gc_cycle = record_log_cycle_cb,
                              .property = record_log_property_cb,
                              .warning = record_log_warning_cb,
                              .user_data = log };
  return log;
}

static inline void
record_log_free (RecordLog *log)
{
  g_array_unref (log->points);
  g_array_unref (log->cycles);
  g_hash_table_unref (log->properties);
  g_ptr_array_unref (log->warnings);
  g_array_unref (log->offsets);
  g_free (log);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RecordLog, record_log_free)

/* The only point of that name, or NULL. */
static inline const LoggedPoint *
record_log_find (const RecordLog *log, const char *name)
{
  const LoggedPoint *found = NULL;

  for (guint i = 0; i < log->points->len; i++)
    {
      const LoggedPoint *point = &g_array_index (log->points, LoggedPoint, i);

      if (!g_str_equal (point->name, name))
        continue;
      if (found != NULL)
        g_error ("%s is there twice", name);
      found = point;
    }
  return found;
}

static inline void
record_log_assert_value (const RecordLog *log, const char *name, double value)
{
  const LoggedPoint *point = record_log_find (log, name);

  if (point == NULL)
    g_error ("there is no %s", name);
  if (point->value != value)
    g_error ("%s is %.17g, not %.17g", name, point->value, value);
}

static inline double
record_log_get (const RecordLog *log, const char *name)
{
  const LoggedPoint *point = record_log_find (log, name);

  if (point == NULL)
    g_error ("there is no %s", name);
  return point->value;
}

static inline const HtGcCycle *
record_log_cycle (const RecordLog *log, guint index)
{
  g_assert_cmpuint (index, <, log->cycles->len);
  return &g_array_index (log->cycles, HtGcCycle, index);
}

static inline const char *
record_log_warning (const RecordLog *log, guint index)
{
  g_assert_cmpuint (index, <, log->warnings->len);
  return log->warnings->pdata[index];
}

static inline const char *
record_log_property (const RecordLog *log, const char *key)
{
  return g_hash_table_lookup (log->properties, key);
}

/* A file of tests/data. */
static inline char *
read_test_data (const char *name, gsize *length)
{
  g_autofree char *path = g_build_filename (g_getenv ("HT_TEST_DATA"), name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  if (!g_file_get_contents (path, &text, length, &error))
    g_error ("%s", error->message);
  return text;
}
