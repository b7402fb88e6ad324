/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "flame-texts.h"

#include <glib/gi18n.h>
#include <math.h>

#include "growth-texts.h"
#include "record-sink.h"
#include "units.h"

#define SECOND_NS G_GINT64_CONSTANT (1000000000)

/**
 * ht_sample_type_text:
 * @type: a sample type as pprof calls it
 *
 * Returns: (transfer full): that in words, in the user's language where it is known
 */
char *
ht_sample_type_text (const char *type)
{
  static const struct
  {
    const char *type;
    const char *words;
  } known[] = {
    { "inuse_space", N_ ("In use, bytes") },
    { "inuse_objects", N_ ("In use, objects") },
    { "alloc_space", N_ ("Allocated, bytes") },
    { "alloc_objects", N_ ("Allocated, objects") },
    { "goroutine", N_ ("Goroutines") },
    { "cpu", N_ ("CPU time") },
    { "samples", N_ ("CPU samples") },
    { "contentions", N_ ("Contentions") },
    { "delay", N_ ("Time blocked") },
    { "blocks", N_ ("Waits") },
    { "assists", N_ ("Mark assists") },
    { "assist_time", N_ ("Time of mark assists") },
    { "created", N_ ("Goroutines created") },
    { "threadcreate", N_ ("Threads created") },
    { "goroutineleak", N_ ("Leaked goroutines") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].type, type))
      return g_strdup (_ (known[i].words));
  return g_utf8_make_valid (type, -1);
}

/**
 * ht_flame_change_text:
 * @data: a folded difference
 * @before: what something held before, in its unit
 * @after: what it holds after
 *
 * Returns: (transfer full): the difference with an arrow, and whether it is new or gone
 */
char *
ht_flame_change_text (const HtFlameData *data, gint64 before, gint64 after)
{
  gint64 change = (gint64) ((guint64) after - (guint64) before);
  g_autofree char *text = ht_format_change (change, data->unit);
  const char *word = before == 0 ? data->change->picture.new : data->change->picture.gone;

  if (change == 0)
    return g_steal_pointer (&text);
  if (before == 0 || after == 0)
    return g_strdup_printf ("%s %s, %s", change > 0 ? "▲" : "▼", text, word);
  return g_strdup_printf ("%s %s", change > 0 ? "▲" : "▼", text);
}

static char *
share_text (const HtFlameData *data, guint64 weight)
{
  return ht_format_percent ((double) weight / (double) MAX (data->tree->weight[0], 1));
}

static char *
time_text (gint64 time_ns, HtTimeDisplay display, gint64 start_ns)
{
  if (time_ns == HT_UNKNOWN)
    return g_strdup (_ ("an unknown time"));
  return ht_axis_time_label (time_ns, SECOND_NS, display, start_ns);
}

static char *
growth_text (const HtGrowthNode *node, HtTimeDisplay display, gint64 start_ns)
{
  g_autofree char *rate = ht_growth_rate_text (node->course.now.rate);
  g_autofree char *error = ht_growth_error_text (&node->course.now);
  g_autofree char *since = time_text (node->since_ns, display, start_ns);

  if (node->course.verdict == HT_GROWTH_TOO_LITTLE_DATA)
    return g_strdup (_ ("too little data to tell growth"));
  if (node->direction == 0)
    /* Translators: a verdict such as “steady”, a rate, and between which it is */
    return g_strdup_printf (_ ("%s, %s (95 %%: %s)"), ht_growth_verdict_text (node->course.verdict),
                            rate, error);
  /* Translators: an arrow, a rate, between which it is, and since when */
  return g_strdup_printf (_ ("%s %s (95 %%: %s) since %s"), node->direction > 0 ? "▲" : "▼", rate,
                          error, since);
}

/* Little's law is of a balance; where there is none, that is said. */
static char *
age_text (const HtFlameGrowth *growth, const HtGrowthNode *node)
{
  g_autofree char *age = ht_flame_growth_value_text (growth, node);
  double span_s = (double) (growth->nodes->to_ns - growth->nodes->from_ns) / 1e9;
  g_autofree char *span = ht_format_duration_short ((gint64) (span_s * 1e9));

  if (age != NULL)
    /* Translators: %s is a time, such as “≈ 3 s” */
    return g_strdup_printf (_ ("kept for %s"), age);
  if (isnan (node->course.retention))
    /* Translators: %s is a time */
    return g_strdup_printf (_ ("age unknown: nothing was allocated in %s"), span);
  return g_strdup (_ ("age unknown: more is kept than is freed"));
}

static char *
channel_text (const HtFlameData *data, guint32 node, HtTimeDisplay display, gint64 start_ns)
{
  const HtGrowthNode *growth = ht_growth_nodes_get (data->growth->nodes, node);

  if (growth == NULL)
    return g_strdup (_ ("too small to tell more"));
  if (data->growth->channel->kind == HT_FLAME_CHANNEL_AGE)
    return age_text (data->growth, growth);
  return growth_text (growth, display, start_ns);
}

