/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "pod-list.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "gc-cycle.h"
#include "json-scanner.h"
#include "safe-text.h"
#include "timestamps.h"

/* More of a pod's ports are not asked. */
#define MAX_PORTS 100

/* As Kubernetes limits names of pods and namespaces. */
#define MAX_NAME_BYTES 253

struct _HtPodStream
{
  HtPodEventFunc func;
  gpointer user_data;

  /* Owned */
  GString *line;
  GHashTable *known; /* uids of the pods that are there */
  char *resource_version;

  gboolean has_expired;
};

static void
port_free (gpointer data)
{
  HtPodPort *port = data;

  g_free (port->container);
  g_free (port->name);
  g_free (port);
}

/**
 * ht_pod_ref:
 * @pod: a pod
 *
 * Returns: (transfer full): @pod
 */
HtPod *
ht_pod_ref (HtPod *pod)
{
  g_atomic_ref_count_inc (&pod->ref_count);
  return pod;
}

/**
 * ht_pod_unref:
 * @pod: (transfer full) (nullable): a pod
 */
void
ht_pod_unref (HtPod *pod)
{
  if (pod == NULL || !g_atomic_ref_count_dec (&pod->ref_count))
    return;
  g_free (pod->name);
  g_free (pod->namespace_name);
  g_free (pod->uid);
  g_free (pod->phase);
  g_free (pod->ip);
  g_free (pod->node);
  g_ptr_array_unref (pod->ports);
  g_free (pod);
}

static gboolean
equal_ports (const HtPod *a, const HtPod *b)
{
  if (a->ports->len != b->ports->len)
    return FALSE;
  for (guint i = 0; i < a->ports->len; i++)
    {
      const HtPodPort *x = g_ptr_array_index (a->ports, i);
      const HtPodPort *y = g_ptr_array_index (b->ports, i);

      if (x->number != y->number || g_strcmp0 (x->container, y->container) != 0 ||
          g_strcmp0 (x->name, y->name) != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * ht_pod_equal:
 * @a: a pod
 * @b: a pod
 *
 * Returns: whether all that is known of them is the same
 */
gboolean
ht_pod_equal (const HtPod *a, const HtPod *b)
{
  return strcmp (a->name, b->name) == 0 && strcmp (a->namespace_name, b->namespace_name) == 0 &&
         strcmp (a->uid, b->uid) == 0 && strcmp (a->phase, b->phase) == 0 &&
         g_strcmp0 (a->ip, b->ip) == 0 && g_strcmp0 (a->node, b->node) == 0 &&
         a->is_ready == b->is_ready && a->is_deleting == b->is_deleting &&
         a->start_time_ns == b->start_time_ns && a->restart_count == b->restart_count &&
         equal_ports (a, b);
}

/* --- paths --- */

/* Names that are none lead elsewhere in the API. */
static gboolean
is_name (const char *text)
{
  gsize n = strlen (text);

  if (n == 0 || n > MAX_NAME_BYTES || !g_ascii_isalnum (text[0]) || !g_ascii_isalnum (text[n - 1]))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!(g_ascii_islower (text[i]) || g_ascii_isdigit (text[i]) || text[i] == '-' ||
          text[i] == '.'))
      return FALSE;
  return strstr (text, "..") == NULL;
}

/**
 * ht_pod_list_path:
 * @namespace_name: a namespace
 * @label_selector: (nullable): which pods, in the words of `kubectl get -l`; %NULL for all
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what to ask the API server for, to be appended to its URL;
 *   %NULL with %HT_SOURCE_ERROR_INVALID if there can be no such namespace
 */
char *
ht_pod_list_path (const char *namespace_name, const char *label_selector, GError **error)
{
  g_autofree char *escaped = NULL;

  if (!is_name (namespace_name))
    {
      g_autofree char *shown = ht_safe_text_for_terminal (namespace_name, -1);

      g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                   "“%s” is no name of a namespace: these have lower-case letters, digits and "
                   "hyphens",
                   shown);
      return NULL;
    }
  /* What the server has in memory is good enough, and does not go through etcd. */
  if (label_selector == NULL || *label_selector == '\0')
    return g_strdup_printf ("/api/v1/namespaces/%s/pods?resourceVersion=0", namespace_name);
  escaped = g_uri_escape_string (label_selector, NULL, FALSE);
  return g_strdup_printf ("/api/v1/namespaces/%s/pods?labelSelector=%s&resourceVersion=0",
                          namespace_name, escaped);
}

/**
 * ht_pod_proxy_path:
 * @pod: a pod
 * @port: a port that it listens on
 * @use_tls: whether it speaks TLS there; the API server does not verify its certificate
 *
 * Returns: (transfer full): where the API server passes requests on to the pod, to be appended to
 *   its URL; ends with a slash
 */
char *
ht_pod_proxy_path (const HtPod *pod, guint port, gboolean use_tls)
{
  return g_strdup_printf ("/api/v1/namespaces/%s/pods/%s%s:%u/proxy/", pod->namespace_name,
                          use_tls ? "https:" : "", pod->name, port);
}

/* --- JSON, in which nothing needs to be what it should --- */

static JsonNode *
parse_json (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) reason = NULL;
  HtJsonScanner scanner;
  HtJsonToken token = { .kind = HT_JSON_NULL };
  gboolean good;

  /* json-glib recurses; the scanner knows how deep that would go. */
  good = ht_json_scanner_init (&scanner, text, length, &reason);
  while (good && token.kind != HT_JSON_END)
    good = ht_json_scanner_next (&scanner, &token, &reason);
  if (good)
    {
      parser = json_parser_new_immutable ();
      good = json_parser_load_from_data (parser, text, (gssize) length, &reason);
    }
  if (good)
    return json_parser_steal_root (parser);

  g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_BAD_ANSWER,
               "what the API server answered is not JSON: %s", reason->message);
  return NULL;
}

