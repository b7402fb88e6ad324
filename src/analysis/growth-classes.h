/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HtGrowthSign:
 * @HT_GROWTH_SIGN_FRAME: a function on the stack that allocates
 * @HT_GROWTH_SIGN_BESIDE: a function that allocates ever more for the same function of the program
 * @HT_GROWTH_SIGN_GOROUTINE: a function on the stack of goroutines that become more and more
 * @HT_GROWTH_SIGN_FLOW: what the source says becomes of the memory
 * @HT_GROWTH_SIGN_CPU: a function of the runtime that the line calls, by CPU profiles
 * @HT_GROWTH_SIGN_ESCAPE: what the compiler says of the line
 * @HT_GROWTH_SIGN_SIZE: what the sizes of the objects say
 * @HT_GROWTH_SIGN_TYPE: of which type the objects are, by traces of the AllocFree experiment
 * @HT_N_GROWTH_SIGNS: how many kinds there are
 *
 * Kinds of evidence.
 */
typedef enum
{
  HT_GROWTH_SIGN_FRAME,
  HT_GROWTH_SIGN_BESIDE,
  HT_GROWTH_SIGN_GOROUTINE,
  HT_GROWTH_SIGN_FLOW,
  HT_GROWTH_SIGN_CPU,
  HT_GROWTH_SIGN_ESCAPE,
  HT_GROWTH_SIGN_SIZE,
  HT_GROWTH_SIGN_TYPE,
  HT_N_GROWTH_SIGNS,
} HtGrowthSign;

/**
 * HtGrowthClass:
 * @name: its name, such as "map-growth"
 * @title: what it is, for people; may be empty
 * @remedy: what usually helps; may be empty
 * @is_making: whether it says how the memory is made, and not who keeps it
 *
 * A kind of growth. All is owned by the table.
 */
typedef struct
{
  char *name;
  char *title;
  char *remedy;

  gboolean is_making;

  /*< private >*/
  GArray *patterns[HT_N_GROWTH_SIGNS];
} HtGrowthClass;

/**
 * HtGrowthClasses:
 *
 * The table of classes: what speaks for each, and what helps against it. It is data, to which users
 * can add.
 */
typedef struct _HtGrowthClasses HtGrowthClasses;

HtGrowthClasses *ht_growth_classes_new (void);
HtGrowthClasses *ht_growth_classes_new_with_users (GError **error);
void ht_growth_classes_free (HtGrowthClasses *classes);
gboolean ht_growth_classes_add (HtGrowthClasses *classes,
                                const char *text,
                                gsize length,
                                const char *label,
                                GError **error);
guint ht_growth_classes_get_n (const HtGrowthClasses *classes);
const HtGrowthClass *ht_growth_classes_get (const HtGrowthClasses *classes, guint index);
const HtGrowthClass *ht_growth_classes_find (const HtGrowthClasses *classes, const char *name);
guint ht_growth_class_weigh (const HtGrowthClass *class, HtGrowthSign sign, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthClasses, ht_growth_classes_free)

G_END_DECLS
