/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "growth-file.h"

#include "output-file.h"
#include "page-pictures.h"
#include "picture-file.h"

#define PICTURE_WIDTH  1000
#define PICTURE_HEIGHT 420

/**
 * ht_growth_format_from_name:
 * @name: what a user wrote
 * @format: (out): which format that is
 *
 * Returns: whether it is one
 */
gboolean
ht_growth_format_from_name (const char *name, HtGrowthFormat *format)
{
  if (g_str_equal (name, "markdown"))
    *format = HT_GROWTH_FORMAT_MARKDOWN;
  else if (g_str_equal (name, "html"))
    *format = HT_GROWTH_FORMAT_HTML;
  else
    return FALSE;
  return TRUE;
}

/* All that was recorded: what was before the growth is part of the picture. */
static GBytes *
draw_picture (HtRecording *recording, gint64 target, GError **error)
{
  g_auto (HtPagePicture) picture = {
    .page = HT_PAGE_MEMORY,
    .display = HT_TIME_DISPLAY_UTC,
    .from_ns = HT_UNKNOWN,
    .to_ns = HT_UNKNOWN,
    .right = 1,
  };

  picture.data = ht_target_data_load (recording, target, PICTURE_WIDTH * 2, error);
  if (picture.data == NULL)
    return NULL;
  return ht_picture_encode (HT_PICTURE_SVG, HT_THEME_LIGHT, PICTURE_WIDTH, PICTURE_HEIGHT, 1,
                            ht_page_picture_paint, &picture, error);
}

/**
 * ht_growth_file_write:
 * @document: what is told
 * @format: in which format
 * @recording: the recording that it is of
 * @target: id of the process
 * @path: where to write to; "-" for standard output
 * @error: return location, in %HT_STORE_ERROR, %G_FILE_ERROR or %G_IO_ERROR
 *
 * Writes what grows to a file.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_growth_file_write (const HtGrowthDocument *document,
                      HtGrowthFormat format,
                      HtRecording *recording,
                      gint64 target,
                      const char *path,
                      GError **error)
{
  g_autoptr (HtOutputFile) file = NULL;
  g_autoptr (GBytes) picture = NULL;
  g_autofree char *text = NULL;

  if (format == HT_GROWTH_FORMAT_HTML)
    {
      picture = draw_picture (recording, target, error);
      if (picture == NULL)
        return FALSE;
      text = ht_growth_document_html (document, picture);
    }
  else
    text = ht_growth_document_markdown (document);
  file = ht_output_file_new (path, error);
  if (file == NULL)
    return FALSE;
  fputs (text, file->stream);
  return ht_output_file_finish (g_steal_pointer (&file), error);
}
