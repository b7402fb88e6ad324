/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "label-filter.h"

#include <math.h>
#include <string.h>

#include "name-pattern.h"

/* What a number may be, in a unit as pprof writes it; "" stands for any that it does not know. */
typedef struct
{
  double low;
  double high;
  char *unit;
} Range;

struct _HtLabelFilter
{
  /* Owned */
  char *key;           /* NULL for any */
  GPtrArray *patterns; /* HtNamePattern; NULL if it is about numbers */
  Range range;
};

/* The units that pprof knows (internal/measurement), and their aliases; an s at the end is left out
 * before they are compared. */
static const struct
{
  const char *name;
  const char *aliases;
  double factor;
  guint kind;
} units[] = {
  { "B", " b byte ", 1, 0 },
  { "kB", " kb kbyte kilobyte ", 0x1p10, 0 },
  { "MB", " mb mbyte megabyte ", 0x1p20, 0 },
  { "GB", " gb gbyte gigabyte ", 0x1p30, 0 },
  { "TB", " tb tbyte terabyte ", 0x1p40, 0 },
  { "PB", " pb pbyte petabyte ", 0x1p50, 0 },
  { "ns", " ns nanosecond ", 1, 1 },
  { "us", " μs us microsecond ", 1e3, 1 },
  { "ms", " ms millisecond ", 1e6, 1 },
  { "s", " s sec second ", 1e9, 1 },
  { "hrs", " hour hr ", 3600e9, 1 },
};

/* What a number of a kind is told in where it is asked for in something else. */
static const struct
{
  const char *name;
  double factor;
} defaults[] = { { "B", 1 }, { "s", 1e9 } };

static int
find_unit (const char *text)
{
  g_autofree char *lower = g_utf8_strdown (text, -1);
  g_autofree char *word = NULL;
  gsize length = strlen (lower);

  if (length > 2 && lower[length - 1] == 's')
    lower[length - 1] = '\0';
  if (*lower == '\0' || strchr (lower, ' ') != NULL)
    return -1;
  word = g_strconcat (" ", lower, " ", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strstr (units[i].aliases, word) != NULL)
      return (int) i;
  return -1;
}

/* As pprof's measurement.Scale(): a number of a unit in another one, and what that is called. */
static double
scale (gint64 value, const char *from, const char *to, const char **unit)
{
  int source = find_unit (from);
  int target = find_unit (to);
  guint kind;

  if (source < 0)
    {
      *unit = to;
      return (double) value;
    }
  kind = units[source].kind;
  if (target < 0 || units[target].kind != kind)
    {
      *unit = defaults[kind].name;
      return (double) value * units[source].factor / defaults[kind].factor;
    }
  *unit = units[target].name;
  return (double) value * units[source].factor / units[target].factor;
}

/* Reads a number with a unit; returns what is behind it, or NULL if there is none. */
static const char *
scan_number (const char *text, gint64 *number, char **unit)
{
  const char *first = text;
  const char *digits = text + (*text == '+' || *text == '-');
  const char *end = digits;
  const char *letters;
  g_autofree char *written = NULL;

  while (g_ascii_isdigit (*end))
    end++;
  if (end == digits)
    return NULL;
  /* Go reads a sign that this does not know. */
  written =
      g_strndup (*first == '+' ? digits : first, (gsize) (end - (*first == '+' ? digits : first)));
  if (!g_ascii_string_to_signed (written, 10, G_MININT64, G_MAXINT64, number, NULL))
    return NULL;
  letters = end;
  while (g_ascii_isalpha (*end))
    end++;
  *unit = g_strndup (letters, (gsize) (end - letters));
  return end;
}

/* Whether the text is a range of numbers, and which. */
static gboolean
parse_range (const char *text, Range *range)
{
  g_autofree char *low_unit = NULL;
  g_autofree char *high_unit = NULL;
  gint64 number;
  const char *unit;
  const char *rest;

  *range = (Range){ .low = -INFINITY, .high = INFINITY };
  if (*text == ':')
    {
      rest = scan_number (text + 1, &number, &high_unit);
      if (rest == NULL || *rest != '\0')
        return FALSE;
      range->high = scale (number, high_unit, high_unit, &unit);
      range->unit = g_strdup (unit);
      return TRUE;
    }
  rest = scan_number (text, &number, &low_unit);
  if (rest == NULL)
    return FALSE;
  range->low = scale (number, low_unit, low_unit, &unit);
  range->unit = g_strdup (unit);
  if (*rest == '\0')
    range->high = range->low;
  if (*rest == '\0' || g_str_equal (rest, ":"))
    return TRUE;

  rest = *rest == ':' ? scan_number (rest + 1, &number, &high_unit) : NULL;
  if (rest != NULL && *rest == '\0')
    range->high = scale (number, high_unit, range->unit, &unit);
  if (rest != NULL && *rest == '\0' && g_str_equal (unit, range->unit))
    return TRUE;
  g_clear_pointer (&range->unit, g_free);
  return FALSE;
}

