/* SPDX-License-Identifier: GPL-3.0-or-later */
/* However many threads read a trace, what comes out is the same to the bit. */
#include "trace-relay.h"

#include "gunzip.h"
#include "trace-builder.h"

#define N_THREADS 6
#define N_ROUNDS  24000

/* All that a reading tells, as bytes. */
typedef struct
{
  GByteArray *told;
  GString *warnings;
  const HtTraceTables *tables; /* of the generation at hand */
  HtTraceSummary summary;
} Told;

typedef gboolean (*ReadFunc) (const HtTraceInput *input,
                              const HtTraceSink *sink,
                              HtTraceSummary *summary,
                              GError **error);

/* An input that looks how it is used. */
typedef struct
{
  GByteArray *trace;
  guint64 fails_at;
  guint ends_after;
  GThread *owner;
  guint n_progress;
  gint n_reading;
} Source;

static void
add_number (Told *told, guint64 number)
{
  g_byte_array_append (told->told, (const guint8 *) &number, sizeof number);
}

static void
generation_cb (const HtTraceGeneration *generation, gpointer user_data)
{
  Told *told = user_data;

  g_assert_null (told->tables);
  told->tables = generation->tables;
  add_number (user_data, generation->number);
  add_number (user_data, generation->frequency_hz);
  add_number (user_data, (guint64) generation->start_ns);
  add_number (user_data, (guint64) generation->wall_origin_unix_ns);
  add_number (user_data, (guint64) generation->is_whole);
}

static void
event_cb (const HtTraceEvent *event, gpointer user_data)
{
  gsize length;
  const char *text =
      ht_trace_tables_get_string (((Told *) user_data)->tables, event->text, &length);
  /* Ids of messages of the old format are different in each reading. */
  guint64 value = event->kind == HT_TRACE_LOG ? 0 : event->args[2];
  const guint64 numbers[] = { text != NULL ? length : 0,
                              event->kind,
                              (guint64) event->time_ns,
                              event->m,
                              event->p,
                              event->g,
                              event->text,
                              event->stack,
                              event->args[0],
                              event->args[1],
                              value,
                              event->args[3],
                              event->n_changes,
                              event->offset };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    add_number (user_data, numbers[i]);
  for (guint i = 0; i < event->n_changes; i++)
    {
      add_number (user_data, event->changes[i].subject);
      add_number (user_data, event->changes[i].id);
      add_number (user_data, event->changes[i].from);
      add_number (user_data, event->changes[i].to);
    }
}

static void
warning_cb (guint64 offset, const char *message, gpointer user_data)
{
  Told *told = user_data;

  add_number (told, offset);
  g_string_append_printf (told->warnings, "%" G_GUINT64_FORMAT ": %s\n", offset, message);
}

/* Until now its tables are there. */
static void
generation_end_cb (gpointer user_data)
{
  Told *told = user_data;
  gsize length;

  add_number (told, (guint64) (ht_trace_tables_get_string (told->tables, 4, &length) != NULL));
  told->tables = NULL;
}

static gboolean
read_cb (guint64 offset, gpointer buffer, gsize length, gpointer user_data, GError **error)
{
  Source *source = user_data;

  g_assert_cmpint (g_atomic_int_add (&source->n_reading, 1), ==, 0);
  g_assert_cmpuint (offset + length, <=, source->trace->len);
  if (offset + length <= source->fails_at)
    memcpy (buffer, source->trace->data + offset, length);
  else
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_IO, "the disk is gone");
  g_atomic_int_add (&source->n_reading, -1);
  return offset + length <= source->fails_at;
}

static gboolean
progress_cb (guint64 n_bytes_done, gpointer user_data, GError **error)
{
  Source *source = user_data;

  g_assert_true (source->owner == g_thread_self ());
  g_assert_cmpuint (n_bytes_done, <=, source->trace->len);
  if (source->n_progress++ < source->ends_after)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INTR, "nobody wants it");
  return FALSE;
}

static Told
tell (Source *source, ReadFunc read, guint n_threads, GError **error)
{
  Told told = { .told = g_byte_array_new (), .warnings = g_string_new (NULL) };
  HtTraceSink sink = { generation_cb, event_cb, warning_cb, &told, generation_end_cb };
  HtTraceInput input = { .size = source->trace->len,
                         .read = read_cb,
                         .progress = progress_cb,
                         .user_data = source,
                         .n_threads = n_threads };
  gboolean done;

  source->owner = g_thread_self ();
  source->n_progress = 0;
  done = read (&input, &sink, &told.summary, error);
  g_assert_true (done == (error == NULL || *error == NULL));
  g_assert_cmpint (source->n_reading, ==, 0);
  return told;
}

