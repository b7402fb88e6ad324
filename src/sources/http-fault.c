/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "http-fault.h"

#include <libsoup/soup.h>

#include "source-error.h"

static const struct
{
  GTlsCertificateFlags flag;
  const char *what;
} certificate_faults[] = {
  { G_TLS_CERTIFICATE_UNKNOWN_CA,
    "its certificate is from an authority that is not trusted (unknown CA); if it is the right "
    "server, give the file of its CA" },
  { G_TLS_CERTIFICATE_BAD_IDENTITY,
    "its certificate is for another name (name mismatch); use the name in the certificate" },
  { G_TLS_CERTIFICATE_NOT_ACTIVATED,
    "its certificate is not valid yet; check the clocks of both machines" },
  { G_TLS_CERTIFICATE_EXPIRED, "its certificate has expired; have it renewed" },
  { G_TLS_CERTIFICATE_REVOKED, "its certificate was revoked" },
  { G_TLS_CERTIFICATE_INSECURE, "its certificate uses an algorithm that is not safe any more" },
  { G_TLS_CERTIFICATE_GENERIC_ERROR, "its certificate cannot be checked" },
};

static char *
describe_certificate (GTlsCertificateFlags errors)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (certificate_faults); i++)
    if ((errors & certificate_faults[i].flag) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", certificate_faults[i].what);
  if (text->len == 0)
    g_string_append (text, "its certificate is not accepted");
  return g_string_free (text, FALSE);
}

static GError *
explain_tls (const GError *fault,
             const char *where,
             GTlsCertificateFlags certificate_errors,
             gboolean had_certificate)
{
  g_autofree char *what = NULL;

  switch (fault->code)
    {
    case G_TLS_ERROR_UNAVAILABLE:
      what = g_strdup ("there is no TLS on this machine; install glib-networking");
      break;
    case G_TLS_ERROR_BAD_CERTIFICATE:
      what = describe_certificate (certificate_errors);
      break;
    case G_TLS_ERROR_CERTIFICATE_REQUIRED:
      what = g_strdup (had_certificate ? "the server does not accept the client certificate"
                                       : "the server asks for a client certificate; give one");
      break;
    case G_TLS_ERROR_NOT_TLS:
      what = g_strdup ("what answers there does not speak TLS; is it an http: URL?");
      break;
    default:
      what = g_strdup_printf ("TLS failed: %s", fault->message);
      break;
    }
  return g_error_new (HT_SOURCE_ERROR, HT_SOURCE_ERROR_TLS, "%s: %s", where, what);
}

static GError *
explain_io (const GError *fault, const char *where)
{
  switch (fault->code)
    {
    case G_IO_ERROR_CONNECTION_REFUSED:
      return g_error_new (HT_SOURCE_ERROR, HT_SOURCE_ERROR_REFUSED,
                          "%s: connection refused; nothing listens there", where);
    case G_IO_ERROR_NOT_FOUND:
      return g_error_new (HT_SOURCE_ERROR, HT_SOURCE_ERROR_REFUSED,
                          "%s: there is no such socket; does the service run?", where);
    case G_IO_ERROR_PERMISSION_DENIED:
    case G_IO_ERROR_HOST_NOT_FOUND:
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
    case G_IO_ERROR_PROXY_FAILED:
    case G_IO_ERROR_PROXY_AUTH_FAILED:
    case G_IO_ERROR_PROXY_NEED_AUTH:
    case G_IO_ERROR_PROXY_NOT_ALLOWED:
      return g_error_new (HT_SOURCE_ERROR, HT_SOURCE_ERROR_REFUSED, "%s: cannot be reached: %s",
                          where, fault->message);
    case G_IO_ERROR_TIMED_OUT:
      return g_error_new (HT_SOURCE_ERROR, HT_SOURCE_ERROR_TIMED_OUT, "%s: %s", where,
                          fault->message);
    case G_IO_ERROR_PARTIAL_INPUT:
    case G_IO_ERROR_CONNECTION_CLOSED:
      return g_error_new (HT_SOURCE_ERROR, HT_SOURCE_ERROR_BAD_ANSWER,
                          "%s: the answer is not complete: %s", where, fault->message);
    default:
      return g_error_new (HT_SOURCE_ERROR, HT_SOURCE_ERROR_FAILED, "%s: %s", where, fault->message);
    }
}

/**
 * ht_http_explain_fault:
 * @fault: what GIO or libsoup says
 * @where: what was asked, for people
 * @certificate_errors: what was wrong with the server's certificate
 * @had_certificate: whether there was a client certificate to show
 *
 * Returns: (transfer full): the same in %HT_SOURCE_ERROR, with what to do about it;
 *   %G_IO_ERROR_CANCELLED stays what it is
 */
GError *
ht_http_explain_fault (const GError *fault,
                       const char *where,
                       GTlsCertificateFlags certificate_errors,
                       gboolean had_certificate)
{
  if (g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (fault);
  if (fault->domain == G_TLS_ERROR)
    return explain_tls (fault, where, certificate_errors, had_certificate);
  if (g_error_matches (fault, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    return g_error_new (HT_SOURCE_ERROR, HT_SOURCE_ERROR_REFUSED,
                        "%s: there is no such host; check the name", where);
  if (fault->domain == G_RESOLVER_ERROR)
    return g_error_new (HT_SOURCE_ERROR, HT_SOURCE_ERROR_REFUSED,
                        "%s: the name cannot be looked up now: %s", where, fault->message);
  if (fault->domain == SOUP_SESSION_ERROR)
    return g_error_new (HT_SOURCE_ERROR, HT_SOURCE_ERROR_BAD_ANSWER,
                        "%s: what answers there does not speak HTTP", where);
  if (fault->domain == G_IO_ERROR)
    return explain_io (fault, where);
  return g_error_new (HT_SOURCE_ERROR, HT_SOURCE_ERROR_FAILED, "%s: %s", where, fault->message);
}
