/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "palette.h"

static void
assert_contrast (HtTheme theme, HtColorRole front, HtColorRole back, double least)
{
  HtColor a = ht_palette_color (theme, front);
  HtColor b = ht_palette_color (theme, back);

  g_assert_cmpfloat (ht_color_contrast (&a, &b), >=, least);
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

static void
test_text_and_lines_can_be_read (gconstpointer data)
{
  HtTheme theme = (HtTheme) GPOINTER_TO_UINT (data);
  static const HtColorRole lines[] = {
    HT_COLOR_HEAP_IN_USE,     HT_COLOR_HEAP_LIVE,    HT_COLOR_GOAL,        HT_COLOR_RSS,
    HT_COLOR_CONTAINER_LIMIT, HT_COLOR_MEMORY_LIMIT, HT_COLOR_GROWTH,      HT_COLOR_PHASE_STOPPED,
    HT_COLOR_PHASE_MARK,      HT_COLOR_PHASE_ASSIST, HT_COLOR_PHASE_SWEEP,
  };

  assert_contrast (theme, HT_COLOR_TEXT, HT_COLOR_GROUND, 7);
  assert_contrast (theme, HT_COLOR_TEXT, HT_COLOR_WINDOW, 7);
  assert_contrast (theme, HT_COLOR_SECOND_TEXT, HT_COLOR_GROUND, 4.5);
  assert_contrast (theme, HT_COLOR_SECOND_TEXT, HT_COLOR_WINDOW, 4.5);
  assert_contrast (theme, HT_COLOR_GROWTH_TEXT, HT_COLOR_GROUND, 4.5);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    assert_contrast (theme, lines[i], HT_COLOR_GROUND, 3);
  for (guint i = 0; i < HT_N_PACKAGE_COLORS; i++)
    {
      HtColor text = ht_palette_color (theme, HT_COLOR_FRAME_TEXT);
      HtColor frame = ht_palette_package_color (theme, i);

      g_assert_cmpfloat (ht_color_contrast (&text, &frame), >=, 6.5);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/palette/known-contrasts", test_known_contrasts);
  g_test_add_data_func ("/draw/palette/light", GUINT_TO_POINTER (HT_THEME_LIGHT),
                        test_text_and_lines_can_be_read);
  g_test_add_data_func ("/draw/palette/dark", GUINT_TO_POINTER (HT_THEME_DARK),
                        test_text_and_lines_can_be_read);
  return g_test_run ();
}
