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

/* Who reads the files that entries name. */
typedef struct
{
  HtKubeReadFunc read;
  gpointer user_data;
} HtKubeFiles;

gboolean ht_kube_is_header_text (const char *text);
gboolean ht_kube_read_cluster (HtKubeAccess *access,
                               const HtKubeEntry *cluster,
                               const HtKubeFiles *files,
                               GError **error);
gboolean ht_kube_read_user (HtKubeAccess *access,
                            const HtKubeEntry *user,
                            const HtKubeFiles *files,
                            GError **error);

G_END_DECLS
