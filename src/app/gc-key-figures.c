/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "gc-key-figures.h"

#include <glib/gi18n.h>
#include <math.h>

#include "gc-texts.h"
#include "units.h"

typedef enum
{
  FIGURE_CYCLES,
  FIGURE_HEAP,
  FIGURE_CPU,
  FIGURE_MEDIAN,
  FIGURE_P95,
  FIGURE_P99,
  FIGURE_LONGEST,
  FIGURE_ASSIST,
  N_FIGURES,
} Figure;

typedef struct
{
  GtkLabel *value;
  GtkLabel *note;
} FigureLabels;

struct _HtGcKeyFigures
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkBox *content;

  FigureLabels labels[N_FIGURES];
};

G_DEFINE_FINAL_TYPE (HtGcKeyFigures, ht_gc_key_figures, GTK_TYPE_WIDGET)

static void
set_figure (HtGcKeyFigures *self, Figure figure, const char *value, const char *note)
{
  gtk_label_set_text (self->labels[figure].value, value);
  gtk_label_set_text (self->labels[figure].note, note != NULL ? note : "");
}

static void
show_cycles (HtGcKeyFigures *self, const HtGcFigures *figures, gboolean marked)
{
  g_autofree char *count = ht_format_count (figures->n_cycles);
  double rate = figures->summary->cycles_per_second;
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *note = NULL;

  if (isnan (rate))
    note = g_strdup (marked ? _ ("in the marked range") : "");
  else if (rate >= 0.095)
    {
      g_ascii_formatd (number, sizeof number, "%.2g", rate);
      note = g_strdup_printf (marked ? _ ("%s per second, marked") : _ ("%s per second"), number);
    }
  else
    {
      g_ascii_formatd (number, sizeof number, "%.2g", rate * 60);
      note = g_strdup_printf (marked ? _ ("%s per minute, marked") : _ ("%s per minute"), number);
    }
  set_figure (self, FIGURE_CYCLES, count, note);
}

static void
show_heap (HtGcKeyFigures *self, const HtGcFigures *figures)
{
  const HtSizeUnit *unit = ht_size_unit_for (MAX (figures->before_bytes, figures->goal_max_bytes));
  g_autofree char *before = ht_size_in_unit (figures->before_bytes, unit);
  g_autofree char *live = ht_size_in_unit (figures->live_bytes, unit);
  g_autofree char *least = ht_size_in_unit (figures->goal_min_bytes, unit);
  g_autofree char *most = ht_size_in_unit (figures->goal_max_bytes, unit);
  g_autofree char *value = g_strdup_printf ("%s → %s %s", before, live, unit->name);
  g_autofree char *note = NULL;

  if (figures->goal_min_bytes == HT_UNKNOWN)
    note = g_strdup ("");
  else if (figures->goal_min_bytes == figures->goal_max_bytes)
    note = g_strdup_printf (_ ("goal %s %s"), most, unit->name);
  else
    note = g_strdup_printf (_ ("goal %s – %s %s"), least, most, unit->name);
  set_figure (self, FIGURE_HEAP, figures->before_bytes == HT_UNKNOWN ? "–" : value, note);
}

static void
show_cpu (HtGcKeyFigures *self, const HtGcFigures *figures)
{
  g_autofree char *share = ht_gc_share_text (figures->cpu_share);
  g_autofree char *note = NULL;

  if (figures->gomaxprocs > 0)
    note = g_strdup_printf (g_dngettext (NULL, "%u processor", "%u processors",
                                         (gulong) figures->gomaxprocs),
                            (guint) figures->gomaxprocs);
  set_figure (self, FIGURE_CPU, share, note);
}

static void
show_pauses (HtGcKeyFigures *self, const HtGcFigures *figures, const GArray *cycles)
{
  const HtGcPauses *pauses = ht_gc_figures_get_pauses (figures);
  g_autofree char *p50 = ht_gc_duration_text (pauses->p50_ns);
  g_autofree char *p95 = ht_gc_duration_text (pauses->p95_ns);
  g_autofree char *p99 = ht_gc_duration_text (pauses->p99_ns);
  g_autofree char *longest = ht_gc_duration_text (pauses->max_ns);
  g_autofree char *count = ht_format_count ((gint64) pauses->n);
  g_autofree char *pauses_note =
      g_strdup_printf (g_dngettext (NULL, "%s pause", "%s pauses", pauses->n), count);
  g_autofree char *longest_note = NULL;

  if (figures->longest >= 0)
    {
      g_autofree char *number =
          ht_format_count (g_array_index (cycles, HtGcCycle, (guint) figures->longest).n);

      longest_note = g_strdup_printf (_ ("GC %s"), number);
    }
  set_figure (self, FIGURE_MEDIAN, p50, pauses_note);
  set_figure (self, FIGURE_P95, p95, NULL);
  set_figure (self, FIGURE_P99, p99, NULL);
  set_figure (self, FIGURE_LONGEST, longest, longest_note);
}

