/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis-error.h"
#include "stack-source.h"

G_BEGIN_DECLS

/* Which value of each sample counts, in the profile and in its base. */
typedef struct
{
  guint in_source;
  guint in_base;
} HtSampleChoice;

gboolean ht_sample_choice_make (HtSampleChoice *choice,
                                const HtStackSource *source,
                                const HtStackSource *base,
                                const char *name,
                                GError **error);

G_END_DECLS
