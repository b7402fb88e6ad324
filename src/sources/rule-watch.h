/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture-rules.h"

G_BEGIN_DECLS

/**
 * HtRuleFigures:
 * @time_ns: when, on a clock that never goes back
 * @heap_inuse_bytes: HeapInuse
 * @heap_idle_bytes: HeapIdle
 * @heap_released_bytes: HeapReleased
 * @heap_sys_bytes: HeapSys
 * @sys_bytes: Sys
 * @goal_bytes: NextGC, which follows what the last collection left
 * @heap_live_bytes: what the last collection left
 * @rss_bytes: resident memory of the process
 * @container_bytes: what the container uses, without what can be dropped
 * @container_limit_bytes: what it may use
 * @memory_limit_bytes: GOMEMLIMIT
 * @n_collections: collections since the process began
 * @n_goroutines: goroutines
 *
 * What was told of a process at one time. All but the time may be %HT_UNKNOWN.
 */
typedef struct
{
  gint64 time_ns;
  gint64 heap_inuse_bytes;
  gint64 heap_idle_bytes;
  gint64 heap_released_bytes;
  gint64 heap_sys_bytes;
  gint64 sys_bytes;
  gint64 goal_bytes;
  gint64 heap_live_bytes;
  gint64 rss_bytes;
  gint64 container_bytes;
  gint64 container_limit_bytes;
  gint64 memory_limit_bytes;
  gint64 n_collections;
  gint64 n_goroutines;
} HtRuleFigures;

/**
 * HtFiring:
 * @rule: the rule that fired
 * @captures: whether the service is to be captured; not if that was done a moment ago for another
 * @evidence: why it fired, in words and with units
 */
typedef struct
{
  HtRuleKind rule;
  gboolean captures;
  char *evidence;
} HtFiring;

/**
 * HtRuleWatch:
 *
 * Holds the figures of a process against rules. It knows no clock and asks nobody: the same
 * figures have the same rules fire.
 *
 * A rule fires when its condition has held for long enough, and again only after the condition
 * was false by a margin (5 % of the threshold), and not within the cool-down. Where memory is
 * held against something that the heap fills up to between two collections — what was got from
 * the system, GOMEMLIMIT — the condition has to hold across collections: only what those leave
 * counts.
 */
typedef struct _HtRuleWatch HtRuleWatch;

void ht_rule_figures_init (HtRuleFigures *figures, gint64 time_ns);
void ht_rule_figures_set (HtRuleFigures *figures, const char *series, double value);
void ht_firing_free (HtFiring *firing);

HtRuleWatch *ht_rule_watch_new (const HtCaptureRules *rules);
void ht_rule_watch_free (HtRuleWatch *watch);
void ht_rule_watch_set_rules (HtRuleWatch *watch, const HtCaptureRules *rules);
GPtrArray *ht_rule_watch_tell (HtRuleWatch *watch, const HtRuleFigures *figures);
void ht_rule_watch_interrupt (HtRuleWatch *watch);
void ht_rule_watch_restart (HtRuleWatch *watch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtRuleWatch, ht_rule_watch_free)

G_END_DECLS
