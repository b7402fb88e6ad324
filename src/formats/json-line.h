/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtJsonMember:
 * @key: its name as written, between the quotes
 * @key_length: length of @key
 * @value: its value as written: of a string what is between the quotes, escapes and all
 * @value_length: length of @value
 * @is_string: whether the value is a string
 *
 * A member of a JSON object.
 */
typedef struct
{
  const char *key;
  gsize key_length;
  const char *value;
  gsize value_length;
  gboolean is_string;
} HtJsonMember;

/**
 * HtJsonMembers:
 *
 * Walks over the members of one object; to be initialised with
 * [func@json_members_init]. Holds no memory.
 */
typedef struct
{
  /*< private >*/
  const char *position;
  const char *end;
  guint state;
} HtJsonMembers;

void ht_json_members_init (HtJsonMembers *members, const char *text, gsize length);
gboolean ht_json_members_next (HtJsonMembers *members, HtJsonMember *member);
gboolean ht_json_members_are_whole (const HtJsonMembers *members);
gboolean ht_json_unescape (const char *raw, gsize length, GString *text);

G_END_DECLS
