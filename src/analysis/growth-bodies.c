/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-bodies.h"

#include "go-place.h"

static gboolean
is_any (const HtGoSource *source, guint32 at, const char *const *words)
{
  for (; *words != NULL; words++)
    if (ht_go_source_is (source, at, *words))
      return TRUE;
  return FALSE;
}

/* Whether one of the functions of that name returns an answer. */
static gboolean
returns_answer (const HtSourceTree *tree, const HtGoSource *source, guint32 call)
{
  g_autofree char *name = ht_go_source_copy (source, call);
  const GArray *places = ht_source_tree_find_functions (tree, name);

  for (guint i = 0; places != NULL && i < places->len; i++)
    {
      const HtSourcePlace *place = &g_array_index (places, HtSourcePlace, i);
      const HtGoSource *theirs = place->file->source;
      const HtGoFunction *function =
          &g_array_index (theirs->functions, HtGoFunction, place->function);

      for (guint32 at = ht_go_source_get (theirs, function->parameters)->partner;
           at < function->body; at++)
        if (ht_go_source_is (theirs, at, "http") && ht_go_source_is (theirs, at + 2, "Response"))
          return TRUE;
    }
  return FALSE;
}

/* Whether the body of an answer is closed, or the answer is given to somebody who may. */
static gboolean
is_handled (const HtGoSource *source, const HtGoFunction *function, guint32 name, guint32 behind)
{
  for (guint32 at = behind; at < ht_go_source_get (source, function->body)->partner; at++)
    {
      if (!ht_go_source_equal (source, at, name) || ht_go_source_is (source, at - 1, "."))
        continue;
      if (!ht_go_source_is (source, at + 1, "."))
        {
          if (!ht_go_source_is (source, at + 1, "==") && !ht_go_source_is (source, at + 1, "!="))
            return TRUE;
        }
      else if (ht_go_source_is (source, at + 2, "Body") &&
               (ht_go_source_is (source, at + 4, "Close") ||
                !ht_go_source_is (source, at + 3, ".")))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_answer (const HtGoSource *source, const HtGoFunction *function, guint32 name)
{
  static const char *const fields[] = { "StatusCode", "Status",        "Body",
                                        "Header",     "ContentLength", NULL };

  for (guint32 at = name + 1; at < ht_go_source_get (source, function->body)->partner; at++)
    if (ht_go_source_equal (source, at, name) && ht_go_source_is (source, at + 1, ".") &&
        is_any (source, at + 2, fields))
      return TRUE;
  return FALSE;
}

static void
look_at_call (const HtSourceTree *tree, const HtSourceFile *file, guint32 call, GArray *found)
{
  static const char *const requests[] = { "Do", "Get", "Post", "PostForm", "Head", NULL };
  const HtGoSource *source = file->source;
  guint32 first = ht_go_place_find_operand (source, call);
  guint32 index = ht_go_source_find_function (source, call);
  guint n;
  guint32 sign = first > 0 ? ht_go_place_find_head (source, first, &n) : HT_GO_NONE;
  guint32 name;
  guint32 last;
  gboolean is_request = first != call && is_any (source, call, requests);
  HtOpenBody body = { file, index, ht_go_source_get (source, call)->line };

  if (index == HT_GO_NONE || sign == HT_GO_NONE || ht_go_source_is (source, sign, "return") ||
      sign + 1 != first || !ht_go_place_find_target (source, sign, 0, &name, &last) || name != last)
    return;

  const HtGoFunction *function = &g_array_index (source->functions, HtGoFunction, index);

  if (!returns_answer (tree, source, call) && !(is_request && is_answer (source, function, name)))
    return;
  if (!is_handled (source, function, name, sign))
    g_array_append_val (found, body);
}

/**
 * ht_growth_bodies_find:
 * @tree: the source of a program
 *
 * Looks for functions that ask by HTTP and neither close the body of the answer nor give it to
 * anybody.
 *
 * Returns: (transfer full) (element-type HtOpenBody): what was found
 */
GArray *
ht_growth_bodies_find (const HtSourceTree *tree)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (HtOpenBody));

  for (guint i = 0; i < ht_source_tree_get_n_files (tree); i++)
    {
      const HtSourceFile *file = ht_source_tree_get_file (tree, i);

      for (guint32 at = 1; at < file->source->tokens->len; at++)
        if (ht_go_source_is (file->source, at, "(") &&
            ht_go_source_get (file->source, at - 1)->kind == HT_GO_WORD)
          look_at_call (tree, file, at - 1, found);
    }
  return found;
}
