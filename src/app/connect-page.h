/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HT_TYPE_CONNECT_PAGE (ht_connect_page_get_type ())

/**
 * HtConnectPage:
 *
 * A page of the #HtConnectDialog: one kind of thing to connect to. The dialog has the buttons; the
 * page says what the one that acts is called and when it can be pressed. What comes of it the page
 * tells by signals of its own, to whoever made it.
 *
 * Signals: `changed` when what the functions of the interface return is another; `finished` when
 * all is done and the dialog is to close. Both are defined by the interface.
 */
G_DECLARE_INTERFACE (HtConnectPage, ht_connect_page, HT, CONNECT_PAGE, GtkWidget)

/**
 * HtConnectPageInterface:
 * @get_label: what the button says, with a mnemonic
 * @is_ready: whether the button can be pressed
 * @act: the button was pressed, or Enter
 * @focus: puts the keyboard focus where one begins; by default on the first widget
 */
struct _HtConnectPageInterface
{
  /*< private >*/
  GTypeInterface parent;

  /*< public >*/
  const char *(*get_label) (HtConnectPage *self);
  gboolean (*is_ready) (HtConnectPage *self);
  void (*act) (HtConnectPage *self);
  void (*focus) (HtConnectPage *self);
};

const char *ht_connect_page_get_label (HtConnectPage *self);
gboolean ht_connect_page_is_ready (HtConnectPage *self);
void ht_connect_page_act (HtConnectPage *self);
void ht_connect_page_focus (HtConnectPage *self);
void ht_connect_page_changed (HtConnectPage *self);
void ht_connect_page_finish (HtConnectPage *self);

G_END_DECLS
