/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "frame-origin.h"
#include "growth-chart.h"
#include "growth-details.h"
#include "growth-follower.h"
#include "growth-forecast.h"
#include "growth-process.h"
#include "growth-report.h"
#include "growth-spread.h"
#include "recording.h"
#include "source-tree.h"
#include "escape-notes.h"

G_BEGIN_DECLS

/**
 * HT_GROWTH_N_DISPLAYS:
 *
 * In how many ways times can be told, see #HtTimeDisplay.
 */
#define HT_GROWTH_N_DISPLAYS (HT_TIME_DISPLAY_SINCE_START + 1)

/**
 * HtGrowthQuestion:
 * @target: id of a target
 * @from_ns: begin of the time to look at, ns since 1970
 * @to_ns: its end
 * @start_ns: begin of the recording, for times since start
 * @limits: by #HtGrowthLimit, what the user knows better, bytes; %HT_UNKNOWN for what the
 *   recording says
 * @source_root: (nullable): the folder with the source of the program
 * @source: (nullable): what is in @source_root, if it was read already
 * @escape_file: (nullable): what the compiler says of the program
 * @escapes: (nullable): what is in @escape_file, if it was read already
 * @follower: (nullable): what reads the heap profiles, if it may have read some of them before; of
 *   nobody else meanwhile
 *
 * What to look for growth in. Borrows what it points to.
 */
typedef struct
{
  gint64 target;
  gint64 from_ns;
  gint64 to_ns;
  gint64 start_ns;
  gint64 limits[HT_GROWTH_N_LIMITS];
  const char *source_root;
  HtSourceTree *source;
  const char *escape_file;
  HtEscapeNotes *escapes;
  HtGrowthFollower *follower;
} HtGrowthQuestion;

/**
 * HtGrowthFrame:
 * @function: full name of the function, fit to be shown
 * @place: (nullable): file and line, "store/sessions.go:38"
 * @origin: who wrote it
 *
 * A frame of the stack of something that grows.
 */
typedef struct
{
  HtFrameOrigin origin;

  /* Owned */
  char *function;
  char *place;
} HtGrowthFrame;

/**
 * HtGrowthStep:
 * @frame: index in the stack of its site
 * @n_frames: how many frames it stands for, those above that carry the same growth
 * @rate: how fast all stacks through it grow, bytes per second
 * @share: of the growth of the whole heap, 0…1; NaN if unknown
 *
 * A place on the stack at which other growth joins.
 */
typedef struct
{
  guint frame;
  guint n_frames;
  double rate;
  double share;
} HtGrowthStep;

/**
 * HtGrowthSite:
 * @scope: whether heap profiles show it
 * @course: how it grows
 * @share: of the growth of the whole heap, 0…1, or of all growth if it is beside the heap; NaN if
 *   there is none
 * @confidence: how sure it is that it grows, 0…1
 * @since_ns: since when it grows like that, ns since 1970
 * @last_bytes: what it held at last
 * @line: the line through @points that tells how it grows now
 * @responsible: index in @stack of the nearest frame of the program's own; -1 if there is none
 * @eta: when it alone would reach the nearest limit
 * @points: (element-type HtGrowthPoint): what it held, by time
 * @stack: (element-type HtGrowthFrame): the stack that holds most of its growth, root first
 * @steps: (element-type HtGrowthStep): where growth joins on that stack, root first; empty for
 *   what does not grow, and for all but the first sites
 * @class_name: (nullable): why it grows, or %NULL if that is not known
 * @candidates: (element-type utf8): what else may be why, the likeliest first
 * @title: (nullable): what that is, in words
 * @remedy: (nullable): what usually helps against it
 * @keeper: (nullable): full name of the function that makes the memory stay, if that is known
 * @evidence: (element-type utf8): what speaks for the class, or for what may be one
 * @spread: (nullable): in how many processes of the service it grows, in words
 * @chain: (nullable): its name in other recordings, too, see ht_growth_key()
 * @reason: (nullable): why somebody set it aside; %NULL if nobody did
 * @known_rate: how fast it grew then, bytes per second; NaN if that does not matter
 * @known_since_ns: when that was, ns since 1970; %HT_UNKNOWN if nobody tells
 * @is_set_aside: whether it grows and that is no news: somebody set it aside, and it was not
 *   outgrown since
 * @details: what is told to who looks at it closely
 *
 * A place in the program that allocates, on behalf of one of its functions; or what grows beside
 * the heap: then its stack is that in which goroutines wait, or one frame that says in words what
 * it is.
 */
typedef struct
{
  HtGrowthScope scope;
  HtGrowthCourse course;
  double share;
  double confidence;
  gint64 since_ns;
  gint64 last_bytes;
  HtGrowthLine line;
  int responsible;
  HtGrowthEta eta;

  /* Owned */
  GArray *points;
  GPtrArray *stack;
  GArray *steps;
  char *class_name;
  GPtrArray *candidates;
  char *title;
  char *remedy;
  char *keeper;
  GPtrArray *evidence;
  char *spread;
  char *chain;
  char *reason;

  double known_rate;
  gint64 known_since_ns;
  gboolean is_set_aside;
  HtGrowthDetails *details;
} HtGrowthSite;

