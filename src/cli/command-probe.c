/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "auth-options.h"
#include "command.h"
#include "json-writer.h"
#include "safe-text.h"
#include "secrets.h"
#include "target-probe.h"

static const HtCommandSyntax syntax = {
  .name = "probe",
  .arguments = "URL",
  .summary = "Looks what a live Go service offers, without making it profile anything.",
  .details = "URL is a service or anything below it, such as localhost:6060, "
             "http://HOST:PORT/debug/pprof/,"
             "\nhttps://PROXY/PREFIX or unix:/SOCKET. What is missing is told with the line of Go "
             "that adds it.",
  .min_arguments = 1,
  .max_arguments = 1,
};

static const char *const state_ids[] = {
  [HT_PROBE_FOUND] = "found",
  [HT_PROBE_MISSING] = "missing",
  [HT_PROBE_DENIED] = "denied",
  [HT_PROBE_FAILED] = "failed",
};

typedef struct
{
  GMainLoop *loop;
  HtTargetProbe *probe;
  GError *error;
} Session;

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Session *session = user_data;

  session->probe = ht_target_probe_finish (result, &session->error);
  g_main_loop_quit (session->loop);
}

static HtTargetProbe *
probe (const char *url, HtCredentials *credentials, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Session session = { .loop = loop };

  ht_target_probe_async (url, credentials, NULL, probed_cb, &session);
  g_main_loop_run (loop);
  if (session.error != NULL)
    g_propagate_error (error, session.error);
  return session.probe;
}

/* What comes from the service is for people only after this. */
static void print_line (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
print_line (const char *format, ...)
{
  g_autofree char *line = NULL;
  g_autofree char *safe = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strchomp (g_strdup_vprintf (format, arguments));
  va_end (arguments);
  safe = ht_safe_text_for_terminal (line, -1);
  puts (safe);
}

static void
print_probe (const HtTargetProbe *found, const char *url)
{
  int width = 0;

  if (found->can_record)
    print_line ("%s: can be recorded", url);
  else
    print_line ("%s: cannot be recorded, nothing tells of its heap", url);
  if (found->go_version != NULL)
    print_line ("Go: %s", found->go_version);
  if (found->command_line != NULL)
    print_line ("command line: %s", found->command_line);
  putchar ('\n');
  for (guint i = 0; i < found->findings->len; i++)
    {
      const HtProbeFinding *finding = g_ptr_array_index (found->findings, i);

      width = MAX (width, (int) strlen (finding->path));
    }
  for (guint i = 0; i < found->findings->len; i++)
    {
      const HtProbeFinding *finding = g_ptr_array_index (found->findings, i);

      print_line ("%-7s  %-*s  %s", state_ids[finding->state], width, finding->path,
                  finding->detail != NULL ? finding->detail : "");
      if (finding->remedy != NULL)
        print_line ("%-7s  %-*s  to have it: %s", "", width, "", finding->remedy);
    }
}

static void
write_probe (const HtTargetProbe *found, const char *url, HtJsonWriter *json)
{
  ht_json_writer_begin_object (json);
  ht_json_writer_member_string (json, "url", url);
  ht_json_writer_member (json, "can_record");
  ht_json_writer_bool (json, found->can_record);
  ht_json_writer_member_string (json, "go_version", found->go_version);
  ht_json_writer_member_string (json, "command_line", found->command_line);
  ht_json_writer_member (json, "findings");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < found->findings->len; i++)
    {
      const HtProbeFinding *finding = g_ptr_array_index (found->findings, i);

      ht_json_writer_begin_object (json);
      ht_json_writer_member_string (json, "what", finding->what);
      ht_json_writer_member_string (json, "path", finding->path);
      ht_json_writer_member_string (json, "state", state_ids[finding->state]);
      ht_json_writer_member_string (json, "detail", finding->detail);
      ht_json_writer_member_string (json, "remedy", finding->remedy);
      ht_json_writer_end_object (json);
    }
  ht_json_writer_end_array (json);
  ht_json_writer_end_object (json);
}

/**
 * ht_command_probe:
 * @argc: how many words there are
 * @argv: the words, the name of the command first
 *
 * The command `probe`.
 *
 * Returns: the exit status
 */
HtExit
ht_command_probe (int argc, char **argv)
{
  g_auto (HtAuthOptions) auth = { 0 };
  gboolean as_json = FALSE;
  const GOptionEntry options[] = {
    HT_AUTH_OPTION_ENTRIES (auth),
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Answer as JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (HtCredentials) credentials = NULL;
  g_autoptr (HtTargetProbe) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  HtExit status;

  if (!ht_command_parse (&syntax, options, &argc, &argv, &status))
    return status;
  credentials = ht_auth_options_make_credentials (&auth, &error);
  found = credentials != NULL ? probe (argv[1], credentials, &error) : NULL;
  if (found == NULL)
    return ht_command_fail (error);
  url = ht_mask_url (found->base_url);
  if (as_json)
    {
      HtJsonWriter *json = ht_json_writer_new (stdout);

      write_probe (found, url, json);
      ht_json_writer_finish (json, &error);
    }
  else
    print_probe (found, url);
  return ht_command_finish_output (error);
}
