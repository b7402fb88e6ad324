/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "expvar.h"

#include "decode-warnings.h"
#include "gc-ring.h"
#include "json-scanner.h"
#include "known-series.h"
#include "secrets.h"

/* Most series that a program may publish itself, and the longest name of one. */
#define MAX_VARIABLES 10000
#define LONGEST_NAME  512

/* The runtime has 61 size classes. */
#define MAX_SIZE_CLASSES 256

#define MAX_ARGUMENTS 4096

typedef struct
{
  char *name;
  const char *unit;
  HtPointKind kind;
  double value;
} Pending;

typedef struct
{
  const HtRecordSink *sink;
  HtDecodeWarnings warnings;
  GArray *points;
  /* Name, owned by @points, to its index + 1. */
  GHashTable *indices;
  GString *path;
  guint n_variables;
  guint n_cycles;
} Reader;

/* What is where in the root object. A scanner at a value is a bookmark. */
typedef struct
{
  HtJsonScanner mem_stats;
  HtJsonScanner command_line;
  gboolean has_mem_stats;
  gboolean has_command_line;
  gboolean has_heap_alloc;
  gboolean has_num_gc;
} Survey;

static void
pending_clear (gpointer data)
{
  g_free (((Pending *) data)->name);
}

/* Of two values of one name the last one counts, as in Go. */
static void
add_point (Reader *self, const char *name, const char *unit, HtPointKind kind, double value)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->indices, name));

  if (index > 0)
    {
      g_array_index (self->points, Pending, index - 1).value = value;
      return;
    }
  Pending pending = { g_strdup (name), unit, kind, value };
  g_array_append_val (self->points, pending);
  g_hash_table_insert (self->indices, pending.name, GUINT_TO_POINTER (self->points->len));
}

static void
give_points (Reader *self)
{
  for (guint i = 0; i < self->points->len; i++)
    {
      const Pending *pending = &g_array_index (self->points, Pending, i);
      HtPoint point = { pending->name, pending->unit, pending->kind, HT_UNKNOWN, pending->value };

      ht_record_sink_point (self->sink, &point);
    }
}

static const char *
kind_name (HtJsonKind kind)
{
  switch (kind)
    {
    case HT_JSON_OBJECT_BEGIN:
      return "an object";
    case HT_JSON_ARRAY_BEGIN:
      return "an array";
    case HT_JSON_STRING:
      return "a string";
    case HT_JSON_NULL:
      return "null";
    case HT_JSON_TRUE:
    case HT_JSON_FALSE:
      return "a truth value";
    default:
      return "a number";
    }
}

/* What @token says, for a warning: numbers as written, all else by its kind. */
static char *
describe (const HtJsonToken *token)
{
  if (token->kind == HT_JSON_NUMBER || token->kind == HT_JSON_NOT_A_NUMBER)
    return g_strndup (token->text, MIN (token->length, 40));
  return g_strdup (kind_name (token->kind));
}

static void
warn_wrong (Reader *self, const char *what, const HtJsonToken *token, const char *wanted)
{
  g_autofree char *met = describe (token);

  ht_decode_warnings_add (&self->warnings, token->offset, "%s is %s, not %s; it is left out", what,
                          met, wanted);
}

static gboolean
get_size_or_count (const HtJsonToken *token, guint64 *value)
{
  return ht_json_token_get_uint64 (token, value) && *value < HT_KNOWN_SERIES_HUGE;
}

/* --- MemStats --- */

static void
read_fraction (Reader *self, const HtKnownSeries *series, const HtJsonToken *token)
{
  double value;

  if (ht_json_token_get_double (token, &value) && value >= 0)
    add_point (self, series->name, series->unit, series->kind, value);
  else
    warn_wrong (self, series->field, token, "a share");
}

static void
read_known (Reader *self, const HtKnownSeries *series, const HtJsonToken *token)
{
  guint64 value;

  if (ht_json_token_get_uint64 (token, &value) && value >= HT_KNOWN_SERIES_HUGE &&
      series->huge_means_none)
    return;
  if (get_size_or_count (token, &value))
    add_point (self, series->name, series->unit, series->kind, (double) value);
  else
    warn_wrong (self, series->field, token, "a size or count");
}