/**
 * HtGrowthData:
 * @verdict: what is said of the whole heap
 * @total: how the whole heap grows
 * @since_ns: since when it grows like that, ns since 1970
 * @from_ns: the first heap that was looked at, ns since 1970; %HT_UNKNOWN if there is none
 * @to_ns: the last one
 * @asked_from_ns: begin of the time that was asked about, ns since 1970
 * @asked_to_ns: its end
 * @shown_from_ns: begin of what pictures show: the first point of any of @sites, ns since 1970
 * @shown_to_ns: its end
 * @n_states: how many different states of the heap there were
 * @n_lives: how many lives of the process its profiles show; the last one was looked at
 * @n_growing: how many of @sites grow, and nobody set them aside; they are the first
 * @n_set_aside: how many more grow of which somebody knows; they come next
 * @greatest: the most that any of @sites ever held, bytes
 * @forecast: when the process reaches a limit
 * @recorded_limits: by #HtGrowthLimit, what the recording says, bytes; %HT_UNKNOWN if it does not
 * @sites: (element-type HtGrowthSite): what was judged, fastest first
 * @heap: (element-type HtSeriesPoint): what the whole heap held, bytes by time
 * @notes: (element-type utf8): what else ails the process, in words
 * @remarks: (element-type HtNote): what people wrote down, by time
 * @target: name of the process, fit to be shown; "" if nobody tells it
 * @sentences: by #HtTimeDisplay, what there is to know first
 * @source: (nullable): the source of the program, if that could be read
 * @source_problem: (nullable): why it could not, in words
 * @escapes: (nullable): what the compiler says of the program, if that could be read
 * @escape_problem: (nullable): why it could not, in words
 *
 * What the heap profiles of a range of time tell of growth. Reference-counted, immutable.
 */
typedef struct
{
  HtGrowthVerdict verdict;
  HtGrowthCourse total;
  gint64 since_ns;
  gint64 from_ns;
  gint64 to_ns;
  gint64 asked_from_ns;
  gint64 asked_to_ns;
  gint64 shown_from_ns;
  gint64 shown_to_ns;
  guint n_states;
  guint n_lives;
  guint n_growing;
  guint n_set_aside;
  double greatest;
  HtGrowthForecast forecast;
  gint64 recorded_limits[HT_GROWTH_N_LIMITS];

  /* Owned */
  GPtrArray *sites;
  GArray *heap;
  GPtrArray *notes;
  GPtrArray *remarks;
  char *target;
  char *sentences[HT_GROWTH_N_DISPLAYS];
  HtSourceTree *source;
  char *source_problem;
  HtEscapeNotes *escapes;
  char *escape_problem;
} HtGrowthData;

void ht_growth_question_init (HtGrowthQuestion *question, gint64 target);
HtGrowthData *ht_growth_data_load (HtRecording *recording,
                                   const HtGrowthQuestion *question,
                                   GCancellable *cancellable,
                                   GError **error);
HtGrowthData *ht_growth_data_new (const HtGrowthTable *table, const HtCatalog *catalog);
HtGrowthData *ht_growth_data_new_of_process (const HtGrowthTable *table,
                                             const HtCatalog *catalog,
                                             const HtGrowthProcess *process,
                                             const HtGrowthUsage *usage);
HtGrowthData *ht_growth_data_new_of_report (const HtGrowthReport *report,
                                            const HtGrowthForecast *forecast,
                                            const HtGrowthTable *table,
                                            const HtCatalog *catalog,
                                            const HtGrowthProcess *process,
                                            const HtSourceTree *source,
                                            const char *target,
                                            gint64 start_ns);
void ht_growth_data_tell_spread (HtGrowthData *data,
                                 const HtGrowthChain *chain,
                                 const HtGrowthSpread *spread);
void ht_growth_data_take_remarks (HtGrowthData *data, GPtrArray *remarks);
HtGrowthData *ht_growth_data_ref (HtGrowthData *data);
void ht_growth_data_unref (HtGrowthData *data);
const HtGrowthFrame *ht_growth_site_get_frame (const HtGrowthSite *site);
const HtGrowthFrame *ht_growth_site_get_responsible (const HtGrowthSite *site);
gboolean ht_growth_site_is_growing (const HtGrowthSite *site);
void ht_growth_data_what_if (const HtGrowthData *data,
                             const GArray *sites,
                             gint64 stopped_ns,
                             HtGrowthWhatIf *what_if);
void ht_growth_site_fill_chart (const HtGrowthSite *site,
                                const HtGrowthData *data,
                                HtGrowthChart *chart);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthData, ht_growth_data_unref)

G_END_DECLS
