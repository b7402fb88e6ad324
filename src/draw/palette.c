/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "palette.h"

#include <math.h>

/* 0xRRGGBBAA, light and dark. The tests hold them against the contrasts they must have. */
static const guint32 roles[HT_N_COLOR_ROLES][2] = {
  [HT_COLOR_WINDOW] = { 0xfafafaff, 0x242424ff },
  [HT_COLOR_GROUND] = { 0xffffffff, 0x1e1e1eff },
  [HT_COLOR_TEXT] = { 0x2e2e2eff, 0xffffffff },
  [HT_COLOR_SECOND_TEXT] = { 0x5e5c64ff, 0xb4b2aeff },
  [HT_COLOR_LINE] = { 0x00000026, 0xffffff26 },
  [HT_COLOR_FAINT_LINE] = { 0x00000014, 0xffffff17 },
  [HT_COLOR_ACCENT] = { 0x3584e4ff, 0x3584e4ff },
  [HT_COLOR_GROWTH] = { 0xe66100ff, 0xffa348ff },
  [HT_COLOR_GROWTH_TEXT] = { 0xa83c00ff, 0xffa348ff },
  [HT_COLOR_HEAP_IN_USE] = { 0x1c71d8ff, 0x78aeedff },
  [HT_COLOR_HEAP_LIVE] = { 0x813d9cff, 0xf7c6f2ff },
  [HT_COLOR_GOAL] = { 0x5e5c64ff, 0xc0bfbcff },
  [HT_COLOR_RSS] = { 0x1a7a58ff, 0x3fb98cff },
  [HT_COLOR_MEMORY_LIMIT] = { 0x905400ff, 0xf9e38cff },
  [HT_COLOR_CONTAINER_LIMIT] = { 0xa51d2dff, 0xff8c83ff },
  [HT_COLOR_CLASS_LIVE] = { 0x7a5bb5ff, 0xa58be6ff },
  [HT_COLOR_CLASS_SINCE_GC] = { 0x5f97ddff, 0x3a6ca8ff },
  [HT_COLOR_CLASS_FREE] = { 0xa9c6eaff, 0x7fabdfff },
  [HT_COLOR_CLASS_STACKS] = { 0x2f8a78ff, 0x3fa891ff },
  [HT_COLOR_CLASS_RUNTIME] = { 0x917c59ff, 0x94815fff },
  [HT_COLOR_CLASS_RELEASED] = { 0x77767bff, 0xc0bfbcff },
  [HT_COLOR_PHASE_STOPPED] = { 0xa51d2dff, 0xff8c83ff },
  [HT_COLOR_PHASE_MARK] = { 0x2f6db5ff, 0x5c9de6ff },
  [HT_COLOR_PHASE_ASSIST] = { 0xbd6500ff, 0xe8b04aff },
  [HT_COLOR_PHASE_SWEEP] = { 0x57946bff, 0x7cc0abff },
  [HT_COLOR_FRAME_MODULE] = { 0xdfddd9ff, 0x48474cff },
  [HT_COLOR_FRAME_ENCODING] = { 0xd3d0caff, 0x565047ff },
  [HT_COLOR_FRAME_RUNTIME] = { 0xc8c6c1ff, 0x3b3a3fff },
  [HT_COLOR_FRAME_TEXT] = { 0x241f31ff, 0xffffffff },
  [HT_COLOR_MORE] = { 0xf8c596ff, 0x8f4a0eff },
  [HT_COLOR_LESS] = { 0xabcdf6ff, 0x27568cff },
  [HT_COLOR_CANCELLED] = { 0xe4e2dfff, 0x4a494dff },
};

static const guint32 packages[HT_N_PACKAGE_COLORS][2] = {
  { 0xbfd6f2ff, 0x2c5284ff }, { 0xd5c6ecff, 0x55468cff }, { 0xb9ded5ff, 0x1f6157ff },
  { 0xecdfbdff, 0x66542aff }, { 0xf1ccd4ff, 0x7a3d4dff }, { 0xcfe3b8ff, 0x47602cff },
};

static HtColor
unpack (guint32 rgba)
{
  return (HtColor){
    .red = (rgba >> 24 & 0xff) / 255.0,
    .green = (rgba >> 16 & 0xff) / 255.0,
    .blue = (rgba >> 8 & 0xff) / 255.0,
    .alpha = (rgba & 0xff) / 255.0,
  };
}

/**
 * ht_palette_color:
 * @theme: light or dark
 * @role: what the colour is for
 *
 * Returns: the colour
 */
HtColor
ht_palette_color (HtTheme theme, HtColorRole role)
{
  return unpack (roles[role][theme]);
}

/**
 * ht_palette_package_color:
 * @theme: light or dark
 * @index: any number, such as a hash of the package's path
 *
 * Returns: a colour for one of the user's own packages
 */
HtColor
ht_palette_package_color (HtTheme theme, guint index)
{
  return unpack (packages[index % HT_N_PACKAGE_COLORS][theme]);
}

static double
linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
luminance (const HtColor *color)
{
  return 0.2126 * linear (color->red) + 0.7152 * linear (color->green) +
         0.0722 * linear (color->blue);
}

/**
 * ht_color_contrast:
 * @a: an opaque colour
 * @b: another one
 *
 * Computes the contrast of two colours (WCAG 2.1, "contrast ratio").
 *
 * Returns: 1, if they are equally bright, to 21
 */
double
ht_color_contrast (const HtColor *a, const HtColor *b)
{
  double first = luminance (a);
  double second = luminance (b);

  return (MAX (first, second) + 0.05) / (MIN (first, second) + 0.05);
}
