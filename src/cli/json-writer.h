/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

/**
 * HtJsonWriter:
 *
 * Writes one JSON document straight into a stream, without building it first: a
 * table may have a hundred thousand rows.
 */
typedef struct _HtJsonWriter HtJsonWriter;

HtJsonWriter *ht_json_writer_new (FILE *stream);
gboolean ht_json_writer_finish (HtJsonWriter *json, GError **error);
void ht_json_writer_begin_object (HtJsonWriter *json);
void ht_json_writer_end_object (HtJsonWriter *json);
void ht_json_writer_begin_array (HtJsonWriter *json);
void ht_json_writer_end_array (HtJsonWriter *json);
void ht_json_writer_member (HtJsonWriter *json, const char *name);
void ht_json_writer_string (HtJsonWriter *json, const char *text, gssize length);
void ht_json_writer_int (HtJsonWriter *json, gint64 value);
void ht_json_writer_double (HtJsonWriter *json, double value);
void ht_json_writer_bool (HtJsonWriter *json, gboolean value);
void ht_json_writer_null (HtJsonWriter *json);

void ht_json_writer_member_string (HtJsonWriter *json, const char *name, const char *text);
void ht_json_writer_member_int (HtJsonWriter *json, const char *name, gint64 value);
void ht_json_writer_member_double (HtJsonWriter *json, const char *name, double value);
void ht_json_writer_member_ms (HtJsonWriter *json, const char *name, gint64 time_ns);

G_END_DECLS
