/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "flame-growth.h"

#include <glib/gi18n.h>
#include <math.h>

#include "growth-texts.h"
#include "units.h"

/**
 * ht_flame_growth_get_value:
 * @growth: what is told
 * @node: (nullable): the growth of a frame or function
 *
 * Returns: its rate in bytes per second if it surely grows or gets less; or its age in s if that
 *   is known, that is, if as much is freed as is made; else 0
 */
double
ht_flame_growth_get_value (const HtFlameGrowth *growth, const HtGrowthNode *node)
{
  if (node == NULL)
    return 0;
  if (growth->channel->kind == HT_FLAME_CHANNEL_AGE)
    return isnan (node->course.age_s) || node->direction != 0 ? 0 : node->course.age_s;
  return node->direction != 0 ? node->course.now.rate : 0;
}

/**
 * ht_flame_growth_value_text:
 * @growth: what is told
 * @node: (nullable): the growth of a frame or function
 *
 * Returns: (transfer full) (nullable): its value in words; %NULL if there is none to tell
 */
char *
ht_flame_growth_value_text (const HtFlameGrowth *growth, const HtGrowthNode *node)
{
  double value = ht_flame_growth_get_value (growth, node);
  g_autofree char *age = NULL;

  if (value == 0)
    return NULL;
  if (growth->channel->kind == HT_FLAME_CHANNEL_GROWTH)
    return ht_growth_rate_text (value);
  age = ht_format_duration_short ((gint64) (value * 1e9));
  /* Translators: %s is a time for which something is kept, about */
  return g_strdup_printf (_ ("≈ %s"), age);
}

/**
 * ht_flame_growth_new:
 * @nodes: (transfer full): how fast what is below each frame grows
 * @kind: what of it to tell
 *
 * Returns: (transfer full): what is told of it
 */
HtFlameGrowth *
ht_flame_growth_new (HtGrowthNodes *nodes, HtFlameChannelKind kind)
{
  HtFlameGrowth *self = g_new0 (HtFlameGrowth, 1);

  self->nodes = nodes;
  self->channel = ht_flame_channel_new (kind, nodes->of_node);
  for (guint i = 0; i < nodes->courses->len; i++)
    self->greatest =
        MAX (self->greatest,
             fabs (ht_flame_growth_get_value (self,
                                              &g_array_index (nodes->courses, HtGrowthNode, i))));
  for (guint i = 0; i < nodes->courses->len; i++)
    {
      const HtGrowthNode *node = &g_array_index (nodes->courses, HtGrowthNode, i);
      g_autofree char *text = ht_flame_growth_value_text (self, node);

      ht_flame_channel_add (self->channel,
                            self->greatest > 0
                                ? ht_flame_growth_get_value (self, node) / self->greatest
                                : 0,
                            text);
    }
  return self;
}

/**
 * ht_flame_growth_free:
 * @growth: (transfer full) (nullable): what is told
 */
void
ht_flame_growth_free (HtFlameGrowth *growth)
{
  if (growth == NULL)
    return;
  ht_flame_channel_free (growth->channel);
  ht_growth_nodes_free (growth->nodes);
  g_free (growth);
}
