/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "frame-origin.h"

#include "function-name.h"

#include <string.h>

/* First parts of the paths of the standard library's packages: the folders of src/ in Go 1.27. */
static const char *const standard_parts[] = {
  "archive", "arena",   "bufio",    "bytes",  "cmd",     "cmp",      "compress", "container",
  "context", "crypto",  "database", "debug",  "embed",   "encoding", "errors",   "expvar",
  "flag",    "fmt",     "go",       "hash",   "html",    "image",    "index",    "internal",
  "io",      "iter",    "log",      "maps",   "math",    "mime",     "net",      "os",
  "path",    "plugin",  "reflect",  "regexp", "runtime", "simd",     "slices",   "sort",
  "strconv", "strings", "structs",  "sync",   "syscall", "testing",  "text",     "time",
  "unicode", "unique",  "unsafe",   "uuid",   "vendor",  "weak",
};

static gboolean
is_in (const char *package, const char *parent)
{
  gsize length = strlen (parent);

  return strncmp (package, parent, length) == 0 &&
         (package[length] == '\0' || package[length] == '/');
}

static gboolean
is_standard (const char *package)
{
  for (gsize i = 0; i < G_N_ELEMENTS (standard_parts); i++)
    if (is_in (package, standard_parts[i]))
      return TRUE;
  return FALSE;
}

/*
 * Where the go command keeps what a module depends on: "…/pkg/mod/github.com/x/y@v1.2.3/f.go",
 * which -trimpath makes "github.com/x/y@v1.2.3/f.go", or a folder "vendor". Its own module has no
 * version.
 */
static gboolean
is_of_dependency (const char *file)
{
  const char *version = strstr (file, "@v");

  return (version != NULL && g_ascii_isdigit (version[2])) || strstr (file, "/vendor/") != NULL ||
         g_str_has_prefix (file, "vendor/") || strstr (file, "/pkg/mod/") != NULL;
}

/* A module of one's own may be called like a package of the standard library, say "log"; but then
 * its files are not where those of the library are: in a folder src, or with -trimpath right at
 * "log/". */
static gboolean
has_file_of_package (const char *file, const char *package)
{
  const char *at = strstr (file, "/src/");

  if (*file == '\0' || *file == '<' || *file == '_')
    return TRUE;
  if (is_in (file, package) || g_str_has_prefix (file, "internal/") ||
      g_str_has_prefix (file, "runtime/"))
    return TRUE;
  for (; at != NULL; at = strstr (at + 1, "/src/"))
    if (is_in (at + 5, package))
      return TRUE;
  return FALSE;
}

/**
 * ht_frame_origin:
 * @function: full name of a function
 * @file: its file as the compiler wrote it; may be empty
 *
 * Tells the program's own functions from those that it got from others. What is not of the standard
 * library and lies in no folder of dependencies is its own.
 *
 * Returns: who wrote it
 */
HtFrameOrigin
ht_frame_origin (const char *function, const char *file)
{
  g_autofree char *package = ht_function_name_get_package (function);

  if (is_of_dependency (file))
    return HT_FRAME_LIBRARY;
  if (is_standard (package) && has_file_of_package (file, package))
    return is_in (package, "runtime") || is_in (package, "internal/runtime") ? HT_FRAME_RUNTIME
                                                                             : HT_FRAME_STANDARD;
  return *package == '\0' ? HT_FRAME_STANDARD : HT_FRAME_OWN;
}
