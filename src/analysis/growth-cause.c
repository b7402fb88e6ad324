/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-cause.h"

#include <string.h>

/* How much must speak for a class, and how much more than for any other, to give it. */
#define ENOUGH_WEIGHT 6
#define LEAD_WEIGHT   2

typedef struct
{
  const HtGrowthClass *class;
  guint weight;
  guint order;
} Candidate;

static void
clear_fact (gpointer data)
{
  HtGrowthFact *fact = data;

  g_free (fact->name);
  ht_growth_evidence_free (fact->evidence);
}

/**
 * ht_growth_facts_new:
 *
 * Returns: (transfer full) (element-type HtGrowthFact): no evidence as yet
 */
GArray *
ht_growth_facts_new (void)
{
  GArray *facts = g_array_new (FALSE, FALSE, sizeof (HtGrowthFact));

  g_array_set_clear_func (facts, clear_fact);
  return facts;
}

/* Programs with and without generic types are alike: internal/sync.(*HashTrieMap[…]).expand. */
static char *
leave_out_types (const char *name)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint depth = 0;

  for (; *name != '\0'; name++)
    {
      depth += *name == '[';
      if (depth == 0)
        g_string_append_c (text, *name);
      else if (*name == ']')
        depth--;
    }
  return g_strdup (text->str);
}

/**
 * ht_growth_facts_add:
 * @facts: (element-type HtGrowthFact): evidence
 * @sign: which kind it is
 * @name: what was found: a function, or a word that docs/growth.md lists
 * @evidence: the same with all that it is about
 *
 * Adds a piece of evidence, if it is not there already.
 */
void
ht_growth_facts_add (GArray *facts, HtGrowthSign sign, const char *name, HtGrowthEvidence evidence)
{
  HtGrowthFact fact = { .sign = sign, .name = leave_out_types (name) };

  for (guint i = 0; i < facts->len; i++)
    {
      const HtGrowthFact *other = &g_array_index (facts, HtGrowthFact, i);

      if (other->sign == sign && g_str_equal (other->name, fact.name))
        {
          g_free (fact.name);
          return;
        }
    }
  fact.evidence = ht_growth_evidence_copy (&evidence);
  g_array_append_val (facts, fact);
  /* cppcheck-suppress memleak ; the array owns it */
}

/**
 * ht_growth_facts_have:
 * @facts: (element-type HtGrowthFact): evidence
 * @name: a name
 *
 * Returns: whether something of that name was found
 */
gboolean
ht_growth_facts_have (const GArray *facts, const char *name)
{
  for (guint i = 0; i < facts->len; i++)
    if (g_str_equal (g_array_index (facts, HtGrowthFact, i).name, name))
      return TRUE;
  return FALSE;
}

/* Of each kind of evidence the heaviest counts: two frames of one library say no more than one. */
static guint
weigh (const HtGrowthClass *class, const GArray *facts)
{
  guint most[HT_N_GROWTH_SIGNS] = { 0 };
  guint sum = 0;

  for (guint i = 0; i < facts->len; i++)
    {
      const HtGrowthFact *fact = &g_array_index (facts, HtGrowthFact, i);

      most[fact->sign] =
          MAX (most[fact->sign], ht_growth_class_weigh (class, fact->sign, fact->name));
    }
  for (guint i = 0; i < HT_N_GROWTH_SIGNS; i++)
    sum += most[i];
  return sum;
}

static gboolean
is_kept (const HtGrowthClass *class, const GArray *facts)
{
  guint most = 0;

  for (guint i = 0; i < facts->len && !class->is_making; i++)
    {
      const HtGrowthFact *fact = &g_array_index (facts, HtGrowthFact, i);

      if (fact->sign == HT_GROWTH_SIGN_FLOW)
        most = MAX (most, ht_growth_class_weigh (class, fact->sign, fact->name));
    }
  return most >= ENOUGH_WEIGHT;
}

/* Where it is known who keeps the memory, how it is made is beside the point. */
static void
put_making_last (GArray *candidates, const GArray *facts)
{
  gboolean kept = FALSE;

  for (guint i = 0; i < candidates->len; i++)
    kept |= is_kept (g_array_index (candidates, Candidate, i).class, facts);
  for (guint i = 0; kept && i < candidates->len; i++)
    if (g_array_index (candidates, Candidate, i).class->is_making)
      g_array_index (candidates, Candidate, i).weight = 0;
}

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *first = a;
  const Candidate *second = b;

  if (first->weight != second->weight)
    return first->weight > second->weight ? -1 : 1;
  return first->order < second->order ? -1 : first->order > second->order;
}

static void
add_evidence (HtGrowthCause *cause, const HtGrowthClass *class, const GArray *facts)
{
  for (guint i = 0; i < facts->len; i++)
    {
      const HtGrowthFact *fact = &g_array_index (facts, HtGrowthFact, i);

      if (ht_growth_class_weigh (class, fact->sign, fact->name) > 0)
        ht_growth_evidence_add (cause->evidence, *fact->evidence);
    }
}

/**
 * ht_growth_cause_new:
 * @classes: the table of classes
 * @facts: (element-type HtGrowthFact): all evidence that there is
 *
 * Weighs evidence. A class is only given if enough speaks for it and clearly less for any other.
 *
 * Returns: (transfer full): what it says, without a keeper
 */
HtGrowthCause *
ht_growth_cause_new (const HtGrowthClasses *classes, const GArray *facts)
{
  HtGrowthCause *cause = g_new0 (HtGrowthCause, 1);
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  const Candidate *first;
  guint second_weight;

  cause->candidates = g_ptr_array_new_with_free_func (g_free);
  cause->evidence = ht_growth_evidence_list_new ();
  for (guint i = 0; i < ht_growth_classes_get_n (classes); i++)
    {
      Candidate candidate = { .class = ht_growth_classes_get (classes, i), .order = i };

      candidate.weight = weigh (candidate.class, facts);
      if (candidate.weight > 0)
        g_array_append_val (candidates, candidate);
    }
  if (candidates->len == 0)
    return cause;
  put_making_last (candidates, facts);
  g_array_sort (candidates, compare_candidates);
  first = &g_array_index (candidates, Candidate, 0);
  second_weight = candidates->len > 1 ? first[1].weight : 0;
  for (guint i = 0; i < candidates->len; i++)
    g_ptr_array_add (cause->candidates, g_strdup (first[i].class->name));
  if (first->weight >= ENOUGH_WEIGHT && first->weight >= second_weight + LEAD_WEIGHT)
    {
      cause->class_name = g_strdup (first->class->name);
      add_evidence (cause, first->class, facts);
      return cause;
    }
  for (guint i = 0; i < candidates->len; i++)
    add_evidence (cause, first[i].class, facts);
  return cause;
}

/**
 * ht_growth_cause_free:
 * @cause: (transfer full) (nullable): why something grows
 */
void
ht_growth_cause_free (HtGrowthCause *cause)
{
  if (cause == NULL)
    return;
  g_ptr_array_unref (cause->candidates);
  g_ptr_array_unref (cause->evidence);
  g_free (cause->class_name);
  g_free (cause->keeper);
  g_free (cause);
}
