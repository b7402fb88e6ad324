/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "alarm.h"

typedef struct
{
  GSource *alarm;
  guint n_calls;
  guint n_wanted; /* as often it is set anew in the callback */
} Fixture;

static gboolean
alarm_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_calls++;
  if (fixture->n_calls < fixture->n_wanted)
    g_source_set_ready_time (fixture->alarm, g_get_monotonic_time () + 1000);
  return G_SOURCE_CONTINUE;
}

static void
test_goes_off_once (void)
{
  Fixture fixture = { .alarm = ht_alarm_new (), .n_wanted = 3 };

  g_source_set_callback (fixture.alarm, alarm_cb, &fixture, NULL);
  g_source_attach (fixture.alarm, NULL);
  g_assert_false (g_main_context_iteration (NULL, FALSE));

  g_source_set_ready_time (fixture.alarm, 0);
  while (fixture.n_calls < 3)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 10; i++)
    g_assert_false (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (fixture.n_calls, ==, 3);

  g_source_set_ready_time (fixture.alarm, 0);
  while (fixture.n_calls < 4)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  g_source_destroy (fixture.alarm);
  g_source_unref (fixture.alarm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sources/alarm/goes-off-once", test_goes_off_once);
  return g_test_run ();
}
