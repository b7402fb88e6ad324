/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "profile.h"

G_BEGIN_DECLS

/*
 * Heap profiles of a large and busy service, one after the other: tens of thousands of stacks, of
 * which from one profile to the next a few in a hundred have other figures, by the law of sampling.
 * Most of what is allocated soon goes again, some fills caches, and a few places leak. New stacks
 * show up now and then.
 */
typedef struct _BusyService BusyService;

BusyService *busy_service_new (HtCatalog *catalog, guint n_stacks, guint n_profiles);
HtProfile *busy_service_next (BusyService *service);
void busy_service_free (BusyService *service);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BusyService, busy_service_free)

G_END_DECLS