/**
 * ht_flame_node_text:
 * @data: a folded profile
 * @node: one of its nodes
 * @display: how times are told
 * @start_ns: begin of the recording, for times since start
 *
 * Returns: (transfer full): what there is to say of a frame, but for its name
 */
char *
ht_flame_node_text (const HtFlameData *data, guint32 node, HtTimeDisplay display, gint64 start_ns)
{
  g_autofree char *self = ht_format_value (data->tree->self[node], data->unit);
  g_autofree char *total = ht_format_value (data->tree->total[node], data->unit);
  g_autofree char *share = share_text (data, data->tree->weight[node]);
  g_autofree char *more = NULL;

  if (data->change != NULL)
    {
      g_autofree char *before = ht_format_value (data->change->before[node], data->unit);
      g_autofree char *after = ht_format_value (data->change->after[node], data->unit);

      more = ht_flame_change_text (data, data->change->before[node], data->change->after[node]);
      /* Translators: what a function with all that it calls held at two times, and the change */
      return g_strdup_printf (_ ("before %s   after %s   %s"), before, after, more);
    }
  if (data->growth == NULL)
    /* Translators: what a function itself holds, with all that it calls, and its share of all */
    return g_strdup_printf (_ ("self %s   total %s, %s"), self, total, share);
  more = channel_text (data, node, display, start_ns);
  /* Translators: likewise, and how it grows or how old it is */
  return g_strdup_printf (_ ("self %s   total %s, %s   %s"), self, total, share, more);
}

/**
 * ht_flame_run_text:
 * @data: a folded profile
 * @run: frames that are too narrow to be drawn on their own
 *
 * Returns: (transfer full): what there is to say of them together
 */
char *
ht_flame_run_text (const HtFlameData *data, const HtFlameBox *run)
{
  g_autofree char *total = ht_format_value ((gint64) MIN (run->weight, G_MAXINT64), data->unit);
  g_autofree char *share = share_text (data, run->weight);

  if (data->change != NULL)
    /* Translators: how much more and less there is of some functions together, and its share */
    return g_strdup_printf (_ ("more and less together %s, %s"), total, share);
  /* Translators: what some functions hold together, and its share of all */
  return g_strdup_printf (_ ("total %s, %s"), total, share);
}

static void
key_free (gpointer data)
{
  HtFlameKey *key = data;

  g_free (key->text);
  g_free (key);
}

static void
take_key (GPtrArray *legend, HtFlameSwatch swatch, char *text)
{
  HtFlameKey *key = g_new0 (HtFlameKey, 1);

  key->swatch = swatch;
  key->text = text;
  g_ptr_array_add (legend, key);
}

static gboolean
has_direction (const HtGrowthNodes *nodes, int direction)
{
  for (guint i = 0; i < nodes->courses->len; i++)
    if (g_array_index (nodes->courses, HtGrowthNode, i).direction == direction)
      return TRUE;
  return FALSE;
}

static void
add_growth_keys (GPtrArray *legend, const HtFlameGrowth *growth)
{
  g_autofree char *rate = ht_growth_rate_text (growth->greatest);

  if (has_direction (growth->nodes, 1))
    /* Translators: %s is a rate; a bar in the picture */
    take_key (legend, HT_FLAME_SWATCH_GROWS, g_strdup_printf (_ ("▲ grows; full is %s"), rate));
  if (has_direction (growth->nodes, -1))
    /* Translators: likewise */
    take_key (legend, HT_FLAME_SWATCH_SHRINKS,
              g_strdup_printf (_ ("▼ gets less; full is %s"), rate));
  take_key (legend, HT_FLAME_SWATCH_NONE,
            g_strdup (growth->greatest > 0 ? _ ("no bar: no growth that can be told")
                                           : _ ("nothing grows that could be told")));
}

static void
add_age_keys (GPtrArray *legend, const HtFlameGrowth *growth)
{
  g_autofree char *age = ht_format_duration_short ((gint64) (growth->greatest * 1e9));

  if (growth->greatest > 0)
    /* Translators: %s is a time; a bar in the picture */
    take_key (legend, HT_FLAME_SWATCH_AGE,
              g_strdup_printf (_ ("how long it is kept; full is ≈ %s"), age));
  take_key (legend, HT_FLAME_SWATCH_NONE,
            g_strdup (_ ("no bar: it grows, or nothing was allocated meanwhile")));
}

static void
add_range_key (GPtrArray *legend,
               const HtGrowthNodes *nodes,
               HtTimeDisplay display,
               gint64 start_ns)
{
  g_autofree char *from = time_text (nodes->from_ns, display, start_ns);
  g_autofree char *to = time_text (nodes->to_ns, display, start_ns);

  /* Translators: how many states of the heap were looked at, from when, to when */
  take_key (legend, HT_FLAME_SWATCH_NONE,
            g_strdup_printf (g_dngettext (NULL, "from %u heap, %s – %s", "from %u heaps, %s – %s",
                                          nodes->n_states),
                             nodes->n_states, from, to));
}

