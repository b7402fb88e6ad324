/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "analysis-error.h"
#include "format-error.h"
#include "safe-text.h"

/**
 * ht_command_note:
 * @format: a printf format
 * @...: its arguments
 *
 * Says something to people in one line on stderr, whatever is in it.
 */
void
ht_command_note (const char *format, ...)
{
  g_autofree char *message = NULL;
  g_autofree char *safe = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  safe = ht_safe_text_for_terminal (message, -1);
  fprintf (stderr, "heaptrail-cli: %s\n", safe);
}

/**
 * ht_command_usage_error:
 * @syntax: the command
 * @message: what is wrong with the command line
 *
 * Returns: %HT_EXIT_USAGE, after it was said
 */
HtExit
ht_command_usage_error (const HtCommandSyntax *syntax, const char *message)
{
  ht_command_note ("%s: %s. See heaptrail-cli %s --help.", syntax->name, message, syntax->name);
  return HT_EXIT_USAGE;
}

/* What to do about an error, where its message does not say so itself. */
static const char *
advice_for (const GError *error)
{
  if (error->domain != HT_FORMAT_ERROR)
    return "";
  switch (error->code)
    {
    case HT_FORMAT_ERROR_CORRUPT:
      return " It is damaged: capture it again.";
    case HT_FORMAT_ERROR_TRUNCATED:
      return " It was cut off: capture it again.";
    case HT_FORMAT_ERROR_UNSUPPORTED:
      return " See “man heaptrail-cli” for what can be read.";
    default:
      return "";
    }
}

/**
 * ht_command_fail:
 * @error: what went wrong; its message names the input
 *
 * Returns: %HT_EXIT_USAGE for what the user wrote wrong, else %HT_EXIT_FAILED; after it was said
 */
HtExit
ht_command_fail (const GError *error)
{
  gsize length = strlen (error->message);
  gboolean is_usage = error->domain == G_NUMBER_PARSER_ERROR || error->domain == G_OPTION_ERROR ||
                      g_error_matches (error, HT_ANALYSIS_ERROR, HT_ANALYSIS_ERROR_PATTERN);

  ht_command_note ("%s%s%s", error->message,
                   length > 0 && error->message[length - 1] == '.' ? "" : ".", advice_for (error));
  return is_usage ? HT_EXIT_USAGE : HT_EXIT_FAILED;
}

/**
 * ht_command_finish_output:
 * @error: (nullable): what went wrong with writing, if it is known already
 *
 * Flushes standard output. Nobody reading any more, as behind `head`, is no failure.
 *
 * Returns: the exit status of a command that is done
 */
HtExit
ht_command_finish_output (const GError *error)
{
  gboolean failed = error != NULL || fflush (stdout) != 0 || ferror (stdout);
  gboolean closed =
      error != NULL ? g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_PIPE) : errno == EPIPE;

  if (!failed || closed)
    return HT_EXIT_DONE;
  ht_command_note ("standard output: %s.", error != NULL ? error->message : g_strerror (errno));
  return HT_EXIT_FAILED;
}

/**
 * ht_command_parse:
 * @syntax: the command
 * @options: its options; texts are taken as %G_OPTION_ARG_FILENAME, because that
 *   asks no locale about them
 * @argc: (inout): how many words there are
 * @argv: (inout): the words, of which the arguments are left from index 1
 * @status: (out): the exit status where nothing is to be done
 *
 * Reads the command line, tells help and what is wrong with it.
 *
 * Returns: whether to go on
 */
gboolean
ht_command_parse (const HtCommandSyntax *syntax,
                  const GOptionEntry *options,
                  int *argc,
                  char ***argv,
                  HtExit *status)
{
  g_autofree char *usage = g_strdup_printf ("%s %s", syntax->name, syntax->arguments);
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autoptr (GError) error = NULL;
  gboolean help = FALSE;
  const GOptionEntry help_entry[] = {
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, "Show this help", NULL },
    { 0 },
  };

  /* The parser prints the name of the program in front. */
  g_set_prgname ("heaptrail-cli");
  g_option_context_set_summary (context, syntax->summary);
  g_option_context_set_description (context, syntax->details);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, options, NULL);
  g_option_context_add_main_entries (context, help_entry, NULL);

  *status = HT_EXIT_USAGE;
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      ht_command_usage_error (syntax, error->message);
      return FALSE;
    }
  if (help)
    {
      g_autofree char *text = g_option_context_get_help (context, TRUE, NULL);

      fputs (text, stdout);
      *status = ht_command_finish_output (NULL);
      return FALSE;
    }
  if (*argc > 1 && strcmp ((*argv)[1], "--") == 0)
    {
      (*argv)[1] = (*argv)[0];
      (*argv)++;
      (*argc)--;
    }
  if (*argc - 1 < syntax->min_arguments)
    {
      ht_command_usage_error (syntax, "an input is missing");
      return FALSE;
    }
  if (*argc - 1 > syntax->max_arguments)
    {
      ht_command_usage_error (syntax, "there are too many arguments");
      return FALSE;
    }
  *status = HT_EXIT_DONE;
  return TRUE;
}
