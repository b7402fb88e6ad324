/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "log-wrappers.h"

#include <string.h>

#include "gc-cycle.h"
#include "json-line.h"
#include "log-time.h"

/* How far a name in front of a line may reach: more is no name. */
#define MAX_NAME 256

/* "2026-11-20T18:00:00.503112796+01:00" */
#define MAX_TIME 40

/* "Nov 20 18:00:00" */
#define SYSLOG_TIME_LENGTH 15

/* "E1120 18:36:38.000001" */
#define KLOG_TIME_LENGTH 21

static void
drop (HtLogLine *line, gsize n)
{
  line->text += n;
  line->length -= n;
}

/* The outermost wrapper is the one that knows: it is kept. */
static void
set_origin (HtLogLine *line, const char *origin, gsize length)
{
  if (line->origin != NULL)
    return;
  line->origin = origin;
  line->origin_length = length;
}

static void
set_time (HtLogLine *line, const HtLogTime *time)
{
  if (line->time_ns != HT_UNKNOWN)
    return;
  line->time_ns = time->time_ns;
  line->whole_seconds = time->whole_seconds;
}

/* Whether @text has the digits and signs of @shape, whose '0' is any digit, '_' a digit or blank.
 */
static gboolean
has_shape (const char *text, gsize length, const char *shape)
{
  for (gsize i = 0; shape[i] != '\0'; i++)
    {
      if (i >= length)
        return FALSE;
      if (shape[i] == '0'   ? !g_ascii_isdigit (text[i])
          : shape[i] == '_' ? !g_ascii_isdigit (text[i]) && text[i] != ' '
                            : text[i] != shape[i])
        return FALSE;
    }
  return TRUE;
}

/* `[pod/web-7f9c/app] text`, from kubectl logs --prefix */
static gboolean
unwrap_pod (HtLogLine *line)
{
  const char *bracket;

  if (!ht_log_line_starts_with (line, "[pod/"))
    return FALSE;
  bracket = memchr (line->text, ']', MIN (line->length, MAX_NAME));
  if (bracket == NULL)
    return FALSE;
  set_origin (line, line->text + 1, (gsize) (bracket - line->text - 1));
  drop (line, (gsize) (bracket + 1 - line->text));
  if (ht_log_line_starts_with (line, " "))
    drop (line, 1);
  return TRUE;
}

/* `service-1  | text`, from docker compose logs */
static void
unwrap_compose (HtLogLine *line)
{
  gsize limit = MIN (line->length, MAX_NAME);
  gsize name = 0, bar;

  while (name < limit && (g_ascii_isalnum (line->text[name]) || line->text[name] == '-' ||
                          line->text[name] == '_' || line->text[name] == '.'))
    name++;
  for (bar = name; bar < limit && line->text[bar] == ' ';)
    bar++;
  if (name == 0 || bar == name || bar >= limit || line->text[bar] != '|')
    return;
  set_origin (line, line->text, name);
  drop (line, bar + 1);
  if (ht_log_line_starts_with (line, " "))
    drop (line, 1);
}

/**
 * ht_log_unwrap_prefix:
 * @line: (inout): a line
 *
 * Takes off what a tool put in front that showed several containers in one log.
 */
void
ht_log_unwrap_prefix (HtLogLine *line)
{
  if (!unwrap_pod (line))
    unwrap_compose (line);
}

/**
 * ht_log_unwrap_container_runtime:
 * @line: (inout): a line
 * @stream: (out): which stream it is of
 * @is_part: (out): whether the rest of the line is in the next one of the same stream
 *
 * Takes off the header of the container runtime interface, `TIME stderr F `. The flag may be
 * followed by others behind a colon.
 *
 * Returns: %FALSE if there is none
 */
