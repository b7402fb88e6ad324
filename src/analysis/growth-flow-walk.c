/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-flow-private.h"

#include "go-place.h"

/* A path through the source that is longer tells nothing any more. */
#define MAX_STEPS   4000
#define MAX_DEPTH   60
#define MAX_METHODS 4

/* What is in a channel for fewer is no backlog that anybody would notice. */
#define LARGE_CHANNEL 64

/* What makes a way that memory may take doubtful: a path with less of it is believed. */
enum
{
  COST_FIELD = 4,      /* a part of the object is read, which may point elsewhere */
  COST_PART = 1,       /* the same where the memory was put into the object */
  COST_METHOD = 2,     /* several methods have the name */
  COST_CONVERSION = 1, /* a name that is no function: a type, or a variable */
  COST_LOCAL = 3,      /* kept in a variable of a function that seems to go on */
  COST_OWNER = 2,      /* kept in something that such a variable is */
  COST_PASSING = 2,    /* a place where things are put for a while: channel, pool, finalizer */
};

/* Where memory was put into something. */
typedef struct
{
  const HtFlowContext *context;
  const char *word; /* NULL where there is room for only one */
  guint32 at;
} HtFlowEnd;

/**
 * ht_flow_add_end:
 *
 * Notes where memory stays, unless a better way to an end is known.
 */
void
ht_flow_add_end (HtFlow *self,
                 const HtFlowContext *context,
                 const char *word,
                 guint32 at,
                 HtFlowPath path)
{
  gint64 line = ht_flow_get (context, at)->line;

  if (path.cost > self->best_cost)
    return;
  if (path.cost < self->best_cost)
    {
      g_ptr_array_set_size (self->words, 0);
      g_clear_pointer (&self->keeper, g_free);
      g_clear_pointer (&self->place, g_free);
      g_clear_pointer (&self->text, g_free);
      self->best_facts = path.facts;
    }
  self->best_cost = path.cost;
  /* What is not true of all ways is true of none for sure. */
  self->best_facts &= path.facts;
  if (!g_ptr_array_find_with_equal_func (self->words, word, g_str_equal, NULL))
    g_ptr_array_add (self->words, g_strdup (word));
  if (self->text != NULL)
    {
      g_autofree char *other = ht_flow_make_keeper (context);

      if (g_strcmp0 (self->keeper, other) != 0)
        g_clear_pointer (&self->keeper, g_free);
      return;
    }
  self->place = g_strdup_printf ("%s:%" G_GINT64_FORMAT, context->file->path, line);
  self->text = ht_go_source_get_line (context->file->source, line);
  self->keeper = ht_flow_make_keeper (context);
}

static gboolean
has_visited (HtFlow *self,
             const HtFlowContext *context,
             guint32 first,
             guint32 last,
             const HtFlowPath *path)
{
  return !g_hash_table_add (self->visited,
                            g_strdup_printf ("%p %u %u %u %x %u %p %u",
                                             (const void *) context->file, context->function, first,
                                             last, path->facts, path->cost,
                                             (const void *) context->outer, context->call));
}

/* Into a function of the program that gets the memory as its nth argument, or as its receiver. */
static void
enter (HtFlow *self,
       const HtFlowContext *outer,
       guint32 call,
       const HtSourcePlace *place,
       int argument,
       HtFlowPath path)
{
  HtFlowContext *context = ht_flow_make_context (self, outer, place->file, place->function);
  guint32 name;
  g_autofree char *text = NULL;

  context->call = call;
  name = argument < 0 ? ht_flow_find_receiver (context)
                      : ht_flow_find_parameter (context, (guint) argument);
  if (name == HT_GO_NONE)
    return;
  text = ht_go_source_copy (context->file->source, name);
  ht_flow_follow_variable (self, context, text, path);
}

static gboolean
is_method (const HtSourcePlace *place)
{
  return g_array_index (place->file->source->functions, HtGoFunction, place->function).receiver !=
         HT_GO_NONE;
}

