/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "palette.h"

#include <math.h>

/* Opacity of the accent over what is selected. */
#define SELECTION 0.16

/* Least distance of colours side by side, in CIELAB. */
#define LEAST_DELTA_E 13

static const HtColorRole lines[] = {
  HT_COLOR_HEAP_IN_USE,   HT_COLOR_HEAP_LIVE,       HT_COLOR_GOAL,         HT_COLOR_RSS,
  HT_COLOR_MEMORY_LIMIT,  HT_COLOR_CONTAINER_LIMIT, HT_COLOR_GROWTH,       HT_COLOR_ACCENT,
  HT_COLOR_PHASE_STOPPED, HT_COLOR_PHASE_MARK,      HT_COLOR_PHASE_ASSIST, HT_COLOR_PHASE_SWEEP,
};

/* From the bottom of a stack to its top. */
static const HtColorRole classes[] = {
  HT_COLOR_CLASS_LIVE,   HT_COLOR_CLASS_SINCE_GC, HT_COLOR_CLASS_FREE,
  HT_COLOR_CLASS_STACKS, HT_COLOR_CLASS_RUNTIME,  HT_COLOR_CLASS_RELEASED,
};

/* From the uppermost lane to the lowest. */
static const HtColorRole phases[] = {
  HT_COLOR_PHASE_STOPPED,
  HT_COLOR_PHASE_MARK,
  HT_COLOR_PHASE_ASSIST,
  HT_COLOR_PHASE_STOPPED,
};

/* Lines that cross each other. */
static const HtColorRole crossing[] = {
  HT_COLOR_HEAP_IN_USE,
  HT_COLOR_HEAP_LIVE,
  HT_COLOR_GOAL,
  HT_COLOR_RSS,
};

static const HtColorRole limits[] = { HT_COLOR_MEMORY_LIMIT, HT_COLOR_CONTAINER_LIMIT };

