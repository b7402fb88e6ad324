/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-data.h"
#include "memory-charts.h"

G_BEGIN_DECLS

/**
 * HtGrowthFormat:
 * @HT_GROWTH_FORMAT_TEXT: a few short lines, for a chat
 * @HT_GROWTH_FORMAT_MARKDOWN: for a chat or an issue that knows it
 * @HT_GROWTH_FORMAT_HTML: a page with pictures, for a browser
 * @HT_GROWTH_FORMAT_PDF: the same, for a printer
 *
 * What kind of file tells of growth.
 */
typedef enum
{
  HT_GROWTH_FORMAT_TEXT,
  HT_GROWTH_FORMAT_MARKDOWN,
  HT_GROWTH_FORMAT_HTML,
  HT_GROWTH_FORMAT_PDF,
} HtGrowthFormat;

/**
 * HtGrowthDocument:
 * @growth: what grows
 * @data: (nullable): what is known of the process, for the picture of its memory; texts need none
 * @inputs: (nullable): what it was found in, for people to read
 * @command: (nullable): what to type to find it again
 * @limits: limits that only the user knows
 * @display: how times are told
 * @start_ns: begin of the recording, for times since start
 *
 * What a page on the growth of a process is made of.
 */
typedef struct
{
  /* Owned */
  HtGrowthData *growth;
  HtTargetData *data;
  char *inputs;
  char *command;

  HtMemoryLimits limits;
  HtTimeDisplay display;
  gint64 start_ns;
} HtGrowthDocument;

/**
 * HtGrowthOption:
 * @name: an option of the command, such as "--from"
 * @value: (nullable): what it was given; %NULL if it was not
 */
typedef struct
{
  const char *name;
  const char *value;
} HtGrowthOption;

gboolean ht_growth_format_from_name (const char *name, HtGrowthFormat *format);
gboolean ht_growth_format_of_file (const char *name, HtGrowthFormat *format);
void ht_growth_document_clear (HtGrowthDocument *document);
void ht_growth_document_set_origin (HtGrowthDocument *document,
                                    const char *const *inputs,
                                    const HtGrowthOption *options,
                                    gsize n_options);
GBytes *
ht_growth_document_encode (const HtGrowthDocument *document, HtGrowthFormat format, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HtGrowthDocument, ht_growth_document_clear)

G_END_DECLS
