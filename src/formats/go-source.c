/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "go-source.h"

#include <string.h>

/* What a bracket, or the file, is while it is being read: whether a head that ends in a block has
 * begun in it. */
typedef struct
{
  guint32 open;
  gboolean in_control;
  gboolean in_function;
} Level;

typedef struct
{
  const char *text;
  gsize length;
  gsize at;
  guint32 line;

  /* Owned */
  GArray *tokens; /* HtGoToken */
  GArray *levels; /* Level */
} Scanner;

/* The longest first. */
static const char *const operators[] = {
  "<<=", ">>=", "&^=", "...", "&&", "||", "<-", "++", "--", "==", "!=", "<=", ">=",
  ":=",  "+=",  "-=",  "*=",  "/=", "%=", "&=", "|=", "^=", "<<", ">>", "&^",
};

static gboolean
is_word_byte (char c)
{
  return g_ascii_isalnum (c) || c == '_' || (c & 0x80) != 0;
}

static const HtGoToken *
get_last (const Scanner *self)
{
  return self->tokens->len > 0 ? &g_array_index (self->tokens, HtGoToken, self->tokens->len - 1)
                               : NULL;
}

static gboolean
token_is (const Scanner *self, const HtGoToken *token, const char *text)
{
  return token != NULL && token->length == strlen (text) &&
         memcmp (self->text + token->offset, text, token->length) == 0;
}

static gboolean
is_one_of (const Scanner *self, const HtGoToken *token, const char *const *words)
{
  for (; *words != NULL; words++)
    if (token_is (self, token, *words))
      return TRUE;
  return FALSE;
}

static Level *
get_level (const Scanner *self)
{
  return &g_array_index (self->levels, Level, self->levels->len - 1);
}

static HtGoToken *
add_token (Scanner *self, HtGoTokenKind kind, gsize length)
{
  HtGoToken token = {
    .offset = (guint32) self->at,
    .length = (guint32) length,
    .line = self->line,
    .outer = get_level (self)->open,
    .partner = HT_GO_NONE,
    .kind = kind,
  };

  g_array_append_val (self->tokens, token);
  self->at += length;
  return &g_array_index (self->tokens, HtGoToken, self->tokens->len - 1);
}

/* Go puts a semicolon at the end of a line that could end a statement. */
static gboolean
ends_statement (const Scanner *self)
{
  static const char *const going_on[] = {
    "case",   "chan",   "const",  "default", "defer",     "else", "for",     "func",
    "go",     "goto",   "if",     "import",  "interface", "map",  "package", "range",
    "select", "struct", "switch", "type",    "var",       NULL,
  };
  const HtGoToken *last = get_last (self);

  if (last == NULL)
    return FALSE;
  if (last->kind == HT_GO_VALUE || last->kind == HT_GO_CLOSE)
    return TRUE;
  if (last->kind == HT_GO_WORD)
    return !is_one_of (self, last, going_on);
  return token_is (self, last, "++") || token_is (self, last, "--");
}

static void
end_statement (Scanner *self)
{
  get_level (self)->in_function = FALSE;
}

static void
end_line (Scanner *self)
{
  if (ends_statement (self))
    {
      add_token (self, HT_GO_END, 0);
      end_statement (self);
    }
}

static HtGoBrace
judge_brace (Scanner *self)
{
  static const char *const types[] = { "struct", "interface", NULL };
  static const char *const statements[] = { "else", "do", "for", "select", "switch", NULL };
  Level *level = get_level (self);
  const HtGoToken *last = get_last (self);
  const HtGoToken *outer =
      level->open != HT_GO_NONE ? &g_array_index (self->tokens, HtGoToken, level->open) : NULL;
  gboolean in_literal =
      outer != NULL && self->text[outer->offset] == '{' && outer->brace == HT_GO_LITERAL;

  if (is_one_of (self, last, types))
    return HT_GO_TYPE;
  if (level->in_function || level->in_control)
    {
      if (level->in_function)
        level->in_function = FALSE;
      else
        level->in_control = FALSE;
      return HT_GO_BLOCK;
    }
  if (last == NULL || is_one_of (self, last, statements))
    return HT_GO_BLOCK;
  if (last->kind == HT_GO_WORD || token_is (self, last, "]") ||
      (token_is (self, last, "}") && last->brace == HT_GO_TYPE))
    return HT_GO_LITERAL;
  return in_literal && !token_is (self, last, ")") ? HT_GO_LITERAL : HT_GO_BLOCK;
}

