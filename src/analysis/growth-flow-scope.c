/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-flow-private.h"

#include "function-name.h"
#include "go-place.h"

#include <string.h>

/**
 * ht_flow_get_kind:
 *
 * Tells what variables and fields of a name are.
 *
 * Returns: a set of #HtNameKind
 */
guint
ht_flow_get_kind (const HtFlow *self, const HtFlowContext *context, guint32 name)
{
  return ht_source_tree_get_kind (self->tree, context->file, name);
}

/**
 * ht_flow_make_context:
 *
 * Takes a function into the walk.
 *
 * Returns: (transfer none): its context, which lives as long as @self
 */
HtFlowContext *
ht_flow_make_context (HtFlow *self,
                      const HtFlowContext *outer,
                      const HtSourceFile *file,
                      guint32 function)
{
  HtFlowContext *context = g_new0 (HtFlowContext, 1);

  context->outer = outer;
  context->file = file;
  context->function = function;
  context->call = HT_GO_NONE;
  g_ptr_array_add (self->contexts, context);
  return context;
}

/* The path of a package is known from the stack: that of others in the tree begins alike. */
static char *
make_package (const HtFlowContext *context)
{
  for (const HtFlowContext *at = context; at != NULL;
       at = at->outer != NULL ? at->outer : at->origin)
    {
      const char *folder = g_str_equal (at->file->folder, ".") ? "" : at->file->folder;
      g_autofree char *package = at->name != NULL ? ht_function_name_get_package (at->name) : NULL;

      if (package == NULL || !g_str_has_suffix (package, folder))
        continue;
      package[strlen (package) - strlen (folder)] = '\0';
      folder = g_str_equal (context->file->folder, ".") ? "" : context->file->folder;
      if (*folder == '\0' && g_str_has_suffix (package, "/"))
        package[strlen (package) - 1] = '\0';
      return g_strconcat (package, folder, NULL);
    }
  return g_path_get_basename (context->file->folder);
}

/**
 * ht_flow_make_keeper:
 *
 * Names a function as a profile would, but for types.
 *
 * Returns: (transfer full) (nullable): the name; %NULL for a literal that is on no stack
 */
char *
ht_flow_make_keeper (const HtFlowContext *context)
{
  const HtGoFunction *function = ht_flow_get_function (context);
  g_autoptr (GString) name = NULL;
  g_autofree char *package = NULL;
  g_autofree char *word = NULL;

  if (context->name != NULL)
    return g_strdup (context->name);
  if (function->name == HT_GO_NONE)
    return NULL;
  package = make_package (context);
  name = g_string_new (package);
  word = ht_go_source_copy (context->file->source, function->name);
  g_string_append_c (name, '.');
  if (function->receiver != HT_GO_NONE)
    {
      guint32 type = function->receiver + 1;
      gboolean is_pointer;
      g_autofree char *type_name = NULL;

      if (!ht_flow_is (context, type + 1, ")") && !ht_flow_is (context, type, "*"))
        type++;
      is_pointer = ht_flow_is (context, type, "*");
      type_name = ht_go_source_copy (context->file->source, type + (is_pointer ? 1 : 0));
      g_string_append_printf (name, is_pointer ? "(*%s)." : "%s.", type_name);
    }
  g_string_append (name, word);
  return g_strdup (name->str);
}

/**
 * ht_flow_find_parameter:
 *
 * Finds the parameter that gets an argument.
 *
 * Returns: its name; %HT_GO_NONE if it has none
 */
guint32
ht_flow_find_parameter (const HtFlowContext *context, guint n)
{
  const HtGoFunction *function = ht_flow_get_function (context);
  const HtGoSource *source = context->file->source;
  guint32 first;
  guint32 last;
  guint n_items = ht_go_place_count_commas (source, function->parameters,
                                            ht_flow_get (context, function->parameters)->partner) +
                  1;

  /* What is more than there are belongs to the last one. */
  if (!ht_go_place_find_item (source, function->parameters, MIN (n, n_items - 1), &first, &last))
    return HT_GO_NONE;
  return ht_flow_get (context, first)->kind == HT_GO_WORD ? first : HT_GO_NONE;
}

/**
 * ht_flow_find_receiver:
 *
 * Finds the receiver of a method.
 *
 * Returns: its name; %HT_GO_NONE if there is none
 */
guint32
ht_flow_find_receiver (const HtFlowContext *context)
{
  guint32 receiver = ht_flow_get_function (context)->receiver;

  if (receiver == HT_GO_NONE || ht_flow_get (context, receiver + 1)->kind != HT_GO_WORD ||
      ht_flow_is (context, receiver + 2, ")") || ht_flow_is (context, receiver + 2, "["))
    return HT_GO_NONE;
  return receiver + 1;
}

