/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-input.h"
#include "work-crew.h"

G_BEGIN_DECLS

/*
 * An input as the threads of a crew may use it: they read one after the other, and not any more
 * once the crew is ending. Progress is told by the thread that made it only.
 */
typedef struct
{
  /* Borrowed */
  const HtTraceInput *input;
  HtWorkCrew *crew;
  GThread *owner;

  HtTraceInput shared; /* to be handed to who reads */
  GMutex lock;
} HtTraceSharedInput;

void ht_trace_shared_input_init (HtTraceSharedInput *shared,
                                 const HtTraceInput *input,
                                 HtWorkCrew *crew);
void ht_trace_shared_input_clear (HtTraceSharedInput *shared);

G_END_DECLS
