/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture-time.h"

#include "gc-cycle.h"

/* `date -u -d 2026-11-20T18:30:00Z +%s` */
#define EVENING_NS (G_GINT64_CONSTANT (1795199400) * 1000000000)

static void
test_names (void)
{
  static const struct
  {
    const char *name;
    gint64 time_ns;
  } names[] = {
    { "heap-1795199400.pb.gz", EVENING_NS },
    { "heap-1795199400250.pb.gz", EVENING_NS + 250000000 },
    { "heap.1795199400000250", EVENING_NS + 250000 },
    { "1795199400000000250", EVENING_NS + 250 },
    { "trace-1795199400000-3s.out", EVENING_NS },
    { "vars-2026-11-20T18:30:00Z.json", EVENING_NS },
    { "vars-2026-11-20T18:30:00.5+01:00.json", EVENING_NS - G_GINT64_CONSTANT (3599500000000) },
    { "heap_20261120T183000Z.pb.gz", EVENING_NS },
    { "svc-7-20261120-183000-8080.pb.gz", EVENING_NS },
    { "2026-11-20_18-30-00.pb.gz", EVENING_NS },
    { "pprof.leaklab.alloc_objects.inuse_space.003.pb.gz", HT_UNKNOWN },
    { "heap.pb.gz", HT_UNKNOWN },
    { "", HT_UNKNOWN },
    /* 1999, 2128: no Go program was running, none is yet. */
    { "heap-0946684800.pb.gz", HT_UNKNOWN },
    { "heap-5000000000.pb.gz", HT_UNKNOWN },
    { "heap-19991120-183000.pb.gz", HT_UNKNOWN },
    { "heap-20261320-183000.pb.gz", HT_UNKNOWN },
    { "build-20261120.pb.gz", HT_UNKNOWN },
    { "heap-179519940025.pb.gz", HT_UNKNOWN },
    { "id-99999999999999999999999-1795199400.pb.gz", EVENING_NS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpint (ht_capture_time_from_name (names[i].name), ==, names[i].time_ns);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/capture-time/names", test_names);
  return g_test_run ();
}
