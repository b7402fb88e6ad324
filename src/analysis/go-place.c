/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "go-place.h"

static const HtGoToken *
get (const HtGoSource *source, guint32 index)
{
  return ht_go_source_get (source, index);
}

/**
 * ht_go_place_find_operand:
 * @source: a file
 * @last: the last token of an operand, such as the name of a function that is called
 *
 * Returns: its first token, as the a of a.b(c)[d].e
 */
guint32
ht_go_place_find_operand (const HtGoSource *source, guint32 last)
{
  guint32 at = last;

  for (;;)
    {
      while (get (source, at)->kind == HT_GO_CLOSE && get (source, at)->partner != HT_GO_NONE)
        {
          at = get (source, at)->partner;
          if (at == 0 || ht_go_source_is (source, at, "{") ||
              (get (source, at - 1)->kind != HT_GO_WORD &&
               get (source, at - 1)->kind != HT_GO_CLOSE))
            return at;
          at--;
        }
      if (at < 2 || !ht_go_source_is (source, at - 1, "."))
        return at;
      at -= 2;
    }
}

/**
 * ht_go_place_count_commas:
 * @source: a file
 * @open: an opening bracket
 * @first: a token in it
 *
 * Returns: how many items of the list in the brackets come before
 */
guint
ht_go_place_count_commas (const HtGoSource *source, guint32 open, guint32 first)
{
  guint n = 0;

  for (guint32 at = open + 1; at < first; at++)
    if (get (source, at)->outer == open && ht_go_source_is (source, at, ","))
      n++;
  return n;
}

/**
 * ht_go_place_find_head:
 * @source: a file
 * @first: the first token of an expression of a list
 * @n_commas: (out): how many expressions of the list come before
 *
 * Returns: what the list follows: an assignment or the word `return`; %HT_GO_NONE for anything else
 */
guint32
ht_go_place_find_head (const HtGoSource *source, guint32 first, guint *n_commas)
{
  guint32 outer = get (source, first)->outer;

  *n_commas = 0;
  for (guint32 at = first; at-- > 0;)
    {
      const HtGoToken *token = get (source, at);

      if (at == outer || token->kind == HT_GO_END)
        return HT_GO_NONE;
      if (token->kind == HT_GO_CLOSE && token->partner != HT_GO_NONE)
        {
          if (ht_go_source_is (source, at, "}") && token->brace == HT_GO_BLOCK &&
              get (source, at + 1)->kind != HT_GO_OPERATOR)
            return HT_GO_NONE;
          at = token->partner;
          continue;
        }
      if (ht_go_source_is (source, at, ","))
        ++*n_commas;
      else if (ht_go_source_is (source, at, "=") || ht_go_source_is (source, at, ":=") ||
               ht_go_source_is (source, at, "+=") || ht_go_source_is (source, at, "return"))
        return at;
    }
  return HT_GO_NONE;
}

/**
 * ht_go_place_find_item:
 * @source: a file
 * @open: an opening bracket
 * @n: which item, from 0
 * @first: (out): its first token
 * @last: (out): its last one
 *
 * Returns: whether the list in the brackets has so many items
 */
gboolean
ht_go_place_find_item (const HtGoSource *source,
                       guint32 open,
                       guint n,
                       guint32 *first,
                       guint32 *last)
{
  guint32 close = get (source, open)->partner;

  *first = open + 1;
  for (guint32 at = open + 1; close != HT_GO_NONE && at <= close; at++)
    {
      if (at != close && (get (source, at)->outer != open || !ht_go_source_is (source, at, ",")))
        continue;
      if (n-- == 0)
        {
          *last = at - 1;
          return *last >= *first;
        }
      *first = at + 1;
    }
  return FALSE;
}

/**
 * ht_go_place_find_target:
 * @source: a file
 * @sign: an assignment
 * @n: which of the things on its left, from 0
 * @first: (out): its first token
 * @last: (out): its last one
 *
 * Returns: whether there are so many
 */
gboolean
ht_go_place_find_target (const HtGoSource *source,
                         guint32 sign,
                         guint n,
                         guint32 *first,
                         guint32 *last)
{
  g_autoptr (GArray) commas = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 at = sign;

  while (at > 0)
    {
      const HtGoToken *token = get (source, at - 1);

      if (token->kind == HT_GO_END || token->kind == HT_GO_OPEN ||
          ht_go_source_is (source, at - 1, ":") || ht_go_source_is (source, at - 1, "if") ||
          ht_go_source_is (source, at - 1, "for") || ht_go_source_is (source, at - 1, "switch") ||
          ht_go_source_is (source, at - 1, "case") || ht_go_source_is (source, at - 1, "var") ||
          ht_go_source_is (source, at - 1, "else"))
        break;
      if (ht_go_source_is (source, at - 1, ","))
        g_array_prepend_vals (commas, &(guint32){ at - 1 }, 1);
      if (token->kind == HT_GO_CLOSE)
        {
          if (token->partner == HT_GO_NONE || ht_go_source_is (source, at - 1, "}"))
            break;
          at = token->partner;
        }
      else
        at--;
    }
  if (n > commas->len)
    return FALSE;
  *first = n == 0 ? at : g_array_index (commas, guint32, n - 1) + 1;
  *last = (n == commas->len ? sign : g_array_index (commas, guint32, n)) - 1;
  return *first <= *last && *last < sign;
}

/**
 * ht_go_place_find_type:
 * @source: a file
 * @open: the brace of a composite literal
 *
 * Returns: the first token of its type; @open itself if it has none, as an element of another one
 */