static void
clear_told (Told *told)
{
  g_byte_array_unref (told->told);
  g_string_free (told->warnings, TRUE);
}

static void
check_same (GByteArray *trace, guint64 fails_at)
{
  static const struct
  {
    ReadFunc read;
    guint n_threads;
  } ways[] = {
    { ht_trace_read, 2 },
    { ht_trace_read, 8 },
    { ht_trace_relay, 2 },
    { ht_trace_relay, 8 },
  };
  Source source = { .trace = trace, .fails_at = fails_at, .ends_after = G_MAXUINT };
  g_autoptr (GError) error = NULL;
  Told alone = tell (&source, ht_trace_read, 1, &error);

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (GError) other_error = NULL;
      Told other = tell (&source, ways[i].read, ways[i].n_threads, &other_error);

      g_assert_cmpmem (alone.told->data, alone.told->len, other.told->data, other.told->len);
      g_assert_cmpstr (alone.warnings->str, ==, other.warnings->str);
      g_assert_cmpmem (&alone.summary, sizeof alone.summary, &other.summary, sizeof other.summary);
      g_assert_cmpstr (error != NULL ? error->message : NULL, ==,
                       other_error != NULL ? other_error->message : NULL);
      clear_told (&other);
    }
  clear_told (&alone);
}

/* A thread while a trace is made. */
typedef struct
{
  GByteArray *batch;
  guint64 batch_ticks;
  guint64 ticks;
} Writer;

static void
flush (GByteArray *trace, guint64 generation, Writer *writers, guint i)
{
  if (writers[i].batch->len > 0)
    trace_batch_bytes (trace, generation, i + 1, writers[i].batch_ticks, writers[i].batch);
  g_byte_array_set_size (writers[i].batch, 0);
}

/* Writes an event: its kind, its time and its arguments. The clock of each thread is wrong in a way
 * of its own. */
static void
write_event (GByteArray *trace,
             guint64 generation,
             Writer *writers,
             guint i,
             guint64 now,
             const guint64 *numbers,
             gsize n_numbers)
{
  Writer *writer = &writers[i];
  guint64 ticks = now + 700 * (i % 3);

  if (writer->batch->len > 65000)
    flush (trace, generation, writers, i);
  if (writer->batch->len == 0)
    {
      writer->batch_ticks = ticks;
      writer->ticks = ticks;
    }
  trace_number (writer->batch, numbers[0]);
  trace_number (writer->batch, ticks - writer->ticks);
  trace_numbers (writer->batch, numbers + 1, n_numbers - 1);
  writer->ticks = ticks;
}

/* Goroutine after goroutine hands over to one on the next thread: an order that times do not tell.
 */
static GByteArray *
make_ring_trace (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);
  Writer writers[N_THREADS] = { 0 };
  guint64 now = 100000;

  for (guint i = 0; i < N_THREADS; i++)
    writers[i].batch = g_byte_array_new ();
  for (guint64 generation = 1; generation <= 3; generation++)
    {
      guint64 sequences[N_THREADS] = { 0 };

      for (guint i = 0; i < N_THREADS; i++)
        {
          write_event (trace, generation, writers, i, ++now, NUMBERS (13, i, 1));
          write_event (trace, generation, writers, i, ++now,
                       NUMBERS (25, i + 1, i == 0 ? 1 : G_MAXUINT64, i == 0 ? 2 : 4));
        }
      for (guint round = 0; round < N_ROUNDS; round++)
        {
          guint i = round % N_THREADS;
          guint next = (i + 1) % N_THREADS;

          write_event (trace, generation, writers, i, ++now,
                       NUMBERS (21, next + 1, ++sequences[next], 9));
          write_event (trace, generation, writers, i, ++now, NUMBERS (37, round * 8192ull));
          write_event (trace, generation, writers, i, ++now, NUMBERS (20, 4, 9));
          write_event (trace, generation, writers, next, ++now,
                       NUMBERS (16, next + 1, ++sequences[next]));
        }
      for (guint i = 0; i < N_THREADS; i++)
        flush (trace, generation, writers, i);
      trace_batch (trace, generation, G_MAXUINT64, now,
                   NUMBERS (2, 3, 9, 2, 0x401000, 1, 3, 12, 0x402000, 2, 3, 34));
      trace_string (trace, generation, 4, "chan receive");
      trace_batch (trace, generation, G_MAXUINT64, now, NUMBERS (6, 7, now - 5000, 1, 0, 1, 9));
      trace_frequency (trace, generation);
    }
  for (guint i = 0; i < N_THREADS; i++)
    g_byte_array_unref (writers[i].batch);
  return g_steal_pointer (&trace);
}

