/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "flame-load.h"

#include <glib/gi18n.h>

#include "growth-load.h"

static const char *const names[] = {
  [HT_FLAME_HELD] = "held",
  [HT_FLAME_GROWTH] = "growth",
  [HT_FLAME_AGE] = "age",
  [HT_FLAME_DIFFERENCE] = "difference",
};

/**
 * ht_flame_weighting_from_name:
 * @name: what commands and actions call it
 * @weighting: (out): what it means
 *
 * Returns: whether there is such a weighting
 */
gboolean
ht_flame_weighting_from_name (const char *name, HtFlameWeighting *weighting)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], name))
      {
        *weighting = (HtFlameWeighting) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * ht_flame_weighting_get_name:
 * @weighting: a weighting
 *
 * Returns: what commands and actions call it
 */
const char *
ht_flame_weighting_get_name (HtFlameWeighting weighting)
{
  return names[weighting];
}

static HtFlameData *
load_growth (HtRecording *recording,
             const HtFlameRequest *request,
             const HtCatalog *catalog,
             const HtProfile *profile,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (HtGrowthTable) table = ht_growth_load (recording, request->target, request->from_ns,
                                                    request->to_ns, cancellable, error);

  if (table == NULL)
    return NULL;
  return ht_flame_data_new_with_growth (profile, catalog, request->sample_type, table,
                                        request->weighting == HT_FLAME_AGE
                                            ? HT_FLAME_CHANNEL_AGE
                                            : HT_FLAME_CHANNEL_GROWTH);
}

static HtFlameData *
load_difference (HtRecording *recording,
                 const HtFlameRequest *request,
                 const HtCatalog *catalog,
                 const HtProfile *profile,
                 GError **error)
{
  g_autoptr (HtProfile) before = ht_recording_load_profile (recording, request->before, error);
  const HtFlameComparison comparison = {
    .catalog = catalog,
    .before = { before, request->before_ns },
    .after = { profile, request->profile_ns },
  };

  if (before == NULL)
    return NULL;
  return ht_flame_data_new_of_comparison (&comparison, request->sample_type);
}

/**
 * ht_flame_load:
 * @recording: a recording
 * @request: what to read of it
 * @cancellable: (nullable): to give up
 * @error: return location, in %HT_STORE_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Reads what a flame graph shows. For a worker thread.
 *
 * Returns: (transfer full): what to show, or %NULL with @error set
 */
HtFlameData *
ht_flame_load (HtRecording *recording,
               const HtFlameRequest *request,
               GCancellable *cancellable,
               GError **error)
{
  const HtCatalog *catalog = ht_recording_get_catalog (recording, error);
  g_autoptr (HtProfile) profile =
      catalog != NULL ? ht_recording_load_profile (recording, request->profile, error) : NULL;
  GError *local = NULL;
  HtFlameData *data = NULL;

  if (profile == NULL)
    return NULL;
  switch (request->weighting)
    {
    case HT_FLAME_GROWTH:
    case HT_FLAME_AGE:
      data = load_growth (recording, request, catalog, profile, cancellable, &local);
      break;
    case HT_FLAME_DIFFERENCE:
      data = load_difference (recording, request, catalog, profile, &local);
      break;
    case HT_FLAME_HELD:
    default:
      data = ht_flame_data_new (profile, catalog, request->sample_type);
      break;
    }
  if (local != NULL)
    g_propagate_error (error, local);
  else if (data == NULL)
    g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND,
                 request->weighting == HT_FLAME_DIFFERENCE
                     ? _ ("One of these profiles does not tell %s")
                     : _ ("This profile does not tell %s"),
                 request->sample_type != NULL ? request->sample_type : _ ("anything"));
  return data;
}

/**
 * ht_flame_request_copy:
 * @request: a request
 *
 * Returns: (transfer full): another one like it
 */
HtFlameRequest *
ht_flame_request_copy (const HtFlameRequest *request)
{
  HtFlameRequest *copy = g_memdup2 (request, sizeof *request);

  copy->sample_type = g_strdup (request->sample_type);
  return copy;
}

/**
 * ht_flame_request_free:
 * @request: (transfer full) (nullable): a request
 */
void
ht_flame_request_free (HtFlameRequest *request)
{
  if (request == NULL)
    return;
  g_free (request->sample_type);
  g_free (request);
}
