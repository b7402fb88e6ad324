/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-evidence.h"

/* The codes are in what `growth --json` prints: they stay as they are. */
static const struct
{
  const char *code;
  guint n_values;
} kinds[HT_N_GROWTH_EVIDENCE] = {
  [HT_GROWTH_EVIDENCE_FRAME] = { "frame", 0 },
  [HT_GROWTH_EVIDENCE_BESIDE] = { "beside", 0 },
  [HT_GROWTH_EVIDENCE_GOROUTINES] = { "goroutines", 2 },
  [HT_GROWTH_EVIDENCE_CALL] = { "runtime-call", 1 },
  [HT_GROWTH_EVIDENCE_ESCAPE] = { "escape", 0 },
  [HT_GROWTH_EVIDENCE_SOURCE] = { "source", 0 },
  [HT_GROWTH_EVIDENCE_BODY] = { "open-body", 0 },
  [HT_GROWTH_EVIDENCE_EQUAL_SIZES] = { "equal-sizes", 2 },
  [HT_GROWTH_EVIDENCE_KEPT_TYPE] = { "kept-type", 3 },
  [HT_GROWTH_EVIDENCE_KEPT_ARRAYS] = { "kept-arrays", 3 },
  [HT_GROWTH_EVIDENCE_DOUBLING] = { "doubling", 2 },
  [HT_GROWTH_EVIDENCE_MAP_BUCKETS] = { "map-buckets", 1 },
  [HT_GROWTH_EVIDENCE_MAP_TABLES] = { "map-tables", 1 },
  [HT_GROWTH_EVIDENCE_NEXT_DOUBLING] = { "next-doubling", 3 },
  [HT_GROWTH_EVIDENCE_STACKS] = { "stacks", 2 },
  [HT_GROWTH_EVIDENCE_WAITING] = { "waiting", 3 },
  [HT_GROWTH_EVIDENCE_TIMERS] = { "timers", 0 },
  [HT_GROWTH_EVIDENCE_FEW_PROFILES] = { "few-goroutine-profiles", 0 },
  [HT_GROWTH_EVIDENCE_DEEPER] = { "deeper-stacks", 0 },
  [HT_GROWTH_EVIDENCE_RECURSION] = { "recursion", 0 },
  [HT_GROWTH_EVIDENCE_OFF_HEAP] = { "off-heap", 2 },
  [HT_GROWTH_EVIDENCE_NO_PROFILE] = { "in-no-profile", 0 },
  [HT_GROWTH_EVIDENCE_HUGE_PAGES] = { "huge-pages", 1 },
  [HT_GROWTH_EVIDENCE_HOLES] = { "holes", 2 },
  [HT_GROWTH_EVIDENCE_EMPTIED] = { "emptied-size", 3 },
  [HT_GROWTH_EVIDENCE_COLLECTIONS] = { "collections", 3 },
  [HT_GROWTH_EVIDENCE_COLLECTOR_CPU] = { "collector-cpu", 1 },
  [HT_GROWTH_EVIDENCE_AT_LIMIT] = { "memory-limit", 1 },
  [HT_GROWTH_EVIDENCE_SOME_LIMIT] = { "some-limit", 0 },
  [HT_GROWTH_EVIDENCE_GOGC] = { "gogc", 1 },
  [HT_GROWTH_EVIDENCE_GOAL_FOLLOWS] = { "goal-follows-heap", 0 },
};

/**
 * ht_growth_evidence_list_new:
 *
 * Returns: (transfer full) (element-type HtGrowthEvidence): no evidence as yet
 */
GPtrArray *
ht_growth_evidence_list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ht_growth_evidence_free);
}

/**
 * ht_growth_evidence_add:
 * @list: (element-type HtGrowthEvidence): evidence
 * @evidence: what is added; its names are copied
 *
 * Adds a piece of evidence, if it is not there already.
 */
void
ht_growth_evidence_add (GPtrArray *list, HtGrowthEvidence evidence)
{
  if (!g_ptr_array_find_with_equal_func (list, &evidence,
                                         (GEqualFunc) (void (*) (void)) ht_growth_evidence_equal,
                                         NULL))
    g_ptr_array_add (list, ht_growth_evidence_copy (&evidence));
}

/**
 * ht_growth_evidence_equal:
 * @first: a piece of evidence
 * @second: another one
 *
 * Returns: whether both say the same
 */
gboolean
ht_growth_evidence_equal (const HtGrowthEvidence *first, const HtGrowthEvidence *second)
{
  if (first->kind != second->kind)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (first->names); i++)
    if (g_strcmp0 (first->names[i], second->names[i]) != 0)
      return FALSE;
  for (guint i = 0; i < kinds[first->kind].n_values; i++)
    if (first->values[i] < second->values[i] || first->values[i] > second->values[i])
      return FALSE;
  return TRUE;
}

/**
 * ht_growth_evidence_copy:
 * @evidence: a piece of evidence
 *
 * Returns: (transfer full): a copy that owns its names
 */
HtGrowthEvidence *
ht_growth_evidence_copy (const HtGrowthEvidence *evidence)
{
  HtGrowthEvidence *copy = g_new (HtGrowthEvidence, 1);

  *copy = *evidence;
  for (guint i = 0; i < G_N_ELEMENTS (copy->names); i++)
    copy->names[i] = g_strdup (evidence->names[i]);
  return copy;
}

/**
 * ht_growth_evidence_free:
 * @evidence: (transfer full) (nullable): a piece of evidence that owns its names
 */
void
ht_growth_evidence_free (HtGrowthEvidence *evidence)
{
  if (evidence == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (evidence->names); i++)
    g_free ((gpointer) evidence->names[i]);
  g_free (evidence);
}

/**
 * ht_growth_evidence_get_code:
 * @kind: what evidence says
 *
 * Returns: its name for programs, such as "equal-sizes"; it never changes
 */
const char *
ht_growth_evidence_get_code (HtGrowthEvidenceKind kind)
{
  return kinds[kind].code;
}

/**
 * ht_growth_evidence_get_n_values:
 * @kind: what evidence says
 *
 * Returns: how many values it has
 */
guint
ht_growth_evidence_get_n_values (HtGrowthEvidenceKind kind)
{
  return kinds[kind].n_values;
}
