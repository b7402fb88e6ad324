/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "problem.h"

#include <glib/gi18n.h>

/**
 * ht_problem_new:
 * @file: (nullable): which file it is about
 * @reason: what was the matter
 *
 * Returns: (transfer full): the problem
 */
HtProblem *
ht_problem_new (const char *file, const char *reason)
{
  HtProblem *self = g_new0 (HtProblem, 1);

  self->file = g_strdup (file);
  self->reason = g_strdup (reason);
  return self;
}

/**
 * ht_problem_free:
 * @problem: (transfer full): the problem
 */
void
ht_problem_free (HtProblem *problem)
{
  g_free (problem->file);
  g_free (problem->reason);
  g_free (problem);
}

/**
 * ht_problem_to_text:
 * @problem: a problem
 *
 * Returns: (transfer full): it in one line
 */
char *
ht_problem_to_text (const HtProblem *problem)
{
  if (problem->file == NULL)
    return g_strdup (problem->reason);
  return g_strdup_printf ("%s: %s", problem->file, problem->reason);
}

/**
 * ht_problems_to_text:
 * @problems: (element-type HtProblem): problems
 *
 * Returns: (transfer full): a line for each
 */
char *
ht_problems_to_text (const GPtrArray *problems)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *line = ht_problem_to_text (g_ptr_array_index (problems, i));

      g_string_append_printf (text, "%s\n", line);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * ht_problems_summarize:
 * @problems: (element-type HtProblem): problems
 * @n_unread: how many files could not be read
 * @n_files: how many files there were
 *
 * Says in a few words what the matter was; a single problem speaks for itself.
 *
 * Returns: (transfer full) (nullable): the words, %NULL if there is no problem
 */
char *
ht_problems_summarize (const GPtrArray *problems, guint n_unread, guint n_files)
{
  if (problems->len == 0)
    return NULL;
  if (problems->len == 1)
    return ht_problem_to_text (g_ptr_array_index (problems, 0));
  if (n_unread > 0)
    /* Translators: the first %u is the number of unreadable files, the second that of all files */
    return g_strdup_printf (g_dngettext (NULL, "%u of %u files could not be read",
                                         "%u of %u files could not be read", n_unread),
                            n_unread, MAX (n_files, n_unread));
  return g_strdup_printf (g_dngettext (NULL, "%u note about the captures",
                                       "%u notes about the captures", problems->len),
                          problems->len);
}
