/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kubeconfig.h"
#include "yaml-tree.h"

G_BEGIN_DECLS

/* The lists that a kubeconfig has. */
typedef enum
{
  HT_KUBE_CLUSTER,
  HT_KUBE_USER,
  HT_KUBE_CONTEXT,
  HT_KUBE_N_KINDS,
} HtKubeKind;

/* A named entry of one of these lists, of which all but @folder is borrowed; @word is what it is.
 */
typedef struct
{
  const char *word;
  const char *name;
  const HtYamlNode *body;
  char *folder;
} HtKubeEntry;

char *ht_kube_read_file (const char *path, gsize max_bytes, gsize *length, GError **error);
gboolean ht_kube_read_cluster (HtKubeAccess *access, const HtKubeEntry *cluster, GError **error);
gboolean ht_kube_read_user (HtKubeAccess *access, const HtKubeEntry *user, GError **error);

G_END_DECLS
