/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "pod-list.h"

#include <string.h>

#include "gc-cycle.h"
#include "json-scanner.h"
#include "safe-text.h"
#include "timestamps.h"

/* More of a pod's ports are not asked. */
#define MAX_PORTS 100

/* As Kubernetes limits names of pods and namespaces. */
#define MAX_NAME_BYTES 253

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
  g_free (pod->reason);
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
         g_strcmp0 (a->reason, b->reason) == 0 && g_strcmp0 (a->ip, b->ip) == 0 &&
         g_strcmp0 (a->node, b->node) == 0 && a->is_ready == b->is_ready &&
         a->is_deleting == b->is_deleting && a->start_time_ns == b->start_time_ns &&
         a->restart_count == b->restart_count && equal_ports (a, b);
}

/**
 * ht_kube_is_name:
 * @text: a text
 *
 * Names that are none lead elsewhere in the API.
 *
 * Returns: whether a pod or namespace may be called so
 */
gboolean
ht_kube_is_name (const char *text)
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

/* --- a pod, in which nothing needs to be what it should --- */

static void
take_text (char **place, const HtJsonToken *value)
{
  if (value->kind != HT_JSON_STRING)
    return;
  g_free (*place);
  *place = ht_json_token_dup_string (value);
}

typedef struct
{
  char *name;
  char *protocol;
  guint64 number;
} PortReader;

static gboolean
port_member_cb (HtJsonScanner *scanner,
                const HtJsonToken *key,
                const HtJsonToken *value,
                gpointer user_data,
                GError **error)
{
  PortReader *port = user_data;

  if (ht_json_token_is (key, "name"))
    take_text (&port->name, value);
  else if (ht_json_token_is (key, "protocol"))
    take_text (&port->protocol, value);
  else if (ht_json_token_is (key, "containerPort") &&
           !ht_json_token_get_uint64 (value, &port->number))
    port->number = 0;
  return TRUE;
}

static gboolean
port_cb (HtJsonScanner *scanner,
         const HtJsonToken *key,
         const HtJsonToken *value,
         gpointer user_data,
         GError **error)
{
  GPtrArray *ports = user_data;
  PortReader reader = { 0 };
  gboolean done = ht_json_scanner_each_member (scanner, value, port_member_cb, &reader, error);

  if (done && ports->len < MAX_PORTS && reader.number >= 1 && reader.number <= 65535 &&
      (reader.protocol == NULL || strcmp (reader.protocol, "TCP") == 0))
    {
      HtPodPort *port = g_new0 (HtPodPort, 1);

      port->name = g_steal_pointer (&reader.name);
      port->number = (guint) reader.number;
      g_ptr_array_add (ports, port);
    }
  g_free (reader.name);
  g_free (reader.protocol);
  return done;
}

typedef struct
{
  GPtrArray *ports;
  char *name;
} ContainerReader;

typedef struct
{
  HtPod *pod;
  GPtrArray *side_ports; /* of the containers that begin before the others */
} PodReader;

static gboolean
container_member_cb (HtJsonScanner *scanner,
                     const HtJsonToken *key,
                     const HtJsonToken *value,
                     gpointer user_data,
                     GError **error)
{
  ContainerReader *container = user_data;

  if (ht_json_token_is (key, "name"))
    take_text (&container->name, value);
  else if (ht_json_token_is (key, "ports"))
    return ht_json_scanner_each_item (scanner, value, port_cb, container->ports, error);
  return TRUE;
}

static gboolean
container_cb (HtJsonScanner *scanner,
              const HtJsonToken *key,
              const HtJsonToken *value,
              gpointer user_data,
              GError **error)
{
  GPtrArray *ports = user_data;
  ContainerReader reader = { .ports = ports };
  guint n_before = ports->len;
  gboolean done = ht_json_scanner_each_member (scanner, value, container_member_cb, &reader, error);

  for (guint i = n_before; i < ports->len; i++)
    ((HtPodPort *) g_ptr_array_index (ports, i))->container = g_strdup (reader.name);
  g_free (reader.name);
  return done;
}

static gboolean
metadata_cb (HtJsonScanner *scanner,
             const HtJsonToken *key,
             const HtJsonToken *value,
             gpointer user_data,
             GError **error)
{
  HtPod *pod = user_data;

  if (ht_json_token_is (key, "name"))
    take_text (&pod->name, value);
  else if (ht_json_token_is (key, "namespace"))
    take_text (&pod->namespace_name, value);
  else if (ht_json_token_is (key, "uid"))
    take_text (&pod->uid, value);
  else if (ht_json_token_is (key, "deletionTimestamp"))
    pod->is_deleting = value->kind == HT_JSON_STRING;
  return TRUE;
}

