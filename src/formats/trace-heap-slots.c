/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-heap-slots.h"

#include "trace-id-map.h"

/* Four times what Go has, 16 pages and 1024 slots in a span, for what may come. */
#define MAX_PAGES_OF_SMALL 64u
#define MAX_SLOTS_OF_SPAN  4096u

#define MAX_BYTES_OF_LARGE (G_GUINT64_CONSTANT (1) << 40)
#define MAX_PAGES          (1u << 21)
#define MAX_SLOTS          (1u << 26)

/* Those of all Go of amd64 and arm64. */
#define USUAL_PAGE_BYTES   8192
#define USUAL_OBJECT_ALIGN 8

typedef struct
{
  guint64 page;
  guint64 slot_bytes;
  guint32 n_pages; /* that are in the map */
  guint32 n_slots;
  guint32 n_live;
  guint8 size_class;
  guint16 *slots; /* owned; NULL until there is an object */
} Span;

typedef struct
{
  guint64 page;
  guint32 span; /* index + 1; 0 for none */
} Page;

/* Where an object lies. */
typedef struct
{
  Span *span;
  guint32 slot;
} Place;

struct _HtTraceHeapSlots
{
  HtTraceSlotFunc changed;
  gpointer user_data;
  guint64 page_bytes;
  guint64 object_align_bytes;
  guint32 n_slots;

  /* Owned */
  HtTraceIdMap pages;
  GArray *spans;
  GArray *free_spans;
};

/* The same since Go 1.19. */
static const guint16 class_bytes[HT_TRACE_N_SIZE_CLASSES] = {
  0,     8,     16,    24,    32,    48,    64,    80,    96,    112,   128,   144,   160,   176,
  192,   208,   224,   240,   256,   288,   320,   352,   384,   416,   448,   480,   512,   576,
  640,   704,   768,   896,   1024,  1152,  1280,  1408,  1536,  1792,  2048,  2304,  2688,  3072,
  3200,  3456,  4096,  4864,  5376,  6144,  6528,  6784,  6912,  8192,  9472,  9728,  10240, 10880,
  12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768,
};

/**
 * ht_trace_size_class_bytes:
 * @size_class: a class below %HT_TRACE_N_SIZE_CLASSES
 *
 * Returns: the size of its slots in bytes; 0 for the class of large objects
 */
guint
ht_trace_size_class_bytes (guint size_class)
{
  g_return_val_if_fail (size_class < HT_TRACE_N_SIZE_CLASSES, 0);
  return class_bytes[size_class];
}

/**
 * ht_trace_heap_slots_new:
 * @changed: takes what came and went
 * @user_data: handed to @changed
 *
 * Returns: (transfer full): an empty heap; one thread at a time
 */
HtTraceHeapSlots *
ht_trace_heap_slots_new (HtTraceSlotFunc changed, gpointer user_data)
{
  HtTraceHeapSlots *self = g_new0 (HtTraceHeapSlots, 1);

  self->changed = changed;
  self->user_data = user_data;
  self->page_bytes = USUAL_PAGE_BYTES;
  self->object_align_bytes = USUAL_OBJECT_ALIGN;
  ht_trace_id_map_init (&self->pages, sizeof (Page));
  self->spans = g_array_new (FALSE, FALSE, sizeof (Span));
  self->free_spans = g_array_new (FALSE, FALSE, sizeof (guint32));
  return self;
}

/**
 * ht_trace_heap_slots_free:
 * @slots: (transfer full) (nullable): the heap
 */
void
ht_trace_heap_slots_free (HtTraceHeapSlots *slots)
{
  if (slots == NULL)
    return;
  for (guint i = 0; i < slots->spans->len; i++)
    g_free (g_array_index (slots->spans, Span, i).slots);
  g_array_unref (slots->spans);
  g_array_unref (slots->free_spans);
  ht_trace_id_map_clear (&slots->pages);
  g_free (slots);
}

static gboolean
is_power_of_two (guint64 number)
{
  return number > 0 && (number & (number - 1)) == 0;
}

/**
 * ht_trace_heap_slots_set_layout:
 * @slots: the heap
 * @layout: what ids count; copied
 *
 * Without it they count what they count on amd64.
 *
 * Returns: %FALSE if no Go has such a layout
 */
