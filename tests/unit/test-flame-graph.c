/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flame-walk.h"
#include "random-tree.h"

#define WIDTH  640.0
#define HEIGHT 200.0

typedef struct
{
  RandomTree random;
  HtFlameGraph graph;

  /* Owned */
  HtFlameLayout *layout;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  random_tree_init (&fixture->random, 7, 1500);
  fixture->graph = (HtFlameGraph){ .tree = fixture->random.tree, .to = 1 };
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->layout, ht_flame_layout_free);
  random_tree_clear (&fixture->random);
}

static const HtFlameGraph *
look (Fixture *fixture, gboolean upward, double from, double to, double scroll)
{
  HtFlameGraph *graph = &fixture->graph;

  g_clear_pointer (&fixture->layout, ht_flame_layout_free);
  fixture->layout = ht_flame_layout_new (fixture->random.tree, 0, fixture->random.groups, from, to,
                                         (to - from) / WIDTH);
  graph->layout = fixture->layout;
  graph->upward = upward;
  graph->from = from;
  graph->to = to;
  graph->scroll = scroll;
  return graph;
}

/* Each box is found on all of what is painted of it, and counts what was seen. */
static void
assert_hits (const HtFlameGraph *graph, guint *n_frames, guint *n_runs)
{
  const GArray *boxes = graph->layout->boxes;

  for (guint i = 0; i < boxes->len; i++)
    {
      const HtFlameBox *box = &g_array_index (boxes, HtFlameBox, i);
      cairo_rectangle_t area;

      if (!ht_flame_graph_get_box_area (graph, box, WIDTH, HEIGHT, &area))
        continue;
      g_assert_cmpfloat (area.x, >=, 0);
      g_assert_cmpfloat (area.x + area.width, <=, WIDTH);
      for (int part = 0; part <= 4; part++)
        {
          double x = area.x + area.width * (0.01 + 0.245 * part);
          /* The uppermost place, the last one and between; the pointer may stand on whole px. */
          double y = area.y + MIN (part * area.height / 4, area.height - 0.001);

          if (y >= 0 && y < HEIGHT)
            g_assert_true (ht_flame_graph_box_at (graph, x, y, WIDTH, HEIGHT) == box);
        }
      if (box->n_merged > 0)
        ++*n_runs;
      else
        ++*n_frames;
    }
}

static void
test_hits (Fixture *fixture, gconstpointer data)
{
  gboolean upward = GPOINTER_TO_INT (data);
  static const double views[][3] = {
    /* from, to, scroll */
    { 0, 1, 0 },
    { 0, 1, 30 },
    { 0.2, 0.7, 0 },
    { 0.31, 0.33, 100.5 },
    { 0, 1, HT_FLAME_ROW_HEIGHT },
  };
  guint n_frames = 0, n_runs = 0;

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    assert_hits (look (fixture, upward, views[i][0], views[i][1], views[i][2]), &n_frames, &n_runs);
  g_assert_cmpuint (n_frames, >, 100);
  g_assert_cmpuint (n_runs, >, 10);
}

/* Each place belongs to one box at most, and its area says so. */
static void
test_no_box_without_area (Fixture *fixture, gconstpointer data)
{
  gboolean upward = GPOINTER_TO_INT (data);
  const HtFlameGraph *graph = look (fixture, upward, 0.25, 0.75, 13);
  guint n_free = 0;

  for (int row = 0; row < (int) HEIGHT; row += 3)
    for (int column = 0; column < (int) WIDTH; column += 3)
      {
        double x = column + 0.5;
        double y = row + 0.5;
        const HtFlameBox *box = ht_flame_graph_box_at (graph, x, y, WIDTH, HEIGHT);
        cairo_rectangle_t area;

        if (box == NULL)
          {
            n_free++;
            continue;
          }
        g_assert_true (ht_flame_graph_get_box_area (graph, box, WIDTH, HEIGHT, &area));
        g_assert_cmpfloat (x, >=, area.x);
        g_assert_cmpfloat (x, <, area.x + area.width);
        /* The gap of a px between rows belongs to the row, so that the pointer loses no frame. */
        g_assert_cmpfloat (y, >=, area.y);
        g_assert_cmpfloat (y, <, area.y + HT_FLAME_ROW_HEIGHT);
      }
  g_assert_cmpuint (n_free, >, 100);
}

/* The root is at the top of an icicle and at the bottom of a flame; scrolling moves it out. */
static void
test_root_and_scroll (Fixture *fixture, gconstpointer data)
{
  const HtFlameGraph *graph = look (fixture, FALSE, 0, 1, 0);

  g_assert_cmpuint (ht_flame_graph_box_at (graph, 5, 0, WIDTH, HEIGHT)->row, ==, 0);
  g_assert_cmpuint (ht_flame_graph_box_at (graph, 5, 23.9, WIDTH, HEIGHT)->row, ==, 0);
  g_assert_cmpuint (ht_flame_graph_box_at (graph, 5, 24, WIDTH, HEIGHT)->row, ==, 1);
  graph = look (fixture, FALSE, 0, 1, 24);
  g_assert_cmpuint (ht_flame_graph_box_at (graph, 5, 0, WIDTH, HEIGHT)->row, ==, 1);
  graph = look (fixture, TRUE, 0, 1, 0);
  g_assert_cmpuint (ht_flame_graph_box_at (graph, 5, HEIGHT - 0.1, WIDTH, HEIGHT)->row, ==, 0);
  g_assert_cmpuint (ht_flame_graph_box_at (graph, 5, HEIGHT - 24, WIDTH, HEIGHT)->row, ==, 0);
  g_assert_cmpuint (ht_flame_graph_box_at (graph, 5, HEIGHT - 24.1, WIDTH, HEIGHT)->row, ==, 1);
  graph = look (fixture, TRUE, 0, 1, 24);
  g_assert_cmpuint (ht_flame_graph_box_at (graph, 5, HEIGHT - 0.1, WIDTH, HEIGHT)->row, ==, 1);
}

