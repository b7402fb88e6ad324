/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "gctrace.h"

#include <string.h>

/* Decimals from the printed unit down to ns. */
#define SECOND_DECIMALS      9
#define MILLISECOND_DECIMALS 6

/* The runtime divides by 1 << 20 and calls it MB. */
#define MB_SHIFT 20

#define MAX_PHASES 5

/* No process is a century old; a number that says so is two that were torn and joined. */
#define MAX_UPTIME_NS (G_GINT64_CONSTANT (36525) * 86400 * 1000000000)

typedef struct
{
  const char *position;
  const char *end;
} Cursor;

static gboolean
take (Cursor *cursor, const char *literal)
{
  gsize length = strlen (literal);

  if ((gsize) (cursor->end - cursor->position) < length ||
      memcmp (cursor->position, literal, length) != 0)
    return FALSE;
  cursor->position += length;
  return TRUE;
}

static gboolean
append_digit (guint64 *value, char digit)
{
  return g_uint64_checked_mul (value, *value, 10) &&
         g_uint64_checked_add (value, *value, (guint64) (digit - '0')) && *value <= G_MAXINT64;
}

/* `12` or `12.034`, as an integer of 10^-@decimals. More decimals than that are
 * refused, for the runtime prints three at most.
 */
static gboolean
take_decimal (Cursor *cursor, guint decimals, gint64 *value)
{
  const char *position = cursor->position;
  guint64 sum = 0;
  guint n = 0;

  while (position < cursor->end && g_ascii_isdigit (*position))
    if (!append_digit (&sum, *position++))
      return FALSE;
  if (position == cursor->position)
    return FALSE;

  if (decimals > 0 && cursor->end - position >= 2 && position[0] == '.' &&
      g_ascii_isdigit (position[1]))
    for (position++; position < cursor->end && g_ascii_isdigit (*position); n++)
      if (n >= decimals || !append_digit (&sum, *position++))
        return FALSE;
  for (; n < decimals; n++)
    if (!append_digit (&sum, '0'))
      return FALSE;

  cursor->position = position;
  *value = (gint64) sum;
  return TRUE;
}

static gboolean
take_integer (Cursor *cursor, gint64 *value)
{
  return take_decimal (cursor, 0, value);
}

static gboolean
take_milliseconds (Cursor *cursor, gint64 *ns)
{
  return take_decimal (cursor, MILLISECOND_DECIMALS, ns);
}

static gboolean
take_megabytes (Cursor *cursor, gint64 *bytes)
{
  gint64 value;

  if (!take_integer (cursor, &value) || value > G_MAXINT64 >> MB_SHIFT)
    return FALSE;
  *bytes = value << MB_SHIFT;
  return TRUE;
}

/* `gc 17 @3.849s 1% (checking for goroutine leaks): ` */
static gboolean
parse_head (Cursor *cursor, HtGcCycle *cycle)
{
  gint64 percent;

  if (!take (cursor, "gc ") || !take_integer (cursor, &cycle->n) || cycle->n < 1 ||
      !take (cursor, " @") || !take_decimal (cursor, SECOND_DECIMALS, &cycle->start_ns) ||
      !take (cursor, "s ") || !take_integer (cursor, &percent) || !take (cursor, "%"))
    return FALSE;
  take (cursor, " (checking for goroutine leaks)");
  if (!take (cursor, ": "))
    return FALSE;
  if (percent <= 100)
    cycle->cpu_permille = percent * 10;
  return TRUE;
}

/* `0.84+24+0.004 ms clock, `; Go 1.5 has five phases, of which the middle three are concurrent. */
static gboolean
parse_clock (Cursor *cursor, HtGcCycle *cycle, guint *n_phases)
{
  gint64 phases[MAX_PHASES];
  gint64 sum = 0;
  guint n = 0;

  do
    {
      if (n == MAX_PHASES || !take_milliseconds (cursor, &phases[n]) ||
          __builtin_add_overflow (sum, phases[n], &sum))
        return FALSE;
      n++;
    }
  while (take (cursor, "+"));
  if ((n != 3 && n != MAX_PHASES) || !take (cursor, " ms clock, ") ||
      __builtin_add_overflow (cycle->start_ns, sum, &cycle->end_ns) ||
      cycle->end_ns > MAX_UPTIME_NS)
    return FALSE;

  cycle->stw_sweep_term_ns = phases[0];
  cycle->stw_mark_term_ns = phases[n - 1];
  cycle->pause_ns = phases[0] + phases[n - 1];
  cycle->mark_ns = sum - cycle->pause_ns;
  *n_phases = n;
  return TRUE;
}

