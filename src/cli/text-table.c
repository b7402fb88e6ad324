/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "text-table.h"

struct _HtTextTable
{
  /* Owned */
  GPtrArray *cells; /* char *, row by row, the head first */

  guint n_columns;
};

/**
 * ht_text_table_new:
 * @head: (array zero-terminated=1): titles of the columns
 *
 * Returns: (transfer full): a table without rows
 */
HtTextTable *
ht_text_table_new (const char *const *head)
{
  HtTextTable *self = g_new0 (HtTextTable, 1);

  self->cells = g_ptr_array_new_with_free_func (g_free);
  for (; head[self->n_columns] != NULL; self->n_columns++)
    g_ptr_array_add (self->cells, g_strdup (head[self->n_columns]));
  return self;
}

/**
 * ht_text_table_free:
 * @table: (transfer full) (nullable): the table
 */
void
ht_text_table_free (HtTextTable *table)
{
  if (table == NULL)
    return;
  g_ptr_array_unref (table->cells);
  g_free (table);
}

/**
 * ht_text_table_take:
 * @table: the table
 * @cell: (transfer full): the next cell, valid UTF-8 without control characters
 *
 * Adds a cell; rows fill from the left.
 */
void
ht_text_table_take (HtTextTable *table, char *cell)
{
  g_ptr_array_add (table->cells, cell);
}

/**
 * ht_text_table_print:
 * @table: the table
 * @stream: where to
 */
void
ht_text_table_print (const HtTextTable *table, FILE *stream)
{
  guint n_columns = table->n_columns;
  g_autofree glong *widths = g_new0 (glong, n_columns);

  for (guint i = 0; i < table->cells->len; i++)
    widths[i % n_columns] =
        MAX (widths[i % n_columns], g_utf8_strlen (g_ptr_array_index (table->cells, i), -1));
  for (guint i = 0; i < table->cells->len; i++)
    {
      const char *cell = g_ptr_array_index (table->cells, i);
      guint column = i % n_columns;

      if (column + 1 == n_columns)
        {
          fprintf (stream, "  %s\n", cell);
          continue;
        }
      fprintf (stream, "%*s%s",
               (int) (widths[column] - g_utf8_strlen (cell, -1)) + (column ? 2 : 0), "", cell);
    }
}