gboolean
ht_trace_heap_slots_set_layout (HtTraceHeapSlots *slots, const HtTraceHeapLayout *layout)
{
  if (!is_power_of_two (layout->page_bytes) || !is_power_of_two (layout->object_align_bytes) ||
      layout->page_bytes < 4096 || layout->page_bytes > 1 << 20 ||
      layout->object_align_bytes > layout->page_bytes)
    return FALSE;
  slots->page_bytes = layout->page_bytes;
  slots->object_align_bytes = layout->object_align_bytes;
  return TRUE;
}

static Page *
find_page (const HtTraceHeapSlots *self, guint64 page)
{
  Page *record = ht_trace_id_map_find (&self->pages, page);

  return record != NULL && record->span != 0 ? record : NULL;
}

static Span *
span_of (const HtTraceHeapSlots *self, const Page *page)
{
  return &g_array_index (self->spans, Span, page->span - 1);
}

static void
empty_slot (HtTraceHeapSlots *self, Span *span, guint32 slot)
{
  guint16 what = span->slots[slot];

  span->slots[slot] = 0;
  span->n_live--;
  self->changed (span->size_class, (gint64) span->slot_bytes, what, FALSE, self->user_data);
}

static void
drop_span (HtTraceHeapSlots *self, guint32 index)
{
  Span *span = &g_array_index (self->spans, Span, index);

  for (guint32 i = 0; span->n_live > 0 && i < span->n_slots; i++)
    if (span->slots[i] != 0)
      empty_slot (self, span, i);
  if (span->slots != NULL)
    self->n_slots -= span->n_slots;
  g_clear_pointer (&span->slots, g_free);
  for (guint32 i = 0; i < span->n_pages; i++)
    {
      Page *page = find_page (self, span->page + i);

      if (page != NULL && page->span == index + 1)
        page->span = 0;
    }
  g_array_append_val (self->free_spans, index);
}

static void
drop_span_at (HtTraceHeapSlots *self, guint64 page)
{
  const Page *record = find_page (self, page);

  if (record != NULL)
    drop_span (self, record->span - 1);
}

static gboolean
is_in_use (gconstpointer record)
{
  return ((const Page *) record)->span != 0;
}

static gboolean
map_page (HtTraceHeapSlots *self, guint64 page, guint32 index)
{
  Page *record = ht_trace_id_map_find (&self->pages, page);

  if (record == NULL)
    {
      if (!ht_trace_id_map_make_room (&self->pages, is_in_use, MAX_PAGES))
        return FALSE;
      record = ht_trace_id_map_add (&self->pages, page);
    }
  record->span = index + 1;
  return TRUE;
}

static guint32
take_span (HtTraceHeapSlots *self, const Span *span)
{
  guint32 index = self->spans->len;

  if (self->free_spans->len == 0)
    {
      g_array_append_val (self->spans, *span);
      return index;
    }
  index = g_array_index (self->free_spans, guint32, self->free_spans->len - 1);
  g_array_set_size (self->free_spans, self->free_spans->len - 1);
  g_array_index (self->spans, Span, index) = *span;
  return index;
}

/* Of a large object only the first page is needed to find it. */
static gboolean
describe_span (const HtTraceHeapSlots *self, guint64 n_pages, guint64 span_class, Span *span)
{
  guint64 size_class = span_class >> 1;

  if (size_class >= HT_TRACE_N_SIZE_CLASSES || n_pages == 0 ||
      n_pages > MAX_BYTES_OF_LARGE / self->page_bytes)
    return FALSE;
  span->size_class = (guint8) size_class;
  if (size_class == 0)
    {
      span->n_pages = 1;
      span->n_slots = 1;
      span->slot_bytes = n_pages * self->page_bytes;
      return TRUE;
    }
  span->n_pages = (guint32) n_pages;
  span->slot_bytes = class_bytes[size_class];
  span->n_slots = (guint32) (n_pages * self->page_bytes / span->slot_bytes);
  return n_pages <= MAX_PAGES_OF_SMALL && span->n_slots <= MAX_SLOTS_OF_SPAN;
}

/**
 * ht_trace_heap_slots_add_span:
 * @slots: the heap
 * @span: id of the span
 * @n_pages: how long it is
 * @kind_and_class: bit 0: whether it is no span of objects; bit 1: whether these have no pointers;
 *   above: size class
 *
 * Adds a span. What was known to be at its place is gone: its end was lost.
 *
 * Returns: whether it is noted
 */