static void
open_bracket (Scanner *self, char c)
{
  HtGoBrace brace = c == '{' ? judge_brace (self) : HT_GO_BLOCK;
  Level level = { .open = self->tokens->len };

  add_token (self, HT_GO_OPEN, 1)->brace = brace;
  g_array_append_val (self->levels, level);
}

/* What is open within ends, too, where somebody forgot to close it. */
static void
close_bracket (Scanner *self, char c)
{
  char wanted = c == ')' ? '(' : c == ']' ? '[' : '{';
  guint depth = self->levels->len;
  HtGoToken *open;
  HtGoToken *close;

  if (c == '}')
    end_line (self);
  while (depth > 1)
    {
      open = &g_array_index (self->tokens, HtGoToken,
                             g_array_index (self->levels, Level, depth - 1).open);
      if (self->text[open->offset] == wanted)
        break;
      depth--;
    }
  if (depth == 1)
    {
      add_token (self, HT_GO_CLOSE, 1);
      return;
    }

  guint32 index = g_array_index (self->levels, Level, depth - 1).open;

  g_array_set_size (self->levels, depth - 1);
  close = add_token (self, HT_GO_CLOSE, 1);
  open = &g_array_index (self->tokens, HtGoToken, index);
  close->partner = index;
  close->brace = open->brace;
  open->partner = self->tokens->len - 1;
}

static void
read_word (Scanner *self)
{
  static const char *const controls[] = { "for", "if", "switch", "select", NULL };
  gsize end = self->at;
  const HtGoToken *word;

  while (end < self->length && is_word_byte (self->text[end]))
    end++;
  word = add_token (self, HT_GO_WORD, end - self->at);
  if (is_one_of (self, word, controls))
    get_level (self)->in_control = TRUE;
  else if (token_is (self, word, "func"))
    get_level (self)->in_function = TRUE;
}

static void
read_number (Scanner *self)
{
  gsize end = self->at;

  while (end < self->length && (is_word_byte (self->text[end]) || self->text[end] == '.'))
    end++;
  add_token (self, HT_GO_VALUE, end - self->at);
}

static void
read_quoted (Scanner *self, char quote)
{
  gsize end = self->at + 1;
  guint32 n_lines = 0;

  while (end < self->length && self->text[end] != quote)
    {
      if (self->text[end] == '\n' && quote != '`')
        break;
      n_lines += self->text[end] == '\n';
      end += quote != '`' && self->text[end] == '\\' && end + 1 < self->length &&
                     self->text[end + 1] != '\n'
                 ? 2
                 : 1;
    }
  end = MIN (end, self->length);
  if (end < self->length && self->text[end] == quote)
    end++;
  add_token (self, HT_GO_VALUE, end - self->at);
  self->line += n_lines;
}

static void
read_comment (Scanner *self)
{
  gboolean is_block = self->text[self->at + 1] == '*';

  self->at += 2;
  while (self->at < self->length)
    {
      if (self->text[self->at] == '\n')
        {
          if (!is_block)
            return;
          end_line (self);
          self->line++;
        }
      if (is_block && self->text[self->at] == '*' && self->at + 1 < self->length &&
          self->text[self->at + 1] == '/')
        {
          self->at += 2;
          return;
        }
      self->at++;
    }
}

static void
read_operator (Scanner *self)
{
  const HtGoToken *token;
  gsize length = 1;

  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    if (strlen (operators[i]) <= self->length - self->at &&
        memcmp (self->text + self->at, operators[i], strlen (operators[i])) == 0)
      {
        length = strlen (operators[i]);
        break;
      }
  token = add_token (self, HT_GO_OPERATOR, length);
  if (token_is (self, token, ",") || token_is (self, token, "=") || token_is (self, token, ":="))
    end_statement (self);
}

