/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "capture-rules.h"

#include <math.h>

#include "gc-cycle.h"
#include "source-error.h"
#include "units.h"

#define MINUTE_NS       (60 * G_GINT64_CONSTANT (1000000000))
#define COOL_DOWN       "cool-down"
#define CAPTURE_GAP     "capture-gap"
#define MEMORY_LIMIT    "memory-limit"
#define CONTAINER_LIMIT "container-limit"
#define KEEP_TRACES     "keep-traces"
#define ENABLED         "%s-enabled"
#define MOST            1e9

/* Ids are written into recordings and key files. */
static const struct
{
  const char *id;
  double threshold;
} kinds[HT_N_RULES] = {
  [HT_RULE_HEAP_SYS] = { "heap-sys", 90 },   [HT_RULE_LIMIT] = { "limit", 80 },
  [HT_RULE_HEAP_LIVE] = { "heap-live", 30 }, [HT_RULE_RISING] = { "rising", 5 },
  [HT_RULE_GC_RATE] = { "gc-rate", 100 },    [HT_RULE_GOROUTINES] = { "goroutines", 50 },
};

/**
 * ht_capture_rules_default:
 *
 * Returns: all rules: heap in use above 90 % of heap sys, memory above 80 % of a limit, live heap
 *   30 % above its baseline, more than 5 collections in a row that leave more than the one
 *   before, more than 100 collections a second, goroutines half above their baseline; each at
 *   most every 10 min, and a capture a minute
 */
HtCaptureRules
ht_capture_rules_default (void)
{
  HtCaptureRules rules = {
    .cool_down_ns = 10 * MINUTE_NS,
    .capture_gap_ns = MINUTE_NS,
    .memory_limit_bytes = HT_UNKNOWN,
    .container_limit_bytes = HT_UNKNOWN,
  };

  for (guint i = 0; i < HT_N_RULES; i++)
    rules.rules[i] = (HtCaptureRule){ TRUE, kinds[i].threshold };
  return rules;
}

/**
 * ht_capture_rules_none:
 *
 * Returns: rules of which none fires
 */
HtCaptureRules
ht_capture_rules_none (void)
{
  HtCaptureRules rules = ht_capture_rules_default ();

  for (guint i = 0; i < HT_N_RULES; i++)
    rules.rules[i].enabled = FALSE;
  return rules;
}

/**
 * ht_rule_kind_get_id:
 * @kind: a rule
 *
 * Returns: (transfer none): its name in recordings and key files
 */
const char *
ht_rule_kind_get_id (HtRuleKind kind)
{
  g_return_val_if_fail (kind < HT_N_RULES, "");
  return kinds[kind].id;
}

static gboolean
fail (const char *group, const char *key, const char *wants, GError **error)
{
  g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID, "[%s] %s: wants %s", group, key,
               wants);
  return FALSE;
}

static gboolean
load_flag (gboolean *flag, const char *key, GKeyFile *keys, const char *group, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gboolean value;

  if (!g_key_file_has_key (keys, group, key, NULL))
    return TRUE;
  value = g_key_file_get_boolean (keys, group, key, &problem);
  if (problem != NULL)
    return fail (group, key, "true or false", error);
  *flag = value;
  return TRUE;
}

static gboolean
load_rule (HtCaptureRule *rule, const char *id, GKeyFile *keys, const char *group, GError **error)
{
  g_autofree char *enabled = g_strdup_printf (ENABLED, id);
  g_autoptr (GError) problem = NULL;

  if (g_key_file_has_key (keys, group, id, NULL))
    {
      double threshold = g_key_file_get_double (keys, group, id, &problem);

      if (problem != NULL || !(threshold > 0 && threshold <= MOST))
        return fail (group, id, "a number above 0", error);
      rule->threshold = threshold;
    }
  return load_flag (&rule->enabled, enabled, keys, group, error);
}

