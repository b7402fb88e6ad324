/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-flow.h"

#include <glib/gstdio.h>
#include <string.h>

/* Sources in which the frames of the stack are marked at the end of their lines: the leaf with
 * "//1", whoever called it with "//2" and so on. The function of a frame is the one above it. */

typedef struct
{
  const char *name;
  const char *source;
  const char *words; /* separated by spaces; NULL if nothing can be told */
  const char *keeper;
} Case;

static const Case cases[] = {
  { "map",
    "type s struct { m map[string]*v }\n"
    "func mk() *v {\n return &v{} //1\n}\n"
    "func (x *s) put(k string) {\n e := mk() //2\n x.m[k] = e\n}\n",
    "map", "p.(*s).put" },
  { "map itself",
    "type s struct { m map[string]int }\n"
    "func (x *s) put(k string) {\n x.m[k] = 1 //1\n}\n",
    "map", "p.(*s).put" },
  { "array element",
    "type s struct { m []*v }\n"
    "func (x *s) put(i int) {\n x.m[i] = &v{} //1\n}\n",
    NULL, NULL },
  { "field that is overwritten",
    "type s struct { last *v }\n"
    "func (x *s) put() {\n x.last = &v{} //1\n}\n",
    NULL, NULL },
  { "slice",
    "type s struct { all []v }\n"
    "func (x *s) add(b []byte) {\n x.all = append(x.all, v{text: string(b)}) //1\n}\n",
    "slice", "p.(*s).add" },
  { "local slice that is returned to a map",
    "var kept = map[int][]int{}\n"
    "func collect() []int {\n var out []int\n for i := 0; i < 9; i++ {\n"
    "  out = append(out, i) //1\n }\n return out\n}\n"
    "func hold(k int) {\n kept[k] = collect() //2\n}\n",
    "map", "p.hold" },
  { "map of slices",
    "type s struct { m map[string][]int }\n"
    "func (x *s) add(k string) {\n x.m[k] = append(x.m[k], 1) //1\n}\n",
    "map-of-slices", "p.(*s).add" },
  { "named type of map",
    "type table map[string]*v\ntype s struct { t table }\n"
    "func (x *s) put(k string) {\n x.t[k] = new(v) //1\n}\n",
    "map", "p.(*s).put" },
  { "bytes that are copied",
    "type s struct { all []byte }\n"
    "func (x *s) add() {\n b := make([]byte, 10) //1\n x.all = append(x.all, b...)\n}\n",
    NULL, NULL },
  { "only its length",
    "type s struct { all []int }\n"
    "func (x *s) add() {\n b := make([]byte, 10) //1\n x.all = append(x.all, len(b))\n}\n",
    NULL, NULL },
  { "piece of it",
    "type s struct { all []string }\n"
    "func read() string {\n return string(load()) //1\n}\n"
    "func (x *s) add() {\n t := read() //2\n x.all = append(x.all, t[3:9])\n}\n",
    "slice view", "p.(*s).add" },
  { "copy of a piece of it",
    "type s struct { all []string }\n"
    "func read() string {\n return string(load()) //1\n}\n"
    "func (x *s) add() {\n t := read() //2\n x.all = append(x.all, strings.Clone(t[3:9]))\n}\n",
    NULL, NULL },
  { "closure",
    "type s struct { subs []func() }\n"
    "func (x *s) on(f func()) { x.subs = append(x.subs, f) }\n"
    "func watch(x *s) {\n b := make([]byte, 99) //1\n x.on(func() { use(len(b)) })\n}\n",
    "slice closure", "p.(*s).on" },
  { "function that is called at once",
    "func watch() {\n b := make([]byte, 99) //1\n func() { use(len(b)) }()\n}\n", NULL, NULL },
  { "channel",
    "type s struct { c chan *v }\n"
    "func (x *s) send() {\n x.c <- &v{} //1\n}\n",
    "channel", "p.(*s).send" },
  { "channel whose reader keeps it",
    "type s struct { c chan *v; m map[int]*v }\n"
    "func (x *s) send() {\n x.c <- &v{} //1\n}\n"
    "func (x *s) read() {\n for e := range x.c {\n  x.m[e.id] = e\n }\n}\n",
    "map", "p.(*s).read" },
  { "pool",
    "type w struct { buf []byte }\nvar ws = sync.Pool{New: func() any { return new(w) }}\n"
    "func (x *w) write(b []byte) {\n x.buf = append(x.buf, b...) //1\n}\n"
    "func out(b []byte) {\n x := ws.Get().(*w)\n x.write(b) //2\n ws.Put(x)\n}\n",
    "sync.Pool", "p.out" },
  { "sync.Map",
    "type s struct { m sync.Map }\n"
    "func (x *s) put(k int) {\n e := &v{} //1\n x.m.Store(k, e)\n}\n",
    "sync.Map", "p.(*s).put" },
  { "atomic value",
    "type s struct { m atomic.Value }\n"
    "func (x *s) put(k int) {\n e := &v{} //1\n x.m.Store(e)\n}\n",
    NULL, NULL },
  { "list",
    "type s struct { l *list.List }\n"
    "func (x *s) put() {\n x.l.PushBack(&v{}) //1\n}\n",
    "list", "p.(*s).put" },
  { "list of its own",
    "type s struct { head *node }\n"
    "func (x *s) put() {\n x.head = &node{next: x.head} //1\n}\n",
    "list", "p.(*s).put" },
  { "context",
    "type s struct { ctx context.Context }\n"
    "func (x *s) step() {\n h := &v{} //1\n x.ctx = context.WithValue(x.ctx, 1, h)\n}\n",
    "chain context", "p.(*s).step" },
  { "context of one request",
    "func serve(ctx context.Context) {\n h := &v{} //1\n"
    " ctx = context.WithValue(ctx, 1, h)\n use(ctx)\n}\n",
    NULL, NULL },
  { "finalizer", "func open() *v {\n f := &v{} //1\n runtime.SetFinalizer(f, done)\n return f\n}\n",
    "finalizer", "p.open" },
  { "finalizer of what a map holds",
    "var all = map[int]*v{}\n"
    "func open() *v {\n f := &v{} //1\n runtime.SetFinalizer(f, done)\n return f\n}\n"
    "func hold(k int) {\n all[k] = open() //2\n}\n",
    "map", "p.hold" },
  { "connection",
    "type s struct { peers map[string]*peer }\n"
    "func (x *s) add(c net.Conn) {\n b := make([]byte, 4096) //1\n"
    " x.peers[c.RemoteAddr().String()] = &peer{conn: c, buf: b}\n}\n"
    "type peer struct { conn net.Conn; buf []byte }\n",
    "map connection", "p.(*s).add" },
  { "two places",
    "type s struct { m map[int]*v; all []*v }\n"
    "func (x *s) put(k int) {\n e := &v{} //1\n x.m[k] = e\n x.all = append(x.all, e)\n}\n",
    "map slice", "p.(*s).put" },
  { "two places, one of them by a closure",
    "type s struct { m map[int]*v; all []func() }\n"
    "func (x *s) put(k int) {\n e := &v{} //1\n x.m[k] = e\n x.on(func() { use(e) })\n}\n"
    "func (x *s) on(f func()) {\n x.all = append(x.all, f)\n}\n",
    "map slice", NULL },
  { "builder that is let go",
    "type b struct { parts []string }\n"
    "func (x *b) add(t string) {\n x.parts = append(x.parts, t+t) //1\n}\n"
    "type s struct { m map[int][]string }\n"
    "func (x *s) run(k int) {\n y := &b{}\n y.add(\"z\") //2\n x.m[k] = y.parts\n}\n",
    "map", "p.(*s).run" },
  { "channel without room",
    "type s struct { c chan *v; all []*v }\n"
    "func open() *s {\n return &s{c: make(chan *v, 1)}\n}\n"
    "func (x *s) send() {\n x.c <- &v{} //1\n}\n",
    NULL, NULL },
  { "key of a map",
    "type s struct { m map[string]bool }\n"
    "func (x *s) add(b []byte) {\n k := string(b) //1\n x.m[k] = true\n}\n",
    "map-key", "p.(*s).add" },
  { "variable of a loop that goes on",
    "func run() {\n var all [][]byte\n for {\n  all = append(all, []byte(next())) //1\n }\n}\n",
    "slice", "p.run" },
  { "variable of a function that ends",
    "func run() {\n var all [][]byte\n all = append(all, []byte(next())) //1\n}\n", NULL, NULL },
  { "slice of an entry of a map",
    "type s struct { m map[string]*e }\ntype e struct { all []int }\n"
    "func (x *s) add(k string) {\n x.m[k].all = append(x.m[k].all, 1) //1\n}\n",
    "map-of-slices", "p.(*s).add" },
  { "text that gets longer",
    "type s struct { log string }\n"
    "func (x *s) note(t string) {\n x.log += t //1\n}\n",
    "text concat", "p.(*s).note" },
};

