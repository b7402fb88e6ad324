/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-flow-private.h"

#include "function-name.h"
#include "go-place.h"
#include "growth-flow.h"

#include <string.h>

/* By the bits of HtFlowFact. */
static const char *const fact_words[] = { "closure", "view", "context", "connection", "concat" };

/* Beginnings: where a stack allocates. */

/* []byte(x) */
static gboolean
is_slice_conversion (const HtFlowContext *context, guint32 at)
{
  return ht_flow_is (context, at, "[") && ht_flow_is (context, at + 1, "]") &&
         ht_flow_is (context, at + 3, "(");
}

static gboolean
begins_expression (const HtFlowContext *context, guint32 at)
{
  static const char *const makers[] = { "make", "new", "append", "string", NULL };

  if (ht_flow_is (context, at, "func"))
    return TRUE;
  if (is_slice_conversion (context, at))
    return TRUE;
  if (ht_flow_is_any (context, at, makers))
    return ht_flow_is (context, at + 1, "(");
  return ht_flow_is (context, at, "{") && ht_flow_get (context, at)->brace == HT_GO_LITERAL;
}

static void
begin_expression (HtFlow *self, const HtFlowContext *context, guint32 at)
{
  HtFlowPath path = { 0 };
  guint32 literal;

  if (ht_flow_is (context, at, "func"))
    {
      literal = ht_flow_find_literal (context, at + 1);
      for (guint32 i = context->function; i < context->file->source->functions->len; i++)
        if (g_array_index (context->file->source->functions, HtGoFunction, i).begin == at)
          literal = i;
      if (literal != HT_GO_NONE)
        ht_flow_follow_capture (self, context, literal, path);
    }
  else if (is_slice_conversion (context, at))
    ht_flow_follow_expression (self, context, at, ht_flow_get (context, at + 3)->partner, path);
  else if (ht_flow_is (context, at, "{"))
    {
      /* follow_element knows the type in front; what is put in is the literal itself here. */
      if (ht_flow_get (context, at)->partner != HT_GO_NONE)
        ht_flow_follow_element (self, context, at, path);
    }
  else
    ht_flow_follow_expression (self, context, at, ht_flow_get (context, at + 1)->partner, path);
}

/* The statement that stands at a line and allocates without saying so: m[k] = v, s += t. */
static void
begin_statement (HtFlow *self, const HtFlowContext *context, guint32 begin, gint64 line)
{
  for (guint32 at = begin;
       at < context->file->source->tokens->len && ht_flow_get (context, at)->line == line; at++)
    {
      HtFlowPath path = { 0 };

      if (ht_flow_is (context, at, "+="))
        {
          path.facts |= HT_FLOW_CONCAT;
          ht_flow_follow_assignment (self, context, at, at + 1, 0, path);
        }
      else if (ht_flow_is (context, at, "=") && at > 0 && ht_flow_is (context, at - 1, "]"))
        ht_flow_follow_assignment (self, context, at, at + 1, 0, path);
      else if (ht_flow_is (context, at, "+") && at > 0)
        {
          guint32 first = ht_go_place_find_operand (context->file->source, at - 1);
          guint32 last = at + 1;

          while (ht_flow_is (context, last + 1, ".") || ht_flow_is (context, last + 1, "(") ||
                 ht_flow_is (context, last + 1, "[") || ht_flow_is (context, last + 1, "+"))
            {
              last = ht_flow_get (context, last + 1)->kind == HT_GO_OPEN
                         ? ht_flow_get (context, last + 1)->partner
                         : last + 2;
              if (last == HT_GO_NONE)
                return;
            }
          ht_flow_follow_expression (self, context, first, last, path);
          return;
        }
    }
}

static void
begin_line (HtFlow *self, const HtFlowContext *context, gint64 line)
{
  guint32 begin = ht_go_source_find_line (context->file->source, line);
  gboolean found = FALSE;

  if (begin == HT_GO_NONE)
    return;
  for (guint32 at = begin;
       at < context->file->source->tokens->len && ht_flow_get (context, at)->line == line; at++)
    if (begins_expression (context, at))
      {
        found = TRUE;
        begin_expression (self, context, at);
      }
  if (!found)
    begin_statement (self, context, begin, line);
}

/* The name of what a frame calls, on its line. */
static guint32
find_call (const HtSourceFile *file, gint64 line, const char *callee)
{
  g_autofree char *word = ht_function_name_shorten (callee, HT_NAME_WORD);
  guint32 at = ht_go_source_find_line (file->source, line);

  for (; at < file->source->tokens->len && ht_go_source_get (file->source, at)->line == line; at++)
    if (ht_go_source_is (file->source, at, word) && (ht_go_source_is (file->source, at + 1, "(") ||
                                                     ht_go_source_is (file->source, at + 1, "[")))
      return at;
  return HT_GO_NONE;
}

