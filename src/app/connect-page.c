/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "connect-page.h"

enum
{
  SIGNAL_CHANGED,
  SIGNAL_FINISHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (HtConnectPage, ht_connect_page, GTK_TYPE_WIDGET)

static void
focus_first (HtConnectPage *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
ht_connect_page_default_init (HtConnectPageInterface *iface)
{
  iface->focus = focus_first;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", HT_TYPE_CONNECT_PAGE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FINISHED] = g_signal_new ("finished", HT_TYPE_CONNECT_PAGE, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/**
 * ht_connect_page_get_label:
 * @self: a page
 *
 * Returns: (transfer none): what the button that acts says, with a mnemonic
 */
const char *
ht_connect_page_get_label (HtConnectPage *self)
{
  return HT_CONNECT_PAGE_GET_IFACE (self)->get_label (self);
}

/**
 * ht_connect_page_is_ready:
 * @self: a page
 *
 * Returns: whether the button can be pressed
 */
gboolean
ht_connect_page_is_ready (HtConnectPage *self)
{
  return HT_CONNECT_PAGE_GET_IFACE (self)->is_ready (self);
}

/**
 * ht_connect_page_act:
 * @self: a page that is ready
 *
 * Does what the button says.
 */
void
ht_connect_page_act (HtConnectPage *self)
{
  HT_CONNECT_PAGE_GET_IFACE (self)->act (self);
}

/**
 * ht_connect_page_focus:
 * @self: a page
 *
 * Puts the keyboard focus where one begins.
 */
void
ht_connect_page_focus (HtConnectPage *self)
{
  HT_CONNECT_PAGE_GET_IFACE (self)->focus (self);
}

/**
 * ht_connect_page_changed:
 * @self: a page
 *
 * For pages: tells the dialog to ask anew for label and readiness.
 */
void
ht_connect_page_changed (HtConnectPage *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * ht_connect_page_finish:
 * @self: a page
 *
 * For pages: tells the dialog to close. It drops the page, so this comes last.
 */
void
ht_connect_page_finish (HtConnectPage *self)
{
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0);
}
