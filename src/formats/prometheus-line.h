/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-cycle.h"
#include "text-fields.h"

G_BEGIN_DECLS

/**
 * HT_PROMETHEUS_NAME_MAX:
 *
 * Longest name with labels that is kept, in bytes.
 */
#define HT_PROMETHEUS_NAME_MAX 1024

/**
 * HtPrometheusSample:
 * @name: name of the metric, borrowed from the line, not terminated; empty if it stands between the
 *   braces
 * @name_length: its length
 * @value: the value; may be NaN or infinite
 * @time_ns: ns since 1970, %HT_UNKNOWN if the line has no time
 *
 * A line of the text exposition without its labels.
 */
typedef struct
{
  const char *name;
  gsize name_length;
  double value;
  gint64 time_ns;
} HtPrometheusSample;

gboolean ht_prometheus_line_parse (const HtTextLine *line,
                                   gboolean is_open_metrics,
                                   HtPrometheusSample *sample,
                                   GString *labels,
                                   const char **fault);
char *ht_prometheus_get_label (const char *labels, const char *name);

G_END_DECLS