static gboolean
spec_cb (HtJsonScanner *scanner,
         const HtJsonToken *key,
         const HtJsonToken *value,
         gpointer user_data,
         GError **error)
{
  PodReader *reader = user_data;

  if (ht_json_token_is (key, "nodeName"))
    take_text (&reader->pod->node, value);
  else if (ht_json_token_is (key, "containers"))
    return ht_json_scanner_each_item (scanner, value, container_cb, reader->pod->ports, error);
  else if (ht_json_token_is (key, "initContainers"))
    return ht_json_scanner_each_item (scanner, value, container_cb, reader->side_ports, error);
  return TRUE;
}

typedef struct
{
  char *type;
  char *status;
} ConditionReader;

static gboolean
condition_member_cb (HtJsonScanner *scanner,
                     const HtJsonToken *key,
                     const HtJsonToken *value,
                     gpointer user_data,
                     GError **error)
{
  ConditionReader *condition = user_data;

  if (ht_json_token_is (key, "type"))
    take_text (&condition->type, value);
  else if (ht_json_token_is (key, "status"))
    take_text (&condition->status, value);
  return TRUE;
}

static gboolean
condition_cb (HtJsonScanner *scanner,
              const HtJsonToken *key,
              const HtJsonToken *value,
              gpointer user_data,
              GError **error)
{
  HtPod *pod = user_data;
  ConditionReader reader = { 0 };
  gboolean done = ht_json_scanner_each_member (scanner, value, condition_member_cb, &reader, error);

  if (g_strcmp0 (reader.type, "Ready") == 0)
    pod->is_ready = g_strcmp0 (reader.status, "True") == 0;
  g_free (reader.type);
  g_free (reader.status);
  return done;
}

static gboolean
waiting_cb (HtJsonScanner *scanner,
            const HtJsonToken *key,
            const HtJsonToken *value,
            gpointer user_data,
            GError **error)
{
  HtPod *pod = user_data;

  /* Of several containers the first says why. */
  if (ht_json_token_is (key, "reason") && pod->reason == NULL)
    take_text (&pod->reason, value);
  return TRUE;
}

static gboolean
state_cb (HtJsonScanner *scanner,
          const HtJsonToken *key,
          const HtJsonToken *value,
          gpointer user_data,
          GError **error)
{
  if (ht_json_token_is (key, "waiting"))
    return ht_json_scanner_each_member (scanner, value, waiting_cb, user_data, error);
  return TRUE;
}

static gboolean
container_status_member_cb (HtJsonScanner *scanner,
                            const HtJsonToken *key,
                            const HtJsonToken *value,
                            gpointer user_data,
                            GError **error)
{
  HtPod *pod = user_data;
  guint64 n;

  if (ht_json_token_is (key, "restartCount") && ht_json_token_get_uint64 (value, &n))
    pod->restart_count += (gint64) MIN (n, G_MAXINT32);
  else if (ht_json_token_is (key, "state"))
    return ht_json_scanner_each_member (scanner, value, state_cb, pod, error);
  return TRUE;
}

static gboolean
container_status_cb (HtJsonScanner *scanner,
                     const HtJsonToken *key,
                     const HtJsonToken *value,
                     gpointer user_data,
                     GError **error)
{
  return ht_json_scanner_each_member (scanner, value, container_status_member_cb, user_data, error);
}

static gboolean
status_cb (HtJsonScanner *scanner,
           const HtJsonToken *key,
           const HtJsonToken *value,
           gpointer user_data,
           GError **error)
{
  HtPod *pod = user_data;

  if (ht_json_token_is (key, "phase"))
    take_text (&pod->phase, value);
  /* What is said of the whole counts for more than what is said of a container. */
  else if (ht_json_token_is (key, "reason"))
    take_text (&pod->reason, value);
  else if (ht_json_token_is (key, "podIP"))
    take_text (&pod->ip, value);
  else if (ht_json_token_is (key, "conditions"))
    return ht_json_scanner_each_item (scanner, value, condition_cb, pod, error);
  else if (ht_json_token_is (key, "containerStatuses"))
    return ht_json_scanner_each_item (scanner, value, container_status_cb, pod, error);
  else if (ht_json_token_is (key, "startTime") && value->kind == HT_JSON_STRING &&
           ht_timestamp_scan (value->text, value->length, &pod->start_time_ns) == 0)
    pod->start_time_ns = HT_UNKNOWN;
  return TRUE;
}

static gboolean
pod_cb (HtJsonScanner *scanner,
        const HtJsonToken *key,
        const HtJsonToken *value,
        gpointer user_data,
        GError **error)
{
  PodReader *reader = user_data;

  if (ht_json_token_is (key, "metadata"))
    return ht_json_scanner_each_member (scanner, value, metadata_cb, reader->pod, error);
  if (ht_json_token_is (key, "spec"))
    return ht_json_scanner_each_member (scanner, value, spec_cb, reader, error);
  if (ht_json_token_is (key, "status"))
    return ht_json_scanner_each_member (scanner, value, status_cb, reader->pod, error);
  return TRUE;
}

