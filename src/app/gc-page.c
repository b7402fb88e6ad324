/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "gc-page.h"

#include <glib/gi18n.h>
#include <math.h>

#include "gc-figures.h"
#include "gc-key-figures.h"
#include "gc-side-pane.h"
#include "gc-table.h"
#include "gc-texts.h"
#include "gc-timeline.h"
#include "range-reader.h"
#include "sorted-array.h"
#include "trace-details.h"
#include "trace-pauses-view.h"
#include "trace-texts.h"
#include "trace-who-table.h"
#include "units.h"
#include "utilization-view.h"

/* Below it a pane at the side would squeeze the charts. */
#define NARROW_WIDTH 860

/* So many of the newest collections may be told otherwise by what comes in: a log that is read
 * says more of them than MemStats did. */
#define MOST_CHANGED 4096

/* A brush moves with each frame; figures may come a moment later. */
#define FIGURES_DELAY_MS 80

/* About how many bars the lanes of a function have, over three times what is shown. */
#define FUNCTION_BUCKETS 4000

struct _HtGcPage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkStack *stack;
  HtGcKeyFigures *key_figures;
  GtkPaned *paned;
  HtGcTimeline *timeline;
  GtkBox *switches;
  GtkToggleButton *processors;
  GtkStack *lower;
  GtkStackPage *who_page;
  HtGcTable *table;
  HtTraceWhoTable *who_table;
  GtkScrolledWindow *side;
  HtTraceDetails *details;
  HtGcSidePane *side_pane;
  HtTracePausesView *trace_pauses;
  HtUtilizationView *utilization;

  /* Owned */
  HtTimeView *time_view;
  HtTargetData *data;
  HtGcFigures *marked_figures; /* of the marked range, if there is one */
  HtTargetData *part;          /* of @data, read closer */
  HtTargetData *stale_since;   /* what the widgets show, if it is not @data */
  HtDocument *document;        /* of which @data is */
  HtRangeReader *function_reader;

  guint figures_timeout;
  guint last_job;
  guint layout_idle;
  gboolean is_narrow;
  gboolean is_stale;
  gboolean selecting; /* by the page itself, not by the user */
};

G_DEFINE_FINAL_TYPE (HtGcPage, ht_gc_page, GTK_TYPE_WIDGET)

/* A range of time whose figures a worker computes. */
typedef struct
{
  HtTargetData *data;
  gint64 from_ns;
  gint64 to_ns;
  guint job;
} FiguresJob;

static HtTimeDisplay
get_display (HtGcPage *self)
{
  return self->time_view != NULL ? ht_time_view_get_display (self->time_view)
                                 : HT_TIME_DISPLAY_LOCAL;
}

static void
show_close_up (HtGcPage *self)
{
  guint selected = ht_sorted_rows_get_selected (ht_gc_table_get_rows (self->table));
  int hovered = ht_gc_timeline_get_hovered (self->timeline);
  int index = hovered >= 0 ? hovered : selected != HT_NO_ROW ? (int) selected : -1;

  if (self->data != NULL)
    ht_gc_side_pane_show_cycle (self->side_pane, self->data, index, get_display (self));
}

/* What the user chooses takes the cross-hair from the pointer. */
static void
point_at (HtGcPage *self, guint index)
{
  ht_gc_timeline_bring_into_view (self->timeline, index);
  if (self->time_view != NULL)
    ht_time_view_set_cursor (self->time_view,
                             g_array_index (self->data->cycles, HtGcCycle, index).start_ns);
}

static gboolean
is_traced (HtGcPage *self, const HtGcCycle *cycle)
{
  return self->data->trace != NULL &&
         ht_trace_data_overlaps (self->data->trace, cycle->start_ns, cycle->end_ns);
}

/* Who had to assist the selected collection. */
static void
show_assists (HtGcPage *self)
{
  guint selected = ht_sorted_rows_get_selected (ht_gc_table_get_rows (self->table));
  const HtGcCycle *cycle = NULL;
  g_autofree char *number = NULL, *title = NULL;

  if (self->data != NULL && selected < self->data->cycles->len)
    cycle = &g_array_index (self->data->cycles, HtGcCycle, selected);
  if (cycle == NULL || !is_traced (self, cycle))
    {
      ht_trace_details_show_nothing (self->details);
      return;
    }
  number = ht_format_count (cycle->n);
  /* Translators: what goroutines had to help a collection with; %s is its number */
  title = g_strdup_printf (_ ("Assists of GC %s"), number);
  ht_trace_details_show (self->details, title, HT_TRACE_SPAN_BIT (HT_TRACE_SPAN_ASSIST),
                         cycle->start_ns, cycle->end_ns, get_display (self), self->data->from_ns);
}

