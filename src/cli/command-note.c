/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "command.h"
#include "input.h"
#include "json-writer.h"
#include "recording-edit.h"
#include "safe-text.h"
#include "timestamps.h"

#include <stdio.h>
#include <string.h>

static const HtCommandSyntax syntax = {
  .name = "note",
  .arguments = "add RECORDING TEXT | list INPUT | change RECORDING ID TEXT | remove RECORDING ID",
  .summary = "Notes in a recording, about a time or about a chain that grows.",
  .details = "A note that is changed or removed is not lost: list --all shows what it said.",
  .min_arguments = 2,
  .max_arguments = 4,
};

/* What the command line asks for. */
typedef struct
{
  gboolean as_json;
  gboolean all;

  /* Owned */
  HtAuthOptions auth;
  char *target;
  char *at;
  char *until;
  char *chain;
} Request;

static void
request_clear (Request *request)
{
  ht_auth_options_clear (&request->auth);
  g_free (request->target);
  g_free (request->at);
  g_free (request->until);
  g_free (request->chain);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

static void
write_json (const GPtrArray *notes, const GPtrArray *targets, HtJsonWriter *json)
{
  ht_json_writer_member (json, "notes");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < notes->len; i++)
    {
      const HtNote *note = g_ptr_array_index (notes, i);

      ht_json_writer_begin_object (json);
      ht_json_writer_member_int (json, "id", note->id);
      ht_json_writer_member_string (json, "target", ht_targets_get_name (targets, note->target));
      ht_json_writer_member_ms (json, "time_ms", note->time_ns);
      ht_json_writer_member_ms (json, "end_ms", note->end_ns);
      ht_json_writer_member_string (json, "chain", note->chain);
      ht_json_writer_member_string (json, "text", note->text);
      ht_json_writer_member_ms (json, "made_ms", note->made_ns);
      ht_json_writer_member_ms (json, "changed_ms", note->changed_ns);
      ht_json_writer_member_ms (json, "until_ms", note->until_ns);
      ht_json_writer_end_object (json);
    }
  ht_json_writer_end_array (json);
}

static char *
format_time (gint64 time_ns)
{
  return time_ns != HT_UNKNOWN ? ht_format_timestamp (time_ns) : g_strdup ("—");
}

static void
print_note (const HtNote *note, const char *target)
{
  g_autofree char *time = format_time (note->time_ns);
  g_autofree char *text = ht_safe_text_for_terminal (note->text, -1);

  printf ("%" G_GINT64_FORMAT "  %s", note->id, time);
  if (note->end_ns != HT_UNKNOWN)
    {
      g_autofree char *end = format_time (note->end_ns);

      printf (" to %s", end);
    }
  if (target != NULL)
    {
      g_autofree char *name = ht_safe_text_for_terminal (target, -1);

      printf ("  %s", name);
    }
  if (note->until_ns != HT_UNKNOWN)
    {
      g_autofree char *until = format_time (note->until_ns);

      printf ("  (until %s)", until);
    }
  putchar ('\n');
  if (note->chain != NULL)
    {
      g_autofree char *chain = ht_safe_text_for_terminal (note->chain, -1);

      printf ("    about %s\n", chain);
    }
  printf ("    %s\n", text);
}

static HtExit
print_notes (const Request *request, HtRecording *recording, const GPtrArray *targets)
{
  gint64 target = targets->len == 1 ? ((const HtTarget *) g_ptr_array_index (targets, 0))->id : 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notes = ht_recording_list_notes (recording, target, &error);

  if (notes == NULL)
    return ht_command_fail (error);
  if (request->all)
    {
      GPtrArray *old = ht_recording_list_old_notes (recording, target, &error);

      if (old == NULL)
        return ht_command_fail (error);
      g_ptr_array_extend_and_steal (notes, old);
    }
  if (request->as_json)
    {
      HtJsonWriter *json = ht_json_writer_new (stdout);

      ht_json_writer_begin_object (json);
      write_json (notes, targets, json);
      ht_json_writer_end_object (json);
      ht_json_writer_finish (json, &error);
      return ht_command_finish_output (error);
    }
  for (guint i = 0; i < notes->len; i++)
    {
      const HtNote *note = g_ptr_array_index (notes, i);

      print_note (note, targets->len > 1 ? ht_targets_get_name (targets, note->target) : NULL);
    }
  if (notes->len == 0)
    puts ("There are no notes.");
  return ht_command_finish_output (NULL);
}

static HtExit
list (const Request *request, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtInput) input = ht_input_open (path, &request->auth, &error);
  g_autoptr (GPtrArray) targets =
      input != NULL ? ht_input_find_targets (input, request->target, &error) : NULL;

  if (targets == NULL)
    return ht_command_fail (error);
  return print_notes (request, input->recording, targets);
}

