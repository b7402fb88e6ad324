/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flame-minimap.h"
#include "golden-picture.h"

/* Frame numbers are groups; 0 is the root. */
enum
{
  N_NAMED = 13,
  N_GENERATED = 150,
  N_GROUPS = N_NAMED + N_GENERATED,
};
static const char *const named[N_NAMED] = {
  "checkout, inuse_space",
  "main.main",
  "net/http.(*conn).serve",
  "example.com/shop/checkout/internal/store.(*SessionIndex[go.shape.int]).put",
  "example.com/shop/checkout/internal/store.(*SessionIndex[go.shape.int]).keyFor",
  "example.com/shop/checkout/internal/pricing.(*Table).reload",
  "encoding/json.(*decodeState).object",
  "encoding/json.Unmarshal",
  "runtime.mallocgc",
  "runtime.growslice",
  "github.com/lib/pq.(*conn).query",
  "example.com/shop/checkout/internal/audit.Append",
  "example.com/shop/checkout/internal/audit.Größenprüfung",
};

typedef struct
{
  /* Owned */
  HtCallTree *calls;
  HtFoldedTree *tree;
  HtFlameNames *names;
} Flame;

static void
add_stack (Flame *flame, GArray *nodes, GArray *values, gint64 value, const char *path)
{
  g_auto (GStrv) frames = g_strsplit (path, " ", -1);
  guint32 node = 0;

  for (guint i = 0; frames[i] != NULL; i++)
    node =
        ht_call_tree_intern (flame->calls, node, (guint32) g_ascii_strtoull (frames[i], NULL, 10));
  g_array_append_val (nodes, node);
  g_array_append_val (values, value);
}

static void
flame_init (Flame *flame)
{
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (GStrv) names = g_new0 (char *, N_GROUPS + 1);
  guint32 groups[N_GROUPS];

  flame->calls = ht_call_tree_new ();
  add_stack (flame, nodes, values, 300, "2 3 4");
  add_stack (flame, nodes, values, 120, "2 3 4 8");
  add_stack (flame, nodes, values, 90, "2 3");
  add_stack (flame, nodes, values, 110, "2 7 6 6 6");
  add_stack (flame, nodes, values, 40, "2 7 6 8");
  add_stack (flame, nodes, values, 130, "1 5 9");
  add_stack (flame, nodes, values, 60, "1 5 10");
  add_stack (flame, nodes, values, 32, "1 11 12");
  add_stack (flame, nodes, values, 30, "1 11 4");
  add_stack (flame, nodes, values, 126, "1 12");
  /* Each too narrow for a frame of its own, together not. */
  add_stack (flame, nodes, values, 1, "2 3 11");
  add_stack (flame, nodes, values, 1, "2 3 10");
  add_stack (flame, nodes, values, 1, "2 3 9");
  for (int i = 1; i < 9; i++)
    {
      g_autofree char *path = g_strdup_printf ("10 %d", i);
      g_autofree char *deeper = g_strdup_printf ("10 9 %d", i);

      add_stack (flame, nodes, values, i < 7 ? 1 : 60, path);
      add_stack (flame, nodes, values, 1, deeper);
    }
  for (guint32 i = 0; i < N_GROUPS; i++)
    {
      groups[i] = i;
      names[i] = i < N_NAMED ? g_strdup (named[i]) : g_strdup_printf ("main.generated%u", i);
    }
  for (guint32 i = N_NAMED; i < N_GROUPS; i++)
    {
      g_autofree char *path = g_strdup_printf ("2 3 %u", i);

      add_stack (flame, nodes, values, 1, path);
    }
  flame->tree = ht_folded_tree_new (flame->calls, groups, (const guint32 *) (gpointer) nodes->data,
                                    (const gint64 *) (gpointer) values->data, nodes->len, 1);
  flame->names = ht_flame_names_new ((const char *const *) names, N_GROUPS);
}

static void
flame_clear (Flame *flame)
{
  ht_flame_names_free (flame->names);
  ht_folded_tree_free (flame->tree);
  ht_call_tree_free (flame->calls);
}

/* The node that is reached from the root by these groups. */
static guint32
find_node (const Flame *flame, const guint32 *groups, guint n_groups)
{
  const HtFoldedTree *tree = flame->tree;
  guint32 node = 0;

  for (guint i = 0; i < n_groups; i++)
    {
      guint32 found = 0;

      for (guint32 k = tree->child_start[node]; k < tree->child_start[node + 1]; k++)
        if (tree->group[tree->children[k]] == groups[i])
          found = tree->children[k];
      g_assert_cmpuint (found, !=, 0);
      node = found;
    }
  return node;
}