static void
row_selected_cb (HtGcPage *self)
{
  guint selected = ht_sorted_rows_get_selected (ht_gc_table_get_rows (self->table));

  ht_gc_timeline_set_selected (self->timeline, selected == HT_NO_ROW ? -1 : (int) selected);
  if (!self->selecting && selected != HT_NO_ROW)
    point_at (self, selected);
  show_close_up (self);
  show_assists (self);
}

static void
cycle_chosen_cb (HtGcPage *self, guint index)
{
  ht_gc_table_select (self->table, index);
  point_at (self, index);
}

/* The collection during which something happened. */
static int
find_cycle (HtGcPage *self, const HtTraceBar *bar)
{
  guint n_begun = ht_sorted_count_until (self->data->cycles, G_STRUCT_OFFSET (HtGcCycle, start_ns),
                                         bar->from_ns + (bar->to_ns - bar->from_ns) / 2);

  if (n_begun == 0 ||
      g_array_index (self->data->cycles, HtGcCycle, n_begun - 1).end_ns < bar->from_ns)
    return -1;
  return (int) n_begun - 1;
}

static void
bar_chosen_cb (HtGcPage *self)
{
  const HtTraceChoice *choice = ht_gc_timeline_get_choice (self->timeline);
  int cycle = choice->bar.n == 1 ? find_cycle (self, &choice->bar) : -1;
  g_autofree char *title = NULL;

  if (cycle >= 0)
    {
      self->selecting = TRUE;
      ht_gc_table_select (self->table, (guint) cycle);
      self->selecting = FALSE;
      show_assists (self);
    }
  if (cycle >= 0 && choice->kinds == 0)
    return;
  title = ht_trace_bar_text (choice->row, choice->track, choice->height, &choice->bar,
                             get_display (self), self->data->from_ns);
  ht_trace_details_show (self->details, title, choice->kinds, choice->bar.from_ns,
                         choice->bar.to_ns, get_display (self), self->data->from_ns);
}

/* With as much room on both sides as is shown, so that panning has something to show. */
static gpointer
read_function (HtRecording *recording, const HtRangeRequest *request, GError **error)
{
  gint64 room_ns = request->to_ns - request->from_ns;

  if (request->detail == NULL)
    return ht_trace_rows_new ();
  return ht_trace_data_load_function (recording, request->target, request->detail,
                                      request->from_ns - room_ns, request->to_ns + room_ns,
                                      FUNCTION_BUCKETS, error);
}

static void
function_read_cb (GtkWidget *widget, gpointer result)
{
  ht_gc_timeline_set_function_rows (HT_GC_PAGE (widget)->timeline, result);
}

static void
function_selected_cb (HtGcPage *self, const char *function)
{
  ht_range_reader_set_detail (self->function_reader, function);
}

static void
processors_toggled_cb (HtGcPage *self)
{
  ht_gc_timeline_show_processors (self->timeline, gtk_toggle_button_get_active (self->processors));
}

static void
bucket_hovered_cb (HtGcPage *self, int bucket)
{
  ht_gc_timeline_mark_bucket (self->timeline, bucket);
}

static void
bucket_chosen_cb (HtGcPage *self, guint bucket)
{
  gint64 from_ns, to_ns;

  if (self->time_view == NULL || !ht_time_view_get_marked (self->time_view, &from_ns, &to_ns))
    {
      from_ns = G_MININT64;
      to_ns = G_MAXINT64;
    }
  ht_gc_table_filter (self->table, bucket, from_ns, to_ns);
  if (self->is_narrow)
    gtk_stack_set_visible_child (self->lower, GTK_WIDGET (self->table));
}

static const HtGcFigures *
get_figures (HtGcPage *self)
{
  return self->marked_figures != NULL ? self->marked_figures : self->data->gc_figures;
}

