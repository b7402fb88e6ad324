/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "paint.h"

G_BEGIN_DECLS

/**
 * HtTimeMarkKind:
 * @HT_TIME_MARK_FLAG: something was noticed
 * @HT_TIME_MARK_RESTART: the process was restarted
 * @HT_TIME_MARK_GAP: nobody looked
 * @HT_TIME_MARK_NOTE: somebody wrote something down
 *
 * What a mark on a time line is; each has a shape of its own.
 */
typedef enum
{
  HT_TIME_MARK_FLAG,
  HT_TIME_MARK_RESTART,
  HT_TIME_MARK_GAP,
  HT_TIME_MARK_NOTE,
} HtTimeMarkKind;

/**
 * HtTimeMark:
 * @kind: what it is
 * @time_ns: when, ns since 1970
 * @end_ns: until when; @time_ns for a moment
 * @text: what people read, in their language where it is ours
 *
 * A mark on a time line.
 */
typedef struct
{
  HtTimeMarkKind kind;
  gint64 time_ns;
  gint64 end_ns;
  char *text;
} HtTimeMark;

/**
 * HT_TIME_MARK_HEIGHT:
 *
 * How far signs reach down, in px.
 */
#define HT_TIME_MARK_HEIGHT 10

/**
 * HtTimeStrip:
 * @x: left border in px
 * @y: upper border in px
 * @width: width in px
 * @height: height in px
 * @from_ns: time at the left border
 * @to_ns: time at the right border
 *
 * Where a piece of time is in a picture.
 */
typedef struct
{
  double x;
  double y;
  double width;
  double height;
  gint64 from_ns;
  gint64 to_ns;
} HtTimeStrip;

GPtrArray *ht_time_marks_new (void);
void ht_time_marks_add (GPtrArray *marks,
                        HtTimeMarkKind kind,
                        gint64 time_ns,
                        gint64 end_ns,
                        const char *text);
gint64 ht_time_marks_next (const GPtrArray *marks, gint64 time_ns, int direction);
const HtTimeMark *ht_time_marks_at (const GPtrArray *marks, gint64 time_ns, gint64 reach_ns);
void ht_time_marks_paint_gaps (const GPtrArray *marks,
                               HtPaint *paint,
                               cairo_t *cr,
                               const HtTimeStrip *strip);
void ht_time_marks_paint_signs (const GPtrArray *marks,
                                HtPaint *paint,
                                cairo_t *cr,
                                const HtTimeStrip *strip);

G_END_DECLS
