/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "connect-cluster-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "file-chooser.h"
#include "intervals-row.h"
#include "kube-access.h"
#include "pod-listing.h"
#include "probe-view.h"

/* Typing that has rested for so long is over. */
#define REST_MS 400

/* How often the pods are looked at again, as the recorder does. */
#define AGAIN_S 5

/* Nobody reads more of them here. */
#define MOST_SHOWN 50

struct _HtConnectClusterPage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *page;
  AdwActionRow *kubeconfig_row;
  AdwComboRow *context;
  GtkEditable *namespace_name;
  GtkEditable *selector;
  GtkEditable *port;
  GtkEditable *prefix;
  GtkEditable *group;
  HtIntervalsRow *intervals;
  HtProbeView *view;

  /* Owned */
  HtKubeconfig *config;
  char *kubeconfig;       /* a file that the user has chosen */
  char *shown;            /* what the view tells, so that the same is not built again */
  GCancellable *loading;  /* the kubeconfig */
  GCancellable *listing;  /* the pods */
  GCancellable *choosing; /* a kubeconfig */

  gboolean fills_in; /* the entries are not being edited */
  guint rest;        /* source id */
};

enum
{
  SIGNAL_FOLLOW,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void connect_page_init (HtConnectPageInterface *iface);
static void look_after (HtConnectClusterPage *self, guint wait_ms);

G_DEFINE_FINAL_TYPE_WITH_CODE (HtConnectClusterPage,
                               ht_connect_cluster_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (HT_TYPE_CONNECT_PAGE, connect_page_init))

/* --- what is asked for --- */

static char *
get_text (GtkEditable *entry)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

static const HtKubeContext *
get_context (HtConnectClusterPage *self)
{
  const GPtrArray *contexts =
      self->config != NULL ? ht_kubeconfig_get_contexts (self->config) : NULL;
  guint selected = adw_combo_row_get_selected (self->context);

  return contexts != NULL && selected < contexts->len ? g_ptr_array_index (contexts, selected)
                                                      : NULL;
}

static HtPodQuery *
make_query (HtConnectClusterPage *self, GError **error)
{
  g_autoptr (HtPodQuery) query = g_new0 (HtPodQuery, 1);
  const HtKubeContext *context = get_context (self);
  g_autofree char *port = get_text (self->port);

  query->kubeconfig = g_strdup (self->kubeconfig);
  query->context = context != NULL ? g_strdup (context->name) : NULL;
  query->namespace_name = get_text (self->namespace_name);
  query->label_selector = get_text (self->selector);
  query->prefix = get_text (self->prefix);
  query->name = get_text (self->group);
  if (!ht_pod_query_set_port (query, port != NULL ? port : "", error) ||
      !ht_pod_query_check (query, error))
    return NULL;
  return g_steal_pointer (&query);
}

/* --- what matches --- */

/* Whether it tells something else than what is shown. */
static gboolean
is_another (HtConnectClusterPage *self, const char *text)
{
  if (g_strcmp0 (self->shown, text) == 0)
    return FALSE;
  g_free (self->shown);
  self->shown = g_strdup (text);
  return TRUE;
}

static void
show_error (HtConnectClusterPage *self, const char *title, const char *reason)
{
  if (is_another (self, reason))
    ht_probe_view_show_error (self->view, title, reason);
}

static gboolean
declares_port (const HtPod *pod, guint port)
{
  for (guint i = 0; i < pod->ports->len; i++)
    if (((const HtPodPort *) g_ptr_array_index (pod->ports, i))->number == port)
      return TRUE;
  return FALSE;
}

/* A pod may listen where it does not say so, but mostly that is a mistake of who asks. */
static char *
describe_ports (const HtPod *pod, guint port)
{
  g_autoptr (GString) numbers = g_string_new (NULL);

  if (pod->ports->len == 0 || declares_port (pod, port))
    return NULL;
  for (guint i = 0; i < pod->ports->len; i++)
    g_string_append_printf (numbers, "%s%u", i > 0 ? ", " : "",
                            ((const HtPodPort *) g_ptr_array_index (pod->ports, i))->number);
  /* Translators: %u is a port that was asked for, %s are those that are told of */
  return g_strdup_printf (_ ("It does not tell of port %u, but of %s."), port, numbers->str);
}

static gboolean
is_running (const HtPod *pod)
{
  return strcmp (pod->phase, "Running") == 0 && !pod->is_deleting;
}

static void
add_pod (HtConnectClusterPage *self, const HtPod *pod, guint port)
{
  g_autofree char *how = ht_pod_describe (pod);
  g_autofree char *ports = describe_ports (pod, port);
  g_autofree char *both = ports != NULL ? g_strdup_printf ("%s\n%s", how, ports) : NULL;
  HtProbeState state = HT_PROBE_FOUND;
  const char *word = _ ("runs");

  if (!is_running (pod))
    {
      state = HT_PROBE_MISSING;
      word = _ ("does not run");
    }
  else if (pod->reason != NULL || ports != NULL)
    {
      state = HT_PROBE_FAILED;
      word = _ ("may not answer");
    }
  ht_probe_view_add (self->view, state, word, pod->name, both != NULL ? both : how);
}

static guint
count_running (const GPtrArray *pods)
{
  guint n = 0;

  for (guint i = 0; i < pods->len; i++)
    n += is_running (g_ptr_array_index (pods, i));
  return n;
}

static char *
make_title (const HtPodListing *listing, guint n_running)
{
  if (listing->pods->len == 0)
    /* Translators: %s is a namespace of a Kubernetes cluster */
    return g_strdup_printf (_ ("No pod in %s matches now"), listing->namespace_name);
  if (n_running < listing->pods->len)
    return g_strdup_printf (g_dngettext (NULL, "%u pod matches, %u of them runs",
                                         "%u pods match, %u of them run", listing->pods->len),
                            listing->pods->len, n_running);
  return g_strdup_printf (g_dngettext (NULL, "%u pod matches", "%u pods match", n_running),
                          n_running);
}

static char *
sum_up (const HtPodListing *listing, guint port)
{
  g_autoptr (GString) text = g_string_new (listing->namespace_name);

  g_string_append_printf (text, " %u", port);
  for (guint i = 0; i < MIN (listing->pods->len, MOST_SHOWN); i++)
    {
      const HtPod *pod = g_ptr_array_index (listing->pods, i);
      g_autofree char *how = ht_pod_describe (pod);

      g_string_append_printf (text, "\n%s %s", pod->name, how);
    }
  g_string_append_printf (text, "\n%u", listing->pods->len);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_listing (HtConnectClusterPage *self, const HtPodListing *listing, guint port)
{
  guint n_running = count_running (listing->pods);
  g_autofree char *sum = sum_up (listing, port);
  g_autofree char *title = make_title (listing, n_running);

  if (!is_another (self, sum))
    return;
  ht_probe_view_begin (self->view, title,
                       n_running < listing->pods->len || listing->pods->len == 0
                           ? _ ("Pods are recorded from when they run until they are gone.")
                           : NULL);
  for (guint i = 0; i < MIN (listing->pods->len, MOST_SHOWN); i++)
    add_pod (self, g_ptr_array_index (listing->pods, i), port);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtConnectClusterPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HtPodListing) listing = ht_pod_listing_finish (result, &error);
  g_autoptr (HtPodQuery) query = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->page == NULL)
    return;
  g_clear_object (&self->listing);
  query = make_query (self, NULL);
  if (listing == NULL)
    show_error (self, _ ("The cluster does not tell its pods"), error->message);
  else if (query != NULL)
    show_listing (self, listing, query->port);
  look_after (self, AGAIN_S * 1000);
}

