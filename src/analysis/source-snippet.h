/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "source-tree.h"

G_BEGIN_DECLS

/**
 * HtSnippetState:
 * @HT_SNIPPET_FOUND: there is the source
 * @HT_SNIPPET_NO_FILE: the file is not below the folder of the source
 * @HT_SNIPPET_NO_LINE: the file is shorter
 * @HT_SNIPPET_OTHER_FUNCTION: the line is in another function, or in none
 *
 * Whether the source of a frame was found. What does not fit is of another version of the program.
 */
typedef enum
{
  HT_SNIPPET_FOUND,
  HT_SNIPPET_NO_FILE,
  HT_SNIPPET_NO_LINE,
  HT_SNIPPET_OTHER_FUNCTION,
} HtSnippetState;

/**
 * HtSourceSnippet:
 * @state: whether it was found
 * @path: (nullable): the file below the folder of the source; %NULL if it is not there
 * @first_line: number of the first of @lines
 * @lines: (element-type utf8): what is written there, fit to be shown; empty unless it was found
 *
 * Some lines of the source.
 */
typedef struct
{
  HtSnippetState state;
  gint64 first_line;

  /* Owned */
  char *path;
  GPtrArray *lines;
} HtSourceSnippet;

HtSourceSnippet *ht_source_snippet_new (const HtSourceTree *tree,
                                        const char *function,
                                        const char *file,
                                        gint64 line,
                                        gint64 from_line,
                                        gint64 to_line);
void ht_source_snippet_free (HtSourceSnippet *snippet);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtSourceSnippet, ht_source_snippet_free)

G_END_DECLS
