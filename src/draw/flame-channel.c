/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "flame-graph-private.h"

#include <math.h>

#define LEAST_BAR 4

static void
mark_clear (gpointer data)
{
  g_free (((HtFlameMark *) data)->text);
}

/**
 * ht_flame_channel_new:
 * @kind: what is told
 * @of_node: (array): for each node of the tree the place of its mark, and 1; 0 for none; must
 *   outlive the channel
 *
 * Returns: (transfer full): a channel without marks
 */
HtFlameChannel *
ht_flame_channel_new (HtFlameChannelKind kind, const guint32 *of_node)
{
  HtFlameChannel *self = g_new0 (HtFlameChannel, 1);

  self->kind = kind;
  self->of_node = of_node;
  self->marks = g_array_new (FALSE, FALSE, sizeof (HtFlameMark));
  g_array_set_clear_func (self->marks, mark_clear);
  return self;
}

/**
 * ht_flame_channel_free:
 * @channel: (transfer full) (nullable): the channel
 */
void
ht_flame_channel_free (HtFlameChannel *channel)
{
  if (channel == NULL)
    return;
  g_array_unref (channel->marks);
  g_free (channel);
}

/**
 * ht_flame_channel_add:
 * @channel: the channel
 * @level: how much of the bar is full, −1…1
 * @text: (nullable): the figure, in words
 *
 * Adds a mark at the next place.
 */
void
ht_flame_channel_add (HtFlameChannel *channel, double level, const char *text)
{
  HtFlameMark mark = { .level = level, .text = g_strdup (text) };

  g_array_append_val (channel->marks, mark);
}

/**
 * ht_flame_channel_get:
 * @channel: the channel
 * @node: a node of the tree
 *
 * Returns: (transfer none) (nullable): its mark; %NULL if it is quiet
 */
const HtFlameMark *
ht_flame_channel_get (const HtFlameChannel *channel, guint32 node)
{
  guint32 place = channel->of_node[node];
  const HtFlameMark *mark =
      place > 0 ? &g_array_index (channel->marks, HtFlameMark, place - 1) : NULL;

  return mark != NULL && mark->level != 0 ? mark : NULL;
}

static const HtFlameMark *
get_mark (const HtFlameChannel *channel, const HtFlameBox *box)
{
  return box->n_merged == 0 ? ht_flame_channel_get (channel, box->node) : NULL;
}

/* What gets less hangs from the top, so that its bar differs from that of growth in more than its
 * colour. */
static void
add_bar (const HtFlamePainting *p, const HtFlameBox *box, double level)
{
  cairo_rectangle_t area;
  double height = MAX (round (fabs (level) * HT_FLAME_BOX_HEIGHT), LEAST_BAR);
  double width;

  if (!ht_flame_graph_get_box_area (p->graph, box, p->width, p->height, &area))
    return;
  ht_flame_leave_out_covered (p, &area);
  width = MIN (HT_FLAME_BAR_WIDTH, area.width / 2);
  cairo_rectangle (p->cr, area.x + area.width - 1 - width,
                   level > 0 ? area.y + area.height - height : area.y, width, height);
}

static void
paint_bars (const HtFlamePainting *p, int sign, HtColorRole role)
{
  const GArray *boxes = p->graph->layout->boxes;

  cairo_new_path (p->cr);
  for (guint i = 0; i < boxes->len; i++)
    {
      const HtFlameBox *box = &g_array_index (boxes, HtFlameBox, i);
      const HtFlameMark *mark = get_mark (p->graph->channel, box);

      if (mark != NULL && (mark->level > 0) == (sign > 0))
        add_bar (p, box, mark->level);
    }
  ht_paint_set_color (p->paint, p->cr, role, 1);
  cairo_fill (p->cr);
}

/* Paints the bars at the right edge of frames. */
void
ht_flame_channel_paint (const HtFlamePainting *p)
{
  paint_bars (p, 1, ht_flame_channel_color (p->graph->channel->kind, 1));
  paint_bars (p, -1, ht_flame_channel_color (p->graph->channel->kind, -1));
}

/**
 * ht_flame_channel_color:
 * @kind: what is told
 * @sign: 1 for more, -1 for less
 *
 * Returns: what its bars are painted in
 */
HtColorRole
ht_flame_channel_color (HtFlameChannelKind kind, int sign)
{
  if (kind == HT_FLAME_CHANNEL_AGE)
    return HT_COLOR_SECOND_TEXT;
  return sign > 0 ? HT_COLOR_GROWTH : HT_COLOR_ACCENT;
}

/* The figure of a frame with its arrow, or NULL. */
char *
ht_flame_channel_label (const HtFlameChannel *channel, const HtFlameBox *box)
{
  const HtFlameMark *mark = get_mark (channel, box);

  if (mark == NULL || mark->text == NULL)
    return NULL;
  if (channel->kind == HT_FLAME_CHANNEL_AGE)
    return g_strdup (mark->text);
  return g_strconcat (mark->level > 0 ? "▲ " : "▼ ", mark->text, NULL);
}