static JsonObject *
as_object (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonNode *
get_member (JsonObject *object, const char *name)
{
  return object != NULL ? json_object_get_member (object, name) : NULL;
}

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  return as_object (get_member (object, name));
}

static JsonArray *
get_array (JsonObject *object, const char *name)
{
  JsonNode *node = get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static guint
get_length (JsonArray *array)
{
  return array != NULL ? json_array_get_length (array) : 0;
}

static JsonObject *
get_item (JsonArray *array, guint i)
{
  return as_object (json_array_get_element (array, i));
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static gint64
get_int (JsonObject *object, const char *name)
{
  JsonNode *node = get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_INT64)
    return 0;
  return json_node_get_int (node);
}

/* --- a pod --- */

static void
read_ports (HtPod *pod, JsonArray *containers)
{
  for (guint i = 0; i < get_length (containers); i++)
    {
      JsonObject *container = get_item (containers, i);
      JsonArray *ports = get_array (container, "ports");

      for (guint j = 0; j < get_length (ports) && pod->ports->len < MAX_PORTS; j++)
        {
          JsonObject *item = get_item (ports, j);
          const char *protocol = get_text (item, "protocol");
          gint64 number = get_int (item, "containerPort");
          HtPodPort *port;

          if (number < 1 || number > 65535 || (protocol != NULL && strcmp (protocol, "TCP") != 0))
            continue;
          port = g_new0 (HtPodPort, 1);
          port->container = g_strdup (get_text (container, "name"));
          port->name = g_strdup (get_text (item, "name"));
          port->number = (guint) number;
          g_ptr_array_add (pod->ports, port);
        }
    }
}

static gboolean
read_ready (JsonArray *conditions)
{
  for (guint i = 0; i < get_length (conditions); i++)
    if (g_strcmp0 (get_text (get_item (conditions, i), "type"), "Ready") == 0)
      return g_strcmp0 (get_text (get_item (conditions, i), "status"), "True") == 0;
  return FALSE;
}

static gint64
sum_restarts (JsonArray *statuses)
{
  gint64 sum = 0;

  for (guint i = 0; i < get_length (statuses); i++)
    {
      gint64 n = get_int (get_item (statuses, i), "restartCount");

      sum += CLAMP (n, 0, G_MAXINT32);
    }
  return sum;
}

static gint64
read_time (const char *text)
{
  gint64 time_ns;

  if (text == NULL || ht_timestamp_scan (text, strlen (text), &time_ns) == 0)
    return HT_UNKNOWN;
  return time_ns;
}

/* A pod that has no proper name can neither be asked nor told from others. */
static HtPod *
read_pod (JsonObject *object)
{
  JsonObject *metadata = get_object (object, "metadata");
  JsonObject *spec = get_object (object, "spec");
  JsonObject *status = get_object (object, "status");
  const char *name = get_text (metadata, "name");
  const char *namespace_name = get_text (metadata, "namespace");
  const char *uid = get_text (metadata, "uid");
  const char *phase = get_text (status, "phase");
  const char *ip = get_text (status, "podIP");
  HtPod *pod;

  if (name == NULL || namespace_name == NULL || !is_name (name) || !is_name (namespace_name))
    return NULL;
  pod = g_new0 (HtPod, 1);
  g_atomic_ref_count_init (&pod->ref_count);
  pod->name = g_strdup (name);
  pod->namespace_name = g_strdup (namespace_name);
  pod->uid = g_strdup (uid != NULL ? uid : name);
  pod->phase = g_strdup (phase != NULL ? phase : "Unknown");
  pod->ip = ip != NULL && *ip != '\0' ? g_strdup (ip) : NULL;
  pod->node = g_strdup (get_text (spec, "nodeName"));
  pod->is_ready = read_ready (get_array (status, "conditions"));
  pod->is_deleting = get_text (metadata, "deletionTimestamp") != NULL;
  pod->start_time_ns = read_time (get_text (status, "startTime"));
  pod->restart_count = sum_restarts (get_array (status, "containerStatuses"));
  pod->ports = g_ptr_array_new_with_free_func (port_free);
  read_ports (pod, get_array (spec, "containers"));
  /* Side cars are containers that begin before the others. */
  read_ports (pod, get_array (spec, "initContainers"));
  return pod;
}

/* --- the list --- */

/* What the API server says of itself where an answer should be. */
static void
set_status_error (JsonObject *status, GError **error)
{
  const char *message = get_text (status, "message");
  g_autofree char *shown = ht_safe_text_for_terminal (message != NULL ? message : "", -1);

  g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_BAD_ANSWER,
               "the API server says %" G_GINT64_FORMAT ": %s", get_int (status, "code"), shown);
}

