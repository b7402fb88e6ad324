/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "folded-stacks.h"

#include <string.h>

#include "safe-text.h"

/* What a sample without a stack and an address without a name are called. */
#define UNKNOWN_NAME "[unknown]"

typedef struct
{
  /* Owned */
  HtStrings *names;    /* as they are written */
  HtCallTree *by_name; /* its frames are ids of @names */
  guint32 *name_of;    /* by frame of the catalog; 0 if not met yet */
  GArray *values;      /* gint64 by node of @by_name */

  /* Borrowed */
  const HtCatalog *catalog;
} Folding;

static void
folding_clear (Folding *self)
{
  g_clear_pointer (&self->names, ht_strings_free);
  g_clear_pointer (&self->by_name, ht_call_tree_free);
  g_clear_pointer (&self->name_of, g_free);
  g_clear_pointer (&self->values, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Folding, folding_clear)

static guint32
intern_name (Folding *self, const char *name, gsize length)
{
  g_autofree char *safe = ht_safe_text_for_terminal (name, (gssize) length);

  /* This one ends a frame in the format. */
  g_strdelimit (safe, ";", ':');
  return ht_strings_intern (self->names, safe, strlen (safe));
}

/* Some tools know the mangled name only. */
static guint32
name_of_function (const Folding *self, guint32 id)
{
  const HtFunction *function = ht_symbols_get_function (self->catalog->symbols, id);

  return ht_strings_length (self->catalog->strings, function->name) > 0 ? function->name
                                                                        : function->system_name;
}

static guint32
name_of_frame (Folding *self, guint32 id)
{
  const HtStrings *strings = self->catalog->strings;
  const HtFrame *frame;
  guint32 name = 0;

  if (self->name_of[id] != 0)
    return self->name_of[id];
  frame = ht_symbols_get_frame (self->catalog->symbols, id);
  if (frame->function != 0)
    name = name_of_function (self, frame->function);
  if (ht_strings_length (strings, name) > 0)
    self->name_of[id] =
        intern_name (self, ht_strings_get (strings, name), ht_strings_length (strings, name));
  else
    self->name_of[id] = intern_name (self, UNKNOWN_NAME, strlen (UNKNOWN_NAME));
  return self->name_of[id];
}

static void
add_row (Folding *self, guint32 node, gint64 value, GArray *stack)
{
  gint64 *sum;

  ht_call_tree_get_stack (self->catalog->tree, node, stack);
  for (guint i = 0; i < stack->len; i++)
    g_array_index (stack, guint32, i) = name_of_frame (self, g_array_index (stack, guint32, i));
  if (stack->len == 0)
    {
      guint32 unknown = intern_name (self, UNKNOWN_NAME, strlen (UNKNOWN_NAME));

      g_array_append_val (stack, unknown);
    }
  node = ht_call_tree_intern_stack (self->by_name, (const guint32 *) (gpointer) stack->data,
                                    stack->len);
  if (node >= self->values->len)
    g_array_set_size (self->values, node + 1);
  sum = &g_array_index (self->values, gint64, node);
  *sum = (gint64) ((guint64) *sum + (guint64) value);
}

static void
write_stack (const Folding *self, guint32 node, gint64 value, GArray *stack, FILE *stream)
{
  ht_call_tree_get_stack (self->by_name, node, stack);
  for (guint i = stack->len; i > 0; i--)
    {
      guint32 name = g_array_index (stack, guint32, i - 1);

      fputs (ht_strings_get (self->names, name), stream);
      if (i > 1)
        putc (';', stream);
    }
  fprintf (stream, " %" G_GINT64_FORMAT "\n", value);
}

/**
 * ht_folded_stacks_write:
 * @profile: a profile
 * @catalog: what its ids mean
 * @type: index of a sample type
 * @stream: where to
 *
 * Writes a line per stack, root first, as flame graph tools read it:
 * `main.main;main.serve 4096`. Stacks that differ in lines or addresses only are
 * one; those whose values add up to 0 are left out.
 */
void
ht_folded_stacks_write (const HtProfile *profile,
                        const HtCatalog *catalog,
                        guint type,
                        FILE *stream)
{
  g_auto (Folding) folding = {
    .names = ht_strings_new (),
    .by_name = ht_call_tree_new (),
    .name_of = g_new0 (guint32, ht_symbols_n_frames (catalog->symbols)),
    .values = g_array_new (FALSE, TRUE, sizeof (gint64)),
    .catalog = catalog,
  };
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (gsize row = 0; row < ht_profile_n_rows (profile); row++)
    add_row (&folding, g_array_index (profile->nodes, guint32, row),
             g_array_index (profile->values, gint64, row * profile->types->len + type), stack);
  for (guint32 node = 1; node < folding.values->len; node++)
    if (g_array_index (folding.values, gint64, node) != 0)
      write_stack (&folding, node, g_array_index (folding.values, gint64, node), stack, stream);
}