/* Takes over what the options say; what they do not say stays. */
static gboolean
fill (const Request *request, const HtRecordingEdit *edit, HtNote *note, GError **error)
{
  if ((request->at != NULL &&
       !ht_parse_time (request->at, edit->first_ns, edit->last_ns, &note->time_ns, error)) ||
      (request->until != NULL &&
       !ht_parse_time (request->until, edit->first_ns, edit->last_ns, &note->end_ns, error)))
    return FALSE;
  if (note->end_ns != HT_UNKNOWN && (note->time_ns == HT_UNKNOWN || note->end_ns < note->time_ns))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           "--until must not be before --at");
      return FALSE;
    }
  if (request->chain != NULL)
    {
      g_free (note->chain);
      note->chain = ht_safe_text_to_utf8 (request->chain, -1);
    }
  note->changed_ns = edit->now_ns;
  return TRUE;
}

static gboolean
add (const Request *request, HtRecordingEdit *edit, const char *text, GError **error)
{
  g_autofree char *safe = ht_safe_text_to_utf8 (text, -1);
  g_autoptr (HtNote) note = ht_note_new (edit->target, HT_UNKNOWN, NULL, safe);

  note->made_ns = edit->now_ns;
  return fill (request, edit, note, error) &&
         ht_recording_writer_write_note (edit->writer, note, error) > 0;
}

static gboolean
parse_id (const char *text, gint64 *id, GError **error)
{
  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, id, NULL))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "“%s” is no number of a note; heaptrail-cli note list tells them", text);
  return FALSE;
}

static gboolean
change (const Request *request,
        HtRecordingEdit *edit,
        const char *id_text,
        const char *text,
        GError **error)
{
  g_autoptr (GPtrArray) notes = NULL;
  gint64 id;

  if (!parse_id (id_text, &id, error))
    return FALSE;
  notes = ht_recording_list_notes (edit->recording, 0, error);
  for (guint i = 0; notes != NULL && i < notes->len; i++)
    {
      HtNote *note = g_ptr_array_index (notes, i);

      if (note->id != id)
        continue;
      g_free (note->text);
      note->text = ht_safe_text_to_utf8 (text, -1);
      return fill (request, edit, note, error) &&
             ht_recording_writer_write_note (edit->writer, note, error) > 0;
    }
  if (notes != NULL)
    g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND, "%s: there is no note %s",
                 ht_recording_get_path (edit->recording), id_text);
  return FALSE;
}

static gboolean
remove_note (HtRecordingEdit *edit, const char *id_text, GError **error)
{
  gint64 id;

  return parse_id (id_text, &id, error) &&
         ht_recording_writer_remove_note (edit->writer, id, edit->now_ns, error);
}

static HtExit
edit (const Request *request, const char *verb, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  /* A note that has a number is found without its target. */
  g_autoptr (HtRecordingEdit) self =
      ht_recording_edit_open (argv[0], request->target, strcmp (verb, "add") == 0, &error);
  g_autoptr (GPtrArray) targets = NULL;
  gboolean succeeded;

  if (self == NULL)
    return ht_command_fail (error);
  if (strcmp (verb, "add") == 0)
    succeeded = add (request, self, argv[1], &error);
  else if (strcmp (verb, "change") == 0)
    succeeded = change (request, self, argv[1], argv[2], &error);
  else
    succeeded = remove_note (self, argv[1], &error);
  if (!succeeded || !ht_recording_writer_commit (self->writer, &error))
    return ht_command_fail (error);
  targets = ht_recording_list_targets (self->recording, &error);
  return targets != NULL ? print_notes (request, self->recording, targets)
                         : ht_command_fail (error);
}

/**
 * ht_command_notes:
 * @argc: how many words there are
 * @argv: the words, the name of the command first
 *
 * The command `note`.
 *
 * Returns: the exit status
 */
HtExit
ht_command_notes (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    int n_arguments;
  } verbs[] = { { "add", 2 }, { "list", 1 }, { "change", 3 }, { "remove", 2 } };
  g_auto (Request) request = { 0 };
  const GOptionEntry options[] = {
    { "target", 't', 0, G_OPTION_ARG_FILENAME, &request.target, "The process, if there are several",
      "NAME" },
    { "at", 0, 0, G_OPTION_ARG_FILENAME, &request.at, "What time the note is about", "TIME" },
    { "until", 0, 0, G_OPTION_ARG_FILENAME, &request.until, "Until when, if it is no moment",
      "TIME" },
    { "chain", 0, 0, G_OPTION_ARG_FILENAME, &request.chain,
      "What chain it is about, as growth names it", "CHAIN" },
    { "all", 'a', 0, G_OPTION_ARG_NONE, &request.all, "With what was changed or removed", NULL },
    HT_AUTH_OPTION_ENTRIES (request.auth),
    { "json", 0, 0, G_OPTION_ARG_NONE, &request.as_json, "Answer as JSON", NULL },
    { 0 },
  };
  HtExit status;

  if (!ht_command_parse (&syntax, options, &argc, &argv, &status))
    return status;
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      if (strcmp (argv[1], verbs[i].name) != 0)
        continue;
      if (argc - 2 != verbs[i].n_arguments)
        return ht_command_usage_error (&syntax, "there are too few arguments, or too many");
      if (strcmp (argv[1], "list") == 0)
        return list (&request, argv[2]);
      if (argc > 3 && *argv[argc - 1] == '\0')
        return ht_command_usage_error (&syntax, "the note is empty");
      return edit (&request, argv[1], argc - 2, argv + 2);
    }
  return ht_command_usage_error (&syntax, "the first word is add, list, change or remove");
}
