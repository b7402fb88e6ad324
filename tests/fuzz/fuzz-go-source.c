/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "go-source.h"

static void
check_token (const HtGoSource *source, guint32 index, size_t size)
{
  const HtGoToken *token = ht_go_source_get (source, index);

  g_assert_cmpuint (token->offset + token->length, <=, size);
  g_assert_true (token->outer == HT_GO_NONE || token->outer < index);
  if (index > 0)
    g_assert_cmpuint (token->line, >=, ht_go_source_get (source, index - 1)->line);
  if (token->partner != HT_GO_NONE)
    {
      g_assert_cmpuint (token->partner, <, source->tokens->len);
      g_assert_cmpuint (ht_go_source_get (source, token->partner)->partner, ==, index);
      g_assert_cmpint (token->kind, ==, token->partner > index ? HT_GO_OPEN : HT_GO_CLOSE);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (HtGoSource) source = ht_go_source_new ((const char *) data, size);

  for (guint32 i = 0; i < source->tokens->len; i++)
    check_token (source, i, size);
  for (guint32 i = 0; i < source->functions->len; i++)
    {
      const HtGoFunction *function = &g_array_index (source->functions, HtGoFunction, i);
      guint32 found;

      g_assert_true (ht_go_source_is (source, function->begin, "func"));
      g_assert_true (ht_go_source_is (source, function->parameters, "("));
      g_assert_true (ht_go_source_is (source, function->body, "{"));
      g_assert_cmpuint (ht_go_source_get (source, function->body)->partner, !=, HT_GO_NONE);
      found = ht_go_source_find_function (source, function->body);
      g_assert_cmpuint (found, !=, HT_GO_NONE);
    }
  for (gint64 line = 0; line < 5; line++)
    {
      g_autofree char *text = ht_go_source_get_line (source, line);

      g_assert_true (g_utf8_validate (text, -1, NULL));
      ht_go_source_find_line (source, line);
    }
  return 0;
}
