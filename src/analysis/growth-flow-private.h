/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "source-tree.h"

G_BEGIN_DECLS

/* How what a stack allocates is followed through the source: growth-flow.c begins, -walk.c goes
 * from expression to expression, -scope.c knows what a name means in a function. */

typedef enum
{
  HT_FLOW_CLOSURE = 1 << 0,
  HT_FLOW_VIEW = 1 << 1,
  HT_FLOW_CONTEXT = 1 << 2,
  HT_FLOW_CONNECTION = 1 << 3,
  HT_FLOW_CONCAT = 1 << 4,
  HT_FLOW_INSIDE = 1 << 5,  /* what is followed is an object that holds the memory */
  HT_FLOW_BUILDER = 1 << 6, /* it is a strings.Builder */
} HtFlowFact;

typedef struct
{
  guint facts;  /* HtFlowFact */
  guint cost;   /* how doubtful the way is */
  guint result; /* which result of a function it is */
  guint depth;
} HtFlowPath;

/* A function that is being followed, and where it was called from. */
typedef struct _HtFlowContext
{
  const struct _HtFlowContext *outer;
  const struct _HtFlowContext *origin; /* without @outer: who sent what is followed */
  const HtSourceFile *file;
  guint32 function;
  guint32 call; /* in the file of @outer: the name that is called */
  const char *name;
} HtFlowContext;

typedef struct
{
  const HtSourceTree *tree;

  /* Owned */
  GHashTable *visited;
  GPtrArray *contexts;
  GPtrArray *words; /* this and what follows: the ends with the least cost so far */
  char *keeper;
  char *place;
  char *text;

  guint best_cost;
  guint best_facts;
  guint n_steps;
} HtFlow;

static inline const HtGoToken *
ht_flow_get (const HtFlowContext *context, guint32 index)
{
  return ht_go_source_get (context->file->source, index);
}

static inline gboolean
ht_flow_is (const HtFlowContext *context, guint32 index, const char *text)
{
  return ht_go_source_is (context->file->source, index, text);
}

static inline const HtGoFunction *
ht_flow_get_function (const HtFlowContext *context)
{
  return &g_array_index (context->file->source->functions, HtGoFunction, context->function);
}

/* growth-flow-scope.c; "name" and "base" are tokens that read like a variable. */

HtFlowContext *ht_flow_make_context (HtFlow *self,
                                     const HtFlowContext *outer,
                                     const HtSourceFile *file,
                                     guint32 function);
char *ht_flow_make_keeper (const HtFlowContext *context);
guint ht_flow_get_kind (const HtFlow *self, const HtFlowContext *context, guint32 name);
guint32 ht_flow_find_parameter (const HtFlowContext *context, guint n);
guint32 ht_flow_find_receiver (const HtFlowContext *context);
gboolean ht_flow_is_in_list (const HtFlowContext *context, guint32 open, guint32 name);
gboolean ht_flow_is_result (const HtFlowContext *context, guint32 name);
gboolean ht_flow_is_local (const HtFlowContext *context, guint32 name);
gboolean ht_flow_is_fresh (const HtFlowContext *context, guint32 name);
gboolean ht_flow_is_from_pool (HtFlow *self, const HtFlowContext *context, guint32 name);
guint32 ht_flow_find_handed_over (const HtFlowContext *context, guint32 base);
gboolean ht_flow_is_any (const HtFlowContext *context, guint32 index, const char *const *words);
gboolean ht_flow_has_prefix (const HtFlowContext *context, guint32 index, const char *prefix);
gboolean ht_flow_is_from_package (const HtFlowContext *context, guint32 call, const char *package);
gboolean
ht_flow_has_itself (const HtFlowContext *context, guint32 first, guint32 last, guint32 sign);
gboolean
ht_flow_is_append_to (const HtFlowContext *context, guint32 first, guint32 last, guint32 value);
guint32 ht_flow_find_literal (const HtFlowContext *context, guint32 at);

/* growth-flow-walk.c */

void ht_flow_add_end (HtFlow *self,
                      const HtFlowContext *context,
                      const char *word,
                      guint32 at,
                      HtFlowPath path);
void
ht_flow_follow_element (HtFlow *self, const HtFlowContext *context, guint32 open, HtFlowPath path);
void ht_flow_follow_assignment (HtFlow *self,
                                const HtFlowContext *context,
                                guint32 sign,
                                guint32 value,
                                guint n,
                                HtFlowPath path);
void ht_flow_follow_expression (HtFlow *self,
                                const HtFlowContext *context,
                                guint32 first,
                                guint32 last,
                                HtFlowPath path);
void ht_flow_follow_capture (HtFlow *self,
                             const HtFlowContext *context,
                             guint32 literal,
                             HtFlowPath path);
void ht_flow_follow_variable (HtFlow *self,
                              const HtFlowContext *context,
                              const char *name,
                              HtFlowPath path);
void ht_flow_follow_owner_of (HtFlow *self,
                              const HtFlowContext *context,
                              guint32 base,
                              const char *word,
                              guint32 at,
                              HtFlowPath path);

G_END_DECLS