/* Which functions a call may mean. */
static GArray *
find_callees (HtFlow *self, const HtFlowContext *context, guint32 call)
{
  g_autofree char *name = ht_go_source_copy (context->file->source, call);
  const GArray *all = ht_source_tree_find_functions (self->tree, name);
  GArray *found = g_array_new (FALSE, FALSE, sizeof (HtSourcePlace));
  gboolean is_qualified = call >= 2 && ht_flow_is (context, call - 1, ".");
  g_autofree char *qualifier =
      is_qualified ? ht_go_source_copy (context->file->source, call - 2) : NULL;

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const HtSourcePlace *place = &g_array_index (all, HtSourcePlace, i);
      g_autofree char *package = g_path_get_basename (place->file->folder);

      if (!is_method (place) &&
          (is_qualified ? g_str_equal (package, qualifier)
                        : g_str_equal (place->file->folder, context->file->folder)))
        g_array_append_val (found, *place);
    }
  if (found->len > 0 || !is_qualified)
    return found;
  for (guint i = 0; all != NULL && i < all->len; i++)
    if (is_method (&g_array_index (all, HtSourcePlace, i)))
      g_array_append_val (found, g_array_index (all, HtSourcePlace, i));
  return found;
}

static gboolean
enter_callees (HtFlow *self,
               const HtFlowContext *context,
               guint32 call,
               int argument,
               HtFlowPath path)
{
  g_autoptr (GArray) callees = find_callees (self, context, call);

  if (callees->len > MAX_METHODS)
    return TRUE;
  if (callees->len > 1)
    path.cost += COST_METHOD;
  for (guint i = 0; i < callees->len; i++)
    enter (self, context, call, &g_array_index (callees, HtSourcePlace, i), argument, path);
  return callees->len > 0;
}

/* Where package context, strings and others put what they are given. */
static gboolean
follow_known_call (HtFlow *self,
                   const HtFlowContext *context,
                   guint32 call,
                   guint32 open,
                   guint argument,
                   HtFlowPath path)
{
  static const char *const views[] = { "TrimSpace",  "Trim",       "TrimLeft",  "TrimRight",
                                       "TrimPrefix", "TrimSuffix", "Split",     "SplitN",
                                       "Fields",     "Cut",        "CutPrefix", "CutSuffix",
                                       "SplitAfter", NULL };
  static const char *const stores[] = { "Store", "LoadOrStore", "Swap", NULL };
  static const char *const pushes[] = { "PushBack", "PushFront", "InsertBefore", "InsertAfter",
                                        NULL };
  guint32 first = ht_go_place_find_operand (context->file->source, call);
  guint32 last = ht_flow_get (context, open)->partner;
  guint kind = call >= 2 && ht_flow_is (context, call - 1, ".")
                   ? ht_flow_get_kind (self, context, call - 2)
                   : 0;

  if (ht_flow_is_from_package (context, call, "runtime"))
    {
      path.cost += COST_PASSING;
      if (ht_flow_is (context, call, "SetFinalizer") && argument == 0)
        ht_flow_add_end (self, context, "finalizer", call, path);
      return TRUE;
    }
  if (ht_flow_is_from_package (context, call, "context") &&
      ht_flow_has_prefix (context, call, "With"))
    path.facts |= HT_FLOW_CONTEXT;
  else if ((ht_flow_is_from_package (context, call, "strings") ||
            ht_flow_is_from_package (context, call, "bytes")) &&
           ht_flow_is_any (context, call, views))
    {
      if (argument > 0)
        return TRUE;
      path.facts |= HT_FLOW_VIEW | HT_FLOW_INSIDE;
    }
  else if ((kind & HT_NAME_IS_SYNC_MAP) != 0 && ht_flow_is_any (context, call, stores))
    {
      ht_flow_add_end (self, context, "sync.Map", call, path);
      return TRUE;
    }
  else if ((kind & HT_NAME_IS_POOL) != 0 && ht_flow_is (context, call, "Put"))
    {
      path.cost += COST_PASSING;
      ht_flow_add_end (self, context, "sync.Pool", call, path);
      return TRUE;
    }
  else if ((kind & HT_NAME_IS_LIST) != 0 && ht_flow_is_any (context, call, pushes))
    {
      HtFlowPath end = path;

      end.cost += COST_PASSING;
      ht_flow_add_end (self, context, "list", call, end);
      path.facts |= HT_FLOW_INSIDE;
    }
  else if (ht_flow_is_from_package (context, call, "unsafe"))
    ;
  else if (ht_flow_is_from_package (context, call, "bufio") &&
           ht_flow_has_prefix (context, call, "New"))
    path.facts |= HT_FLOW_INSIDE;
  else
    return FALSE;
  path.result = 0;
  ht_flow_follow_expression (self, context, first, last, path);
  return TRUE;
}

