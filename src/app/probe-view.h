/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "target-probe.h"

G_BEGIN_DECLS

#define HT_TYPE_PROBE_VIEW (ht_probe_view_get_type ())

/**
 * HtProbeView:
 *
 * Says what is there behind a URL, what is missing with the line that would add it, or why nobody
 * knows.
 */
G_DECLARE_FINAL_TYPE (HtProbeView, ht_probe_view, HT, PROBE_VIEW, GtkWidget)

void ht_probe_view_show_hint (HtProbeView *self, const char *text);
void ht_probe_view_show_busy (HtProbeView *self);
void ht_probe_view_show_error (HtProbeView *self, const char *title, const char *reason);
void ht_probe_view_begin (HtProbeView *self, const char *title, const char *subtitle);
void ht_probe_view_add (HtProbeView *self,
                        HtProbeState state,
                        const char *word,
                        const char *title,
                        const char *subtitle);
void ht_probe_view_show_probe (HtProbeView *self, const HtTargetProbe *probe);

G_END_DECLS
