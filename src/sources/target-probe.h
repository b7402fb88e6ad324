/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-url.h"
#include "http-client.h"

G_BEGIN_DECLS

/**
 * HtProbeState:
 * @HT_PROBE_FOUND: it is there
 * @HT_PROBE_MISSING: it is not
 * @HT_PROBE_DENIED: 401 or 403
 * @HT_PROBE_FAILED: what is there cannot be used, or did not answer in time
 */
typedef enum
{
  HT_PROBE_FOUND,
  HT_PROBE_MISSING,
  HT_PROBE_DENIED,
  HT_PROBE_FAILED,
} HtProbeState;

/**
 * HtProbeFinding:
 * @what: a short id: "index", "heap", "allocs", "goroutine", "goroutineleak", "profile" (CPU),
 *   "trace", "block", "mutex", "threadcreate", "custom", "vars" or "metrics"
 * @path: relative to the base URL
 * @state: whether it is there
 * @detail: (nullable): what was found or why not, in words, without secrets
 * @remedy: (nullable): the line that would add it to the service
 *
 * One thing that was looked for.
 */
typedef struct
{
  const char *what;
  char *path;
  HtProbeState state;
  char *detail;
  const char *remedy;
} HtProbeFinding;

/**
 * HtTargetProbe:
 * @base_url: as from ht_base_url_from_text(), to be shown through ht_mask_url()
 * @go_version: (nullable): such as "go1.24.1"
 * @command_line: (nullable): of the service, secrets masked
 * @findings: (element-type HtProbeFinding): the index page of `/debug/pprof/`; if it is there,
 *   each profile that it lists or that Go has; `/debug/vars`; `/metrics`
 * @can_record: whether something tells of the heap
 *
 * What is there behind a URL. Immutable.
 */
typedef struct
{
  char *base_url;
  char *go_version;
  char *command_line;
  GPtrArray *findings;
  gboolean can_record;
} HtTargetProbe;

void ht_target_probe_async (const char *url,
                            HtCredentials *credentials,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
void ht_target_probe_within_async (const char *url,
                                   HtCredentials *credentials,
                                   const HtHttpLimits *limits,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
HtTargetProbe *ht_target_probe_finish (GAsyncResult *result, GError **error);
void ht_target_probe_free (HtTargetProbe *probe);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTargetProbe, ht_target_probe_free)

G_END_DECLS
