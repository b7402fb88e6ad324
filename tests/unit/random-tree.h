/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <math.h>

#include "folded-tree.h"

#define RANDOM_TREE_N_GROUPS 200

/* A folded tree of any shape: a few stacks hold most, many hold next to nothing. */
typedef struct
{
  /* Owned */
  HtCallTree *calls;
  HtFoldedTree *tree;

  guint32 groups[RANDOM_TREE_N_GROUPS];
} RandomTree;

static inline void
random_tree_init (RandomTree *self, guint32 seed, guint n_stacks)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree guint32 *nodes = g_new (guint32, n_stacks);
  g_autofree gint64 *values = g_new (gint64, n_stacks);

  for (guint32 i = 0; i < RANDOM_TREE_N_GROUPS; i++)
    self->groups[i] = i;
  self->calls = ht_call_tree_new ();
  for (guint i = 0; i < n_stacks; i++)
    {
      /* Begins somewhere on an older stack, so that there are forks at every depth. */
      guint32 node = i == 0 || g_rand_int_range (rand, 0, 4) == 0
                         ? 0
                         : nodes[g_rand_int_range (rand, 0, (gint32) i)];
      int n_more = g_rand_int_range (rand, 1, 5);

      while (n_more-- > 0)
        node = ht_call_tree_intern (self->calls, node,
                                    (guint32) g_rand_int_range (rand, 1, RANDOM_TREE_N_GROUPS));
      nodes[i] = node;
      values[i] = (gint64) pow (10, g_rand_double_range (rand, 0, 6));
      /* What was freed since has a negative value and a width all the same. */
      if (g_rand_int_range (rand, 0, 10) == 0)
        values[i] = -values[i];
    }
  self->tree = ht_folded_tree_new (self->calls, self->groups, nodes, values, n_stacks, 1);
}

static inline void
random_tree_clear (RandomTree *self)
{
  ht_folded_tree_free (self->tree);
  ht_call_tree_free (self->calls);
}