/* A pod that has no proper name can neither be asked nor told from others. */
static gboolean
complete (HtPod *pod)
{
  if (pod->name == NULL || pod->namespace_name == NULL || !ht_kube_is_name (pod->name) ||
      !ht_kube_is_name (pod->namespace_name))
    return FALSE;
  if (pod->uid == NULL)
    pod->uid = g_strdup (pod->name);
  if (pod->phase == NULL)
    pod->phase = g_strdup ("Unknown");
  if (pod->ip != NULL && *pod->ip == '\0')
    g_clear_pointer (&pod->ip, g_free);
  return TRUE;
}

/* --- the list --- */

typedef struct
{
  GPtrArray *pods;
  char *kind;
  char *message;
  guint64 code;
  gboolean has_items;
} ListReader;

static gboolean
item_cb (HtJsonScanner *scanner,
         const HtJsonToken *key,
         const HtJsonToken *value,
         gpointer user_data,
         GError **error)
{
  GPtrArray *pods = user_data;
  g_autoptr (HtPod) pod = g_new0 (HtPod, 1);
  g_autoptr (GPtrArray) side_ports = g_ptr_array_new_with_free_func (port_free);
  PodReader reader = { pod, side_ports };

  g_atomic_ref_count_init (&pod->ref_count);
  pod->start_time_ns = HT_UNKNOWN;
  pod->ports = g_ptr_array_new_with_free_func (port_free);
  if (!ht_json_scanner_each_member (scanner, value, pod_cb, &reader, error))
    return FALSE;
  g_ptr_array_extend_and_steal (pod->ports, g_steal_pointer (&side_ports));
  if (complete (pod))
    g_ptr_array_add (pods, g_steal_pointer (&pod));
  return TRUE;
}

static gboolean
list_cb (HtJsonScanner *scanner,
         const HtJsonToken *key,
         const HtJsonToken *value,
         gpointer user_data,
         GError **error)
{
  ListReader *list = user_data;

  if (ht_json_token_is (key, "kind"))
    take_text (&list->kind, value);
  else if (ht_json_token_is (key, "message"))
    take_text (&list->message, value);
  else if (ht_json_token_is (key, "code"))
    ht_json_token_get_uint64 (value, &list->code);
  else if (ht_json_token_is (key, "items"))
    {
      /* Go writes a list with nothing in it as null, when it was never made. */
      list->has_items = value->kind == HT_JSON_ARRAY_BEGIN || value->kind == HT_JSON_NULL;
      return ht_json_scanner_each_item (scanner, value, item_cb, list->pods, error);
    }
  return TRUE;
}

static gboolean
read_list (ListReader *list, const char *text, gsize length, GError **error)
{
  g_autoptr (GError) reason = NULL;
  HtJsonScanner scanner;
  HtJsonToken token;
  gboolean good;

  good = ht_json_scanner_init (&scanner, text, length, &reason) &&
         ht_json_scanner_next (&scanner, &token, &reason) &&
         ht_json_scanner_each_member (&scanner, &token, list_cb, list, &reason) &&
         ht_json_scanner_next (&scanner, &token, &reason);
  if (!good)
    {
      g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT,
                   "what the API server answered is not JSON: %s", reason->message);
      return FALSE;
    }
  /* What the API server says of itself where an answer should be. */
  if (g_strcmp0 (list->kind, "Status") == 0)
    {
      g_autofree char *shown =
          ht_safe_text_for_terminal (list->message != NULL ? list->message : "", -1);

      g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
                   "the API server says %" G_GUINT64_FORMAT ": %s", list->code, shown);
      return FALSE;
    }
  if (g_strcmp0 (list->kind, "PodList") == 0 && list->has_items)
    return TRUE;
  g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
               "this is no list of pods; is the URL that of a Kubernetes API server?");
  return FALSE;
}

/**
 * ht_pod_list_decode:
 * @text: what the API server answered to the question for pods
 * @length: its length
 * @error: return location
 *
 * Reads a list of pods. Those without a proper name are left out, and what is not as it should be
 * counts as not told.
 *
 * Returns: (transfer full) (element-type HtPod) (nullable): the pods, or %NULL with
 *   %HT_FORMAT_ERROR
 */
GPtrArray *
ht_pod_list_decode (const char *text, gsize length, GError **error)
{
  g_autoptr (GPtrArray) pods = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_pod_unref);
  ListReader list = { .pods = pods };
  gboolean done = read_list (&list, text, length, error);

  g_free (list.kind);
  g_free (list.message);
  return done ? g_steal_pointer (&pods) : NULL;
}