static void
follow_append (HtFlow *self,
               const HtFlowContext *context,
               guint32 call,
               guint32 open,
               guint32 last,
               guint n,
               HtFlowPath path)
{
  /* Elements are copied, so of bytes nothing but their copy is kept. */
  if (n > 0 && ht_flow_is (context, last + 1, "...") && (path.facts & HT_FLOW_INSIDE) == 0)
    return;
  if (n > 0)
    path.facts |= HT_FLOW_INSIDE;
  ht_flow_follow_expression (self, context, call, ht_flow_get (context, open)->partner, path);
}

static void
follow_argument (HtFlow *self,
                 const HtFlowContext *context,
                 guint32 open,
                 guint32 first,
                 guint32 last,
                 HtFlowPath path)
{
  static const char *const uses[] = { "len",   "cap", "copy", "delete", "print", "panic",  "close",
                                      "clear", "min", "max",  "new",    "make",  "string", NULL };
  const HtGoSource *source = context->file->source;
  guint n = ht_go_place_count_commas (source, open, first);
  guint32 call = open - 1;

  if (open == 0)
    return;
  if (ht_flow_is (context, call, "]") && ht_flow_get (context, call)->partner > 0 &&
      ht_flow_get (context, call)->partner != HT_GO_NONE)
    call = ht_flow_get (context, call)->partner - 1;
  if (ht_flow_get (context, call)->kind != HT_GO_WORD || ht_flow_is (context, call, "return"))
    {
      guint32 type = ht_flow_get (context, call)->kind == HT_GO_CLOSE
                         ? ht_flow_get (context, call)->partner
                         : open;

      /* (x), or the conversion (*T)(x); what a function value does is not known. */
      if (type == open || (type != HT_GO_NONE && ht_flow_is (context, type + 1, "*")))
        ht_flow_follow_expression (self, context, type, ht_flow_get (context, open)->partner, path);
      return;
    }
  /* []byte(x) copies. */
  if (call > 0 && ht_flow_is (context, call - 1, "]"))
    return;
  if (ht_flow_is (context, call, "append"))
    {
      follow_append (self, context, call, open, last, n, path);
      return;
    }
  if (ht_flow_is_any (context, call, uses) ||
      follow_known_call (self, context, call, open, n, path))
    return;
  if (!enter_callees (self, context, call, (int) n, path) &&
      (call < 1 || !ht_flow_is (context, call - 1, ".")))
    {
      path.cost += COST_CONVERSION;
      ht_flow_follow_expression (self, context, call, ht_flow_get (context, open)->partner, path);
    }
}

/**
 * ht_flow_follow_element:
 *
 * Follows a composite literal by what is put into it.
 */