static void
look (HtConnectClusterPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtPodQuery) query = make_query (self, &error);

  if (query == NULL)
    {
      show_error (self, _ ("This cannot be recorded"), error->message);
      return;
    }
  if (self->shown == NULL)
    ht_probe_view_show_busy (self->view);
  self->listing = g_cancellable_new ();
  ht_pod_listing_async (query, self->listing, listed_cb, g_object_ref (self));
}

static gboolean
rest_cb (gpointer user_data)
{
  HtConnectClusterPage *self = user_data;

  self->rest = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
stop_looking (HtConnectClusterPage *self)
{
  g_clear_handle_id (&self->rest, g_source_remove);
  g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
}

/* Only while somebody sees it. */
static void
look_after (HtConnectClusterPage *self, guint wait_ms)
{
  stop_looking (self);
  if (get_context (self) != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->rest = g_timeout_add (wait_ms, rest_cb, self);
}

static void
changed_cb (HtConnectClusterPage *self)
{
  if (self->fills_in)
    return;
  g_clear_pointer (&self->shown, g_free);
  ht_probe_view_show_hint (self->view, NULL);
  look_after (self, REST_MS);
  ht_connect_page_changed (HT_CONNECT_PAGE (self));
}

/* --- the kubeconfig --- */

static void
context_changed_cb (HtConnectClusterPage *self)
{
  const HtKubeContext *context = get_context (self);

  if (self->fills_in || context == NULL)
    return;
  gtk_editable_set_text (self->namespace_name, context->namespace_name);
  changed_cb (self);
}

static void
fill_in_contexts (HtConnectClusterPage *self)
{
  const GPtrArray *contexts = ht_kubeconfig_get_contexts (self->config);
  const char *current = ht_kubeconfig_get_current_context (self->config);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  for (guint i = 0; i < contexts->len; i++)
    {
      const HtKubeContext *context = g_ptr_array_index (contexts, i);

      gtk_string_list_append (names, context->name);
      if (g_strcmp0 (context->name, current) == 0)
        selected = i;
    }
  self->fills_in = TRUE;
  adw_combo_row_set_model (self->context, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->context,
                              contexts->len > 0 ? selected : GTK_INVALID_LIST_POSITION);
  self->fills_in = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->context), contexts->len > 0);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtConnectClusterPage) self = user_data;
  g_autoptr (GError) error = NULL;
  HtKubeconfig *config = ht_kube_load_config_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->page == NULL)
    {
      ht_kubeconfig_free (config);
      return;
    }
  g_clear_pointer (&self->config, ht_kubeconfig_free);
  self->config = config;
  if (config == NULL)
    {
      gtk_widget_set_sensitive (GTK_WIDGET (self->context), FALSE);
      show_error (self, _ ("There is no kubeconfig that can be read"), error->message);
    }
  else
    fill_in_contexts (self);
  if (config != NULL && get_context (self) == NULL)
    show_error (self, _ ("There is no context in the kubeconfig"),
                _ ("Choose another one, or add a context with kubectl config set-context."));
  context_changed_cb (self);
  ht_connect_page_changed (HT_CONNECT_PAGE (self));
}

