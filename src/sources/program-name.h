/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "decode-capture.h"

G_BEGIN_DECLS

char *ht_program_name_of (const HtDecodedCapture *capture, const HtCatalog *catalog);

G_END_DECLS