static void
paint_graph (HtFlameGraph *graph,
             const Flame *flame,
             guint32 root,
             HtPaint *paint,
             cairo_t *cr,
             double width,
             double height)
{
  double pixel = (graph->to - graph->from) / width;
  g_autoptr (HtFlameLayout) layout =
      ht_flame_layout_new (flame->tree, root, flame->names->ranks, graph->from, graph->to, pixel);

  graph->tree = flame->tree;
  graph->names = flame->names;
  graph->layout = layout;
  ht_flame_graph_paint (graph, paint, cr, width, height);
}

static void
paint_icicle (HtPaint *paint, cairo_t *cr, double width, double height)
{
  HtFlameGraph graph = { .to = 1 };
  Flame flame;

  flame_init (&flame);
  paint_graph (&graph, &flame, 0, paint, cr, width, height);
  flame_clear (&flame);
}

static void
paint_flame (HtPaint *paint, cairo_t *cr, double width, double height)
{
  HtFlameGraph graph = { .to = 1, .upward = TRUE };
  Flame flame;

  flame_init (&flame);
  paint_graph (&graph, &flame, 0, paint, cr, width, height);
  flame_clear (&flame);
}

/* One frame is selected, which occurs a second time, and a search finds three others. */
static void
paint_marked (HtPaint *paint, cairo_t *cr, double width, double height)
{
  static const guint32 selected[] = { 2, 3, 4 };
  gboolean matches[N_GROUPS] = { FALSE };
  HtFlameGraph graph = { .to = 1, .matches = matches };
  Flame flame;

  matches[6] = matches[8] = TRUE;
  flame_init (&flame);
  graph.selected = find_node (&flame, selected, G_N_ELEMENTS (selected));
  paint_graph (&graph, &flame, 0, paint, cr, width, height);
  flame_clear (&flame);
}

/* A part of the width, scrolled by a row and a half. */
static void
paint_part (HtPaint *paint, cairo_t *cr, double width, double height)
{
  HtFlameGraph graph = { .from = 0.45, .to = 0.8, .scroll = 36 };
  Flame flame;

  flame_init (&flame);
  paint_graph (&graph, &flame, 0, paint, cr, width, height);
  flame_clear (&flame);
}

/* One frame has the whole width. */
static void
paint_root (HtPaint *paint, cairo_t *cr, double width, double height)
{
  static const guint32 root[] = { 2, 3 };
  HtFlameGraph graph = { .to = 1 };
  Flame flame;

  flame_init (&flame);
  paint_graph (&graph, &flame, find_node (&flame, root, G_N_ELEMENTS (root)), paint, cr, width,
               height);
  flame_clear (&flame);
}

/* A bar and a figure for what grows, another for what gets less, nothing for the rest; a stack has
 * an outline. */
static void
paint_channel (HtFlameChannelKind kind, HtPaint *paint, cairo_t *cr, double width, double height)
{
  static const guint32 grows[] = { 2, 3, 4 };
  static const guint32 shrinks[] = { 1, 5 };
  HtFlameGraph graph = { .to = 1 };
  g_autofree guint32 *of_node = NULL;
  g_autoptr (HtFlameChannel) channel = NULL;
  Flame flame;

  flame_init (&flame);
  of_node = g_new0 (guint32, flame.tree->n_nodes);
  channel = ht_flame_channel_new (kind, of_node);
  ht_flame_channel_add (channel, 1, "12.0 MiB/min");
  ht_flame_channel_add (channel, 0.4, "4.8 MiB/min");
  ht_flame_channel_add (channel, kind == HT_FLAME_CHANNEL_GROWTH ? -0.1 : 0.1, "1.2 MiB/min");
  of_node[0] = of_node[find_node (&flame, grows, 1)] = 1;
  of_node[find_node (&flame, grows, 2)] = of_node[find_node (&flame, grows, 3)] = 2;
  of_node[find_node (&flame, shrinks, 2)] = 3;
  graph.channel = channel;
  graph.outlined = find_node (&flame, grows, 3);
  paint_graph (&graph, &flame, 0, paint, cr, width, height);
  flame_clear (&flame);
}

static void
paint_growth (HtPaint *paint, cairo_t *cr, double width, double height)
{
  paint_channel (HT_FLAME_CHANNEL_GROWTH, paint, cr, width, height);
}

static void
paint_age (HtPaint *paint, cairo_t *cr, double width, double height)
{
  paint_channel (HT_FLAME_CHANNEL_AGE, paint, cr, width, height);
}

/* Every third node has become less, all others are new. */
static void
make_difference (Flame *flame, HtFlameDifference *difference)
{
  gint64 *before = g_new0 (gint64, flame->tree->n_nodes);
  gint64 *after = g_memdup2 (flame->tree->self, sizeof *after * flame->tree->n_nodes);
  g_autofree gint64 *change = g_new0 (gint64, flame->tree->n_nodes);

  for (guint32 node = 1; node < flame->tree->n_nodes; node++)
    {
      if (node % 3 == 0)
        {
          before[node] = after[node];
          after[node] = 0;
        }
      change[node] = after[node] - before[node];
    }
  ht_folded_tree_set_values (flame->tree, change);
  for (guint32 node = flame->tree->n_nodes - 1; node > 0; node--)
    {
      before[flame->tree->parent[node]] += before[node];
      after[flame->tree->parent[node]] += after[node];
    }
  *difference = (HtFlameDifference){ before, after, "bytes", "gone", "new" };
}

