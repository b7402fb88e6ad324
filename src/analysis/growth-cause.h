/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog.h"
#include "growth-classes.h"
#include "growth-evidence.h"

G_BEGIN_DECLS

/**
 * HtGrowthCause:
 * @class_name: the class; %NULL if the evidence is not enough for any
 * @keeper: full name of the function that makes the memory stay; %NULL if unknown
 * @candidates: (element-type utf8): the classes that something speaks for, the likeliest first
 * @evidence: (element-type HtGrowthEvidence): what speaks for the class, or for the candidates
 *
 * Why something grows.
 */
typedef struct
{
  /* Owned */
  char *class_name;
  char *keeper;
  GPtrArray *candidates;
  GPtrArray *evidence;
} HtGrowthCause;

/**
 * HtGrowthFact:
 * @sign: which kind of evidence it is
 * @name: what was found, as the table of classes calls it
 * @evidence: the same with all that it is about
 *
 * A piece of evidence.
 */
typedef struct
{
  HtGrowthSign sign;

  /* Owned */
  char *name;
  HtGrowthEvidence *evidence;
} HtGrowthFact;

GArray *ht_growth_facts_new (void);
void
ht_growth_facts_add (GArray *facts, HtGrowthSign sign, const char *name, HtGrowthEvidence evidence);
gboolean ht_growth_facts_have (const GArray *facts, const char *name);
HtGrowthCause *ht_growth_cause_new (const HtGrowthClasses *classes, const GArray *facts);
void ht_growth_cause_free (HtGrowthCause *cause);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthCause, ht_growth_cause_free)

G_END_DECLS
