/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtProblem:
 * @file: (nullable): which file it is about, as valid UTF-8; %NULL if @reason says all
 * @reason: what was the matter
 *
 * Something that the user should know of what was opened.
 */
typedef struct
{
  char *file;
  char *reason;
} HtProblem;

HtProblem *ht_problem_new (const char *file, const char *reason);
void ht_problem_free (HtProblem *problem);
char *ht_problem_to_text (const HtProblem *problem);
char *ht_problems_to_text (const GPtrArray *problems);
char *ht_problems_summarize (const GPtrArray *problems, guint n_unread, guint n_files);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtProblem, ht_problem_free)

G_END_DECLS