static void
load (HtConnectClusterPage *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  adw_action_row_set_subtitle (self->kubeconfig_row, self->kubeconfig != NULL
                                                         ? self->kubeconfig
                                                         : _ ("The one that kubectl uses"));
  ht_kube_load_config_async (self->kubeconfig, self->loading, loaded_cb, g_object_ref (self));
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtConnectClusterPage) self = user_data;
  g_autofree char *path = ht_choose_file_finish (result, NULL);

  if (path == NULL || self->page == NULL)
    return;
  g_free (self->kubeconfig);
  self->kubeconfig = g_steal_pointer (&path);
  g_clear_pointer (&self->shown, g_free);
  load (self);
}

static void
choose_cb (HtConnectClusterPage *self)
{
  ht_choose_file_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                        _ ("Choose a Kubeconfig"), self->choosing, chosen_cb, g_object_ref (self));
}

/* --- the dialog --- */

static const char *
get_label (HtConnectPage *page)
{
  return _ ("_Record");
}

/* Pods may come later. */
static gboolean
is_ready (HtConnectPage *page)
{
  HtConnectClusterPage *self = HT_CONNECT_CLUSTER_PAGE (page);
  g_autoptr (HtPodQuery) query = make_query (self, NULL);

  return query != NULL && get_context (self) != NULL;
}

static void
act (HtConnectPage *page)
{
  HtConnectClusterPage *self = HT_CONNECT_CLUSTER_PAGE (page);
  g_autoptr (HtPodQuery) query = make_query (self, NULL);
  HtTargetIntervals intervals = ht_intervals_row_get (self->intervals);

  stop_looking (self);
  g_signal_emit (self, signals[SIGNAL_FOLLOW], 0, query, &intervals);
  ht_connect_page_finish (page);
}

