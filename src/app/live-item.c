/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "live-item.h"

#include <glib/gi18n.h>

#define SECOND_US G_GINT64_CONSTANT (1000000)

struct _HtLiveItem
{
  GObject parent_instance;

  /* Owned */
  char *name;
  HtTargetSettings *settings; /* nullable */
  char *reason;               /* nullable */
  HtTargetGlance *glance;     /* nullable */

  HtLiveState state;
  gint64 since_ns; /* when it began to be recorded, ns since 1970 */
  gint64 target;   /* id in the recording; 0 until it has one */
  guint countdown; /* source id */
  gint64 retry_us; /* when it is asked again, on the monotonic clock; 0 if it answers */
  gboolean is_paused;
  gboolean is_unverified;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtLiveItem, ht_live_item, G_TYPE_OBJECT)

static void
ht_live_item_finalize (GObject *object)
{
  HtLiveItem *self = HT_LIVE_ITEM (object);

  g_clear_handle_id (&self->countdown, g_source_remove);
  g_free (self->name);
  g_clear_pointer (&self->settings, ht_target_settings_unref);
  g_free (self->reason);
  g_clear_pointer (&self->glance, ht_target_glance_unref);
  G_OBJECT_CLASS (ht_live_item_parent_class)->finalize (object);
}

