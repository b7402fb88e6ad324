/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "sample-choice.h"

static gboolean
find_type (const HtStackSource *source, const char *type, guint *index)
{
  return g_ptr_array_find_with_equal_func (source->types, type, g_str_equal, index);
}

/* The types that both have, in the order of @source. */
static GPtrArray *
common_types (const HtStackSource *source, const HtStackSource *base)
{
  GPtrArray *common = g_ptr_array_new ();

  for (guint i = 0; i < source->types->len; i++)
    {
      char *type = g_ptr_array_index (source->types, i);

      if (base == NULL || find_type (base, type, NULL))
        g_ptr_array_add (common, type);
    }
  return common;
}

/*
 * What pprof makes of the default type of a profile of which it keeps only
 * some types, or the same in another order: it has one then.
 */
static const char *
default_among (const HtStackSource *source, const GPtrArray *common)
{
  gboolean is_same = source->types->len == common->len;

  for (guint i = 0; is_same && i < common->len; i++)
    is_same = g_str_equal (g_ptr_array_index (source->types, i), g_ptr_array_index (common, i));
  if (is_same)
    return source->default_type;
  if (g_ptr_array_find_with_equal_func ((GPtrArray *) common, source->default_type, g_str_equal,
                                        NULL))
    return source->default_type;
  return g_ptr_array_index (common, 0);
}

static gboolean
check_period_types (const HtStackSource *source, const HtStackSource *base, GError **error)
{
  if (g_str_equal (source->period_type, base->period_type))
    return TRUE;
  g_set_error (error, HT_ANALYSIS_ERROR, HT_ANALYSIS_ERROR_INCOMPATIBLE,
               "the profiles were sampled by different things, “%s” and “%s”", source->period_type,
               base->period_type);
  return FALSE;
}

static gboolean
check_units (const HtStackSource *source,
             const HtStackSource *base,
             const HtSampleChoice *choice,
             GError **error)
{
  const char *ours = g_ptr_array_index (source->units, choice->in_source);
  const char *theirs = g_ptr_array_index (base->units, choice->in_base);

  if (g_str_equal (ours, theirs))
    return TRUE;
  g_set_error (error, HT_ANALYSIS_ERROR, HT_ANALYSIS_ERROR_INCOMPATIBLE,
               "the profiles count in different units, “%s” and “%s”", ours, theirs);
  return FALSE;
}

static void
set_no_type (const GPtrArray *types, const char *name, GError **error)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < types->len; i++)
    g_string_append_printf (list, "%s%s", i == 0 ? "" : ", ",
                            (const char *) g_ptr_array_index (types, i));
  g_set_error (error, HT_ANALYSIS_ERROR, HT_ANALYSIS_ERROR_NO_SAMPLE_TYPE,
               "there is no sample type “%s”; there are: %s", name, list->str);
}

/**
 * ht_sample_choice_make:
 * @choice: (out caller-allocates): the choice
 * @source: a profile
 * @base: (nullable): what is subtracted from it
 * @name: (nullable): what the user asks for
 * @error: return location
 *
 * Chooses a sample type that both profiles have, as pprof does.
 *
 * Fails with %HT_ANALYSIS_ERROR_NO_SAMPLE_TYPE or %HT_ANALYSIS_ERROR_INCOMPATIBLE.
 *
 * Returns: whether there is one
 */
gboolean
ht_sample_choice_make (HtSampleChoice *choice,
                       const HtStackSource *source,
                       const HtStackSource *base,
                       const char *name,
                       GError **error)
{
  g_autoptr (GPtrArray) types = common_types (source, base);

  if (types->len == 0)
    {
      g_set_error_literal (error, HT_ANALYSIS_ERROR, HT_ANALYSIS_ERROR_NO_SAMPLE_TYPE,
                           base == NULL ? "the profile has no sample types"
                                        : "the profiles have no sample type in common");
      return FALSE;
    }
  if (base != NULL && !check_period_types (source, base, error))
    return FALSE;

  const char *default_type = default_among (source, types);
  if (base != NULL && *default_type == '\0')
    default_type = default_among (base, types);

  int index =
      ht_choose_sample_type ((const char *const *) types->pdata, types->len, default_type, name);
  if (index < 0)
    {
      set_no_type (types, name, error);
      return FALSE;
    }

  *choice = (HtSampleChoice){ 0 };
  find_type (source, g_ptr_array_index (types, index), &choice->in_source);
  if (base == NULL)
    {
      /* Two types may have one name; without a base they keep their places. */
      choice->in_source = (guint) index;
      return TRUE;
    }
  find_type (base, g_ptr_array_index (types, index), &choice->in_base);
  return check_units (source, base, choice, error);
}
