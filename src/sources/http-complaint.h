/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "credentials.h"

G_BEGIN_DECLS

char *ht_http_read_complaint (const char *content_type,
                              const char *body,
                              gsize length,
                              HtCredentials *credentials,
                              GUri *uri);

G_END_DECLS
