/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "source-error.h"

/* clang-format off */
G_DEFINE_QUARK (ht-source-error-quark, ht_source_error)
