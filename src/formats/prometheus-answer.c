/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "prometheus-answer.h"

#include <string.h>

#include "decode-warnings.h"
#include "safe-text.h"

/* Prometheus itself refuses more, where it is told to. */
#define MAX_LABELS 200

typedef struct
{
  HtPrometheusItemFunc func;
  gpointer user_data;
  HtDecodeWarnings warnings;
  gboolean has_items;
  gboolean has_failed;
  char *failure;
} Reader;

static gboolean
fail (GError **error, const HtJsonToken *token, const char *what)
{
  g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED, "%s at byte %" G_GUINT64_FORMAT,
               what, token->offset);
  return FALSE;
}

static gboolean
read_items (Reader *self, HtJsonScanner *scanner, const HtJsonToken *begin, GError **error)
{
  HtJsonToken token;

  /* A list that was never made. */
  if (begin->kind == HT_JSON_NULL)
    {
      self->has_items = TRUE;
      return TRUE;
    }
  if (begin->kind != HT_JSON_ARRAY_BEGIN || self->has_items)
    return fail (error, begin, "this is no answer of a Prometheus server: no list");
  self->has_items = TRUE;
  for (;;)
    {
      if (!ht_json_scanner_next (scanner, &token, error))
        return FALSE;
      if (token.kind == HT_JSON_ARRAY_END)
        return TRUE;
      if (!self->func (scanner, &token, self->user_data, error))
        return FALSE;
    }
}

/* Of a query the items are in "result"; of all else they are "data" itself. */
static gboolean
read_data (Reader *self, HtJsonScanner *scanner, const HtJsonToken *begin, GError **error)
{
  HtJsonToken key, token;

  if (begin->kind != HT_JSON_OBJECT_BEGIN)
    return read_items (self, scanner, begin, error);
  for (;;)
    {
      if (!ht_json_scanner_next (scanner, &key, error))
        return FALSE;
      if (key.kind == HT_JSON_OBJECT_END)
        return TRUE;
      if (!ht_json_scanner_next (scanner, &token, error))
        return FALSE;
      if (ht_json_token_is (&key, "resultType") && !ht_json_token_is (&token, "matrix"))
        return fail (error, &token, "an answer that has no values over time");
      if (ht_json_token_is (&key, "result"))
        {
          if (!read_items (self, scanner, &token, error))
            return FALSE;
        }
      else if (!ht_json_scanner_skip (scanner, &token, error))
        return FALSE;
    }
}

static gboolean
read_warnings (Reader *self, HtJsonScanner *scanner, const HtJsonToken *begin, GError **error)
{
  HtJsonToken token;

  if (begin->kind != HT_JSON_ARRAY_BEGIN)
    return ht_json_scanner_skip (scanner, begin, error);
  for (;;)
    {
      if (!ht_json_scanner_next (scanner, &token, error))
        return FALSE;
      if (token.kind == HT_JSON_ARRAY_END)
        return TRUE;
      if (token.kind == HT_JSON_STRING)
        {
          g_autofree char *text = ht_json_token_dup_string (&token);
          g_autofree char *shown = ht_safe_text_for_terminal (text, -1);

          ht_decode_warnings_add (&self->warnings, token.offset, "the Prometheus server says: %s",
                                  shown);
        }
      else if (!ht_json_scanner_skip (scanner, &token, error))
        return FALSE;
    }
}

static gboolean
read_member (Reader *self, HtJsonScanner *scanner, const HtJsonToken *key, GError **error)
{
  HtJsonToken token;

  if (!ht_json_scanner_next (scanner, &token, error))
    return FALSE;
  if (ht_json_token_is (key, "data") && !self->has_failed)
    return read_data (self, scanner, &token, error);
  if (ht_json_token_is (key, "warnings") || ht_json_token_is (key, "infos"))
    return read_warnings (self, scanner, &token, error);
  if (ht_json_token_is (key, "status"))
    self->has_failed = !ht_json_token_is (&token, "success");
  if (ht_json_token_is (key, "error") && token.kind == HT_JSON_STRING && self->failure == NULL)
    {
      g_autofree char *text = ht_json_token_dup_string (&token);

      self->failure = ht_safe_text_for_terminal (text, -1);
    }
  return ht_json_scanner_skip (scanner, &token, error);
}

static gboolean
read_members (Reader *self, HtJsonScanner *scanner, GError **error)
{
  HtJsonToken token;

  if (!ht_json_scanner_next (scanner, &token, error))
    return FALSE;
  if (token.kind != HT_JSON_OBJECT_BEGIN)
    return fail (error, &token, "this is no answer of a Prometheus server: no object");
  for (;;)
    {
      if (!ht_json_scanner_next (scanner, &token, error))
        return FALSE;
      if (token.kind == HT_JSON_OBJECT_END)
        break;
      if (!read_member (self, scanner, &token, error))
        return FALSE;
    }
  if (self->has_failed)
    {
      g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
                   "the Prometheus server says: %s",
                   self->failure != NULL ? self->failure : "error");
      return FALSE;
    }
  if (!self->has_items)
    return fail (error, &token, "this is no answer of a Prometheus server: no data");
  /* That nothing follows. */
  return ht_json_scanner_next (scanner, &token, error);
}

