/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GError *ht_http_explain_fault (const GError *fault,
                               const char *where,
                               GTlsCertificateFlags certificate_errors,
                               gboolean had_certificate);

G_END_DECLS
