/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "source-tree.h"

G_BEGIN_DECLS

/**
 * HtOpenBody:
 * @file: the file
 * @function: index of the function in it
 * @line: the line that asks
 *
 * A function that gets an answer by HTTP and does not close its body.
 */
typedef struct
{
  const HtSourceFile *file;
  guint32 function;
  gint64 line;
} HtOpenBody;

GArray *ht_growth_bodies_find (const HtSourceTree *tree);

G_END_DECLS
