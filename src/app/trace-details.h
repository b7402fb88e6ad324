/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document.h"
#include "time-view.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HT_TYPE_TRACE_DETAILS (ht_trace_details_get_type ())

/**
 * HtTraceDetails:
 *
 * The single things that a trace tells of a range: who had to assist a collection, for how long
 * and where; why the world was stopped; what the program itself wrote.
 */
G_DECLARE_FINAL_TYPE (HtTraceDetails, ht_trace_details, HT, TRACE_DETAILS, GtkWidget)

void ht_trace_details_set_source (HtTraceDetails *self, HtDocument *document, gint64 target);
void ht_trace_details_show (HtTraceDetails *self,
                            const char *title,
                            guint kinds,
                            gint64 from_ns,
                            gint64 to_ns,
                            HtTimeDisplay display,
                            gint64 start_ns);
void ht_trace_details_show_nothing (HtTraceDetails *self);

G_END_DECLS
