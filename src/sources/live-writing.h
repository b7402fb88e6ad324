/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "decode-capture.h"
#include "keep-capture.h"
#include "process-life.h"
#include "recording-writer.h"

G_BEGIN_DECLS

/**
 * HtLiveWriting:
 * @name: what people call the target
 * @writer: the recording
 * @group: (nullable): what people call the group that it came with
 * @target: id of the target; 0 as long as it has no place in the recording
 * @life: the life of the service
 *
 * Where the answers of a live target go in the recording.
 */
typedef struct
{
  /* Owned */
  char *name;
  char *group;

  /* Borrowed */
  HtRecordingWriter *writer;

  HtProcessLife life;
  guint n_lost; /* of the writer, when the ids were given out */
  gint64 target;
  gint64 stats_capture; /* the one that all figures of this source are of */
  gboolean has_program;
  guint32 kept_epoch;  /* of the life, at the last commit */
  gint64 kept_last_ns; /* of the life, at the last commit */
} HtLiveWriting;

gboolean ht_live_writing_init (HtLiveWriting *writing,
                               HtRecordingWriter *writer,
                               const char *name,
                               GError **error);
void ht_live_writing_set_group (HtLiveWriting *writing, const char *group);
void ht_live_writing_follow (HtLiveWriting *writing, guint32 epoch, gint64 last_ns);
gboolean ht_live_writing_keep (HtLiveWriting *writing);
void ht_live_writing_clear (HtLiveWriting *writing);
gboolean ht_live_writing_add_stats (HtLiveWriting *writing,
                                    HtDecodedCapture *decoded,
                                    const char *path,
                                    gsize n_bytes,
                                    gint64 every_ns,
                                    GError **error);
gint64 ht_live_writing_add_profile (HtLiveWriting *writing,
                                    const HtDecodedCapture *decoded,
                                    const char *path,
                                    gsize n_bytes,
                                    GError **error);
gint64 ht_live_writing_get_place (HtLiveWriting *writing, GError **error);
gint64 ht_live_writing_add_kept (HtLiveWriting *writing,
                                 const HtKeptCapture *kept,
                                 const char *path,
                                 gint64 time_ns,
                                 GError **error);
gboolean ht_live_writing_add_goroutine_count (HtLiveWriting *writing,
                                              GBytes *index_page,
                                              gint64 time_ns,
                                              gint64 *count,
                                              GError **error);
gboolean ht_live_writing_add_flag (HtLiveWriting *writing,
                                   gint64 time_ns,
                                   const char *rule,
                                   const char *evidence,
                                   GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HtLiveWriting, ht_live_writing_clear)

G_END_DECLS
