/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "svg-fragment.h"

#include <string.h>

/* How names within a picture are written, where they are given and where they are used. */
static const char *const name_starts[] = { " id=\"", "xlink:href=\"#", " href=\"#", "url(#" };

/* Within a page there are other pictures, whose names are the same. */
static void
append_renamed (GString *html, const char *svg, gsize position)
{
  while (*svg != '\0')
    {
      const char *start = NULL;

      for (gsize i = 0; i < G_N_ELEMENTS (name_starts) && start == NULL; i++)
        if (g_str_has_prefix (svg, name_starts[i]))
          start = name_starts[i];
      if (start == NULL)
        {
          g_string_append_c (html, *svg++);
          continue;
        }
      /* In a page names of other vocabularies have no prefix. */
      svg += strlen (start);
      g_string_append_printf (html, "%sp%" G_GSIZE_FORMAT "-",
                              g_str_has_prefix (start, "xlink:") ? "href=\"#" : start, position);
    }
}

/**
 * ht_svg_fragment_append:
 * @html: a page
 * @theme: the colours; it gets the class "light" or "dark"
 * @width: how wide, in px
 * @height: how high
 * @text: what the picture shows, for who cannot see it
 * @painter: paints it
 * @user_data: handed to @painter
 * @error: return location, in %G_IO_ERROR
 *
 * Paints a picture as an element of a page, which may have others. It asks for nothing else.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_svg_fragment_append (GString *html,
                        HtTheme theme,
                        int width,
                        int height,
                        const char *text,
                        HtPicturePainter painter,
                        gpointer user_data,
                        GError **error)
{
  g_autoptr (GBytes) bytes =
      ht_picture_encode (HT_PICTURE_SVG, theme, width, height, 1, painter, user_data, error);
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_autofree char *svg = NULL;
  const char *content;

  if (bytes == NULL)
    return FALSE;
  svg = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  /* What a file begins with, a page does not know. */
  content = strstr (svg, "<svg");
  content = content != NULL ? strchr (content, '>') : NULL;
  g_return_val_if_fail (content != NULL, FALSE);
  g_string_append_printf (html,
                          "<svg class=\"%s\" role=\"img\" aria-label=\"%s\" width=\"%d\" "
                          "height=\"%d\" viewBox=\"0 0 %d %d\">",
                          theme == HT_THEME_DARK ? "dark" : "light", escaped, width, height, width,
                          height);
  append_renamed (html, content + 1, html->len);
  while (html->len > 0 && g_ascii_isspace (html->str[html->len - 1]))
    g_string_truncate (html, html->len - 1);
  return TRUE;
}
