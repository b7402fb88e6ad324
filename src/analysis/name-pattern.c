/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "name-pattern.h"

/*
 * Steps that one name may cost. Nested repetitions can need exponentially many
 * ("(a+)+b"); ordinary expressions need some hundred.
 */
#define LIMITS "(*LIMIT_MATCH=100000)(*LIMIT_DEPTH=10000)"

struct _HtNamePattern
{
  /* Owned */
  GRegex *regex;
  char *what;
};

/**
 * ht_name_pattern_new:
 * @expression: a regular expression, not anchored
 * @what: what it is for, to begin error messages with
 * @error: return location
 *
 * Fails with %HT_ANALYSIS_ERROR_PATTERN where @expression is none.
 *
 * Returns: (transfer full): the pattern
 */
HtNamePattern *
ht_name_pattern_new (const char *expression, const char *what, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GRegex) regex = NULL;

  /* Tried without the limits first: positions in messages count from the user's own begin. */
  if (g_utf8_validate (expression, -1, NULL))
    regex = g_regex_new (expression, 0, 0, &local_error);
  if (regex == NULL)
    {
      g_set_error (error, HT_ANALYSIS_ERROR, HT_ANALYSIS_ERROR_PATTERN,
                   "the expression for %s is wrong: %s", what,
                   local_error != NULL ? local_error->message : "it is not UTF-8");
      return NULL;
    }

  g_autofree char *limited = g_strconcat (LIMITS, expression, NULL);

  g_clear_pointer (&regex, g_regex_unref);
  regex = g_regex_new (limited, G_REGEX_OPTIMIZE | G_REGEX_DOLLAR_ENDONLY, 0, error);
  if (regex == NULL)
    return NULL;

  HtNamePattern *self = g_new0 (HtNamePattern, 1);

  self->regex = g_steal_pointer (&regex);
  self->what = g_strdup (what);
  return self;
}

/**
 * ht_name_pattern_free:
 * @pattern: (transfer full) (nullable): the pattern
 */
void
ht_name_pattern_free (HtNamePattern *pattern)
{
  if (pattern == NULL)
    return;
  g_regex_unref (pattern->regex);
  g_free (pattern->what);
  g_free (pattern);
}

/**
 * ht_name_pattern_matches:
 * @pattern: the pattern
 * @name: the name; bytes that are no UTF-8 count as U+FFFD, as in Go
 * @matches: (out): whether the pattern is found in it
 * @error: return location
 *
 * Fails with %HT_ANALYSIS_ERROR_PATTERN where it would take too long to tell.
 *
 * Returns: whether @matches is known
 */
gboolean
ht_name_pattern_matches (HtNamePattern *pattern, HtText name, gboolean *matches, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *valid = NULL;
  const char *subject = name.bytes;
  gssize length = (gssize) name.length;

  if (!g_utf8_validate_len (name.bytes, name.length, NULL))
    {
      valid = g_utf8_make_valid (name.bytes, length);
      subject = valid;
      length = -1;
    }
  *matches = g_regex_match_full (pattern->regex, subject, length, 0, 0, NULL, &local_error);
  if (local_error == NULL)
    return TRUE;

  g_set_error (error, HT_ANALYSIS_ERROR, HT_ANALYSIS_ERROR_PATTERN,
               "the expression for %s takes too long", pattern->what);
  return FALSE;
}