/* The frames that are marked in a source, leaf first. */
static GArray *
find_calls (const char *text, GPtrArray *names)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GArray *calls = g_array_new (FALSE, TRUE, sizeof (HtGrowthCall));
  g_autofree char *function = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *mark = strstr (lines[i], "//");
      g_autoptr (HtGoSource) line = ht_go_source_new (lines[i], strlen (lines[i]));

      if (g_str_has_prefix (lines[i], "func "))
        {
          gboolean is_method = lines[i][5] == '(';
          g_autofree char *name = ht_go_source_copy (line, is_method ? 6 : 1);
          g_autofree char *type = is_method ? ht_go_source_copy (line, 4) : NULL;

          g_free (function);
          function = is_method ? g_strdup_printf ("p.(*%s).%s", type, name)
                               : g_strdup_printf ("p.%s", name);
        }
      if (mark != NULL)
        {
          guint n = (guint) (mark[2] - '1');

          if (n >= calls->len)
            g_array_set_size (calls, n + 1);
          g_ptr_array_add (names, g_strdup (function));
          g_array_index (calls, HtGrowthCall, n) =
              (HtGrowthCall){ g_ptr_array_index (names, names->len - 1), "/build/p/p.go", i + 1,
                              TRUE };
        }
    }
  return calls;
}

static void
test_case (gconstpointer data)
{
  const Case *each = data;
  g_autofree char *root = g_dir_make_tmp ("ht-flow-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (root, "p", NULL);
  g_autofree char *path = g_build_filename (folder, "p.go", NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) calls = find_calls (each->source, names);
  g_autoptr (HtSourceTree) tree = NULL;
  g_autoptr (HtGrowthFlow) flow = NULL;
  g_autoptr (GError) error = NULL;

  g_mkdir (folder, 0700);
  g_assert_true (g_file_set_contents (path, each->source, -1, NULL));
  tree = ht_source_tree_load (root, NULL, &error);
  g_assert_no_error (error);
  g_unlink (path);
  g_rmdir (folder);
  g_rmdir (root);
  flow = ht_growth_flow_follow (tree, (const HtGrowthCall *) (gpointer) calls->data, calls->len);
  if (flow == NULL)
    {
      g_assert_null (each->words);
      return;
    }
  g_ptr_array_add (flow->words, NULL);

  g_autofree char *words = g_strjoinv (" ", (char **) flow->words->pdata);

  g_assert_cmpstr (words, ==, each->words);
  g_assert_cmpstr (flow->keeper, ==, each->keeper);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/analysis/growth-flow/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