static void
describe_timeline (HtGcPage *self, const HtGcFigures *figures)
{
  g_autofree char *count = ht_format_count (figures->n_cycles);
  g_autofree char *pauses = ht_pause_percentiles_text (ht_gc_figures_get_pauses (figures));
  g_autofree char *longest = ht_gc_duration_text (figures->phases_ns);
  /* Translators: what the lanes of the phases show: how many, percentiles, the longest */
  g_autofree char *text =
      g_strdup_printf (_ ("%s collections. Pauses: %s. Longest collection: %s."), count, pauses,
                       longest);

  ht_gc_timeline_describe (self->timeline, text);
}

static gboolean
is_marked (HtGcPage *self)
{
  gint64 from_ns, to_ns;

  return self->time_view != NULL && ht_time_view_get_marked (self->time_view, &from_ns, &to_ns);
}

static void
show_figures (HtGcPage *self)
{
  const HtGcFigures *figures = get_figures (self);
  gboolean marked = is_marked (self);

  ht_gc_key_figures_show (self->key_figures, figures, self->data->cycles, marked);
  describe_timeline (self, figures);
  ht_gc_side_pane_show_figures (self->side_pane, figures, marked, self->data->from_ns,
                                get_display (self));
}

static void
figures_job_free (gpointer data)
{
  FiguresJob *job = data;

  ht_target_data_unref (job->data);
  g_free (job);
}

static void
figures_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const FiguresJob *job = task_data;

  g_task_return_pointer (task, ht_gc_figures_new (job->data->cycles, job->from_ns, job->to_ns),
                         (GDestroyNotify) ht_gc_figures_free);
}

static void
select_quietly (HtGcPage *self, guint index)
{
  self->selecting = TRUE;
  ht_gc_table_select (self->table, index);
  self->selecting = FALSE;
}

/* The page opens at what most people come for. */
static void
select_longest_at_first (HtGcPage *self)
{
  HtSortedRows *rows = ht_gc_table_get_rows (self->table);

  if (ht_sorted_rows_get_selected (rows) == HT_NO_ROW && self->data->gc_figures->longest >= 0)
    select_quietly (self, (guint) self->data->gc_figures->longest);
}

static void
figures_computed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtGcPage) self = user_data;
  const FiguresJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (HtGcFigures) figures = g_task_propagate_pointer (G_TASK (result), NULL);

  if (job->job != self->last_job || self->side_pane == NULL)
    return;
  g_clear_pointer (&self->marked_figures, ht_gc_figures_free);
  self->marked_figures = g_steal_pointer (&figures);
  show_figures (self);
}

static void
compute_figures (HtGcPage *self)
{
  g_autoptr (GTask) task = NULL;
  FiguresJob *job;

  g_clear_handle_id (&self->figures_timeout, g_source_remove);
  if (self->data == NULL)
    return;
  if (!is_marked (self))
    {
      self->last_job++;
      g_clear_pointer (&self->marked_figures, ht_gc_figures_free);
      show_figures (self);
      return;
    }
  job = g_new (FiguresJob, 1);
  *job = (FiguresJob){ ht_target_data_ref (self->data), G_MININT64, G_MAXINT64, ++self->last_job };
  ht_time_view_get_marked (self->time_view, &job->from_ns, &job->to_ns);
  /* Not as the source of the task, whose last reference a worker may drop. */
  task = g_task_new (NULL, NULL, figures_computed_cb, g_object_ref (self));
  g_task_set_source_tag (task, compute_figures);
  g_task_set_task_data (task, job, figures_job_free);
  g_task_run_in_thread (task, figures_thread);
}

static gboolean
compute_figures_cb (gpointer user_data)
{
  HtGcPage *self = user_data;

  self->figures_timeout = 0;
  compute_figures (self);
  return G_SOURCE_REMOVE;
}

static void
mark_changed_cb (HtGcPage *self)
{
  if (self->figures_timeout == 0)
    self->figures_timeout = g_timeout_add (FIGURES_DELAY_MS, compute_figures_cb, self);
}

static void
shown_changed_cb (HtGcPage *self)
{
  /* Among other things, it may have changed how times are told. */
  if (self->data == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  ht_gc_side_pane_show_figures (self->side_pane, get_figures (self), is_marked (self),
                                self->data->from_ns, get_display (self));
  show_close_up (self);
}

static void
longest_pause_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtGcPage *self = HT_GC_PAGE (widget);

  if (self->data != NULL && get_figures (self)->longest >= 0)
    cycle_chosen_cb (self, (guint) get_figures (self)->longest);
}