/**
 * ht_pod_list_decode:
 * @text: what the API server answered to [func@pod_list_path]
 * @length: its length
 * @resource_version: (out) (optional) (nullable): from where to watch
 * @error: return location
 *
 * Reads a list of pods. Those without a proper name are left out, and what is not as it should be
 * counts as not told.
 *
 * Returns: (transfer full) (element-type HtPod) (nullable): the pods, or %NULL with
 *   %HT_SOURCE_ERROR_BAD_ANSWER
 */
GPtrArray *
ht_pod_list_decode (const char *text, gsize length, char **resource_version, GError **error)
{
  g_autoptr (JsonNode) root = parse_json (text, length, error);
  g_autoptr (GPtrArray) pods = NULL;
  JsonObject *object;
  JsonNode *items;

  if (root == NULL)
    return NULL;
  object = as_object (root);
  items = get_member (object, "items");
  if (object != NULL && g_strcmp0 (get_text (object, "kind"), "Status") == 0)
    {
      set_status_error (object, error);
      return NULL;
    }
  /* Go writes a list with nothing in it as null, when it was never made. */
  if (g_strcmp0 (get_text (object, "kind"), "PodList") != 0 || items == NULL ||
      !(JSON_NODE_HOLDS_ARRAY (items) || JSON_NODE_HOLDS_NULL (items)))
    {
      g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_BAD_ANSWER,
                   "this is no list of pods; is the URL that of a Kubernetes API server?");
      return NULL;
    }

  pods = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_pod_unref);
  for (guint i = 0; i < get_length (get_array (object, "items")); i++)
    {
      HtPod *pod = read_pod (get_item (json_node_get_array (items), i));

      if (pod != NULL)
        g_ptr_array_add (pods, pod);
    }
  if (resource_version != NULL)
    *resource_version = g_strdup (get_text (get_object (object, "metadata"), "resourceVersion"));
  return g_steal_pointer (&pods);
}

/* --- the watch --- */

/**
 * ht_pod_stream_new:
 * @func: told of each event
 * @user_data: its data
 *
 * Begins to decode the answer to a list path with `&watch=true`. A pod that was not seen before is
 * %HT_POD_ADDED, whatever the server calls it.
 *
 * Returns: (transfer full): a decoder; one thread at a time
 */
