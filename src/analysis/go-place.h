/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "go-source.h"

G_BEGIN_DECLS

/* Where an expression of Go stands, by its tokens. */

guint32 ht_go_place_find_operand (const HtGoSource *source, guint32 last);
guint ht_go_place_count_commas (const HtGoSource *source, guint32 open, guint32 first);
guint32 ht_go_place_find_head (const HtGoSource *source, guint32 first, guint *n_commas);
gboolean ht_go_place_find_item (const HtGoSource *source,
                                guint32 open,
                                guint n,
                                guint32 *first,
                                guint32 *last);
gboolean ht_go_place_find_target (const HtGoSource *source,
                                  guint32 sign,
                                  guint n,
                                  guint32 *first,
                                  guint32 *last);
guint32 ht_go_place_find_type (const HtGoSource *source, guint32 open);
guint32 ht_go_place_find_colon (const HtGoSource *source, guint32 open);
gboolean ht_go_place_is_unary (const HtGoSource *source, guint32 index);
gboolean ht_go_place_is_in_loop (const HtGoSource *source, guint32 index);
gboolean ht_go_place_is_key (const HtGoSource *source, guint32 index);
gboolean ht_go_place_same (const HtGoSource *source, guint32 a, guint32 b, guint32 n);
gboolean
ht_go_place_is_declared (const HtGoSource *source, guint32 begin, guint32 end, guint32 name);

G_END_DECLS
