/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include <stdio.h>
#include <string.h>

#include "command.h"
#include "flame-load.h"
#include "json-writer.h"
#include "output-file.h"
#include "page-pictures.h"
#include "picture-file.h"
#include "profile-choice.h"

#define DEFAULT_WIDTH  1600
#define DEFAULT_HEIGHT 900
#define MOST_PIXELS    16000

static const HtCommandSyntax syntax = {
  .name = "render",
  .arguments = "VIEW INPUT",
  .summary = "Draws what a page of the window shows.",
  .details =
      "VIEW is memory, gc, flame or growth. The picture is a PNG, an SVG or a PDF, as the name of\n"
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
  char *weighting;
  char *base_at;
  HtAuthOptions auth;
  HtFlameWeighting flame;
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
  g_free (request->weighting);
  g_free (request->base_at);
  ht_auth_options_clear (&request->auth);
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

/* What --weighting and --base-at ask for together. */
static gboolean
parse_weighting (Request *request)
{
  request->flame = request->base_at != NULL ? HT_FLAME_DIFFERENCE : HT_FLAME_HELD;
  if (request->weighting == NULL)
    return TRUE;
  return request->base_at == NULL &&
         ht_flame_weighting_from_name (request->weighting, &request->flame) &&
         request->flame != HT_FLAME_DIFFERENCE;
}

static gboolean
load_target (const Request *request, HtInput *input, HtPagePicture *picture, GError **error)
{
  g_autoptr (GPtrArray) targets = ht_input_find_targets (input, request->target, error);

  if (targets == NULL)
    return FALSE;
  picture->data = ht_target_data_load (input->recording,
                                       ((const HtTarget *) g_ptr_array_index (targets, 0))->id,
                                       (guint) request->width * 2, error);
  return picture->data != NULL;
}

/* The profile to compare with is of the process that the shown one is of. */
static gboolean
find_base (const Request *request,
           HtInput *input,
           const HtProfileChoice *shown,
           HtFlameRequest *flame,
           GError **error)
{
  g_autoptr (HtProfileChoice) base =
      ht_profile_choice_new (input, shown->target, shown->type, request->base_at, error);

  if (base == NULL)
    return FALSE;
  flame->before = base->entry->id;
  flame->before_ns = base->entry->time_ns;
  return TRUE;
}

static gboolean
load_profile (const Request *request, HtInput *input, HtPagePicture *picture, GError **error)
{
  g_autoptr (HtProfileChoice) choice =
      ht_profile_choice_new (input, request->target, request->type, request->at, error);
  HtFlameRequest flame = {
    .weighting = request->flame,
    .from_ns = G_MININT64,
    .to_ns = G_MAXINT64,
  };

  if (choice == NULL)
    return FALSE;
  flame.profile = choice->entry->id;
  flame.profile_ns = choice->entry->time_ns;
  flame.target = choice->entry->target;
  flame.sample_type = choice->type;
  if (request->base_at != NULL && !find_base (request, input, choice, &flame, error))
    return FALSE;
  picture->flame = ht_flame_load (input->recording, &flame, NULL, error);
  return picture->flame != NULL;
}

/* Of the process that @picture already has the data of. */
static gboolean
load_growth (HtInput *input, HtPagePicture *picture, GError **error)
{
  HtGrowthQuestion question;

  ht_growth_question_init (&question, picture->data->target);
  question.start_ns = picture->data->from_ns;
  picture->growth = ht_growth_data_load (input->recording, &question, NULL, error);
  return picture->growth != NULL;
}

static gboolean
write_file (const char *path, GBytes *bytes, GError **error)
{
  HtOutputFile *file = ht_output_file_new (path, error);

  if (file == NULL)
    return FALSE;
  fwrite (g_bytes_get_data (bytes, NULL), 1, g_bytes_get_size (bytes), file->stream);
  return ht_output_file_finish (file, error);
}

static gboolean
render (const Request *request,
        HtPage page,
        HtPictureFormat format,
        const char *path,
        GError **error)
{
  g_autoptr (HtInput) input = ht_input_open (path, &request->auth, error);
  g_auto (HtPagePicture) picture = {
    .page = page,
    .display = HT_TIME_DISPLAY_UTC,
    .from_ns = HT_UNKNOWN,
    .to_ns = HT_UNKNOWN,
    .left = 0,
    .right = 1,
  };
  g_autoptr (GBytes) bytes = NULL;

  if (input == NULL)
    return FALSE;
  if (page == HT_PAGE_FLAME ? !load_profile (request, input, &picture, error)
                            : !load_target (request, input, &picture, error))
    return FALSE;
  if (page == HT_PAGE_GROWTH && !load_growth (input, &picture, error))
    return FALSE;
  bytes = ht_picture_encode (format, request->dark ? HT_THEME_DARK : HT_THEME_LIGHT, request->width,
                             request->height, 1, ht_page_picture_paint, &picture, error);
  return bytes != NULL && write_file (request->output, bytes, error);
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
    { "base-at", 0, 0, G_OPTION_ARG_STRING, &request.base_at,
      "For flame: what has changed since the profile of that time", "TIME" },
    { "weighting", 0, 0, G_OPTION_ARG_STRING, &request.weighting,
      "For flame, beside what is held: growth or age", "WHAT" },
    HT_AUTH_OPTION_ENTRIES (request.auth),
    { "json", 0, 0, G_OPTION_ARG_NONE, &request.as_json, "Answer as JSON", NULL },
    { 0 },
  };
  g_autoptr (GError) error = NULL;
  HtPictureFormat format;
  HtPage page;
  HtExit status;

  if (!ht_command_parse (&syntax, options, &argc, &argv, &status))
    return status;
  if (!ht_page_from_name (argv[1], &page))
    return ht_command_usage_error (&syntax, "VIEW must be memory, gc, flame or growth");
  if (request.output == NULL || !ht_picture_format_of_name (request.output, &format))
    return ht_command_usage_error (&syntax, "-o FILE must name a .png, .svg or .pdf file");
  if (!parse_size (&request))
    return ht_command_usage_error (&syntax, "--size must be like 1600x900");
  if (!parse_weighting (&request))
    return ht_command_usage_error (&syntax,
                                   "--weighting is growth or age, and not for use with --base-at");
  if (!render (&request, page, format, argv[2], &error))
    return ht_command_fail (error);
  return answer (&request);
}