static void
add_change_keys (GPtrArray *legend, const HtFlameData *data)
{
  const HtFlameChange *change = data->change;
  g_autofree char *more = ht_format_change ((gint64) MIN (change->more, G_MAXINT64), data->unit);
  g_autofree char *less = ht_format_change (-(gint64) MIN (change->less, G_MAXINT64), data->unit);
  g_autofree char *net = ht_format_change (data->tree->total[0], data->unit);

  /* Translators: %s is a size with a sign */
  take_key (legend, HT_FLAME_SWATCH_MORE, g_strdup_printf (_ ("▲ more after, %s in all"), more));
  /* Translators: likewise */
  take_key (legend, HT_FLAME_SWATCH_LESS, g_strdup_printf (_ ("▼ less after, %s in all"), less));
  take_key (legend, HT_FLAME_SWATCH_CANCELLED, g_strdup (_ ("cancels out within the frame")));
  take_key (legend, HT_FLAME_SWATCH_NONE, g_strdup (_ ("width: more and less together")));
  /* Translators: %s is a size with a sign */
  take_key (legend, HT_FLAME_SWATCH_NONE, g_strdup_printf (_ ("%s net"), net));
}

/**
 * ht_flame_legend_new:
 * @data: a folded profile
 * @display: how times are told
 * @start_ns: begin of the recording, for times since start
 *
 * Returns: (transfer full) (element-type HtFlameKey): what bars and colours mean; none where
 *   colours are those of packages and there are no bars
 */
GPtrArray *
ht_flame_legend_new (const HtFlameData *data, HtTimeDisplay display, gint64 start_ns)
{
  GPtrArray *legend = g_ptr_array_new_with_free_func (key_free);

  if (data->change != NULL)
    {
      add_change_keys (legend, data);
      return legend;
    }
  if (data->growth == NULL)
    return legend;
  if (data->growth->nodes->n_states < HT_GROWTH_MIN_EPOCHS)
    /* Translators: how many there have to be, and how many there are */
    take_key (legend, HT_FLAME_SWATCH_NONE,
              g_strdup_printf (_ ("too little data: heap profiles of %d collections are needed, "
                                  "there are %u"),
                               HT_GROWTH_MIN_EPOCHS, data->growth->nodes->n_states));
  else if (data->growth->channel->kind == HT_FLAME_CHANNEL_AGE)
    add_age_keys (legend, data->growth);
  else
    add_growth_keys (legend, data->growth);
  if (data->growth->nodes->n_states > 0)
    add_range_key (legend, data->growth->nodes, display, start_ns);
  return legend;
}

/* A bar that is half full, at the right edge of a piece of a frame. */
static void
paint_bar (HtPaint *paint, cairo_t *cr, double width, double height, HtColorRole role, int sign)
{
  HtColor frame = ht_flame_color (ht_paint_get_theme (paint), HT_FLAME_COLOR_MODULE);

  cairo_rectangle (cr, 0, 0, width, height);
  ht_paint_set_rgb (cr, &frame);
  cairo_fill (cr);
  cairo_rectangle (cr, width - HT_FLAME_BAR_WIDTH, sign > 0 ? height / 3 : 0, HT_FLAME_BAR_WIDTH,
                   height * 2 / 3);
  ht_paint_set_color (paint, cr, role, 1);
  cairo_fill (cr);
}

/**
 * ht_flame_legend_swatch_paint:
 * @swatch: which one
 * @paint: with what
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 */
void
ht_flame_legend_swatch_paint (HtFlameSwatch swatch,
                              HtPaint *paint,
                              cairo_t *cr,
                              double width,
                              double height)
{
  switch (swatch)
    {
    case HT_FLAME_SWATCH_GROWS:
    case HT_FLAME_SWATCH_SHRINKS:
    case HT_FLAME_SWATCH_AGE:
      {
        HtFlameChannelKind kind =
            swatch == HT_FLAME_SWATCH_AGE ? HT_FLAME_CHANNEL_AGE : HT_FLAME_CHANNEL_GROWTH;
        int sign = swatch == HT_FLAME_SWATCH_SHRINKS ? -1 : 1;

        paint_bar (paint, cr, width, height, ht_flame_channel_color (kind, sign), sign);
        break;
      }
    case HT_FLAME_SWATCH_MORE:
      ht_flame_change_swatch_paint (paint, cr, HT_COLOR_MORE, width, height);
      break;
    case HT_FLAME_SWATCH_LESS:
      ht_flame_change_swatch_paint (paint, cr, HT_COLOR_LESS, width, height);
      break;
    case HT_FLAME_SWATCH_CANCELLED:
      ht_flame_change_swatch_paint (paint, cr, HT_COLOR_CANCELLED, width, height);
      break;
    case HT_FLAME_SWATCH_NONE:
    default:
      break;
    }
}