/* Machado, Oliveira, Fernandes 2009, severity 1, on linear RGB. */
typedef double Sight[3][3];
static const Sight sights[] = {
  { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
  { { 0.152286, 1.052583, -0.204868 },
    { 0.114503, 0.786281, 0.099216 },
    { -0.003882, -0.048116, 1.051998 } },
  { { 0.367322, 0.860646, -0.227968 },
    { 0.280085, 0.672501, 0.047413 },
    { -0.011820, 0.042940, 0.968881 } },
  { { 1.255528, -0.076749, -0.178779 },
    { -0.078411, 0.930809, 0.147602 },
    { 0.004733, 0.691367, 0.303900 } },
};
static const char *const sight_names[] = { "normal", "protanopia", "deuteranopia", "tritanopia" };

typedef struct
{
  double lightness, a, b;
} Lab;

static double
to_linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
lab_curve (double t)
{
  return t > 216.0 / 24389 ? cbrt (t) : (24389.0 / 27 * t + 16) / 116;
}

/* What an eye sees of a colour, in CIELAB under D65. */
static Lab
see (const Sight sight, const HtColor *color)
{
  const double rgb[] = { to_linear (color->red), to_linear (color->green),
                         to_linear (color->blue) };
  double seen[3], x, y, z;

  for (int i = 0; i < 3; i++)
    seen[i] = CLAMP (sight[i][0] * rgb[0] + sight[i][1] * rgb[1] + sight[i][2] * rgb[2], 0.0, 1.0);
  x = lab_curve ((0.4124564 * seen[0] + 0.3575761 * seen[1] + 0.1804375 * seen[2]) / 0.95047);
  y = lab_curve (0.2126729 * seen[0] + 0.7151522 * seen[1] + 0.0721750 * seen[2]);
  z = lab_curve ((0.0193339 * seen[0] + 0.1191920 * seen[1] + 0.9503041 * seen[2]) / 1.08883);
  return (Lab){ 116 * y - 16, 500 * (x - y), 200 * (y - z) };
}

static double
delta_e (const Sight sight, const HtColor *one, const HtColor *other)
{
  Lab a = see (sight, one);
  Lab b = see (sight, other);

  return sqrt ((a.lightness - b.lightness) * (a.lightness - b.lightness) +
               (a.a - b.a) * (a.a - b.a) + (a.b - b.b) * (a.b - b.b));
}

static HtColor
blend (const HtColor *front, const HtColor *back, double opacity)
{
  return (HtColor){ front->red * opacity + back->red * (1 - opacity),
                    front->green * opacity + back->green * (1 - opacity),
                    front->blue * opacity + back->blue * (1 - opacity), 1 };
}

static void
assert_contrast (HtTheme theme, HtColorRole front, const HtColor *back, double least)
{
  HtColor color = ht_palette_color (theme, front);

  g_test_message ("role %d: %.2f", front, ht_color_contrast (&color, back));
  g_assert_cmpfloat (ht_color_contrast (&color, back), >=, least);
}

static void
test_known_contrasts (void)
{
  const HtColor black = { 0, 0, 0, 1 };
  const HtColor white = { 1, 1, 1, 1 };
  const HtColor gray = { 0x77 / 255.0, 0x77 / 255.0, 0x77 / 255.0, 1 };

  /* Two figures of the WCAG's own examples. */
  g_assert_cmpfloat_with_epsilon (ht_color_contrast (&black, &white), 21, 0.001);
  g_assert_cmpfloat_with_epsilon (ht_color_contrast (&gray, &white), 4.48, 0.01);
}

/* The measure itself: published CIELAB values of the corners of sRGB, and eyes that see no
 * difference of red and green, or of blue and green, but grey as everybody does. */
static void
test_known_colors (void)
{
  const HtColor red = { 1, 0, 0, 1 };
  const HtColor green = { 0, 0x64 / 255.0, 0, 1 };
  const HtColor olive = { 0x5e / 255.0, 0x53 / 255.0, 0, 1 };
  const HtColor white = { 1, 1, 1, 1 };
  const HtColor gray = { 0.5, 0.5, 0.5, 1 };
  Lab lab = see (sights[0], &red);

  g_assert_cmpfloat_with_epsilon (lab.lightness, 53.24, 0.01);
  g_assert_cmpfloat_with_epsilon (lab.a, 80.09, 0.02);
  g_assert_cmpfloat_with_epsilon (lab.b, 67.20, 0.02);
  lab = see (sights[0], &white);
  g_assert_cmpfloat_with_epsilon (lab.lightness, 100, 0.001);
  for (guint i = 0; i < G_N_ELEMENTS (sights); i++)
    {
      lab = see (sights[i], &gray);
      g_assert_cmpfloat_with_epsilon (lab.lightness, 53.39, 0.01);
      g_assert_cmpfloat_with_epsilon (hypot (lab.a, lab.b), 0, 0.05);
    }
  g_assert_cmpfloat (delta_e (sights[0], &green, &olive), >, 2 * LEAST_DELTA_E);
  g_assert_cmpfloat (delta_e (sights[2], &green, &olive), <, LEAST_DELTA_E);
}

static void
test_text_can_be_read (gconstpointer data)
{
  static const HtColorRole grounds[] = { HT_COLOR_WINDOW, HT_COLOR_GROUND };
  HtTheme theme = (HtTheme) GPOINTER_TO_UINT (data);
  HtColor accent = ht_palette_color (theme, HT_COLOR_ACCENT);

  for (guint i = 0; i < G_N_ELEMENTS (grounds); i++)
    {
      HtColor ground = ht_palette_color (theme, grounds[i]);
      HtColor selection = blend (&accent, &ground, SELECTION);

      assert_contrast (theme, HT_COLOR_TEXT, &ground, 7);
      assert_contrast (theme, HT_COLOR_TEXT, &selection, 7);
      assert_contrast (theme, HT_COLOR_SECOND_TEXT, &ground, 4.5);
      assert_contrast (theme, HT_COLOR_SECOND_TEXT, &selection, 4.5);
      assert_contrast (theme, HT_COLOR_GROWTH_TEXT, &ground, 4.5);
      assert_contrast (theme, HT_COLOR_GROWTH_TEXT, &selection, 4.5);
    }
}

static void
test_limit_labels_can_be_read (gconstpointer data)
{
  HtTheme theme = (HtTheme) GPOINTER_TO_UINT (data);
  HtColor ground = ht_palette_color (theme, HT_COLOR_GROUND);

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    assert_contrast (theme, limits[i], &ground, 4.5);
}

static void
test_lines_and_bars_are_seen (gconstpointer data)
{
  HtTheme theme = (HtTheme) GPOINTER_TO_UINT (data);
  HtColor ground = ht_palette_color (theme, HT_COLOR_GROUND);

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    assert_contrast (theme, lines[i], &ground, 3);
  /* A tint that stands for "nothing is in here"; its neighbours and the total carry it. */
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (theme == HT_THEME_DARK || classes[i] != HT_COLOR_CLASS_FREE)
      assert_contrast (theme, classes[i], &ground, 3);
}

/* More and less lie side by side, and the text of frames is on both. */
static void
test_differences_are_seen (gconstpointer data)
{
  static const HtColorRole parts[] = { HT_COLOR_MORE, HT_COLOR_LESS, HT_COLOR_CANCELLED };
  HtTheme theme = (HtTheme) GPOINTER_TO_UINT (data);
  HtColor more = ht_palette_color (theme, HT_COLOR_MORE);
  HtColor less = ht_palette_color (theme, HT_COLOR_LESS);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      HtColor part = ht_palette_color (theme, parts[i]);

      assert_contrast (theme, HT_COLOR_FRAME_TEXT, &part, 4.5);
      assert_contrast (theme, HT_COLOR_TEXT, &part, 3);
    }
  for (guint sight = 0; sight < G_N_ELEMENTS (sights); sight++)
    g_assert_cmpfloat (delta_e (sights[sight], &more, &less), >, 2 * LEAST_DELTA_E);
}