static void
ht_live_item_class_init (HtLiveItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ht_live_item_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ht_live_item_init (HtLiveItem *self)
{
}

/**
 * ht_live_item_new_found:
 * @name: what people call the service
 * @is_unverified: whether its certificate is not looked at
 *
 * Returns: (transfer full): a service that the recorder found by itself, such as a pod
 */
HtLiveItem *
ht_live_item_new_found (const char *name, gboolean is_unverified)
{
  HtLiveItem *self = g_object_new (HT_TYPE_LIVE_ITEM, NULL);

  self->name = g_strdup (name);
  self->is_unverified = is_unverified;
  self->since_ns = g_get_real_time () * 1000;
  return self;
}

/**
 * ht_live_item_new:
 * @settings: how it is reached
 *
 * Returns: (transfer full): a service of which nothing is known yet
 */
HtLiveItem *
ht_live_item_new (HtTargetSettings *settings)
{
  HtLiveItem *self = ht_live_item_new_found (settings->name, settings->unverified);

  self->settings = ht_target_settings_ref (settings);
  return self;
}

/**
 * ht_live_item_get_settings:
 * @self: the service
 *
 * Returns: (transfer none) (nullable): how it is reached, if the user said so
 */
HtTargetSettings *
ht_live_item_get_settings (HtLiveItem *self)
{
  return self->settings;
}

/**
 * ht_live_item_set_settings:
 * @self: the service
 * @settings: what the user wants from now on
 */
void
ht_live_item_set_settings (HtLiveItem *self, HtTargetSettings *settings)
{
  ht_target_settings_ref (settings);
  g_clear_pointer (&self->settings, ht_target_settings_unref);
  self->settings = settings;
}

/* The seconds until it is asked again are told as they pass. */
static gboolean
countdown_cb (gpointer user_data)
{
  HtLiveItem *self = user_data;
  gboolean goes_on = self->retry_us > g_get_monotonic_time ();

  if (!goes_on)
    self->countdown = 0;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return goes_on;
}

/**
 * ht_live_item_take_news:
 * @self: the service
 * @news: what the recorder tells of it
 */
void
ht_live_item_take_news (HtLiveItem *self, const HtRecorderNews *news)
{
  self->target = news->target;
  self->state = news->state;
  self->retry_us = news->retry_us;
  self->is_paused = news->state == HT_LIVE_PAUSED;
  g_free (self->reason);
  self->reason = g_strdup (news->reason);
  if (self->retry_us > g_get_monotonic_time () && self->countdown == 0)
    self->countdown = g_timeout_add_seconds (1, countdown_cb, self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * ht_live_item_set_glance:
 * @self: the service
 * @glance: what was recorded of late
 */
void
ht_live_item_set_glance (HtLiveItem *self, HtTargetGlance *glance)
{
  g_clear_pointer (&self->glance, ht_target_glance_unref);
  self->glance = ht_target_glance_ref (glance);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * ht_live_item_get_glance:
 * @self: the service
 *
 * Returns: (transfer none) (nullable): what was recorded of late
 */
const HtTargetGlance *
ht_live_item_get_glance (HtLiveItem *self)
{
  return self->glance;
}

/**
 * ht_live_item_set_paused:
 * @self: the service
 * @paused: whether the user wants it left alone
 *
 * Shows it at once; that it is so, the recorder tells.
 */
void
ht_live_item_set_paused (HtLiveItem *self, gboolean paused)
{
  if (self->is_paused == paused)
    return;
  self->is_paused = paused;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * ht_live_item_get_name:
 * @self: the service
 *
 * Returns: (transfer none): what people call it
 */
const char *
ht_live_item_get_name (HtLiveItem *self)
{
  return self->name;
}

/**
 * ht_live_item_get_url:
 * @self: the service
 *
 * Returns: (transfer none): where it is, or its name if only the recorder knows
 */
const char *
ht_live_item_get_url (HtLiveItem *self)
{
  return self->settings != NULL ? self->settings->url : self->name;
}

/**
 * ht_live_item_get_target:
 * @self: the service
 *
 * Returns: its id in the recording; 0 as long as it has none
 */
gint64
ht_live_item_get_target (HtLiveItem *self)
{
  return self->target;
}

/**
 * ht_live_item_get_since_ns:
 * @self: the service
 *
 * Returns: when it began to be recorded this time, ns since 1970
 */
gint64
ht_live_item_get_since_ns (HtLiveItem *self)
{
  return self->since_ns;
}

/**
 * ht_live_item_is_paused:
 * @self: the service
 *
 * Returns: whether the user wants it left alone
 */
gboolean
ht_live_item_is_paused (HtLiveItem *self)
{
  return self->is_paused;
}

/**
 * ht_live_item_is_unverified:
 * @self: the service
 *
 * Returns: whether anybody could answer in its place
 */
gboolean
ht_live_item_is_unverified (HtLiveItem *self)
{
  return self->is_unverified;
}

/**
 * ht_live_item_get_state:
 * @self: the service
 *
 * Returns: how it is
 */
HtLiveState
ht_live_item_get_state (HtLiveItem *self)
{
  return self->state;
}

/**
 * ht_live_item_get_reason:
 * @self: the service
 *
 * Returns: (transfer none) (nullable): why it is not recorded, whole
 */
const char *
ht_live_item_get_reason (HtLiveItem *self)
{
  return self->reason;
}

/**
 * ht_live_item_get_icon_name:
 * @self: the service
 *
 * Returns: (transfer none): a symbol for how it is; each state has a shape of its own
 */
const char *
ht_live_item_get_icon_name (HtLiveItem *self)
{
  switch (self->is_paused ? HT_LIVE_PAUSED : self->state)
    {
    case HT_LIVE_RECORDING:
      return "media-record-symbolic";
    case HT_LIVE_RETRYING:
      return "dialog-warning-symbolic";
    case HT_LIVE_UNAUTHORIZED:
      return "dialog-password-symbolic";
    case HT_LIVE_PAUSED:
      return "media-playback-pause-symbolic";
    case HT_LIVE_CONNECTING:
    default:
      return "content-loading-symbolic";
    }
}

/**
 * ht_live_item_describe:
 * @self: the service
 * @now_us: the time on the monotonic clock
 *
 * Returns: (transfer full): how it is, in a few words
 */
char *
ht_live_item_describe (HtLiveItem *self, gint64 now_us)
{
  gint64 left_s = (self->retry_us - now_us + SECOND_US - 1) / SECOND_US;

  switch (self->is_paused ? HT_LIVE_PAUSED : self->state)
    {
    case HT_LIVE_RECORDING:
      return g_strdup (_ ("Recording"));
    case HT_LIVE_RETRYING:
      if (left_s > 0)
        return g_strdup_printf (g_dngettext (NULL, "Retrying in %d second",
                                             "Retrying in %d seconds", (gulong) left_s),
                                (int) left_s);
      return g_strdup (_ ("Retrying…"));
    case HT_LIVE_UNAUTHORIZED:
      return g_strdup (_ ("Unauthorised"));
    case HT_LIVE_PAUSED:
      return g_strdup (_ ("Paused"));
    case HT_LIVE_CONNECTING:
    default:
      return g_strdup (_ ("Connecting…"));
    }
}
