/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ht_pprof_is_plausible (const guint8 *bytes, gsize length);

G_END_DECLS
