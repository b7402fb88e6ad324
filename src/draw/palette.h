/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtColor:
 * @red: 0..1
 * @green: 0..1
 * @blue: 0..1
 * @alpha: 0..1
 */
typedef struct
{
  double red;
  double green;
  double blue;
  double alpha;
} HtColor;

/**
 * HtTheme:
 * @HT_THEME_LIGHT: dark on light
 * @HT_THEME_DARK: light on dark
 */
typedef enum
{
  HT_THEME_LIGHT,
  HT_THEME_DARK,
} HtTheme;

/**
 * HtColorRole:
 *
 * What a colour is for. The same role has the same meaning on every page.
 */
typedef enum
{
  HT_COLOR_WINDOW,
  HT_COLOR_GROUND,
  HT_COLOR_TEXT,
  HT_COLOR_SECOND_TEXT,
  HT_COLOR_LINE,
  HT_COLOR_FAINT_LINE,
  HT_COLOR_ACCENT,
  HT_COLOR_GROWTH,
  HT_COLOR_GROWTH_TEXT,
  HT_COLOR_HEAP_IN_USE,
  HT_COLOR_HEAP_LIVE,
  HT_COLOR_GOAL,
  HT_COLOR_RSS,
  HT_COLOR_MEMORY_LIMIT,
  HT_COLOR_CONTAINER_LIMIT,
  HT_COLOR_CLASS_LIVE,
  HT_COLOR_CLASS_SINCE_GC,
  HT_COLOR_CLASS_FREE,
  HT_COLOR_CLASS_STACKS,
  HT_COLOR_CLASS_RUNTIME,
  HT_COLOR_CLASS_RELEASED,
  HT_COLOR_PHASE_STOPPED,
  HT_COLOR_PHASE_MARK,
  HT_COLOR_PHASE_ASSIST,
  HT_COLOR_PHASE_SWEEP,
  HT_COLOR_FRAME_MODULE,
  HT_COLOR_FRAME_ENCODING,
  HT_COLOR_FRAME_RUNTIME,
  HT_COLOR_FRAME_TEXT,
  HT_COLOR_MORE,
  HT_COLOR_LESS,
  HT_COLOR_CANCELLED,
  HT_N_COLOR_ROLES,
} HtColorRole;

/**
 * HT_N_PACKAGE_COLORS:
 *
 * How many colours there are for the user's own packages.
 */
#define HT_N_PACKAGE_COLORS 6

HtColor ht_palette_color (HtTheme theme, HtColorRole role);
HtColor ht_palette_package_color (HtTheme theme, guint index);
double ht_color_contrast (const HtColor *a, const HtColor *b);

G_END_DECLS
