/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "trace-texts.h"

#include <glib/gi18n.h>

#include "function-name.h"
#include "gc-cycle.h"
#include "gc-texts.h"
#include "safe-text.h"
#include "units.h"

/* To the 1000th part of how long it took. */
static char *
time_text (gint64 time_ns, gint64 length_ns, HtTimeDisplay display, gint64 start_ns)
{
  return ht_axis_time_label (time_ns, ht_axis_time_precision (length_ns * 10), display, start_ns);
}

/**
 * ht_trace_bar_text:
 * @row: name of its lane
 * @track: what it is
 * @height: how high bars of the lane are
 * @bar: something in the lane
 * @display: how times are told
 * @start_ns: begin of the recording, for times since start
 *
 * Returns: (transfer full): what it is, how long or how much and when
 */
char *
ht_trace_bar_text (const char *row,
                   const char *track,
                   HtTraceHeight height,
                   const HtTraceBar *bar,
                   HtTimeDisplay display,
                   gint64 start_ns)
{
  g_autofree char *time = time_text (bar->from_ns, bar->to_ns - bar->from_ns, display, start_ns);
  g_autofree char *length = bar->busy != HT_UNKNOWN ? ht_gc_duration_text (bar->busy) : NULL;
  g_autofree char *what = NULL;
  g_autofree char *longest = NULL;
  g_autofree char *count = NULL;
  g_autofree char *end = NULL;

  what = g_ascii_strcasecmp (row, track) == 0 ? g_strdup (row)
                                              : g_strdup_printf ("%s · %s", row, track);
  if (height == HT_TRACE_HEIGHT_AMOUNT)
    {
      g_autofree char *size = ht_format_bytes (bar->busy);

      return g_strdup_printf ("%s · %s · %s", what, size, time);
    }
  if (bar->n == 1)
    return g_strdup_printf ("%s · %s · %s", what, length, time);
  count = ht_format_count (bar->n);
  longest = ht_gc_duration_text (bar->longest);
  end = time_text (bar->to_ns, bar->to_ns - bar->from_ns, display, start_ns);
  if (length == NULL)
    /* Translators: a run of things in a lane: what it is, how many, the longest, from when to
     * when */
    return g_strdup_printf (g_dngettext (NULL, "%s · %s time, longest %s · %s – %s",
                                         "%s · %s times, longest %s · %s – %s", (gulong) bar->n),
                            what, count, longest, time, end);
  /* Translators: a run of things in a lane: what it is, how many, how long together, the
   * longest, from when to when */
  return g_strdup_printf (g_dngettext (NULL, "%s · %s time, %s in all, longest %s · %s – %s",
                                       "%s · %s times, %s in all, longest %s · %s – %s",
                                       (gulong) bar->n),
                          what, count, length, longest, time, end);
}

/**
 * ht_trace_span_title:
 * @span: something in a trace
 *
 * Returns: (transfer full): who or what it was
 */
char *
ht_trace_span_title (const HtTraceSpan *span)
{
  const char *subject = span->kind == HT_TRACE_SPAN_ASSIST ? span->function : span->name;
  g_autofree char *safe = NULL;

  if (span->kind == HT_TRACE_SPAN_LOG && span->text != NULL)
    {
      g_autofree char *line = g_strdup_printf ("%s: %s", span->name, span->text);

      return ht_safe_text_to_utf8 (line, -1);
    }
  safe = ht_safe_text_to_utf8 (subject, -1);
  return span->kind == HT_TRACE_SPAN_ASSIST ? ht_function_name_shorten (safe, HT_NAME_PLAIN)
                                            : g_steal_pointer (&safe);
}

/**
 * ht_trace_span_note:
 * @span: something in a trace
 * @display: how times are told
 * @start_ns: begin of the recording, for times since start
 *
 * Returns: (transfer full): how long it took, for how much of that its goroutine ran, which that
 * was, when, and what was cut off
 */
char *
ht_trace_span_note (const HtTraceSpan *span, HtTimeDisplay display, gint64 start_ns)
{
  GString *note = g_string_new (NULL);
  gint64 length_ns = span->end_ns - span->start_ns;
  g_autofree char *length = ht_gc_duration_text (length_ns);
  g_autofree char *time = time_text (span->start_ns, length_ns, display, start_ns);

  if (span->kind != HT_TRACE_SPAN_LOG)
    g_string_append_printf (note, "%s · ", length);
  if (span->cpu_ns != HT_UNKNOWN && span->kind == HT_TRACE_SPAN_ASSIST)
    {
      g_autofree char *cpu = ht_gc_duration_text (span->cpu_ns);

      /* Translators: %s is a duration: how much CPU time something took */
      g_string_append_printf (note, _ ("%s of CPU"), cpu);
      g_string_append (note, " · ");
    }
  if (span->goroutine != 0)
    {
      /* Translators: a goroutine, by its number */
      g_string_append_printf (note, _ ("goroutine %" G_GUINT64_FORMAT), span->goroutine);
      g_string_append (note, " · ");
    }
  g_string_append (note, time);
  if (span->is_cut_before)
    /* Translators: of something in a trace */
    g_string_append_printf (note, " · %s", _ ("began before the trace"));
  if (span->is_cut_after)
    /* Translators: of something in a trace */
    g_string_append_printf (note, " · %s", _ ("went on after the trace"));
  return g_string_free (note, FALSE);
}