HtTraceSlotResult
ht_trace_heap_slots_add_span (HtTraceHeapSlots *slots,
                              guint64 span,
                              guint64 n_pages,
                              guint64 kind_and_class)
{
  Span described = { .page = span };
  gboolean is_manual = (kind_and_class & 1) != 0;
  guint32 index;

  if (span > G_MAXUINT64 / slots->page_bytes - MAX_PAGES_OF_SMALL)
    return is_manual ? HT_TRACE_SLOT_DONE : HT_TRACE_SLOT_UNKNOWN;
  drop_span_at (slots, span);
  if (is_manual)
    return HT_TRACE_SLOT_DONE;
  if (!describe_span (slots, n_pages, kind_and_class >> 1, &described))
    return HT_TRACE_SLOT_UNKNOWN;
  for (guint32 i = 1; i < described.n_pages; i++)
    drop_span_at (slots, span + i);
  index = take_span (slots, &described);
  for (guint32 i = 0; i < described.n_pages; i++)
    if (!map_page (slots, span + i, index))
      {
        drop_span (slots, index);
        return HT_TRACE_SLOT_TOO_MANY;
      }
  return HT_TRACE_SLOT_DONE;
}

/**
 * ht_trace_heap_slots_remove_span:
 * @slots: the heap
 * @span: id of a span
 *
 * Removes a span, and what is still in it.
 */
void
ht_trace_heap_slots_remove_span (HtTraceHeapSlots *slots, guint64 span)
{
  const Page *page = find_page (slots, span);

  if (page != NULL && span_of (slots, page)->page == span)
    drop_span (slots, page->span - 1);
}

/* An object need not begin where its slot does: before it may lie a header, or other tiny ones. */
static gboolean
find_place (const HtTraceHeapSlots *self, guint64 object, Place *place)
{
  const Page *page;
  guint64 address;

  if (__builtin_mul_overflow (object, self->object_align_bytes, &address))
    return FALSE;
  page = find_page (self, address / self->page_bytes);
  if (page == NULL)
    return FALSE;
  place->span = span_of (self, page);
  place->slot =
      (guint32) ((address - place->span->page * self->page_bytes) / place->span->slot_bytes);
  return place->slot < place->span->n_slots;
}

/**
 * ht_trace_heap_slots_put:
 * @slots: the heap
 * @object: id of an object
 * @what: what it is, not 0
 *
 * Notes that there is an object. It takes the place of what was in its slot: tiny objects share
 * one, and the end of an object and the begin of the next may be told in either order.
 *
 * Returns: whether it is noted
 */
HtTraceSlotResult
ht_trace_heap_slots_put (HtTraceHeapSlots *slots, guint64 object, guint16 what)
{
  Place place;

  if (!find_place (slots, object, &place))
    return HT_TRACE_SLOT_UNKNOWN;
  if (place.span->slots == NULL)
    {
      if (place.span->n_slots > MAX_SLOTS - slots->n_slots)
        return HT_TRACE_SLOT_TOO_MANY;
      place.span->slots = g_new0 (guint16, place.span->n_slots);
      slots->n_slots += place.span->n_slots;
    }
  if (place.span->slots[place.slot] == what)
    /* cppcheck-suppress memleak ; the span is that of the heap */
    return HT_TRACE_SLOT_DONE;
  if (place.span->slots[place.slot] != 0)
    empty_slot (slots, place.span, place.slot);
  place.span->slots[place.slot] = what;
  place.span->n_live++;
  slots->changed (place.span->size_class, (gint64) place.span->slot_bytes, what, TRUE,
                  slots->user_data);
  return HT_TRACE_SLOT_DONE;
}

/**
 * ht_trace_heap_slots_remove:
 * @slots: the heap
 * @object: id of an object
 *
 * Notes that there is no object any more.
 *
 * Returns: %HT_TRACE_SLOT_UNKNOWN if there was none
 */
HtTraceSlotResult
ht_trace_heap_slots_remove (HtTraceHeapSlots *slots, guint64 object)
{
  Place place;

  if (!find_place (slots, object, &place) || place.span->slots == NULL ||
      place.span->slots[place.slot] == 0)
    return HT_TRACE_SLOT_UNKNOWN;
  empty_slot (slots, place.span, place.slot);
  return HT_TRACE_SLOT_DONE;
}
