/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "prometheus-selector.h"

#include <string.h>

/* More than anybody writes by hand. */
#define MAX_BYTES    4096
#define MAX_MATCHERS 64

typedef struct
{
  const char *text;
  gsize length;
  gsize position;
  GArray *matchers;
} Parser;

static void
matcher_clear (gpointer data)
{
  HtPrometheusMatcher *matcher = data;

  g_free ((gpointer) matcher->name);
  g_free ((gpointer) matcher->value);
}

static gboolean
set_fault (const Parser *self, const char *what, GError **error)
{
  g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT,
               "%s at byte %" G_GSIZE_FORMAT " of the labels; they are written like "
               "{job=\"api\",pod=~\"checkout-.*\"}",
               what, self->position);
  return FALSE;
}

/* 0 at the end. */
static char
peek (const Parser *self)
{
  return self->position < self->length ? self->text[self->position] : '\0';
}

static gboolean
take (Parser *self, char c)
{
  if (self->position >= self->length || self->text[self->position] != c)
    return FALSE;
  self->position++;
  return TRUE;
}

static void
skip_space (Parser *self)
{
  while (self->position < self->length && g_ascii_isspace (self->text[self->position]))
    self->position++;
}

/* May be empty. */
static char *
take_word (Parser *self, gboolean may_have_colons)
{
  gsize start = self->position;

  while (g_ascii_isalnum (peek (self)) || peek (self) == '_' ||
         (may_have_colons && peek (self) == ':'))
    self->position++;
  return g_strndup (self->text + start, self->position - start);
}

/* The escapes of Go that a person may type; those by number are written as they are. */
static gboolean
unescape (char c, char *meant)
{
  static const char escapes[][2] = { { 'n', '\n' },  { 't', '\t' }, { 'r', '\r' },
                                     { '\\', '\\' }, { '"', '"' },  { '\'', '\'' } };

  for (gsize i = 0; i < G_N_ELEMENTS (escapes); i++)
    if (escapes[i][0] == c)
      {
        *meant = escapes[i][1];
        return TRUE;
      }
  return FALSE;
}

static gboolean
take_value (Parser *self, char **value, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char quote = peek (self);

  if (quote != '"' && quote != '\'' && quote != '`')
    return set_fault (self, "a value in quotes is missing", error);
  self->position++;
  while (!take (self, quote))
    {
      char c = peek (self);

      if (self->position >= self->length)
        return set_fault (self, "a quote is not closed", error);
      if (c == '\0')
        return set_fault (self, "there is a NUL", error);
      self->position++;
      if (c == '\\' && quote != '`')
        {
          if (!unescape (peek (self), &c))
            return set_fault (self, "there is an escape that is not known", error);
          self->position++;
        }
      g_string_append_c (text, c);
    }
  if (!g_utf8_validate (text->str, (gssize) text->len, NULL))
    return set_fault (self, "a value is no UTF-8", error);
  *value = g_string_free (g_steal_pointer (&text), FALSE);
  return TRUE;
}

static gboolean
add_matcher (Parser *self, const HtPrometheusMatcher *matcher, GError **error)
{
  if (self->matchers->len >= MAX_MATCHERS)
    {
      matcher_clear ((gpointer) matcher);
      return set_fault (self, "there are too many labels", error);
    }
  g_array_append_vals (self->matchers, matcher, 1);
  return TRUE;
}

static gboolean
take_operator (Parser *self, HtPrometheusMatcher *matcher)
{
  matcher->is_negative = take (self, '!');
  if (matcher->is_negative)
    {
      matcher->is_pattern = take (self, '~');
      return matcher->is_pattern || take (self, '=');
    }
  if (!take (self, '='))
    return FALSE;
  matcher->is_pattern = take (self, '~');
  return TRUE;
}

static gboolean
take_matcher (Parser *self, GError **error)
{
  g_autofree char *name = take_word (self, FALSE);
  char *value;
  HtPrometheusMatcher matcher = { 0 };

  if (!ht_prometheus_is_label_name (name))
    return set_fault (self, "the name of a label is missing", error);
  skip_space (self);
  if (!take_operator (self, &matcher))
    return set_fault (self, "=, !=, =~ or !~ is missing", error);
  skip_space (self);
  if (!take_value (self, &value, error))
    return FALSE;
  skip_space (self);
  matcher.name = g_steal_pointer (&name);
  matcher.value = value;
  return add_matcher (self, &matcher, error);
}

static gboolean
take_matchers (Parser *self, gboolean in_braces, GError **error)
{
  do
    {
      skip_space (self);
      if (peek (self) == '}' || self->position >= self->length)
        break;
      if (!take_matcher (self, error))
        return FALSE;
    }
  while (take (self, ','));
  if (in_braces && !take (self, '}'))
    return set_fault (self, "} is missing", error);
  return TRUE;
}

/* A name in front of the braces, or without any, is that of a metric. */
static gboolean
parse (Parser *self, GError **error)
{
  g_autofree char *metric = NULL;
  gsize start;

  skip_space (self);
  start = self->position;
  metric = take_word (self, TRUE);
  skip_space (self);
  if (peek (self) == '{' || self->position >= self->length)
    {
      HtPrometheusMatcher matcher = { .name = "__name__" };

      if (g_ascii_isdigit (*metric))
        return set_fault (self, "a metric begins with a digit", error);
      if (*metric != '\0')
        {
          matcher.name = g_strdup (matcher.name);
          matcher.value = g_steal_pointer (&metric);
          g_array_append_val (self->matchers, matcher);
        }
      if (take (self, '{') && !take_matchers (self, TRUE, error))
        return FALSE;
    }
  else
    {
      self->position = start;
      if (!take_matchers (self, FALSE, error))
        return FALSE;
    }
  skip_space (self);
  if (self->position < self->length)
    return set_fault (self, "there is more than labels, which only choose,", error);
  return TRUE;
}

/**
 * ht_prometheus_is_label_name:
 * @name: a text
 *
 * Returns: whether it can be the name of a label: letters, digits and underscores
 */
gboolean
ht_prometheus_is_label_name (const char *name)
{
  if (!g_ascii_isalpha (*name) && *name != '_')
    return FALSE;
  for (; *name != '\0'; name++)
    if (!g_ascii_isalnum (*name) && *name != '_')
      return FALSE;
  return TRUE;
}

/**
 * ht_prometheus_selector_parse:
 * @text: an instant selector of PromQL, `metric{label="value",…}`, or only what stands between its
 *   braces; need not be terminated
 * @length: its length
 * @error: return location, in %HT_FORMAT_ERROR
 *
 * Reads by which labels somebody chooses. A metric is the label `__name__`. Functions, ranges and
 * offsets are refused: which times and which figures are asked for is not chosen here.
 *
 * Returns: (transfer full) (nullable) (element-type HtPrometheusMatcher): the labels, with strings
 *   of their own; none if the text is empty
 */
GArray *
ht_prometheus_selector_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (GArray) matchers = g_array_new (FALSE, FALSE, sizeof (HtPrometheusMatcher));
  Parser parser = { length > 0 ? text : "", length, 0, matchers };

  g_array_set_clear_func (matchers, matcher_clear);
  if (length > MAX_BYTES)
    {
      g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TOO_LARGE,
                   "the labels are more than %d bytes", MAX_BYTES);
      return NULL;
    }
  return parse (&parser, error) ? g_steal_pointer (&matchers) : NULL;
}