HtPodStream *
ht_pod_stream_new (HtPodEventFunc func, gpointer user_data)
{
  HtPodStream *self = g_new0 (HtPodStream, 1);

  self->func = func;
  self->user_data = user_data;
  self->line = g_string_new (NULL);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * ht_pod_stream_free:
 * @stream: (transfer full) (nullable): the decoder
 */
void
ht_pod_stream_free (HtPodStream *stream)
{
  if (stream == NULL)
    return;
  g_string_free (stream->line, TRUE);
  g_hash_table_unref (stream->known);
  g_free (stream->resource_version);
  g_free (stream);
}

static void
tell_of_pod (HtPodStream *self, const char *type, JsonObject *object)
{
  g_autoptr (HtPod) pod = read_pod (object);

  if (pod == NULL)
    return;
  if (strcmp (type, "DELETED") == 0)
    {
      g_hash_table_remove (self->known, pod->uid);
      self->func (HT_POD_REMOVED, pod, self->user_data);
    }
  else
    self->func (g_hash_table_add (self->known, g_strdup (pod->uid)) ? HT_POD_ADDED : HT_POD_CHANGED,
                pod, self->user_data);
}

static gboolean
read_event (HtPodStream *self, const char *text, gsize length, GError **error)
{
  g_autoptr (JsonNode) root = parse_json (text, length, error);
  JsonObject *event, *object;
  const char *type, *version;

  if (root == NULL)
    return FALSE;
  event = as_object (root);
  type = get_text (event, "type");
  object = get_object (event, "object");
  if (type == NULL || object == NULL)
    {
      g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_BAD_ANSWER,
                   "this is no event of a watch; is the URL that of a Kubernetes API server?");
      return FALSE;
    }
  if (strcmp (type, "ERROR") == 0)
    {
      self->has_expired = get_int (object, "code") == 410;
      set_status_error (object, error);
      return FALSE;
    }
  version = get_text (get_object (object, "metadata"), "resourceVersion");
  if (version != NULL)
    {
      g_free (self->resource_version);
      self->resource_version = g_strdup (version);
    }
  /* BOOKMARK has a version only, and what else there may be one day is no news of pods. */
  if (strcmp (type, "ADDED") == 0 || strcmp (type, "MODIFIED") == 0 ||
      strcmp (type, "DELETED") == 0)
    tell_of_pod (self, type, object);
  return TRUE;
}

/**
 * ht_pod_stream_push:
 * @stream: the decoder
 * @bytes: what came
 * @length: how much
 * @error: return location
 *
 * Takes more of the answer and tells of the events that are complete.
 *
 * Returns: %FALSE with %HT_SOURCE_ERROR if the watch is over: begin anew, with a list if
 *   [method@PodStream.has_expired]
 */
gboolean
ht_pod_stream_push (HtPodStream *stream, const char *bytes, gsize length, GError **error)
{
  while (length > 0)
    {
      const char *newline = memchr (bytes, '\n', length);
      gsize n = newline != NULL ? (gsize) (newline - bytes) : length;

      if (n > HT_POD_WATCH_LINE_MAX - stream->line->len)
        {
          g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_TOO_LARGE,
                       "an event of the watch is larger than %" G_GSIZE_FORMAT " MiB",
                       HT_POD_WATCH_LINE_MAX >> 20);
          return FALSE;
        }
      g_string_append_len (stream->line, bytes, (gssize) n);
      if (newline == NULL)
        return TRUE;
      if (stream->line->len > 0 &&
          !read_event (stream, stream->line->str, stream->line->len, error))
        return FALSE;
      g_string_truncate (stream->line, 0);
      bytes += n + 1;
      length -= n + 1;
    }
  return TRUE;
}

/**
 * ht_pod_stream_get_resource_version:
 * @stream: the decoder
 *
 * Returns: (nullable): from where the next watch goes on
 */
const char *
ht_pod_stream_get_resource_version (const HtPodStream *stream)
{
  return stream->resource_version;
}

/**
 * ht_pod_stream_has_expired:
 * @stream: the decoder
 *
 * Returns: whether the server no longer knows what happened since the version that was asked for
 */
gboolean
ht_pod_stream_has_expired (const HtPodStream *stream)
{
  return stream->has_expired;
}
