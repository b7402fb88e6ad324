/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-document.h"

G_BEGIN_DECLS

char *ht_growth_message_text (const HtGrowthDocument *document);
char *ht_growth_message_markdown (const HtGrowthDocument *document);

G_END_DECLS
