/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "recorder-news.h"

/**
 * ht_recorder_news_copy:
 * @news: news
 *
 * Returns: (transfer full): the same
 */
HtRecorderNews *
ht_recorder_news_copy (const HtRecorderNews *news)
{
  HtRecorderNews *copy = g_new (HtRecorderNews, 1);

  *copy = *news;
  copy->name = g_strdup (news->name);
  copy->group = g_strdup (news->group);
  copy->reason = g_strdup (news->reason);
  return copy;
}

/**
 * ht_recorder_news_free:
 * @news: (transfer full) (nullable): news
 */
void
ht_recorder_news_free (HtRecorderNews *news)
{
  if (news == NULL)
    return;
  g_free (news->name);
  g_free (news->group);
  g_free (news->reason);
  g_free (news);
}
