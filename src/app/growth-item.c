/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "growth-item.h"

#define NO_SITE G_MAXUINT
#define NO_STEP G_MAXUINT

struct _HtGrowthItem
{
  GObject parent_instance;

  /* Owned */
  HtGrowthData *data;
  GListStore *children; /* NULL if there are none */

  HtGrowthGroup group;
  guint site; /* NO_SITE for the row of a group */
  guint step; /* NO_STEP for the row of a site */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtGrowthItem, ht_growth_item, G_TYPE_OBJECT)

static void
ht_growth_item_finalize (GObject *object)
{
  g_clear_pointer (&HT_GROWTH_ITEM (object)->data, ht_growth_data_unref);
  g_clear_object (&HT_GROWTH_ITEM (object)->children);
  G_OBJECT_CLASS (ht_growth_item_parent_class)->finalize (object);
}

static void
ht_growth_item_class_init (HtGrowthItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ht_growth_item_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ht_growth_item_init (HtGrowthItem *self)
{
}

static const HtGrowthSite *
get_site (const HtGrowthData *data, guint site)
{
  return g_ptr_array_index (data->sites, site);
}

static const HtGrowthStep *
get_step (const HtGrowthData *data, guint site, guint step)
{
  return &g_array_index (get_site (data, site)->steps, HtGrowthStep, step);
}

/* A place where growth parts is below the one before it. */
static HtGrowthItem *
make_item (HtGrowthData *data, guint site, guint step)
{
  HtGrowthItem *self = g_object_new (HT_TYPE_GROWTH_ITEM, NULL);
  guint next = step == NO_STEP ? 0 : step + 1;

  self->data = ht_growth_data_ref (data);
  self->site = site;
  self->step = step;
  if (next < get_site (data, site)->steps->len)
    {
      g_autoptr (HtGrowthItem) child = make_item (data, site, next);

      self->children = g_list_store_new (HT_TYPE_GROWTH_ITEM);
      g_list_store_append (self->children, child);
    }
  return self;
}

static const char *
get_responsible_name (const HtGrowthSite *site)
{
  const HtGrowthFrame *frame = ht_growth_site_get_responsible (site);

  return frame != NULL ? frame->function : NULL;
}

static gboolean
is_same_place (const HtGrowthSite *a, const HtGrowthSite *b)
{
  return g_str_equal (ht_growth_site_get_frame (a)->function,
                      ht_growth_site_get_frame (b)->function) &&
         g_strcmp0 (get_responsible_name (a), get_responsible_name (b)) == 0;
}

static const HtGrowthFrame *
get_frame (const HtGrowthSite *site, const HtGrowthStep *step)
{
  return step->frame < site->stack->len ? g_ptr_array_index (site->stack, step->frame)
                                        : ht_growth_site_get_frame (site);
}

static gboolean
has_same_steps (const HtGrowthSite *a, const HtGrowthSite *b)
{
  if (a->steps->len != b->steps->len)
    return FALSE;
  for (guint i = 0; i < a->steps->len; i++)
    if (!g_str_equal (get_frame (a, &g_array_index (a->steps, HtGrowthStep, i))->function,
                      get_frame (b, &g_array_index (b->steps, HtGrowthStep, i))->function))
      return FALSE;
  return TRUE;
}

static void
set_data (HtGrowthItem *self, HtGrowthData *data, guint site)
{
  ht_growth_data_ref (data);
  g_clear_pointer (&self->data, ht_growth_data_unref);
  self->data = data;
  self->site = site;
  if (self->children != NULL)
    {
      g_autoptr (HtGrowthItem) child = g_list_model_get_item (G_LIST_MODEL (self->children), 0);

      set_data (child, data, site);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* The row that there is already of a site, taken out of @old; else a new one. */
static HtGrowthItem *
find_or_make (GPtrArray *old, HtGrowthData *data, guint site)
{
  const HtGrowthSite *wanted = get_site (data, site);

  for (guint i = 0; i < old->len; i++)
    {
      HtGrowthItem *item = g_ptr_array_index (old, i);
      const HtGrowthSite *known = get_site (item->data, item->site);

      if (is_same_place (known, wanted) && has_same_steps (known, wanted))
        return g_ptr_array_steal_index (old, i);
    }
  return make_item (data, site, NO_STEP);
}

/**
 * ht_growth_items_update:
 * @items: rows of sites
 * @data: what was found
 * @first: index of the first site that is to be there
 * @n_sites: how many are to be there
 *
 * Brings rows up to what was found. Those that are of the same places as before stay, and if they
 * are in the same order, nothing is taken out or put in.
 */
void
ht_growth_items_update (GListStore *items, HtGrowthData *data, guint first, guint n_sites)
{
  GListModel *model = G_LIST_MODEL (items);
  guint n_old = g_list_model_get_n_items (model);
  g_autoptr (GPtrArray) old = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_before = 0;
  guint n_after = 0;

  for (guint i = 0; i < n_old; i++)
    g_ptr_array_add (old, g_list_model_get_item (model, i));
  for (guint i = 0; i < n_sites; i++)
    g_ptr_array_add (wanted, find_or_make (old, data, first + i));
  while (n_before < MIN (n_old, n_sites))
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, n_before);

      if (item != g_ptr_array_index (wanted, n_before))
        break;
      n_before++;
    }
  while (n_after < MIN (n_old, n_sites) - n_before)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, n_old - 1 - n_after);

      if (item != g_ptr_array_index (wanted, n_sites - 1 - n_after))
        break;
      n_after++;
    }
  if (n_old != n_sites || n_before < n_sites)
    g_list_store_splice (items, n_before, n_old - n_before - n_after, wanted->pdata + n_before,
                         n_sites - n_before - n_after);
  for (guint i = 0; i < n_sites; i++)
    set_data (g_ptr_array_index (wanted, i), data, first + i);
}