/**
 * ht_prometheus_answer_read:
 * @text: what a Prometheus server answered
 * @length: its length
 * @func: reads each item: of `query_range` a series with its values, of `series` its labels, of
 *   `label/NAME/values` a string
 * @user_data: data of @func
 * @notes: told of the server's own warnings
 * @error: return location
 *
 * Reads what surrounds the items of an answer.
 *
 * Returns: %FALSE with %HT_FORMAT_ERROR if it is no such answer, or tells of an error; what
 *   @func was given is of no use then
 */
gboolean
ht_prometheus_answer_read (const char *text,
                           gsize length,
                           HtPrometheusItemFunc func,
                           gpointer user_data,
                           const HtRecordSink *notes,
                           GError **error)
{
  Reader reader = { .func = func, .user_data = user_data, .warnings = { .sink = notes } };
  HtJsonScanner scanner;
  gboolean done;

  done = ht_json_scanner_init (&scanner, text, length, error) &&
         read_members (&reader, &scanner, error);
  ht_decode_warnings_finish (&reader.warnings);
  g_free (reader.failure);
  return done;
}

/* --- labels --- */

static void
insert_label (HtPrometheusLabels *self, char *name, char *value)
{
  guint i = self->names->len;

  /* They come sorted; only a server that is none has to wait. */
  while (i > 0 && strcmp (g_ptr_array_index (self->names, i - 1), name) > 0)
    i--;
  g_ptr_array_insert (self->names, (gint) i, name);
  g_ptr_array_insert (self->values, (gint) i, value);
}

/**
 * ht_prometheus_labels_read:
 * @scanner: the scanner, behind @begin
 * @begin: where an object of labels begins
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the labels; those without a value are none
 */
HtPrometheusLabels *
ht_prometheus_labels_read (HtJsonScanner *scanner, const HtJsonToken *begin, GError **error)
{
  g_autoptr (HtPrometheusLabels) self = NULL;
  HtJsonToken key, token;

  if (begin->kind != HT_JSON_OBJECT_BEGIN)
    {
      fail (error, begin, "labels that are no object");
      return NULL;
    }
  self = g_new0 (HtPrometheusLabels, 1);
  self->metric = g_strdup ("");
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->values = g_ptr_array_new_with_free_func (g_free);
  for (;;)
    {
      if (!ht_json_scanner_next (scanner, &key, error))
        return NULL;
      if (key.kind == HT_JSON_OBJECT_END)
        return g_steal_pointer (&self);
      if (!ht_json_scanner_next (scanner, &token, error))
        return NULL;
      if (token.kind != HT_JSON_STRING || self->names->len >= MAX_LABELS)
        {
          fail (error, &token, "labels that no Prometheus server gives");
          return NULL;
        }
      if (ht_json_token_is (&key, "__name__"))
        {
          g_free (self->metric);
          self->metric = ht_json_token_dup_string (&token);
        }
      else if (token.length > 0)
        insert_label (self, ht_json_token_dup_string (&key), ht_json_token_dup_string (&token));
    }
}

/**
 * ht_prometheus_labels_free:
 * @labels: (transfer full) (nullable): labels
 */
void
ht_prometheus_labels_free (HtPrometheusLabels *labels)
{
  if (labels == NULL)
    return;
  g_free (labels->metric);
  g_ptr_array_unref (labels->names);
  g_ptr_array_unref (labels->values);
  g_free (labels);
}

/**
 * ht_prometheus_labels_get:
 * @labels: labels
 * @name: name of a label
 *
 * Returns: (nullable): its value, never empty
 */
const char *
ht_prometheus_labels_get (const HtPrometheusLabels *labels, const char *name)
{
  for (guint i = 0; i < labels->names->len; i++)
    if (strcmp (g_ptr_array_index (labels->names, i), name) == 0)
      return g_ptr_array_index (labels->values, i);
  return NULL;
}

static void
append_escaped (GString *text, const char *value)
{
  for (; *value != '\0'; value++)
    if (*value == '\n')
      g_string_append (text, "\\n");
    else if (*value == '"' || *value == '\\')
      g_string_append_printf (text, "\\%c", *value);
    else
      g_string_append_c (text, *value);
}

/**
 * ht_prometheus_labels_to_text:
 * @labels: labels
 * @without: (nullable) (element-type utf8 any): names of those that are left out
 *
 * Returns: (transfer full): the labels as a text exposition has them: `name="value",…`
 */
char *
ht_prometheus_labels_to_text (const HtPrometheusLabels *labels, GHashTable *without)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < labels->names->len; i++)
    {
      const char *name = g_ptr_array_index (labels->names, i);

      if (without != NULL && g_hash_table_contains (without, name))
        continue;
      g_string_append_printf (text, "%s%s=\"", text->len > 0 ? "," : "", name);
      append_escaped (text, g_ptr_array_index (labels->values, i));
      g_string_append_c (text, '"');
    }
  return g_string_free (text, FALSE);
}
