/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "time-axis.h"

G_BEGIN_DECLS

/**
 * HT_TRACE_LANES_MARGIN:
 *
 * Px on the right of the lanes, for what is said of each.
 */
#define HT_TRACE_LANES_MARGIN 60

/**
 * HtTraceBar:
 * @from_ns: when the first of what it stands for began, ns since 1970
 * @to_ns: when the last of it ended
 * @n: how many things it stands for; 1 is one by itself
 * @busy: how long they took in ns together, or how many bytes they were about; may be %HT_UNKNOWN
 *   in lanes that are %HT_TRACE_HEIGHT_FULL
 * @longest: the greatest of them
 *
 * Something that happened in a trace, or a run of neighbours seen from a distance.
 */
typedef struct
{
  gint64 from_ns;
  gint64 to_ns;
  gint64 n;
  gint64 busy;
  gint64 longest;
} HtTraceBar;

/**
 * HtTraceLook:
 * @HT_TRACE_SOLID: filled
 * @HT_TRACE_HATCHED: hatched
 * @HT_TRACE_HOLLOW: a tint with an edge
 *
 * How bars are told from those of their lane without their colour.
 */
typedef enum
{
  HT_TRACE_SOLID,
  HT_TRACE_HATCHED,
  HT_TRACE_HOLLOW,
} HtTraceLook;

/**
 * HtTraceTrack:
 * @name: what it is, in the user's language where it is ours
 * @role: its colour
 * @look: its pattern
 * @bars: (element-type HtTraceBar): what happened, by end
 *
 * Things of one kind in a lane.
 */
typedef struct
{
  char *name;
  HtColorRole role;
  HtTraceLook look;
  GArray *bars;
} HtTraceTrack;

/**
 * HtTraceHeight:
 * @HT_TRACE_HEIGHT_LONGEST: by the longest there, beside the longest in view
 * @HT_TRACE_HEIGHT_BUSY: by how much of the processors' time was taken; tracks add up
 * @HT_TRACE_HEIGHT_AMOUNT: by how many bytes, beside the most in view
 * @HT_TRACE_HEIGHT_FULL: as high as the lane
 *
 * How high a lane's bars are that are too narrow to be seen one by one.
 */
typedef enum
{
  HT_TRACE_HEIGHT_LONGEST,
  HT_TRACE_HEIGHT_BUSY,
  HT_TRACE_HEIGHT_AMOUNT,
  HT_TRACE_HEIGHT_FULL,
} HtTraceHeight;

/**
 * HtTraceRow:
 * @name: what the lane is called
 * @height: how high bars are
 * @n_across: for %HT_TRACE_HEIGHT_BUSY: how many things may happen at a time
 * @px: how high the lane would like to be
 * @kinds: bit of each #HtTraceSpanKind of which what is in it can be told one by one
 * @names_bars: whether the names of tracks are written into bars
 * @tracks: (element-type HtTraceTrack): what it shows
 *
 * A lane.
 */
typedef struct
{
  char *name;
  HtTraceHeight height;
  guint n_across;
  double px;
  guint kinds;
  gboolean names_bars;
  GPtrArray *tracks;
} HtTraceRow;

/**
 * HtTraceLanes:
 * @rows: (element-type HtTraceRow): the lanes from top to bottom
 * @marks: (nullable) (element-type HtTimeMark): of which the gaps are shown, by time
 * @from_ns: left border
 * @to_ns: right border
 * @start_ns: begin of the recording, for times since start
 * @display: how times are told
 * @gutter: px on the left, for the names of the lanes
 *
 * What execution traces tell of the collector, over time. All members are borrowed.
 */
typedef struct
{
  const GPtrArray *rows;
  const GPtrArray *marks;
  gint64 from_ns;
  gint64 to_ns;
  gint64 start_ns;
  double gutter;
  HtTimeDisplay display;
} HtTraceLanes;

/**
 * HtTracePlace:
 * @row: index of a lane; -1 for none
 * @track: index of a track of the lane; -1 for none
 * @bar: index of one of its bars
 *
 * A place in the lanes.
 */
typedef struct
{
  int row;
  int track;
  guint bar;
} HtTracePlace;

GPtrArray *ht_trace_rows_new (void);
HtTraceRow *ht_trace_rows_add (GPtrArray *rows, const char *name, HtTraceHeight height, double px);
HtTraceTrack *ht_trace_row_add_track (HtTraceRow *row,
                                      const char *name,
                                      HtColorRole role,
                                      HtTraceLook look,
                                      GArray *bars);
double ht_trace_rows_get_height (const GPtrArray *rows);
void ht_trace_lanes_get_strip (const HtTraceLanes *lanes,
                               double width,
                               double height,
                               HtTimeStrip *strip);
void ht_trace_lanes_get_row (const HtTraceLanes *lanes,
                             guint row,
                             double height,
                             double *top,
                             double *row_height);
void ht_trace_lanes_find (const HtTraceLanes *lanes,
                          double x,
                          double y,
                          double width,
                          double height,
                          HtTracePlace *place);
gboolean
ht_trace_row_step (const HtTraceRow *row, gint64 time_ns, int direction, int *track, guint *bar);
const HtTraceBar *ht_trace_lanes_get_bar (const HtTraceLanes *lanes, const HtTracePlace *place);
void ht_trace_lanes_paint_outline (const HtTraceLanes *lanes,
                                   guint row,
                                   const HtTraceBar *bar,
                                   HtPaint *paint,
                                   cairo_t *cr,
                                   double width,
                                   double height);
void ht_trace_lanes_paint (const HtTraceLanes *lanes,
                           HtPaint *paint,
                           cairo_t *cr,
                           double width,
                           double height);

G_END_DECLS
