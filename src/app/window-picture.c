/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "window-picture.h"

#include <glib/gi18n.h>

#include "file-chooser.h"
#include "picture-file.h"
#include "window-file.h"

/* Sharp on any screen that it is pasted to. */
#define SCALE 2

typedef struct
{
  /* Owned */
  HtPagePicture picture;

  HtPictureFormat format;
  HtTheme theme;
  int width;
  int height;
} PictureRequest;

static void
picture_request_free (gpointer data)
{
  PictureRequest *request = data;

  ht_page_picture_clear (&request->picture);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PictureRequest, picture_request_free)

/* What is on the page at this moment, so that nothing of it changes while it is painted. */
static PictureRequest *
picture_request_new (HtWindow *window)
{
  g_autoptr (PictureRequest) request = g_new0 (PictureRequest, 1);
  GtkWidget *page = ht_window_get_page_picture (window, &request->picture);

  if (page == NULL)
    return NULL;
  request->width = MAX (gtk_widget_get_width (page), 1);
  request->height = MAX (gtk_widget_get_height (page), 1);
  request->theme = adw_style_manager_get_dark (adw_style_manager_get_default ()) ? HT_THEME_DARK
                                                                                 : HT_THEME_LIGHT;
  return g_steal_pointer (&request);
}

static GBytes *
encode (gpointer data, GError **error)
{
  PictureRequest *request = data;

  return ht_picture_encode (request->format, request->theme, request->width, request->height, SCALE,
                            ht_page_picture_paint, &request->picture, error);
}

static void
copy_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GBytes) bytes = encode (task_data, &error);
  GdkTexture *texture = bytes != NULL ? gdk_texture_new_from_bytes (bytes, &error) : NULL;
  GdkContentProvider *providers[2];

  if (texture == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  /* Who asks for a PNG gets it as it is; the texture is for who wants another format. */
  providers[0] = gdk_content_provider_new_for_bytes ("image/png", bytes);
  providers[1] = gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture);
  g_object_unref (texture);
  g_task_return_pointer (task, gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers)),
                         g_object_unref);
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HtWindow *window = HT_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkContentProvider) picture = g_task_propagate_pointer (G_TASK (result), &error);

  if (picture == NULL)
    {
      ht_window_show_toast (window, error->message);
      return;
    }
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (window)), picture);
  ht_window_show_toast (window, _ ("Picture copied"));
}

static void
copy_picture_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (user_data, NULL, copied_cb, NULL);
  PictureRequest *request = picture_request_new (user_data);

  if (request == NULL)
    {
      ht_window_show_toast (user_data, _ ("There is nothing to copy yet"));
      return;
    }
  request->format = HT_PICTURE_PNG;
  g_task_set_source_tag (task, copy_picture_cb);
  g_task_set_task_data (task, request, picture_request_free);
  g_task_run_in_thread (task, copy_worker);
}

static void
save_file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HtWindow *window = HT_WINDOW (source);
  g_autoptr (PictureRequest) request = user_data;
  g_autoptr (GFile) file = ht_choose_save_file_finish (result, NULL);
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;

  if (file == NULL)
    return;
  if (!ht_picture_format_of_name (name, &request->format))
    ht_window_show_toast (window, _ ("The name must end with .png, .svg or .pdf"));
  else
    ht_window_write_file (window, file, encode, g_steal_pointer (&request), picture_request_free);
}

static char *
suggest_name (HtWindow *window, const PictureRequest *request)
{
  static const char *const pages[] = {
    [HT_PAGE_MEMORY] = "memory",
    [HT_PAGE_GC] = "gc",
    [HT_PAGE_FLAME] = "flame",
    [HT_PAGE_GROWTH] = "growth",
  };
  g_autofree char *ending = g_strdup_printf ("-%s.png", pages[request->picture.page]);

  return ht_window_suggest_file_name (window, ending);
}

static void
save_picture_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PictureRequest *request = picture_request_new (user_data);
  g_autofree char *name = NULL;

  if (request == NULL)
    {
      ht_window_show_toast (user_data, _ ("There is nothing to save yet"));
      return;
    }
  name = suggest_name (user_data, request);
  ht_choose_save_file_async (user_data, _ ("Save Picture"), name, NULL, save_file_chosen_cb,
                             request);
}

/**
 * ht_window_add_picture_actions:
 * @window: the window
 *
 * Adds the actions that copy and save what the page shows.
 */
void
ht_window_add_picture_actions (HtWindow *window)
{
  static const GActionEntry actions[] = {
    { "copy-picture", copy_picture_cb, NULL, NULL, NULL, { 0 } },
    { "save-picture", save_picture_cb, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (window), actions, G_N_ELEMENTS (actions), window);
}