static void
test_outside (Fixture *fixture, gconstpointer data)
{
  const HtFlameGraph *graph = look (fixture, FALSE, 0, 1, 0);
  double below = ht_flame_graph_get_height (graph);

  g_assert_null (ht_flame_graph_box_at (graph, 5, -1, WIDTH, HEIGHT));
  g_assert_null (ht_flame_graph_box_at (graph, -1, 5, WIDTH, HEIGHT));
  g_assert_null (ht_flame_graph_box_at (graph, WIDTH, 5, WIDTH, HEIGHT));
  g_assert_null (ht_flame_graph_box_at (graph, 5, below, WIDTH, below + 100));
  g_assert_null (ht_flame_graph_box_at (graph, 5, 5, 0, HEIGHT));
  graph = look (fixture, TRUE, 0, 1, 0);
  g_assert_null (ht_flame_graph_box_at (graph, 5, HEIGHT + 1, WIDTH, HEIGHT));
}

/* The deepest row ends where the graph says that it is high. */
static void
test_height (Fixture *fixture, gconstpointer data)
{
  const HtFlameGraph *graph = look (fixture, FALSE, 0, 1, 0);
  double height = ht_flame_graph_get_height (graph);
  const GArray *boxes = graph->layout->boxes;
  cairo_rectangle_t area;

  ht_flame_graph_get_box_area (graph, &g_array_index (boxes, HtFlameBox, boxes->len - 1), WIDTH,
                               height, &area);
  g_assert_cmpfloat (area.y + HT_FLAME_ROW_HEIGHT, ==, height);
  graph = look (fixture, TRUE, 0, 1, 0);
  boxes = graph->layout->boxes;
  ht_flame_graph_get_box_area (graph, &g_array_index (boxes, HtFlameBox, boxes->len - 1), WIDTH,
                               height, &area);
  g_assert_cmpfloat (area.y, ==, 0);
}

/* Where a node is said to be is where its box is, whatever part of the graph is laid out. */
static void
test_extents (Fixture *fixture, gconstpointer data)
{
  const HtFlameNames names = { .ranks = fixture->random.groups };
  HtFlameGraph named = *look (fixture, FALSE, 0.2, 0.9, 0);
  const HtFlameGraph *graph = &named;

  named.names = &names;
  g_assert_cmpuint (graph->layout->boxes->len, >, 50);
  for (guint i = 0; i < graph->layout->boxes->len; i++)
    {
      const HtFlameBox *box = &g_array_index (graph->layout->boxes, HtFlameBox, i);
      double left, right;

      if (box->n_merged > 0)
        continue;
      ht_flame_graph_get_extent (graph, box->node, &left, &right);
      g_assert_cmpfloat_with_epsilon (left, box->left, 1e-9);
      g_assert_cmpfloat_with_epsilon (right, box->right, 1e-9);
      g_assert_cmpuint (ht_flame_graph_get_row (graph, box->node), ==, box->row);
    }
}

/* A step to a side leads to the box that is next in the row and back, one towards the root to the
 * caller, and one away from it to the largest callee. */
static void
test_walk (Fixture *fixture, gconstpointer data)
{
  gboolean upward = GPOINTER_TO_INT (data);
  HtFlameWay to_root = upward ? HT_FLAME_DOWN : HT_FLAME_UP;
  HtFlameWay from_root = upward ? HT_FLAME_UP : HT_FLAME_DOWN;
  const HtFlameGraph *graph = look (fixture, upward, 0, 1, 0);
  const GArray *boxes = graph->layout->boxes;
  guint n_sides = 0;

  for (guint i = 1; i < boxes->len; i++)
    {
      const HtFlameBox *box = &g_array_index (boxes, HtFlameBox, i);
      const HtFlameBox *before = &g_array_index (boxes, HtFlameBox, i - 1);
      guint32 callee;

      if (box->n_merged > 0)
        continue;
      g_assert_cmpuint (ht_flame_graph_walk (graph, box->node, to_root), ==,
                        graph->tree->parent[box->node]);
      callee = ht_flame_graph_walk (graph, box->node, from_root);
      if (callee != 0)
        g_assert_cmpuint (graph->tree->parent[callee], ==, box->node);
      if (before->row != box->row || before->n_merged > 0)
        continue;
      g_assert_cmpuint (ht_flame_graph_walk (graph, box->node, HT_FLAME_LEFT), ==, before->node);
      g_assert_cmpuint (ht_flame_graph_walk (graph, before->node, HT_FLAME_RIGHT), ==, box->node);
      n_sides++;
    }
  g_assert_cmpuint (n_sides, >, 20);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
    gboolean upward;
  } tests[] = {
    { "/draw/flame-graph/hits/icicle", test_hits, FALSE },
    { "/draw/flame-graph/hits/flame", test_hits, TRUE },
    { "/draw/flame-graph/places/icicle", test_no_box_without_area, FALSE },
    { "/draw/flame-graph/places/flame", test_no_box_without_area, TRUE },
    { "/draw/flame-graph/root-and-scroll", test_root_and_scroll, FALSE },
    { "/draw/flame-graph/outside", test_outside, FALSE },
    { "/draw/flame-graph/height", test_height, FALSE },
    { "/draw/flame-graph/extents", test_extents, FALSE },
    { "/draw/flame-graph/walk/icicle", test_walk, FALSE },
    { "/draw/flame-graph/walk/flame", test_walk, TRUE },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, GINT_TO_POINTER (tests[i].upward), set_up, tests[i].test,
                tear_down);
  return g_test_run ();
}
