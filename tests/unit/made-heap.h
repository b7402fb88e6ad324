/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "profile.h"

#include <string.h>

G_BEGIN_DECLS

/* Heap profiles made by hand, in the terms of one catalog. */

/* A stack: names of functions, root first, up to a NULL. All are at line 1 of "PACKAGE/a.go". */
typedef const char *const *MadeStack;

#define STACK(...) ((MadeStack) (const char *const[]){ __VA_ARGS__, NULL })

static inline guint32
made_heap_intern (HtCatalog *catalog, const char *text)
{
  return ht_strings_intern (catalog->strings, text, strlen (text));
}

static inline guint32
made_heap_node (HtCatalog *catalog, MadeStack stack)
{
  guint32 node = 0;

  for (; *stack != NULL; stack++)
    {
      const char *dot =
          strchr (strrchr (*stack, '/') != NULL ? strrchr (*stack, '/') : *stack, '.');
      g_autofree char *package = g_strndup (*stack, (gsize) (dot - *stack));
      g_autofree char *file = g_strconcat (package, "/a.go", NULL);
      HtFunction function = { .name = made_heap_intern (catalog, *stack),
                              .system_name = made_heap_intern (catalog, *stack),
                              .file = made_heap_intern (catalog, file) };
      HtFrame frame = { .line = 1,
                        .function = ht_symbols_intern_function (catalog->symbols, &function) };

      node = ht_call_tree_intern (catalog->tree, node,
                                  ht_symbols_intern_frame (catalog->symbols, &frame));
    }
  return node;
}

static inline HtProfile *
made_heap_new (HtCatalog *catalog, gint64 period)
{
  static const char *const types[] = { "alloc_objects", "alloc_space", "inuse_objects",
                                       "inuse_space" };
  HtProfile *profile = ht_profile_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      HtValueType type = { .type = made_heap_intern (catalog, types[i]),
                           .unit = made_heap_intern (catalog, i % 2 == 0 ? "count" : "bytes") };

      g_array_append_val (profile->types, type);
    }
  profile->period = period;
  return profile;
}

static inline void
made_heap_add_node (HtProfile *profile,
                    HtCatalog *catalog,
                    guint32 node,
                    gint64 object_bytes,
                    gint64 inuse,
                    gint64 allocated)
{
  HtLabel label = { .number = object_bytes,
                    .key = made_heap_intern (catalog, "bytes"),
                    .unit = made_heap_intern (catalog, "bytes") };
  gint64 values[] = { allocated / object_bytes, allocated, inuse / object_bytes, inuse };

  ht_profile_add_row (profile, node, ht_label_sets_intern (catalog->label_sets, &label, 1), values);
}

static inline void
made_heap_add (HtProfile *profile,
               HtCatalog *catalog,
               MadeStack stack,
               gint64 object_bytes,
               gint64 inuse,
               gint64 allocated)
{
  made_heap_add_node (profile, catalog, made_heap_node (catalog, stack), object_bytes, inuse,
                      allocated);
}

G_END_DECLS
