/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "process-stats.h"

#include "record-log.h"

#define MS G_GINT64_CONSTANT (1000000)

static double
value_of (RecordLog *log, const char *name, guint nth, gint64 *time_ns)
{
  for (guint i = 0; i < log->points->len; i++)
    {
      const LoggedPoint *point = &g_array_index (log->points, LoggedPoint, i);

      if (g_str_equal (point->name, name) && nth-- == 0)
        {
          if (time_ns != NULL)
            *time_ns = point->time_ns;
          return point->value;
        }
    }
  g_error ("no point of %s", name);
}

static void
test_csv (void)
{
  const char text[] = "threads,unix_ms,color,vm_rss_kb,fds\n"
                      "4,1795199344780,blue,17268,12\r\n"
                      "5,1795199345784,red,25060,14\n";
  g_autoptr (RecordLog) log = record_log_new ();
  g_autoptr (GError) error = NULL;
  gint64 time_ns;

  g_assert_true (ht_process_csv_decode (text, strlen (text), &log->sink, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (log->points->len, ==, 6);
  g_assert_cmpfloat (value_of (log, "rss", 0, &time_ns), ==, 17268 * 1024.0);
  g_assert_cmpint (time_ns, ==, G_GINT64_CONSTANT (1795199344780) * MS);
  g_assert_cmpfloat (value_of (log, "open_fds", 1, &time_ns), ==, 14);
  g_assert_cmpint (time_ns, ==, G_GINT64_CONSTANT (1795199345784) * MS);
  g_assert_cmpfloat (value_of (log, "threads", 1, NULL), ==, 5);
  g_assert_cmpuint (log->warnings->len, ==, 0);
}

static void
test_csv_lines_that_do_not_fit (void)
{
  const char text[] = "unix_ms,vm_rss_kb\n"
                      "1000,1\n"
                      "2000,-1\n"
                      "x,3\n"
                      "3000\n"
                      "4000,4,5\n"
                      "99999999999999999,5\n"
                      "5000,\n"
                      "6000,6\n";
  g_autoptr (RecordLog) log = record_log_new ();

  g_assert_true (ht_process_csv_decode (text, strlen (text), &log->sink, NULL));
  g_assert_cmpuint (log->points->len, ==, 2);
  g_assert_cmpfloat (value_of (log, "rss", 1, NULL), ==, 6 * 1024.0);
  g_assert_cmpuint (log->warnings->len, ==, 5);
  g_assert_cmpuint (g_array_index (log->offsets, guint64, 0), ==,
                    strlen ("unix_ms,vm_rss_kb\n1000,1\n"));
}

/* The last number of a text without a last line feed may be the begin of one. */
static void
test_cut_off (void)
{
  const char csv[] = "unix_ms,vm_rss_kb,fds\n1000,1,2\n2000,3,4";
  const char status[] = "VmRSS:\t   17268 kB\nThreads:\t7";
  const char with_unit[] = "VmRSS:\t   17268 kB";
  g_autoptr (RecordLog) log = record_log_new ();

  g_assert_true (ht_process_csv_decode (csv, strlen (csv), &log->sink, NULL));
  g_assert_cmpuint (log->points->len, ==, 3);
  g_assert_cmpfloat (value_of (log, "rss", 1, NULL), ==, 3 * 1024.0);
  g_assert_cmpuint (log->warnings->len, ==, 1);

  g_assert_true (ht_proc_status_decode (status, strlen (status), &log->sink, NULL));
  g_assert_cmpuint (log->points->len, ==, 4);
  g_assert_cmpuint (log->warnings->len, ==, 2);

  g_assert_true (ht_proc_status_decode (with_unit, strlen (with_unit), &log->sink, NULL));
  g_assert_cmpuint (log->points->len, ==, 5);
  g_assert_cmpuint (log->warnings->len, ==, 2);
}

static void
test_too_large (void)
{
  const char csv[] = "unix_ms,vm_rss_kb\n1000,9223372036854775807\n2000,1\n";
  const char status[] = "VmRSS:\t 18446744073709551615 kB\nThreads:\t7\n";
  g_autoptr (RecordLog) log = record_log_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (ht_process_csv_decode (csv, strlen (csv), &log->sink, NULL));
  g_assert_true (ht_proc_status_decode (status, strlen (status), &log->sink, NULL));
  g_assert_cmpuint (log->points->len, ==, 2);
  g_assert_cmpuint (log->warnings->len, ==, 2);

  g_assert_false (
      ht_cgroup_file_decode ("memory.current", "18446744073709551615\n", 21, &log->sink, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT);
}

static void
test_csv_without_time (void)
{
  const char text[] = "vm_rss_kb\n1\n";
  g_autoptr (RecordLog) log = record_log_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (ht_process_csv_decode (text, strlen (text), &log->sink, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED);
}

static void
test_status (void)
{
  const char text[] = "Name:\tcheckout\nVmPeak:\t 1237000 kB\nVmSize:\t 1236844 kB\n"
                      "VmHWM:\t   20000 kB\nVmRSS:\t   17268 kB\nRssAnon:\t   10960 kB\n"
                      "RssFile:\t    6308 kB\nVmSwap:\t       0 kB\nThreads:\t7\n";
  g_autoptr (RecordLog) log = record_log_new ();

  g_assert_true (ht_proc_status_decode (text, strlen (text), &log->sink, NULL));
  g_assert_cmpfloat (value_of (log, "rss", 0, NULL), ==, 17268 * 1024.0);
  g_assert_cmpfloat (value_of (log, "rss_anon", 0, NULL), ==, 10960 * 1024.0);
  g_assert_cmpfloat (value_of (log, "rss_file", 0, NULL), ==, 6308 * 1024.0);
  g_assert_cmpfloat (value_of (log, "swap", 0, NULL), ==, 0);
  g_assert_cmpfloat (value_of (log, "virtual_memory", 0, NULL), ==, 1236844 * 1024.0);
  g_assert_cmpfloat (value_of (log, "threads", 0, NULL), ==, 7);
}

static void
test_smaps_rollup (void)
{
  const char text[] = "00400000-7ffd3f1fe000 ---p 00000000 00:00 0    [rollup]\n"
                      "Rss:               17268 kB\nPss:               16000 kB\n"
                      "Anonymous:         10960 kB\nSwap:                 12 kB\n";
  g_autoptr (RecordLog) log = record_log_new ();

  g_assert_true (ht_smaps_rollup_decode (text, strlen (text), &log->sink, NULL));
  g_assert_cmpuint (log->points->len, ==, 4);
  g_assert_cmpfloat (value_of (log, "pss", 0, NULL), ==, 16000 * 1024.0);
}

static void
assert_cgroup (const char *name, const char *text, const char *series, double value)
{
  g_autoptr (RecordLog) log = record_log_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (ht_cgroup_file_decode (name, text, strlen (text), &log->sink, &error));
  g_assert_no_error (error);
  if (series == NULL)
    g_assert_cmpuint (log->points->len, ==, 0);
  else
    g_assert_cmpfloat (value_of (log, series, 0, NULL), ==, value);
}

static void
test_cgroup (void)
{
  g_autoptr (RecordLog) log = record_log_new ();
  g_autoptr (GError) error = NULL;

  assert_cgroup ("memory.current", "268435456\n", "container_usage", 268435456);
  assert_cgroup ("memory.max", "max\n", NULL, 0);
  assert_cgroup ("memory.max", "536870912", "container_limit", 536870912);
  assert_cgroup ("1795199344780-memory.limit_in_bytes", "536870912\n", "container_limit",
                 536870912);
  /* Version 1 writes "no limit" as the greatest multiple of a page. */
  assert_cgroup ("memory.limit_in_bytes", "9223372036854771712\n", NULL, 0);
  assert_cgroup ("memory.max_usage_in_bytes", "7\n", "container_peak", 7);
  assert_cgroup ("memory.stat", "anon 4096\nfile 8192\nkernel_stack 16\n", "container_anon", 4096);
  assert_cgroup ("memory.swap.current", "4096\n", "container_swap", 4096);
  assert_cgroup ("memory.stat", "cache 1\nrss 2\ntotal_cache 8192\ntotal_rss 4096\n",
                 "container_anon", 4096);
  assert_cgroup ("memory.events", "low 0\nhigh 0\nmax 3\noom 2\noom_kill 1\n",
                 "container_oom_kills", 1);

  g_assert_false (ht_cgroup_file_decode ("memory.current", "x\n", 2, &log->sink, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/process-stats/csv", test_csv);
  g_test_add_func ("/formats/process-stats/csv-misfits", test_csv_lines_that_do_not_fit);
  g_test_add_func ("/formats/process-stats/cut-off", test_cut_off);
  g_test_add_func ("/formats/process-stats/too-large", test_too_large);
  g_test_add_func ("/formats/process-stats/csv-without-time", test_csv_without_time);
  g_test_add_func ("/formats/process-stats/status", test_status);
  g_test_add_func ("/formats/process-stats/smaps-rollup", test_smaps_rollup);
  g_test_add_func ("/formats/process-stats/cgroup", test_cgroup);
  return g_test_run ();
}
