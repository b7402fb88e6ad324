/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "json-scanner.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  HtJsonScanner scanner;
  HtJsonToken token;
  guint64 integer;
  double real;

  if (!ht_json_scanner_init (&scanner, (const char *) data, size, NULL))
    return 0;
  while (ht_json_scanner_next (&scanner, &token, NULL) && token.kind != HT_JSON_END)
    {
      g_autofree char *text = ht_json_token_dup_string (&token);

      g_assert_cmpuint (token.offset + token.length, <=, size);
      g_assert_true (g_utf8_validate (text, -1, NULL));
      ht_json_token_get_uint64 (&token, &integer);
      ht_json_token_get_double (&token, &real);
    }
  return 0;
}
