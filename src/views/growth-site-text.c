/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "growth-site-text.h"

#include <glib/gi18n.h>
#include <math.h>

#include "gc-texts.h"
#include "growth-texts.h"
#include "units.h"

/* More than these would say nothing. */
#define MAX_CANDIDATES 3

static void
add_summary (GString *text, const HtGrowthSite *site)
{
  const HtGrowthFrame *responsible = ht_growth_site_get_responsible (site);
  g_autofree char *rate = ht_growth_rate_text (site->course.now.rate);
  g_autofree char *error = ht_growth_error_text (&site->course.now);
  g_autofree char *held = ht_format_bytes (site->last_bytes);

  g_string_append_printf (text, "%s: %s", ht_growth_site_get_frame (site)->function, rate);
  if (*error != '\0')
    g_string_append_printf (text, " (%s)", error);
  if (!isnan (site->share))
    {
      g_autofree char *share = ht_gc_share_text (site->share);

      /* Translators: a share of the growth */
      g_string_append_printf (text, _ (", %s of the growth"), share);
    }
  /* Translators: a size */
  g_string_append_printf (text, _ (", %s held"), held);
  if (responsible != NULL)
    /* Translators: a function on behalf of which another one allocates */
    g_string_append_printf (text, _ (", for %s"), responsible->function);
  g_string_append_c (text, '\n');
}

/**
 * ht_growth_site_cause_text:
 * @site: a site that grows
 *
 * Returns: (transfer full): why it grows, in words; or that this is not known, and what it may be
 */
char *
ht_growth_site_cause_text (const HtGrowthSite *site)
{
  GString *text;

  if (site->class_name != NULL)
    /* Translators: why something grows, in words or by the name of a class */
    return g_strdup_printf (_ ("Why: %s"), site->title != NULL ? site->title : site->class_name);
  text = g_string_new (_ ("Why it grows is not known"));
  for (guint i = 0; i < MIN (site->candidates->len, MAX_CANDIDATES); i++)
    /* Translators: before the first of some names of classes */
    g_string_append_printf (text, "%s%s", i == 0 ? _ ("; it may be ") : ", ",
                            (const char *) g_ptr_array_index (site->candidates, i));
  return g_string_free (text, FALSE);
}

/* The signs stand in words, too, as a chat may be read aloud. */
static void
add_reasons (GString *text, const HtGrowthSite *site)
{
  const HtGrowthDetails *details = site->details;

  if (ht_growth_site_is_growing (site))
    {
      g_autofree char *cause = ht_growth_site_cause_text (site);

      g_string_append (text, cause);
      if (site->class_name != NULL)
        g_string_append_printf (text, " (%s)", site->class_name);
      g_string_append_c (text, '\n');
    }
  for (guint i = 0; i < details->reasons->len; i++)
    {
      const HtGrowthReason *reason = g_ptr_array_index (details->reasons, i);

      g_string_append_printf (text, "- %s: %s\n", ht_growth_mark_text (reason->mark), reason->text);
    }
  for (guint i = 0; i < details->crowds->len; i++)
    {
      g_autofree char *crowd = ht_growth_crowd_text (g_ptr_array_index (details->crowds, i));

      g_string_append_printf (text, "- %s\n", crowd);
    }
  if (details->who != NULL)
    g_string_append_printf (text, "%s\n", details->who);
  if (site->remedy != NULL)
    g_string_append_printf (text, "%s: %s\n", _ ("What usually helps"), site->remedy);
}

/**
 * ht_growth_site_text:
 * @site: a site
 * @what_if: (nullable): what would be without its growth, in words, if that was asked
 *
 * Returns: (transfer full): what is known of it, with its stack, to be sent to others; no sign in
 *   it is more than text
 */
char *
ht_growth_site_text (const HtGrowthSite *site, const char *what_if)
{
  GString *text = g_string_new (NULL);

  add_summary (text, site);
  add_reasons (text, site);
  if (what_if != NULL)
    g_string_append_printf (text, "%s\n", what_if);
  g_string_append_c (text, '\n');
  for (guint i = site->stack->len; i-- > 0;)
    {
      const HtGrowthFrame *frame = g_ptr_array_index (site->stack, i);

      g_string_append_printf (text, "    %s\n", frame->function);
      if (frame->place != NULL)
        g_string_append_printf (text, "        %s\n", frame->place);
    }
  return g_string_free (text, FALSE);
}