/* The trace is what it is meant to be: all of it fits, so what is compared below is an order. */
static void
test_ring (void)
{
  g_autoptr (GByteArray) trace = make_ring_trace ();
  Source source = { .trace = trace, .fails_at = G_MAXUINT64, .ends_after = G_MAXUINT };
  Told told = tell (&source, ht_trace_read, 3, NULL);

  g_assert_true (told.summary.is_whole);
  g_assert_cmpuint (told.summary.n_misfits, ==, 0);
  g_assert_cmpuint (told.summary.n_events, ==, 3 * (4 * N_ROUNDS + 2 * N_THREADS + 1));
  g_assert_cmpuint (source.n_progress, >, 3);
  clear_told (&told);
  check_same (trace, G_MAXUINT64);
}

static void
test_damaged (void)
{
  g_autoptr (GByteArray) trace = make_ring_trace ();
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (GByteArray) damaged = g_byte_array_new ();

      g_byte_array_append (damaged, trace->data, trace->len);
      for (guint k = 0; k <= i; k++)
        damaged->data[g_rand_int_range (random, 16, (gint32) damaged->len)] =
            (guint8) g_rand_int (random);
      if (i % 2 == 1)
        g_byte_array_set_size (damaged,
                               (guint) g_rand_int_range (random, 16, (gint32) damaged->len));
      check_same (damaged, G_MAXUINT64);
    }
}

static void
test_disk_gone (void)
{
  g_autoptr (GByteArray) trace = make_ring_trace ();

  for (guint64 sixth = 0; sixth < 6; sixth++)
    check_same (trace, trace->len * sixth / 6 + 10);
}

static void
test_real (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("HT_TEST_DATA"), "traces", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_traces = 0;
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *contents = NULL;
      g_autoptr (GBytes) packed = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GByteArray) trace = g_byte_array_new ();
      gsize length;

      if (!g_str_has_suffix (name, ".out.gz"))
        continue;
      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      packed = g_bytes_new_take (g_steal_pointer (&contents), length);
      bytes = ht_gunzip (packed, NULL);
      g_byte_array_append (trace, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
      check_same (trace, G_MAXUINT64);
      g_byte_array_set_size (trace, trace->len / 3);
      check_same (trace, G_MAXUINT64);
      n_traces++;
    }
  g_assert_cmpuint (n_traces, >, 2);
}

/* Who is told to end does so, whatever its threads are at. */
static void
test_end (void)
{
  g_autoptr (GByteArray) trace = make_ring_trace ();

  /* Once at the beginning, and each 65,536 events. */
  for (guint n = 0; n < 10; n++)
    {
      Source source = { .trace = trace, .fails_at = G_MAXUINT64, .ends_after = n / 2 };
      g_autoptr (GError) error = NULL;
      Told told = tell (&source, n % 2 == 0 ? ht_trace_read : ht_trace_relay, 8, &error);

      g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_INTR);
      g_assert_cmpuint (source.n_progress, ==, n / 2 + 1);
      clear_told (&told);
    }
}

/* Warnings of a generation that was found ahead come in its turn, and count with the others. */
static void
test_many_warnings (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);
  g_autoptr (GString) expected = g_string_new (NULL);
  guint64 first_untold = 0;

  for (guint i = 0; i < 90; i++)
    {
      guint64 generation = i < 60 ? 1 : 2;

      if (i == 60)
        {
          trace_batch (trace, 1, 1, 1000, NUMBERS (37, 1, 4096));
          trace_frequency (trace, 1);
        }
      trace_batch (trace, generation, G_MAXUINT64, 1000, NUMBERS (4, 5, 0, 0));
      /* The mistake is told where the id ends. */
      if (i < 50)
        g_string_append_printf (expected,
                                "%u: a string has the id 0; the rest of this table, 1 bytes, is "
                                "left out\n",
                                trace->len - 1);
      else if (i == 50)
        first_untold = trace->len - 1;
    }
  trace_frequency (trace, 2);
  g_string_append_printf (expected, "%" G_GUINT64_FORMAT ": 40 more warnings\n", first_untold);
  for (guint n_threads = 1; n_threads <= 2; n_threads++)
    {
      Source source = { .trace = trace, .fails_at = G_MAXUINT64, .ends_after = G_MAXUINT };
      Told told = tell (&source, ht_trace_read, n_threads, NULL);

      g_assert_cmpstr (told.warnings->str, ==, expected->str);
      clear_told (&told);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/trace-threads/ring", test_ring);
  g_test_add_func ("/formats/trace-threads/damaged", test_damaged);
  g_test_add_func ("/formats/trace-threads/disk-gone", test_disk_gone);
  g_test_add_func ("/formats/trace-threads/real", test_real);
  g_test_add_func ("/formats/trace-threads/end", test_end);
  g_test_add_func ("/formats/trace-threads/many-warnings", test_many_warnings);
  return g_test_run ();
}
