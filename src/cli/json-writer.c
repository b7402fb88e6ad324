/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "json-writer.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "gc-cycle.h"
#include "safe-text.h"

#define FLUSH_BYTES ((gsize) 1 << 16)

struct _HtJsonWriter
{
  /* Owned */
  GString *text;

  /* Borrowed */
  FILE *stream;

  guint depth;
  gboolean needs_comma;
};

/**
 * ht_json_writer_new:
 * @stream: where to write to, borrowed
 *
 * Returns: (transfer full): a writer, to be freed by [method@JsonWriter.finish]
 */
HtJsonWriter *
ht_json_writer_new (FILE *stream)
{
  HtJsonWriter *self = g_new0 (HtJsonWriter, 1);

  self->stream = stream;
  self->text = g_string_sized_new (FLUSH_BYTES + 4096);
  return self;
}

static void
flush (HtJsonWriter *self)
{
  /* The stream remembers an error until the end. */
  fwrite (self->text->str, 1, self->text->len, self->stream);
  g_string_truncate (self->text, 0);
}

/**
 * ht_json_writer_finish:
 * @json: (transfer full): the writer
 * @error: return location, in %G_FILE_ERROR
 *
 * Ends the document with a line feed.
 *
 * Returns: whether all of it was written
 */
gboolean
ht_json_writer_finish (HtJsonWriter *json, GError **error)
{
  gboolean done;
  int code;

  g_warn_if_fail (json->depth == 0);
  g_string_append_c (json->text, '\n');
  flush (json);
  done = fflush (json->stream) == 0 && !ferror (json->stream);
  code = errno;
  if (!done)
    g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (code), g_strerror (code));
  g_string_free (json->text, TRUE);
  g_free (json);
  return done;
}

static void
begin_value (HtJsonWriter *self)
{
  if (self->needs_comma)
    g_string_append_c (self->text, ',');
  self->needs_comma = TRUE;
  if (self->text->len > FLUSH_BYTES)
    flush (self);
}

static void
begin_container (HtJsonWriter *self, char bracket)
{
  begin_value (self);
  g_string_append_c (self->text, bracket);
  self->depth++;
  self->needs_comma = FALSE;
}

static void
end_container (HtJsonWriter *self, char bracket)
{
  g_return_if_fail (self->depth > 0);
  g_string_append_c (self->text, bracket);
  self->depth--;
  self->needs_comma = TRUE;
}

/**
 * ht_json_writer_begin_object:
 * @json: the writer
 */
void
ht_json_writer_begin_object (HtJsonWriter *json)
{
  begin_container (json, '{');
}

/**
 * ht_json_writer_end_object:
 * @json: the writer
 */
void
ht_json_writer_end_object (HtJsonWriter *json)
{
  end_container (json, '}');
}

/**
 * ht_json_writer_begin_array:
 * @json: the writer
 */
void
ht_json_writer_begin_array (HtJsonWriter *json)
{
  begin_container (json, '[');
}

/**
 * ht_json_writer_end_array:
 * @json: the writer
 */
void
ht_json_writer_end_array (HtJsonWriter *json)
{
  end_container (json, ']');
}

static void
append_quoted (GString *out, const char *text, gsize length)
{
  g_string_append_c (out, '"');
  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      if (c == '"' || c == '\\')
        g_string_append_c (out, '\\');
      if ((guchar) c < 0x20 || c == 0x7f)
        g_string_append_printf (out, "\\u%04x", (guint) c);
      else
        g_string_append_c (out, c);
    }
  g_string_append_c (out, '"');
}

/**
 * ht_json_writer_member:
 * @json: the writer
 * @name: name of the member, whose value comes next
 */
void
ht_json_writer_member (HtJsonWriter *json, const char *name)
{
  g_autofree char *valid = ht_safe_text_to_utf8 (name, -1);

  begin_value (json);
  append_quoted (json->text, valid, strlen (valid));
  g_string_append_c (json->text, ':');
  json->needs_comma = FALSE;
}

/**
 * ht_json_writer_string:
 * @json: the writer
 * @text: (nullable): bytes, which may be anything; %NULL is written as null
 * @length: how many, -1 if they end with NUL
 *
 * Writes a string. Bytes that are no UTF-8 are spelled out as `\xNN`.
 */
void
ht_json_writer_string (HtJsonWriter *json, const char *text, gssize length)
{
  g_autofree char *valid = NULL;

  if (text == NULL)
    {
      ht_json_writer_null (json);
      return;
    }
  valid = ht_safe_text_to_utf8 (text, length);
  begin_value (json);
  append_quoted (json->text, valid, strlen (valid));
}

/**
 * ht_json_writer_int:
 * @json: the writer
 * @value: a number; %HT_UNKNOWN is written as null
 */
void
ht_json_writer_int (HtJsonWriter *json, gint64 value)
{
  if (value == HT_UNKNOWN)
    {
      ht_json_writer_null (json);
      return;
    }
  begin_value (json);
  g_string_append_printf (json->text, "%" G_GINT64_FORMAT, value);
}

/**
 * ht_json_writer_double:
 * @json: the writer
 * @value: a number; what JSON has no number for is written as null
 */
void
ht_json_writer_double (HtJsonWriter *json, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    {
      ht_json_writer_null (json);
      return;
    }
  begin_value (json);
  if (fabs (value) < 9007199254740992.0 && value == floor (value))
    g_string_append_printf (json->text, "%" G_GINT64_FORMAT, (gint64) value);
  else
    g_string_append (json->text, g_ascii_dtostr (number, sizeof number, value));
}

/**
 * ht_json_writer_bool:
 * @json: the writer
 * @value: a truth
 */
void
ht_json_writer_bool (HtJsonWriter *json, gboolean value)
{
  begin_value (json);
  g_string_append (json->text, value ? "true" : "false");
}

/**
 * ht_json_writer_null:
 * @json: the writer
 */
void
ht_json_writer_null (HtJsonWriter *json)
{
  begin_value (json);
  g_string_append (json->text, "null");
}

/**
 * ht_json_writer_member_string:
 * @json: the writer
 * @name: name of the member
 * @text: (nullable): its value
 */
void
ht_json_writer_member_string (HtJsonWriter *json, const char *name, const char *text)
{
  ht_json_writer_member (json, name);
  ht_json_writer_string (json, text, -1);
}

/**
 * ht_json_writer_member_int:
 * @json: the writer
 * @name: name of the member
 * @value: its value; %HT_UNKNOWN is written as null
 */
void
ht_json_writer_member_int (HtJsonWriter *json, const char *name, gint64 value)
{
  ht_json_writer_member (json, name);
  ht_json_writer_int (json, value);
}

/**
 * ht_json_writer_member_double:
 * @json: the writer
 * @name: name of the member
 * @value: its value; what is no number is written as null
 */
void
ht_json_writer_member_double (HtJsonWriter *json, const char *name, double value)
{
  ht_json_writer_member (json, name);
  ht_json_writer_double (json, value);
}

/**
 * ht_json_writer_member_ms:
 * @json: the writer
 * @name: name of the member, which ends with "_ms"
 * @time_ns: a time in ns; %HT_UNKNOWN is written as null
 */
void
ht_json_writer_member_ms (HtJsonWriter *json, const char *name, gint64 time_ns)
{
  ht_json_writer_member_int (json, name, time_ns == HT_UNKNOWN ? HT_UNKNOWN : time_ns / 1000000);
}
