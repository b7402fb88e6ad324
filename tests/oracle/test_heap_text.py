# SPDX-License-Identifier: GPL-3.0-or-later
"""`top` of heap?debug=1 texts: the sums of the records that a few lines of Python scale as
pprof does. `go tool pprof` sees no names in such a text, but its totals are recorded in
tests/data/oracle/heap-text-totals.json and hold for both.
"""
import json
import math
import os
import re
import unittest

from oracle_support import ALL_ROWS, DATA, identifier, run_json
from stack_table import tabulate

TYPES = ("inuse_objects", "inuse_space", "alloc_objects", "alloc_space")
HEADER = re.compile(r"heap profile: \d+: \d+ \[\d+: \d+\] @ heap/(\d+)")
RECORD = re.compile(r"(\d+): (\d+) \[(\d+): (\d+)\] @ ")
SYMBOL = re.compile(r"#\t+0x[0-9a-f]+\t+(.+)\+0x[0-9a-f]+\t+.*:\d+$")


def scale(count, size, rate):
    if count == 0 or size == 0:
        return 0, 0
    factor = 1 / (1 - math.exp(-(size / count) / rate))
    return int(count * factor), int(size * factor)


def read_records(path):
    """(function names, leaf first; {sample type: value}) of each record"""
    records = []
    with open(path, encoding="utf-8") as file:
        rate = int(HEADER.match(next(file)).group(1)) // 2
        for line in file:
            record, symbol = RECORD.match(line), SYMBOL.match(line.rstrip("\n"))
            if record:
                inuse = scale(int(record.group(1)), int(record.group(2)), rate)
                alloc = scale(int(record.group(3)), int(record.group(4)), rate)
                records.append(([], dict(zip(TYPES, inuse + alloc))))
            elif symbol:
                records[-1][0].append(symbol.group(1))
    return records


class HeapText(unittest.TestCase):
    maxDiff = None

    def check(self, path, totals):
        records = read_records(path)
        for sample_type in TYPES:
            with self.subTest(sample_type):
                total, rows = tabulate((names, values[sample_type]) for names, values in records)
                self.assertEqual(total, totals[sample_type], "not what pprof has: the test is wrong")
                answer = run_json("top", path, "--sample", sample_type, *ALL_ROWS)
                self.assertEqual(answer["total"], total)
                # Addresses whose names were cut off have none.
                self.assertEqual({row["function"]: (row["flat"], row["cum"]) for row in answer["rows"]
                                  if row["function"] != "<unknown>"}, rows)

    def test_truncated_is_said(self):
        path = os.path.join(DATA, "bad", "heap-debug1-truncated.txt")
        self.assertNotEqual(run_json("info", path)["warnings"], [])


def add_cases():
    directory = os.path.join(DATA, "oracle")
    with open(os.path.join(directory, "heap-text-totals.json"), encoding="utf-8") as file:
        for name, totals in json.load(file).items():
            path = os.path.normpath(os.path.join(directory, name))
            setattr(HeapText, f"test_{identifier(os.path.basename(os.path.dirname(path)))}",
                    lambda self, path=path, totals=totals: self.check(path, totals))


add_cases()
