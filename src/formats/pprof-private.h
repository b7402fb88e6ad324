/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pprof-decode.h"
#include "pprof-fields.h"
#include "pprof-ids.h"

G_BEGIN_DECLS

struct _HtPprof
{
  /* Owned */
  GBytes *raw;
  GArray *strings;   /* HtPprofText */
  GArray *types;     /* HtValueType */
  GArray *mappings;  /* HtPprofMapping */
  GArray *functions; /* HtPprofFunction */
  GArray *locations; /* HtPprofLocation */
  GArray *lines;     /* HtPprofLine */
  GArray *comments;  /* guint32 */
  HtPprofIds location_ids;

  /* Borrowed */
  const guint8 *bytes;
  const guint8 *samples_begin; /* the first field that is a sample */
  const guint8 *samples_end;   /* the end of the last one */

  HtPprofTables tables;
};

G_END_DECLS
