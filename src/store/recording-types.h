/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "known-growth.h"
#include "profile.h"
#include "record-sink.h"
#include "series-bucket.h"
#include "trace-records.h"

G_BEGIN_DECLS

/**
 * HtCaptureKind:
 * @HT_CAPTURE_PROFILE: a pprof profile, or its text form
 * @HT_CAPTURE_HEAP_STATS: MemStats from whatever source
 * @HT_CAPTURE_GC_LOG: a log with gctrace lines
 * @HT_CAPTURE_METRICS: metrics without MemStats
 * @HT_CAPTURE_PROCESS: figures of the process or its container
 * @HT_CAPTURE_GOROUTINE_DUMP: a goroutine dump
 * @HT_CAPTURE_TRACE: an execution trace
 *
 * What a capture is. The numbers are part of the file format.
 */
typedef enum
{
  HT_CAPTURE_PROFILE = 1,
  HT_CAPTURE_HEAP_STATS = 2,
  HT_CAPTURE_GC_LOG = 3,
  HT_CAPTURE_METRICS = 4,
  HT_CAPTURE_PROCESS = 5,
  HT_CAPTURE_GOROUTINE_DUMP = 6,
  HT_CAPTURE_TRACE = 7,
} HtCaptureKind;

/**
 * HtTarget:
 * @id: its id in the recording
 * @name: (not nullable): what people call it
 * @first_ns: time of the first thing known of it, ns since 1970; %HT_UNKNOWN if there is none
 * @last_ns: time of the last
 *
 * A process that was watched.
 */
typedef struct
{
  gint64 id;
  char *name;
  gint64 first_ns;
  gint64 last_ns;
} HtTarget;

/**
 * HtCapture:
 * @id: its id in the recording
 * @target: id of the target
 * @kind: #HtCaptureKind
 * @time_ns: when it was taken, ns since 1970; %HT_UNKNOWN if nobody knows
 * @n_bytes: size of what was read, as it came (packed)
 * @source: (nullable): base name of the file, or path of the URL
 *
 * One file or answer that went into the recording. A file that is two things
 * (heap text with MemStats) is two captures.
 */
typedef struct
{
  gint64 id;
  gint64 target;
  int kind;
  gint64 time_ns;
  gint64 n_bytes;
  char *source;
} HtCapture;

/**
 * HtAttachment:
 * @capture: id of its capture
 * @target: id of the target
 * @kind: #HtCaptureKind
 * @time_ns: when it was taken, ns since 1970; %HT_UNKNOWN if nobody knows
 * @source: (nullable): base name of the file, or path of the URL
 * @n_bytes: its size, as it came
 * @n_stored_bytes: what it takes in the recording
 *
 * A capture that the recording keeps as it came.
 */
typedef struct
{
  gint64 capture;
  gint64 target;
  int kind;
  gint64 time_ns;
  char *source;
  gint64 n_bytes;
  gint64 n_stored_bytes;
} HtAttachment;

/**
 * HtProfileEntry:
 * @id: its id in the recording
 * @target: id of the target
 * @time_ns: when it was taken, from the profile, else from its capture; %HT_UNKNOWN if nobody knows
 * @duration_ns: over how long
 * @n_rows: how many rows it has
 * @types: (array zero-terminated=1): names of the sample types
 * @units: (array zero-terminated=1): their units
 * @totals: (array): for each type the sum of all rows
 * @default_type: (nullable): name of the default type
 * @source: (nullable): where it came from
 * @capture: id of the capture that it was in; 0 if that is gone
 *
 * What a list shows of a profile without reading it.
 */
typedef struct
{
  gint64 id;
  gint64 target;
  gint64 time_ns;
  gint64 duration_ns;
  gint64 n_rows;
  char **types;
  char **units;
  gint64 *totals;
  char *default_type;
  char *source;
  gint64 capture;
} HtProfileEntry;

/**
 * HtNote:
 * @id: its number in the recording, the same for all its wordings; 0 for a new one
 * @target: id of the target
 * @time_ns: what time it is about, ns since 1970; %HT_UNKNOWN if it is about no time in particular
 * @end_ns: until when, not before @time_ns; %HT_UNKNOWN for a moment
 * @made_ns: when it was first written; %HT_UNKNOWN if nobody tells
 * @changed_ns: when this wording was written; %HT_UNKNOWN if nobody tells
 * @until_ns: when it was changed or removed; %HT_UNKNOWN as long as it holds
 * @chain: (nullable): key of the chain that it is about, see ht_growth_key()
 * @text: (not nullable): the text
 *
 * Something that a person wrote down.
 */
typedef struct
{
  gint64 id;
  gint64 target;
  gint64 time_ns;
  gint64 end_ns;
  gint64 made_ns;
  gint64 changed_ns;
  gint64 until_ns;
  char *chain;
  char *text;
} HtNote;

/**
 * HtMarkKind:
 * @HT_MARK_EPOCH: the service was restarted: what is counted begins anew
 * @HT_MARK_FLAG: a rule fired
 * @HT_MARK_GAP: nothing was recorded from its time to its end
 * @HT_MARK_NOTE: somebody wrote something down
 *
 * What a mark says. The numbers are part of the file format.
 */
