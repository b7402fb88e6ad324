/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "format-error.h"

G_BEGIN_DECLS

/**
 * HT_LISTED_TARGETS_MAX:
 *
 * Most targets that are read from a list.
 */
#define HT_LISTED_TARGETS_MAX 1000

/**
 * HtListedTarget:
 * @name: (nullable): what the list calls it
 * @group: (nullable): what it belongs to
 * @url: its address as the list has it, not yet checked; without a scheme http is meant
 * @line: where it stands, from 1
 */
typedef struct
{
  char *name;
  char *group;
  char *url;
  guint64 line;
} HtListedTarget;

/**
 * HtListProblem:
 * @line: where it is, from 1
 * @reason: what is wrong there; repeats nothing of the line, which may hold a secret
 */
typedef struct
{
  guint64 line;
  char *reason;
} HtListProblem;

/**
 * HtListedTargets:
 * @targets: (element-type HtListedTarget): in the order of the list
 * @problems: (element-type HtListProblem): what could not be taken
 *
 * A list of live services.
 */
typedef struct
{
  GPtrArray *targets;
  GPtrArray *problems;
} HtListedTargets;

HtListedTargets *ht_listed_targets_decode (const char *text, gsize length, GError **error);
void ht_listed_targets_free (HtListedTargets *list);
HtListProblem *ht_list_problem_new (guint64 line, const char *reason);
void ht_list_problem_free (HtListProblem *problem);
const char *ht_listed_target_split (const char *text, gsize length, gsize *n_name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtListedTargets, ht_listed_targets_free)

G_END_DECLS
