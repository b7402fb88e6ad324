# SPDX-License-Identifier: GPL-3.0-or-later
"""`top` against tables of `go tool pprof` for what heap profiles of a service do not show:
differences, filters, other profiles, negative values, other tools' profiles, names of other
languages, frames to drop. tests/data/oracle/cases.json says what each is, record_tables.py
made the tables.

Each case is asked of the file and of a recording made of it.
"""
import json
import os
import tempfile
import unittest

from oracle_support import ALL_ROWS, DATA, compare, identifier, read_pprof_table, run_json

DIRECTORY = os.path.join(DATA, "oracle")


class Recorded(unittest.TestCase):
    def check(self, name, case):
        table = read_pprof_table(os.path.join(DIRECTORY, name + ".txt"))
        options = ["--sample", case["sample"], *case.get("top", []), *ALL_ROWS]
        with self.subTest("from the file"):
            answer = run_json("top", case["profile"], *options, cwd=DIRECTORY)
            self.assertEqual(compare(table, answer), "")
            self.assertEqual(answer["sample_type"], case["sample"])
        with self.subTest("from a recording"), tempfile.TemporaryDirectory() as scratch:
            recording = os.path.join(scratch, "one.heaptrail")
            run_json("import", case["profile"], "-o", recording, cwd=DIRECTORY)
            answer = run_json("top", recording, *options, cwd=DIRECTORY)
            self.assertEqual(compare(table, answer), "")


def add_cases():
    with open(os.path.join(DIRECTORY, "cases.json"), encoding="utf-8") as file:
        cases = json.load(file)
    for name, case in cases.items():
        setattr(Recorded, f"test_{identifier(name)}",
                lambda self, name=name, case=case: self.check(name, case))


add_cases()
