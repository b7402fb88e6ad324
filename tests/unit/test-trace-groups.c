/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace-groups.h"

#include <string.h>

/* More than are told apart. */
#define N_FUNCTIONS 10000
#define N_REASONS   1000

/* What was told, in sum. */
typedef struct
{
  GHashTable *functions;
  GHashTable *series;
  HtTraceGroup all;
  HtTraceGroup rest;
  gint64 n_waits;
  gint64 waits_ns;
  gint64 rest_waits_ns;
  guint most_waits;
  double points;
} Told;

static void
take_group_cb (const HtTraceGroup *group, gpointer user_data)
{
  Told *told = user_data;

  g_assert_true (g_hash_table_add (told->functions, g_strdup (group->function)));
  told->all.n_seen += group->n_seen;
  told->all.n_created += group->n_created;
  told->all.times.running_ns += group->times.running_ns;
  told->all.times.allocated_bytes += group->times.allocated_bytes;
  told->all.times.n_allocations += group->times.n_allocations;
  if (g_str_equal (group->function, HT_TRACE_REST))
    told->rest = *group;
  told->most_waits = MAX (told->most_waits, group->n_waits);
  for (guint i = 0; i < group->n_waits; i++)
    {
      told->n_waits += group->waits[i].n;
      told->waits_ns += group->waits[i].total_ns;
      if (g_str_equal (group->waits[i].reason, HT_TRACE_REST))
        told->rest_waits_ns += group->waits[i].total_ns;
    }
}

static void
take_point_cb (const HtPoint *point, gpointer user_data)
{
  Told *told = user_data;

  g_assert_cmpint (point->kind, ==, HT_POINT_EVENT);
  g_assert_cmpstr (point->unit, ==, "bytes");
  g_hash_table_add (told->series, g_strdup (point->name));
  told->points += point->value;
}

static const char *
number_name (HtTraceContext *context, const char *what, guint number)
{
  g_autofree char *name = g_strdup_printf ("%s%u", what, number);

  return ht_trace_context_keep_name (context, name, strlen (name));
}

static Told
told_new (void)
{
  return (Told){ .functions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                 .series = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
}

static void
told_clear (Told *told)
{
  g_hash_table_unref (told->functions);
  g_hash_table_unref (told->series);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Told, told_clear)

/* Of too many functions the rest is one, and nothing is lost; the series are fewer still. */
static void
test_many_functions (void)
{
  g_auto (Told) told = told_new ();
  HtTraceRecordSink sink = { .records = { .point = take_point_cb, .user_data = &told },
                             .group = take_group_cb,
                             .user_data = &told };
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtTraceContext) context = ht_trace_context_new (&sink, catalog, 0);
  g_autoptr (HtTraceGroups) groups = ht_trace_groups_new (context);
  HtTraceGoroutine goroutine = { .ended_ns = HT_UNKNOWN, .times = { .running_ns = 3 } };

  for (guint i = 0; i < 2 * N_FUNCTIONS; i++)
    {
      guint32 group = ht_trace_groups_find (groups, number_name (context, "f", i % N_FUNCTIONS));

      ht_trace_groups_add_goroutine (groups, group, &goroutine);
      ht_trace_groups_add_growth (groups, group, i, 100, 2);
    }
  ht_trace_groups_finish (groups);

  g_assert_cmpint (told.all.n_seen, ==, 2 * N_FUNCTIONS);
  g_assert_cmpint (told.all.n_created, ==, 2 * N_FUNCTIONS);
  g_assert_cmpint (told.all.times.running_ns, ==, 6 * N_FUNCTIONS);
  g_assert_cmpint (told.all.times.allocated_bytes, ==, 200 * N_FUNCTIONS);
  g_assert_cmpint (told.all.times.n_allocations, ==, 4 * N_FUNCTIONS);
  g_assert_cmpfloat (told.points, ==, 200 * N_FUNCTIONS);
  g_assert_cmpuint (g_hash_table_size (told.functions), <, N_FUNCTIONS / 2);
  g_assert_cmpint (told.rest.n_seen, ==,
                   2 * (N_FUNCTIONS - g_hash_table_size (told.functions) + 1));
  g_assert_cmpuint (g_hash_table_size (told.series), <, g_hash_table_size (told.functions));
  g_assert_true (g_hash_table_contains (told.series, "trace/alloc/" HT_TRACE_REST));
  g_assert_true (g_hash_table_contains (told.series, "trace/alloc/f0"));
}

/* The same of reasons. */
static void
test_many_reasons (void)
{
  g_auto (Told) told = told_new ();
  HtTraceRecordSink sink = { .group = take_group_cb, .user_data = &told };
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtTraceContext) context = ht_trace_context_new (&sink, catalog, 0);
  g_autoptr (HtTraceGroups) groups = ht_trace_groups_new (context);
  guint32 group = ht_trace_groups_find (groups, number_name (context, "f", 0));

  for (guint i = 0; i < 2 * N_REASONS; i++)
    {
      HtTraceWait wait = { number_name (context, "reason ", i % N_REASONS), 1, 10 };

      ht_trace_groups_add_wait (groups, group, &wait);
    }
  ht_trace_groups_finish (groups);
  g_assert_cmpint (told.n_waits, ==, 2 * N_REASONS);
  g_assert_cmpint (told.waits_ns, ==, 20 * N_REASONS);
  g_assert_cmpuint (told.most_waits, <, N_REASONS / 2);
  g_assert_cmpint (told.rest_waits_ns, ==, 20 * (N_REASONS - told.most_waits + 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/trace-groups/many-functions", test_many_functions);
  g_test_add_func ("/formats/trace-groups/many-reasons", test_many_reasons);
  return g_test_run ();
}
