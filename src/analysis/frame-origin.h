/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtFrameOrigin:
 * @HT_FRAME_RUNTIME: Go's runtime
 * @HT_FRAME_STANDARD: the rest of the standard library
 * @HT_FRAME_LIBRARY: a module that the program depends on
 * @HT_FRAME_OWN: the program's own modules
 *
 * Who wrote a function.
 */
typedef enum
{
  HT_FRAME_RUNTIME,
  HT_FRAME_STANDARD,
  HT_FRAME_LIBRARY,
  HT_FRAME_OWN,
} HtFrameOrigin;

HtFrameOrigin ht_frame_origin (const char *function, const char *file);

G_END_DECLS
