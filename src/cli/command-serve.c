/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include <gio/gio.h>
#include <glib-unix.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "gc-merge.h"
#include "input.h"
#include "json-writer.h"
#include "known-arithmetic.h"
#include "replay-server.h"

/* Beyond this a day passes in less than a tenth of a second. */
#define MAX_SPEED 1e6

/* gctrace rounds to ms; two collections of one number are further apart. */
#define SAME_END_NS 1000000000

static const HtCommandSyntax syntax = {
  .name = "serve",
  .arguments = "INPUT",
  .summary = "Replays a recording as a live service that one can attach to, with time running.",
  .details =
      "The first line tells the URL. It has /debug/vars, /metrics and /debug/pprof/ as a Go "
      "service\nhas them, and of each target under /NAME/. Times are shifted to the present. "
      "At its end the\nrecording stands still. Ctrl+C ends it.",
  .min_arguments = 1,
  .max_arguments = 1,
};

typedef struct
{
  /* Owned */
  char *target;
  char *listen;
  char *speed_text;
  GInetAddress *address;
  HtAuthOptions auth;

  int port;
  double speed;
  gboolean loop;
  gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->target);
  g_free (options->listen);
  g_free (options->speed_text);
  g_clear_object (&options->address);
  ht_auth_options_clear (&options->auth);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_address (Options *options)
{
  const char *text = options->listen != NULL ? options->listen : "127.0.0.1";
  gsize length = strlen (text);
  g_autofree char *bare = NULL;

  if (strcmp (text, "localhost") == 0)
    text = "127.0.0.1";
  if (length > 2 && text[0] == '[' && text[length - 1] == ']')
    {
      bare = g_strndup (text + 1, length - 2);
      text = bare;
    }
  options->address = g_inet_address_new_from_string (text);
  return options->address != NULL;
}

static gboolean
parse_speed (Options *options)
{
  char *end;

  options->speed = 1;
  if (options->speed_text == NULL)
    return TRUE;
  options->speed = g_ascii_strtod (options->speed_text, &end);
  return end != options->speed_text && *end == '\0' && options->speed > 0 &&
         options->speed <= MAX_SPEED;
}

static int
compare_cycles (gconstpointer a, gconstpointer b)
{
  const HtGcCycle *left = a;
  const HtGcCycle *right = b;

  if (left->n != right->n)
    return left->n < right->n ? -1 : 1;
  return left->end_ns < right->end_ns ? -1 : left->end_ns > right->end_ns;
}

/* Those that MemStats told, by number and end. */
static GArray *
take_told_by_mem_stats (const GArray *cycles)
{
  GArray *told = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));

  for (guint i = 0; i < cycles->len; i++)
    {
      const HtGcCycle *cycle = &g_array_index (cycles, HtGcCycle, i);

      if (cycle->source == HT_GC_SOURCE_MEMSTATS && cycle->end_ns != HT_UNKNOWN)
        g_array_append_vals (told, cycle, 1);
    }
  g_array_sort (told, compare_cycles);
  return told;
}

/* The same collection in @told, if it is there. */
static const HtGcCycle *
find_told (const GArray *told, gint64 n, gint64 end_ns)
{
  const HtGcCycle wanted = { .n = n, .end_ns = end_ns - SAME_END_NS };
  const HtGcCycle *cycle;
  guint low = 0;
  guint high = told->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (compare_cycles (&g_array_index (told, HtGcCycle, middle), &wanted) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == told->len)
    return NULL;
  cycle = &g_array_index (told, HtGcCycle, low);
  return cycle->n == n && cycle->end_ns <= end_ns + SAME_END_NS ? cycle : NULL;
}

/* Each collection once, on the wall clock. gctrace comes rounded, and where MemStats
 * told the same collection, these are what the service says. */
static GArray *
load_cycles (HtRecording *recording, gint64 target, GError **error)
{
  g_autoptr (GArray) raw = ht_recording_read_gc_cycles (recording, target, error);
  g_autoptr (GArray) told = NULL;
  g_autoptr (GArray) cycles = NULL;

  if (raw == NULL)
    return NULL;
  told = take_told_by_mem_stats (raw);
  cycles = ht_gc_merge ((const HtGcCycle *) (gpointer) raw->data, raw->len);
  for (guint i = 0; i < cycles->len; i++)
    {
      HtGcCycle *cycle = &g_array_index (cycles, HtGcCycle, i);
      gint64 end_ns = ht_known_add (cycle->end_ns, cycle->wall_offset_ns);
      const HtGcCycle *exact = end_ns > 0 ? find_told (told, cycle->n, end_ns) : NULL;

      if (exact == NULL)
        continue;
      cycle->end_ns = exact->end_ns - cycle->wall_offset_ns;
      cycle->pause_ns = exact->pause_ns;
    }
  return g_steal_pointer (&cycles);
}

