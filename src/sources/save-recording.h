/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean ht_save_recording (const char *from,
                            const char *to,
                            const char *const *captures,
                            GCancellable *cancellable,
                            GError **error);

G_END_DECLS