void
ht_flow_follow_element (HtFlow *self, const HtFlowContext *context, guint32 open, HtFlowPath path)
{
  guint32 first = ht_go_place_find_type (context->file->source, open);
  guint32 close = ht_flow_get (context, open)->partner;

  if (close == HT_GO_NONE)
    return;
  path.facts |= HT_FLOW_INSIDE;
  for (guint32 at = open + 1; at < close; at++)
    if (ht_flow_get (context, at)->outer == open && ht_flow_get (context, at)->kind == HT_GO_WORD &&
        !ht_go_place_is_key (context->file->source, at) &&
        (ht_flow_get_kind (self, context, at) & HT_NAME_IS_CONNECTION) != 0)
      path.facts |= HT_FLOW_CONNECTION;
  ht_flow_follow_expression (self, context, first, close, path);
}

static void
follow_return (HtFlow *self, const HtFlowContext *context, guint32 at, guint n, HtFlowPath path)
{
  const HtFlowContext *outer = context->outer;

  if (outer == NULL || context->call == HT_GO_NONE ||
      ht_go_source_find_function (context->file->source, at) != context->function)
    return;

  guint32 first = ht_go_place_find_operand (outer->file->source, context->call);
  guint32 open = context->call + 1;

  if (ht_flow_is (outer, open, "[") && ht_flow_get (outer, open)->partner != HT_GO_NONE)
    open = ht_flow_get (outer, open)->partner + 1;
  if (!ht_flow_is (outer, open, "(") || ht_flow_get (outer, open)->partner == HT_GO_NONE)
    return;
  path.result = n;
  ht_flow_follow_expression (self, outer, first, ht_flow_get (outer, open)->partner, path);
}

/* Whatever takes out of a channel what was put in. */
static void
follow_channel (HtFlow *self, const HtFlowContext *context, guint32 name, HtFlowPath path)
{
  g_autofree char *text = ht_go_source_copy (context->file->source, name);

  for (guint i = 0; i < ht_source_tree_get_n_files (self->tree); i++)
    {
      const HtSourceFile *file = ht_source_tree_get_file (self->tree, i);

      if (!g_str_equal (file->folder, context->file->folder))
        continue;
      for (guint32 at = 1; at < file->source->tokens->len; at++)
        {
          guint32 first;
          guint32 function;
          HtFlowContext *receiver;

          if (!ht_go_source_is (file->source, at, text))
            continue;
          first = ht_go_place_find_operand (file->source, at);
          function = ht_go_source_find_function (file->source, at);
          if (first == 0 || function == HT_GO_NONE)
            continue;
          receiver = ht_flow_make_context (self, NULL, file, function);
          receiver->origin = context;
          if (ht_go_source_is (file->source, first - 1, "<-") &&
              ht_go_place_is_unary (file->source, first - 1))
            ht_flow_follow_expression (self, receiver, first - 1, at, path);
          else if (first > 2 && ht_go_source_is (file->source, first - 1, "range") &&
                   ht_go_source_is (file->source, first - 2, ":="))
            {
              g_autofree char *variable = ht_go_source_copy (file->source, first - 3);

              ht_flow_follow_variable (self, receiver, variable, path);
            }
        }
    }
}

/* Whether so much can be in a channel that it matters: as much as is made for it in the package. */
static gboolean
has_room (HtFlow *self, const HtFlowContext *context, guint32 name)
{
  g_autofree char *text = ht_go_source_copy (context->file->source, name);
  gboolean is_made = FALSE;

  for (guint i = 0; i < ht_source_tree_get_n_files (self->tree); i++)
    {
      const HtSourceFile *file = ht_source_tree_get_file (self->tree, i);
      const HtGoSource *source = file->source;

      if (!g_str_equal (file->folder, context->file->folder))
        continue;
      for (guint32 at = 0; at < source->tokens->len; at++)
        {
          guint32 first;
          guint32 last;

          if (!ht_go_source_is (source, at, text) || !ht_go_source_is (source, at + 2, "make") ||
              !ht_go_source_is (source, at + 4, "chan"))
            continue;
          is_made = TRUE;
          if (ht_go_place_find_item (source, at + 3, 1, &first, &last) &&
              (first != last || ht_go_source_get (source, first)->kind != HT_GO_VALUE ||
               g_ascii_strtoull (source->text + ht_go_source_get (source, first)->offset, NULL,
                                 0) >= LARGE_CHANNEL))
            return TRUE;
        }
    }
  return !is_made;
}