gboolean
ht_log_unwrap_container_runtime (HtLogLine *line, HtLogStream *stream, gboolean *is_part)
{
  const char *blank = memchr (line->text, ' ', MIN (line->length, MAX_TIME));
  HtLogLine rest = *line;
  HtLogTime time;

  if (blank == NULL)
    return FALSE;
  drop (&rest, (gsize) (blank - line->text));
  if (ht_log_line_starts_with (&rest, " stdout "))
    *stream = HT_LOG_STDOUT;
  else if (ht_log_line_starts_with (&rest, " stderr "))
    *stream = HT_LOG_STDERR;
  else
    return FALSE;
  if (ht_log_time_parse_date (line->text, (gsize) (rest.text - line->text), &time) == 0)
    return FALSE;
  drop (&rest, strlen (" stdout "));

  blank = memchr (rest.text, ' ', MIN (rest.length, MAX_NAME));
  if (blank == NULL || (rest.text[0] != 'F' && rest.text[0] != 'P') ||
      (rest.text[1] != ' ' && rest.text[1] != ':'))
    return FALSE;
  *is_part = rest.text[0] == 'P';
  drop (&rest, (gsize) (blank + 1 - rest.text));
  set_time (&rest, &time);
  *line = rest;
  return TRUE;
}

/* ` host service[812]: `, or ` host kernel: ` where @needs_pid does not forbid it. */
static gboolean
unwrap_host_and_process (HtLogLine *line, gboolean needs_pid)
{
  const char *end = line->text + MIN (line->length, MAX_NAME);
  const char *host, *process, *colon;

  if (line->length == 0 || line->text[0] != ' ')
    return FALSE;
  host = line->text + 1;
  process = memchr (host, ' ', (gsize) (end - host));
  if (process == NULL || process == host)
    return FALSE;
  process++;
  colon = memmem (process, (gsize) (end - process), ": ", 2);
  if (colon == NULL || colon == process ||
      memchr (process, ' ', (gsize) (colon - process)) != NULL || (needs_pid && colon[-1] != ']'))
    return FALSE;

  set_origin (line, host, (gsize) (colon - host));
  drop (line, (gsize) (colon + 2 - line->text));
  return TRUE;
}

static gboolean
is_month (const char *text)
{
  static const char *months = "JanFebMarAprMayJunJulAugSepOctNovDec";

  for (gsize i = 0; i < 12; i++)
    if (memcmp (text, months + i * 3, 3) == 0)
      return TRUE;
  return FALSE;
}

/* `Nov 20 18:00:00 host service[812]: text`. Without a year it is no time: a
 * guess that is wrong would put the cycles a year away from all else.
 */
static gboolean
unwrap_syslog (HtLogLine *line)
{
  HtLogLine rest = *line;

  if (line->length < SYSLOG_TIME_LENGTH || !g_ascii_isupper (line->text[0]) ||
      !has_shape (line->text + 3, line->length - 3, " _0 00:00:00") || !is_month (line->text))
    return FALSE;
  drop (&rest, SYSLOG_TIME_LENGTH);
  if (ht_log_line_starts_with (&rest, "."))
    while (rest.length > 0 && rest.text[0] != ' ')
      drop (&rest, 1);
  if (!unwrap_host_and_process (&rest, FALSE))
    return FALSE;
  *line = rest;
  return TRUE;
}

static gboolean
is_klog_severity (char letter)
{
  return letter == 'I' || letter == 'W' || letter == 'E' || letter == 'F';
}

/* `E1120 18:36:38.000001       1 reflector.go:138] text`: no year either. */
static gboolean
unwrap_klog (HtLogLine *line)
{
  const char *bracket;

  if (line->length < KLOG_TIME_LENGTH || !is_klog_severity (line->text[0]) ||
      !has_shape (line->text + 1, line->length - 1, "0000 00:00:00.000000"))
    return FALSE;
  bracket = memmem (line->text, MIN (line->length, MAX_NAME), "] ", 2);
  if (bracket == NULL)
    return FALSE;
  drop (line, (gsize) (bracket + 2 - line->text));
  return TRUE;
}

/* A date in front; with the journal's `-o short-iso` host and process follow. */
static gboolean
unwrap_date (HtLogLine *line)
{
  HtLogTime time;
  gsize n;

  if (line->length == 0 || !g_ascii_isdigit (line->text[0]))
    return FALSE;
  n = ht_log_time_parse_date (line->text, line->length, &time);
  if (n == 0 || (n < line->length && line->text[n] != ' ' && line->text[n] != '\t'))
    return FALSE;
  set_time (line, &time);
  drop (line, n);
  if (!unwrap_host_and_process (line, TRUE) && line->length > 0)
    drop (line, 1);
  return TRUE;
}