typedef enum
{
  HT_MARK_EPOCH = 1,
  HT_MARK_FLAG = 2,
  HT_MARK_GAP = 3,
  HT_MARK_NOTE = 4,
} HtMarkKind;

/**
 * HtMark:
 * @id: its id in the recording
 * @target: id of the target
 * @kind: #HtMarkKind; a greater number than is known comes from a newer program
 * @time_ns: when, ns since 1970; never %HT_UNKNOWN
 * @end_ns: until when, not before @time_ns; %HT_UNKNOWN for a moment
 * @rule: (nullable): name of the rule that fired
 * @text: (not nullable): what people read
 *
 * A place on the time line of a target.
 */
typedef struct
{
  gint64 id;
  gint64 target;
  int kind;
  gint64 time_ns;
  gint64 end_ns;
  char *rule;
  char *text;
} HtMark;

/**
 * HtSeriesEntry:
 * @id: its id in the recording
 * @target: id of the target
 * @name: name, see #HtPoint
 * @unit: unit, see #HtPoint
 * @kind: gauge, counter or events
 * @n_points: how many points it has
 * @first_ns: time of its first point
 * @last_ns: time of its last point
 */
typedef struct
{
  gint64 id;
  gint64 target;
  char *name;
  char *unit;
  HtPointKind kind;
  gint64 n_points;
  gint64 first_ns;
  gint64 last_ns;
} HtSeriesEntry;

/**
 * HtSeriesSum:
 * @n: how many points there are
 * @sum: the sum of their values
 * @max: the greatest of them; 0 if there are none
 *
 * What the points of a series within a range make together.
 */
typedef struct
{
  gint64 n;
  double sum;
  double max;
} HtSeriesSum;

/**
 * HtTraceEntry:
 * @capture: id of its capture
 * @target: id of the target
 * @source: (nullable): base name of the file, or path of the URL
 * @n_stored_bytes: what its spans, goroutines and groups take in the recording
 * @facts: what is said of it; times are %HT_UNKNOWN and figures 0 where its reading was broken off
 *
 * An execution trace that was read.
 */
typedef struct
{
  gint64 capture;
  gint64 target;
  char *source;
  gint64 n_stored_bytes;
  HtTraceFacts facts;
} HtTraceEntry;

/**
 * HtTraceSpanSum:
 * @first_ns: when the first of them began, ns since 1970
 * @last_ns: when the last of them ended
 * @n: how many there are
 * @total_ns: how long they took together; %HT_UNKNOWN if that would have to be read
 * @longest_ns: how long the longest took
 *
 * Spans that were not read one by one.
 */
typedef struct
{
  gint64 first_ns;
  gint64 last_ns;
  gint64 n;
  gint64 total_ns;
  gint64 longest_ns;
} HtTraceSpanSum;

/**
 * HtTraceSpans:
 * @spans: (element-type HtTraceSpan): the spans, ordered by their begins, and of those that begin
 *   at the same time the longest first
 * @rest: (element-type HtTraceSpanSum): the others, summed up by where they end; of those that were
 *   not looked at some may be beside the range
 * @n_more: how many these are
 *
 * Spans that were read, with the strings that they borrow.
 */
typedef struct
{
  GArray *spans;
  GArray *rest;
  gint64 n_more;

  /*< private >*/
  GStringChunk *strings;
} HtTraceSpans;

/**
 * HT_TRACE_SPAN_BIT:
 * @kind: a #HtTraceSpanKind
 *
 * The kind in a set of kinds.
 */
#define HT_TRACE_SPAN_BIT(kind) (1u << (kind))

/**
 * HtTraceSpanFunc:
 * @span: a span; it and its strings are borrowed for the call
 * @user_data: what was handed over
 *
 * Returns: whether to go on
 */
typedef gboolean (*HtTraceSpanFunc) (const HtTraceSpan *span, gpointer user_data);

/**
 * HtTraceGoroutineFunc:
 * @goroutine: a goroutine; it and its strings are borrowed for the call
 * @user_data: what was handed over
 *
 * Returns: whether to go on
 */
typedef gboolean (*HtTraceGoroutineFunc) (const HtTraceGoroutine *goroutine, gpointer user_data);

void ht_target_free (HtTarget *target);
const char *ht_targets_get_name (const GPtrArray *targets, gint64 id);
void ht_capture_free (HtCapture *capture);
void ht_attachment_free (HtAttachment *attachment);
void ht_profile_entry_free (HtProfileEntry *entry);
HtNote *ht_note_new (gint64 target, gint64 time_ns, const char *chain, const char *text);
HtNote *ht_note_copy (const HtNote *note);
void ht_note_free (HtNote *note);
void ht_mark_free (HtMark *mark);
void ht_series_entry_free (HtSeriesEntry *entry);
void ht_trace_entry_free (HtTraceEntry *entry);
void ht_trace_spans_free (HtTraceSpans *spans);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTarget, ht_target_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtCapture, ht_capture_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtAttachment, ht_attachment_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtProfileEntry, ht_profile_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtNote, ht_note_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtMark, ht_mark_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtSeriesEntry, ht_series_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceEntry, ht_trace_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceSpans, ht_trace_spans_free)

G_END_DECLS
