/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "sniff.h"

#include <string.h>

#include "pprof-plausible.h"
#include "safe-text.h"

/* What a kind is told from is at the begin; only gctrace lines may come late. */
#define HEAD_BYTES 65536

/* A key of /debug/vars that tells it must come early. */
#define VARS_KEY_BYTES 4096

/* How far apart the begin and the end of a gc line can be. */
#define GC_LINE_BYTES 512

typedef struct
{
  const char *text;
  gsize length;
} Span;

static gboolean
starts_with (Span span, const char *prefix)
{
  gsize n = strlen (prefix);

  return span.length >= n && memcmp (span.text, prefix, n) == 0;
}

static const char *
find (Span span, const char *needle)
{
  return memmem (span.text, span.length, needle, strlen (needle));
}

static Span
head_of (Span span, gsize length)
{
  return (Span){ span.text, MIN (span.length, length) };
}

/* Takes the first line off @rest. */
static gboolean
next_line (Span *rest, Span *line)
{
  const char *feed;

  if (rest->length == 0)
    return FALSE;
  feed = memchr (rest->text, '\n', rest->length);
  *line = (Span){ rest->text, feed != NULL ? (gsize) (feed - rest->text) : rest->length };
  rest->text += line->length + (feed != NULL);
  rest->length -= line->length + (feed != NULL);
  if (line->length > 0 && line->text[line->length - 1] == '\r')
    line->length--;
  return TRUE;
}

/* Leaves out a byte order mark and white space. */
static Span
trim_start (Span span)
{
  gsize n = starts_with (span, "\xef\xbb\xbf") ? 3 : 0;

  while (n < span.length && g_ascii_isspace (span.text[n]))
    n++;
  return (Span){ span.text + n, span.length - n };
}

/* Whether the first bytes hold no control character that text does not have. */
static gboolean
looks_like_text (Span span)
{
  for (gsize i = 0; i < MIN (span.length, 512); i++)
    {
      guchar c = (guchar) span.text[i];

      if ((c < 0x20 && !g_ascii_isspace ((char) c) && c != '\v' && c != 0x1b) || c == 0x7f)
        return FALSE;
    }
  return TRUE;
}

/* Moves @span behind a run of ASCII digits; FALSE if there is none. */
static gboolean
skip_digits (Span *span)
{
  gsize n = 0;

  while (n < span->length && g_ascii_isdigit (span->text[n]))
    n++;
  span->text += n;
  span->length -= n;
  return n > 0;
}

static gboolean
is_packed (Span span)
{
  return starts_with (span, "\x1f\x8b");
}

/* "go 1.22 trace\0\0\0", and what is left of it in a file that was cut. */
static gboolean
is_execution_trace (Span span)
{
  Span rest = span;

  if (!starts_with (span, "go 1."))
    return FALSE;
  rest.text += 5;
  rest.length -= 5;
  if (!skip_digits (&rest))
    return FALSE;
  return rest.length < 7 ? memcmp (rest.text, " trace", MIN (rest.length, 6)) == 0
                         : memcmp (rest.text, " trace\0", 7) == 0;
}

/* "NAME profile: total N", the head of the text form of most profiles. */
static HtFormat
sniff_profile_text (Span span)
{
  Span line;

  if (starts_with (span, "heap profile: "))
    return HT_FORMAT_HEAP_TEXT;
  if (starts_with (span, "goroutine profile: total ") ||
      starts_with (span, "goroutineleak profile: total "))
    return HT_FORMAT_GOROUTINE_DUMP;
  if (starts_with (span, "--- contention") || starts_with (span, "--- mutex"))
    return HT_FORMAT_OTHER_PROFILE_TEXT;
  if (next_line (&span, &line) && line.length < 256 && find (line, " profile: total ") != NULL)
    return HT_FORMAT_OTHER_PROFILE_TEXT;
  return HT_FORMAT_UNKNOWN;
}

/* "goroutine 12 [chan receive]:" or "goroutine 1 gp=0x… m=0 mp=0x… [running]:" */
static gboolean
has_goroutine_header (Span span)
{
  Span line;

  while (next_line (&span, &line))
    {
      Span rest = line;

      if (!starts_with (line, "goroutine "))
        continue;
      rest.text += 10;
      rest.length -= 10;
      if (skip_digits (&rest) && rest.length > 4 && *rest.text == ' ' &&
          memchr (rest.text, '[', rest.length) != NULL && rest.text[rest.length - 1] == ':')
        return TRUE;
    }
  return FALSE;
}

/* The line may stand anywhere in a log and have anything in front of it. */
static gboolean
has_gc_line (Span span)
{
  static const char clock[] = " ms clock, ";
  const char *end = span.text + span.length;
  const char *found;

  while ((found = find (span, clock)) != NULL)
    {
      gsize before = MIN ((gsize) (found - span.text), GC_LINE_BYTES);
      gsize after = MIN ((gsize) (end - found), GC_LINE_BYTES);

      if (find ((Span){ found - before, before }, "gc ") != NULL &&
          find ((Span){ found, after }, " ms cpu, ") != NULL)
        return TRUE;
      span = (Span){ found + strlen (clock), (gsize) (end - found) - strlen (clock) };
    }
  return FALSE;
}

