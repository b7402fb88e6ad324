/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-document.h"

G_BEGIN_DECLS

GBytes *ht_growth_sheet_encode (const HtGrowthDocument *document, GError **error);

G_END_DECLS