static void
follow_send (HtFlow *self, const HtFlowContext *context, guint32 arrow, HtFlowPath path)
{
  HtFlowPath end = path;

  end.cost += COST_PASSING;
  if (ht_flow_get (context, arrow - 1)->kind != HT_GO_WORD || has_room (self, context, arrow - 1))
    ht_flow_add_end (self, context, "channel", arrow, end);
  if (ht_flow_get (context, arrow - 1)->kind == HT_GO_WORD)
    follow_channel (self, context, arrow - 1, path);
}

static void
follow_into_element (HtFlow *self,
                     const HtFlowContext *context,
                     guint32 first,
                     guint32 last,
                     guint32 value,
                     HtFlowPath path)
{
  const HtGoSource *source = context->file->source;
  guint32 open = ht_flow_get (context, last)->partner;
  guint32 name;
  guint kind;
  gboolean appends = ht_flow_is_append_to (context, first, last, value);

  if (open == HT_GO_NONE || open == 0 || open <= first)
    return;
  name = open - 1;
  while (ht_flow_is (context, name, "]") && ht_flow_get (context, name)->partner > first)
    name = ht_flow_get (context, name)->partner - 1;
  kind = ht_flow_get_kind (self, context, name);
  path.facts |= HT_FLOW_INSIDE;
  if (!appends && (kind & HT_NAME_IS_MAP) == 0)
    {
      /* An array, or a slice, has so many elements and no more. */
      g_autofree char *text = ht_go_source_copy (source, first);

      if (first == name && ht_flow_is_local (context, first))
        ht_flow_follow_variable (self, context, text, path);
      return;
    }
  ht_flow_follow_owner_of (self, context, first,
                           !appends                       ? "map"
                           : (kind & HT_NAME_IS_MAP) != 0 ? "map-of-slices"
                                                          : "slice",
                           last, path);
}

/* Whether what is assigned to is part of an entry of a map: m[k].list */
static gboolean
is_in_map (HtFlow *self, const HtFlowContext *context, guint32 first, guint32 last)
{
  for (guint32 at = first + 1; at <= last; at++)
    if (ht_flow_is (context, at, "[") &&
        (ht_flow_get_kind (self, context, at - 1) & HT_NAME_IS_MAP) != 0)
      return TRUE;
  return FALSE;
}

static void
follow_into_field (HtFlow *self,
                   const HtFlowContext *context,
                   guint32 first,
                   guint32 last,
                   guint32 sign,
                   guint32 value,
                   HtFlowPath path)
{
  path.facts |= HT_FLOW_INSIDE;
  if (ht_flow_is_append_to (context, first, last, value))
    ht_flow_follow_owner_of (self, context, first,
                             is_in_map (self, context, first, last) ? "map-of-slices" : "slice",
                             last, path);
  else if (ht_flow_is (context, sign, "+="))
    ht_flow_follow_owner_of (self, context, first, "text", last, path);
  else if (ht_flow_has_itself (context, first, last, sign))
    ht_flow_follow_owner_of (self, context, first,
                             (path.facts & HT_FLOW_CONTEXT) != 0 ? "chain" : "list", last, path);
  else
    ht_flow_follow_owner_of (self, context, first, NULL, last, path);
}

