/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What programs that measure share. */

#include <glib.h>
#include <sys/resource.h>

static inline void
check (gboolean succeeded, const GError *error)
{
  if (!succeeded)
    g_error ("%s", error != NULL ? error->message : "it did not work");
}

/* Of RUSAGE_SELF, RUSAGE_CHILDREN or RUSAGE_THREAD, in user and kernel mode. */
static inline double
cpu_seconds (int who)
{
  struct rusage usage;

  getrusage (who, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / G_USEC_PER_SEC;
}