/* Whether the JSON text has @key, quoted, with a value that begins with one of @first_chars. */
static gboolean
has_member (Span span, const char *key, const char *first_chars)
{
  const char *found = find (span, key);
  Span value;

  if (found == NULL)
    return FALSE;
  found += strlen (key);
  value = trim_start ((Span){ found, (gsize) (span.text + span.length - found) });
  if (!starts_with (value, ":"))
    return FALSE;
  value = trim_start ((Span){ value.text + 1, value.length - 1 });
  return value.length > 0 && *value.text != '\0' && strchr (first_chars, *value.text) != NULL;
}

/* /debug/vars always tells the command line; bare MemStats have these two among others. */
static gboolean
is_expvar (Span span)
{
  return starts_with (span, "{") &&
         (has_member (head_of (span, VARS_KEY_BYTES), "\"cmdline\"", "[") ||
          (has_member (span, "\"HeapAlloc\"", "-0123456789") &&
           has_member (span, "\"HeapSys\"", "-0123456789")));
}

static gboolean
is_proc_status (Span span)
{
  return starts_with (span, "Name:\t") && find (span, "\nPid:\t") != NULL;
}

static gboolean
is_smaps_rollup (Span span)
{
  Span rest = span;
  Span line;

  return next_line (&rest, &line) && find (line, "[rollup]") != NULL && find (rest, "Rss:") != NULL;
}

static gboolean
is_process_csv (Span span)
{
  Span line;

  return starts_with (span, "unix_ms,") && next_line (&span, &line) &&
         find (line, "vm_rss_kb") != NULL;
}

/* Files of a control group are a number, or keys known here with a number each. */
static gboolean
is_cgroup (Span span)
{
  static const char *const first_keys[] = { "anon ",          "cache ", "file ",
                                            "inactive_anon ", "low ",   "oom_kill_disable " };
  Span rest = span;
  Span line;

  if (!next_line (&rest, &line) || line.length == 0)
    return FALSE;
  if (rest.length == 0)
    {
      Span digits = line;

      return (starts_with (line, "max") && line.length == 3) ||
             (skip_digits (&digits) && digits.length == 0);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (first_keys); i++)
    if (starts_with (line, first_keys[i]))
      {
        line.text += strlen (first_keys[i]);
        line.length -= strlen (first_keys[i]);
        return skip_digits (&line) && line.length == 0;
      }
  return FALSE;
}

static gboolean
is_metric_name_char (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == ':';
}

/* `name{label="v"} 1.5e+07 1790000000000`, roughly; @typical if only metrics look so. */
static gboolean
is_metric_line (Span line, gboolean *typical)
{
  gsize n = 0;
  const char *value;

  while (n < line.length && is_metric_name_char (line.text[n]))
    n++;
  if (n == 0 || n == line.length || g_ascii_isdigit (*line.text))
    return FALSE;
  if (line.text[n] == '{')
    {
      value = memrchr (line.text, '}', line.length);
      if (value == NULL)
        return FALSE;
      value++;
      *typical = TRUE;
    }
  else
    value = line.text + n;
  if (starts_with (line, "go_") || starts_with (line, "process_") ||
      starts_with (line, "container_"))
    *typical = TRUE;
  n = (gsize) (line.text + line.length - value);
  return n >= 2 && *value == ' ' && (g_ascii_isdigit (value[1]) || strchr ("+-NI", value[1]));
}

static gboolean
is_prometheus (Span span)
{
  Span line;
  gboolean typical = FALSE;
  guint n = 0;

  while (n < 20 && next_line (&span, &line))
    {
      if (starts_with (line, "# HELP ") || starts_with (line, "# TYPE "))
        return TRUE;
      if (line.length == 0 || *line.text == '#')
        continue;
      /* The head may end in the middle of its last line. */
      if (!is_metric_line (line, &typical) && span.length > 0)
        return FALSE;
      n++;
    }
  return n > 0 && typical;
}

static HtFormat
sniff_text (Span whole)
{
  Span span = trim_start (whole);
  Span head = head_of (span, HEAD_BYTES);
  HtFormat format = sniff_profile_text (head);

  if (format != HT_FORMAT_UNKNOWN)
    return format;
  if (has_gc_line (whole))
    return HT_FORMAT_GCTRACE;
  if (is_expvar (span))
    return HT_FORMAT_EXPVAR;
  if (is_process_csv (head))
    return HT_FORMAT_PROCESS_CSV;
  if (is_proc_status (head))
    return HT_FORMAT_PROC_STATUS;
  if (is_smaps_rollup (head))
    return HT_FORMAT_SMAPS_ROLLUP;
  if (is_cgroup (head))
    return HT_FORMAT_CGROUP;
  if (has_goroutine_header (head))
    return HT_FORMAT_GOROUTINE_DUMP;
  if (is_prometheus (head))
    return HT_FORMAT_PROMETHEUS;
  return HT_FORMAT_UNKNOWN;
}

