/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "go-source.h"

G_BEGIN_DECLS

/**
 * HtSourceFile:
 * @path: its path below the root
 * @folder: the folder of it below the root; may be empty
 * @source: what is in it
 *
 * A file of Go.
 */
typedef struct
{
  /* Owned */
  char *path;
  char *folder;
  HtGoSource *source;
} HtSourceFile;

/**
 * HtSourcePlace:
 * @file: where it is
 * @function: index of it there
 *
 * Where a function is.
 */
typedef struct
{
  const HtSourceFile *file;
  guint32 function;
} HtSourcePlace;

/**
 * HtNameKind:
 * @HT_NAME_IS_MAP: a map, or something of maps
 * @HT_NAME_IS_SLICE: a slice
 * @HT_NAME_IS_CHANNEL: a channel
 * @HT_NAME_IS_SYNC_MAP: a `sync.Map`
 * @HT_NAME_IS_POOL: a `sync.Pool`
 * @HT_NAME_IS_LIST: a `list.List`
 * @HT_NAME_IS_CONNECTION: a connection of package net
 *
 * What the variables and fields of one name are, somewhere in a package.
 */
typedef enum
{
  HT_NAME_IS_MAP = 1 << 0,
  HT_NAME_IS_SLICE = 1 << 1,
  HT_NAME_IS_CHANNEL = 1 << 2,
  HT_NAME_IS_SYNC_MAP = 1 << 3,
  HT_NAME_IS_POOL = 1 << 4,
  HT_NAME_IS_LIST = 1 << 5,
  HT_NAME_IS_CONNECTION = 1 << 6,
} HtNameKind;

/**
 * HtSourceTree:
 *
 * The source of a program: all files of Go below a folder, without those of tests.
 * Reference-counted, immutable.
 */
typedef struct _HtSourceTree HtSourceTree;

HtSourceTree *ht_source_tree_load (const char *root, GCancellable *cancellable, GError **error);
HtSourceTree *ht_source_tree_ref (HtSourceTree *tree);
void ht_source_tree_unref (HtSourceTree *tree);
guint ht_source_tree_get_n_files (const HtSourceTree *tree);
const HtSourceFile *ht_source_tree_get_file (const HtSourceTree *tree, guint index);
const HtSourceFile *ht_source_tree_find_file (const HtSourceTree *tree, const char *path);
const GArray *ht_source_tree_find_functions (const HtSourceTree *tree, const char *name);
guint ht_source_tree_get_kind (const HtSourceTree *tree, const HtSourceFile *file, guint32 token);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtSourceTree, ht_source_tree_unref)

G_END_DECLS