/* @begin is the first token of the value of @name. */
static gboolean
read_ring (Reader *self,
           HtJsonScanner *scanner,
           const HtJsonToken *begin,
           const char *name,
           guint64 *ring,
           gboolean *is_known,
           GError **error)
{
  HtJsonToken token;
  gsize n = 0;

  *is_known = FALSE;
  if (begin->kind != HT_JSON_ARRAY_BEGIN)
    {
      warn_wrong (self, name, begin, "an array");
      return ht_json_scanner_skip (scanner, begin, error);
    }
  *is_known = TRUE;
  for (;; n++)
    {
      guint64 value = 0;

      if (!ht_json_scanner_next (scanner, &token, error))
        return FALSE;
      if (token.kind == HT_JSON_ARRAY_END)
        break;
      if (!ht_json_token_get_uint64 (&token, &value))
        {
          if (*is_known)
            warn_wrong (self, name, &token, "a time in all its elements");
          *is_known = FALSE;
        }
      if (n < HT_GC_RING_LENGTH)
        ring[n] = value;
      if (!ht_json_scanner_skip (scanner, &token, error))
        return FALSE;
    }
  if (n != HT_GC_RING_LENGTH && *is_known)
    {
      ht_decode_warnings_add (&self->warnings, begin->offset,
                              "%s has %" G_GSIZE_FORMAT " elements, not %u; it is left out", name,
                              n, HT_GC_RING_LENGTH);
      *is_known = FALSE;
    }
  return TRUE;
}

/* {"Size": 16, "Mallocs": 2, "Frees": 1} */
static gboolean
read_size_class (Reader *self, HtJsonScanner *scanner, const HtJsonToken *begin, GError **error)
{
  static const char *const names[] = { "Size", "Mallocs", "Frees" };
  guint64 values[3] = { 0, 0, 0 };
  gboolean known[3] = { FALSE, FALSE, FALSE };
  HtJsonToken key, token;

  for (;;)
    {
      if (!ht_json_scanner_next (scanner, &key, error))
        return FALSE;
      if (key.kind == HT_JSON_OBJECT_END)
        break;
      if (!ht_json_scanner_next (scanner, &token, error))
        return FALSE;
      for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
        if (ht_json_token_is (&key, names[i]))
          known[i] = get_size_or_count (&token, &values[i]);
      if (!ht_json_scanner_skip (scanner, &token, error))
        return FALSE;
    }
  if (!known[0] || !known[1] || !known[2])
    {
      ht_decode_warnings_add (&self->warnings, begin->offset,
                              "a size class without good Size, Mallocs and Frees; it is left out");
      return TRUE;
    }
  /* A class that was never used says nothing. */
  for (gsize i = 1; i < 3 && values[1] > 0; i++)
    {
      g_autofree char *name = g_strdup_printf ("by_size/%" G_GUINT64_FORMAT "/%s", values[0],
                                               i == 1 ? "mallocs" : "frees");

      add_point (self, name, "count", HT_POINT_COUNTER, (double) values[i]);
    }
  return TRUE;
}

static gboolean
read_by_size (Reader *self, HtJsonScanner *scanner, const HtJsonToken *begin, GError **error)
{
  HtJsonToken token;
  gsize n = 0;

  if (begin->kind != HT_JSON_ARRAY_BEGIN)
    {
      warn_wrong (self, "BySize", begin, "an array");
      return ht_json_scanner_skip (scanner, begin, error);
    }
  for (;; n++)
    {
      if (!ht_json_scanner_next (scanner, &token, error))
        return FALSE;
      if (token.kind == HT_JSON_ARRAY_END)
        break;
      if (n == MAX_SIZE_CLASSES)
        ht_decode_warnings_add (&self->warnings, token.offset,
                                "BySize has more than %u classes; the rest is left out",
                                MAX_SIZE_CLASSES);
      if (token.kind == HT_JSON_OBJECT_BEGIN && n < MAX_SIZE_CLASSES)
        {
          if (!read_size_class (self, scanner, &token, error))
            return FALSE;
          continue;
        }
      if (n < MAX_SIZE_CLASSES)
        warn_wrong (self, "an element of BySize", &token, "an object");
      if (!ht_json_scanner_skip (scanner, &token, error))
        return FALSE;
    }
  return TRUE;
}

/* @scanner is behind the brace that opens the object. */
static gboolean
read_mem_stats (Reader *self, HtJsonScanner *scanner, GError **error)
{
  HtGcRing ring = { 0 };
  HtJsonToken key, token;

  for (;;)
    {
      const HtKnownSeries *series;
      gboolean done = TRUE;

      if (!ht_json_scanner_next (scanner, &key, error))
        return FALSE;
      if (key.kind == HT_JSON_OBJECT_END)
        break;
      if (!ht_json_scanner_next (scanner, &token, error))
        return FALSE;

      series = ht_known_series_by_field (key.text, key.length);
      if (ht_json_token_is (&key, "PauseNs"))
        done =
            read_ring (self, scanner, &token, "PauseNs", ring.pause_ns, &ring.has_pause_ns, error);
      else if (ht_json_token_is (&key, "PauseEnd"))
        done = read_ring (self, scanner, &token, "PauseEnd", ring.pause_end, &ring.has_pause_end,
                          error);
      else if (ht_json_token_is (&key, "BySize"))
        done = read_by_size (self, scanner, &token, error);
      else
        {
          if (series != NULL && g_str_equal (series->unit, "ratio"))
            read_fraction (self, series, &token);
          else if (series != NULL)
            read_known (self, series, &token);
          if (ht_json_token_is (&key, "NumGC"))
            ring.has_num_gc = ht_json_token_get_uint64 (&token, &ring.num_gc);
          done = ht_json_scanner_skip (scanner, &token, error);
        }
      if (!done)
        return FALSE;
    }
  self->n_cycles = ht_gc_ring_give (&ring, self->sink);
  return TRUE;
}

