/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * HtTextPrompt:
 * @heading: what is asked for
 * @body: (nullable): more about it
 * @label: what the entry is called
 * @text: (nullable): what is in it at first
 * @accept: what the button says that takes it, with a mnemonic
 *
 * A question that a line of text answers.
 */
typedef struct
{
  const char *heading;
  const char *body;
  const char *label;
  const char *text;
  const char *accept;
} HtTextPrompt;

void ht_ask_for_text_async (GtkWindow *parent,
                            const HtTextPrompt *prompt,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
char *ht_ask_for_text_finish (GAsyncResult *result, GError **error);

G_END_DECLS