/**
 * ht_flow_is_in_list:
 *
 * Looks a name up in a list of parameters or results.
 *
 * Returns: whether it is in there
 */
gboolean
ht_flow_is_in_list (const HtFlowContext *context, guint32 open, guint32 name)
{
  if (open == HT_GO_NONE || ht_flow_get (context, open)->partner == HT_GO_NONE)
    return FALSE;
  for (guint32 at = open + 1; at < ht_flow_get (context, open)->partner; at++)
    if ((ht_flow_is (context, at - 1, "(") || ht_flow_is (context, at - 1, ",")) &&
        ht_go_source_equal (context->file->source, at, name))
      return TRUE;
  return FALSE;
}

/**
 * ht_flow_is_result:
 *
 * Looks a name up among the results that have names.
 *
 * Returns: whether it is one of them
 */
gboolean
ht_flow_is_result (const HtFlowContext *context, guint32 name)
{
  guint32 close = ht_flow_get (context, ht_flow_get_function (context)->parameters)->partner;

  return ht_flow_is (context, close + 1, "(") && ht_flow_is_in_list (context, close + 1, name);
}

/**
 * ht_flow_is_local:
 *
 * Tells variables of the function from those of the package.
 *
 * Returns: whether it is declared in the function
 */
gboolean
ht_flow_is_local (const HtFlowContext *context, guint32 name)
{
  guint32 body = ht_flow_get_function (context)->body;

  return ht_flow_is_result (context, name) ||
         ht_go_place_is_declared (context->file->source, body, ht_flow_get (context, body)->partner,
                                  name);
}

/**
 * ht_flow_is_any:
 *
 * Compares a token with words.
 *
 * Returns: whether it is one of them
 */
gboolean
ht_flow_is_any (const HtFlowContext *context, guint32 index, const char *const *words)
{
  for (; *words != NULL; words++)
    if (ht_flow_is (context, index, *words))
      return TRUE;
  return FALSE;
}

/**
 * ht_flow_has_prefix:
 *
 * Compares the begin of a token.
 *
 * Returns: whether it begins like that
 */
gboolean
ht_flow_has_prefix (const HtFlowContext *context, guint32 index, const char *prefix)
{
  g_autofree char *word = ht_go_source_copy (context->file->source, index);

  return g_str_has_prefix (word, prefix);
}

/**
 * ht_flow_is_from_package:
 *
 * Tells which package a function is called of.
 *
 * Returns: whether it is @package
 */
gboolean
ht_flow_is_from_package (const HtFlowContext *context, guint32 call, const char *package)
{
  return call >= 2 && ht_flow_is (context, call - 1, ".") &&
         ht_flow_is (context, call - 2, package);
}

/**
 * ht_flow_has_itself:
 *
 * Looks for `x = f(x, …)`: what was there before is part of what comes after.
 *
 * Returns: whether the right side of an assignment has its left one in it
 */
gboolean
ht_flow_has_itself (const HtFlowContext *context, guint32 first, guint32 last, guint32 sign)
{
  guint32 n = last - first + 1;

  for (guint32 at = sign + 1; at + n <= context->file->source->tokens->len; at++)
    {
      if (ht_flow_get (context, at)->kind == HT_GO_END)
        return FALSE;
      if (!ht_flow_is (context, at - 1, ".") &&
          ht_go_place_same (context->file->source, first, at, n))
        return TRUE;
    }
  return FALSE;
}

/**
 * ht_flow_is_append_to:
 *
 * Looks for `x = append(x, …)`.
 *
 * Returns: whether the value is the target with more at its end
 */
gboolean
ht_flow_is_append_to (const HtFlowContext *context, guint32 first, guint32 last, guint32 value)
{
  return ht_flow_is (context, value, "append") && ht_flow_is (context, value + 1, "(") &&
         ht_go_place_same (context->file->source, first, value + 2, last - first + 1);
}

/**
 * ht_flow_find_literal:
 *
 * Finds the outermost literal of a function within that of a context that has a token.
 *
 * Returns: index of the literal; %HT_GO_NONE if the token is in none
 */
guint32
ht_flow_find_literal (const HtFlowContext *context, guint32 at)
{
  const GArray *functions = context->file->source->functions;

  for (guint32 i = context->function + 1; i < functions->len; i++)
    {
      const HtGoFunction *function = &g_array_index (functions, HtGoFunction, i);

      if (function->begin > at)
        break;
      if (function->body < at && at < ht_flow_get (context, function->body)->partner)
        return i;
    }
  return HT_GO_NONE;
}

