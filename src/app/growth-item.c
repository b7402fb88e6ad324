/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "growth-item.h"

#include <gio/gio.h>

#define NO_STEP -1

struct _HtGrowthItem
{
  GObject parent_instance;

  /* Owned */
  HtGrowthData *data;

  guint site;
  int step;
};

G_DEFINE_FINAL_TYPE (HtGrowthItem, ht_growth_item, G_TYPE_OBJECT)

static void
ht_growth_item_finalize (GObject *object)
{
  g_clear_pointer (&HT_GROWTH_ITEM (object)->data, ht_growth_data_unref);
  G_OBJECT_CLASS (ht_growth_item_parent_class)->finalize (object);
}

static void
ht_growth_item_class_init (HtGrowthItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ht_growth_item_finalize;
}

static void
ht_growth_item_init (HtGrowthItem *self)
{
}

static HtGrowthItem *
make_item (HtGrowthData *data, guint site, int step)
{
  HtGrowthItem *self = g_object_new (HT_TYPE_GROWTH_ITEM, NULL);

  self->data = ht_growth_data_ref (data);
  self->site = site;
  self->step = step;
  return self;
}

/**
 * ht_growth_item_new:
 * @data: what was found
 * @site: index of one of its sites
 *
 * Returns: (transfer full): the row of the site
 */
HtGrowthItem *
ht_growth_item_new (HtGrowthData *data, guint site)
{
  return make_item (data, site, NO_STEP);
}

/**
 * ht_growth_item_make_steps:
 * @self: a row
 *
 * Returns: (transfer full) (nullable): rows of the steps below it, %NULL if there are none
 */
GListModel *
ht_growth_item_make_steps (HtGrowthItem *self)
{
  const HtGrowthSite *site = ht_growth_item_get_site (self);
  GListStore *steps;

  if (self->step != NO_STEP || site->steps->len == 0)
    return NULL;
  steps = g_list_store_new (HT_TYPE_GROWTH_ITEM);
  for (guint i = 0; i < site->steps->len; i++)
    {
      g_autoptr (HtGrowthItem) step = make_item (self->data, self->site, (int) i);

      g_list_store_append (steps, step);
    }
  return G_LIST_MODEL (steps);
}

/**
 * ht_growth_item_get_data:
 * @self: a row
 *
 * Returns: (transfer none): all that was found
 */
const HtGrowthData *
ht_growth_item_get_data (HtGrowthItem *self)
{
  return self->data;
}

/**
 * ht_growth_item_get_site:
 * @self: a row
 *
 * Returns: (transfer none): the site that it is of
 */
const HtGrowthSite *
ht_growth_item_get_site (HtGrowthItem *self)
{
  return g_ptr_array_index (self->data->sites, self->site);
}

/**
 * ht_growth_item_get_step:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the step, %NULL for the row of a site
 */
const HtGrowthStep *
ht_growth_item_get_step (HtGrowthItem *self)
{
  if (self->step == NO_STEP)
    return NULL;
  return &g_array_index (ht_growth_item_get_site (self)->steps, HtGrowthStep, (guint) self->step);
}

/**
 * ht_growth_item_get_frame:
 * @self: a row
 *
 * Returns: (transfer none): the frame of the step, or the one that allocates
 */
const HtGrowthFrame *
ht_growth_item_get_frame (HtGrowthItem *self)
{
  const HtGrowthSite *site = ht_growth_item_get_site (self);
  const HtGrowthStep *step = ht_growth_item_get_step (self);

  if (step != NULL && step->frame < site->stack->len)
    return g_ptr_array_index (site->stack, step->frame);
  return ht_growth_site_get_frame (site);
}

static const char *
get_responsible_name (HtGrowthItem *self)
{
  const HtGrowthFrame *frame = ht_growth_site_get_responsible (ht_growth_item_get_site (self));

  return frame != NULL ? frame->function : NULL;
}

/**
 * ht_growth_item_is_like:
 * @self: a row
 * @other: another one, perhaps of what was found before
 *
 * Returns: whether they are of the same place in the program
 */
gboolean
ht_growth_item_is_like (HtGrowthItem *self, HtGrowthItem *other)
{
  return (self->step == NO_STEP) == (other->step == NO_STEP) &&
         g_str_equal (ht_growth_item_get_frame (self)->function,
                      ht_growth_item_get_frame (other)->function) &&
         g_strcmp0 (get_responsible_name (self), get_responsible_name (other)) == 0;
}
