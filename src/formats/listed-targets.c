/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "listed-targets.h"

#include <string.h>

#include "json-scanner.h"
#include "text-fields.h"

/* A hostile list gives not a problem per line. */
#define MAX_PROBLEMS 200

#define MAX_NAME_BYTES 256
#define MAX_URL_BYTES  4096

/* What Prometheus asks for where nobody says otherwise. */
#define METRICS_PATH "/metrics"

typedef struct
{
  HtListedTargets *list;
  const char *text;
  gsize length;

  /* How far lines are counted. */
  guint64 line;
  gsize counted;
} Reader;

/**
 * ht_list_problem_new:
 * @line: where it is, from 1
 * @reason: what is wrong there
 *
 * Returns: (transfer full): a problem
 */
HtListProblem *
ht_list_problem_new (guint64 line, const char *reason)
{
  HtListProblem *problem = g_new (HtListProblem, 1);

  *problem = (HtListProblem){ line, g_strdup (reason) };
  return problem;
}

/**
 * ht_list_problem_free:
 * @problem: (transfer full): a problem
 */
void
ht_list_problem_free (HtListProblem *problem)
{
  g_free (problem->reason);
  g_free (problem);
}

static void
listed_target_free (HtListedTarget *target)
{
  g_free (target->name);
  g_free (target->group);
  g_free (target->url);
  g_free (target);
}

/**
 * ht_listed_targets_free:
 * @list: (transfer full): a list
 */
void
ht_listed_targets_free (HtListedTargets *list)
{
  g_ptr_array_unref (list->targets);
  g_ptr_array_unref (list->problems);
  g_free (list);
}

static void
complain (Reader *self, guint64 line, const char *reason)
{
  if (self->list->problems->len < MAX_PROBLEMS)
    g_ptr_array_add (self->list->problems, ht_list_problem_new (line, reason));
}

static gboolean
has_controls (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if ((guchar) text[i] < ' ' || text[i] == 0x7f)
      return TRUE;
  return FALSE;
}

static gboolean
has_blanks (const char *text, gsize length)
{
  return memchr (text, ' ', length) != NULL || has_controls (text, length);
}

/* What a URL is, its reader knows; here is what would be none in any case. */
static const char *
find_fault (const char *name, gsize n_name, const char *url, gsize n_url)
{
  if (n_url == 0)
    return "there is no URL";
  if (n_url > MAX_URL_BYTES)
    return "the URL is longer than 4096 bytes";
  if (has_blanks (url, n_url))
    return "there is a blank in the URL";
  if (n_name > MAX_NAME_BYTES)
    return "the name is longer than 256 bytes";
  if (has_controls (name, n_name))
    return "there is a control character in the name";
  return NULL;
}

static void
add (Reader *self, guint64 line, const HtListedTarget *target)
{
  const char *fault = find_fault (target->name != NULL ? target->name : "",
                                  target->name != NULL ? strlen (target->name) : 0, target->url,
                                  strlen (target->url));
  HtListedTarget *added;

  if (fault != NULL)
    {
      complain (self, line, fault);
      return;
    }
  added = g_new (HtListedTarget, 1);
  *added = (HtListedTarget){
    .name = g_strdup (target->name),
    .group = g_strdup (target->group),
    .url = g_strdup (target->url),
    .line = line,
  };
  g_ptr_array_add (self->list->targets, added);
}

static gboolean
is_full (Reader *self, guint64 line)
{
  if (self->list->targets->len < HT_LISTED_TARGETS_MAX)
    return FALSE;
  complain (self, line, "a list has 1,000 targets at most; nothing is read from here on");
  return TRUE;
}

static void
strip (const char **text, gsize *length)
{
  while (*length > 0 && g_ascii_isspace (**text))
    (*text)++, (*length)--;
  while (*length > 0 && g_ascii_isspace ((*text)[*length - 1]))
    (*length)--;
}

/* A # within a word is part of it. */
static gsize
find_comment (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] == '#' && (i == 0 || g_ascii_isspace (text[i - 1])))
      return i;
  return length;
}

/**
 * ht_listed_target_split:
 * @text: `URL` or `NAME=URL`; need not be terminated
 * @length: its length
 * @n_name: (out): length of the name at the begin of @text, 0 if there is none
 *
 * Takes a name from a URL. A `=` behind a colon, a slash or a question mark is part of the URL.
 *
 * Returns: (transfer none): the URL, within @text
 */
const char *
ht_listed_target_split (const char *text, gsize length, gsize *n_name)
{
  for (gsize i = 0; i < length && strchr (":/?#", text[i]) == NULL; i++)
    if (text[i] == '=')
      {
        *n_name = i;
        return text + i + 1;
      }
  *n_name = 0;
  return text;
}

