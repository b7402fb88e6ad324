/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "document-load.h"

#include <glib/gi18n.h>

/* Enough for a bucket a pixel on the widest screens. */
#define MAX_BUCKETS 4000

static gpointer
read_target (HtRecording *recording, gpointer data, GError **error)
{
  return ht_target_data_load (recording, *(gint64 *) data, MAX_BUCKETS, error);
}

/**
 * ht_document_load_target_async:
 * @self: the document
 * @target: id of a target
 * @cancellable: (nullable): to drop the result
 * @callback: called when it is done
 * @user_data: handed to @callback
 *
 * Reads what the pages show of a target.
 */
void
ht_document_load_target_async (HtDocument *self,
                               gint64 target,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  ht_document_read_async (self, read_target, g_memdup2 (&target, sizeof target), g_free,
                          (GDestroyNotify) ht_target_data_unref, cancellable, callback, user_data);
}

/**
 * ht_document_load_target_finish:
 * @self: the document
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full): the data, or %NULL with @error set
 */
HtTargetData *
ht_document_load_target_finish (HtDocument *self, GAsyncResult *result, GError **error)
{
  return ht_document_read_finish (self, result, error);
}

typedef struct
{
  /* Owned */
  HtTargetData *whole;

  gint64 from_ns;
  gint64 to_ns;
} PartRequest;

static void
part_request_free (gpointer data)
{
  PartRequest *request = data;

  ht_target_data_unref (request->whole);
  g_free (request);
}

static gpointer
read_part (HtRecording *recording, gpointer data, GError **error)
{
  const PartRequest *request = data;

  return ht_target_data_load_part (recording, request->whole, request->from_ns, request->to_ns,
                                   MAX_BUCKETS, error);
}

/**
 * ht_document_load_part_async:
 * @self: the document
 * @whole: what was read of a target
 * @from_ns: begin of the part that is looked at, ns since 1970
 * @to_ns: its end, later than @from_ns
 * @cancellable: (nullable): to drop the result
 * @callback: called when it is done
 * @user_data: handed to @callback
 *
 * Reads a part of a target's time closer.
 */
void
ht_document_load_part_async (HtDocument *self,
                             HtTargetData *whole,
                             gint64 from_ns,
                             gint64 to_ns,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  PartRequest *request = g_new0 (PartRequest, 1);

  request->whole = ht_target_data_ref (whole);
  request->from_ns = from_ns;
  request->to_ns = to_ns;
  ht_document_read_async (self, read_part, request, part_request_free,
                          (GDestroyNotify) ht_target_data_unref, cancellable, callback, user_data);
}

/**
 * ht_document_load_part_finish:
 * @self: the document
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full): the data, or %NULL with @error set
 */
HtTargetData *
ht_document_load_part_finish (HtDocument *self, GAsyncResult *result, GError **error)
{
  return ht_document_read_finish (self, result, error);
}

typedef struct
{
  /* Owned */
  GArray *targets;

  gint64 from_ns;
} GlanceRequest;

static void
glance_request_free (gpointer data)
{
  GlanceRequest *request = data;

  g_array_unref (request->targets);
  g_free (request);
}

static gpointer
read_glances (HtRecording *recording, gpointer data, GError **error)
{
  const GlanceRequest *request = data;
  g_autoptr (GPtrArray) glances =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ht_target_glance_unref);

  for (guint i = 0; i < request->targets->len; i++)
    {
      HtTargetGlance *glance =
          ht_target_glance_load (recording, g_array_index (request->targets, gint64, i),
                                 request->from_ns, error);

      if (glance == NULL)
        return NULL;
      g_ptr_array_add (glances, glance);
    }
  return g_steal_pointer (&glances);
}

/**
 * ht_document_load_glances_async:
 * @self: the document
 * @targets: (element-type gint64): ids of targets
 * @from_ns: begin of the time to look at, ns since 1970
 * @cancellable: (nullable): to drop the result
 * @callback: called when it is done
 * @user_data: handed to @callback
 *
 * Reads what a list shows of targets.
 */
void
ht_document_load_glances_async (HtDocument *self,
                                GArray *targets,
                                gint64 from_ns,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GlanceRequest *request = g_new0 (GlanceRequest, 1);

  request->targets = g_array_ref (targets);
  request->from_ns = from_ns;
  ht_document_read_async (self, read_glances, request, glance_request_free,
                          (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * ht_document_load_glances_finish:
 * @self: the document
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (element-type HtTargetGlance): one for each target, or %NULL with
 *   @error set
 */
GPtrArray *
ht_document_load_glances_finish (HtDocument *self, GAsyncResult *result, GError **error)
{
  return ht_document_read_finish (self, result, error);
}