/**
 * ht_flow_is_from_pool:
 *
 * Looks for `name := pool.Get()`.
 *
 * Returns: whether the variable was taken out of a pool
 */
gboolean
ht_flow_is_from_pool (HtFlow *self, const HtFlowContext *context, guint32 name)
{
  guint32 body = ht_flow_get_function (context)->body;

  for (guint32 at = body + 1; at + 3 < ht_flow_get (context, body)->partner; at++)
    {
      if (!ht_flow_is (context, at, "Get") || !ht_flow_is (context, at - 1, ".") ||
          (ht_flow_get_kind (self, context, at - 2) & HT_NAME_IS_POOL) == 0)
        continue;

      guint n;
      guint32 first = ht_go_place_find_operand (context->file->source, at);
      guint32 sign = ht_go_place_find_head (context->file->source, first, &n);
      guint32 target;
      guint32 last;

      if (sign != HT_GO_NONE && !ht_flow_is (context, sign, "return") &&
          ht_go_place_find_target (context->file->source, sign, 0, &target, &last) &&
          ht_go_source_equal (context->file->source, target, name))
        return TRUE;
    }
  return FALSE;
}

/**
 * ht_flow_find_handed_over:
 *
 * Finds what the caller hands over as a parameter or receiver.
 *
 * Returns: the variable in the outer context; %HT_GO_NONE if that is no plain variable
 */
guint32
ht_flow_find_handed_over (const HtFlowContext *context, guint32 base)
{
  const HtFlowContext *outer = context->outer;
  guint32 receiver = ht_flow_find_receiver (context);
  guint32 first;
  guint32 last;

  if (outer == NULL || context->call == HT_GO_NONE)
    return HT_GO_NONE;
  if (receiver != HT_GO_NONE && ht_go_source_equal (context->file->source, receiver, base))
    {
      if (context->call < 2 || !ht_flow_is (outer, context->call - 1, "."))
        return HT_GO_NONE;
      last = context->call - 2;
      first = ht_go_place_find_operand (outer->file->source, last);
    }
  else
    {
      guint32 parameters = ht_flow_get_function (context)->parameters;
      guint n = 0;

      while (
          ht_flow_find_parameter (context, n) != HT_GO_NONE &&
          !ht_go_source_equal (context->file->source, ht_flow_find_parameter (context, n), base) &&
          n < ht_flow_get (context, parameters)->partner - parameters)
        n++;
      if (!ht_flow_is (outer, context->call + 1, "(") ||
          !ht_go_place_find_item (outer->file->source, context->call + 1, n, &first, &last))
        return HT_GO_NONE;
      if (ht_flow_is (outer, first, "&"))
        first++;
    }
  return first == last && ht_flow_get (outer, first)->kind == HT_GO_WORD ? first : HT_GO_NONE;
}

/**
 * ht_flow_is_fresh:
 *
 * Tells a variable that is made where it is declared from one that was found somewhere.
 *
 * Returns: whether it is made there
 */
gboolean
ht_flow_is_fresh (const HtFlowContext *context, guint32 name)
{
  static const char *const makers[] = { "&", "new", "make", "map", "[", "struct", NULL };
  guint32 body = ht_flow_get_function (context)->body;

  for (guint32 at = body + 1; at + 2 < ht_flow_get (context, body)->partner; at++)
    {
      if (!ht_go_source_equal (context->file->source, at, name) ||
          ht_flow_is (context, at - 1, "."))
        continue;
      if (ht_flow_is (context, at - 1, "var"))
        return TRUE;
      if (!ht_flow_is (context, at + 1, ":=") && !ht_flow_is (context, at + 1, ","))
        continue;
      while (ht_flow_is (context, at + 1, ",") || ht_flow_get (context, at + 1)->kind == HT_GO_WORD)
        at++;
      if (!ht_flow_is (context, at + 1, ":="))
        continue;
      for (guint32 value = at + 2; ht_flow_get (context, value)->kind == HT_GO_WORD; value += 2)
        if (ht_flow_is (context, value + 1, "{") || ht_flow_has_prefix (context, value, "New") ||
            ht_flow_has_prefix (context, value, "new") || ht_flow_is_any (context, value, makers))
          return TRUE;
        else if (!ht_flow_is (context, value + 1, "."))
          return FALSE;
      return ht_flow_is_any (context, at + 2, makers);
    }
  return ht_flow_is_result (context, name);
}