static void
show_switches (HtGcPage *self)
{
  gboolean has_trace = self->data != NULL && self->data->trace != NULL;

  gtk_stack_page_set_visible (self->who_page, has_trace);
  gtk_widget_set_visible (GTK_WIDGET (self->processors), has_trace);
  gtk_widget_set_visible (GTK_WIDGET (self->trace_pauses), has_trace);
  gtk_widget_set_visible (GTK_WIDGET (self->utilization), has_trace);
  gtk_widget_set_visible (GTK_WIDGET (self->switches), self->is_narrow || has_trace);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->switches),
                                  self->is_narrow ? GTK_ORIENTATION_VERTICAL
                                                  : GTK_ORIENTATION_HORIZONTAL);
}

/* The pane is beside the charts where there is room, else it shares the place of the table. */
static gboolean
lay_out_cb (gpointer user_data)
{
  HtGcPage *self = user_data;
  g_autoptr (GtkWidget) side = g_object_ref (GTK_WIDGET (self->side));

  self->layout_idle = 0;
  self->is_narrow = gtk_widget_get_width (GTK_WIDGET (self)) < NARROW_WIDTH;
  if (self->is_narrow && gtk_paned_get_end_child (self->paned) != NULL)
    {
      gtk_paned_set_end_child (self->paned, NULL);
      gtk_stack_add_titled (self->lower, side, "side", _ ("Pauses"));
    }
  else if (!self->is_narrow && gtk_paned_get_end_child (self->paned) == NULL)
    {
      gtk_stack_remove (self->lower, side);
      gtk_paned_set_end_child (self->paned, side);
    }
  show_switches (self);
  return G_SOURCE_REMOVE;
}

static void
ht_gc_page_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline,
                    int *natural_baseline)
{
  HtGcPage *self = HT_GC_PAGE (widget);
  int least_width;

  gtk_widget_measure (GTK_WIDGET (self->stack), GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL,
                      NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      gtk_widget_measure (GTK_WIDGET (self->stack), orientation,
                          for_size < 0 ? -1 : MAX (for_size, least_width), minimum, natural, NULL,
                          NULL);
      return;
    }
  gtk_widget_measure (GTK_WIDGET (self->stack), orientation, -1, minimum, natural, NULL, NULL);
  /* The wide layout must not keep the window from becoming narrow. */
  if (!self->is_narrow)
    *minimum = MIN (*minimum, 340);
}

static void
ht_gc_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HtGcPage *self = HT_GC_PAGE (widget);
  int least_width, least_height;

  gtk_widget_measure (GTK_WIDGET (self->stack), GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL,
                      NULL, NULL);
  width = MAX (width, least_width);
  gtk_widget_measure (GTK_WIDGET (self->stack), GTK_ORIENTATION_VERTICAL, width, &least_height,
                      NULL, NULL, NULL);
  gtk_widget_allocate (GTK_WIDGET (self->stack), width, MAX (height, least_height), baseline, NULL);
  if ((gtk_widget_get_width (widget) < NARROW_WIDTH) != self->is_narrow && self->layout_idle == 0)
    self->layout_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, lay_out_cb, self, NULL);
}

static GtkSizeRequestMode
ht_gc_page_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* The collection that was selected, among those that are known now. */
static int
find_again (HtTargetData *data, const HtGcCycle *wanted)
{
  guint low = ht_sorted_count_before (data->cycles, G_STRUCT_OFFSET (HtGcCycle, start_ns),
                                      wanted->start_ns);

  for (; low < data->cycles->len; low++)
    {
      const HtGcCycle *cycle = &g_array_index (data->cycles, HtGcCycle, low);

      if (cycle->start_ns != wanted->start_ns)
        return -1;
      if (cycle->n == wanted->n && cycle->process == wanted->process)
        return (int) low;
    }
  return -1;
}

static void
show_current_part (HtGcPage *self)
{
  if (self->part != NULL && (self->part == self->data || self->part->whole == self->data))
    ht_gc_timeline_show_part (self->timeline, self->part);
}

/* How many of the first collections are what they were. Not all are compared, which would take
 * longer the more there are. */
