/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gunzip.h"
#include "json-scanner.h"

G_BEGIN_DECLS

/* Real traces of tests/data/traces, and what Go's own reader finds in them. */

/* Takes a figure, "stw_all/0/dur_ns" for instance, or a text. */
typedef void (*TraceAnswerFunc) (const char *path,
                                 double number,
                                 const char *text,
                                 gpointer user_data);

/* Where in the answers something is read. */
typedef struct
{
  TraceAnswerFunc take;
  gpointer user_data;
  const char *path;
  guint n_items;
} TraceAnswerPlace;

static inline gboolean trace_answers_member_cb (HtJsonScanner *scanner,
                                                const HtJsonToken *key,
                                                const HtJsonToken *value,
                                                gpointer user_data,
                                                GError **error);

static inline gboolean
trace_answers_flatten (HtJsonScanner *scanner,
                       TraceAnswerPlace *place,
                       const HtJsonToken *value,
                       GError **error)
{
  g_autofree char *text = NULL;
  double number;

  switch (value->kind)
    {
    case HT_JSON_OBJECT_BEGIN:
      return ht_json_scanner_each_member (scanner, value, trace_answers_member_cb, place, error);
    case HT_JSON_ARRAY_BEGIN:
      return ht_json_scanner_each_item (scanner, value, trace_answers_member_cb, place, error);
    case HT_JSON_NUMBER:
      g_assert_true (ht_json_token_get_double (value, &number));
      place->take (place->path, number, NULL, place->user_data);
      return TRUE;
    case HT_JSON_STRING:
      text = ht_json_token_dup_string (value);
      place->take (place->path, 0, text, place->user_data);
      return TRUE;
    default:
      return TRUE;
    }
}

static inline gboolean
trace_answers_member_cb (HtJsonScanner *scanner,
                         const HtJsonToken *key,
                         const HtJsonToken *value,
                         gpointer user_data,
                         GError **error)
{
  TraceAnswerPlace *outer = user_data;
  g_autofree char *name =
      key != NULL ? ht_json_token_dup_string (key) : g_strdup_printf ("%u", outer->n_items++);
  g_autofree char *path =
      outer->path != NULL ? g_strconcat (outer->path, "/", name, NULL) : g_strdup (name);
  TraceAnswerPlace place = { .take = outer->take, .user_data = outer->user_data, .path = path };

  return trace_answers_flatten (scanner, &place, value, error);
}

/* Reads all answers for the trace of that path without ending. */
static inline void
trace_answers_read (const char *stem, TraceAnswerFunc take, gpointer user_data)
{
  g_autofree char *path = g_strconcat (stem, ".json", NULL);
  TraceAnswerPlace place = { .take = take, .user_data = user_data };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  HtJsonScanner scanner;
  HtJsonToken token;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  g_assert_true (ht_json_scanner_init (&scanner, text, length, &error));
  g_assert_true (ht_json_scanner_next (&scanner, &token, &error));
  trace_answers_flatten (&scanner, &place, &token, &error);
  g_assert_no_error (error);
}

static inline GBytes *
trace_answers_read_trace (const char *stem)
{
  g_autofree char *packed_path = g_strconcat (stem, ".out.gz", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) packed = NULL;
  GBytes *bytes;
  gsize length;

  g_assert_true (g_file_get_contents (packed_path, &contents, &length, NULL));
  packed = g_bytes_new_take (g_steal_pointer (&contents), length);
  bytes = ht_gunzip (packed, NULL);
  g_assert_nonnull (bytes);
  return bytes;
}

/* The paths without ending of all traces that there are answers for. */
static inline GPtrArray *
trace_answers_list (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("HT_TEST_DATA"), "traces", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *stems = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      {
        g_autofree char *stem = g_strndup (name, strlen (name) - strlen (".json"));

        g_ptr_array_add (stems, g_build_filename (folder, stem, NULL));
      }
  g_assert_cmpuint (stems->len, >, 0);
  return stems;
}

G_END_DECLS