static void
test_frames_can_be_read (gconstpointer data)
{
  static const HtColorRole foreign[] = {
    HT_COLOR_FRAME_MODULE,
    HT_COLOR_FRAME_ENCODING,
    HT_COLOR_FRAME_RUNTIME,
  };
  HtTheme theme = (HtTheme) GPOINTER_TO_UINT (data);

  for (guint i = 0; i < HT_N_PACKAGE_COLORS; i++)
    {
      HtColor frame = ht_palette_package_color (theme, i);

      assert_contrast (theme, HT_COLOR_FRAME_TEXT, &frame, 7);
      /* The outlines of what is selected and found lie on the frame. */
      assert_contrast (theme, HT_COLOR_TEXT, &frame, 3);
    }
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      HtColor frame = ht_palette_color (theme, foreign[i]);

      assert_contrast (theme, HT_COLOR_FRAME_TEXT, &frame, 7);
      assert_contrast (theme, HT_COLOR_TEXT, &frame, 3);
    }
}

static void
assert_differ (HtTheme theme, HtColorRole one, HtColorRole other)
{
  HtColor a = ht_palette_color (theme, one);
  HtColor b = ht_palette_color (theme, other);

  for (guint i = 0; i < G_N_ELEMENTS (sights); i++)
    {
      g_test_message ("roles %d, %d, %s: %.1f", one, other, sight_names[i],
                      delta_e (sights[i], &a, &b));
      g_assert_cmpfloat (delta_e (sights[i], &a, &b), >=, LEAST_DELTA_E);
    }
}

static void
test_neighbors_differ_to_every_eye (gconstpointer data)
{
  HtTheme theme = (HtTheme) GPOINTER_TO_UINT (data);

  for (guint i = 1; i < G_N_ELEMENTS (classes); i++)
    assert_differ (theme, classes[i - 1], classes[i]);
  for (guint i = 1; i < G_N_ELEMENTS (phases); i++)
    assert_differ (theme, phases[i - 1], phases[i]);
  for (guint i = 1; i < G_N_ELEMENTS (crossing); i++)
    for (guint k = 0; k < i; k++)
      assert_differ (theme, crossing[i], crossing[k]);
  assert_differ (theme, limits[0], limits[1]);
}

/* Six pale colours cannot differ to every eye; there the labels carry what a frame is. */
static void
test_packages_differ (gconstpointer data)
{
  static const HtColorRole foreign[] = {
    HT_COLOR_FRAME_MODULE,
    HT_COLOR_FRAME_ENCODING,
    HT_COLOR_FRAME_RUNTIME,
  };
  HtTheme theme = (HtTheme) GPOINTER_TO_UINT (data);

  for (guint i = 0; i < HT_N_PACKAGE_COLORS; i++)
    {
      HtColor own = ht_palette_package_color (theme, i);

      for (guint k = 0; k < i; k++)
        {
          HtColor other = ht_palette_package_color (theme, k);

          g_assert_cmpfloat (delta_e (sights[0], &own, &other), >=, LEAST_DELTA_E);
        }
      for (guint k = 0; k < G_N_ELEMENTS (foreign); k++)
        {
          HtColor other = ht_palette_color (theme, foreign[k]);

          g_assert_cmpfloat (delta_e (sights[0], &own, &other), >=, LEAST_DELTA_E);
        }
    }
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (gconstpointer data);
  } tests[] = {
    { "text", test_text_can_be_read },
    { "limit-labels", test_limit_labels_can_be_read },
    { "lines", test_lines_and_bars_are_seen },
    { "frames", test_frames_can_be_read },
    { "differences", test_differences_are_seen },
    { "neighbors", test_neighbors_differ_to_every_eye },
    { "packages", test_packages_differ },
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/palette/known-contrasts", test_known_contrasts);
  g_test_add_func ("/draw/palette/known-colors", test_known_colors);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *light = g_strconcat ("/draw/palette/light/", tests[i].name, NULL);
      g_autofree char *dark = g_strconcat ("/draw/palette/dark/", tests[i].name, NULL);

      g_test_add_data_func (light, GUINT_TO_POINTER (HT_THEME_LIGHT), tests[i].test);
      g_test_add_data_func (dark, GUINT_TO_POINTER (HT_THEME_DARK), tests[i].test);
    }
  return g_test_run ();
}