static void
read_line (Reader *self, guint64 line, const char *text, gsize length, const char *group)
{
  gsize n_name;
  const char *url = ht_listed_target_split (text, length, &n_name);
  gsize n_url = length - (gsize) (url - text);
  g_autofree char *name = NULL;
  g_autofree char *address = NULL;

  strip (&text, &n_name);
  strip (&url, &n_url);
  name = n_name > 0 ? g_strndup (text, n_name) : NULL;
  address = g_strndup (url, n_url);
  add (self, line, &(HtListedTarget){ .name = name, .group = (char *) group, .url = address });
}

static void
read_lines (Reader *self)
{
  HtTextLines lines = { self->text, self->length, 0 };
  g_autofree char *group = NULL;
  HtTextLine line;

  for (guint64 number = 1; ht_text_lines_next (&lines, &line); number++)
    {
      const char *text = line.text;
      gsize length = find_comment (text, line.length);

      strip (&text, &length);
      if (length == 0)
        continue;
      if (is_full (self, number))
        return;
      if (*text != '[' || memchr (text, ']', length) != text + length - 1)
        {
          read_line (self, number, text, length, group);
          continue;
        }
      text++;
      length -= 2;
      strip (&text, &length);
      g_clear_pointer (&group, g_free);
      if (length > MAX_NAME_BYTES || has_controls (text, length))
        complain (self, number, "this is no name for a group");
      else if (length > 0)
        group = g_strndup (text, length);
    }
}

static guint64
line_at (Reader *self, guint64 offset)
{
  for (; self->counted < offset && self->counted < self->length; self->counted++)
    self->line += self->text[self->counted] == '\n';
  return self->line;
}

/* An entry of the list: where services are, and what they have in common. */
typedef struct
{
  /* Owned */
  GPtrArray *addresses; /* char * */
  GArray *lines;        /* guint64, of each */
  char *scheme;
  char *path;
  char *job;
} JsonGroup;

static void
json_group_clear (JsonGroup *group)
{
  g_ptr_array_unref (group->addresses);
  g_array_unref (group->lines);
  g_free (group->scheme);
  g_free (group->path);
  g_free (group->job);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JsonGroup, json_group_clear)

static gboolean
read_addresses (Reader *self,
                HtJsonScanner *scanner,
                const HtJsonToken *begin,
                JsonGroup *group,
                GError **error)
{
  HtJsonToken token;

  if (begin->kind != HT_JSON_ARRAY_BEGIN)
    {
      complain (self, line_at (self, begin->offset), "“targets” is no list");
      return ht_json_scanner_skip (scanner, begin, error);
    }
  for (;;)
    {
      guint64 line;

      if (!ht_json_scanner_next (scanner, &token, error))
        return FALSE;
      if (token.kind == HT_JSON_ARRAY_END)
        return TRUE;
      line = line_at (self, token.offset);
      if (token.kind != HT_JSON_STRING)
        {
          complain (self, line, "a target is a string, “HOST:PORT”");
          if (!ht_json_scanner_skip (scanner, &token, error))
            return FALSE;
        }
      else if (group->addresses->len + self->list->targets->len <= HT_LISTED_TARGETS_MAX)
        {
          g_ptr_array_add (group->addresses, ht_json_token_dup_string (&token));
          g_array_append_val (group->lines, line);
        }
    }
}

static gboolean
read_labels (HtJsonScanner *scanner, const HtJsonToken *begin, JsonGroup *group, GError **error)
{
  HtJsonToken key, token;

  if (begin->kind != HT_JSON_OBJECT_BEGIN)
    return ht_json_scanner_skip (scanner, begin, error);
  for (;;)
    {
      char **value = NULL;

      if (!ht_json_scanner_next (scanner, &key, error))
        return FALSE;
      if (key.kind == HT_JSON_OBJECT_END)
        return TRUE;
      if (!ht_json_scanner_next (scanner, &token, error))
        return FALSE;
      if (ht_json_token_is (&key, "__scheme__"))
        value = &group->scheme;
      else if (ht_json_token_is (&key, "__metrics_path__"))
        value = &group->path;
      else if (ht_json_token_is (&key, "job"))
        value = &group->job;
      if (value != NULL && token.kind == HT_JSON_STRING)
        {
          g_free (*value);
          *value = ht_json_token_dup_string (&token);
        }
      if (!ht_json_scanner_skip (scanner, &token, error))
        return FALSE;
    }
}

/* Heaptrail wants what is above /metrics. Another path is of an exporter, not of the service. */
static void
cut_metrics_path (char *path)
{
  if (g_str_has_suffix (path, METRICS_PATH))
    path[strlen (path) - strlen (METRICS_PATH)] = '\0';
  else
    *path = '\0';
}

