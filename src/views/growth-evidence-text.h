/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-evidence.h"

G_BEGIN_DECLS

char *ht_growth_evidence_text (const HtGrowthEvidence *evidence);

const char *ht_growth_class_text (const char *text);

G_END_DECLS
