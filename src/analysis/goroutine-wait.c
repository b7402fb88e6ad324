/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "goroutine-wait.h"

#include "frame-origin.h"

#include <string.h>

/* Functions of the standard library that show what is waited for, those of runtime as every
 * version since Go 1.5 calls them. What ends in "*" is the beginning of a name. */
static const struct
{
  const char *function;
  HtGoroutineWaitKind kind;
} signs[] = {
  { "runtime.chansend*", HT_GOROUTINE_WAIT_SEND },
  { "runtime.chanrecv*", HT_GOROUTINE_WAIT_RECEIVE },
  { "runtime.selectgo", HT_GOROUTINE_WAIT_SELECT },
  { "runtime.block", HT_GOROUTINE_WAIT_SELECT },
  { "sync.runtime_SemacquireMutex", HT_GOROUTINE_WAIT_LOCK },
  { "internal/sync.runtime_SemacquireMutex", HT_GOROUTINE_WAIT_LOCK },
  { "sync.runtime_SemacquireRWMutex*", HT_GOROUTINE_WAIT_LOCK },
  { "sync.(*Mutex).*", HT_GOROUTINE_WAIT_LOCK },
  { "sync.(*RWMutex).*", HT_GOROUTINE_WAIT_LOCK },
  { "time.Sleep", HT_GOROUTINE_WAIT_SLEEP },
};

/* Connections of net/http, which have goroutines of their own: those of a client wait for the body
 * to be read and closed. */
static const char *const http_signs[] = {
  "net/http.(*persistConn).*",       "net/http.(*Transport).*",
  "net/http.(*http2ClientConn).*",   "net/http.(*http2clientConnReadLoop).*",
  "net/http.(*http2clientStream).*", "net/http.(*conn).*",
  "net/http.(*http2serverConn).*",
};

static gboolean
matches (const char *name, const char *sign)
{
  gsize length = strlen (sign);

  if (sign[length - 1] == '*')
    return strncmp (name, sign, length - 1) == 0;
  return strcmp (name, sign) == 0;
}

static HtGoroutineWaitKind
get_kind (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (matches (name, signs[i].function))
      return signs[i].kind;
  return HT_GOROUTINE_WAIT_OTHER;
}

static gboolean
is_of_http (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (http_signs); i++)
    if (matches (name, http_signs[i]))
      return TRUE;
  return FALSE;
}

/**
 * ht_goroutine_wait_find:
 * @catalog: a catalog
 * @node: node of its call tree: the stack of a goroutine
 *
 * Tells where a goroutine waits. What it waits for is told by the functions of the standard library
 * that the waiting function called, so what stands further up does not count: a handler of an HTTP
 * server that waits for a channel waits for a channel.
 *
 * Returns: where and for what
 */
HtGoroutineWait
ht_goroutine_wait_find (const HtCatalog *catalog, guint32 node)
{
  HtGoroutineWait wait = { 0 };
  gboolean found = FALSE;

  for (; node != 0; node = ht_call_tree_parent (catalog->tree, node))
    {
      const HtFrame *frame =
          ht_symbols_get_frame (catalog->symbols, ht_call_tree_frame (catalog->tree, node));
      const HtFunction *function = ht_symbols_get_function (catalog->symbols, frame->function);
      const char *name = ht_strings_get (catalog->strings, function->name);
      HtFrameOrigin origin =
          ht_frame_origin (name, ht_strings_get (catalog->strings, function->file));

      if (origin == HT_FRAME_OWN && wait.responsible == 0)
        wait.responsible = frame->function;
      if (found)
        continue;
      wait.function = frame->function;
      wait.line = frame->line;
      found = origin == HT_FRAME_OWN || origin == HT_FRAME_LIBRARY;
      if (found)
        continue;
      if (wait.kind == HT_GOROUTINE_WAIT_OTHER)
        wait.kind = get_kind (name);
      if (is_of_http (name))
        wait.kind = HT_GOROUTINE_WAIT_HTTP;
    }
  return wait;
}

/**
 * ht_goroutine_wait_get_class:
 * @kind: what goroutines wait for
 *
 * Returns: (nullable): what growth is called whose cause is that they do; %NULL where more has to
 *   be known
 */
const char *
ht_goroutine_wait_get_class (HtGoroutineWaitKind kind)
{
  static const char *const classes[] = {
    [HT_GOROUTINE_WAIT_OTHER] = NULL,
    [HT_GOROUTINE_WAIT_SEND] = "goroutine-leak-chan",
    [HT_GOROUTINE_WAIT_RECEIVE] = NULL,
    [HT_GOROUTINE_WAIT_SELECT] = "goroutine-leak-select",
    [HT_GOROUTINE_WAIT_LOCK] = "goroutine-leak-mutex",
    [HT_GOROUTINE_WAIT_SLEEP] = "goroutine-leak-timer",
    [HT_GOROUTINE_WAIT_HTTP] = "goroutine-leak-http",
  };

  return classes[kind];
}

/**
 * ht_goroutine_wait_get_id:
 * @kind: what goroutines wait for
 *
 * Returns: its name for programs; it never changes
 */
const char *
ht_goroutine_wait_get_id (HtGoroutineWaitKind kind)
{
  static const char *const ids[] = {
    [HT_GOROUTINE_WAIT_OTHER] = "other",     [HT_GOROUTINE_WAIT_SEND] = "send",
    [HT_GOROUTINE_WAIT_RECEIVE] = "receive", [HT_GOROUTINE_WAIT_SELECT] = "select",
    [HT_GOROUTINE_WAIT_LOCK] = "lock",       [HT_GOROUTINE_WAIT_SLEEP] = "sleep",
    [HT_GOROUTINE_WAIT_HTTP] = "http",
  };

  return ids[kind];
}
