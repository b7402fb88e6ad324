/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "json-writer.h"
#include "page-pictures.h"
#include "profile-choice.h"

#define DEFAULT_WIDTH  1600
#define DEFAULT_HEIGHT 900
#define MOST_PIXELS    16000

static const HtCommandSyntax syntax = {
  .name = "render",
  .arguments = "VIEW INPUT",
  .summary = "Draws what a page of the window shows.",
  .details = "VIEW is memory, gc or flame. The picture is a PNG, an SVG or a PDF, as the name of\n"
             "FILE says.",
  .min_arguments = 2,
  .max_arguments = 2,
};

typedef struct
{
  char *output;
  char *size;
  char *target;
  char *type;
  char *at;
  gboolean dark;
  gboolean as_json;
  int width;
  int height;
} Request;

static void
request_clear (Request *request)
{
  g_free (request->output);
  g_free (request->size);
  g_free (request->target);
  g_free (request->type);
  g_free (request->at);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

static gboolean
parse_pixels (const char *text, int *pixels)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 1, MOST_PIXELS, &number, NULL))
    return FALSE;
  *pixels = (int) number;
  return TRUE;
}

static gboolean
parse_size (Request *request)
{
  g_auto (GStrv) parts = NULL;

  request->width = DEFAULT_WIDTH;
  request->height = DEFAULT_HEIGHT;
  if (request->size == NULL)
    return TRUE;
  parts = g_strsplit (request->size, "x", 3);
  return g_strv_length (parts) == 2 && parse_pixels (parts[0], &request->width) &&
         parse_pixels (parts[1], &request->height);
}

static cairo_surface_t *
make_surface (const Request *request)
{
  if (g_str_has_suffix (request->output, ".svg"))
    return cairo_svg_surface_create (request->output, request->width, request->height);
  if (g_str_has_suffix (request->output, ".pdf"))
    return cairo_pdf_surface_create (request->output, request->width, request->height);
  if (g_str_has_suffix (request->output, ".png"))
    return cairo_image_surface_create (CAIRO_FORMAT_RGB24, request->width, request->height);
  return NULL;
}

static gboolean
paint_target (const Request *request,
              const char *view,
              HtInput *input,
              HtPaint *paint,
              cairo_t *cr,
              GError **error)
{
  g_autoptr (GPtrArray) targets = ht_input_find_targets (input, request->target, error);
  g_autoptr (HtTargetData) data = NULL;

  if (targets == NULL)
    return FALSE;
  data = ht_target_data_load (input->recording,
                              ((const HtTarget *) g_ptr_array_index (targets, 0))->id,
                              (guint) request->width * 2, error);
  if (data == NULL)
    return FALSE;
  if (strcmp (view, "memory") == 0)
    ht_paint_memory_page (data, HT_TIME_DISPLAY_UTC, paint, cr, request->width, request->height);
  else
    ht_paint_gc_page (data, HT_TIME_DISPLAY_UTC, paint, cr, request->width, request->height);
  return TRUE;
}

static gboolean
paint_profile (const Request *request, HtInput *input, HtPaint *paint, cairo_t *cr, GError **error)
{
  g_autoptr (HtProfileChoice) choice =
      ht_profile_choice_new (input, request->target, request->type, request->at, error);
  g_autoptr (HtFlameData) data = NULL;

  if (choice == NULL)
    return FALSE;
  data = ht_flame_data_new (choice->profile, choice->catalog, choice->type);
  g_return_val_if_fail (data != NULL, FALSE);
  ht_paint_flame_page (data, paint, cr, request->width, request->height);
  return TRUE;
}

/* Painted pictures are written when the surface is done with, PNG files on their own. */
static gboolean
save (const Request *request, cairo_surface_t *surface, GError **error)
{
  cairo_status_t status;

  if (cairo_surface_get_type (surface) == CAIRO_SURFACE_TYPE_IMAGE)
    status = cairo_surface_write_to_png (surface, request->output);
  else
    {
      cairo_surface_finish (surface);
      status = cairo_surface_status (surface);
    }
  if (status != CAIRO_STATUS_SUCCESS)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", request->output,
                 cairo_status_to_string (status));
  return status == CAIRO_STATUS_SUCCESS;
}

static gboolean
render (const Request *request, const char *view, const char *path, GError **error)
{
  g_autoptr (HtInput) input = ht_input_open (path, error);
  g_autoptr (HtPaint) paint =
      ht_paint_new_for_surface (request->dark ? HT_THEME_DARK : HT_THEME_LIGHT);
  cairo_surface_t *surface;
  cairo_t *cr;
  gboolean done;

  if (input == NULL)
    return FALSE;
  surface = make_surface (request);
  cr = cairo_create (surface);
  done = strcmp (view, "flame") == 0 ? paint_profile (request, input, paint, cr, error)
                                     : paint_target (request, view, input, paint, cr, error);
  cairo_destroy (cr);
  done = done && save (request, surface, error);
  cairo_surface_destroy (surface);
  return done;
}

static HtExit
answer (const Request *request)
{
  g_autoptr (GError) error = NULL;

  if (request->as_json)
    {
      HtJsonWriter *json = ht_json_writer_new (stdout);

      ht_json_writer_begin_object (json);
      ht_json_writer_member_string (json, "file", request->output);
      ht_json_writer_member_int (json, "width", request->width);
      ht_json_writer_member_int (json, "height", request->height);
      ht_json_writer_end_object (json);
      ht_json_writer_finish (json, &error);
    }
  return ht_command_finish_output (error);
}

static gboolean
is_view (const char *name)
{
  return strcmp (name, "memory") == 0 || strcmp (name, "gc") == 0 || strcmp (name, "flame") == 0;
}

static gboolean
is_picture_name (const char *name)
{
  return g_str_has_suffix (name, ".png") || g_str_has_suffix (name, ".svg") ||
         g_str_has_suffix (name, ".pdf");
}

/**
 * ht_command_render:
 * @argc: how many words there are
 * @argv: the words, the name of the command first
 *
 * The command `render`.
 *
 * Returns: the exit status
 */
HtExit
ht_command_render (int argc, char **argv)
{
  g_auto (Request) request = { 0 };
  const GOptionEntry options[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &request.output, "The picture", "FILE" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &request.size, "Its size, 1600x900 by default", "WxH" },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &request.dark, "Light on dark", NULL },
    { "target", 't', 0, G_OPTION_ARG_FILENAME, &request.target, "The process, if there are several",
      "NAME" },
    { "sample", 0, 0, G_OPTION_ARG_STRING, &request.type, "For flame: what to show", "TYPE" },
    { "at", 0, 0, G_OPTION_ARG_STRING, &request.at, "For flame: when it was taken", "TIME" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &request.as_json, "Answer as JSON", NULL },
    { 0 },
  };
  g_autoptr (GError) error = NULL;
  HtExit status;

  if (!ht_command_parse (&syntax, options, &argc, &argv, &status))
    return status;
  if (!is_view (argv[1]))
    return ht_command_usage_error (&syntax, "VIEW must be memory, gc or flame");
  if (request.output == NULL || !is_picture_name (request.output))
    return ht_command_usage_error (&syntax, "-o FILE must name a .png, .svg or .pdf file");
  if (!parse_size (&request))
    return ht_command_usage_error (&syntax, "--size must be like 1600x900");
  if (!render (&request, argv[1], argv[2], &error))
    return ht_command_fail (error);
  return answer (&request);
}
