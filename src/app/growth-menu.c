/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "growth-menu.h"

#include <glib/gi18n.h>

static void
add (GMenu *menu, const char *label, const char *action, GVariant *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

/**
 * ht_growth_menu_new:
 * @site: something that was judged
 *
 * Returns: (transfer full): what the user may write about it, see ht_window_notes_install()
 */
GMenuModel *
ht_growth_menu_new (const HtGrowthSite *site)
{
  GMenu *menu = g_menu_new ();

  if (site->chain == NULL)
    return G_MENU_MODEL (menu);
  add (menu, _ ("Add _Note…"), "win.note-chain", g_variant_new_string (site->chain));
  if (ht_growth_site_is_growing (site) && !site->is_set_aside)
    add (menu, _ ("_Suppress…"), "win.set-aside",
         g_variant_new ("(sd)", site->chain, site->course.now.rate));
  if (site->reason != NULL)
    add (menu, _ ("_Count Again"), "win.take-up", g_variant_new_string (site->chain));
  return G_MENU_MODEL (menu);
}
