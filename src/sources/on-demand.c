/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "on-demand.h"

#define SECOND_MS 1000

/* Writing down a large heap or a hundred thousand goroutines takes a service its time. */
#define FIRST_BYTE_MS (30 * SECOND_MS)
#define BODY_MS       (120 * SECOND_MS)

#define MAX_PROFILE_BYTES  ((gsize) 64 << 20)
#define MAX_KEPT_BYTES     ((gsize) 256 << 20)
#define MAX_UNPACKED_BYTES ((gsize) 512 << 20)

typedef struct
{
  const char *name;
  const char *path;
  guint default_seconds; /* 0: it takes none */
  gsize max_bytes;
} Kind;

/* The seconds are those that Go takes itself. */
static const Kind kinds[] = {
  [HT_ON_DEMAND_HEAP] = { "heap", "/debug/pprof/heap", 0, MAX_PROFILE_BYTES },
  [HT_ON_DEMAND_HEAP_AFTER_GC] = { "heap-after-gc", "/debug/pprof/heap?gc=1", 0,
                                   MAX_PROFILE_BYTES },
  [HT_ON_DEMAND_ALLOCS] = { "allocs", "/debug/pprof/allocs", 0, MAX_PROFILE_BYTES },
  [HT_ON_DEMAND_GOROUTINES] = { "goroutines", "/debug/pprof/goroutine", 0, MAX_PROFILE_BYTES },
  [HT_ON_DEMAND_GOROUTINE_DUMP] = { "goroutine-dump", "/debug/pprof/goroutine?debug=2", 0,
                                    MAX_KEPT_BYTES },
  [HT_ON_DEMAND_CPU] = { "cpu", "/debug/pprof/profile", 30, MAX_PROFILE_BYTES },
  [HT_ON_DEMAND_TRACE] = { "trace", "/debug/pprof/trace", 1, MAX_KEPT_BYTES },
  [HT_ON_DEMAND_BLOCK] = { "block", "/debug/pprof/block", 0, MAX_PROFILE_BYTES },
  [HT_ON_DEMAND_MUTEX] = { "mutex", "/debug/pprof/mutex", 0, MAX_PROFILE_BYTES },
  [HT_ON_DEMAND_GOROUTINE_LEAK] = { "goroutine-leak", "/debug/pprof/goroutineleak", 0,
                                    MAX_PROFILE_BYTES },
};

G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == HT_N_ON_DEMAND);

/**
 * ht_on_demand_get_name:
 * @what: what is asked for
 *
 * Returns: (transfer none): a short name that never changes and is not translated
 */
const char *
ht_on_demand_get_name (HtOnDemand what)
{
  g_return_val_if_fail (what < HT_N_ON_DEMAND, "");
  return kinds[what].name;
}

/**
 * ht_on_demand_get_kind:
 * @what: what is asked for
 *
 * Returns: what becomes of it in a recording: a profile, or what is kept as it came
 */
HtCaptureKind
ht_on_demand_get_kind (HtOnDemand what)
{
  switch (what)
    {
    case HT_ON_DEMAND_GOROUTINE_DUMP:
      return HT_CAPTURE_GOROUTINE_DUMP;
    case HT_ON_DEMAND_TRACE:
      return HT_CAPTURE_TRACE;
    default:
      return HT_CAPTURE_PROFILE;
    }
}

/**
 * ht_on_demand_takes_seconds:
 * @what: what is asked for
 *
 * Returns: whether it watches the service for a time that the user chooses
 */
gboolean
ht_on_demand_takes_seconds (HtOnDemand what)
{
  g_return_val_if_fail (what < HT_N_ON_DEMAND, FALSE);
  return kinds[what].default_seconds > 0;
}

/**
 * ht_on_demand_get_seconds:
 * @what: what is asked for
 * @wanted: for how many seconds; 0 for as long as Go does by itself
 *
 * Returns: for how many seconds the service is watched, at most %HT_ON_DEMAND_MAX_SECONDS; 0 for
 *   what takes none
 */
guint
ht_on_demand_get_seconds (HtOnDemand what, guint wanted)
{
  if (!ht_on_demand_takes_seconds (what))
    return 0;
  return wanted == 0 ? kinds[what].default_seconds : MIN (wanted, HT_ON_DEMAND_MAX_SECONDS);
}

/**
 * ht_on_demand_get_path:
 * @what: what is asked for
 * @seconds: see [func@on_demand_get_seconds]
 *
 * Returns: (transfer full): its path below the base URL, with query
 */
char *
ht_on_demand_get_path (HtOnDemand what, guint seconds)
{
  seconds = ht_on_demand_get_seconds (what, seconds);
  return seconds > 0 ? g_strdup_printf ("%s?seconds=%u", kinds[what].path, seconds)
                     : g_strdup (kinds[what].path);
}

/**
 * ht_on_demand_get_limits:
 * @what: what is asked for
 * @seconds: see [func@on_demand_get_seconds]
 *
 * A CPU profile is answered after its seconds, a trace while they pass.
 *
 * Returns: what asking for it may cost
 */
HtHttpLimits
ht_on_demand_get_limits (HtOnDemand what, guint seconds)
{
  guint watched_ms = ht_on_demand_get_seconds (what, seconds) * SECOND_MS;

  return (HtHttpLimits){ .first_byte_ms = FIRST_BYTE_MS + watched_ms,
                         .total_ms = BODY_MS + watched_ms,
                         .max_bytes = kinds[what].max_bytes,
                         .max_unpacked_bytes = MAX_UNPACKED_BYTES };
}

/**
 * ht_on_demand_explain:
 * @what: what was asked for
 * @fault: why it was not answered
 *
 * Returns: (transfer full): the same in words, with what to do where that follows from @what
 */
char *
ht_on_demand_explain (HtOnDemand what, const GError *fault)
{
  if (!g_error_matches (fault, HT_SOURCE_ERROR, HT_SOURCE_ERROR_NOT_FOUND))
    return g_strdup (fault->message);
  if (what == HT_ON_DEMAND_GOROUTINE_LEAK)
    return g_strdup_printf ("%s; this Go does not look for leaked goroutines: Go 1.27 does, and "
                            "1.26 where the program was built with "
                            "GOEXPERIMENT=goroutineleakprofile",
                            fault->message);
  return g_strdup_printf ("%s; in the service, import _ \"net/http/pprof\"", fault->message);
}
