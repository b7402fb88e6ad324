/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis-error.h"
#include "stack-source.h"

G_BEGIN_DECLS

/**
 * HtTopBase:
 * @HT_TOP_BASE_SUBTRACT: `-base` of pprof: shares are of all that differs
 * @HT_TOP_BASE_COMPARE: `-diff_base` of pprof: shares are of the base
 *
 * What a second profile is for. It is subtracted either way.
 */
typedef enum
{
  HT_TOP_BASE_SUBTRACT,
  HT_TOP_BASE_COMPARE,
} HtTopBase;

/**
 * HtTopOptions:
 * @sample_type: (nullable): what to count, see [func@choose_sample_type]
 * @focus: (nullable): only samples with a frame that matches this expression
 * @ignore: (nullable): but none with a frame that matches this one
 * @hide: (nullable): frames that match this expression are left out of their stacks
 * @show: (nullable): only frames that match this one are left
 * @show_from: (nullable): stacks begin with the first frame from the root that matches this one;
 *   there are no others
 * @prune_from: (nullable): stacks end with the first frame from the leaf whose function matches
 *   this one
 * @tag_focus: (nullable): only samples whose labels match, see #HtLabelFilter
 * @tag_ignore: (nullable): but none whose labels match this
 * @base_kind: what the base is for, if there is one
 * @by_cumulative: whether to order by cumulative values
 *
 * The expressions are those of `go tool pprof` of the same names, and are used in the same order:
 * as it is here. They are tried on names of functions as shown, source files and executables; only
 * @prune_from on nothing but names, without their parameters.
 */
typedef struct
{
  const char *sample_type;
  const char *focus;
  const char *ignore;
  const char *hide;
  const char *show;
  const char *show_from;
  const char *prune_from;
  const char *tag_focus;
  const char *tag_ignore;
  HtTopBase base_kind;
  gboolean by_cumulative;
} HtTopOptions;

/**
 * HtTopRow:
 * @shown_name: the name as `go tool pprof -top` writes it
 * @full_name: the full name; the first in order where several are shown alike
 * @flat: what the function itself holds
 * @cumulative: what it and all that it calls hold
 *
 * A function. What has no name is one by its executable.
 */
typedef struct
{
  char *shown_name;
  char *full_name;
  gint64 flat;
  gint64 cumulative;
} HtTopRow;

/**
 * HtTop:
 * @sample_type: what is counted
 * @unit: its unit
 * @rows: (element-type HtTopRow): the functions, in order
 * @total: sum of the absolute values of all samples, before focus and ignore; of those of
 *   the base for %HT_TOP_BASE_COMPARE
 * @unattributed: the part of such a sum that is in samples without a stack
 * @focus_matched: whether the focus matched anything; %TRUE without one
 * @ignore_matched: whether what to ignore matched anything; %TRUE without it; so for the others
 * @time_ns: when the profile was taken, ns since 1970; 0 if unknown
 * @duration_ns: how long it took; 0 if it is a snapshot
 *
 * A function table, equal to that of `go tool pprof -top` (1.24 and newer) to the unit.
 */
typedef struct
{
  /* Owned */
  char *sample_type;
  char *unit;
  GArray *rows;

  gint64 total;
  gint64 unattributed;
  gboolean focus_matched;
  gboolean ignore_matched;
  gboolean hide_matched;
  gboolean show_matched;
  gboolean show_from_matched;
  gboolean prune_from_matched;
  gboolean tag_focus_matched;
  gboolean tag_ignore_matched;
  gint64 time_ns;
  gint64 duration_ns;
} HtTop;

HtTop *ht_top_new (HtStackSource *source,
                   HtStackSource *base,
                   const HtTopOptions *options,
                   GError **error);
HtTop *ht_top_from_pprof (const HtPprof *pprof, const HtTopOptions *options, GError **error);
HtTop *ht_top_from_profile (const HtProfile *profile,
                            const HtCatalog *catalog,
                            const HtTopOptions *options,
                            GError **error);
void ht_top_free (HtTop *top);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTop, ht_top_free)

G_END_DECLS
