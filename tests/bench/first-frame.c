/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints how many ms there were between a moment and the end of the first frame of a window:
 * of Heaptrail's, with the memory of a recording, or of one with a headline only.
 *
 *   first-frame STARTED_MS [RECORDING]
 */
#include <stdlib.h>

#include "application.h"
#include "window-driver.h"

static double started;
static gboolean is_yardstick;

static void
after_paint_cb (GtkWidget *window)
{
  if (!is_yardstick && !driver_is_memory_shown (window))
    return;
  g_print ("%.3f\n", driver_now ().wall_ms - started);
  exit (EXIT_SUCCESS);
}

static void
realize_cb (GtkWidget *window)
{
  g_signal_connect_data (gtk_widget_get_frame_clock (window), "after-paint",
                         G_CALLBACK (after_paint_cb), window, NULL,
                         G_CONNECT_AFTER | G_CONNECT_SWAPPED);
}

static void
window_added_cb (GtkApplication *application, GtkWindow *window)
{
  gtk_window_set_default_size (window, 1600, 900);
  g_signal_connect (window, "realize", G_CALLBACK (realize_cb), NULL);
}

static void
activate_cb (GApplication *application)
{
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (application));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), gtk_label_new ("Yardstick"));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  g_autoptr (GApplication) application = NULL;
  char *arguments[] = { argv[0], argc > 2 ? argv[2] : NULL, NULL };

  if (argc < 2)
    return EXIT_FAILURE;
  started = g_ascii_strtod (argv[1], NULL);
  is_yardstick = argc == 2;
  if (is_yardstick)
    {
      application = G_APPLICATION (adw_application_new (NULL, G_APPLICATION_NON_UNIQUE));
      g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
    }
  else
    {
      application = ht_application_new ();
      g_application_set_flags (application, G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
    }
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
  g_application_run (application, argc - 1, arguments);
  g_printerr ("first-frame: the program ended before it had shown anything\n");
  return EXIT_FAILURE;
}
