/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A disk that is full: files of this process may not grow beyond a size. Writing beyond it fails
 * with EFBIG once SIGXFSZ is ignored. */

#include <glib.h>
#include <sys/resource.h>

static inline void
set_room (rlim_t n_bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (n_bytes, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}
