# SPDX-License-Identifier: GPL-3.0-or-later
"""`top` against tables of `go tool pprof` for what heap profiles of a service do not show:
differences, filters, other profiles, negative values, other tools' profiles, names of other
languages, frames to drop. tests/data/oracle/cases.json says what each is, record_tables.py
made the tables.

Each case is asked of the file and of a recording made of it.
"""
import gzip
import json
import os
import tempfile
import unittest

import make_profiles
from oracle_support import ALL_ROWS, DATA, compare, identifier, read_pprof_table, run_json

DIRECTORY = os.path.join(DATA, "oracle")


class FromFile(unittest.TestCase):
    def check(self, name, case):
        answer = run_json("top", case["profile"], *options_of(case), cwd=DIRECTORY)
        self.assertEqual(compare(table_of(name), answer), "")
        self.assertEqual(answer["sample_type"], case["sample"])


class FromRecording(unittest.TestCase):
    def check(self, name, case):
        with tempfile.TemporaryDirectory() as scratch:
            recording = os.path.join(scratch, "one.heaptrail")
            run_json("import", case["profile"], "-o", recording, cwd=DIRECTORY)
            answer = run_json("top", recording, *options_of(case), cwd=DIRECTORY)
        self.assertEqual(compare(table_of(name), answer), "")


class HandMade(unittest.TestCase):
    def test_profiles_are_those_of_the_script(self):
        for make in make_profiles.PROFILES:
            with open(os.path.join(DIRECTORY, make.__name__ + ".pb.gz"), "rb") as file:
                self.assertEqual(gzip.decompress(file.read()), make().finish(), make.__name__)

    def test_every_table_has_a_case(self):
        with open(os.path.join(DIRECTORY, "cases.json"), encoding="utf-8") as file:
            names = {name + ".txt" for name in json.load(file)}
        self.assertEqual(names, {name for name in os.listdir(DIRECTORY) if name.endswith(".txt")})


def table_of(name):
    return read_pprof_table(os.path.join(DIRECTORY, name + ".txt"))


def options_of(case):
    return ["--sample", case["sample"], *case.get("top", []), *ALL_ROWS]


def add_cases():
    with open(os.path.join(DIRECTORY, "cases.json"), encoding="utf-8") as file:
        cases = json.load(file)
    for name, case in cases.items():
        for test in (FromFile, FromRecording):
            setattr(test, f"test_{identifier(name)}", lambda self, name=name, case=case: self.check(name, case))


add_cases()
