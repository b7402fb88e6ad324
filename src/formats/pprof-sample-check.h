/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pprof-private.h"
#include "wire-reader.h"

G_BEGIN_DECLS

/*
 * What has to be known of the samples to accept all of them at once. Samples
 * mostly come before the tables that they refer to; keeping the extremes while
 * passing over them saves a second pass in every ordinary profile.
 */
typedef struct
{
  guint64 least_location;
  guint64 greatest_location;
  guint64 greatest_string;
  gsize least_values;
  gsize greatest_values;
  gsize longest_stack;
  guint64 n_stack_entries;
} HtPprofSampleFacts;

void ht_pprof_sample_facts_init (HtPprofSampleFacts *facts);
gboolean ht_pprof_sample_facts_add (HtPprofSampleFacts *facts, HtWireReader *reader);
gboolean
ht_pprof_check_samples (const HtPprof *pprof, const HtPprofSampleFacts *facts, GError **error);

G_END_DECLS
