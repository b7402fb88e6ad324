/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "time-view.h"

#include "follow-range.h"
#include "units.h"

#define MOST_UNDO     64
#define LEAST_SHOWN   G_GINT64_CONSTANT (1000) /* 1 µs: traces tell ns */
#define BURST_US      500000                   /* wheel events closer than this are one gesture */
#define DEFAULT_RANGE G_GINT64_CONSTANT (1000000000)

/* So short a time is told closer than to the second. */
#define FEW_SECONDS_NS G_GINT64_CONSTANT (3000000000)

typedef struct
{
  gint64 from_ns;
  gint64 to_ns;
} Range;

struct _HtTimeView
{
  GObject parent_instance;

  /* Owned */
  GArray *history; /* Range, what was shown before */

  Range extent;
  Range shown;
  Range marked;
  gboolean has_mark;
  gint64 cursor_ns;
  gint64 last_burst_us;
  gint64 newest_ns;     /* of a live recording */
  gint64 live_since_ns; /* when it began to be watched; HT_UNKNOWN if it is not live */
  gboolean is_following;
  gboolean is_held; /* while it follows: what is pointed at has kept it from moving */
  HtTimeDisplay display;
};

enum
{
  SIGNAL_SHOWN_CHANGED,
  SIGNAL_MARK_CHANGED,
  SIGNAL_CURSOR_CHANGED,
  SIGNAL_FOLLOW_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtTimeView, ht_time_view, G_TYPE_OBJECT)

static void
ht_time_view_finalize (GObject *object)
{
  HtTimeView *self = HT_TIME_VIEW (object);

  g_array_unref (self->history);
  G_OBJECT_CLASS (ht_time_view_parent_class)->finalize (object);
}

