/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "program-name.h"

#include <string.h>

#include "safe-text.h"

/* "/srv/bin/checkout (deleted)" is called "checkout". */
static char *
program_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  char *deleted = strstr (base, " (deleted)");

  if (deleted != NULL)
    *deleted = '\0';
  /* Parts of the kernel and memory without a file tell no name. */
  if (*base == '\0' || *base == '[' || *base == '.' || *base == '/')
    return NULL;
  return ht_safe_text_to_utf8 (base, -1);
}

static const char *
main_mapping_file (const HtDecodedCapture *capture, const HtCatalog *catalog)
{
  if (capture->profile == NULL || capture->profile->main_mapping == 0)
    return NULL;
  return ht_strings_get (
      catalog->strings,
      ht_symbols_get_mapping (catalog->symbols, capture->profile->main_mapping)->file);
}

/**
 * ht_program_name_of:
 * @capture: a capture
 * @catalog: what its ids mean
 *
 * Asks a capture which program it was taken of: a profile knows the file of its
 * first mapping, /debug/vars the command line.
 *
 * Returns: (transfer full) (nullable): the name of the program as valid UTF-8
 */
char *
ht_program_name_of (const HtDecodedCapture *capture, const HtCatalog *catalog)
{
  const char *command = ht_record_buffer_get_property (capture->records, "command_line");
  const char *file = main_mapping_file (capture, catalog);

  if (file != NULL && *file != '\0')
    return program_name (file);
  if (command != NULL)
    {
      g_autofree char *first = g_strndup (command, strcspn (command, " "));

      return program_name (first);
    }
  return NULL;
}
