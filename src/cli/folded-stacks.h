/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdio.h>

#include "profile.h"

G_BEGIN_DECLS

void ht_folded_stacks_write (const HtProfile *profile,
                             const HtCatalog *catalog,
                             guint type,
                             FILE *stream);

G_END_DECLS