static void
entry_activated_cb (HtConnectClusterPage *self)
{
  if (is_ready (HT_CONNECT_PAGE (self)))
    act (HT_CONNECT_PAGE (self));
  else
    look (self);
}

static void
focus (HtConnectPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (HT_CONNECT_CLUSTER_PAGE (page)->selector));
}

static void
connect_page_init (HtConnectPageInterface *iface)
{
  iface->get_label = get_label;
  iface->is_ready = is_ready;
  iface->act = act;
  iface->focus = focus;
}

static void
ht_connect_cluster_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ht_connect_cluster_page_parent_class)->map (widget);
  /* Nobody who connects to something else has anything read, or run. */
  if (HT_CONNECT_CLUSTER_PAGE (widget)->loading == NULL)
    load (HT_CONNECT_CLUSTER_PAGE (widget));
  else
    look_after (HT_CONNECT_CLUSTER_PAGE (widget), 0);
}

static void
ht_connect_cluster_page_unmap (GtkWidget *widget)
{
  stop_looking (HT_CONNECT_CLUSTER_PAGE (widget));
  GTK_WIDGET_CLASS (ht_connect_cluster_page_parent_class)->unmap (widget);
}

static void
ht_connect_cluster_page_dispose (GObject *object)
{
  HtConnectClusterPage *self = HT_CONNECT_CLUSTER_PAGE (object);

  stop_looking (self);
  g_cancellable_cancel (self->loading);
  g_cancellable_cancel (self->choosing);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_CONNECT_CLUSTER_PAGE);
  G_OBJECT_CLASS (ht_connect_cluster_page_parent_class)->dispose (object);
}

static void
ht_connect_cluster_page_finalize (GObject *object)
{
  HtConnectClusterPage *self = HT_CONNECT_CLUSTER_PAGE (object);

  g_clear_object (&self->loading);
  g_clear_object (&self->choosing);
  g_clear_pointer (&self->config, ht_kubeconfig_free);
  g_free (self->kubeconfig);
  g_free (self->shown);
  G_OBJECT_CLASS (ht_connect_cluster_page_parent_class)->finalize (object);
}

static void
ht_connect_cluster_page_class_init (HtConnectClusterPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_connect_cluster_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ht_connect_cluster_page_finalize;
  widget_class->map = ht_connect_cluster_page_map;
  widget_class->unmap = ht_connect_cluster_page_unmap;
  signals[SIGNAL_FOLLOW] =
      g_signal_new ("follow", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);
  g_type_ensure (HT_TYPE_INTERVALS_ROW);
  g_type_ensure (HT_TYPE_PROBE_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/connect-cluster-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HtConnectClusterPage, page);
  gtk_widget_class_bind_template_child (widget_class, HtConnectClusterPage, kubeconfig_row);
  gtk_widget_class_bind_template_child (widget_class, HtConnectClusterPage, context);
  gtk_widget_class_bind_template_child (widget_class, HtConnectClusterPage, namespace_name);
  gtk_widget_class_bind_template_child (widget_class, HtConnectClusterPage, selector);
  gtk_widget_class_bind_template_child (widget_class, HtConnectClusterPage, port);
  gtk_widget_class_bind_template_child (widget_class, HtConnectClusterPage, prefix);
  gtk_widget_class_bind_template_child (widget_class, HtConnectClusterPage, group);
  gtk_widget_class_bind_template_child (widget_class, HtConnectClusterPage, intervals);
  gtk_widget_class_bind_template_child (widget_class, HtConnectClusterPage, view);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, context_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
}

static void
ht_connect_cluster_page_init (HtConnectClusterPage *self)
{
  self->choosing = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ht_connect_cluster_page_new:
 *
 * Returns: (transfer floating): a page that reads the kubeconfig once it is shown
 */
GtkWidget *
ht_connect_cluster_page_new (void)
{
  return g_object_new (HT_TYPE_CONNECT_CLUSTER_PAGE, NULL);
}
