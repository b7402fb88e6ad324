/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog.h"

G_BEGIN_DECLS

/**
 * HtGoroutineWaitKind:
 * @HT_GOROUTINE_WAIT_OTHER: for something else, or not at all
 * @HT_GOROUTINE_WAIT_SEND: until somebody takes from a channel
 * @HT_GOROUTINE_WAIT_RECEIVE: until somebody sends to a channel; that may be a timer
 * @HT_GOROUTINE_WAIT_SELECT: for one of several channels
 * @HT_GOROUTINE_WAIT_LOCK: for a mutex
 * @HT_GOROUTINE_WAIT_SLEEP: for a time to pass
 * @HT_GOROUTINE_WAIT_HTTP: in net/http, for a connection
 *
 * What a goroutine waits for.
 */
typedef enum
{
  HT_GOROUTINE_WAIT_OTHER,
  HT_GOROUTINE_WAIT_SEND,
  HT_GOROUTINE_WAIT_RECEIVE,
  HT_GOROUTINE_WAIT_SELECT,
  HT_GOROUTINE_WAIT_LOCK,
  HT_GOROUTINE_WAIT_SLEEP,
  HT_GOROUTINE_WAIT_HTTP,
} HtGoroutineWaitKind;

/**
 * HtGoroutineWait:
 * @kind: what it waits for
 * @function: id of the function that waits: the nearest one that is not of the standard library, or
 *   the one that the goroutine began in; 0 for an empty stack
 * @line: line in it; 0 if unknown
 * @responsible: id of the nearest function that is the program's own; 0 if there is none
 *
 * Where a goroutine waits, and for what.
 */
typedef struct
{
  HtGoroutineWaitKind kind;
  guint32 function;
  gint64 line;
  guint32 responsible;
} HtGoroutineWait;

HtGoroutineWait ht_goroutine_wait_find (const HtCatalog *catalog, guint32 node);
const char *ht_goroutine_wait_get_class (HtGoroutineWaitKind kind);
const char *ht_goroutine_wait_get_id (HtGoroutineWaitKind kind);

G_END_DECLS
