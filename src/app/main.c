/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "application.h"

int
main (int argc, char *argv[])
{
  g_autoptr (GApplication) application = ht_application_new ();

  g_set_application_name ("Heaptrail");
  return g_application_run (application, argc, argv);
}
