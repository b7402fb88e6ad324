/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pprof-decode.h"
#include "pprof-ids.h"

G_BEGIN_DECLS

/* Numbers of the fields (profile.proto). */
enum
{
  PROFILE_SAMPLE_TYPE = 1,
  PROFILE_SAMPLE = 2,
  PROFILE_MAPPING = 3,
  PROFILE_LOCATION = 4,
  PROFILE_FUNCTION = 5,
  PROFILE_STRING = 6,
  PROFILE_DROP_FRAMES = 7,
  PROFILE_KEEP_FRAMES = 8,
  PROFILE_TIME_NANOS = 9,
  PROFILE_DURATION_NANOS = 10,
  PROFILE_PERIOD_TYPE = 11,
  PROFILE_PERIOD = 12,
  PROFILE_COMMENT = 13,
  PROFILE_DEFAULT_SAMPLE_TYPE = 14,
  PROFILE_DOC_URL = 15,

  VALUE_TYPE_TYPE = 1,
  VALUE_TYPE_UNIT = 2,

  SAMPLE_LOCATION_ID = 1,
  SAMPLE_VALUE = 2,
  SAMPLE_LABEL = 3,

  LABEL_KEY = 1,
  LABEL_STR = 2,
  LABEL_NUM = 3,
  LABEL_NUM_UNIT = 4,

  MAPPING_ID = 1,
  MAPPING_START = 2,
  MAPPING_LIMIT = 3,
  MAPPING_OFFSET = 4,
  MAPPING_FILE = 5,
  MAPPING_BUILD_ID = 6,
  MAPPING_FIRST_FLAG = 7, /* the four flags are in the order of HtMappingFlags */
  MAPPING_LAST_FLAG = 10,

  LOCATION_ID = 1,
  LOCATION_MAPPING_ID = 2,
  LOCATION_ADDRESS = 3,
  LOCATION_LINE = 4,
  LOCATION_IS_FOLDED = 5,

  LINE_FUNCTION_ID = 1,
  LINE_LINE = 2,
  LINE_COLUMN = 3,

  FUNCTION_ID = 1,
  FUNCTION_NAME = 2,
  FUNCTION_SYSTEM_NAME = 3,
  FUNCTION_FILE = 4,
  FUNCTION_START_LINE = 5,
};

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