static void
read_token (Scanner *self)
{
  char c = self->text[self->at];
  char next = self->at + 1 < self->length ? self->text[self->at + 1] : '\0';

  if (c == '\n')
    {
      end_line (self);
      self->line++;
      self->at++;
    }
  else if (c == ' ' || c == '\t' || c == '\r' || c == '\0')
    self->at++;
  else if (c == '/' && (next == '/' || next == '*'))
    read_comment (self);
  else if (g_ascii_isdigit (c) || (c == '.' && g_ascii_isdigit (next)))
    read_number (self);
  else if (is_word_byte (c))
    read_word (self);
  else if (c == '"' || c == '\'' || c == '`')
    read_quoted (self, c);
  else if (c == '(' || c == '[' || c == '{')
    open_bracket (self, c);
  else if (c == ')' || c == ']' || c == '}')
    close_bracket (self, c);
  else if (c == ';')
    {
      add_token (self, HT_GO_END, 1);
      end_statement (self);
    }
  else
    read_operator (self);
}

/* The brace before the body, behind the results; a type of functions has none. */
static guint32
find_body (const HtGoSource *self, guint32 index)
{
  for (; index < self->tokens->len; index++)
    {
      const HtGoToken *token = ht_go_source_get (self, index);

      if (token->kind == HT_GO_OPEN)
        {
          if (self->text[token->offset] == '{' && token->brace == HT_GO_BLOCK)
            return token->partner != HT_GO_NONE ? index : HT_GO_NONE;
          if (token->partner == HT_GO_NONE)
            return HT_GO_NONE;
          index = token->partner;
        }
      else if (token->kind == HT_GO_CLOSE || token->kind == HT_GO_END ||
               token->kind == HT_GO_VALUE || ht_go_source_is (self, index, ",") ||
               ht_go_source_is (self, index, "=") || ht_go_source_is (self, index, ":="))
        return HT_GO_NONE;
    }
  return HT_GO_NONE;
}

/* func f() func(int) {: the brace belongs to the first of the two. */
static gboolean
is_taken (const HtGoSource *self, guint32 body)
{
  return self->functions->len > 0 &&
         g_array_index (self->functions, HtGoFunction, self->functions->len - 1).body == body;
}

static void
read_function (HtGoSource *self, guint32 begin)
{
  HtGoFunction function = { .begin = begin, .name = HT_GO_NONE, .receiver = HT_GO_NONE };
  guint32 at = begin + 1;

  if (ht_go_source_get (self, begin)->outer == HT_GO_NONE)
    {
      if (ht_go_source_is (self, at, "("))
        {
          function.receiver = at;
          at = ht_go_source_get (self, at)->partner;
          if (at == HT_GO_NONE)
            return;
          at++;
        }
      if (at < self->tokens->len && ht_go_source_get (self, at)->kind == HT_GO_WORD)
        {
          function.name = at++;
          if (ht_go_source_is (self, at, "["))
            {
              at = ht_go_source_get (self, at)->partner;
              if (at == HT_GO_NONE)
                return;
              at++;
            }
        }
      else if (function.receiver != HT_GO_NONE)
        {
          at = function.receiver;
          function.receiver = HT_GO_NONE;
        }
    }
  if (!ht_go_source_is (self, at, "(") || ht_go_source_get (self, at)->partner == HT_GO_NONE)
    return;
  function.parameters = at;
  function.body = find_body (self, ht_go_source_get (self, at)->partner + 1);
  if (function.body != HT_GO_NONE && !is_taken (self, function.body))
    g_array_append_val (self->functions, function);
}

/**
 * ht_go_source_new:
 * @text: (array length=length): a file of Go, or any bytes
 * @length: how many, less than 4 GiB
 *
 * Reads a file of Go. There are no errors: what makes no sense as Go makes tokens nevertheless.
 *
 * Returns: (transfer full): the file as tokens
 */
HtGoSource *
ht_go_source_new (const char *text, gsize length)
{
  HtGoSource *self = g_new0 (HtGoSource, 1);
  Level file = { .open = HT_GO_NONE };
  Scanner scanner = { .length = MIN (length, G_MAXUINT32 - 1), .line = 1 };

  self->text = g_malloc (scanner.length + 1);
  if (scanner.length > 0)
    memcpy (self->text, text, scanner.length);
  self->text[scanner.length] = '\0';
  self->tokens = g_array_new (FALSE, FALSE, sizeof (HtGoToken));
  self->functions = g_array_new (FALSE, FALSE, sizeof (HtGoFunction));
  scanner.text = self->text;
  scanner.tokens = self->tokens;
  scanner.levels = g_array_new (FALSE, FALSE, sizeof (Level));
  g_array_append_val (scanner.levels, file);
  while (scanner.at < scanner.length)
    read_token (&scanner);
  end_line (&scanner);
  g_array_unref (scanner.levels);
  for (guint32 i = 0; i < self->tokens->len; i++)
    if (ht_go_source_is (self, i, "func"))
      read_function (self, i);
  return self;
}

