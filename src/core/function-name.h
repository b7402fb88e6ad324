/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtNameLength:
 * @HT_NAME_PACKAGE: `store.(*Index[go.shape.int]).put`: without the path before the package
 * @HT_NAME_PLAIN: `store.(*Index[…]).put`: type arguments left out
 * @HT_NAME_METHOD: `(*Index[…]).put`: without the package
 * @HT_NAME_WORD: `put`: the last word
 * @HT_N_NAME_LENGTHS: how many there are
 *
 * How much of a function's name is shown, from long to short.
 */
typedef enum
{
  HT_NAME_PACKAGE,
  HT_NAME_PLAIN,
  HT_NAME_METHOD,
  HT_NAME_WORD,
  HT_N_NAME_LENGTHS,
} HtNameLength;

char *ht_function_name_shorten (const char *name, HtNameLength length);
char *ht_function_name_get_package (const char *name);

G_END_DECLS