static void
follow_into_variable (HtFlow *self,
                      const HtFlowContext *context,
                      guint32 name,
                      guint32 sign,
                      guint32 value,
                      HtFlowPath path)
{
  const HtGoFunction *function = ht_flow_get_function (context);
  gboolean is_local_name = ht_flow_is (context, sign, ":=") || ht_flow_is_local (context, name) ||
                           ht_flow_is_in_list (context, function->parameters, name) ||
                           (name > 0 && ht_flow_is (context, name - 1, "var"));
  g_autofree char *text = ht_go_source_copy (context->file->source, name);

  if (ht_flow_is (context, name, "_"))
    return;
  if (!is_local_name || ht_flow_is_append_to (context, name, name, value))
    {
      follow_into_field (self, context, name, name, sign, value, path);
      return;
    }
  ht_flow_follow_variable (self, context, text, path);
  if (ht_flow_is_result (context, name))
    follow_return (self, context, name, 0, path);
}

/**
 * ht_flow_follow_assignment:
 *
 * Follows a value to the nth target of an assignment.
 */
void
ht_flow_follow_assignment (HtFlow *self,
                           const HtFlowContext *context,
                           guint32 sign,
                           guint32 value,
                           guint n,
                           HtFlowPath path)
{
  const HtGoSource *source = context->file->source;
  guint32 first;
  guint32 last;

  if (!ht_go_place_find_target (source, sign, n == 0 ? path.result : n, &first, &last))
    return;
  path.result = 0;
  if (ht_flow_is (context, first, "*") && first < last)
    first++;
  if (ht_flow_is (context, last, "]"))
    follow_into_element (self, context, first, last, value, path);
  /* var name TYPE = value */
  else if (first == last || (first > 0 && ht_flow_is (context, first - 1, "var")))
    follow_into_variable (self, context, first, sign, value, path);
  else
    follow_into_field (self, context, first, last, sign, value, path);
}

static void
follow_receiver (HtFlow *self,
                 const HtFlowContext *context,
                 guint32 first,
                 guint32 method,
                 HtFlowPath path)
{
  guint32 close = ht_flow_get (context, method + 1)->partner;

  if (enter_callees (self, context, method, -1, path) || close == HT_GO_NONE)
    return;
  /* A buffer gives away what it holds; bytes.Buffer copies it to make a string, though. */
  if (ht_flow_is (context, method, "Bytes") ||
      ((path.facts & HT_FLOW_BUILDER) != 0 && ht_flow_is (context, method, "String")))
    ht_flow_follow_expression (self, context, first, close, path);
}

/* Over selectors, indices and type assertions behind it; FALSE if it does not go on as a value. */
static gboolean
take_suffixes (HtFlow *self,
               const HtFlowContext *context,
               const guint32 *first,
               guint32 *last,
               HtFlowPath *path)
{
  gboolean is_inside = (path->facts & HT_FLOW_INSIDE) != 0;

  for (;;)
    {
      guint32 next = *last + 1;

      if (next + 1 >= context->file->source->tokens->len)
        return FALSE;
      if (ht_flow_is (context, next, ".") && ht_flow_is (context, next + 1, "("))
        *last = ht_flow_get (context, next + 1)->partner;
      else if (ht_flow_is (context, next, ".") && ht_flow_is (context, next + 2, "("))
        {
          follow_receiver (self, context, *first, next + 1, *path);
          return FALSE;
        }
      else if (ht_flow_is (context, next, "."))
        {
          path->cost += is_inside ? COST_PART : COST_FIELD;
          *last = next + 1;
        }
      else if (ht_flow_is (context, next, "[") &&
               ht_flow_get (context, next)->partner != HT_GO_NONE)
        {
          guint32 colon = ht_go_place_find_colon (context->file->source, next);

          if (colon == HT_GO_NONE && !is_inside)
            return FALSE;
          if (colon == HT_GO_NONE)
            path->cost += COST_PART;
          else if (colon > next + 1)
            path->facts |= HT_FLOW_VIEW;
          *last = ht_flow_get (context, next)->partner;
        }
      else
        break;
      if (*last == HT_GO_NONE)
        return FALSE;
    }

  const HtGoToken *behind = ht_flow_get (context, *last + 1);

  return behind->kind != HT_GO_OPERATOR || ht_flow_is (context, *last + 1, ",") ||
         ht_flow_is (context, *last + 1, "...");
}

