/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "profile-choice.h"

#include "command.h"
#include "gc-report.h"
#include "heap-time.h"
#include "timestamps.h"

#define NS_PER_MS G_GINT64_CONSTANT (1000000)

/* What a recording is asked for if nobody says anything: the question is memory. */
#define PREFERRED_TYPE "inuse_space"

/**
 * ht_profile_choice_free:
 * @choice: (transfer full) (nullable): the choice
 */
void
ht_profile_choice_free (HtProfileChoice *choice)
{
  if (choice == NULL)
    return;
  g_free (choice->target);
  g_free (choice->type);
  g_clear_pointer (&choice->entry, ht_profile_entry_free);
  g_clear_pointer (&choice->profile, ht_profile_free);
  g_free (choice);
}

/* Not finding one is no error yet: another target may have it. */
static HtProfileEntry *
find (HtInput *input, gint64 target, const char *type, gint64 at_ns, GError **error)
{
  GError *local = NULL;
  HtProfileEntry *entry = ht_recording_find_profile (input->recording, target, type, at_ns, &local);

  if (g_error_matches (local, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND))
    g_clear_error (&local);
  else if (local != NULL)
    g_propagate_error (error, local);
  return entry;
}

static gboolean
choose (HtProfileChoice *self,
        HtInput *input,
        const GPtrArray *targets,
        const char *type,
        gint64 at_ns,
        GError **error)
{
  for (guint i = 0; i < targets->len; i++)
    {
      const HtTarget *target = g_ptr_array_index (targets, i);
      GError *local = NULL;

      self->entry = find (input, target->id, type, at_ns, &local);
      if (local != NULL)
        {
          g_propagate_error (error, local);
          return FALSE;
        }
      if (self->entry == NULL)
        continue;
      self->target = g_strdup (target->name);
      self->type = g_strdup (type);
      if (targets->len > 1)
        ht_command_note ("%s: has %u targets; this is “%s”, --target NAME chooses another",
                         input->label, targets->len, target->name);
      return TRUE;
    }
  return TRUE;
}

/* "alloc_objects, alloc_space, …": what could have been asked for. */
static char *
list_types (HtInput *input)
{
  g_autoptr (GPtrArray) entries = ht_recording_list_profiles (input->recording, 0, NULL);
  g_autoptr (GPtrArray) types = g_ptr_array_new ();

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const HtProfileEntry *entry = g_ptr_array_index (entries, i);

      for (gsize t = 0; entry->types[t] != NULL; t++)
        if (!g_ptr_array_find_with_equal_func (types, entry->types[t], g_str_equal, NULL))
          g_ptr_array_add (types, entry->types[t]);
    }
  g_ptr_array_add (types, NULL);
  return g_strjoinv (", ", (char **) types->pdata);
}

static void
fail_not_found (HtInput *input, const char *type, GError **error)
{
  g_autofree char *types = list_types (input);

  if (*types == '\0')
    g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND, "%s: holds no profile",
                 input->label);
  else
    g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND,
                 "%s: has no profile with the sample type “%s”; there are: %s", input->label, type,
                 types);
}

static gboolean
shows_heap (const HtProfileEntry *entry)
{
  return entry->time_ns != HT_UNKNOWN &&
         g_strv_contains ((const char *const *) entry->types, PREFERRED_TYPE);
}

static gboolean
find_heap_time (HtProfileChoice *self, HtInput *input, GError **error)
{
  g_autoptr (HtGcSummary) gc = NULL;
  int index;

  self->heap_cycle = self->heap_ns = HT_UNKNOWN;
  if (!shows_heap (self->entry))
    return TRUE;
  gc = ht_gc_report_of_target (input->recording, self->entry->target, error);
  if (gc == NULL)
    return FALSE;
  index = ht_heap_time_find (gc->cycles, self->entry->time_ns);
  if (index < 0)
    return TRUE;
  self->heap_cycle = g_array_index (gc->cycles, HtGcCycle, index).n;
  self->heap_ns = ht_heap_time_get_end (&g_array_index (gc->cycles, HtGcCycle, index));
  return TRUE;
}

/**
 * ht_profile_choice_new:
 * @input: the input
 * @target: (nullable): name of the target; %NULL for the first one that has such a profile
 * @type: (nullable): name of a sample type; %NULL for the heap in use if there is such a profile
 * @at: (nullable): a time as [func@parse_time] reads it; %NULL for the last profile
 * @error: return location; in %G_NUMBER_PARSER_ERROR if @at is no time
 *
 * Chooses and reads a profile.
 *
 * Returns: (transfer full): the choice, or %NULL with @error set
 */
HtProfileChoice *
ht_profile_choice_new (HtInput *input,
                       const char *target,
                       const char *type,
                       const char *at,
                       GError **error)
{
  g_autoptr (HtProfileChoice) self = g_new0 (HtProfileChoice, 1);
  g_autoptr (GPtrArray) targets = ht_input_find_targets (input, target, error);
  const char *first_type = type != NULL ? type : PREFERRED_TYPE;
  gint64 from_ns, to_ns;
  gint64 at_ns = HT_UNKNOWN;

  if (targets == NULL)
    return NULL;
  ht_targets_get_range (targets, &from_ns, &to_ns);
  if (at != NULL && !ht_parse_time (at, from_ns, to_ns, &at_ns, error))
    return NULL;
  /* Times are told to the ms, and who repeats one means what was in that ms. */
  if (at_ns != HT_UNKNOWN && at_ns % NS_PER_MS == 0 && at_ns < G_MAXINT64 - NS_PER_MS)
    at_ns += NS_PER_MS - 1;
  if (!choose (self, input, targets, first_type, at_ns, error))
    return NULL;
  if (self->entry == NULL && type == NULL && !choose (self, input, targets, NULL, at_ns, error))
    return NULL;
  if (self->entry == NULL)
    {
      fail_not_found (input, first_type, error);
      return NULL;
    }
  if (!find_heap_time (self, input, error))
    return NULL;
  self->catalog = ht_recording_get_catalog (input->recording, error);
  self->profile = self->catalog != NULL
                      ? ht_recording_load_profile (input->recording, self->entry->id, error)
                      : NULL;
  return self->profile != NULL ? g_steal_pointer (&self) : NULL;
}