/* What a decoder fills is its last argument. */
static gboolean
begin_decoder (HtFlow *self, const HtFlowContext *context, guint32 call)
{
  static const char *const decoders[] = { "Unmarshal", "Decode", "Scan", NULL };
  HtFlowPath path = { .facts = HT_FLOW_INSIDE };
  guint32 first;
  guint32 last;
  guint n;

  if (!ht_flow_is_any (context, call, decoders) || !ht_flow_is (context, call + 1, "("))
    return FALSE;
  n = ht_go_place_count_commas (context->file->source, call + 1,
                                ht_flow_get (context, call + 1)->partner);
  if (ht_go_place_find_item (context->file->source, call + 1, n, &first, &last))
    {
      g_autofree char *name = ht_go_source_copy (context->file->source, last);

      ht_flow_follow_variable (self, context, name, path);
    }
  return TRUE;
}

/* What is written with fmt.Fprintf and the like ends in the buffer that is its first argument. */
static gboolean
begin_writing (HtFlow *self,
               const HtFlowContext *context,
               guint32 call,
               const HtGrowthCall *calls,
               guint n_calls)
{
  static const char *const writers[] = { "Fprintf", "Fprint", "Fprintln", "WriteString", NULL };
  gboolean is_buffer = FALSE;
  HtFlowPath path = { .facts = HT_FLOW_INSIDE };
  guint32 first;
  guint32 last;

  for (guint i = 0; i < n_calls; i++)
    {
      is_buffer |= strstr (calls[i].function, "bytes.(*Buffer)") != NULL;
      if (strstr (calls[i].function, "strings.(*Builder)") != NULL)
        path.facts |= HT_FLOW_BUILDER;
    }
  if ((!is_buffer && (path.facts & HT_FLOW_BUILDER) == 0) ||
      !ht_flow_is_any (context, call, writers) ||
      (!ht_flow_is_from_package (context, call, "fmt") &&
       !ht_flow_is_from_package (context, call, "io")) ||
      !ht_go_place_find_item (context->file->source, call + 1, 0, &first, &last))
    return FALSE;
  /* FIRST is a name or the begin of one: what is written to is its end. */
  ht_flow_follow_owner_of (self, context, ht_go_place_find_operand (context->file->source, last),
                           "buffer", call, path);
  return TRUE;
}

/* A function of a library allocates: either its result holds the memory, or what it belongs to. */
static void
begin_call (HtFlow *self,
            const HtFlowContext *context,
            const HtGrowthCall *calls,
            guint n_calls,
            gint64 line)
{
  const char *callee = calls[n_calls - 1].function;
  guint32 call = find_call (context->file, line, callee);
  guint32 first;
  HtFlowPath path = { 0 };

  if (call == HT_GO_NONE || begin_decoder (self, context, call) ||
      begin_writing (self, context, call, calls, n_calls))
    return;
  if (strstr (callee, "bytes.(*Buffer)") != NULL || strstr (callee, "strings.(*Builder)") != NULL)
    {
      if (call < 2 || !ht_flow_is (context, call - 1, "."))
        return;
      first = ht_go_place_find_operand (context->file->source, call - 2);
      path.facts |= HT_FLOW_INSIDE;
      if (strstr (callee, "strings.(*Builder)") != NULL)
        path.facts |= HT_FLOW_BUILDER;
      ht_flow_follow_owner_of (self, context, first, "buffer", call, path);
      return;
    }
  if (ht_flow_get (context, call + 1)->partner == HT_GO_NONE)
    return;
  if (ht_flow_is_from_package (context, call, "context"))
    path.facts |= HT_FLOW_CONTEXT;
  for (guint32 at = call + 2; at < ht_flow_get (context, call + 1)->partner; at++)
    if (ht_flow_get (context, at)->outer == call + 1 &&
        (ht_flow_get_kind (self, context, at) & HT_NAME_IS_CONNECTION) != 0)
      path.facts |= HT_FLOW_CONNECTION;
  if ((ht_flow_get_kind (self, context, call >= 2 ? call - 2 : call) & HT_NAME_IS_SYNC_MAP) != 0)
    {
      ht_flow_add_end (self, context, "sync.Map", call, path);
      return;
    }
  if (g_str_has_prefix (callee, "container/list."))
    {
      ht_flow_add_end (self, context, "list", call, path);
      return;
    }
  first = ht_go_place_find_operand (context->file->source, call);
  ht_flow_follow_expression (self, context, first, ht_flow_get (context, call + 1)->partner, path);
}