static void
follow_listed (HtFlow *self,
               const HtFlowContext *context,
               guint32 first,
               guint32 last,
               HtFlowPath path)
{
  guint n;
  guint32 outer = ht_flow_get (context, first)->outer;
  guint32 head;

  if (outer != HT_GO_NONE && ht_flow_is (context, outer, "("))
    {
      follow_argument (self, context, outer, first, last, path);
      return;
    }
  if (outer != HT_GO_NONE && ht_flow_is (context, outer, "{") &&
      ht_flow_get (context, outer)->brace == HT_GO_LITERAL)
    {
      ht_flow_follow_element (self, context, outer, path);
      return;
    }
  head = ht_go_place_find_head (context->file->source, first, &n);
  if (head == HT_GO_NONE)
    return;
  if (ht_flow_is (context, head, "return"))
    follow_return (self, context, head, n > 0 ? n : path.result, path);
  else
    ht_flow_follow_assignment (self, context, head, first, n, path);
}

/* m[x] = …: a map keeps its keys, too. */
static void
follow_key (HtFlow *self, const HtFlowContext *context, guint32 open, HtFlowPath path)
{
  guint32 close = ht_flow_get (context, open)->partner;

  if (open == 0 || close == HT_GO_NONE || !ht_flow_is (context, close + 1, "=") ||
      (ht_flow_get_kind (self, context, open - 1) & HT_NAME_IS_MAP) == 0)
    return;
  path.facts |= HT_FLOW_INSIDE;
  ht_flow_follow_owner_of (self, context,
                           ht_go_place_find_operand (context->file->source, open - 1), "map-key",
                           close, path);
}

/**
 * ht_flow_follow_expression:
 *
 * Follows the value of the expression from one token to another.
 */
void
ht_flow_follow_expression (HtFlow *self,
                           const HtFlowContext *context,
                           guint32 first,
                           guint32 last,
                           HtFlowPath path)
{
  const HtGoSource *source = context->file->source;

  if (last == HT_GO_NONE || first == 0 || path.depth++ > MAX_DEPTH || self->n_steps++ > MAX_STEPS ||
      has_visited (self, context, first, last, &path) || path.cost > self->best_cost)
    return;
  while (first > 1 &&
         (ht_flow_is (context, first - 1, "&") || ht_flow_is (context, first - 1, "*")) &&
         ht_go_place_is_unary (source, first - 1))
    first--;
  if (!take_suffixes (self, context, &first, &last, &path))
    return;
  if (ht_flow_is (context, first - 1, "<-") && !ht_go_place_is_unary (source, first - 1))
    follow_send (self, context, first - 1, path);
  else if (ht_flow_is (context, first - 1, "["))
    follow_key (self, context, first - 1, path);
  else if (ht_flow_is (context, first - 1, ":") &&
           ht_flow_get (context, first)->outer != HT_GO_NONE &&
           ht_flow_is (context, ht_flow_get (context, first)->outer, "{"))
    follow_listed (self, context, first, last, path);
  else if (ht_flow_is (context, first - 1, "(") || ht_flow_is (context, first - 1, ",") ||
           ht_flow_is (context, first - 1, "{") || ht_flow_is (context, first - 1, "=") ||
           ht_flow_is (context, first - 1, ":=") || ht_flow_is (context, first - 1, "+=") ||
           ht_flow_is (context, first - 1, "return"))
    follow_listed (self, context, first, last, path);
}

/**
 * ht_flow_follow_capture:
 *
 * Follows a literal of a function that uses a variable of the one around it.
 */
