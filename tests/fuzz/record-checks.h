/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record-sink.h"

#include <math.h>
#include <string.h>

/* A sink that holds decoders to what they promise of each record. */

static inline void
check_point_cb (const HtPoint *point, gpointer user_data)
{
  g_assert_true (g_utf8_validate (point->name, -1, NULL));
  g_assert_cmpuint (strlen (point->name), >, 0);
  g_assert_nonnull (point->unit);
  g_assert_true (isfinite (point->value));
}

static inline void
check_cycle_cb (const HtGcCycle *cycle, gpointer user_data)
{
  g_assert_cmpint (cycle->n, >=, 1);
}

static inline void
check_property_cb (const char *key, const char *value, gpointer user_data)
{
  g_assert_true (g_utf8_validate (key, -1, NULL));
  g_assert_true (g_utf8_validate (value, -1, NULL));
}

static inline void
check_warning_cb (guint64 offset, const char *message, gpointer user_data)
{
  const gsize *size = user_data;

  g_assert_cmpuint (offset, <=, *size);
  g_assert_true (g_utf8_validate (message, -1, NULL));
}

static inline HtRecordSink
checking_sink (const gsize *size)
{
  return (HtRecordSink){ .point = check_point_cb,
                         .gc_cycle = check_cycle_cb,
                         .property = check_property_cb,
                         .warning = check_warning_cb,
                         .user_data = (gpointer) size };
}
