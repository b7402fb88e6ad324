/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtFlameChannelKind:
 * @HT_FLAME_CHANNEL_GROWTH: how fast what is below a frame grows, or gets less
 * @HT_FLAME_CHANNEL_AGE: how long what is below a frame is kept
 *
 * What a flame graph tells beside the width of its frames.
 */
typedef enum
{
  HT_FLAME_CHANNEL_GROWTH,
  HT_FLAME_CHANNEL_AGE,
} HtFlameChannelKind;

/**
 * HtFlameMark:
 * @level: how much of the bar is full, 0…1; negative for what gets less; 0 for no mark at all
 * @text: (nullable): the figure, in words
 */
typedef struct
{
  double level;

  /* Owned */
  char *text;
} HtFlameMark;

/**
 * HtFlameChannel:
 * @kind: what is told
 * @of_node: (array): for each node of the tree its place in @marks, and 1; 0 for none; borrowed
 * @marks: (element-type HtFlameMark): each once, however many frames it is of; owned
 *
 * What a flame graph tells of its frames beside their width: a bar at their right edge, and a
 * figure.
 */
typedef struct
{
  HtFlameChannelKind kind;
  const guint32 *of_node;
  GArray *marks;
} HtFlameChannel;

HtFlameChannel *ht_flame_channel_new (HtFlameChannelKind kind, const guint32 *of_node);
void ht_flame_channel_free (HtFlameChannel *channel);
void ht_flame_channel_add (HtFlameChannel *channel, double level, const char *text);
const HtFlameMark *ht_flame_channel_get (const HtFlameChannel *channel, guint32 node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtFlameChannel, ht_flame_channel_free)

G_END_DECLS
