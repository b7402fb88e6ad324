/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "growth-json.h"

/**
 * ht_growth_json_write_eta:
 * @json: the writer, in an object
 * @eta: when something will be
 *
 * Writes it as "eta_s" with both ends.
 */
void
ht_growth_json_write_eta (HtJsonWriter *json, const HtGrowthEta *eta)
{
  ht_json_writer_member_double (json, "eta_s", eta->s);
  ht_json_writer_member_double (json, "eta_low_s", eta->low_s);
  ht_json_writer_member_double (json, "eta_high_s", eta->high_s);
}

/**
 * ht_growth_json_write_forecast:
 * @json: the writer, in an object
 * @forecast: what is to come
 *
 * Writes what is said of the nearest limit, as members.
 */
void
ht_growth_json_write_forecast (HtJsonWriter *json, const HtGrowthForecast *forecast)
{
  static const char *const outlooks[] = {
    [HT_GROWTH_OUTLOOK_NO_LIMIT] = "no-limit", [HT_GROWTH_OUTLOOK_UNKNOWN] = "unknown",
    [HT_GROWTH_OUTLOOK_NEVER] = "never",       [HT_GROWTH_OUTLOOK_COMING] = "coming",
    [HT_GROWTH_OUTLOOK_REACHED] = "reached",
  };
  static const char *const limits[] = {
    [HT_GROWTH_LIMIT_CONTAINER] = "container",
    [HT_GROWTH_LIMIT_CONTAINER_HIGH] = "container-high",
    [HT_GROWTH_LIMIT_MEMORY] = "memory-limit",
    [HT_GROWTH_LIMIT_OWN] = "own",
  };

  ht_json_writer_member_string (json, "outlook",
                                ht_growth_forecast_is_limited (forecast)
                                    ? "limited"
                                    : outlooks[forecast->outlook]);
  ht_json_writer_member_string (json, "limit_kind",
                                forecast->outlook != HT_GROWTH_OUTLOOK_NO_LIMIT
                                    ? limits[forecast->limit]
                                    : NULL);
  ht_json_writer_member_int (json, "limit_bytes", forecast->limit_bytes);
  ht_json_writer_member_ms (json, "eta_from_ms", forecast->at_ns);
  ht_growth_json_write_eta (json, &forecast->eta);
}