static void
paint_difference (HtPaint *paint, cairo_t *cr, double width, double height)
{
  HtFlameGraph graph = { .to = 1 };
  HtFlameDifference difference;
  Flame flame;

  flame_init (&flame);
  make_difference (&flame, &difference);
  graph.difference = &difference;
  paint_graph (&graph, &flame, 0, paint, cr, width, height);
  g_free ((gint64 *) difference.before);
  g_free ((gint64 *) difference.after);
  flame_clear (&flame);
}

static void
paint_map_of_difference (HtPaint *paint, cairo_t *cr, double width, double height)
{
  HtFlameGraph graph = { .to = 1 };
  HtFlameDifference difference;
  g_autoptr (HtFlameLayout) layout = NULL;
  Flame flame;

  flame_init (&flame);
  make_difference (&flame, &difference);
  layout = ht_flame_layout_new (flame.tree, 0, flame.names->ranks, 0, 1, 1 / width);
  graph.tree = flame.tree;
  graph.names = flame.names;
  graph.layout = layout;
  graph.difference = &difference;
  ht_flame_minimap_paint (&graph, paint, cr, width, height);
  g_free ((gint64 *) difference.before);
  g_free ((gint64 *) difference.after);
  flame_clear (&flame);
}

/* The whole in small, with what is found and selected, and the part that is looked at. */
static void
paint_map (gboolean upward, HtPaint *paint, cairo_t *cr, double width, double height)
{
  static const guint32 selected[] = { 2, 3, 4 };
  gboolean matches[N_GROUPS] = { FALSE };
  HtFlameGraph graph = { .to = 1, .matches = matches, .upward = upward };
  g_autoptr (HtFlameLayout) layout = NULL;
  Flame flame;

  matches[6] = matches[8] = TRUE;
  flame_init (&flame);
  layout = ht_flame_layout_new (flame.tree, 0, flame.names->ranks, 0, 1, 1 / width);
  graph.tree = flame.tree;
  graph.names = flame.names;
  graph.layout = layout;
  graph.selected = find_node (&flame, selected, G_N_ELEMENTS (selected));
  ht_flame_minimap_paint (&graph, paint, cr, width, height);
  graph.from = 0.25;
  graph.to = 0.65;
  graph.scroll = HT_FLAME_ROW_HEIGHT;
  ht_flame_minimap_paint_view (&graph, ht_flame_layout_n_rows (layout), 4 * HT_FLAME_ROW_HEIGHT,
                               paint, cr, width, height);
  flame_clear (&flame);
}

static void
paint_map_down (HtPaint *paint, cairo_t *cr, double width, double height)
{
  paint_map (FALSE, paint, cr, width, height);
}

static void
paint_map_up (HtPaint *paint, cairo_t *cr, double width, double height)
{
  paint_map (TRUE, paint, cr, width, height);
}

static const GoldenPicture pictures[] = {
  { "icicle-light", HT_THEME_LIGHT, 720, 150, paint_icicle },
  { "icicle-dark", HT_THEME_DARK, 720, 150, paint_icicle },
  { "flame-light", HT_THEME_LIGHT, 720, 150, paint_flame },
  { "flame-narrow", HT_THEME_LIGHT, 240, 150, paint_flame },
  { "flame-marked-light", HT_THEME_LIGHT, 720, 150, paint_marked },
  { "flame-marked-dark", HT_THEME_DARK, 720, 150, paint_marked },
  { "flame-part", HT_THEME_LIGHT, 480, 100, paint_part },
  { "flame-map", HT_THEME_LIGHT, 480, 40, paint_map_down },
  { "flame-map-difference", HT_THEME_LIGHT, 480, 40, paint_map_of_difference },
  { "flame-map-upward", HT_THEME_DARK, 480, 18, paint_map_up },
  { "flame-growth-light", HT_THEME_LIGHT, 720, 150, paint_growth },
  { "flame-growth-dark", HT_THEME_DARK, 720, 150, paint_growth },
  { "flame-age", HT_THEME_LIGHT, 720, 150, paint_age },
  { "flame-difference-light", HT_THEME_LIGHT, 720, 150, paint_difference },
  { "flame-difference-dark", HT_THEME_DARK, 720, 150, paint_difference },
  { "flame-root", HT_THEME_DARK, 480, 80, paint_root },
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* One run tells of every picture that changed. */
  g_test_set_nonfatal_assertions ();
  golden_set_up_fonts ();
  g_test_add_func ("/draw/golden-flames/font", golden_test_font);
  golden_add_pictures ("/draw/golden-flames", pictures, G_N_ELEMENTS (pictures));
  return g_test_run ();
}
