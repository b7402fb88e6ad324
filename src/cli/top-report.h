/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdio.h>

#include "json-writer.h"
#include "top.h"

G_BEGIN_DECLS

void ht_top_report_write_json (const HtTop *top, guint max_rows, HtJsonWriter *json);
void ht_top_report_print (const HtTop *top, guint max_rows, FILE *stream);

G_END_DECLS
