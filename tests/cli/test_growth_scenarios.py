# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of services of which the truth is known, as one table."""
import unittest

from cli_support import CliCase
from growth_cases import SOURCE, TRUTH, unpack

# How well rates have to agree, and of how many.
RATE_OFF = 0.25
RATE_SHARE = 0.9
CLASS_SHARE = 0.9

HEAD = f"{'case':8}{'kind':8}{'verdict':16}{'first chain':44}{'right':7}" \
       f"{'rate/true':>10}{'interval':>9}  {'class':22}{'right':7}"


def short(function):
    return (function or "-").rpartition("/")[2][:42]


def word(right):
    return "-" if right is None else "yes" if right else "NO"


class Row:
    """What is said of a case, held against what is true."""

    def __init__(self, case, growth):
        self.case = case
        self.truth = TRUTH[case]
        self.growth = growth
        self.leaks = [chain for chain in growth["chains"] if chain["leak"]]
        self.first = self.leaks[0] if self.leaks else None
        self.rate_ratio = None
        self.in_interval = None
        self.class_said = self.tell_class()
        if self.truth.kind == "heap" and self.first:
            self.compare_rate(self.truth.sites.get(self.first["function"]))

    def compare_rate(self, true_rate):
        if true_rate:
            self.rate_ratio = self.first["rate_bytes_per_s"] / true_rate
            self.in_interval = self.first["rate_low"] <= true_rate <= self.first["rate_high"]

    def tell_class(self):
        """That of the first chain; what ails the collector does not grow."""
        if self.truth.kind == "gc":
            return next((chain["class"] for chain in self.growth["chains"]
                         if chain["scope"] == "process"), "unknown")
        return self.first["class"] if self.first else None

    @property
    def right(self):
        """Whether the leak is named, or none is where there is none."""
        if self.truth.kind == "heap":
            return bool(self.first) and self.first["scope"] == "site" and \
                self.first["function"] in {self.truth.keeper, *self.truth.sites}
        if self.truth.kind == "stack":
            return bool(self.first) and (self.first["scope"], self.first["function"]) == \
                ("process", self.truth.keeper)
        if self.truth.kind == "offheap":
            return bool(self.first) and (self.first["scope"], self.first["class"]) == \
                ("process", self.truth.class_name)
        return self.growth["verdict"] != "growing" and not self.leaks

    @property
    def class_right(self):
        return None if self.class_said is None else self.class_said == self.truth.class_name

    def __str__(self):
        ratio = "-" if self.rate_ratio is None else f"{self.rate_ratio:.2f}"
        return f"{self.case:8}{self.truth.kind:8}{self.growth['verdict']:16}" \
               f"{short(self.first and self.first['function']):44}{word(self.right):7}" \
               f"{ratio:>10}{word(self.in_interval):>9}  {self.class_said or '-':22}" \
               f"{word(self.class_right):7}"


class Scenarios(CliCase):
    def setUp(self):
        super().setUp()
        self.rows = []
        for case in TRUTH:
            folder = self.path(case)
            unpack(case, folder)
            growth = self.answer("growth", "--source", SOURCE, folder)
            self.rows.append(Row(case, growth))

    def test_table(self):
        print("\n".join(["# " + HEAD, *(f"# {row}" for row in self.rows)]), flush=True)
        for row in self.rows:
            with self.subTest(case=row.case):
                self.assertTrue(row.right)
                self.check_others(row)
        self.check_rates([row for row in self.rows if row.truth.kind == "heap"])
        self.check_classes([row for row in self.rows if row.truth.class_name
                            and row.truth.kind != "churn"])

    def check_others(self, row):
        """Nobody is accused of what he does not do."""
        known = {row.truth.keeper, *row.truth.sites, *row.truth.also}
        for chain in row.leaks:
            if chain["scope"] == "site":
                self.assertIn(chain["function"], known)

    def check_rates(self, rows):
        near = [row for row in rows if row.rate_ratio and abs(row.rate_ratio - 1) <= RATE_OFF]
        inside = [row for row in rows if row.in_interval]
        self.assertGreaterEqual(len(near), RATE_SHARE * len(rows))
        self.assertGreaterEqual(len(inside), RATE_SHARE * len(rows))

    def check_classes(self, rows):
        right = [row for row in rows if row.class_right]
        self.assertGreaterEqual(len(right), CLASS_SHARE * len(rows))
        self.assertEqual([row.case for row in rows
                          if not row.class_right and row.class_said != "unknown"], [])


if __name__ == "__main__":
    unittest.main()
