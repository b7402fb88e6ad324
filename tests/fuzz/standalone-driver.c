/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replays a folder of inputs through a fuzz target, for compilers without
 * libFuzzer: one TAP test per file. Of each file some prefixes are tried as
 * well, since an input that was cut off is the commonest damage of all.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#define PREFIXES_PER_FILE 16

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
run_copy (const char *contents, gsize length)
{
  /* A block of exactly this length, so that a sanitizer sees reads beyond it. */
  g_autofree uint8_t *copy = g_malloc (MAX (length, 1));

  memcpy (copy, contents, length);
  LLVMFuzzerTestOneInput (copy, length);
}

static gboolean
replay_file (const char *path, GError **error)
{
  g_autofree char *contents = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &contents, &length, error))
    return FALSE;

  run_copy (contents, length);
  for (gsize i = 0; i < MIN (length, PREFIXES_PER_FILE); i++)
    run_copy (contents, length * i / MIN (length, PREFIXES_PER_FILE));

  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_folder (const char *folder, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    return NULL;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);

  return g_steal_pointer (&names);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) names = NULL;
  gboolean all_read = TRUE;

  if (argc != 2)
    {
      g_printerr ("usage: %s FOLDER\n", argv[0]);
      return EXIT_FAILURE;
    }

  names = list_folder (argv[1], &error);
  if (names == NULL || names->len == 0)
    {
      g_print ("Bail out! %s\n", error != NULL ? error->message : "the corpus is empty");
      return EXIT_FAILURE;
    }

  g_print ("1..%u\n", names->len);
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *path = g_build_filename (argv[1], name, NULL);
      g_autoptr (GError) read_error = NULL;

      if (replay_file (path, &read_error))
        g_print ("ok %u %s\n", i + 1, name);
      else
        {
          g_print ("not ok %u %s # %s\n", i + 1, name, read_error->message);
          all_read = FALSE;
        }
    }

  return all_read ? EXIT_SUCCESS : EXIT_FAILURE;
}
