/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtRuleKind:
 * @HT_RULE_HEAP_SYS: the heap in use fills what was got from the system for it
 * @HT_RULE_LIMIT: memory nears the container's limit or GOMEMLIMIT
 * @HT_RULE_HEAP_LIVE: what collections leave is far above its baseline
 * @HT_RULE_RISING: what collections leave rises from one to the next
 * @HT_RULE_GC_RATE: there are too many collections a second
 * @HT_RULE_GOROUTINES: there are far more goroutines than at the baseline
 *
 * When a service is captured on its own.
 */
typedef enum
{
  HT_RULE_HEAP_SYS,
  HT_RULE_LIMIT,
  HT_RULE_HEAP_LIVE,
  HT_RULE_RISING,
  HT_RULE_GC_RATE,
  HT_RULE_GOROUTINES,
  HT_N_RULES,
} HtRuleKind;

/**
 * HtCaptureRule:
 * @enabled: whether it may fire
 * @threshold: above what it does: percent of heap sys, percent of a limit, percent above the
 *   baseline, collections in a row, collections a second, percent above the baseline
 */
typedef struct
{
  gboolean enabled;
  double threshold;
} HtCaptureRule;

/**
 * HtCaptureRules:
 * @rules: for each #HtRuleKind when it fires
 * @cool_down_ns: how long a rule that has fired is silent
 * @capture_gap_ns: least time from one capture to the next: rules that fire in between share it
 * @memory_limit_bytes: GOMEMLIMIT as the user knows it; %HT_UNKNOWN for what the service tells
 * @container_limit_bytes: what the container may use, likewise
 * @keep_traces: whether execution traces, also those on demand, are put into the recording as they
 *   came, beside what they tell
 *
 * The rules of a target. Plain data.
 */
typedef struct
{
  HtCaptureRule rules[HT_N_RULES];
  gint64 cool_down_ns;
  gint64 capture_gap_ns;
  gint64 memory_limit_bytes;
  gint64 container_limit_bytes;
  gboolean keep_traces;
} HtCaptureRules;

HtCaptureRules ht_capture_rules_default (void);
HtCaptureRules ht_capture_rules_none (void);
const char *ht_rule_kind_get_id (HtRuleKind kind);
gboolean
ht_capture_rules_load (HtCaptureRules *rules, GKeyFile *keys, const char *group, GError **error);
void ht_capture_rules_save (const HtCaptureRules *rules, GKeyFile *keys, const char *group);

G_END_DECLS
