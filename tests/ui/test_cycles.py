# SPDX-License-Identifier: GPL-3.0-or-later
"""The collections: lanes, table, close-up and histogram are one thing seen in four ways."""
import re
import unittest

import pages
from ui_support import UiCase, example

PAUSES = "Pauses by length"


def logged():
    """What gctrace printed: number, both pauses in ms, heap before and live."""
    cycles = []
    with open(example("gctrace.log"), encoding="utf-8") as log:
        for line in log:
            found = re.match(r"gc (\d+) @\S+ \S+ ([\d.]+)\+[\d.]+\+([\d.]+) ms clock,.* "
                             r"(\d+)->\d+->(\d+) MB", line)
            if found:
                number, first, last, before, live = found.groups()
                cycles.append({"n": number, "pauses": [float(first), float(last)],
                               "heap": f"{before} → {live} MiB"})
    return cycles


class Cycles(UiCase):
    FILES = [example("gctrace.log")]

    def setUp(self):
        self.cycles = logged()
        self.longest = max(self.cycles, key=lambda cycle: max(cycle["pauses"]))
        pages.show(self.app, "GC")

    def check_close_up(self, cycle):
        self.app.find(re.compile(" · " + re.escape(cycle["heap"]) + "$"), "label")

    def first_row(self):
        return self.app.rows(pages.CYCLES, 1)[0][0]

    def test_keys(self):
        self.app.click(self.app.find(pages.LANES), across=0.02)
        for key, cycle in (("End", self.cycles[-1]), ("Left", self.cycles[-2]),
                           ("Home", self.cycles[0]), ("Right", self.cycles[1]),
                           ("l", self.longest)):
            with self.subTest(key=key):
                self.app.key(key)
                self.check_close_up(cycle)

    def test_description(self):
        lanes = self.app.find(pages.LANES)
        self.assertRegex(lanes.description, rf"^{len(self.cycles)} collections")

    def test_sorting(self):
        table = self.app.find(pages.CYCLES, "tree grid").load()
        head = next(node for node in table.walk()
                    if node.name == "Sweep term." and node.role == "label")
        ascending = sorted(self.cycles, key=lambda cycle: cycle["pauses"][0])
        self.app.click(head)
        self.app.wait_for(lambda: self.first_row() == ascending[0]["n"], "the shortest is first")
        self.app.click(head)
        self.app.wait_for(lambda: self.first_row() == ascending[-1]["n"], "the longest is first")

    def test_filter(self):
        """The bar from 1.024 ms to twice that is the eighth."""
        wanted = [cycle["n"] for cycle in self.cycles
                  if any(1.024 <= pause < 2.048 for pause in cycle["pauses"])]
        self.assertEqual(wanted, [self.longest["n"]])
        self.app.click(self.app.find(PAUSES), across=0.02)
        self.app.key(*["Right"] * 8, "Return")
        self.app.wait_for(lambda: [row[0] for row in self.app.rows(pages.CYCLES)] == wanted,
                          "only collections with such a pause are left")
        self.app.find("With a pause of 1.02\u00a0ms – 2.05\u00a0ms", "label")
        self.app.click(self.app.find("Clear Filter", "button"))
        self.app.wait_for(lambda: len(self.app.rows(pages.CYCLES)) > len(wanted), "all are back")


if __name__ == "__main__":
    unittest.main()