/* `time=2026-11-20T18:36:36.742Z level=INFO …` and `ts=…`: the text of a
 * structured logger, which stays, and only tells the time.
 */
static void
read_logfmt_time (HtLogLine *line)
{
  HtLogTime time;
  HtLogLine rest = *line;

  if (ht_log_line_starts_with (line, "time="))
    drop (&rest, strlen ("time="));
  else if (ht_log_line_starts_with (line, "ts="))
    drop (&rest, strlen ("ts="));
  else
    return;
  if (ht_log_line_starts_with (&rest, "\""))
    drop (&rest, 1);
  if (ht_log_time_parse_date (rest.text, rest.length, &time) > 0)
    set_time (line, &time);
}

/**
 * ht_log_unwrap_time:
 * @line: (inout): a line
 *
 * Takes off a time in front, with all that comes with it in the forms of syslog, journal and
 * klog, also where one lies in another (a Go program's own time in a line of syslog). The
 * outermost that is a whole date counts. Syslog's and klog's have no year and are no time.
 */
void
ht_log_unwrap_time (HtLogLine *line)
{
  for (guint layer = 0; layer < 2; layer++)
    if (!unwrap_date (line) && !unwrap_syslog (line) && !unwrap_klog (line))
      break;
  read_logfmt_time (line);
}

static gboolean
key_is (const HtJsonMember *member, const char *name)
{
  gsize length = strlen (name);

  return member->key_length == length && memcmp (member->key, name, length) == 0;
}

/* The place of @member in @names, the best name first; @n_names if it is not among them. */
static guint
rank_of_key (const HtJsonMember *member, const char *const *names, guint n_names)
{
  guint rank = 0;

  while (rank < n_names && !key_is (member, names[rank]))
    rank++;
  return rank;
}

static void
read_json_time (HtLogLine *line, const HtJsonMember *member)
{
  HtLogTime time;

  if (ht_log_time_parse_date (member->value, member->value_length, &time) > 0 ||
      ht_log_time_parse_number (member->value, member->value_length, &time))
    set_time (line, &time);
}

/**
 * ht_log_unwrap_json:
 * @line: (inout): a line that begins with `{`
 * @unescaped: what to keep the text in if it has escapes
 *
 * Takes the message out of a JSON object that is the whole line, with its time and, of the
 * journal, its process. A line that is no whole object, or has no message, stays as it is.
 *
 * Returns: whether there was a message
 */
gboolean
ht_log_unwrap_json (HtLogLine *line, GString *unescaped)
{
  static const char *const text_keys[] = { "log", "message", "msg", "MESSAGE" };
  static const char *const time_keys[] = { "time", "ts", "timestamp", "@timestamp",
                                           "__REALTIME_TIMESTAMP" };
  HtJsonMembers members;
  HtJsonMember member;
  HtJsonMember text = { NULL };
  HtJsonMember time = { NULL };
  HtJsonMember process = { NULL };
  guint text_rank = G_N_ELEMENTS (text_keys);
  guint time_rank = G_N_ELEMENTS (time_keys);

  ht_json_members_init (&members, line->text, line->length);
  while (ht_json_members_next (&members, &member))
    {
      guint rank = rank_of_key (&member, text_keys, text_rank);

      if (rank < text_rank && member.is_string)
        text = member, text_rank = rank;
      rank = rank_of_key (&member, time_keys, time_rank);
      if (rank < time_rank)
        time = member, time_rank = rank;
      if (key_is (&member, "_PID"))
        process = member;
    }
  if (!ht_json_members_are_whole (&members) || text.value == NULL)
    return FALSE;

  if (memchr (text.value, '\\', text.value_length) != NULL)
    {
      if (!ht_json_unescape (text.value, text.value_length, unescaped))
        return FALSE;
      text.value = unescaped->str;
      text.value_length = unescaped->len;
    }
  line->text = text.value;
  line->length = text.value_length;
  /* The object was closed, so what is in it is whole even if the newline is missing. */
  line->terminated = TRUE;
  if (time.value != NULL)
    read_json_time (line, &time);
  if (process.value != NULL)
    set_origin (line, process.value, process.value_length);
  return TRUE;
}