/* --- the program's own variables --- */

static void
add_variable (Reader *self, const HtJsonToken *token)
{
  double value;

  if (!ht_json_token_get_double (token, &value))
    {
      warn_wrong (self, self->path->str, token, "a finite number");
      return;
    }
  if (self->n_variables >= MAX_VARIABLES)
    {
      if (self->n_variables++ == MAX_VARIABLES)
        ht_decode_warnings_add (&self->warnings, token->offset,
                                "more than %u numeric variables; the rest is left out",
                                MAX_VARIABLES);
      return;
    }
  self->n_variables++;
  add_point (self, self->path->str, "", HT_POINT_GAUGE, value);
}

static gboolean
push_name (Reader *self, const HtJsonToken *key)
{
  g_autofree char *name = NULL;

  if (self->path->len + key->length <= LONGEST_NAME)
    {
      name = ht_json_token_dup_string (key);
      g_string_append_c (self->path, '/');
      g_string_append (self->path, name);
      return TRUE;
    }
  ht_decode_warnings_add (&self->warnings, key->offset,
                          "a name of more than %u bytes; its variable is left out", LONGEST_NAME);
  return FALSE;
}

/* @scanner is behind the brace of an object that @path names. Recursion ends
 * with the scanner's limit of depth.
 */
static gboolean
read_variables (Reader *self, HtJsonScanner *scanner, gboolean is_root, GError **error)
{
  gsize outer = self->path->len;
  HtJsonToken key, token;

  for (;;)
    {
      gboolean passed_over;
      gboolean done = TRUE;

      if (!ht_json_scanner_next (scanner, &key, error))
        return FALSE;
      if (key.kind == HT_JSON_OBJECT_END)
        return TRUE;
      if (!ht_json_scanner_next (scanner, &token, error))
        return FALSE;

      passed_over =
          is_root && (ht_json_token_is (&key, "memstats") || ht_json_token_is (&key, "cmdline"));
      if (passed_over ||
          (token.kind != HT_JSON_OBJECT_BEGIN && token.kind != HT_JSON_NUMBER &&
           token.kind != HT_JSON_NOT_A_NUMBER) ||
          !push_name (self, &key))
        done = ht_json_scanner_skip (scanner, &token, error);
      else if (token.kind == HT_JSON_OBJECT_BEGIN)
        done = read_variables (self, scanner, FALSE, error);
      else
        add_variable (self, &token);
      g_string_truncate (self->path, outer);
      if (!done)
        return FALSE;
    }
}

/* --- the command line --- */

static gboolean
read_command_line (Reader *self, HtJsonScanner *scanner, GError **error)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *line = NULL;
  HtJsonToken token;

  if (!ht_json_scanner_next (scanner, &token, error))
    return FALSE;
  if (token.kind != HT_JSON_ARRAY_BEGIN)
    {
      warn_wrong (self, "cmdline", &token, "an array");
      return TRUE;
    }
  while (arguments->len < MAX_ARGUMENTS)
    {
      if (!ht_json_scanner_next (scanner, &token, error))
        return FALSE;
      if (token.kind == HT_JSON_ARRAY_END)
        break;
      if (token.kind == HT_JSON_STRING)
        g_ptr_array_add (arguments, ht_json_token_dup_string (&token));
      if (!ht_json_scanner_skip (scanner, &token, error))
        return FALSE;
    }
  g_ptr_array_add (arguments, NULL);
  line = ht_mask_command_line ((const char *const *) arguments->pdata);
  if (*line != '\0')
    ht_record_sink_property (self->sink, "command_line", line);
  return TRUE;
}

/* --- the whole --- */

/* Reads the whole text once, so that a broken one gives nothing, and finds
 * what has a meaning of its own. Of two members of one name the last one counts.
 */