/**
 * ht_sniff:
 * @bytes: the input, unpacked
 * @length: how many bytes
 *
 * Tells what an input is from its content alone. A gzip file is unknown: it is
 * for the caller to unpack it within a limit and to ask again. Damaged inputs
 * are given to the kind that they were meant to be, whose decoder can say
 * where they are damaged. Takes at most one pass over the bytes.
 *
 * Returns: what it is
 */
HtFormat
ht_sniff (const guint8 *bytes, gsize length)
{
  Span span = { (const char *) bytes, length };

  /* 16 bytes with the NUL that ends the string. */
  if (length >= 16 && memcmp (bytes, "SQLite format 3", 16) == 0)
    return HT_FORMAT_RECORDING;
  if (length == 0 || is_packed (span))
    return HT_FORMAT_UNKNOWN;
  if (is_execution_trace (span))
    return HT_FORMAT_EXECUTION_TRACE;
  if (!looks_like_text (span) && ht_pprof_is_plausible (bytes, length))
    return HT_FORMAT_PPROF;
  return sniff_text (span);
}

/* What programs and people call each kind. */
static const struct
{
  const char *id;
  const char *name;
} format_names[] = {
  [HT_FORMAT_UNKNOWN] = { "unknown", "unknown" },
  [HT_FORMAT_RECORDING] = { "recording", "recording" },
  [HT_FORMAT_PPROF] = { "pprof", "profile" },
  [HT_FORMAT_HEAP_TEXT] = { "heap-text", "heap profile as text" },
  [HT_FORMAT_GCTRACE] = { "gctrace", "gctrace log" },
  [HT_FORMAT_EXPVAR] = { "expvar", "/debug/vars document" },
  [HT_FORMAT_PROMETHEUS] = { "prometheus", "Prometheus text" },
  [HT_FORMAT_PROCESS_CSV] = { "process-csv", "table of process figures" },
  [HT_FORMAT_PROC_STATUS] = { "proc-status", "process status" },
  [HT_FORMAT_SMAPS_ROLLUP] = { "smaps-rollup", "memory map summary" },
  [HT_FORMAT_CGROUP] = { "cgroup", "control group file" },
  [HT_FORMAT_GOROUTINE_DUMP] = { "goroutine-dump", "goroutine dump" },
  [HT_FORMAT_EXECUTION_TRACE] = { "trace", "execution trace" },
  [HT_FORMAT_OTHER_PROFILE_TEXT] = { "profile-text", "profile as text" },
};

/**
 * ht_format_id:
 * @format: a format
 *
 * Returns: what programs call it
 */
const char *
ht_format_id (HtFormat format)
{
  g_return_val_if_fail ((gsize) format < G_N_ELEMENTS (format_names), NULL);
  return format_names[format].id;
}

/**
 * ht_format_name:
 * @format: a format
 *
 * Returns: what people call it
 */
const char *
ht_format_name (HtFormat format)
{
  g_return_val_if_fail ((gsize) format < G_N_ELEMENTS (format_names), NULL);
  return format_names[format].name;
}

/**
 * ht_describe_unknown:
 * @bytes: an input that [func@sniff] does not know
 * @length: how many bytes
 *
 * Says what was met instead of a capture, for a message: people save error
 * pages as profiles, and the first words of it tell them so.
 *
 * Returns: (transfer full): what to put behind the name of the input
 */
char *
ht_describe_unknown (const guint8 *bytes, gsize length)
{
  Span whole = { (const char *) bytes, length };
  Span span = trim_start (whole);
  Span rest = span;
  Span line = { "", 0 };

  if (length == 0)
    return g_strdup ("is empty");
  if (is_packed (whole))
    return g_strdup ("is compressed twice");
  if (length >= 2 && (memcmp (bytes, "\xff\xfe", 2) == 0 || memcmp (bytes, "\xfe\xff", 2) == 0))
    return g_strdup ("is text in UTF-16; save it as UTF-8");
  if (!looks_like_text (span))
    return g_strdup ("is no capture of a known kind");
  if (starts_with (span, "<"))
    return g_strdup ("is a page of HTML or XML, not a capture");

  next_line (&rest, &line);
  g_autofree char *first = ht_safe_text_for_terminal (line.text, (gssize) MIN (line.length, 60));
  if (rest.length == 0 && line.length <= 60 && !starts_with (span, "{"))
    return g_strdup_printf ("is no capture; it only says “%s”", first);
  return g_strdup ("is text, but no capture of a known kind");
}