/* Which function of a file a frame is in: of those around the line the one called like that. */
static guint32
find_frame_function (const HtSourceFile *file, const HtGrowthCall *call)
{
  guint32 at = ht_go_source_find_line (file->source, call->line);
  guint32 innermost = at != HT_GO_NONE ? ht_go_source_find_function (file->source, at) : HT_GO_NONE;
  g_autofree char *word = ht_function_name_shorten (call->function, HT_NAME_WORD);

  for (guint32 i = 0; at != HT_GO_NONE && i < file->source->functions->len; i++)
    {
      const HtGoFunction *function = &g_array_index (file->source->functions, HtGoFunction, i);
      gint64 last =
          ht_go_source_get (file->source, ht_go_source_get (file->source, function->body)->partner)
              ->line;

      if (function->name != HT_GO_NONE && ht_go_source_is (file->source, function->name, word) &&
          ht_go_source_get (file->source, function->begin)->line <= call->line &&
          call->line <= last)
        return i;
      /* A literal on one line: its first token is not in it. */
      if (function->name == HT_GO_NONE && strstr (call->function, ".func") != NULL &&
          ht_go_source_get (file->source, function->begin)->line == call->line)
        innermost = i;
    }
  return innermost;
}

/* The functions of the stack, from a frame to the root, as far as their source is there. */
static HtFlowContext *
make_frames (HtFlow *self, const HtGrowthCall *calls, guint n_calls, guint from)
{
  HtFlowContext *outer = NULL;

  for (guint i = n_calls; i-- > from;)
    {
      const HtSourceFile *file =
          calls[i].is_own ? ht_source_tree_find_file (self->tree, calls[i].file) : NULL;
      guint32 function = file != NULL ? find_frame_function (file, &calls[i]) : HT_GO_NONE;
      HtFlowContext *context;

      if (function == HT_GO_NONE)
        {
          outer = NULL;
          continue;
        }
      context = ht_flow_make_context (self, outer, file, function);
      context->name = calls[i].function;
      if (outer != NULL)
        context->call = find_call (outer->file, calls[i + 1].line, calls[i].function);
      outer = context;
    }
  return outer;
}

static void
add_facts (HtFlow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (fact_words); i++)
    if ((self->best_facts & (1u << i)) != 0)
      g_ptr_array_add (self->words, g_strdup (fact_words[i]));
}

/**
 * ht_growth_flow_follow:
 * @tree: the source of the program
 * @calls: (array length=n_calls): a stack that allocates, leaf first
 * @n_calls: how many frames it has
 *
 * Reads in the source what becomes of what a stack allocates: from variable to variable, into
 * functions that it is given to and out of those that return it, until it is put somewhere where it
 * stays. It knows no types but those that are written beside a name, so it may come upon several
 * places. Then the one that it came to with the least doubt counts, or all that are equal.
 *
 * Returns: (transfer full) (nullable): what it found; %NULL if nothing
 */
HtGrowthFlow *
ht_growth_flow_follow (const HtSourceTree *tree, const HtGrowthCall *calls, guint n_calls)
{
  HtFlow self = { .tree = tree, .best_cost = G_MAXUINT };
  HtGrowthFlow *flow = NULL;
  HtFlowContext *context;
  guint own = 0;

  while (own < n_calls && !calls[own].is_own)
    own++;
  if (own == n_calls)
    return NULL;
  self.visited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.contexts = g_ptr_array_new_with_free_func (g_free);
  self.words = g_ptr_array_new_with_free_func (g_free);
  context = make_frames (&self, calls, n_calls, own);
  if (context != NULL && context->name == calls[own].function)
    {
      if (own == 0)
        begin_line (&self, context, calls[0].line);
      else
        begin_call (&self, context, calls, own, calls[own].line);
    }
  if (self.words->len > 0)
    {
      add_facts (&self);
      flow = g_new0 (HtGrowthFlow, 1);
      flow->words = g_ptr_array_ref (self.words);
      flow->keeper = g_steal_pointer (&self.keeper);
      flow->place = g_steal_pointer (&self.place);
      flow->text = g_steal_pointer (&self.text);
    }
  g_hash_table_unref (self.visited);
  g_ptr_array_unref (self.contexts);
  g_ptr_array_unref (self.words);
  g_free (self.keeper);
  g_free (self.place);
  g_free (self.text);
  return flow;
}

/**
 * ht_growth_flow_free:
 * @flow: (transfer full) (nullable): what was found
 */
void
ht_growth_flow_free (HtGrowthFlow *flow)
{
  if (flow == NULL)
    return;
  g_ptr_array_unref (flow->words);
  g_free (flow->keeper);
  g_free (flow->place);
  g_free (flow->text);
  g_free (flow);
}
