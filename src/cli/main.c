/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "command.h"

static const struct
{
  const char *name;
  HtExit (*run) (int argc, char **argv);
  const char *summary;
} commands[] = {
  { "info", ht_command_info, "what an input is: targets, times, counts" },
  { "import", ht_command_import, "make or extend a recording" },
  { "top", ht_command_top, "a profile by function" },
  { "gc", ht_command_gc, "garbage collections and their statistics" },
  { "growth", ht_command_growth, "call chains that grow" },
  { "known", ht_command_known, "growth that is known, and is not to be told again" },
  { "note", ht_command_notes, "what people wrote down about a time, or about what grows" },
  { "goroutines", ht_command_goroutines, "goroutines of a trace, and who made the heap grow" },
  { "export", ht_command_export, "a recording as pprof, folded stacks, CSV or JSON" },
  { "render", ht_command_render, "a page of the window as PNG, SVG or PDF" },
  { "probe", ht_command_probe, "a live service: which of its captures are there, which are not" },
  { "record", ht_command_record, "live services: heap each second, profiles, goroutines" },
  { "fetch", ht_command_fetch, "history of any number of services from a Prometheus server" },
  { "serve", ht_command_serve, "a recording as a live service, with time running" },
};

static void
print_help (FILE *stream)
{
  fputs ("Usage: heaptrail-cli COMMAND [OPTION...] INPUT...\n"
         "\n"
         "Tells why the memory of a Go service grows. INPUT is a recording, any file or folder\n"
         "that can be imported, the URL of a capture, or - for standard input.\n"
         "\n"
         "Commands:\n",
         stream);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (stream, "  %-10s %s\n", commands[i].name, commands[i].summary);
  fputs ("\n"
         "heaptrail-cli COMMAND --help tells the options of a command. All commands take --json.\n"
         "Exit status: 0 done, 1 nothing could be read or done, 2 wrong usage.\n",
         stream);
}

int
main (int argc, char **argv)
{
  const char *name = argc > 1 ? argv[1] : NULL;

  /* Writing to a closed pipe is met as an error, so that temporary files are removed. */
  signal (SIGPIPE, SIG_IGN);

  if (name == NULL)
    {
      print_help (stderr);
      return HT_EXIT_USAGE;
    }
  if (strcmp (name, "--help") == 0 || strcmp (name, "-h") == 0 || strcmp (name, "help") == 0)
    {
      print_help (stdout);
      return ht_command_finish_output (NULL);
    }
  if (strcmp (name, "--version") == 0)
    {
      puts ("heaptrail-cli " HT_VERSION);
      return ht_command_finish_output (NULL);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (name, commands[i].name) == 0)
      return commands[i].run (argc - 1, argv + 1);
  ht_command_note ("there is no command “%s”. See heaptrail-cli --help.", name);
  return HT_EXIT_USAGE;
}
