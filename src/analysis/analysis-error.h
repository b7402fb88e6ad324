/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HT_ANALYSIS_ERROR:
 *
 * Errors of questions that cannot be answered.
 */
#define HT_ANALYSIS_ERROR (ht_analysis_error_quark ())

/**
 * HtAnalysisError:
 * @HT_ANALYSIS_ERROR_NO_SAMPLE_TYPE: the profile does not count what is asked for
 * @HT_ANALYSIS_ERROR_INCOMPATIBLE: two profiles cannot be subtracted
 * @HT_ANALYSIS_ERROR_PATTERN: a regular expression is wrong or takes too long
 * @HT_ANALYSIS_ERROR_TABLE: a table of the user is wrong
 */
typedef enum
{
  HT_ANALYSIS_ERROR_NO_SAMPLE_TYPE,
  HT_ANALYSIS_ERROR_INCOMPATIBLE,
  HT_ANALYSIS_ERROR_PATTERN,
  HT_ANALYSIS_ERROR_TABLE,
} HtAnalysisError;

GQuark ht_analysis_error_quark (void);

G_END_DECLS
