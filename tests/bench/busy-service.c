/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "busy-service.h"

#include <math.h>

#include "made-heap.h"

#define PERIOD      524288
#define N_FUNCTIONS 5000
#define FANOUT      6
#define LEAST_DEPTH 10
#define MOST_DEPTH  40

/* Samples between two profiles: 1 GB that was allocated. */
#define N_SAMPLES 2000

/* Of so many stacks one only shows up while it runs. */
#define LATE_ONE_OF 20

/* Of the busiest places so many may be caches; the least of them holds so many samples, one of half
 * the rank twice as many. */
#define CACHE_SAMPLES 12
#define CACHING_RANKS 400

/* Of so many stacks one holds much from the begin on. */
#define LARGE_ONE_OF  500
#define LARGE_SAMPLES 300

typedef enum
{
  PASSES,
  CACHES,
  LEAKS,
} Behaviour;

typedef struct
{
  guint32 node;
  guint32 label_set;
  gint64 object_bytes;
  Behaviour behaviour;
  guint first_profile;
  gint64 n_alive;
  gint64 n_most; /* that a cache holds */
  gint64 n_made;
} Stack;

struct _BusyService
{
  guint n_profiles;
  guint n_taken;

  /* Owned */
  GRand *random;
  HtProfile *profile;
  GArray *stacks;  /* Stack, in the order of the profiles */
  GArray *ranks;   /* guint: index of the stack that allocates most, second most… */
  GArray *passing; /* guint: stacks of the samples that go with the next collection */
};

/* Nine of ten are the program's own, the others of libraries. */
static guint32
add_function (HtCatalog *catalog, guint i)
{
  g_autofree char *package = i % 10 == 9 ? g_strdup_printf ("github.com/vendor/lib%u", i / 100)
                                         : g_strdup_printf ("example.com/service/part%u", i / 50);
  g_autofree char *name = g_strdup_printf ("%s.(*Type%u).Method%u", package, i % 7, i);
  g_autofree char *file =
      g_strdup_printf ("%s%s/file%u.go", package, i % 10 == 9 ? "@v1.2.3" : "", i % 4);
  const HtFunction function = { .name = made_heap_intern (catalog, name),
                                .system_name = made_heap_intern (catalog, name),
                                .file = made_heap_intern (catalog, file) };
  const HtFrame frame = { .address = 0x400000 + i * 64,
                          .line = 10 + i % 90,
                          .function = ht_symbols_intern_function (catalog->symbols, &function) };

  return ht_symbols_intern_frame (catalog->symbols, &frame);
}

/* A walk through the call graph whose first callees are called most. */
static guint32
add_node (BusyService *self, HtCatalog *catalog, const guint32 *frames)
{
  gint depth = g_rand_int_range (self->random, LEAST_DEPTH, MOST_DEPTH + 1);
  guint32 node = HT_CALL_TREE_ROOT;
  guint32 function = 0;

  for (gint i = 0; i < depth; i++)
    {
      node = ht_call_tree_intern (catalog->tree, node, frames[function]);
      function =
          (function * FANOUT + 1 + (guint32) (FANOUT * pow (g_rand_double (self->random), 2))) %
          N_FUNCTIONS;
    }
  return node;
}

static gint64
draw_size (BusyService *self)
{
  static const gint64 sizes[] = { 16,   32,   48,   64,   80,    96,    112,   128,    144,    160,
                                  192,  256,  384,  512,  640,   768,   1024,  1280,   1536,   2048,
                                  3072, 4096, 8192, 9472, 16384, 32768, 65536, 262144, 1048576 };

  return sizes[g_rand_int_range (self->random, 0, G_N_ELEMENTS (sizes))];
}

static void
add_stacks (BusyService *self, HtCatalog *catalog, guint n_stacks)
{
  guint32 frames[N_FUNCTIONS];

  for (guint i = 0; i < N_FUNCTIONS; i++)
    frames[i] = add_function (catalog, i);
  for (guint i = 0; i < n_stacks; i++)
    {
      HtLabel label = { .number = draw_size (self),
                        .key = made_heap_intern (catalog, "bytes"),
                        .unit = made_heap_intern (catalog, "bytes") };
      Stack stack = { .node = add_node (self, catalog, frames),
                      .label_set = ht_label_sets_intern (catalog->label_sets, &label, 1),
                      .object_bytes = label.number };

      stack.n_made = 1 + g_rand_int_range (self->random, 0, 20);
      stack.n_alive =
          i % LARGE_ONE_OF == 1 ? g_rand_int_range (self->random, 1, LARGE_SAMPLES) : i % 20 == 0;
      if (i % LATE_ONE_OF == 0)
        stack.first_profile = (guint) g_rand_int_range (self->random, 0, (gint32) self->n_profiles);
      g_array_append_val (self->stacks, stack);
      g_array_append_val (self->ranks, i);
    }
}

