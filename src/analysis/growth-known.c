/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-known.h"

static const char *
get_name (const HtCatalog *catalog, guint32 function)
{
  if (function == 0)
    return NULL;
  return ht_catalog_get_function_name (catalog, function);
}

/**
 * ht_growth_chain_get_key:
 * @chain: a chain of a report
 * @catalog: the catalog of the report
 *
 * Names a chain as it is called in other recordings of the service, too. What is beside the heap
 * and has a function is stacks of goroutines; why these wait may be told differently when more is
 * known, and is no part of it.
 *
 * Returns: (transfer full): its key, see ht_growth_key()
 */
char *
ht_growth_chain_get_key (const HtGrowthChain *chain, const HtCatalog *catalog)
{
  const char *kind = NULL;

  if (chain->scope == HT_GROWTH_SCOPE_PROCESS)
    kind = chain->function != 0 || chain->class_name == NULL ? "stacks" : chain->class_name;
  return ht_growth_key (kind, get_name (catalog, chain->function),
                        get_name (catalog, chain->responsible));
}

/**
 * ht_growth_chain_is_leak:
 * @chain: a chain of a report
 *
 * Returns: whether it grows, and that is news
 */
gboolean
ht_growth_chain_is_leak (const HtGrowthChain *chain)
{
  return chain->course.verdict == HT_GROWTH_GROWING && !chain->is_set_aside;
}

/* Of several that mean one chain it takes all to have been outgrown: who sets it aside anew, with
 * the rate of today, is heard. */
static void
find_known (HtGrowthChain *chain, const char *key, const GPtrArray *known)
{
  const HtKnownGrowth *found = NULL;

  chain->is_set_aside = FALSE;
  for (guint i = 0; i < known->len && !chain->is_set_aside; i++)
    {
      const HtKnownGrowth *one = g_ptr_array_index (known, i);

      if (!ht_known_growth_covers (one, key))
        continue;
      found = one;
      chain->is_set_aside = chain->course.verdict == HT_GROWTH_GROWING &&
                            !ht_known_growth_is_outgrown (one, chain->course.now.low);
    }
  g_clear_pointer (&chain->known, ht_known_growth_free);
  if (found != NULL)
    chain->known = ht_known_growth_copy (found);
}

/* What is set aside comes behind all else that grows; the sort keeps the order of the others. */
static void
sort_chains (HtGrowthReport *report)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  g_autoptr (GPtrArray) aside = g_ptr_array_new ();
  g_autoptr (GPtrArray) news = g_ptr_array_new ();
  GPtrArray *const parts[] = { news, aside, others };
  guint n = 0;

  for (guint i = 0; i < report->chains->len; i++)
    {
      HtGrowthChain *chain = g_ptr_array_index (report->chains, i);

      g_ptr_array_add (ht_growth_chain_is_leak (chain) ? news
                       : chain->is_set_aside           ? aside
                                                       : others,
                       chain);
    }
  for (guint part = 0; part < G_N_ELEMENTS (parts); part++)
    for (guint i = 0; i < parts[part]->len; i++)
      report->chains->pdata[n++] = parts[part]->pdata[i];
}

/**
 * ht_growth_report_set_aside:
 * @report: a report whose chains are judged and, if they are to be, classified
 * @catalog: the catalog of the report
 * @known: (element-type HtKnownGrowth): the growth that is known
 *
 * Sets aside the chains that somebody knows of: they are no news, and the process is not called
 * growing for their sake. What surely grows half as fast again as it did then is news again. What
 * is to come of a limit is not touched: it is reached, whoever knows of it.
 */
void
ht_growth_report_set_aside (HtGrowthReport *report,
                            const HtCatalog *catalog,
                            const GPtrArray *known)
{
  gboolean has_news = FALSE;

  report->n_set_aside = 0;
  report->set_aside_rate = 0;
  for (guint i = 0; i < report->chains->len; i++)
    {
      HtGrowthChain *chain = g_ptr_array_index (report->chains, i);

      g_free (chain->key);
      chain->key = ht_growth_chain_get_key (chain, catalog);
      find_known (chain, chain->key, known);
      has_news = has_news || ht_growth_chain_is_leak (chain);
      if (!chain->is_set_aside)
        continue;
      report->n_set_aside++;
      report->set_aside_rate += chain->course.now.rate;
    }
  sort_chains (report);
  if (report->n_set_aside > 0 && !has_news)
    report->verdict = HT_GROWTH_STEADY;
}
