/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "frame-dropping.h"

/* Brackets that belong to a name and do not begin its parameters. */
static const char *const reserved[] = { "(anonymous namespace)", "operator()" };

static gsize
reserved_at (HtText name, gsize at)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reserved); i++)
    {
      gsize length = strlen (reserved[i]);

      if (name.length - at >= length && memcmp (name.bytes + at, reserved[i], length) == 0)
        return length;
    }
  return 0;
}

/**
 * ht_simple_name:
 * @name: name of a function
 *
 * Returns: @name as patterns of frames to drop or to prune from see it: without a leading dot
 *   (PowerPC) and without parameters
 */
HtText
ht_simple_name (HtText name)
{
  gsize at = 0;

  if (name.length > 0 && name.bytes[0] == '.')
    {
      name.bytes++;
      name.length--;
    }
  while (at < name.length)
    {
      gsize length = reserved_at (name, at);

      if (length == 0 && name.bytes[at] == '(')
        return (HtText){ name.bytes, at };
      at += MAX (length, 1);
    }
  return name;
}

/**
 * ht_drop_pattern_new:
 * @expression: drop_frames or keep_frames of a profile (profile.proto, Profile 7 and 8)
 *
 * As in pprof, the whole name must match, and an expression that is wrong drops nothing.
 *
 * Returns: (transfer full) (nullable): the pattern, %NULL if there is none
 */
HtNamePattern *
ht_drop_pattern_new (const char *expression)
{
  if (*expression == '\0')
    return NULL;

  g_autofree char *anchored = g_strconcat ("^(", expression, ")$", NULL);

  return ht_name_pattern_new (anchored, "frames to drop", NULL);
}

static gboolean
pattern_matches (HtNamePattern *pattern, HtText name)
{
  gboolean found = FALSE;

  return pattern != NULL && ht_name_pattern_matches (pattern, name, &found, NULL) && found;
}

/**
 * ht_is_dropped_frame:
 * @drop: what to drop
 * @keep: (nullable): the exceptions
 * @name: name of a function
 *
 * Returns: whether the profile asks to leave out calls of @name and all below
 */
gboolean
ht_is_dropped_frame (HtNamePattern *drop, HtNamePattern *keep, HtText name)
{
  HtText simple = ht_simple_name (name);

  return pattern_matches (drop, simple) && !pattern_matches (keep, simple);
}