static void
add_json_group (Reader *self, JsonGroup *group)
{
  const char *scheme = group->scheme != NULL ? group->scheme : "http";
  const char *job = group->job != NULL && *group->job != '\0' ? group->job : NULL;

  if (group->path != NULL)
    cut_metrics_path (group->path);
  if (job != NULL && (strlen (job) > MAX_NAME_BYTES || has_controls (job, strlen (job))))
    job = NULL;
  for (guint i = 0; i < group->addresses->len; i++)
    {
      const char *address = g_ptr_array_index (group->addresses, i);
      guint64 line = g_array_index (group->lines, guint64, i);
      g_autofree char *url =
          g_strconcat (scheme, "://", address, group->path != NULL ? group->path : "", NULL);

      if (is_full (self, line))
        return;
      if (*address == '\0' || strpbrk (address, "/?#") != NULL)
        complain (self, line, "a target is “HOST:PORT”");
      else
        add (self, line, &(HtListedTarget){ .group = (char *) job, .url = url });
    }
}

static gboolean
read_json_group (Reader *self, HtJsonScanner *scanner, const HtJsonToken *begin, GError **error)
{
  g_auto (JsonGroup) group = {
    .addresses = g_ptr_array_new_with_free_func (g_free),
    .lines = g_array_new (FALSE, FALSE, sizeof (guint64)),
  };
  HtJsonToken key, token;

  if (begin->kind != HT_JSON_OBJECT_BEGIN)
    {
      complain (self, line_at (self, begin->offset), "an entry of the list has no “targets”");
      return ht_json_scanner_skip (scanner, begin, error);
    }
  for (;;)
    {
      if (!ht_json_scanner_next (scanner, &key, error))
        return FALSE;
      if (key.kind == HT_JSON_OBJECT_END)
        break;
      if (!ht_json_scanner_next (scanner, &token, error))
        return FALSE;
      if (ht_json_token_is (&key, "targets"))
        {
          if (!read_addresses (self, scanner, &token, &group, error))
            return FALSE;
        }
      else if (ht_json_token_is (&key, "labels"))
        {
          if (!read_labels (scanner, &token, &group, error))
            return FALSE;
        }
      else if (!ht_json_scanner_skip (scanner, &token, error))
        return FALSE;
    }
  add_json_group (self, &group);
  return TRUE;
}

static gboolean
read_json (Reader *self, GError **error)
{
  HtJsonScanner scanner;
  HtJsonToken token;

  if (!ht_json_scanner_init (&scanner, self->text, self->length, error) ||
      !ht_json_scanner_next (&scanner, &token, error))
    return FALSE;
  for (;;)
    {
      if (!ht_json_scanner_next (&scanner, &token, error))
        return FALSE;
      if (token.kind == HT_JSON_ARRAY_END)
        return ht_json_scanner_next (&scanner, &token, error);
      if (!read_json_group (self, &scanner, &token, error))
        return FALSE;
    }
}

/* [{… is JSON, and [] a list of nothing; else [ begins the name of a group. */
static gboolean
is_json (const char *text, gsize length)
{
  strip (&text, &length);
  if (length == 0 || *text != '[')
    return FALSE;
  text++;
  length--;
  strip (&text, &length);
  return length > 0 && (*text == '{' || (*text == ']' && length == 1));
}

/**
 * ht_listed_targets_decode:
 * @text: a list of live services
 * @length: its length
 * @error: return location
 *
 * Reads a text with a target a line, `URL` or `NAME=URL`, where `# …` is a comment and `[NAME]`
 * begins a group; or what Prometheus reads of files and over HTTP to find its targets: a JSON list
 * of `{"targets": ["HOST:PORT"], "labels": {…}}`, whose label `job` is the group.
 *
 * What is wrong with a target is one of the problems and keeps no other from being read. Fails in
 * %HT_FORMAT_ERROR where the whole is no text, or broken JSON.
 *
 * Returns: (transfer full): the targets
 */
HtListedTargets *
ht_listed_targets_decode (const char *text, gsize length, GError **error)
{
  g_autoptr (HtListedTargets) list = g_new (HtListedTargets, 1);
  Reader self = { .list = list, .text = text, .length = length, .line = 1 };

  list->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) listed_target_free);
  list->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_list_problem_free);
  if (ht_text_has_prefix (text, length, "\xef\xbb\xbf"))
    {
      self.text += 3;
      self.length -= 3;
    }
  if (length > 0 && !g_utf8_validate (text, (gssize) length, NULL))
    {
      g_set_error_literal (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
                           "this is no list of targets: it is no UTF-8 text");
      return NULL;
    }
  if (!is_json (self.text, self.length))
    read_lines (&self);
  else if (!read_json (&self, error))
    return NULL;
  return g_steal_pointer (&list);
}