static gboolean
add_targets (HtReplayServer *server, HtInput *input, const char *root, GError **error)
{
  g_autoptr (GPtrArray) chosen = ht_input_find_targets (input, root, error);
  g_autoptr (GPtrArray) targets =
      chosen != NULL ? ht_input_find_targets (input, NULL, error) : NULL;

  if (targets == NULL)
    return FALSE;
  for (guint i = 0; i < targets->len; i++)
    {
      const HtTarget *target = g_ptr_array_index (targets, i);
      g_autoptr (GArray) cycles = load_cycles (input->recording, target->id, error);

      if (cycles == NULL || !ht_replay_server_add_target (server, target, cycles, error))
        return FALSE;
    }
  if (root != NULL)
    ht_replay_server_set_root (server, root);
  return TRUE;
}

static gboolean
listen_to (HtReplayServer *server, const Options *options, GError **error)
{
  g_autofree char *address = g_inet_address_to_string (options->address);

  if (!ht_replay_server_listen (server, options->address, (guint16) options->port, error))
    {
      if (g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
        {
          g_clear_error (error);
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE,
                       "port %d of %s is in use; --port 0 takes a free one", options->port,
                       address);
        }
      else if ((*error)->domain == G_IO_ERROR)
        g_prefix_error (error, "cannot listen on port %d of %s: ", options->port, address);
      return FALSE;
    }
  if (!g_inet_address_get_is_loopback (options->address))
    ht_command_note ("whoever reaches %s can read the recording", address);
  return TRUE;
}

static void
write_json (HtReplayServer *server, GError **error)
{
  HtJsonWriter *json = ht_json_writer_new (stdout);

  ht_json_writer_begin_object (json);
  ht_json_writer_member_string (json, "url", ht_replay_server_get_url (server));
  ht_json_writer_member (json, "targets");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < ht_replay_server_get_n_targets (server); i++)
    {
      g_autofree char *url = ht_replay_server_get_target_url (server, i);

      ht_json_writer_begin_object (json);
      ht_json_writer_member_string (json, "target", ht_replay_server_get_target_name (server, i));
      ht_json_writer_member_string (json, "url", url);
      ht_json_writer_end_object (json);
    }
  ht_json_writer_end_array (json);
  ht_json_writer_end_object (json);
  ht_json_writer_finish (json, error);
}

/* Whoever started this waits for it. */
static HtExit
tell_url (HtReplayServer *server, gboolean as_json)
{
  g_autoptr (GError) error = NULL;

  if (as_json)
    write_json (server, &error);
  else
    puts (ht_replay_server_get_url (server));
  return ht_command_finish_output (error);
}

static gboolean
end_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

/* Whoever reads the URL may send a signal at once. */
static HtExit
run_until_signal (HtReplayServer *server, gboolean as_json)
{
  static const int numbers[] = { SIGHUP, SIGINT, SIGTERM };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint sources[G_N_ELEMENTS (numbers)];
  HtExit status;

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    sources[i] = g_unix_signal_add (numbers[i], end_cb, loop);
  status = tell_url (server, as_json);
  if (status == HT_EXIT_DONE)
    g_main_loop_run (loop);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_source_remove (sources[i]);
  return status;
}

static HtExit
serve (const char *path, const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtInput) input = ht_input_open (path, &options->auth, &error);
  g_autoptr (HtReplayServer) server = NULL;

  if (input == NULL)
    return ht_command_fail (error);
  server = ht_replay_server_new (input->recording, options->speed, options->loop);
  if (!add_targets (server, input, options->target, &error) || !listen_to (server, options, &error))
    return ht_command_fail (error);
  return run_until_signal (server, options->as_json);
}

/**
 * ht_command_serve:
 * @argc: how many words there are
 * @argv: the words, the name of the command first
 *
 * The command `serve`.
 *
 * Returns: the exit status
 */
HtExit
ht_command_serve (int argc, char **argv)
{
  g_auto (Options) given = { 0 };
  const GOptionEntry options[] = {
    { "target", 't', 0, G_OPTION_ARG_FILENAME, &given.target,
      "The process at the root, the first one by default", "NAME" },
    { "port", 'p', 0, G_OPTION_ARG_INT, &given.port, "The port, by default a free one", "N" },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &given.listen, "The IP address, 127.0.0.1 by default",
      "ADDRESS" },
    { "speed", 0, 0, G_OPTION_ARG_STRING, &given.speed_text, "How much faster than it was recorded",
      "FACTOR" },
    { "loop", 0, 0, G_OPTION_ARG_NONE, &given.loop, "Begin anew at the end", NULL },
    HT_AUTH_OPTION_ENTRIES (given.auth),
    { "json", 0, 0, G_OPTION_ARG_NONE, &given.as_json, "Tell the URLs as JSON", NULL },
    { 0 },
  };
  HtExit status;

  if (!ht_command_parse (&syntax, options, &argc, &argv, &status))
    return status;
  if (given.port < 0 || given.port > G_MAXUINT16)
    return ht_command_usage_error (&syntax, "--port must be between 0 and 65535");
  if (!parse_address (&given))
    return ht_command_usage_error (&syntax, "--listen must be an IP address or localhost");
  if (!parse_speed (&given))
    return ht_command_usage_error (&syntax, "--speed must be a number above 0, at most 1000000");
  return serve (argv[1], &given);
}
