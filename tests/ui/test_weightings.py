# SPDX-License-Identifier: GPL-3.0-or-later
"""What the flame graph tells beside what is held."""
import datetime
import os
import re
import unittest

import pages
from accessibility import State
from expected import Expected, size
from ui_support import EXAMPLE, LAST_HEAP, UiCase, example

FIRST_HEAP = example("heap-1795199347276.pb.gz")
SECOND_HEAP = example("heap-1795199354776.pb.gz")


def clock(path):
    """When a file was made, which its name tells, as the window writes it."""
    seconds = int(re.search(r"\d+", os.path.basename(path)).group()) // 1000
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%H:%M:%S")


class Allocated(UiCase):
    """A profile that wants to be looked at for what was allocated."""
    FILES = [example("allocs-1795199420376.pb.gz")]

    def test_held_comes_first(self):
        pages.show(self.app, "Flame")
        expected = Expected(self.FILES[0], "inuse_space")
        largest = size(max(flat for flat, _ in expected.table.values()))
        self.app.wait_for(lambda: self.app.rows(pages.FUNCTIONS, 1)[0][1] == largest,
                          f"the largest is {largest}")

    def test_one_profile_tells_no_growth(self):
        pages.show(self.app, "Flame")
        pages.choose_weighting(self.app, "Growth")
        self.app.label("^too little data: heap profiles of 4 collections are needed, there are 1$")
        self.assertFalse(self.app.find("Difference", "button").has(State.SENSITIVE))
        pages.choose_weighting(self.app, "Held")


class Weightings(UiCase):
    FILES = [EXAMPLE]

    def setUp(self):
        pages.show(self.app, "Flame")

    def tearDown(self):
        pages.choose_weighting(self.app, "Held")
        super().tearDown()

    def test_age(self):
        """What is kept has no age; what comes and goes has one, in the table, too."""
        pages.choose_weighting(self.app, "Age")
        self.app.label(r"^from \d+ heaps, ")
        self.app.wait_for(lambda: len(self.app.rows(pages.FUNCTIONS, 1)[0]) == 4,
                          "there is a column of ages")
        for row in self.app.rows(pages.FUNCTIONS, 5):
            self.assertRegex(row[3], r"^(≈ .*s|–)$")

    def test_growth_is_of_what_is_held(self):
        """Who looks at what was allocated and wants growth sees what is held; and back."""
        pages.choose_sample_type(self.app, "Allocated, bytes")
        pages.choose_weighting(self.app, "Growth")
        self.app.label(r"^▲ grows; full is ")
        self.app.find("In use, bytes", "label")
        pages.choose_sample_type(self.app, "Allocated, bytes")
        self.app.find("Held", "button", State.PRESSED)
        pages.choose_sample_type(self.app, "In use, bytes")

    def test_differences_of_two(self):
        """Between the first profile and the last, and between others that are chosen."""
        pages.choose_weighting(self.app, "Difference")
        first, last = (Expected(path, "inuse_space") for path in (FIRST_HEAP, LAST_HEAP))
        self.app.label(rf"^before {size(first.total)}   after {size(last.total)}   ")
        self.choose_before("Profile 2  " + clock(SECOND_HEAP))
        second = Expected(SECOND_HEAP, "inuse_space")
        self.app.label(rf"^before {size(second.total)}   after {size(last.total)}   ")

    def choose_before(self, words):
        pages.away(self.app)
        self.app.click(self.app.find("Profile before", "combo box"))
        self.app.wait_for(lambda: self.app.focused_in_tree().role == "list item",
                          "the list is open")
        self.app.pick(words)
        self.app.settle()


if __name__ == "__main__":
    unittest.main()
