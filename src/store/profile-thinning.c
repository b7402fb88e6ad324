/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "profile-thinning.h"

#define SECOND_NS G_GINT64_CONSTANT (1000000000)

static inline HtThinProfile *
profile_at (const GArray *profiles, guint i)
{
  return &g_array_index (profiles, HtThinProfile, i);
}

static int
compare_streams (gconstpointer a, gconstpointer b)
{
  const HtThinProfile *left = a;
  const HtThinProfile *right = b;

  if (left->stream != right->stream)
    return left->stream < right->stream ? -1 : 1;
  return left->time_ns < right->time_ns ? -1 : left->time_ns > right->time_ns;
}

static int
compare_scores (gconstpointer a, gconstpointer b)
{
  const HtThinProfile *left = a;
  const HtThinProfile *right = b;

  if (left->is_wanted != right->is_wanted)
    return left->is_wanted ? 1 : -1;
  if (left->score < right->score || left->score > right->score)
    return left->score < right->score ? -1 : 1;
  return left->time_ns < right->time_ns ? -1 : left->time_ns > right->time_ns;
}

/* Of those that share a piece of time, the one that stays longest. */
static inline gboolean
is_better (const HtThinProfile *profile, const HtThinProfile *other)
{
  if (profile->is_wanted != other->is_wanted)
    return profile->is_wanted;
  return profile->is_whole && !other->is_whole;
}

/* Halves what is left again and again: of each piece of time one survives, and the pieces double.
 */
static void
score_stream (GArray *profiles, guint begin, guint end, gint64 now_ns)
{
  g_autofree guint *left = g_new (guint, end - begin);
  guint n_left = end - begin;

  for (guint i = 0; i < n_left; i++)
    left[i] = begin + i;
  for (gint64 piece_ns = SECOND_NS; n_left > 1 && piece_ns < G_MAXINT64 / 4; piece_ns *= 2)
    {
      guint n_survivors = 0;

      for (guint i = 0; i < n_left; n_survivors++)
        {
          gint64 piece = profile_at (profiles, left[i])->time_ns / piece_ns;
          guint survivor = left[i];

          for (i++; i < n_left && profile_at (profiles, left[i])->time_ns / piece_ns == piece; i++)
            {
              HtThinProfile *loser = profile_at (profiles, left[i]);
              gint64 age_ns;

              if (is_better (loser, profile_at (profiles, survivor)))
                {
                  guint better = left[i];

                  loser = profile_at (profiles, survivor);
                  survivor = better;
                }
              age_ns = MAX (now_ns - loser->time_ns, SECOND_NS);
              loser->score = (double) piece_ns / (double) age_ns;
            }
          left[n_survivors] = survivor;
        }
      n_left = n_survivors;
    }
  for (guint i = 0; i < n_left; i++)
    profile_at (profiles, left[i])->score = G_MAXDOUBLE;
}

/**
 * ht_profile_thinning_sort:
 * @profiles: (element-type HtThinProfile): profiles
 * @now_ns: the time from which age counts
 *
 * Sorts profiles so that those that are missed least come first. The first and the last of
 * each stream become wanted; what is wanted comes last.
 */
void
ht_profile_thinning_sort (GArray *profiles, gint64 now_ns)
{
  guint begin = 0;

  g_array_sort (profiles, compare_streams);
  while (begin < profiles->len)
    {
      guint stream = profile_at (profiles, begin)->stream;
      guint end = begin + 1;

      while (end < profiles->len && profile_at (profiles, end)->stream == stream)
        end++;
      profile_at (profiles, begin)->is_wanted = TRUE;
      profile_at (profiles, end - 1)->is_wanted = TRUE;
      score_stream (profiles, begin, end, now_ns);
      begin = end;
    }
  g_array_sort (profiles, compare_scores);
}