guint32
ht_go_place_find_type (const HtGoSource *source, guint32 open)
{
  guint32 at = open;

  if (at > 0 && ht_go_source_is (source, at - 1, "]"))
    {
      guint32 bracket = get (source, at - 1)->partner;

      if (bracket == HT_GO_NONE || bracket == 0)
        return open;
      at = bracket;
    }
  if (at > 0 && ht_go_source_is (source, at - 1, "}") &&
      get (source, at - 1)->partner != HT_GO_NONE && get (source, at - 1)->partner > 0)
    at = get (source, at - 1)->partner - 1;
  else if (at > 0 && get (source, at - 1)->kind == HT_GO_WORD)
    {
      at--;
      if (at > 1 && ht_go_source_is (source, at - 1, "."))
        at -= 2;
    }
  while (at > 0)
    {
      if (ht_go_source_is (source, at - 1, "*") && ht_go_place_is_unary (source, at - 1))
        at--;
      else if (ht_go_source_is (source, at - 1, "]") && get (source, at - 1)->partner != HT_GO_NONE)
        {
          at = get (source, at - 1)->partner;
          if (at > 0 && ht_go_source_is (source, at - 1, "map"))
            at--;
        }
      else
        break;
    }
  return at;
}

/**
 * ht_go_place_find_colon:
 * @source: a file
 * @open: a square bracket
 *
 * Returns: the colon that makes a slice of it; %HT_GO_NONE if it is an index
 */
guint32
ht_go_place_find_colon (const HtGoSource *source, guint32 open)
{
  for (guint32 at = open + 1; at < get (source, open)->partner && at < source->tokens->len; at++)
    if (get (source, at)->outer == open && ht_go_source_is (source, at, ":"))
      return at;
  return HT_GO_NONE;
}

/**
 * ht_go_place_is_unary:
 * @source: a file
 * @index: an operator
 *
 * Returns: whether it stands before its only operand
 */
gboolean
ht_go_place_is_unary (const HtGoSource *source, guint32 index)
{
  const HtGoToken *before;

  if (index == 0)
    return TRUE;
  before = get (source, index - 1);
  return before->kind == HT_GO_OPERATOR || before->kind == HT_GO_OPEN ||
         before->kind == HT_GO_END || ht_go_source_is (source, index - 1, "return") ||
         ht_go_source_is (source, index - 1, "range") ||
         ht_go_source_is (source, index - 1, "case");
}

static gboolean
is_loop (const HtGoSource *source, guint32 open)
{
  guint32 outer = get (source, open)->outer;

  for (guint32 at = open; at-- > 0 && at != outer;)
    {
      const HtGoToken *token = get (source, at);

      if (token->outer != outer)
        continue;
      if (ht_go_source_is (source, at, "for"))
        return TRUE;
      if (ht_go_source_is (source, at, "}") || ht_go_source_is (source, at, "{"))
        return FALSE;
    }
  return FALSE;
}

/**
 * ht_go_place_is_in_loop:
 * @source: a file
 * @index: a token
 *
 * Returns: whether it is in the body of a loop of its function
 */
gboolean
ht_go_place_is_in_loop (const HtGoSource *source, guint32 index)
{
  for (guint32 at = get (source, index)->outer; at != HT_GO_NONE; at = get (source, at)->outer)
    {
      if (!ht_go_source_is (source, at, "{") || get (source, at)->brace != HT_GO_BLOCK)
        continue;
      if (is_loop (source, at))
        return TRUE;
    }
  return FALSE;
}

/**
 * ht_go_place_is_key:
 * @source: a file
 * @index: a name
 *
 * Returns: whether it names a field in a composite literal
 */
gboolean
ht_go_place_is_key (const HtGoSource *source, guint32 index)
{
  guint32 outer = get (source, index)->outer;

  return ht_go_source_is (source, index + 1, ":") && outer != HT_GO_NONE &&
         ht_go_source_is (source, outer, "{") && get (source, outer)->brace == HT_GO_LITERAL;
}

/**
 * ht_go_place_same:
 * @source: a file
 * @a: a token
 * @b: another one
 * @n: how many
 *
 * Returns: whether @n tokens from @a on read like those from @b on
 */
gboolean
ht_go_place_same (const HtGoSource *source, guint32 a, guint32 b, guint32 n)
{
  if (n > source->tokens->len - MAX (a, b))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    if (!ht_go_source_equal (source, a + i, b + i))
      return FALSE;
  return TRUE;
}

/**
 * ht_go_place_is_declared:
 * @source: a file
 * @begin: a token
 * @end: a later one
 * @name: a name
 *
 * Returns: whether between the two a variable of that name is declared
 */
gboolean
ht_go_place_is_declared (const HtGoSource *source, guint32 begin, guint32 end, guint32 name)
{
  for (guint32 at = begin; at < end && at < source->tokens->len; at++)
    {
      guint32 behind = at + 1;

      if (get (source, at)->kind != HT_GO_WORD || !ht_go_source_equal (source, at, name) ||
          (at > 0 && ht_go_source_is (source, at - 1, ".")))
        continue;
      if (at > 0 && ht_go_source_is (source, at - 1, "var"))
        return TRUE;
      while (ht_go_source_is (source, behind, ",") && behind + 2 < source->tokens->len &&
             get (source, behind + 1)->kind == HT_GO_WORD)
        behind += 2;
      if (ht_go_source_is (source, behind, ":="))
        return TRUE;
    }
  return FALSE;
}