/**
 * ht_growth_group_count:
 * @data: what was found
 * @group: a group
 *
 * Returns: how many sites are in it
 */
guint
ht_growth_group_count (const HtGrowthData *data, HtGrowthGroup group)
{
  return group == HT_GROWTH_GROUP_KNOWN ? data->n_set_aside
                                        : data->sites->len - data->n_growing - data->n_set_aside;
}

/**
 * ht_growth_item_new_group:
 * @data: what was found
 * @group: which group
 *
 * Returns: (transfer full): the row below which the sites of a group are
 */
HtGrowthItem *
ht_growth_item_new_group (HtGrowthData *data, HtGrowthGroup group)
{
  HtGrowthItem *self = g_object_new (HT_TYPE_GROWTH_ITEM, NULL);

  self->site = NO_SITE;
  self->step = NO_STEP;
  self->group = group;
  self->children = g_list_store_new (HT_TYPE_GROWTH_ITEM);
  ht_growth_item_update_group (self, data);
  return self;
}

/**
 * ht_growth_item_update_group:
 * @self: the row of a group
 * @data: what was found
 *
 * Brings it and the rows below it up to what was found.
 */
void
ht_growth_item_update_group (HtGrowthItem *self, HtGrowthData *data)
{
  guint first = data->n_growing + (self->group == HT_GROWTH_GROUP_REST ? data->n_set_aside : 0);

  ht_growth_data_ref (data);
  g_clear_pointer (&self->data, ht_growth_data_unref);
  self->data = data;
  ht_growth_items_update (self->children, data, first, ht_growth_group_count (data, self->group));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * ht_growth_item_get_children:
 * @self: a row
 *
 * Returns: (transfer full) (nullable): the rows below it, %NULL if there are none
 */
GListModel *
ht_growth_item_get_children (HtGrowthItem *self)
{
  return self->children != NULL ? G_LIST_MODEL (g_object_ref (self->children)) : NULL;
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
 * ht_growth_item_get_index:
 * @self: a row of a site, or of a step of it
 *
 * Returns: the index of its site
 */
guint
ht_growth_item_get_index (HtGrowthItem *self)
{
  return self->site;
}

/**
 * ht_growth_item_get_step_index:
 * @self: a row of a step
 *
 * Returns: its index among the steps of its site
 */
guint
ht_growth_item_get_step_index (HtGrowthItem *self)
{
  return self->step;
}

/**
 * ht_growth_item_get_group:
 * @self: a row
 *
 * Returns: of which group it is the row
 */
HtGrowthGroup
ht_growth_item_get_group (HtGrowthItem *self)
{
  return self->group;
}

/**
 * ht_growth_item_is_group:
 * @self: a row
 *
 * Returns: whether it is that of a group: it has no site
 */
gboolean
ht_growth_item_is_group (HtGrowthItem *self)
{
  return self->group != HT_GROWTH_GROUP_NONE;
}

/**
 * ht_growth_item_get_site:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the site that it is of; %NULL for the row of a group
 */
const HtGrowthSite *
ht_growth_item_get_site (HtGrowthItem *self)
{
  return self->site != NO_SITE ? get_site (self->data, self->site) : NULL;
}

/**
 * ht_growth_item_get_step:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the step, %NULL for other rows
 */
const HtGrowthStep *
ht_growth_item_get_step (HtGrowthItem *self)
{
  return self->step != NO_STEP ? get_step (self->data, self->site, self->step) : NULL;
}

/**
 * ht_growth_item_get_frame:
 * @self: a row of a site or a step
 *
 * Returns: (transfer none): the frame of the step, or the one that allocates
 */
const HtGrowthFrame *
ht_growth_item_get_frame (HtGrowthItem *self)
{
  const HtGrowthSite *site = ht_growth_item_get_site (self);
  const HtGrowthStep *step = ht_growth_item_get_step (self);

  return step != NULL ? get_frame (site, step) : ht_growth_site_get_frame (site);
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
  if (ht_growth_item_is_group (self) || ht_growth_item_is_group (other))
    return self->group == other->group;
  return (self->step == NO_STEP) == (other->step == NO_STEP) &&
         g_str_equal (ht_growth_item_get_frame (self)->function,
                      ht_growth_item_get_frame (other)->function) &&
         is_same_place (ht_growth_item_get_site (self), ht_growth_item_get_site (other));
}
