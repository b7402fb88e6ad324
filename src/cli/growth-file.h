/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-document.h"
#include "recording.h"

G_BEGIN_DECLS

/**
 * HtGrowthFormat:
 * @HT_GROWTH_FORMAT_MARKDOWN: for a chat or an issue
 * @HT_GROWTH_FORMAT_HTML: a page with a picture
 *
 * What kind of file tells of growth.
 */
typedef enum
{
  HT_GROWTH_FORMAT_MARKDOWN,
  HT_GROWTH_FORMAT_HTML,
} HtGrowthFormat;

gboolean ht_growth_format_from_name (const char *name, HtGrowthFormat *format);
gboolean ht_growth_file_write (const HtGrowthDocument *document,
                               HtGrowthFormat format,
                               HtRecording *recording,
                               gint64 target,
                               const char *path,
                               GError **error);

G_END_DECLS
