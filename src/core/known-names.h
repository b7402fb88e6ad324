/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/*
 * Where a name may be found without its hash: who tells a thousand things of one name mostly has it
 * at one address. The address is only where to look; what is found there has to have that name.
 */
typedef struct
{
  const char *given;
  const char *kept; /* equal to what was there when it was given */
  gpointer found;
} HtKnownName;

#define HT_KNOWN_NAMES 128
G_STATIC_ASSERT (HT_KNOWN_NAMES == 1 << (64 - 57));

/* The place of names with that address; all zeros if there was none yet. */
static inline HtKnownName *
ht_known_names_at (HtKnownName *names, const char *given)
{
  guint64 address = (guint64) GPOINTER_TO_SIZE (given) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return &names[address >> 57];
}

static inline gboolean
ht_known_name_is (const HtKnownName *name, const char *given)
{
  return name->given == given && name->kept != NULL && strcmp (name->kept, given) == 0;
}

G_END_DECLS
