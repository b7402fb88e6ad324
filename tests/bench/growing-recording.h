/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A copy of a recording that goes on as a live one does: each 10 s there is a heap profile more, in
 * which one stack of twenty has other figures than in the last one. The copy goes with it.
 */
typedef struct _GrowingRecording GrowingRecording;

GrowingRecording *growing_recording_new (const char *path, const char *copy);
void growing_recording_add_profile (GrowingRecording *self);
void growing_recording_free (GrowingRecording *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrowingRecording, growing_recording_free)

G_END_DECLS
