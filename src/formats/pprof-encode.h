/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "profile.h"

G_BEGIN_DECLS

GBytes *ht_pprof_encode (const HtProfile *profile, const HtCatalog *catalog);

G_END_DECLS
