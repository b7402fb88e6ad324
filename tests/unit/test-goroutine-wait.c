/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "goroutine-wait.h"

#include "made-heap.h"

static const char *
get_name (const HtCatalog *catalog, guint32 function)
{
  if (function == 0)
    return NULL;
  return ht_strings_get (catalog->strings,
                         ht_symbols_get_function (catalog->symbols, function)->name);
}

/* Stacks as goroutine profiles of Go 1.19 to 1.27 have them. */
static const struct
{
  const char *stack[10];
  HtGoroutineWaitKind kind;
  const char *function;
  const char *responsible;
} stacks[] = {
  { { "main.serve", "main.ask", "runtime.chanrecv1", "runtime.chanrecv", "runtime.gopark" },
    HT_GOROUTINE_WAIT_RECEIVE,
    "main.ask",
    "main.ask" },
  { { "main.tell", "runtime.chansend1", "runtime.chansend", "runtime.gopark" },
    HT_GOROUTINE_WAIT_SEND,
    "main.tell",
    "main.tell" },
  { { "main.either", "runtime.selectgo", "runtime.gopark" },
    HT_GOROUTINE_WAIT_SELECT,
    "main.either",
    "main.either" },
  { { "main.locked", "sync.(*Mutex).Lock", "sync.(*Mutex).lockSlow", "sync.runtime_SemacquireMutex",
      "runtime.semacquire1", "runtime.gopark" },
    HT_GOROUTINE_WAIT_LOCK,
    "main.locked",
    "main.locked" },
  { { "main.locked", "sync.(*RWMutex).RLock", "sync.runtime_SemacquireRWMutexR",
      "runtime.semacquire1", "runtime.gopark" },
    HT_GOROUTINE_WAIT_LOCK,
    "main.locked",
    "main.locked" },
  { { "main.locked", "sync.(*Mutex).Lock", "internal/sync.(*Mutex).Lock",
      "internal/sync.(*Mutex).lockSlow", "internal/sync.runtime_SemacquireMutex",
      "runtime.semacquire1", "runtime.gopark" },
    HT_GOROUTINE_WAIT_LOCK,
    "main.locked",
    "main.locked" },
  { { "main.nap", "time.Sleep", "runtime.gopark" },
    HT_GOROUTINE_WAIT_SLEEP,
    "main.nap",
    "main.nap" },
  { { "net/http.(*persistConn).writeLoop", "runtime.selectgo", "runtime.gopark" },
    HT_GOROUTINE_WAIT_HTTP,
    "net/http.(*persistConn).writeLoop",
    NULL },
  { { "main.fetch", "net/http.(*Client).Do", "net/http.(*Transport).roundTrip",
      "net/http.(*persistConn).roundTrip", "runtime.selectgo", "runtime.gopark" },
    HT_GOROUTINE_WAIT_HTTP,
    "main.fetch",
    "main.fetch" },
  /* A handler of a server: what it waits for counts, not who called it. */
  { { "net/http.(*conn).serve", "main.(*Shop).ServeHTTP", "runtime.chanrecv1", "runtime.chanrecv",
      "runtime.gopark" },
    HT_GOROUTINE_WAIT_RECEIVE,
    "main.(*Shop).ServeHTTP",
    "main.(*Shop).ServeHTTP" },
  { { "main.group", "sync.(*WaitGroup).Wait", "sync.runtime_Semacquire", "runtime.semacquire1",
      "runtime.gopark" },
    HT_GOROUTINE_WAIT_OTHER,
    "main.group",
    "main.group" },
  { { "main.busy" }, HT_GOROUTINE_WAIT_OTHER, "main.busy", "main.busy" },
  { { NULL }, HT_GOROUTINE_WAIT_OTHER, NULL, NULL },
};

static void
test_stacks (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (stacks); i++)
    {
      HtGoroutineWait wait =
          ht_goroutine_wait_find (catalog, made_heap_node (catalog, stacks[i].stack));

      g_test_message ("%s", stacks[i].stack[0]);
      g_assert_cmpint (wait.kind, ==, stacks[i].kind);
      g_assert_cmpstr (get_name (catalog, wait.function), ==, stacks[i].function);
      g_assert_cmpstr (get_name (catalog, wait.responsible), ==, stacks[i].responsible);
    }
}

/* A channel that is received from may be that of a timer. */
static void
test_classes (void)
{
  g_assert_cmpstr (ht_goroutine_wait_get_class (HT_GOROUTINE_WAIT_SEND), ==, "goroutine-leak-chan");
  g_assert_null (ht_goroutine_wait_get_class (HT_GOROUTINE_WAIT_RECEIVE));
  g_assert_null (ht_goroutine_wait_get_class (HT_GOROUTINE_WAIT_OTHER));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/goroutine-wait/stacks", test_stacks);
  g_test_add_func ("/goroutine-wait/classes", test_classes);
  return g_test_run ();
}