static guint
add_signal (GType type, const char *name)
{
  return g_signal_new (name, type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ht_time_view_class_init (HtTimeViewClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ht_time_view_finalize;
  signals[SIGNAL_SHOWN_CHANGED] = add_signal (type, "shown-changed");
  signals[SIGNAL_MARK_CHANGED] = add_signal (type, "mark-changed");
  signals[SIGNAL_CURSOR_CHANGED] = add_signal (type, "cursor-changed");
  signals[SIGNAL_FOLLOW_CHANGED] = add_signal (type, "follow-changed");
}

static void
ht_time_view_init (HtTimeView *self)
{
  self->history = g_array_new (FALSE, FALSE, sizeof (Range));
  self->extent.to_ns = self->shown.to_ns = DEFAULT_RANGE;
  self->cursor_ns = HT_UNKNOWN;
  self->last_burst_us = HT_UNKNOWN;
  self->live_since_ns = HT_UNKNOWN;
}

/**
 * ht_time_view_new:
 *
 * Returns: (transfer full): a view of the first second of 1970
 */
HtTimeView *
ht_time_view_new (void)
{
  return g_object_new (HT_TYPE_TIME_VIEW, NULL);
}

static void
set_shown (HtTimeView *self, Range shown)
{
  gint64 length = CLAMP (shown.to_ns - shown.from_ns, LEAST_SHOWN,
                         MAX (self->extent.to_ns - self->extent.from_ns, LEAST_SHOWN));

  shown.from_ns = CLAMP (shown.from_ns, self->extent.from_ns,
                         MAX (self->extent.to_ns - length, self->extent.from_ns));
  shown.to_ns = shown.from_ns + length;
  if (shown.from_ns == self->shown.from_ns && shown.to_ns == self->shown.to_ns)
    return;
  self->shown = shown;
  g_signal_emit (self, signals[SIGNAL_SHOWN_CHANGED], 0);
}

static void
set_following (HtTimeView *self, gboolean following)
{
  if (self->is_following == following)
    return;
  self->is_following = following;
  self->is_held = FALSE;
  g_signal_emit (self, signals[SIGNAL_FOLLOW_CHANGED], 0);
}

/* As the user wants it, who does not follow any more then. */
static void
look_at (HtTimeView *self, Range shown)
{
  set_following (self, FALSE);
  set_shown (self, shown);
}

static void
set_held (HtTimeView *self, gboolean held)
{
  if (self->is_held == held)
    return;
  self->is_held = held;
  g_signal_emit (self, signals[SIGNAL_FOLLOW_CHANGED], 0);
}

/* What somebody points at does not move. */
static void
follow (HtTimeView *self)
{
  Range next = self->shown;

  if (!self->is_following)
    return;
  ht_follow_range_next (MAX (self->live_since_ns, self->extent.from_ns), self->newest_ns,
                        &next.from_ns, &next.to_ns);
  set_held (self, self->cursor_ns != HT_UNKNOWN &&
                      (next.from_ns != self->shown.from_ns || next.to_ns != self->shown.to_ns));
  if (self->cursor_ns != HT_UNKNOWN)
    return;
  self->extent.to_ns = MAX (self->extent.to_ns, next.to_ns);
  set_shown (self, next);
}

/**
 * ht_time_view_set_live:
 * @self: the view
 * @since_ns: when the recording began to grow, ns since 1970; %HT_UNKNOWN if it does not
 *
 * Tells whether what comes next is still growing. Growth is followed then until the user looks
 * elsewhere.
 */
void
ht_time_view_set_live (HtTimeView *self, gint64 since_ns)
{
  self->live_since_ns = since_ns;
  set_following (self, since_ns != HT_UNKNOWN);
}

/**
 * ht_time_view_is_live:
 * @self: the view
 *
 * Returns: whether there is growth to follow
 */
gboolean
ht_time_view_is_live (HtTimeView *self)
{
  return self->live_since_ns != HT_UNKNOWN;
}

/**
 * ht_time_view_follow:
 * @self: the view
 *
 * Shows the newest from now on, until the user looks elsewhere. Nothing is pointed at then.
 */
void
ht_time_view_follow (HtTimeView *self)
{
  if (self->live_since_ns == HT_UNKNOWN)
    return;
  ht_time_view_unmark (self);
  set_following (self, TRUE);
  ht_time_view_set_cursor (self, HT_UNKNOWN);
  follow (self);
}

/**
 * ht_time_view_is_following:
 * @self: the view
 *
 * Returns: whether the newest is shown as it comes
 */
gboolean
ht_time_view_is_following (HtTimeView *self)
{
  return self->is_following;
}

/**
 * ht_time_view_is_held:
 * @self: the view
 *
 * Returns: whether it follows, but stands still since something is pointed at or was chosen
 */
gboolean
ht_time_view_is_held (HtTimeView *self)
{
  return self->is_held;
}

/**
 * ht_time_view_set_extent:
 * @self: the view
 * @from_ns: begin of the recording
 * @to_ns: its end
 *
 * Tells how much there is. What was shown in full stays shown in full. What was shown
 * before and is no part of it, as it is after a change of the recording, is forgotten.
 * One that is live gets room for what comes next.
 */
void
ht_time_view_set_extent (HtTimeView *self, gint64 from_ns, gint64 to_ns)
{
  gboolean all =
      self->shown.from_ns == self->extent.from_ns && self->shown.to_ns == self->extent.to_ns;

  self->newest_ns = to_ns;
  self->extent = (Range){ from_ns, MAX (to_ns, from_ns + LEAST_SHOWN) };
  if (self->live_since_ns != HT_UNKNOWN)
    self->extent.to_ns = from_ns + ht_follow_range_room (to_ns - from_ns);
  /* Nothing moves when the room is used up that others have made. */
  if (self->live_since_ns != HT_UNKNOWN && (self->is_following || !all))
    self->extent.to_ns = MAX (self->extent.to_ns, self->shown.to_ns);
  for (guint i = self->history->len; i > 0; i--)
    {
      const Range *range = &g_array_index (self->history, Range, i - 1);

      if (range->from_ns < self->extent.from_ns || range->to_ns > self->extent.to_ns)
        g_array_remove_index (self->history, i - 1);
    }
  set_shown (self, all && !self->is_following ? self->extent : self->shown);
  follow (self);
}

/**
 * ht_time_view_get_extent:
 * @self: the view
 * @from_ns: (out): begin of the recording
 * @to_ns: (out): its end
 */
void
ht_time_view_get_extent (HtTimeView *self, gint64 *from_ns, gint64 *to_ns)
{
  *from_ns = self->extent.from_ns;
  *to_ns = self->extent.to_ns;
}

/**
 * ht_time_view_remember:
 * @self: the view
 *
 * Makes what is shown now the place that undo comes back to. Call it at the
 * begin of a gesture, not for each of its steps.
 */
void
ht_time_view_remember (HtTimeView *self)
{
  if (self->history->len == MOST_UNDO)
    g_array_remove_index (self->history, 0);
  g_array_append_val (self->history, self->shown);
}

/**
 * ht_time_view_remember_burst:
 * @self: the view
 * @now_us: when the event happened, in µs on any clock that does not jump
 *
 * Like [method@TimeView.remember], but once for a burst of events. A wheel with notches
 * does not tell when it begins and ends to turn.
 */
void
ht_time_view_remember_burst (HtTimeView *self, gint64 now_us)
{
  if (self->last_burst_us == HT_UNKNOWN || now_us - self->last_burst_us > BURST_US)
    ht_time_view_remember (self);
  self->last_burst_us = now_us;
}

/**
 * ht_time_view_can_undo:
 * @self: the view
 *
 * Returns: whether something else was shown before
 */
gboolean
ht_time_view_can_undo (HtTimeView *self)
{
  for (guint i = 0; i < self->history->len; i++)
    {
      const Range *range = &g_array_index (self->history, Range, i);

      if (range->from_ns != self->shown.from_ns || range->to_ns != self->shown.to_ns)
        return TRUE;
    }
  return FALSE;
}

/**
 * ht_time_view_undo:
 * @self: the view
 *
 * Shows again what was shown before the last change.
 *
 * Returns: whether there was something to undo
 */
gboolean
ht_time_view_undo (HtTimeView *self)
{
  /* What the wheel does next is a new gesture. */
  self->last_burst_us = HT_UNKNOWN;
  while (self->history->len > 0)
    {
      Range last = g_array_index (self->history, Range, self->history->len - 1);

      g_array_set_size (self->history, self->history->len - 1);
      if (last.from_ns != self->shown.from_ns || last.to_ns != self->shown.to_ns)
        {
          look_at (self, last);
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * ht_time_view_show:
 * @self: the view
 * @from_ns: left border
 * @to_ns: right border
 *
 * Shows a range, as far as it is part of the recording.
 */
void
ht_time_view_show (HtTimeView *self, gint64 from_ns, gint64 to_ns)
{
  ht_time_view_remember (self);
  look_at (self, (Range){ from_ns, to_ns });
}

/**
 * ht_time_view_show_all:
 * @self: the view
 *
 * Shows the whole recording.
 */
void
ht_time_view_show_all (HtTimeView *self)
{
  ht_time_view_show (self, self->extent.from_ns, self->extent.to_ns);
}

/**
 * ht_time_view_get_shown:
 * @self: the view
 * @from_ns: (out): left border
 * @to_ns: (out): right border
 */
void
ht_time_view_get_shown (HtTimeView *self, gint64 *from_ns, gint64 *to_ns)
{
  *from_ns = self->shown.from_ns;
  *to_ns = self->shown.to_ns;
}

/**
 * ht_time_view_zoom:
 * @self: the view
 * @center_ns: the time that stays where it is
 * @factor: by how much what is shown grows; below 1 is closer
 *
 * Zooms about a time, without remembering it for undo.
 */
void
ht_time_view_zoom (HtTimeView *self, gint64 center_ns, double factor)
{
  double length = (double) (self->shown.to_ns - self->shown.from_ns);
  double share = length > 0 ? (double) (center_ns - self->shown.from_ns) / length : 0.5;
  double wanted = CLAMP (length * factor, (double) LEAST_SHOWN,
                         (double) (self->extent.to_ns - self->extent.from_ns));
  gint64 from_ns = center_ns - (gint64) (wanted * share);

  look_at (self, (Range){ from_ns, from_ns + (gint64) wanted });
}

/**
 * ht_time_view_pan:
 * @self: the view
 * @fraction: how far, in widths of what is shown; positive is later
 *
 * Moves in time, without remembering it for undo.
 */
void
ht_time_view_pan (HtTimeView *self, double fraction)
{
  gint64 length = self->shown.to_ns - self->shown.from_ns;
  gint64 from_ns = self->shown.from_ns + (gint64) ((double) length * fraction);

  look_at (self, (Range){ from_ns, from_ns + length });
}

/**
 * ht_time_view_reveal:
 * @self: the view
 * @time_ns: a time
 *
 * Moves just as far as is needed to have a time in view.
 */
void
ht_time_view_reveal (HtTimeView *self, gint64 time_ns)
{
  gint64 length = self->shown.to_ns - self->shown.from_ns;

  if (time_ns < self->shown.from_ns)
    look_at (self, (Range){ time_ns, time_ns + length });
  else if (time_ns > self->shown.to_ns)
    look_at (self, (Range){ time_ns - length, time_ns });
}

/**
 * ht_time_view_mark:
 * @self: the view
 * @from_ns: one end
 * @to_ns: the other end, in any order
 *
 * Marks a range, as by a brush.
 */
void
ht_time_view_mark (HtTimeView *self, gint64 from_ns, gint64 to_ns)
{
  Range marked = { MAX (MIN (from_ns, to_ns), self->extent.from_ns),
                   MIN (MAX (from_ns, to_ns), self->extent.to_ns) };

  if (self->has_mark && marked.from_ns == self->marked.from_ns &&
      marked.to_ns == self->marked.to_ns)
    return;
  self->marked = marked;
  self->has_mark = TRUE;
  set_following (self, FALSE);
  g_signal_emit (self, signals[SIGNAL_MARK_CHANGED], 0);
}

/**
 * ht_time_view_unmark:
 * @self: the view
 *
 * Marks nothing.
 */
void
ht_time_view_unmark (HtTimeView *self)
{
  if (!self->has_mark)
    return;
  self->has_mark = FALSE;
  g_signal_emit (self, signals[SIGNAL_MARK_CHANGED], 0);
}

/**
 * ht_time_view_show_marked:
 * @self: the view
 *
 * Shows the marked range, which is not marked any more then.
 *
 * Returns: whether there was one
 */
gboolean
ht_time_view_show_marked (HtTimeView *self)
{
  Range marked = self->marked;

  if (!self->has_mark)
    return FALSE;
  ht_time_view_unmark (self);
  ht_time_view_show (self, marked.from_ns, marked.to_ns);
  return TRUE;
}

/**
 * ht_time_view_get_marked:
 * @self: the view
 * @from_ns: (out): begin of the marked range, or of the recording if nothing is marked
 * @to_ns: (out): its end
 *
 * Returns: whether a range is marked
 */
gboolean
ht_time_view_get_marked (HtTimeView *self, gint64 *from_ns, gint64 *to_ns)
{
  const Range *range = self->has_mark ? &self->marked : &self->extent;

  *from_ns = range->from_ns;
  *to_ns = range->to_ns;
  return self->has_mark;
}

/**
 * ht_time_view_set_cursor:
 * @self: the view
 * @time_ns: the time to read off, %HT_UNKNOWN for none
 */
void
ht_time_view_set_cursor (HtTimeView *self, gint64 time_ns)
{
  if (self->cursor_ns == time_ns)
    return;
  self->cursor_ns = time_ns;
  g_signal_emit (self, signals[SIGNAL_CURSOR_CHANGED], 0);
  follow (self);
}

/**
 * ht_time_view_get_cursor:
 * @self: the view
 *
 * Returns: the time that is read off, %HT_UNKNOWN for none
 */
gint64
ht_time_view_get_cursor (HtTimeView *self)
{
  return self->cursor_ns;
}

/**
 * ht_time_view_describe_range:
 * @self: the view
 * @start_ns: begin of the recording, for times since start
 *
 * Returns: (transfer full): from when to when is marked, else shown, and how long that is
 */
char *
ht_time_view_describe_range (HtTimeView *self, gint64 start_ns)
{
  gint64 from_ns, to_ns;
  gint64 precision_ns = G_GINT64_CONSTANT (1000000000);
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autofree char *length = NULL;

  if (!ht_time_view_get_marked (self, &from_ns, &to_ns))
    ht_time_view_get_shown (self, &from_ns, &to_ns);
  if (to_ns - from_ns < FEW_SECONDS_NS)
    precision_ns = ht_axis_time_precision (to_ns - from_ns);
  from = ht_axis_time_label (from_ns, precision_ns, self->display, start_ns);
  to = ht_axis_time_label (to_ns, precision_ns, self->display, start_ns);
  length = ht_format_duration_short (to_ns - from_ns);
  return g_strdup_printf ("%s – %s  %s", from, to, length);
}

/**
 * ht_time_view_set_display:
 * @self: the view
 * @display: how times are told on all pages
 */
void
ht_time_view_set_display (HtTimeView *self, HtTimeDisplay display)
{
  if (self->display == display)
    return;
  self->display = display;
  g_signal_emit (self, signals[SIGNAL_SHOWN_CHANGED], 0);
}

/**
 * ht_time_view_get_display:
 * @self: the view
 *
 * Returns: how times are told
 */
HtTimeDisplay
ht_time_view_get_display (HtTimeView *self)
{
  return self->display;
}
