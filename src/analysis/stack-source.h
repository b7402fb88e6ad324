/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pprof-decode.h"
#include "profile.h"

G_BEGIN_DECLS

/**
 * HtText:
 * @bytes: (array length=length): any bytes, not ended by a NUL
 * @length: how many
 *
 * A borrowed string.
 */
typedef struct
{
  const char *bytes;
  gsize length;
} HtText;

/**
 * HT_STACK_SOURCE_NONE:
 *
 * Index of nothing, such as the mapping of a location that has none.
 */
#define HT_STACK_SOURCE_NONE G_MAXUINT32

/* A mapping, a function, a line and a location as their source has them. */
typedef struct
{
  HtText file;
  HtText build_id;
  guint64 start;
  guint64 limit;
  guint64 offset;
} HtSourceMapping;

typedef struct
{
  HtText name;
  HtText system_name;
  HtText file;
  gint64 start_line;
} HtSourceFunction;

typedef struct
{
  gint64 line;
  gint64 column;
  guint32 function;
} HtSourceLine;

typedef struct
{
  guint64 address;
  guint32 mapping;
  gboolean is_folded;
} HtSourceLocation;

/* A sample: its locations, leaf first, and one value per sample type. */
typedef struct
{
  const guint32 *locations;
  gsize n_locations;
  const gint64 *values;
} HtStackSample;

/**
 * HtStackSource:
 * @types: (element-type utf8): names of the sample types
 * @units: (element-type utf8): their units
 * @default_type: the type to show first; may be empty
 * @period_type: what the period counts
 * @drop_frames: the profile's own pattern of frames to leave out; may be empty
 * @keep_frames: its exceptions; may be empty
 * @main_mapping: the program itself, or %HT_STACK_SOURCE_NONE
 * @may_be_difference: whether samples may be marked as those of a base, see
 *   [func@stack_source_is_base_sample]
 * @time_ns: when it was taken, ns since 1970; 0 if unknown
 * @duration_ns: how long it took
 *
 * A walk through the samples of a profile, wherever it is kept: on the wire of
 * a file or as rows over a call tree. Locations, functions, mappings and strings are
 * told by numbers of the source's own; those of locations begin at 0 and have
 * no great gaps.
 *
 * One walk only: a source that has come to its end stays there.
 */
typedef struct _HtStackSource HtStackSource;

typedef struct
{
  gboolean (*next) (HtStackSource *source, HtStackSample *sample);
  void (*get_labels) (HtStackSource *source, GArray *labels);
  void (*get_location) (HtStackSource *source,
                        guint32 index,
                        HtSourceLocation *location,
                        GArray *lines);
  void (*get_function) (HtStackSource *source, guint32 index, HtSourceFunction *function);
  void (*get_mapping) (HtStackSource *source, guint32 index, HtSourceMapping *mapping);
  HtText (*get_string) (HtStackSource *source, guint32 index);
  void (*free) (HtStackSource *source);
} HtStackSourceClass;

struct _HtStackSource
{
  const HtStackSourceClass *klass;

  /* Owned */
  GPtrArray *types;
  GPtrArray *units;
  char *default_type;
  char *period_type;
  char *drop_frames;
  char *keep_frames;

  guint32 main_mapping;
  gboolean may_be_difference;
  gint64 time_ns;
  gint64 duration_ns;
};

/**
 * HT_BASE_LABEL_KEY:
 *
 * Key of the label by which pprof marks the samples of a base; its value is "true".
 */
#define HT_BASE_LABEL_KEY "pprof::base"

HtStackSource *ht_stack_source_from_pprof (const HtPprof *pprof);
HtStackSource *ht_stack_source_from_profile (const HtProfile *profile, const HtCatalog *catalog);
void ht_stack_source_init (HtStackSource *source, const HtStackSourceClass *klass);
void ht_stack_source_free (HtStackSource *source);
void ht_stack_source_look_for_base (HtStackSource *source, guint32 n_strings);
gboolean ht_stack_source_is_base_sample (HtStackSource *source, GArray *labels);
gboolean
ht_stack_source_is_base_label (HtStackSource *source, const HtLabel *label, gboolean *is_base);

static inline gboolean
ht_stack_source_next (HtStackSource *source, HtStackSample *sample)
{
  return source->klass->next (source, sample);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtStackSource, ht_stack_source_free)

G_END_DECLS
