/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "picture-file.h"

G_BEGIN_DECLS

gboolean ht_svg_fragment_append (GString *html,
                                 HtTheme theme,
                                 int width,
                                 int height,
                                 const char *text,
                                 HtPicturePainter painter,
                                 gpointer user_data,
                                 GError **error);

G_END_DECLS