/* `1.6+0.22/9.1/37+0.008 ms cpu, `: the phase of marking, the last but one, is split in three. */
static gboolean
parse_cpu (Cursor *cursor, HtGcCycle *cycle, guint n_phases)
{
  gint64 ignored;

  for (guint i = 0; i + 2 < n_phases; i++)
    if (!take_milliseconds (cursor, &ignored) || !take (cursor, "+"))
      return FALSE;
  return take_milliseconds (cursor, &cycle->assist_ns) && take (cursor, "/") &&
         take_milliseconds (cursor, &cycle->background_ns) && take (cursor, "/") &&
         take_milliseconds (cursor, &cycle->idle_ns) && take (cursor, "+") &&
         take_milliseconds (cursor, &ignored) && take (cursor, " ms cpu, ");
}

/* `53->54->51 MB, 108 MB goal,` and since Go 1.18 ` 0 MB stacks, 0 MB globals,` */
static gboolean
parse_heap (Cursor *cursor, HtGcCycle *cycle)
{
  Cursor optional;
  gint64 stacks, globals;

  if (!take_megabytes (cursor, &cycle->heap_start_bytes) || !take (cursor, "->") ||
      !take_megabytes (cursor, &cycle->heap_end_bytes) || !take (cursor, "->") ||
      !take_megabytes (cursor, &cycle->heap_live_bytes) || !take (cursor, " MB, ") ||
      !take_megabytes (cursor, &cycle->goal_bytes) || !take (cursor, " MB goal,"))
    return FALSE;

  optional = *cursor;
  if (take (&optional, " ") && take_megabytes (&optional, &stacks) &&
      take (&optional, " MB stacks, ") && take_megabytes (&optional, &globals) &&
      take (&optional, " MB globals,"))
    {
      *cursor = optional;
      cycle->stacks_bytes = stacks;
      cycle->globals_bytes = globals;
    }
  return TRUE;
}

/* ` 2 P (forced)` and the end of the line */
static gboolean
parse_tail (Cursor *cursor, HtGcCycle *cycle)
{
  if (!take (cursor, " ") || !take_integer (cursor, &cycle->gomaxprocs) || cycle->gomaxprocs < 1 ||
      !take (cursor, " P"))
    return FALSE;
  cycle->forced = take (cursor, " (forced)") ? 1 : 0;
  return cursor->position == cursor->end;
}

/**
 * ht_gctrace_parse_line:
 * @line: the line, without its end
 * @length: its length
 * @cycle: (out caller-allocates): the cycle; undefined if %FALSE is returned
 *
 * Reads one line of GODEBUG=gctrace=1, in the forms of Go 1.5 to 1.27. The whole line has to
 * be one: what was torn, or holds numbers beyond 63 bits, is refused.
 *
 * Times of @cycle are ns since the process started. The runtime prints the start to 1 ms
 * and durations to two digits, sizes in MiB, all truncated.
 *
 * Returns: whether it is a gctrace line
 */
gboolean
ht_gctrace_parse_line (const char *line, gsize length, HtGcCycle *cycle)
{
  Cursor cursor = { line, line + length };
  guint n_phases;

  ht_gc_cycle_init (cycle, HT_GC_SOURCE_GCTRACE);
  return parse_head (&cursor, cycle) && parse_clock (&cursor, cycle, &n_phases) &&
         parse_cpu (&cursor, cycle, n_phases) && parse_heap (&cursor, cycle) &&
         parse_tail (&cursor, cycle);
}
