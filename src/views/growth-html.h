/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-document.h"

G_BEGIN_DECLS

char *ht_growth_html (const HtGrowthDocument *document, GError **error);

G_END_DECLS
