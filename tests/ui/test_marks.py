# SPDX-License-Identifier: GPL-3.0-or-later
"""Flags, restarts and gaps of a recording: reached by keyboard, and told in words."""
import os
import sqlite3
import tempfile
import unittest

import pages
from ui_support import EXAMPLE, UiCase, cli

EPOCH, FLAG, GAP = 1, 2, 3
EVIDENCE = "heap live 412 MiB, 37 % over its baseline of 300 MiB"


class Marks(UiCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        recording = os.path.join(folder.name, "marks.heaptrail")
        cli("import", EXAMPLE, "-o", recording)
        with sqlite3.connect(recording) as database:
            first_ns, last_ns = database.execute(
                "SELECT min (first_ns), max (last_ns) FROM series").fetchone()
            length_ns = last_ns - first_ns
            for kind, begin, end, rule, text in ((FLAG, 0.25, None, "heap-live", EVIDENCE),
                                                 (GAP, 0.5, 0.6, None, "no figures"),
                                                 (EPOCH, 0.75, None, None, "restarted")):
                database.execute(
                    "INSERT INTO mark (target_id, kind, time_ns, end_ns, rule, text) "
                    "SELECT id, ?, ?, ?, ?, ? FROM target",
                    (kind, first_ns + int(begin * length_ns),
                     end and first_ns + int(end * length_ns), rule, text))
        database.close()
        cls.FILES = [recording]
        super().setUpClass()

    def start(self, page, name):
        pages.show(self.app, page)
        chart = self.app.find(name, "image")
        pages.away(self.app)
        self.app.focus(chart)
        self.app.key("Escape", "0", "Home")
        self.app.settle()
        return name

    def says(self, name, words):
        self.app.wait_for(lambda: words in self.app.find(name, "image").description,
                          f"{name} says “{words}”")

    def walk(self, chart):
        self.app.key("f")
        self.says(chart, f"Flag: {EVIDENCE}. ")
        self.app.key("f")
        self.says(chart, "No figures for 7")
        self.app.key("f")
        self.says(chart, "Service restarted. ")
        self.app.key("f")  # there is no other
        self.app.settle()
        self.says(chart, "Service restarted. ")
        self.app.key("shift+f", "shift+f")
        self.says(chart, f"Flag: {EVIDENCE}. ")

    def test_keys_on_the_memory_page(self):
        self.walk(self.start("Memory", pages.HEAP_CHART))

    def test_keys_on_the_gc_page(self):
        self.walk(self.start("GC", pages.GC_CHART))

    def test_keys_on_the_strip(self):
        self.walk(self.start("Flame", pages.STRIP))

    def test_how_many_there_are(self):
        chart = self.start("Memory", pages.HEAP_CHART)
        self.says(chart, "3 marks, the newest at ")

    def test_pointer(self):
        chart = self.start("Memory", pages.HEAP_CHART)
        # The gap is wide, and in the middle.
        self.app.move(*self.app.point(self.app.find(chart, "image"), across=0.57))
        self.says(chart, "No figures for 7")


if __name__ == "__main__":
    unittest.main()
