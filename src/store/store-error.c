/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "store-error.h"

/* clang-format off */
G_DEFINE_QUARK (ht-store-error-quark, ht_store_error)
