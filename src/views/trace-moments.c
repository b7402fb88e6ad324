/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "trace-moments.h"

#include "function-name.h"
#include "safe-text.h"

#define MOST_FRAMES 32

static char *
make_stack (const HtCatalog *catalog, guint32 node)
{
  GString *text = g_string_new (NULL);
  guint n_frames = 0;

  for (; node != HT_CALL_TREE_ROOT && n_frames < MOST_FRAMES; n_frames++)
    {
      const HtFrame *frame =
          ht_symbols_get_frame (catalog->symbols, ht_call_tree_frame (catalog->tree, node));
      const HtFunction *function = ht_symbols_get_function (catalog->symbols, frame->function);
      g_autofree char *name =
          ht_safe_text_to_utf8 (ht_strings_get (catalog->strings, function->name), -1);
      g_autofree char *shown = ht_function_name_shorten (name, HT_NAME_PLAIN);

      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", shown);
      node = ht_call_tree_parent (catalog->tree, node);
    }
  return g_string_free (text, FALSE);
}

/**
 * ht_trace_moments_load:
 * @recording: a recording
 * @target: id of one of its targets
 * @kinds: of what kinds, see %HT_TRACE_SPAN_BIT
 * @from_ns: begin of the range, ns since 1970
 * @to_ns: its end
 * @most: how many to read; of more the longest
 * @error: return location, in %HT_STORE_ERROR
 *
 * Reads what happened in a range, thing by thing. For a worker thread.
 *
 * Returns: (transfer full): the things, or %NULL with @error set
 */
HtTraceMoments *
ht_trace_moments_load (HtRecording *recording,
                       gint64 target,
                       guint kinds,
                       gint64 from_ns,
                       gint64 to_ns,
                       guint most,
                       GError **error)
{
  g_autoptr (HtTraceMoments) self = g_new0 (HtTraceMoments, 1);
  const HtCatalog *catalog;

  self->stacks = g_ptr_array_new_with_free_func (g_free);
  self->spans =
      ht_recording_read_spans (recording, target, kinds, NULL, from_ns, to_ns, most, error);
  if (self->spans == NULL)
    return NULL;
  catalog = ht_recording_get_catalog (recording, error);
  if (catalog == NULL)
    return NULL;
  for (guint i = 0; i < self->spans->spans->len; i++)
    g_ptr_array_add (self->stacks,
                     make_stack (catalog, g_array_index (self->spans->spans, HtTraceSpan, i).node));
  return g_steal_pointer (&self);
}

/**
 * ht_trace_moments_free:
 * @moments: (transfer full) (nullable): the things
 */
void
ht_trace_moments_free (HtTraceMoments *moments)
{
  if (moments == NULL)
    return;
  g_clear_pointer (&moments->spans, ht_trace_spans_free);
  g_clear_pointer (&moments->stacks, g_ptr_array_unref);
  g_free (moments);
}
