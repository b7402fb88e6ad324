/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-track.h"

G_BEGIN_DECLS

/**
 * HT_GROWTH_MIN_EPOCHS:
 *
 * Fewer states of the heap say nothing of a course.
 */
#define HT_GROWTH_MIN_EPOCHS 4

/**
 * HtGrowthVerdict:
 * @HT_GROWTH_TOO_LITTLE_DATA: it cannot be told yet
 * @HT_GROWTH_STEADY: it does not grow, within what can be seen
 * @HT_GROWTH_CHURN: nor does it, though far more is made and freed than is held
 * @HT_GROWTH_FLATTENING: it has grown, but ever less or not any more
 * @HT_GROWTH_GROWING: it grows, and shows no sign of an end
 *
 * What is said of something whose size was observed.
 */
typedef enum
{
  HT_GROWTH_TOO_LITTLE_DATA,
  HT_GROWTH_STEADY,
  HT_GROWTH_CHURN,
  HT_GROWTH_FLATTENING,
  HT_GROWTH_GROWING,
} HtGrowthVerdict;

/**
 * HtGrowthShape:
 * @HT_GROWTH_SHAPE_NONE: no course of its own
 * @HT_GROWTH_SHAPE_LINEAR: about as much in each time
 * @HT_GROWTH_SHAPE_STAIRCASE: in a few large steps
 * @HT_GROWTH_SHAPE_SAW_TOOTH: up, and down again
 * @HT_GROWTH_SHAPE_PLATEAU: up, then level
 * @HT_GROWTH_SHAPE_STOPPED: up, then level for longer than it grew
 * @HT_GROWTH_SHAPE_TRAFFIC: as much as is allocated at the time
 *
 * What the course looks like.
 */
typedef enum
{
  HT_GROWTH_SHAPE_NONE,
  HT_GROWTH_SHAPE_LINEAR,
  HT_GROWTH_SHAPE_STAIRCASE,
  HT_GROWTH_SHAPE_SAW_TOOTH,
  HT_GROWTH_SHAPE_PLATEAU,
  HT_GROWTH_SHAPE_STOPPED,
  HT_GROWTH_SHAPE_TRAFFIC,
} HtGrowthShape;

/**
 * HtGrowthCourse:
 * @verdict: what is said of it
 * @shape: what it looks like
 * @now: the line through the part that tells how fast it grows now
 * @whole: the line through all of it
 * @start: index of the epoch since which it grows like @now
 * @significance: how many standard errors the rate of @now is from 0
 * @retention: of what was allocated in all of it, how much is more held at the end, 0…1; NaN if
 *   nothing was allocated
 * @age_s: mean age of an object by Little's law, s: held over allocation rate; NaN if unknown, or
 *   where growth makes it meaningless
 * @more_s: with too little data: for how much longer to look, s; NaN if that cannot be told
 *
 * What a place in the program holds over time, judged.
 */
typedef struct
{
  HtGrowthVerdict verdict;
  HtGrowthShape shape;
  HtGrowthFit now;
  HtGrowthFit whole;
  guint start;
  double significance;
  double retention;
  double age_s;
  double more_s;
} HtGrowthCourse;

void ht_growth_course_judge (HtGrowthCourse *course,
                             const HtGrowthTrack *track,
                             double least_significance);

G_END_DECLS
