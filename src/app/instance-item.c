/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "instance-item.h"

#include <glib/gi18n.h>
#include <string.h>

struct _HtInstanceItem
{
  GObject parent_instance;

  /* Owned */
  char *name;
  char *detail;
  char *folded; /* both, to be searched */

  guint n_series;
  gboolean is_chosen;
};

enum
{
  PROP_CHOSEN = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HtInstanceItem, ht_instance_item, G_TYPE_OBJECT)

static void
ht_instance_item_finalize (GObject *object)
{
  HtInstanceItem *self = HT_INSTANCE_ITEM (object);

  g_free (self->name);
  g_free (self->detail);
  g_free (self->folded);
  G_OBJECT_CLASS (ht_instance_item_parent_class)->finalize (object);
}

static void
ht_instance_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_CHOSEN)
    g_value_set_boolean (value, HT_INSTANCE_ITEM (object)->is_chosen);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
ht_instance_item_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_CHOSEN)
    ht_instance_item_set_chosen (HT_INSTANCE_ITEM (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
ht_instance_item_class_init (HtInstanceItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ht_instance_item_finalize;
  object_class->get_property = ht_instance_item_get_property;
  object_class->set_property = ht_instance_item_set_property;
  properties[PROP_CHOSEN] =
      g_param_spec_boolean ("chosen", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ht_instance_item_init (HtInstanceItem *self)
{
}

static char *
describe (const HtPrometheusTarget *target)
{
  GString *text = g_string_new (NULL);

  if (target->job != NULL && !target->is_container)
    g_string_append_printf (text, "%s · ", target->job);
  if (target->container != NULL)
    g_string_append_printf (text, "%s · ", target->container);
  if (target->go_version != NULL)
    g_string_append_printf (text, "%s · ", target->go_version);
  g_string_append_printf (text, ngettext ("%u series", "%u series", target->n_series),
                          target->n_series);
  return g_string_free (text, FALSE);
}

/**
 * ht_instance_item_new:
 * @target: the instance
 *
 * Returns: (transfer full): its row
 */
HtInstanceItem *
ht_instance_item_new (const HtPrometheusTarget *target)
{
  HtInstanceItem *self = g_object_new (HT_TYPE_INSTANCE_ITEM, NULL);
  g_autofree char *both = NULL;

  self->name = g_strdup (target->name);
  self->detail = describe (target);
  both = g_strconcat (self->name, "\n", self->detail, NULL);
  self->folded = g_utf8_casefold (both, -1);
  self->n_series = target->n_series;
  return self;
}

/**
 * ht_instance_item_get_name:
 * @self: the row
 *
 * Returns: (transfer none): what the instance is called
 */
const char *
ht_instance_item_get_name (HtInstanceItem *self)
{
  return self->name;
}

/**
 * ht_instance_item_get_detail:
 * @self: the row
 *
 * Returns: (transfer none): what else is known of it, for people
 */
const char *
ht_instance_item_get_detail (HtInstanceItem *self)
{
  return self->detail;
}

/**
 * ht_instance_item_get_n_series:
 * @self: the row
 *
 * Returns: how many series it has
 */
guint
ht_instance_item_get_n_series (HtInstanceItem *self)
{
  return self->n_series;
}

/**
 * ht_instance_item_is_chosen:
 * @self: the row
 *
 * Returns: whether it is wanted
 */
gboolean
ht_instance_item_is_chosen (HtInstanceItem *self)
{
  return self->is_chosen;
}

/**
 * ht_instance_item_set_chosen:
 * @self: the row
 * @chosen: whether it is wanted
 */
void
ht_instance_item_set_chosen (HtInstanceItem *self, gboolean chosen)
{
  if (self->is_chosen == chosen)
    return;
  self->is_chosen = chosen;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOSEN]);
}

/**
 * ht_instance_item_matches:
 * @self: the row
 * @folded: what is searched, folded by case
 *
 * Returns: whether it stands in its name or what else is known of it
 */
gboolean
ht_instance_item_matches (HtInstanceItem *self, const char *folded)
{
  return strstr (self->folded, folded) != NULL;
}
