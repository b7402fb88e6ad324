/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "growth-aside.h"

#include "command.h"
#include "growth-known.h"
#include "known-growth-list.h"
#include "safe-text.h"

#include <stdio.h>

/**
 * ht_growth_aside_read:
 * @path: a file that says what is known
 * @error: return location; the message names the file
 *
 * Reads what growth is known. Lines that make no sense are told on standard error.
 *
 * Returns: (transfer full) (nullable): what the file says
 */
HtKnownGrowthFile *
ht_growth_aside_read (const char *path, GError **error)
{
  HtKnownGrowthFile *file = ht_known_growth_read (path, error);

  for (guint i = 0; file != NULL && i < file->problems->len; i++)
    {
      const HtListProblem *problem = g_ptr_array_index (file->problems, i);

      ht_command_note ("%s: line %" G_GUINT64_FORMAT ": %s", path, problem->line, problem->reason);
    }
  return file;
}

static gboolean
add_file (GPtrArray *known, const char *path, GError **error)
{
  g_autoptr (HtKnownGrowthFile) file = ht_growth_aside_read (path, error);

  for (guint i = 0; file != NULL && i < file->known->len; i++)
    g_ptr_array_add (known, ht_known_growth_copy (g_ptr_array_index (file->known, i)));
  return file != NULL;
}

/**
 * ht_growth_aside_apply:
 * @report: what grows; judged and classified
 * @catalog: its catalog
 * @recording: the recording that it is of
 * @target: id of the process
 * @file: (nullable): a file that says what else is known
 * @error: return location; the message names the recording or the file
 *
 * Sets aside what the recording and the file call known. Lines of the file that make no sense are
 * told on standard error.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_growth_aside_apply (HtGrowthReport *report,
                       const HtCatalog *catalog,
                       HtRecording *recording,
                       gint64 target,
                       const char *file,
                       GError **error)
{
  g_autoptr (GPtrArray) known = ht_recording_list_known_growth (recording, target, error);

  if (known == NULL || (file != NULL && !add_file (known, file, error)))
    return FALSE;
  ht_growth_report_set_aside (report, catalog, known);
  return TRUE;
}

/**
 * ht_growth_aside_write:
 * @report: what grows
 * @json: the writer, in an object
 *
 * Writes what is not counted, as "suppressed".
 */
void
ht_growth_aside_write (const HtGrowthReport *report, HtJsonWriter *json)
{
  ht_json_writer_member (json, "suppressed");
  ht_json_writer_begin_object (json);
  ht_json_writer_member_int (json, "count", report->n_set_aside);
  ht_json_writer_member_double (json, "rate_bytes_per_s", report->set_aside_rate);
  ht_json_writer_member (json, "chains");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < report->chains->len; i++)
    {
      const HtGrowthChain *chain = g_ptr_array_index (report->chains, i);

      if (chain->is_set_aside)
        ht_json_writer_string (json, chain->key, -1);
    }
  ht_json_writer_end_array (json);
  ht_json_writer_end_object (json);
}

/**
 * ht_growth_aside_write_chain:
 * @chain: a chain
 * @json: the writer, in its object
 *
 * Writes how it is called in other recordings, and whether somebody knows of it.
 */
void
ht_growth_aside_write_chain (const HtGrowthChain *chain, HtJsonWriter *json)
{
  ht_json_writer_member_string (json, "chain", chain->key);
  ht_json_writer_member (json, "suppressed");
  ht_json_writer_bool (json, chain->is_set_aside);
  ht_json_writer_member (json, "known");
  if (chain->known == NULL)
    {
      ht_json_writer_null (json);
      return;
    }
  ht_json_writer_begin_object (json);
  ht_json_writer_member_string (json, "reason", chain->known->reason);
  ht_json_writer_member_double (json, "rate_bytes_per_s", chain->known->rate);
  ht_json_writer_member_ms (json, "since_ms", chain->known->since_ns);
  ht_json_writer_end_object (json);
}

/**
 * ht_growth_aside_print:
 * @report: what grows
 *
 * Prints what is not counted, and why.
 */
void
ht_growth_aside_print (const HtGrowthReport *report)
{
  if (report->n_set_aside > 0)
    puts ("\nKnown growth, not counted:");
  for (guint i = 0; i < report->chains->len; i++)
    {
      const HtGrowthChain *chain = g_ptr_array_index (report->chains, i);
      g_autofree char *key = NULL;
      g_autofree char *reason = NULL;

      if (!chain->is_set_aside)
        continue;
      key = ht_safe_text_for_terminal (chain->key, -1);
      reason = ht_safe_text_for_terminal (chain->known->reason, -1);
      printf ("  %s: %s\n", key, reason);
    }
}