static void
show_assist (HtGcKeyFigures *self, const HtGcFigures *figures)
{
  g_autofree char *value = ht_gc_duration_text (figures->summary->assist_ns);
  g_autofree char *assisted = ht_format_count (figures->n_assisted);
  g_autofree char *known = ht_format_count (figures->n_assists_known);
  /* Translators: in how many cycles, of how many, goroutines had to help the collector */
  g_autofree char *note =
      g_strdup_printf (g_dngettext (NULL, "in %s of %s cycle", "in %s of %s cycles",
                                    figures->n_assists_known),
                       assisted, known);

  set_figure (self, FIGURE_ASSIST, value, figures->n_assists_known > 0 ? note : NULL);
}

static void
add_figure (HtGcKeyFigures *self, Figure figure, const char *name)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *name_label = gtk_label_new (name);
  GtkWidget *value_label = gtk_label_new ("–");
  GtkWidget *note_label = gtk_label_new (NULL);

  gtk_widget_add_css_class (box, "figure");
  gtk_widget_add_css_class (name_label, "second-text");
  gtk_widget_add_css_class (name_label, "caption");
  gtk_widget_add_css_class (value_label, "key-figure");
  gtk_widget_add_css_class (value_label, "figures");
  gtk_widget_add_css_class (note_label, "second-text");
  gtk_widget_add_css_class (note_label, "caption");
  gtk_label_set_xalign (GTK_LABEL (name_label), 0);
  gtk_label_set_xalign (GTK_LABEL (value_label), 0);
  gtk_label_set_xalign (GTK_LABEL (note_label), 0);
  gtk_box_append (GTK_BOX (box), name_label);
  gtk_box_append (GTK_BOX (box), value_label);
  gtk_box_append (GTK_BOX (box), note_label);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (self->content, box);
  self->labels[figure] = (FigureLabels){ GTK_LABEL (value_label), GTK_LABEL (note_label) };
}

static void
add_figures (HtGcKeyFigures *self)
{
  add_figure (self, FIGURE_CYCLES, _ ("Cycles"));
  add_figure (self, FIGURE_HEAP, _ ("Heap before → live"));
  add_figure (self, FIGURE_CPU, _ ("GC share of CPU"));
  add_figure (self, FIGURE_MEDIAN, _ ("Pause, median"));
  add_figure (self, FIGURE_P95, _ ("Pause, 95th"));
  add_figure (self, FIGURE_P99, _ ("Pause, 99th"));
  add_figure (self, FIGURE_LONGEST, _ ("Pause, longest"));
  add_figure (self, FIGURE_ASSIST, _ ("Assist"));
}

static void
ht_gc_key_figures_dispose (GObject *object)
{
  HtGcKeyFigures *self = HT_GC_KEY_FIGURES (object);
  GtkWidget *content = GTK_WIDGET (self->content);

  self->content = NULL;
  g_clear_pointer (&content, gtk_widget_unparent);
  G_OBJECT_CLASS (ht_gc_key_figures_parent_class)->dispose (object);
}

static void
ht_gc_key_figures_class_init (HtGcKeyFiguresClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_gc_key_figures_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
ht_gc_key_figures_init (HtGcKeyFigures *self)
{
  self->content = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  gtk_widget_set_margin_top (GTK_WIDGET (self->content), 6);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->content), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self->content), "key-figures");
  gtk_widget_set_parent (GTK_WIDGET (self->content), GTK_WIDGET (self));
  add_figures (self);
}

/**
 * ht_gc_key_figures_show:
 * @self: the key figures
 * @figures: figures of a range of time
 * @cycles: (element-type HtGcCycle): the collections that they are of
 * @marked: whether it is a marked range and not all there is
 */
void
ht_gc_key_figures_show (HtGcKeyFigures *self,
                        const HtGcFigures *figures,
                        const GArray *cycles,
                        gboolean marked)
{
  show_cycles (self, figures, marked);
  show_heap (self, figures);
  show_cpu (self, figures);
  show_pauses (self, figures, cycles);
  show_assist (self, figures);
}