static guint
count_same (const HtTargetData *before, const HtTargetData *now)
{
  guint n_common = MIN (before->cycles->len, now->cycles->len);
  guint same = n_common > MOST_CHANGED ? n_common - MOST_CHANGED : 0;

  if (before->target != now->target || n_common == 0 ||
      !ht_gc_cycle_equal (&g_array_index (before->cycles, HtGcCycle, 0),
                          &g_array_index (now->cycles, HtGcCycle, 0)))
    return 0;
  for (guint i = same; i < n_common; i++, same++)
    if (!ht_gc_cycle_equal (&g_array_index (before->cycles, HtGcCycle, i),
                            &g_array_index (now->cycles, HtGcCycle, i)))
      break;
  /* Others have come between them. */
  return n_common > MOST_CHANGED && same == n_common - MOST_CHANGED ? 0 : same;
}

/* What tells of a range reads it for itself. */
static void
set_sources (HtGcPage *self)
{
  HtDocument *document = self->data->trace != NULL ? self->document : NULL;

  show_switches (self);
  ht_trace_details_set_source (self->details, document, self->data->target);
  ht_trace_who_table_set_source (self->who_table, document, self->data->target);
  ht_trace_pauses_view_set_source (self->trace_pauses, document, self->data->target);
  ht_utilization_view_set_source (self->utilization, document, self->data->target);
  ht_range_reader_set_source (self->function_reader, document, self->data->target);
}

/* Brings the page up to what was set while nobody looked at it. What the user points at or has
 * selected stays where it is, unless it is another one now. */
static void
catch_up (HtGcPage *self)
{
  g_autoptr (HtTargetData) before = g_steal_pointer (&self->stale_since);
  guint selected = ht_sorted_rows_get_selected (ht_gc_table_get_rows (self->table));
  guint n_same = before != NULL ? count_same (before, self->data) : 0;
  int again = -1;

  self->is_stale = FALSE;
  set_sources (self);
  if (before != NULL && selected != HT_NO_ROW && before->target == self->data->target)
    again = find_again (self->data, &g_array_index (before->cycles, HtGcCycle, selected));
  ht_gc_timeline_set_data (self->timeline, self->data, n_same);
  show_current_part (self);
  ht_gc_table_set_scale (self->table, self->data->gc_figures->phases_ns);
  ht_gc_table_set_data (self->table, self->data, n_same);
  if (again >= 0 &&
      ht_sorted_rows_get_selected (ht_gc_table_get_rows (self->table)) != (guint) again)
    select_quietly (self, (guint) again);
  else if (again < 0 && n_same == 0)
    select_longest_at_first (self);
  compute_figures (self);
  show_close_up (self);
  show_assists (self);
}

static void
ht_gc_page_map (GtkWidget *widget)
{
  HtGcPage *self = HT_GC_PAGE (widget);

  GTK_WIDGET_CLASS (ht_gc_page_parent_class)->map (widget);
  if (self->is_stale)
    catch_up (self);
  else if (self->data != NULL)
    {
      show_current_part (self);
      shown_changed_cb (self);
    }
}

static void
ht_gc_page_dispose (GObject *object)
{
  HtGcPage *self = HT_GC_PAGE (object);

  if (self->time_view != NULL)
    g_signal_handlers_disconnect_by_data (self->time_view, self);
  g_clear_handle_id (&self->figures_timeout, g_source_remove);
  g_clear_handle_id (&self->layout_idle, g_source_remove);
  if (self->function_reader != NULL)
    ht_range_reader_stop (self->function_reader);
  g_clear_object (&self->function_reader);
  g_clear_object (&self->document);
  g_clear_object (&self->time_view);
  g_clear_pointer (&self->data, ht_target_data_unref);
  g_clear_pointer (&self->part, ht_target_data_unref);
  g_clear_pointer (&self->stale_since, ht_target_data_unref);
  g_clear_pointer (&self->marked_figures, ht_gc_figures_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_GC_PAGE);
  G_OBJECT_CLASS (ht_gc_page_parent_class)->dispose (object);
}

