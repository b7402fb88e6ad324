/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document.h"
#include "time-view.h"

G_BEGIN_DECLS

#define HT_TYPE_RANGE_READER (ht_range_reader_get_type ())

/**
 * HtRangeReader:
 *
 * Reads something of the range of time that is marked, else of that which is shown, for a widget.
 *
 * One read at a time, on a worker, a moment after the range has changed; while the widget is not
 * seen, none. For the main thread.
 */
G_DECLARE_FINAL_TYPE (HtRangeReader, ht_range_reader, HT, RANGE_READER, GObject)

/**
 * HtRangeRequest:
 * @target: id of a target
 * @from_ns: begin of the range, ns since 1970
 * @to_ns: its end
 * @detail: (nullable): what in particular
 *
 * What is to be read.
 */
typedef struct
{
  gint64 target;
  gint64 from_ns;
  gint64 to_ns;
  char *detail;
} HtRangeRequest;

/**
 * HtRangeRead:
 * @recording: what to ask
 * @request: what is wanted
 * @error: return location
 *
 * Called on a worker.
 *
 * Returns: (transfer full): what was read, or %NULL with @error set
 */
typedef gpointer (*HtRangeRead) (HtRecording *recording,
                                 const HtRangeRequest *request,
                                 GError **error);

/**
 * HtRangeDone:
 * @widget: for whom it was read
 * @result: (transfer full): what was read
 *
 * Called on the main thread.
 */
typedef void (*HtRangeDone) (GtkWidget *widget, gpointer result);

HtRangeReader *ht_range_reader_new (GtkWidget *widget,
                                    HtRangeRead read,
                                    GDestroyNotify free_result,
                                    HtRangeDone done);
void ht_range_reader_ignore_mark (HtRangeReader *self);
void ht_range_reader_set_time_view (HtRangeReader *self, HtTimeView *time_view);
void ht_range_reader_set_source (HtRangeReader *self, HtDocument *document, gint64 target);
void ht_range_reader_set_detail (HtRangeReader *self, const char *detail);
void ht_range_reader_stop (HtRangeReader *self);

G_END_DECLS
