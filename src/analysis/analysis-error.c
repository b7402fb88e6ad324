/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "analysis-error.h"

/* clang-format off */
G_DEFINE_QUARK (ht-analysis-error-quark, ht_analysis_error)