/**
 * ht_go_source_free:
 * @source: (transfer full) (nullable): a file
 */
void
ht_go_source_free (HtGoSource *source)
{
  if (source == NULL)
    return;
  g_array_unref (source->tokens);
  g_array_unref (source->functions);
  g_free (source->text);
  g_free (source);
}

/**
 * ht_go_source_get:
 * @source: a file
 * @index: index of a token, or any other number
 *
 * Returns: (transfer none): the token; beyond the last one the end of a line
 */
const HtGoToken *
ht_go_source_get (const HtGoSource *source, guint32 index)
{
  static const HtGoToken end = { .outer = HT_GO_NONE, .partner = HT_GO_NONE, .kind = HT_GO_END };

  if (index >= source->tokens->len)
    return &end;
  return &g_array_index (source->tokens, HtGoToken, index);
}

/**
 * ht_go_source_is:
 * @source: a file
 * @index: index of a token; may be beyond the last one
 * @text: any text
 *
 * Returns: whether the token reads like that
 */
gboolean
ht_go_source_is (const HtGoSource *source, guint32 index, const char *text)
{
  const HtGoToken *token;

  if (index >= source->tokens->len)
    return FALSE;
  token = ht_go_source_get (source, index);
  return token->length == strlen (text) &&
         memcmp (source->text + token->offset, text, token->length) == 0;
}

/**
 * ht_go_source_equal:
 * @source: a file
 * @a: index of a token
 * @b: index of another
 *
 * Returns: whether both read the same
 */
gboolean
ht_go_source_equal (const HtGoSource *source, guint32 a, guint32 b)
{
  const HtGoToken *first = ht_go_source_get (source, a);
  const HtGoToken *second = ht_go_source_get (source, b);

  return first->length == second->length &&
         memcmp (source->text + first->offset, source->text + second->offset, first->length) == 0;
}

/**
 * ht_go_source_copy:
 * @source: a file
 * @index: index of a token
 *
 * Returns: (transfer full): what it reads; any bytes
 */
char *
ht_go_source_copy (const HtGoSource *source, guint32 index)
{
  const HtGoToken *token = ht_go_source_get (source, index);

  return g_strndup (source->text + token->offset, token->length);
}

/**
 * ht_go_source_find_line:
 * @source: a file
 * @line: a line, from 1
 *
 * Returns: index of its first token; %HT_GO_NONE if it has none
 */
guint32
ht_go_source_find_line (const HtGoSource *source, gint64 line)
{
  guint32 low = 0;
  guint32 high = source->tokens->len;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (ht_go_source_get (source, middle)->line < line)
        low = middle + 1;
      else
        high = middle;
    }
  return low < source->tokens->len && ht_go_source_get (source, low)->line == line ? low
                                                                                   : HT_GO_NONE;
}

/**
 * ht_go_source_get_line:
 * @source: a file
 * @line: a line, from 1
 *
 * Returns: (transfer full): the line without the space around it, as valid UTF-8; empty if there is
 *   none
 */
char *
ht_go_source_get_line (const HtGoSource *source, gint64 line)
{
  const char *at = source->text;
  const char *end;
  g_autofree char *copy = NULL;

  for (gint64 i = 1; i < line && at != NULL; i++)
    {
      at = strchr (at, '\n');
      at = at != NULL ? at + 1 : NULL;
    }
  if (at == NULL || line < 1)
    return g_strdup ("");
  end = strchrnul (at, '\n');
  copy = g_utf8_make_valid (at, end - at);
  return g_strdup (g_strstrip (copy));
}

/**
 * ht_go_source_find_function:
 * @source: a file
 * @index: index of a token
 *
 * Returns: index of the innermost function that has the token in its body; %HT_GO_NONE if none
 */
guint32
ht_go_source_find_function (const HtGoSource *source, guint32 index)
{
  guint32 found = HT_GO_NONE;

  for (guint32 i = 0; i < source->functions->len; i++)
    {
      const HtGoFunction *function = &g_array_index (source->functions, HtGoFunction, i);

      if (function->begin > index)
        break;
      if (function->body <= index && index <= ht_go_source_get (source, function->body)->partner)
        found = i;
    }
  return found;
}
