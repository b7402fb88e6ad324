/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "window-report.h"

#include <glib/gi18n.h>

#include "file-chooser.h"
#include "growth-document.h"
#include "target-preferences.h"
#include "timestamps.h"
#include "window-file.h"

/* What is to be saved, and where to. */
typedef struct
{
  /* Owned */
  HtGrowthDocument document;

  HtGrowthFormat format;
} ReportRequest;

static void
report_request_free (gpointer data)
{
  ReportRequest *request = data;

  ht_growth_document_clear (&request->document);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReportRequest, report_request_free)

/* Names without folders: those of this machine say nothing elsewhere. */
static GStrv
list_inputs (HtDocument *document)
{
  const char *const *captures = ht_document_get_captures (document);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  if (captures == NULL || captures[0] == NULL)
    g_strv_builder_add (names, ht_document_get_title (document));
  for (gsize i = 0; captures != NULL && captures[i] != NULL; i++)
    {
      g_autofree char *name = g_path_get_basename (captures[i]);

      g_strv_builder_add (names, strstr (captures[i], "://") != NULL ? captures[i] : name);
    }
  return g_strv_builder_end (names);
}

static void
tell_origin (HtGrowthDocument *document, HtDocument *recording, const char *target)
{
  const HtGrowthData *growth = document->growth;
  gboolean has_from = growth->asked_from_ns > document->data->from_ns;
  gboolean has_to = growth->asked_to_ns < document->data->to_ns;
  g_autofree char *from = has_from ? ht_format_timestamp (growth->asked_from_ns) : NULL;
  /* Times are written to the ms: the last profile is to be in it. */
  g_autofree char *to = has_to ? ht_format_timestamp (growth->asked_to_ns + 999999) : NULL;
  const HtGrowthOption options[] = {
    { "--target", ht_document_get_targets (recording)->len > 1 ? target : NULL },
    { "--from", from },
    { "--to", to },
  };
  g_auto (GStrv) inputs = list_inputs (recording);

  ht_growth_document_set_origin (document, (const char *const *) inputs, options,
                                 G_N_ELEMENTS (options));
}

/* What the page shows at this moment. */
static ReportRequest *
report_request_new (HtWindow *window)
{
  g_autoptr (ReportRequest) request = g_new0 (ReportRequest, 1);
  g_auto (HtPagePicture) picture = { 0 };
  HtDocument *recording = ht_window_get_document (window);
  const char *target;

  if (recording == NULL || ht_window_get_page_picture (window, &picture) == NULL ||
      picture.growth == NULL)
    return NULL;
  target = ht_targets_get_name (ht_document_get_targets (recording), picture.data->target);
  if (target == NULL)
    target = "";
  request->document.growth = ht_growth_data_ref (picture.growth);
  request->document.data =
      ht_target_data_ref (picture.data->whole != NULL ? picture.data->whole : picture.data);
  request->document.display = picture.display;
  request->document.start_ns = request->document.data->from_ns;
  ht_target_preferences_get_limits (ht_target_preferences_get_default (), target,
                                    &request->document.limits);
  tell_origin (&request->document, recording, target);
  return g_steal_pointer (&request);
}

static void
copy_action (GtkWidget *widget, const char *action_name, GVariant *format)
{
  HtWindow *window = HT_WINDOW (widget);
  g_autoptr (ReportRequest) request = report_request_new (window);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  if (request == NULL ||
      !ht_growth_format_from_name (g_variant_get_string (format, NULL), &request->format))
    {
      ht_window_show_toast (window, _ ("There is nothing to copy yet"));
      return;
    }
  bytes = ht_growth_document_encode (&request->document, request->format, NULL);
  g_return_if_fail (bytes != NULL);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  ht_window_show_toast (window, request->format == HT_GROWTH_FORMAT_MARKDOWN
                                    ? _ ("Report copied as Markdown")
                                    : _ ("Report copied as text"));
}

static GBytes *
encode_report (gpointer data, GError **error)
{
  const ReportRequest *request = data;

  return ht_growth_document_encode (&request->document, request->format, error);
}

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HtWindow *window = HT_WINDOW (source);
  g_autoptr (ReportRequest) request = user_data;
  g_autoptr (GFile) file = ht_choose_save_file_finish (result, NULL);
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;

  if (file == NULL)
    return;
  if (!ht_growth_format_of_file (name, &request->format))
    ht_window_show_toast (window, _ ("The name must end with .html, .pdf, .md or .txt"));
  else
    ht_window_write_file (window, file, encode_report, g_steal_pointer (&request),
                          report_request_free);
}

static void
save_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  HtWindow *window = HT_WINDOW (widget);
  ReportRequest *request = report_request_new (window);
  g_autofree char *name = NULL;

  if (request == NULL)
    {
      ht_window_show_toast (window, _ ("There is nothing to save yet"));
      return;
    }
  name = ht_window_suggest_file_name (window, "-growth.html");
  ht_choose_save_file_async (GTK_WINDOW (window), _ ("Save Report"), name, NULL, file_chosen_cb,
                             request);
}

/**
 * ht_window_report_install:
 * @widget_class: the class of the window
 *
 * Installs the actions that copy and save what grows.
 */
void
ht_window_report_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.copy-growth", "s", copy_action);
  gtk_widget_class_install_action (widget_class, "win.save-growth", NULL, save_action);
}
