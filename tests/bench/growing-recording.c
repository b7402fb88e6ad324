/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growing-recording.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "measuring.h"
#include "recording-writer.h"
#include "recording.h"

#define CHANGED_ONE_OF 20
#define STEP_NS        G_GINT64_CONSTANT (10000000000)

struct _GrowingRecording
{
  /* Owned */
  char *path;
  HtRecordingWriter *writer;
  HtProfile *profile; /* the newest one */

  guint n_added;
};

static HtProfile *
load_last (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (path, &error);
  g_autoptr (GPtrArray) profiles =
      recording != NULL ? ht_recording_list_profiles (recording, 1, &error) : NULL;
  const HtProfileEntry *last;
  HtProfile *profile;

  check (profiles != NULL, error);
  last = g_ptr_array_index (profiles, profiles->len - 1);
  profile = ht_recording_load_profile (recording, last->id, &error);
  check (profile != NULL, error);
  return profile;
}

GrowingRecording *
growing_recording_new (const char *path, const char *copy)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) from = g_file_new_for_path (path);
  g_autoptr (GFile) to = g_file_new_for_path (copy);
  GrowingRecording *self = g_new0 (GrowingRecording, 1);

  check (g_file_copy (from, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error), error);
  self->path = g_strdup (copy);
  self->profile = load_last (copy);
  self->writer = ht_recording_writer_open (copy, &error);
  check (self->writer != NULL, error);
  check (ht_recording_writer_get_catalog (self->writer, &error) != NULL, error);
  return self;
}

void
growing_recording_add_profile (GrowingRecording *self)
{
  g_autoptr (GError) error = NULL;
  const HtCapture capture = { .target = 1,
                              .kind = HT_CAPTURE_PROFILE,
                              .time_ns = self->profile->time_ns + STEP_NS };
  gint64 id = ht_recording_writer_add_capture (self->writer, &capture, &error);
  guint n_types = self->profile->types->len;

  check (id > 0, error);
  self->profile->time_ns = capture.time_ns;
  for (guint row = self->n_added++ % CHANGED_ONE_OF; row < self->profile->nodes->len;
       row += CHANGED_ONE_OF)
    for (guint type = 0; type < n_types; type++)
      g_array_index (self->profile->values, gint64, (gsize) row * n_types + type) += 1024;
  check (ht_recording_writer_add_profile (self->writer, 1, id, self->profile, &error) > 0, error);
  check (ht_recording_writer_commit (self->writer, &error), error);
}

void
growing_recording_free (GrowingRecording *self)
{
  ht_recording_writer_close (self->writer);
  ht_profile_free (self->profile);
  g_unlink (self->path);
  g_free (self->path);
  g_free (self);
}
