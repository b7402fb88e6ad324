# SPDX-License-Identifier: GPL-3.0-or-later
"""`top` against tables that `go tool pprof` of Go 1.27 made of captures of real services.

Flat and cum of every function and the total are equal as integers, no function is missing and
none is there too many; the order of the rows is pprof's. Once from the file, once from a
recording into which the whole folder was imported.

HEAPTRAIL_CORPUS=FOLDER takes all runs below FOLDER instead of those in tests/data.
"""
import os
import tempfile
import unittest

from oracle_support import (ALL_ROWS, captures_in, compare, identifier, read_pprof_table, run_json,
                            runs, shown_name)
from profile_proto import read_profile

# table: the options that ask `top` for it; FIRST stands for the first heap profile of the run.
FIRST = object()
TABLES = {
    "exact-inuse_space": ["--sample", "inuse_space"],
    "exact-alloc_objects": ["--sample", "alloc_objects"],
    "exact-diff-inuse_space": ["--sample", "inuse_space", "--diff-base", FIRST],
    "exact-focus-json-ignore-http-alloc_space": [
        "--sample", "alloc_space", "--focus", "json|bytes|Sprintf", "--ignore", "http"],
}


def options_for(table, first):
    return [first if option is FIRST else option for option in TABLES[table]]


class FromFile(unittest.TestCase):
    maxDiff = None

    def check(self, folder, table):
        heaps = captures_in(folder, "heap-", ".pb.gz")
        first, last = heaps[0], heaps[-1]
        answer = run_json("top", last, *options_for(table, first), *ALL_ROWS)
        self.assertEqual(compare(read_pprof_table(os.path.join(folder, "oracle", table + ".txt")), answer), "")
        self.check_full_names(answer, [first, last])
        self.assertEqual((answer["sample_type"], answer["unit"]),
                         (TABLES[table][1], "bytes" if TABLES[table][1].endswith("space") else "count"))

    def check_full_names(self, answer, paths):
        """`function` is the name in full, `shown` is there only where pprof shows another."""
        names = {function.name for path in paths for function in read_profile(path).functions.values()}
        for row in answer["rows"]:
            if row["function"] != "<unknown>":
                self.assertIn(row["function"], names)
            if "shown" in row:
                self.assertNotEqual(row["shown"], row["function"])


class FromRecording(unittest.TestCase):
    def check(self, folder, tables):
        heaps = captures_in(folder, "heap-", ".pb.gz")
        with tempfile.TemporaryDirectory() as scratch:
            recording = os.path.join(scratch, "run.heaptrail")
            run_json("import", folder, "-o", recording)
            at = ["--at", str(read_profile(heaps[-1]).time_ns)]
            for table in tables:
                with self.subTest(table):
                    answer = run_json("top", recording, *at, *options_for(table, heaps[0]), *ALL_ROWS)
                    expected = read_pprof_table(os.path.join(folder, "oracle", table + ".txt"))
                    self.assertEqual(compare(expected, answer), "")
            with self.subTest("an earlier time"):
                self.check_earlier(recording, heaps[len(heaps) // 2])

    def check_earlier(self, recording, heap):
        """At the time of another profile, that one answers."""
        options = ["--sample", "inuse_objects", *ALL_ROWS]
        expected = run_json("top", heap, *options)
        answer = run_json("top", recording, "--at", str(read_profile(heap).time_ns), *options)
        rows = [[(shown_name(row), row["flat"], row["cum"]) for row in one["rows"]] for one in (expected, answer)]
        self.assertEqual(rows[1], rows[0])
        self.assertEqual(answer["total"], expected["total"])


def add_cases():
    for name, folder in runs().items():
        tables = [table for table in TABLES
                  if os.path.exists(os.path.join(folder, "oracle", table + ".txt"))]
        for table in tables:
            setattr(FromFile, f"test_{identifier(name)}_{identifier(table)}",
                    lambda self, folder=folder, table=table: self.check(folder, table))
        if tables:
            setattr(FromRecording, f"test_{identifier(name)}",
                    lambda self, folder=folder, tables=tables: self.check(folder, tables))


add_cases()