/* The first are the busiest: of these every eighth caches, and a few leak. */
static void
rank_stacks (BusyService *self)
{
  for (guint i = self->ranks->len - 1; i > 0; i--)
    {
      guint other = (guint) g_rand_int_range (self->random, 0, (gint32) i + 1);
      guint stack = g_array_index (self->ranks, guint, i);

      g_array_index (self->ranks, guint, i) = g_array_index (self->ranks, guint, other);
      g_array_index (self->ranks, guint, other) = stack;
    }
  for (guint i = 0; i < self->ranks->len; i++)
    {
      Stack *stack = &g_array_index (self->stacks, Stack, g_array_index (self->ranks, guint, i));

      stack->behaviour = i % 1000 == 99 ? LEAKS : i < CACHING_RANKS && i % 8 == 3 ? CACHES : PASSES;
      stack->n_most = CACHE_SAMPLES * (CACHING_RANKS / (i + 1));
    }
}

/*
 * busy_service_new:
 * @catalog: gets its functions and stacks; must outlive the service
 * @n_stacks: how many stacks allocate
 * @n_profiles: over how many profiles new stacks show up
 *
 * The same figures always.
 */
BusyService *
busy_service_new (HtCatalog *catalog, guint n_stacks, guint n_profiles)
{
  BusyService *self = g_new0 (BusyService, 1);

  self->random = g_rand_new_with_seed (20261121);
  self->n_profiles = n_profiles;
  self->stacks = g_array_new (FALSE, FALSE, sizeof (Stack));
  self->ranks = g_array_new (FALSE, FALSE, sizeof (guint));
  self->passing = g_array_new (FALSE, FALSE, sizeof (guint));
  self->profile = made_heap_new (catalog, PERIOD);
  add_stacks (self, catalog, n_stacks);
  rank_stacks (self);
  return self;
}

void
busy_service_free (BusyService *service)
{
  g_rand_free (service->random);
  g_array_unref (service->stacks);
  g_array_unref (service->ranks);
  g_array_unref (service->passing);
  ht_profile_free (service->profile);
  g_free (service);
}

static void
allocate (BusyService *self)
{
  /* As often as its rank says: the second half as often as the first, the third a third. */
  double rank = pow (self->ranks->len, g_rand_double (self->random)) - 1;
  guint index = g_array_index (self->ranks, guint, (guint) rank);
  Stack *stack = &g_array_index (self->stacks, Stack, index);

  if (self->n_taken < stack->first_profile)
    return;
  stack->n_made++;
  if (stack->behaviour == CACHES && stack->n_alive >= stack->n_most)
    return;
  stack->n_alive++;
  if (stack->behaviour == PASSES)
    g_array_append_val (self->passing, index);
}

/*
 * busy_service_next:
 *
 * Returns: (transfer none): the next profile, which takes the place of the last one
 */
HtProfile *
busy_service_next (BusyService *service)
{
  HtProfile *profile = service->profile;

  for (guint i = 0; i < service->passing->len; i++)
    g_array_index (service->stacks, Stack, g_array_index (service->passing, guint, i)).n_alive--;
  g_array_set_size (service->passing, 0);
  for (guint i = 0; i < N_SAMPLES; i++)
    allocate (service);
  g_array_set_size (profile->nodes, 0);
  g_array_set_size (profile->label_sets, 0);
  g_array_set_size (profile->values, 0);
  for (guint i = 0; i < service->stacks->len; i++)
    {
      const Stack *stack = &g_array_index (service->stacks, Stack, i);
      double share = -expm1 (-(double) stack->object_bytes / PERIOD);
      gint64 values[] = {
        (gint64) ((double) stack->n_made / share),
        (gint64) ((double) (stack->n_made * stack->object_bytes) / share),
        (gint64) ((double) stack->n_alive / share),
        (gint64) ((double) (stack->n_alive * stack->object_bytes) / share),
      };

      if (service->n_taken >= stack->first_profile)
        ht_profile_add_row (profile, stack->node, stack->label_set, values);
    }
  service->n_taken++;
  return profile;
}