typedef gboolean (*Parse) (const char *text, gint64 *value, GError **error);

static gboolean
load_amount (gint64 *amount,
             const char *key,
             Parse parse,
             const char *wants,
             GKeyFile *keys,
             const char *group,
             GError **error)
{
  g_autofree char *text = g_key_file_get_string (keys, group, key, NULL);
  gint64 value;

  if (text == NULL)
    return TRUE;
  if (!parse (g_strstrip (text), &value, NULL) || value <= 0)
    return fail (group, key, wants, error);
  *amount = value;
  return TRUE;
}

/**
 * ht_capture_rules_load:
 * @rules: (inout): rules; what the group does not tell stays
 * @keys: a key file
 * @group: the group of the rules; need not be there
 * @error: return location, in %HT_SOURCE_ERROR; names the key and what it wants
 *
 * Keys are the id of a rule for its threshold, the id and `-enabled`, `cool-down` and `capture-gap`
 * (durations), `memory-limit` and `container-limit` (sizes), `keep-traces`. Others are left alone:
 * a newer program may have written them.
 *
 * Returns: whether all that was there made sense; if not, @rules are as before
 */
gboolean
ht_capture_rules_load (HtCaptureRules *rules, GKeyFile *keys, const char *group, GError **error)
{
  HtCaptureRules read = *rules;

  for (guint i = 0; i < HT_N_RULES; i++)
    if (!load_rule (&read.rules[i], kinds[i].id, keys, group, error))
      return FALSE;
  if (!load_amount (&read.cool_down_ns, COOL_DOWN, ht_parse_duration, "a duration such as 10m",
                    keys, group, error) ||
      !load_amount (&read.capture_gap_ns, CAPTURE_GAP, ht_parse_duration, "a duration such as 1m",
                    keys, group, error) ||
      !load_amount (&read.memory_limit_bytes, MEMORY_LIMIT, ht_parse_size, "a size such as 512MiB",
                    keys, group, error) ||
      !load_amount (&read.container_limit_bytes, CONTAINER_LIMIT, ht_parse_size,
                    "a size such as 512MiB", keys, group, error) ||
      !load_flag (&read.keep_traces, KEEP_TRACES, keys, group, error))
    return FALSE;
  *rules = read;
  return TRUE;
}

static void
save_duration (gint64 ns, const char *key, GKeyFile *keys, const char *group)
{
  g_autofree char *text = ht_format_duration (ns);

  g_key_file_set_string (keys, group, key, text);
}

static void
save_limit (gint64 bytes, const char *key, GKeyFile *keys, const char *group)
{
  if (bytes == HT_UNKNOWN)
    g_key_file_remove_key (keys, group, key, NULL);
  else
    g_key_file_set_int64 (keys, group, key, bytes);
}

/**
 * ht_capture_rules_save:
 * @rules: the rules
 * @keys: a key file
 * @group: the group of the rules
 *
 * Writes what [func@capture_rules_load] reads; other keys of the group stay.
 */
void
ht_capture_rules_save (const HtCaptureRules *rules, GKeyFile *keys, const char *group)
{
  for (guint i = 0; i < HT_N_RULES; i++)
    {
      g_autofree char *enabled = g_strdup_printf (ENABLED, kinds[i].id);

      g_key_file_set_double (keys, group, kinds[i].id, rules->rules[i].threshold);
      g_key_file_set_boolean (keys, group, enabled, rules->rules[i].enabled);
    }
  save_duration (rules->cool_down_ns, COOL_DOWN, keys, group);
  save_duration (rules->capture_gap_ns, CAPTURE_GAP, keys, group);
  save_limit (rules->memory_limit_bytes, MEMORY_LIMIT, keys, group);
  save_limit (rules->container_limit_bytes, CONTAINER_LIMIT, keys, group);
  g_key_file_set_boolean (keys, group, KEEP_TRACES, rules->keep_traces);
}
