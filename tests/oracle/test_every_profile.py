# SPDX-License-Identifier: GPL-3.0-or-later
"""`top` of every profile among the captures, in each of its sample types, against sums made in
Python (stack_table.py, which agrees with pprof's tables where there are some).

HEAPTRAIL_CORPUS=FOLDER takes all profiles below FOLDER.
"""
import os
import unittest

from oracle_support import identifier, run_json, runs
from profile_proto import read_profile
from stack_table import stacks_of, tabulate


class EveryProfile(unittest.TestCase):
    maxDiff = 4000

    def check(self, folder):
        for name in sorted(os.listdir(folder)):
            if not name.endswith(".pb.gz"):
                continue
            path = os.path.join(folder, name)
            profile = read_profile(path)
            for sample_type, unit in profile.sample_types:
                with self.subTest(name, sample_type=sample_type):
                    total, rows = tabulate(stacks_of(profile, sample_type))
                    answer = run_json("top", path, "--sample", sample_type)
                    self.assertEqual((answer["total"], answer["unit"]), (total, unit))
                    self.assertEqual({row["function"]: (row["flat"], row["cum"]) for row in answer["rows"]}, rows)


def add_cases():
    for name, folder in runs().items():
        setattr(EveryProfile, f"test_{identifier(name)}", lambda self, folder=folder: self.check(folder))


add_cases()
