/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "pprof-page.h"

#include <string.h>

#include "gc-cycle.h"
#include "safe-text.h"
#include "secrets.h"

/* A page that links to none of these lists no profiles. */
static const char *const known_names[] = { "heap", "allocs", "goroutine", "profile", "trace" };

#define MAX_PROFILES  256
#define MAX_ARGUMENTS 4096
#define ROOT          "debug/pprof/"

static void
profile_free (gpointer data)
{
  HtPprofPageProfile *profile = data;

  g_free (profile->name);
  g_free (profile);
}

/* What a link leads to below /debug/pprof/; NULL if it leads elsewhere. */
static char *
name_from_link (const char *link)
{
  const char *root = strstr (link, ROOT);
  const char *relative = link;

  if (root != NULL)
    relative = root + strlen (ROOT);
  else if (*link == '/' || strstr (link, "://") != NULL || g_str_has_prefix (link, ".."))
    return NULL;
  /* Go writes this before a name that has a colon. */
  if (g_str_has_prefix (relative, "./"))
    relative += 2;
  return *relative != '\0' ? g_uri_unescape_string (relative, NULL) : NULL;
}

static void
add_link (GPtrArray *profiles, const char *count, const char *link)
{
  g_autofree char *name = name_from_link (link);
  HtPprofPageProfile *profile;

  if (name == NULL || !g_utf8_validate (name, -1, NULL) ||
      ht_pprof_page_find (profiles, name) != NULL)
    return;
  profile = g_new0 (HtPprofPageProfile, 1);
  profile->name = g_steal_pointer (&name);
  profile->count = count != NULL && *count != '\0' ? g_ascii_strtoll (count, NULL, 10) : HT_UNKNOWN;
  g_ptr_array_add (profiles, profile);
}

/**
 * ht_pprof_page_list_profiles:
 * @text: (nullable): the index page of `/debug/pprof/`; need not be terminated
 * @length: its length in bytes
 *
 * Reads the links of the page. `net/http/pprof.Index` writes a row of a table for each profile,
 * `<td>COUNT</td><td><a href='heap?debug=1'>heap</a></td>`; up to Go 1.11 and in other programs
 * there are other rows, so only the link counts. Of two links to one profile the first one is
 * taken, at most 256 in all. A page that links to none of the profiles which each Go program has is
 * another page.
 *
 * Returns: (transfer full) (nullable) (element-type HtPprofPageProfile): the profiles in the order
 * of the page, with `cmdline` and the like; %NULL if it is no such page
 */
GPtrArray *
ht_pprof_page_list_profiles (const char *text, gsize length)
{
  g_autoptr (GRegex) regex = g_regex_new ("(?:<td[^<>]{0,40}>([0-9]{1,15})\\s*(?:</td>)?\\s*<td>)?"
                                          "\\s*<a href=['\"]?([^'\"?<>\\s#]{1,200})['\"?>]",
                                          0, 0, NULL);
  g_autoptr (GPtrArray) profiles = g_ptr_array_new_with_free_func (profile_free);
  g_autoptr (GMatchInfo) match = NULL;

  if (text == NULL || !g_utf8_validate (text, (gssize) length, NULL))
    return NULL;
  g_regex_match_full (regex, text, (gssize) length, 0, 0, &match, NULL);
  while (g_match_info_matches (match) && profiles->len < MAX_PROFILES)
    {
      g_autofree char *count = g_match_info_fetch (match, 1);
      g_autofree char *link = g_match_info_fetch (match, 2);

      add_link (profiles, count, link);
      g_match_info_next (match, NULL);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (known_names); i++)
    if (ht_pprof_page_find (profiles, known_names[i]) != NULL)
      return g_steal_pointer (&profiles);
  return NULL;
}

/**
 * ht_pprof_page_find:
 * @profiles: (element-type HtPprofPageProfile): what a page lists
 * @name: name of a profile
 *
 * Returns: (transfer none) (nullable): the profile, if the page lists it
 */
const HtPprofPageProfile *
ht_pprof_page_find (const GPtrArray *profiles, const char *name)
{
  for (guint i = 0; i < profiles->len; i++)
    {
      const HtPprofPageProfile *profile = g_ptr_array_index (profiles, i);

      if (strcmp (profile->name, name) == 0)
        return profile;
    }
  return NULL;
}

/**
 * ht_pprof_page_count_goroutines:
 * @text: (nullable): the index page of `/debug/pprof/`; need not be terminated
 * @length: its length in bytes
 *
 * Returns: how many goroutines there are; %HT_UNKNOWN if it does not tell
 */
gint64
ht_pprof_page_count_goroutines (const char *text, gsize length)
{
  g_autoptr (GPtrArray) profiles = ht_pprof_page_list_profiles (text, length);
  const HtPprofPageProfile *goroutines =
      profiles != NULL ? ht_pprof_page_find (profiles, "goroutine") : NULL;

  return goroutines != NULL ? goroutines->count : HT_UNKNOWN;
}

/**
 * ht_pprof_page_read_command_line:
 * @text: (nullable): what `/debug/pprof/cmdline` answers: arguments with a NUL between them
 * @length: its length in bytes
 *
 * Returns: (transfer full) (nullable): the command line for people, secrets masked, as
 *   valid UTF-8; %NULL if there is none
 */
char *
ht_pprof_page_read_command_line (const char *text, gsize length)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  const char *end = text + length;

  while (text != NULL && text < end && arguments->len < MAX_ARGUMENTS)
    {
      const char *nul = memchr (text, '\0', (gsize) (end - text));
      const char *stop = nul != NULL ? nul : end;

      g_ptr_array_add (arguments, ht_safe_text_to_utf8 (text, stop - text));
      text = nul != NULL ? nul + 1 : end;
    }
  if (arguments->len == 0)
    return NULL;
  g_ptr_array_add (arguments, NULL);
  return ht_mask_command_line ((const char *const *) arguments->pdata);
}
