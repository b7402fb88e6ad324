/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtGrowthEvidenceKind:
 * @HT_GROWTH_EVIDENCE_FRAME: a library's function is on the stack that allocates: its name
 * @HT_GROWTH_EVIDENCE_BESIDE: a function allocates ever more for the same caller: both names
 * @HT_GROWTH_EVIDENCE_GOROUTINES: goroutines in a function became more: its name; before, now
 * @HT_GROWTH_EVIDENCE_CALL: CPU profiles show that the line calls a function of the runtime: its
 *   name; in how many samples
 * @HT_GROWTH_EVIDENCE_ESCAPE: what the compiler says of the line: the place, and its words
 * @HT_GROWTH_EVIDENCE_SOURCE: where the memory is put: the place, and what is written there
 * @HT_GROWTH_EVIDENCE_BODY: an answer whose body is closed nowhere: the place, what is written
 * there
 * @HT_GROWTH_EVIDENCE_EQUAL_SIZES: many objects of one size: how many, of how many bytes
 * @HT_GROWTH_EVIDENCE_KEPT_TYPE: objects of one size that stayed during a trace are of a type: its
 *   name; bytes of each, how many are of it, of how many
 * @HT_GROWTH_EVIDENCE_KEPT_ARRAYS: the same of arrays: the type of their elements
 * @HT_GROWTH_EVIDENCE_DOUBLING: objects get ever larger: bytes of the largest before, and now
 * @HT_GROWTH_EVIDENCE_MAP_BUCKETS: an array doubles as the buckets of a map do: its bytes
 * @HT_GROWTH_EVIDENCE_MAP_TABLES: objects double in number as the tables of a map do: their bytes
 * @HT_GROWTH_EVIDENCE_NEXT_DOUBLING: by how many bytes the map grows next; the earliest and latest
 *   time for that, in s from the newest heap on
 * @HT_GROWTH_EVIDENCE_STACKS: goroutine stacks grow: bytes before, now
 * @HT_GROWTH_EVIDENCE_WAITING: goroutines wait: for what (an id of a #HtGoroutineWaitKind); how
 *   many now, and before, bytes of stack of each
 * @HT_GROWTH_EVIDENCE_TIMERS: the function that waits made timers that are still there
 * @HT_GROWTH_EVIDENCE_FEW_PROFILES: it takes two goroutine profiles to know more
 * @HT_GROWTH_EVIDENCE_DEEPER: there are not as many more goroutines as stacks
 * @HT_GROWTH_EVIDENCE_RECURSION: the deepest stack is mostly one function
 * @HT_GROWTH_EVIDENCE_OFF_HEAP: private memory, and what of it is not Go's at least, bytes
 * @HT_GROWTH_EVIDENCE_NO_PROFILE: no profile of Go shows it
 * @HT_GROWTH_EVIDENCE_HUGE_PAGES: what Go gave back may still be there: bytes
 * @HT_GROWTH_EVIDENCE_HOLES: spans in use, and what of them is free, bytes
 * @HT_GROWTH_EVIDENCE_EMPTIED: objects up to a size took more once: the size, bytes then, bytes now
 * @HT_GROWTH_EVIDENCE_COLLECTIONS: collections per second, room above what is alive (0…1), bytes
 *   that are alive
 * @HT_GROWTH_EVIDENCE_COLLECTOR_CPU: share of the CPU time that collections take, 0…1
 * @HT_GROWTH_EVIDENCE_AT_LIMIT: GOMEMLIMIT keeps the goal down: bytes
 * @HT_GROWTH_EVIDENCE_SOME_LIMIT: some memory limit keeps it down
 * @HT_GROWTH_EVIDENCE_GOGC: GOGC, in per cent
 * @HT_GROWTH_EVIDENCE_GOAL_FOLLOWS: the goal follows what is alive
 * @HT_N_GROWTH_EVIDENCE: how many kinds there are
 *
 * What a piece of evidence says, with what names and values it has.
 */
typedef enum
{
  HT_GROWTH_EVIDENCE_FRAME,
  HT_GROWTH_EVIDENCE_BESIDE,
  HT_GROWTH_EVIDENCE_GOROUTINES,
  HT_GROWTH_EVIDENCE_CALL,
  HT_GROWTH_EVIDENCE_ESCAPE,
  HT_GROWTH_EVIDENCE_SOURCE,
  HT_GROWTH_EVIDENCE_BODY,
  HT_GROWTH_EVIDENCE_EQUAL_SIZES,
  HT_GROWTH_EVIDENCE_KEPT_TYPE,
  HT_GROWTH_EVIDENCE_KEPT_ARRAYS,
  HT_GROWTH_EVIDENCE_DOUBLING,
  HT_GROWTH_EVIDENCE_MAP_BUCKETS,
  HT_GROWTH_EVIDENCE_MAP_TABLES,
  HT_GROWTH_EVIDENCE_NEXT_DOUBLING,
  HT_GROWTH_EVIDENCE_STACKS,
  HT_GROWTH_EVIDENCE_WAITING,
  HT_GROWTH_EVIDENCE_TIMERS,
  HT_GROWTH_EVIDENCE_FEW_PROFILES,
  HT_GROWTH_EVIDENCE_DEEPER,
  HT_GROWTH_EVIDENCE_RECURSION,
  HT_GROWTH_EVIDENCE_OFF_HEAP,
  HT_GROWTH_EVIDENCE_NO_PROFILE,
  HT_GROWTH_EVIDENCE_HUGE_PAGES,
  HT_GROWTH_EVIDENCE_HOLES,
  HT_GROWTH_EVIDENCE_EMPTIED,
  HT_GROWTH_EVIDENCE_COLLECTIONS,
  HT_GROWTH_EVIDENCE_COLLECTOR_CPU,
  HT_GROWTH_EVIDENCE_AT_LIMIT,
  HT_GROWTH_EVIDENCE_SOME_LIMIT,
  HT_GROWTH_EVIDENCE_GOGC,
  HT_GROWTH_EVIDENCE_GOAL_FOLLOWS,
  HT_N_GROWTH_EVIDENCE,
} HtGrowthEvidenceKind;

/**
 * HtGrowthEvidence:
 * @kind: what it says
 * @names: functions, places and lines that it names, each %NULL if there is none; borrowed in what
 *   is handed to [func@growth_evidence_add], owned in lists
 * @values: its figures
 *
 * A piece of evidence for why something grows. It has no words: these are a matter of views.
 */
typedef struct
{
  HtGrowthEvidenceKind kind;
  const char *names[2];
  double values[3];
} HtGrowthEvidence;

GPtrArray *ht_growth_evidence_list_new (void);
void ht_growth_evidence_add (GPtrArray *list, HtGrowthEvidence evidence);
gboolean ht_growth_evidence_equal (const HtGrowthEvidence *first, const HtGrowthEvidence *second);
HtGrowthEvidence *ht_growth_evidence_copy (const HtGrowthEvidence *evidence);
void ht_growth_evidence_free (HtGrowthEvidence *evidence);
const char *ht_growth_evidence_get_code (HtGrowthEvidenceKind kind);
guint ht_growth_evidence_get_n_values (HtGrowthEvidenceKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthEvidence, ht_growth_evidence_free)

G_END_DECLS