/**
 * ht_label_filter_new:
 * @expression: what is wanted
 * @what: what it is for, to begin error messages with
 * @error: return location
 *
 * Fails with %HT_ANALYSIS_ERROR_PATTERN.
 *
 * Returns: (transfer full): the filter
 */
HtLabelFilter *
ht_label_filter_new (const char *expression, const char *what, GError **error)
{
  g_autoptr (HtLabelFilter) self = g_new0 (HtLabelFilter, 1);
  const char *value = strchr (expression, '=');
  g_auto (GStrv) parts = NULL;

  if (value != NULL)
    self->key = g_strndup (expression, (gsize) (value - expression));
  value = value != NULL ? value + 1 : expression;
  if (parse_range (value, &self->range))
    return g_steal_pointer (&self);

  self->patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_name_pattern_free);
  parts = g_strsplit (value, ",", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      HtNamePattern *pattern = ht_name_pattern_new (parts[i], what, error);

      if (pattern == NULL)
        return NULL;
      g_ptr_array_add (self->patterns, pattern);
    }
  return g_steal_pointer (&self);
}

/**
 * ht_label_filter_free:
 * @filter: (transfer full) (nullable): the filter
 */
void
ht_label_filter_free (HtLabelFilter *filter)
{
  if (filter == NULL)
    return;
  g_free (filter->key);
  g_clear_pointer (&filter->patterns, g_ptr_array_unref);
  g_free (filter->range.unit);
  g_free (filter);
}

static gboolean
is_of_key (const HtLabelFilter *self, HtText key)
{
  return self->key == NULL ||
         (strlen (self->key) == key.length && memcmp (self->key, key.bytes, key.length) == 0);
}

/* In a unit of its own, or in that which its key is known to have. */
static gboolean
is_in_range (const HtLabelFilter *self, HtStackSource *source, const HtLabel *label, HtText key)
{
  HtText text = label->unit != 0 ? source->klass->get_string (source, label->unit) : key;
  g_autofree char *from = g_utf8_make_valid (text.bytes, (gssize) text.length);
  const char *unit;
  double value;

  if (label->unit == 0 && (g_str_equal (from, "alignment") || g_str_equal (from, "request")))
    value = scale (label->number, "bytes", self->range.unit, &unit);
  else
    value = scale (label->number, from, self->range.unit, &unit);
  return g_str_equal (unit, self->range.unit) && value >= self->range.low &&
         value <= self->range.high;
}

/* Whether any text of the labels matches; without a key it is looked for in "key:text". */
static gboolean
match_text (const HtLabelFilter *self,
            HtNamePattern *pattern,
            HtStackSource *source,
            const GArray *labels,
            gboolean *matches,
            GError **error)
{
  *matches = FALSE;
  for (guint i = 0; i < labels->len && !*matches; i++)
    {
      const HtLabel *label = &g_array_index (labels, HtLabel, i);
      HtText key = source->klass->get_string (source, label->key);
      HtText text = source->klass->get_string (source, label->text);
      g_autoptr (GString) both = NULL;

      if (label->text == 0 || !is_of_key (self, key))
        continue;
      if (self->key == NULL)
        {
          both = g_string_new_len (key.bytes, (gssize) key.length);
          g_string_append_c (both, ':');
          g_string_append_len (both, text.bytes, (gssize) text.length);
          text = (HtText){ both->str, both->len };
        }
      if (!ht_name_pattern_matches (pattern, text, matches, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ht_label_filter_matches:
 * @filter: the filter
 * @source: the source of the labels
 * @labels: (element-type HtLabel): the labels of a sample
 * @matches: (out): whether they are as wanted
 * @error: return location
 *
 * Of several expressions all must match some label, or with a key, any. A number without a unit has
 * that which its key is the name of; pprof rather takes the first unit that it finds with the key.
 *
 * Fails with %HT_ANALYSIS_ERROR_PATTERN.
 *
 * Returns: whether it can be told
 */
gboolean
ht_label_filter_matches (const HtLabelFilter *filter,
                         HtStackSource *source,
                         const GArray *labels,
                         gboolean *matches,
                         GError **error)
{
  gboolean needs_all = filter->key == NULL;

  *matches = FALSE;
  if (filter->patterns == NULL)
    {
      for (guint i = 0; i < labels->len && !*matches; i++)
        {
          const HtLabel *label = &g_array_index (labels, HtLabel, i);
          HtText key = source->klass->get_string (source, label->key);

          /* A number that is 0 and of no unit is no label to Go. */
          *matches = label->text == 0 && (label->number != 0 || label->unit != 0) &&
                     is_of_key (filter, key) && is_in_range (filter, source, label, key);
        }
      return TRUE;
    }
  for (guint i = 0; i < filter->patterns->len; i++)
    {
      if (!match_text (filter, g_ptr_array_index (filter->patterns, i), source, labels, matches,
                       error))
        return FALSE;
      if (*matches != needs_all)
        return TRUE;
    }
  return TRUE;
}
