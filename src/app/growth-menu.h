/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "growth-data.h"

G_BEGIN_DECLS

GMenuModel *ht_growth_menu_new (const HtGrowthSite *site);

G_END_DECLS
