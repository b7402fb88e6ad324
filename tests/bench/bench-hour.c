/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an hour of a live service takes, on disk and of a core, without the network: the service of
 * the example recording, asked as a recorder asks it and replayed again and again. */
#include <glib/gstdio.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "capture-writing.h"
#include "decode-capture.h"
#include "measuring.h"
#include "recording-writer.h"
#include "replay-answers.h"

#define SECOND       G_GINT64_CONSTANT (1000000000)
#define N_SECONDS    3600
#define HEAP_EVERY_S 10
#define MOST_LATE_NS 2000000 /* how far a beat is off its time */
#define N_TARGETS    50u
#define HOURS        24u

typedef struct
{
  /* Owned */
  HtRecordingWriter *writer;
  HtReplayTarget *service;
  GRand *random;

  gint64 target;
  gint64 stats_capture;
  double cpu_s; /* of what a recorder does */
} Hour;

static gint64
add_capture (Hour *hour, HtCaptureKind kind, const char *path, gint64 time_ns, gsize n_bytes)
{
  g_autoptr (GError) error = NULL;
  const HtCapture capture = { .target = hour->target,
                              .kind = kind,
                              .time_ns = time_ns,
                              .n_bytes = (gint64) n_bytes,
                              .source = (char *) path };
  gint64 id = ht_recording_writer_add_capture (hour->writer, &capture, &error);

  check (id > 0, error);
  return id;
}

/* Takes an answer the way that a live target takes it. */
static void
take (Hour *hour, const char *path, GBytes *answer, gint64 time_ns)
{
  g_autoptr (GError) error = NULL;
  HtCatalog *catalog = ht_recording_writer_get_catalog (hour->writer, &error);
  gsize n_bytes = g_bytes_get_size (answer);
  g_autoptr (HtCaptureFile) file =
      ht_capture_file_new_for_answer (path, answer, time_ns, G_MAXSIZE, &error);
  g_autoptr (HtDecodedCapture) decoded = NULL;

  check (catalog != NULL && file != NULL, error);
  decoded = ht_decode_capture (file, catalog, &error);
  check (decoded != NULL, error);
  if (decoded->profile != NULL)
    {
      gint64 capture = add_capture (hour, HT_CAPTURE_PROFILE, path, time_ns, n_bytes);

      check (ht_recording_writer_add_profile (hour->writer, hour->target, capture, decoded->profile,
                                              &error) > 0,
             error);
      return;
    }
  if (hour->stats_capture == 0)
    hour->stats_capture = add_capture (hour, HT_CAPTURE_HEAP_STATS, path, time_ns, n_bytes);
  check (ht_write_records (hour->writer, hour->target, hour->stats_capture, decoded->records,
                           &error),
         error);
}

static void
record_second (Hour *hour, const HtReplayClock *clock, gint64 second)
{
  g_autoptr (GError) error = NULL;
  gint64 time_ns =
      clock->started_ns + second * SECOND + g_rand_int_range (hour->random, 0, MOST_LATE_NS);
  HtReplayMoment moment = ht_replay_clock_at (clock, time_ns);
  g_autoptr (GBytes) vars = ht_replay_write_vars (hour->service, &moment, &error);
  g_autoptr (GBytes) heap =
      second % HEAP_EVERY_S == 0
          ? ht_replay_target_get_profile (hour->service, HT_REPLAY_HEAP, &moment, &error)
          : NULL;
  double begin_s = cpu_seconds (RUSAGE_SELF);

  check (vars != NULL && (heap != NULL || second % HEAP_EVERY_S != 0), error);
  take (hour, "/debug/vars", vars, time_ns);
  if (heap != NULL)
    take (hour, "/debug/pprof/heap", heap, time_ns);
  check (ht_recording_writer_commit (hour->writer, &error), error);
  hour->cpu_s += cpu_seconds (RUSAGE_SELF) - begin_s;
}

static HtReplayTarget *
open_service (HtRecording *recording, HtReplayClock *clock)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) targets = ht_recording_list_targets (recording, &error);
  const HtTarget *target;
  g_autoptr (GArray) cycles = NULL;
  HtReplayTarget *service;

  check (targets != NULL && targets->len == 1, error);
  target = g_ptr_array_index (targets, 0);
  cycles = ht_recording_read_gc_cycles (recording, target->id, &error);
  check (cycles != NULL, error);
  service = ht_replay_target_new (recording, target, cycles, &error);
  check (service != NULL, error);
  *clock = (HtReplayClock){ .first_ns = target->first_ns,
                            .last_ns = target->last_ns,
                            .speed = 1,
                            .loop = TRUE,
                            .started_ns = target->last_ns };
  return service;
}

static void
record_hour (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) example = ht_recording_open (HT_EXAMPLE_RECORDING, &error);
  Hour hour = { .random = g_rand_new_with_seed (1) };
  HtReplayClock clock;
  GStatBuf info;

  check (example != NULL, error);
  hour.service = open_service (example, &clock);
  hour.writer = ht_recording_writer_create (path, &error);
  check (hour.writer != NULL, error);
  hour.target = ht_recording_writer_add_target (hour.writer, "service", &error);
  for (gint64 second = 0; second < N_SECONDS; second++)
    record_second (&hour, &clock, second);
  ht_recording_writer_close (hour.writer);
  ht_replay_target_free (hour.service);
  g_rand_free (hour.random);
  check (g_stat (path, &info) == 0, NULL);
  g_print (
      "an hour of the example's service: %.1f MB (at most 12 MB), so %u of them take %.0f GB in "
      "%u h\n",
      (double) info.st_size / 1e6, N_TARGETS, (double) info.st_size / 1e9 * N_TARGETS * HOURS,
      HOURS);
  g_print (
      "an hour of the example's service, decoded and stored: %.2f s CPU (at most 6 s), so %u of "
      "them take %.1f %% of a core\n",
      hour.cpu_s, N_TARGETS, hour.cpu_s * N_TARGETS / N_SECONDS * 100);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("heaptrail-bench-XXXXXX", &error);
  g_autofree char *path = NULL;

  check (folder != NULL, error);
  path = g_build_filename (folder, "hour.heaptrail", NULL);
  record_hour (path);
  g_unlink (path);
  g_rmdir (folder);
  return 0;
}
