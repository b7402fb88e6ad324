/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "known-growth-file.h"

#include <math.h>
#include <string.h>

#include "text-fields.h"
#include "units.h"

/* A line is CHAIN [@ RATE]: REASON. No name of Go has these in it: it has no spaces but in the
 * types that it was made for. */
#define BEFORE_RATE   " @ "
#define BEFORE_REASON ": "

#define MAX_LINE 8192

/* Below this, bytes per second would be told too roughly. */
#define SLOW 1000.0

#define S_PER_HOUR 3600.0

static gboolean
add_problem (HtKnownGrowthFile *self, guint64 line, const char *reason)
{
  g_ptr_array_add (self->problems, ht_list_problem_new (line, reason));
  return FALSE;
}

/* "1.5MiB/h" */
static gboolean
parse_rate (const char *text, double *rate)
{
  static const struct
  {
    const char *name;
    double seconds;
  } times[] = { { "s", 1 }, { "min", 60 }, { "h", S_PER_HOUR } };
  const char *slash = strchr (text, '/');
  g_autofree char *size = NULL;
  gint64 bytes;

  if (slash == NULL)
    return FALSE;
  size = g_strstrip (g_strndup (text, (gsize) (slash - text)));
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    if (strcmp (slash + 1, times[i].name) == 0 && ht_parse_size (size, &bytes, NULL) && bytes >= 0)
      {
        *rate = (double) bytes / times[i].seconds;
        return TRUE;
      }
  return FALSE;
}

static gboolean
decode_line (HtKnownGrowthFile *self, const HtTextLine *line, guint64 number)
{
  g_autofree char *copy = NULL;
  double rate = NAN;
  char *text, *reason, *at;

  if (line->length > MAX_LINE)
    return add_problem (self, number, "it is longer than 8192 bytes");
  if (!g_utf8_validate_len (line->text, line->length, NULL))
    return add_problem (self, number, "it is not UTF-8");
  copy = g_strndup (line->text, line->length);
  text = g_strstrip (copy);
  if (*text == '\0' || *text == '#')
    return TRUE;
  reason = strstr (text, BEFORE_REASON);
  if (reason == NULL)
    return add_problem (self, number, "“: ” and why the growth is known are missing");
  *reason = '\0';
  reason = g_strstrip (reason + strlen (BEFORE_REASON));
  at = g_strrstr (text, BEFORE_RATE);
  if (at != NULL && !parse_rate (g_strstrip (at + strlen (BEFORE_RATE)), &rate))
    return add_problem (self, number, "what is behind “@” is no rate such as 1.5MiB/h");
  if (at != NULL)
    *at = '\0';
  g_strstrip (text);
  if (*text == '\0' || *reason == '\0')
    return add_problem (self, number, "the chain, or why it is known, is missing");
  g_ptr_array_add (self->known, ht_known_growth_new (text, reason, rate));
  return TRUE;
}

/**
 * ht_known_growth_file_decode:
 * @text: what the file holds
 * @length: its length in bytes
 * @error: return location, in %HT_FORMAT_ERROR
 *
 * Reads which growth is known: a line for each chain, `CHAIN: REASON`, or `CHAIN @ RATE: REASON`
 * with the rate above which it is news again. Lines that begin with `#` are for people.
 *
 * Returns: (transfer full) (nullable): what is known, with what makes no sense beside it
 */
HtKnownGrowthFile *
ht_known_growth_file_decode (const char *text, gsize length, GError **error)
{
  g_autoptr (HtKnownGrowthFile) self = g_new0 (HtKnownGrowthFile, 1);
  HtTextLines lines = { text, length, 0 };
  HtTextLine line;

  self->known = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_known_growth_free);
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_list_problem_free);
  for (guint64 number = 1; ht_text_lines_next (&lines, &line); number++)
    {
      if (memchr (line.text, '\0', line.length) != NULL)
        {
          g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
                       "it is no text: there is a zero in line %" G_GUINT64_FORMAT, number);
          return NULL;
        }
      if (self->known->len + self->problems->len >= HT_KNOWN_GROWTH_MAX)
        {
          g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TOO_LARGE,
                       "it has more than %d lines of known growth", HT_KNOWN_GROWTH_MAX);
          return NULL;
        }
      decode_line (self, &line, number);
    }
  return g_steal_pointer (&self);
}

/* What would end the line or the chain stands for any text instead. */
static void
append_chain (GString *text, const char *chain)
{
  g_autoptr (GString) safe = g_string_new (chain);

  g_string_replace (safe, BEFORE_REASON, "*", 0);
  g_string_replace (safe, BEFORE_RATE, "*", 0);
  for (char *at = safe->str; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = '*';
  if (*safe->str == '#')
    *safe->str = '*';
  g_string_append_len (text, safe->str, (gssize) safe->len);
}

static void
append_reason (GString *text, const char *reason)
{
  g_autofree char *line = g_strdup (reason);

  for (char *at = line; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  g_string_append (text, g_strstrip (line));
}

/**
 * ht_known_growth_file_encode:
 * @known: (element-type HtKnownGrowth): known growth
 *
 * Returns: (transfer full): a text that ht_known_growth_file_decode() reads
 */
char *
ht_known_growth_file_encode (const GPtrArray *known)
{
  GString *text = g_string_new ("# Known growth: CHAIN @ RATE: REASON. * stands for any text. "
                                "It is news again\n"
                                "# once it is surely half as fast again as RATE.\n");

  for (guint i = 0; i < known->len; i++)
    {
      const HtKnownGrowth *one = g_ptr_array_index (known, i);

      append_chain (text, one->chain);
      if (!isnan (one->rate) && one->rate < SLOW)
        g_string_append_printf (text, BEFORE_RATE "%.0fB/h", one->rate * S_PER_HOUR);
      else if (!isnan (one->rate))
        g_string_append_printf (text, BEFORE_RATE "%.0fB/s", one->rate);
      g_string_append (text, BEFORE_REASON);
      append_reason (text, one->reason);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

/**
 * ht_known_growth_file_free:
 * @file: (transfer full) (nullable): what was read
 */
void
ht_known_growth_file_free (HtKnownGrowthFile *file)
{
  if (file == NULL)
    return;
  g_ptr_array_unref (file->known);
  g_ptr_array_unref (file->problems);
  g_free (file);
}
