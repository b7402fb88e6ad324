/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtNestedContext:
 *
 * A main context that runs inside another one, on the same thread.
 *
 * GLib goes through all sources of a context each time one of them has something to do, and asking
 * once over HTTP takes some 50 such times. With 50 targets in one context that was half of
 * what recording cost; here only the context in which something happens is gone through.
 */
typedef struct _HtNestedContext HtNestedContext;

HtNestedContext *ht_nested_context_new (void);
void ht_nested_context_free (HtNestedContext *nested);
void ht_nested_context_enter (HtNestedContext *nested);
void ht_nested_context_leave (HtNestedContext *nested);
void ht_nested_context_rest (HtNestedContext *nested);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtNestedContext, ht_nested_context_free)

G_END_DECLS