static void
ht_gc_page_class_init (HtGcPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_gc_page_dispose;
  widget_class->map = ht_gc_page_map;
  widget_class->measure = ht_gc_page_measure;
  widget_class->size_allocate = ht_gc_page_size_allocate;
  widget_class->get_request_mode = ht_gc_page_get_request_mode;
  g_type_ensure (HT_TYPE_GC_KEY_FIGURES);
  g_type_ensure (HT_TYPE_GC_TIMELINE);
  g_type_ensure (HT_TYPE_GC_TABLE);
  g_type_ensure (HT_TYPE_GC_SIDE_PANE);
  g_type_ensure (HT_TYPE_TRACE_DETAILS);
  g_type_ensure (HT_TYPE_TRACE_WHO_TABLE);
  g_type_ensure (HT_TYPE_TRACE_PAUSES_VIEW);
  g_type_ensure (HT_TYPE_UTILIZATION_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/dev/heaptrail/Heaptrail/gc-page.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, HtGcPage, name)
  BIND (stack);
  BIND (key_figures);
  BIND (paned);
  BIND (timeline);
  BIND (switches);
  BIND (processors);
  BIND (lower);
  BIND (who_page);
  BIND (table);
  BIND (who_table);
  BIND (side);
  BIND (details);
  BIND (side_pane);
  BIND (trace_pauses);
  BIND (utilization);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, cycle_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_close_up);
  gtk_widget_class_bind_template_callback (widget_class, bar_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, function_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, processors_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, bucket_hovered_cb);
  gtk_widget_class_bind_template_callback (widget_class, bucket_chosen_cb);
  gtk_widget_class_install_action (widget_class, "gc.longest-pause", NULL, longest_pause_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, 0, "gc.longest-pause", NULL);
}

static void
ht_gc_page_init (HtGcPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  self->function_reader =
      ht_range_reader_new (GTK_WIDGET (self), read_function, (GDestroyNotify) g_ptr_array_unref,
                           function_read_cb);
  ht_range_reader_ignore_mark (self->function_reader);
  g_signal_connect_object (ht_gc_table_get_rows (self->table), "notify::selected-row",
                           G_CALLBACK (row_selected_cb), self, G_CONNECT_SWAPPED);
}

/**
 * ht_gc_page_set_time_view:
 * @self: the page
 * @time_view: the time that the pages share
 */
void
ht_gc_page_set_time_view (HtGcPage *self, HtTimeView *time_view)
{
  g_set_object (&self->time_view, time_view);
  ht_gc_timeline_set_time_view (self->timeline, time_view);
  ht_gc_table_set_time_view (self->table, time_view);
  ht_trace_who_table_set_time_view (self->who_table, time_view);
  ht_trace_pauses_view_set_time_view (self->trace_pauses, time_view);
  ht_utilization_view_set_time_view (self->utilization, time_view);
  ht_range_reader_set_time_view (self->function_reader, time_view);
  g_signal_connect_swapped (time_view, "shown-changed", G_CALLBACK (shown_changed_cb), self);
  g_signal_connect_swapped (time_view, "mark-changed", G_CALLBACK (mark_changed_cb), self);
}

/**
 * ht_gc_page_set_document:
 * @self: the page
 * @document: (nullable): where the data is from that is set next, to read more of it
 */
void
ht_gc_page_set_document (HtGcPage *self, HtDocument *document)
{
  g_set_object (&self->document, document);
}

/**
 * ht_gc_page_set_data:
 * @self: the page
 * @data: what to show
 */
void
ht_gc_page_set_data (HtGcPage *self, HtTargetData *data)
{
  g_autoptr (HtTargetData) before = g_steal_pointer (&self->data);

  self->data = ht_target_data_ref (data);
  g_clear_pointer (&self->marked_figures, ht_gc_figures_free);
  gtk_stack_set_visible_child_name (self->stack, data->cycles->len > 0 || data->trace != NULL
                                                     ? "cycles"
                                                     : "empty");
  if (!self->is_stale)
    self->stale_since = g_steal_pointer (&before);
  self->is_stale = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    catch_up (self);
}

/**
 * ht_gc_page_show_part:
 * @self: the page
 * @part: the same target, read closer where it is shown
 */
void
ht_gc_page_show_part (HtGcPage *self, HtTargetData *part)
{
  g_clear_pointer (&self->part, ht_target_data_unref);
  self->part = ht_target_data_ref (part);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    ht_gc_timeline_show_part (self->timeline, part);
}
