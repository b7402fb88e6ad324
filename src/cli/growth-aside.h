/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-report.h"
#include "json-writer.h"
#include "known-growth-file.h"
#include "recording.h"

G_BEGIN_DECLS

/* Growth that somebody knows of, in what `growth` tells. */

HtKnownGrowthFile *ht_growth_aside_read (const char *path, GError **error);
gboolean ht_growth_aside_apply (HtGrowthReport *report,
                                const HtCatalog *catalog,
                                HtRecording *recording,
                                gint64 target,
                                const char *file,
                                GError **error);
void ht_growth_aside_write (const HtGrowthReport *report, HtJsonWriter *json);
void ht_growth_aside_write_chain (const HtGrowthChain *chain, HtJsonWriter *json);
void ht_growth_aside_print (const HtGrowthReport *report);

G_END_DECLS
