/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pod-list.h"

G_BEGIN_DECLS

char *ht_pod_list_path (const char *namespace_name, const char *label_selector, GError **error);
char *ht_pod_proxy_path (const HtPod *pod, guint port, gboolean use_tls);

G_END_DECLS