void
ht_flow_follow_capture (HtFlow *self,
                        const HtFlowContext *context,
                        guint32 literal,
                        HtFlowPath path)
{
  const HtGoFunction *function =
      &g_array_index (context->file->source->functions, HtGoFunction, literal);
  guint32 close = ht_flow_get (context, function->body)->partner;

  if (ht_flow_is (context, close + 1, "("))
    {
      if (function->begin > 0 && ht_flow_is (context, function->begin - 1, "go"))
        {
          path.cost += COST_PASSING;
          ht_flow_add_end (self, context, "goroutine", function->begin, path);
        }
      return;
    }
  path.facts |= HT_FLOW_CLOSURE | HT_FLOW_INSIDE;
  ht_flow_follow_expression (self, context, function->begin, close, path);
}

/**
 * ht_flow_follow_variable:
 *
 * Follows all uses of a variable of the function.
 */
void
ht_flow_follow_variable (HtFlow *self,
                         const HtFlowContext *context,
                         const char *name,
                         HtFlowPath path)
{
  guint32 body = ht_flow_get_function (context)->body;

  if (path.depth++ > MAX_DEPTH)
    return;
  for (guint32 at = body + 1; at < ht_flow_get (context, body)->partner; at++)
    {
      guint32 literal;

      if (!ht_flow_is (context, at, name) || ht_flow_is (context, at - 1, ".") ||
          ht_go_place_is_key (context->file->source, at))
        continue;
      ht_flow_follow_expression (self, context, at, at, path);
      literal = ht_flow_find_literal (context, at);
      if (literal != HT_GO_NONE)
        ht_flow_follow_capture (self, context, literal, path);
    }
}

static void
end_at (HtFlow *self, const HtFlowEnd *end, HtFlowPath path)
{
  if (end->word != NULL)
    ht_flow_add_end (self, end->context, end->word, end->at, path);
}

static void
follow_local_owner (HtFlow *self,
                    const HtFlowContext *context,
                    guint32 base,
                    guint32 at,
                    const HtFlowEnd *end,
                    HtFlowPath path)
{
  g_autofree char *name = ht_go_source_copy (context->file->source, base);

  if (ht_flow_is_from_pool (self, context, base))
    ht_flow_add_end (self, context, "sync.Pool", base, path);
  else if (!ht_flow_is_fresh (context, base))
    end_at (self, end, path);
  else
    {
      ht_flow_follow_variable (self, context, name, path);
      /* A variable of a function that is not left can grow, too. */
      path.cost += at != end->at ? COST_OWNER : COST_LOCAL;
      if (ht_go_place_is_in_loop (context->file->source, at))
        end_at (self, end, path);
    }
}

/* Memory was put into something: is that kept? What a caller has handed over is as its own. */
static void
follow_owner (HtFlow *self,
              const HtFlowContext *context,
              guint32 base,
              const HtFlowEnd *end,
              HtFlowPath path)
{
  guint32 at = end->at;

  while (path.depth++ < MAX_DEPTH)
    {
      const HtGoFunction *function = ht_flow_get_function (context);
      guint32 receiver = ht_flow_find_receiver (context);
      gboolean is_handed =
          (receiver != HT_GO_NONE && ht_go_source_equal (context->file->source, receiver, base)) ||
          ht_flow_is_in_list (context, function->parameters, base);

      if (!is_handed && ht_flow_is_local (context, base))
        {
          follow_local_owner (self, context, base, at, end, path);
          return;
        }
      base = is_handed ? ht_flow_find_handed_over (context, base) : HT_GO_NONE;
      if (base == HT_GO_NONE)
        break;
      at = context->call;
      context = context->outer;
    }
  end_at (self, end, path);
}

/**
 * ht_flow_follow_owner_of:
 *
 * Follows a variable that memory was put into; @word is %NULL where there is room for only one.
 */
void
ht_flow_follow_owner_of (HtFlow *self,
                         const HtFlowContext *context,
                         guint32 base,
                         const char *word,
                         guint32 at,
                         HtFlowPath path)
{
  HtFlowEnd end = { context, word, at };

  follow_owner (self, context, base, &end, path);
}
