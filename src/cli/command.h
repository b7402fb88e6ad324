/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtExit:
 * @HT_EXIT_DONE: done, with warnings where part of an input could not be read
 * @HT_EXIT_FAILED: nothing could be read or done
 * @HT_EXIT_USAGE: the command line makes no sense
 *
 * Exit status of all commands.
 */
typedef enum
{
  HT_EXIT_DONE = 0,
  HT_EXIT_FAILED = 1,
  HT_EXIT_USAGE = 2,
} HtExit;

/**
 * HtCommandSyntax:
 * @name: name of the command
 * @arguments: what follows the options, for the help
 * @summary: what it does, in one sentence
 * @details: (nullable): more of it
 * @min_arguments: how many arguments it needs
 * @max_arguments: how many it takes at most
 */
typedef struct
{
  const char *name;
  const char *arguments;
  const char *summary;
  const char *details;
  int min_arguments;
  int max_arguments;
} HtCommandSyntax;

gboolean ht_command_parse (const HtCommandSyntax *syntax,
                           const GOptionEntry *options,
                           int *argc,
                           char ***argv,
                           HtExit *status);
HtExit ht_command_usage_error (const HtCommandSyntax *syntax, const char *message);
HtExit ht_command_fail (const GError *error);
HtExit ht_command_finish_output (const GError *error);
void ht_command_note (const char *format, ...) G_GNUC_PRINTF (1, 2);

HtExit ht_command_show_recording (const char *path, gboolean as_json);

HtExit ht_command_info (int argc, char **argv);
HtExit ht_command_import (int argc, char **argv);
HtExit ht_command_top (int argc, char **argv);
HtExit ht_command_gc (int argc, char **argv);
HtExit ht_command_growth (int argc, char **argv);
HtExit ht_command_known (int argc, char **argv);
HtExit ht_command_notes (int argc, char **argv);
HtExit ht_command_goroutines (int argc, char **argv);
HtExit ht_command_export (int argc, char **argv);
HtExit ht_command_render (int argc, char **argv);
HtExit ht_command_probe (int argc, char **argv);
HtExit ht_command_record (int argc, char **argv);
HtExit ht_command_fetch (int argc, char **argv);
HtExit ht_command_serve (int argc, char **argv);

G_END_DECLS
