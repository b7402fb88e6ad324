/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "format-error.h"

G_BEGIN_DECLS

/**
 * HtPrometheusMatcher:
 * @name: name of a label
 * @value: what it has to be
 * @is_pattern: whether @value is a regular expression (RE2, which has to match all of it)
 * @is_negative: whether it has to be anything but that
 *
 * Which instances are meant.
 */
typedef struct
{
  const char *name;
  const char *value;
  gboolean is_pattern;
  gboolean is_negative;
} HtPrometheusMatcher;

gboolean ht_prometheus_is_label_name (const char *name);
GArray *ht_prometheus_selector_parse (const char *text, gsize length, GError **error);

G_END_DECLS
