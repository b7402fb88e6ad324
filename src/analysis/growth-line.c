/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-line.h"

#include "frame-origin.h"
#include "growth-cause.h"

/* What the runtime does to copy a value into an interface, and what else allocates for a line. */
#define BOXING "runtime.convT"

static gboolean
allocates (const char *name)
{
  static const char *const prefixes[] = {
    "runtime.newobject",     "runtime.newarray",          "runtime.makeslice",
    "runtime.growslice",     "runtime.mapassign",         "runtime.makemap",
    "runtime.makechan",      "runtime.concatstring",      "runtime.newproc",
    "runtime.stringtoslice", "runtime.slicebytetostring", "runtime.rawstring",
  };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (name, prefixes[i]))
      return TRUE;
  return FALSE;
}

static gboolean
has_other_allocation (const HtCatalog *catalog, const GArray *called)
{
  for (guint i = 0; i < called->len; i++)
    if (allocates (
            ht_catalog_get_function_name (catalog,
                                          g_array_index (called, HtGrowthCalled, i).function)))
      return TRUE;
  return FALSE;
}

/* What is copied into an interface is small change on a line that makes something else, too. */
static void
add_calls (GArray *facts, const HtCatalog *catalog, const GArray *called)
{
  gboolean is_mixed = has_other_allocation (catalog, called);

  for (guint i = 0; i < called->len; i++)
    {
      const HtGrowthCalled *call = &g_array_index (called, HtGrowthCalled, i);
      const char *name = ht_catalog_get_function_name (catalog, call->function);

      if (!is_mixed || !g_str_has_prefix (name, BOXING))
        ht_growth_facts_add (facts, HT_GROWTH_SIGN_CPU, name,
                             (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_CALL,
                                                 .names = { name },
                                                 .values = { (double) call->n_samples } });
    }
}

static void
add_notes (GArray *facts, const GPtrArray *notes)
{
  gboolean is_mixed = FALSE;

  for (guint i = 0; i < notes->len; i++)
    is_mixed |= ((const HtEscapeNote *) g_ptr_array_index (notes, i))->kind != HT_ESCAPE_INTERFACE;
  for (guint i = 0; i < notes->len; i++)
    {
      const HtEscapeNote *note = g_ptr_array_index (notes, i);
      g_autofree char *place = g_strdup_printf ("%s:%" G_GINT64_FORMAT, note->file, note->line);

      if (!is_mixed || note->kind != HT_ESCAPE_INTERFACE)
        ht_growth_facts_add (facts, HT_GROWTH_SIGN_ESCAPE, ht_escape_kind_get_name (note->kind),
                             (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_ESCAPE,
                                                 .names = { place, note->text } });
    }
}

/**
 * ht_growth_line_add:
 * @facts: (element-type HtGrowthFact): evidence
 * @catalog: the catalog of the call tree
 * @clues: what else is known
 * @node: node of the call tree: a stack that allocates
 *
 * Adds what CPU profiles and the compiler tell of the line that allocates. Lines of libraries tell
 * how these make their memory, and that is known of each by name.
 */
void
ht_growth_line_add (GArray *facts,
                    const HtCatalog *catalog,
                    const HtGrowthClues *clues,
                    guint32 node)
{
  const HtFrame *frame =
      ht_symbols_get_frame (catalog->symbols, ht_call_tree_frame (catalog->tree, node));
  const HtFunction *function = ht_symbols_get_function (catalog->symbols, frame->function);
  const char *file = ht_strings_get (catalog->strings, function->file);
  const GArray *called;

  if (frame->function == 0 ||
      ht_frame_origin (ht_strings_get (catalog->strings, function->name), file) != HT_FRAME_OWN)
    return;
  called = clues->runtime != NULL ? ht_growth_runtime_find (clues->runtime, node) : NULL;
  if (called != NULL)
    add_calls (facts, catalog, called);
  if (clues->escapes != NULL)
    {
      g_autoptr (GPtrArray) notes = ht_escape_notes_find (clues->escapes, file, frame->line);

      add_notes (facts, notes);
    }
}
