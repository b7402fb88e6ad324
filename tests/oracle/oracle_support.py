# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests against Go's own tools share: running the program, and reading pprof's tables."""
import json
import os
import re
import resource
import subprocess
import tempfile
import time
from dataclasses import dataclass

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.environ.get("HT_TEST_DATA", os.path.join(HERE, "..", "data"))
CLI = os.environ.get("HEAPTRAIL_CLI", os.path.join(HERE, "..", "..", "build", "src", "cli", "heaptrail-cli"))

# A sanitizer takes time and memory of its own: with it only the answers are judged.
SANITIZED = bool(os.environ.get("HT_SANITIZED"))

PATIENCE_S = 300 if SANITIZED else 60

# As many as there are.
ALL_ROWS = ["-n", "1000000"]

# pprof leaves out what is small unless it is told not to.
EVERYTHING = ["-nodefraction=0", "-edgefraction=0", "-nodecount=1000000"]


@dataclass
class Result:
    status: int  # negative: the signal that ended it
    stdout: str
    stderr: str
    cpu_s: float
    peak_bytes: int


def run(*args, stdin=subprocess.DEVNULL, cwd=None, under=()):
    """Runs heaptrail-cli and measures it. @under is a command that runs another."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen([*under, CLI, *args], stdin=stdin, stdout=out, stderr=err, cwd=cwd)
        status, usage = _wait(process)
        process.returncode = status
        out.seek(0)
        err.seek(0)
        return Result(status, out.read().decode(), err.read().decode(),
                      usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def _wait(process):
    deadline = time.monotonic() + PATIENCE_S
    nap_s = 0.001
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid != 0:
            return os.waitstatus_to_exitcode(status), usage
        if time.monotonic() > deadline:
            process.kill()
            deadline = float("inf")
        time.sleep(nap_s)
        nap_s = min(nap_s * 1.5, 0.05)


def run_json(*args, **more):
    """Runs a command that must work and returns its answer."""
    result = run(*args, "--json", **more)
    if result.status != 0:
        raise AssertionError(f"heaptrail-cli {' '.join(args)}: status {result.status}: {result.stderr}")
    return json.loads(result.stdout)


@dataclass
class Table:
    """rows: (name as pprof shows it, flat, cum), in order"""
    total: int
    rows: list


NUMBER = r"(-?\d+)(?:B|ns|us)?"
HEADER = re.compile(rf"Showing nodes accounting for .* of {NUMBER} total$")
ROW = re.compile(rf"\s*{NUMBER}\s+\S+%?\s+\S+%?\s+{NUMBER}\s+\S+%?\s\s(.+?)(?: \((?:partial-)?inline\))?$")


def read_pprof_table(path):
    with open(path, encoding="utf-8") as file:
        return parse_pprof_table(file.read())


def parse_pprof_table(text):
    """What `go tool pprof -top` printed with exact numbers."""
    head, _, body = text.partition("flat%   sum%        cum   cum%\n")
    total = None
    for line in head.splitlines():
        match = HEADER.match(line)
        if match:
            total = int(match.group(1))
    if total is None:
        raise ValueError("no table of pprof")
    rows = []
    for line in body.splitlines():
        match = ROW.match(line)
        if not match:
            raise ValueError(f"no row of a table: {line!r}")
        rows.append((match.group(3), int(match.group(1)), int(match.group(2))))
    return Table(total, rows)


def shown_name(row):
    return row.get("shown", row["function"])


def compare(table, answer, in_order=True):
    """Says how the answer of `top --json` differs from pprof's table, "" if it does not."""
    differences = []
    if answer["total"] != table.total:
        differences.append(f"total {answer['total']}, pprof has {table.total}")
    ours = [(shown_name(row), row["flat"], row["cum"]) for row in answer["rows"]]
    if len({name for name, _, _ in ours}) != len(ours):
        differences.append("a function is there twice")
    missing, extra = set(table.rows) - set(ours), set(ours) - set(table.rows)
    differences += [f"pprof has {row}" for row in sorted(missing)[:10]]
    differences += [f"we have {row}" for row in sorted(extra)[:10]]
    if in_order and not differences and ours != table.rows:
        index = next(i for i, (a, b) in enumerate(zip(ours, table.rows)) if a != b)
        differences.append(f"row {index} is {ours[index]}, pprof has {table.rows[index]} there")
    return "; ".join(differences)


def captures_in(folder, kind, extension):
    """Paths of the captures of a kind (`heap-`, `vars-`, …) in a folder, oldest first."""
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder))
            if re.fullmatch(re.escape(kind) + r"\d{13}" + re.escape(extension), name)]


def runs():
    """The folders of captures to test, by name: those of the tree, or all below $HEAPTRAIL_CORPUS."""
    root = os.environ.get("HEAPTRAIL_CORPUS", os.path.join(DATA, "captures"))
    return {os.path.relpath(folder, root): folder for folder, _, names in sorted(os.walk(root))
            if any(re.fullmatch(r"heap-\d{13}\.pb\.gz", name) for name in names)}


def identifier(text):
    """A part of a test's name."""
    return re.sub(r"\W", "_", text)


# What the program may take for a small input, however it is made.
MOST_CPU_S = 2.0
MOST_BYTES = 200 << 20


def check_refused(case, result, name, most_bytes=MOST_BYTES):
    """Nothing was read: status 1 and one line that says which input."""
    case.assertEqual(result.status, 1, result.stderr)
    case.assertEqual(result.stdout, "")
    case.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
    case.assertTrue(result.stderr.endswith("\n"))
    case.assertIn(name, result.stderr)
    case.assertLess(len(result.stderr), 1000)
    check_harmless(case, result, most_bytes)


def check_harmless(case, result, most_bytes=MOST_BYTES):
    """It neither crashed nor complained of itself, and was quick and small."""
    case.assertIn(result.status, (0, 1), result.stderr)
    for complaint in ("Sanitizer", "runtime error", "CRITICAL", "WARNING **", "ERROR **"):
        case.assertNotIn(complaint, result.stderr)
    for text in (result.stdout, result.stderr):
        control = [c for c in text if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160]
        case.assertEqual(control, [], "control characters reach the terminal")
    if not SANITIZED:
        # The kernel counts what a process was forked from as its own.
        own_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        case.assertLess(own_bytes, MOST_BYTES, "the test itself is too large to measure anything")
        case.assertLess(result.cpu_s, MOST_CPU_S)
        case.assertLess(result.peak_bytes, most_bytes)
