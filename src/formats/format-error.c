/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "format-error.h"

/* clang-format off */
G_DEFINE_QUARK (ht-format-error-quark, ht_format_error)
