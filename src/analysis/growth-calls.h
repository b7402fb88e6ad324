/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog.h"

G_BEGIN_DECLS

/**
 * HT_GROWTH_NEAR_CALLS:
 *
 * How far from where goroutines stand, and from where memory is allocated, the function may be that
 * both have in common, in functions of the program. Farther up is what all requests go through.
 */
#define HT_GROWTH_NEAR_CALLS 2

/**
 * HtGrowthCall:
 * @function: full name of the function
 * @file: its file as the compiler wrote it
 * @line: the line that calls or allocates
 * @is_own: whether it is of the program itself
 *
 * A frame of a stack. All is borrowed.
 */
typedef struct
{
  const char *function;
  const char *file;
  gint64 line;
  gboolean is_own;
} HtGrowthCall;

GArray *ht_growth_calls_new (const HtCatalog *catalog, guint32 node);
const HtGrowthCall *ht_growth_calls_get (const GArray *calls, guint index);
guint ht_growth_calls_count_own (const GArray *calls, guint end);
gboolean ht_growth_calls_are_near (const GArray *calls, const GArray *waiting);

G_END_DECLS