static gboolean
survey_root (HtJsonScanner scanner, Survey *survey, GError **error)
{
  HtJsonToken key, token;

  *survey = (Survey){ 0 };
  if (!ht_json_scanner_next (&scanner, &token, error))
    return FALSE;
  if (token.kind != HT_JSON_OBJECT_BEGIN)
    {
      g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
                   "the JSON text is %s, not an object, at byte %" G_GUINT64_FORMAT,
                   kind_name (token.kind), token.offset);
      return FALSE;
    }
  for (;;)
    {
      HtJsonScanner at_value;

      if (!ht_json_scanner_next (&scanner, &key, error))
        return FALSE;
      if (key.kind == HT_JSON_OBJECT_END)
        return ht_json_scanner_next (&scanner, &token, error);
      at_value = scanner;
      if (!ht_json_scanner_next (&scanner, &token, error) ||
          !ht_json_scanner_skip (&scanner, &token, error))
        return FALSE;
      if (ht_json_token_is (&key, "memstats"))
        {
          survey->mem_stats = at_value;
          survey->has_mem_stats = TRUE;
        }
      else if (ht_json_token_is (&key, "cmdline"))
        {
          survey->command_line = at_value;
          survey->has_command_line = TRUE;
        }
      survey->has_heap_alloc |= ht_json_token_is (&key, "HeapAlloc");
      survey->has_num_gc |= ht_json_token_is (&key, "NumGC");
    }
}

static gboolean
read_published (Reader *self, Survey *survey, HtJsonScanner *root, GError **error)
{
  HtJsonToken token;

  if (survey->has_command_line && !read_command_line (self, &survey->command_line, error))
    return FALSE;
  if (survey->has_mem_stats)
    {
      if (!ht_json_scanner_next (&survey->mem_stats, &token, error))
        return FALSE;
      if (token.kind != HT_JSON_OBJECT_BEGIN)
        ht_decode_warnings_add (&self->warnings, token.offset,
                                "memstats is %s, not an object: the figures of the Go runtime "
                                "are unknown",
                                kind_name (token.kind));
      else if (!read_mem_stats (self, &survey->mem_stats, error))
        return FALSE;
    }
  else
    ht_decode_warnings_add (&self->warnings, 0,
                            "there is no memstats: the figures of the Go runtime are unknown");

  return read_variables (self, root, TRUE, error);
}

static gboolean
read_root (Reader *self, HtJsonScanner scanner, Survey *survey, GError **error)
{
  HtJsonToken token;

  if (!ht_json_scanner_next (&scanner, &token, error))
    return FALSE;
  if (!survey->has_mem_stats && survey->has_heap_alloc && survey->has_num_gc)
    return read_mem_stats (self, &scanner, error);
  return read_published (self, survey, &scanner, error);
}

/**
 * ht_expvar_decode:
 * @text: what /debug/vars answered, or runtime.MemStats as JSON, which is told by its members
 *   HeapAlloc and NumGC; need not be terminated
 * @length: its length
 * @sink: who is given what is found
 * @error: return location for an error
 *
 * Reads a snapshot of Go's package expvar.
 *
 * Gives the figures of MemStats under the names of [struct@KnownSeries],
 * `by_size/BYTES/mallocs` and `/frees` of the size classes in use, up to 256
 * cycles with the end and the pauses of each, "command_line" (secrets masked),
 * and each number that the program published itself as `vars/NAME`, within
 * objects `vars/NAME/KEY`; arrays, texts and truth values are passed over. The
 * points have no time of their own: a snapshot does not say when it was taken.
 *
 * What is there but wrong (negative, a fraction, a text, NaN, too large) is
 * left out with a warning. NextGC without a goal, 2^64-1, is left out without.
 * Each value is looked at up to three times, and memory is bounded by 10,000 variables.
 *
 * Returns: %FALSE if the text is no JSON object, is nested too deep or holds no number at all;
 *   then nothing was given but warnings
 */
gboolean
ht_expvar_decode (const char *text, gsize length, const HtRecordSink *sink, GError **error)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (Pending));
  g_autoptr (GHashTable) indices = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) path = g_string_new ("vars");
  Reader reader = {
    .sink = sink, .warnings = { .sink = sink }, .points = points, .indices = indices, .path = path
  };
  HtJsonScanner scanner;
  Survey survey;
  gboolean done;

  g_array_set_clear_func (points, pending_clear);
  if (!ht_json_scanner_init (&scanner, text, length, error) ||
      !survey_root (scanner, &survey, error))
    return FALSE;
  done = read_root (&reader, scanner, &survey, error);
  ht_decode_warnings_finish (&reader.warnings);
  if (!done)
    return FALSE;
  if (points->len == 0 && reader.n_cycles == 0)
    {
      g_set_error_literal (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
                           "the JSON text holds no numeric variable");
      return FALSE;
    }
  give_points (&reader);
  return TRUE;
}
