# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be opened, and what cannot."""
import os
import struct
import unittest
import zlib

import pages
from accessibility import State
from ui_support import DATA, EXAMPLE, LAST_HEAP, UiCase, cli, example

CAPTURES = os.path.join(DATA, "captures")
HEAP_TEXT = os.path.join(CAPTURES, "node-exporter-1.9")


def some(folder, start):
    return os.path.join(folder, next(name for name in sorted(os.listdir(folder))
                                     if name.startswith(start)))


def png():
    """A picture as other programs write them: 2x2, white."""
    def chunk(kind, body):
        return (struct.pack(">I", len(body)) + kind + body +
                struct.pack(">I", zlib.crc32(kind + body)))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(b"\0" + b"\xff" * 6 + b"\0" + b"\xff" * 6)) +
            chunk(b"IEND", b""))


class Opens(UiCase):
    def check(self, app, title, empty=()):
        """@title is in the list of recordings, and the pages in @empty say what is missing."""
        row = app.wait_for(lambda: [row for row in pages.recordings(app)
                                    if row.has(State.SELECTED)], "a recording is selected")[0]
        self.assertTrue(any(title in text for text in row.texts()), row.texts())
        app.label(pages.RANGE)
        for page, note in (("GC", pages.NO_CYCLES), ("Flame", pages.NO_PROFILE)):
            pages.show(app, page)
            with self.subTest(page=page):
                self.assertEqual(len(app.find_all(note, "label")), int(page in empty))
                table = pages.CYCLES if page == "GC" else pages.FUNCTIONS
                if page not in empty:
                    app.wait_for(lambda table=table: app.rows(table, 1), f"{table} has rows")

    def test_nothing(self):
        app = self.open()
        app.find(pages.NO_RECORDING, "label")
        self.assertEqual(pages.recordings(app), [])

    def test_recording(self):
        cli("import", EXAMPLE, "-o", self.path("one.heaptrail"))
        self.check(self.open(self.path("one.heaptrail")), "one.heaptrail")
        self.assertTrue(os.path.exists(self.path("one.heaptrail")))

    def test_folder(self):
        self.check(self.open(EXAMPLE), "example")

    def test_profile(self):
        self.check(self.open(LAST_HEAP), os.path.basename(LAST_HEAP), ["GC"])

    def test_heap_text(self):
        file = some(HEAP_TEXT, "heap-debug1-")
        # The MemStats at its end tell of the last collections.
        self.check(self.open(file), os.path.basename(file))

    def test_gctrace(self):
        self.check(self.open(example("gctrace.log")), "gctrace.log", ["Flame"])

    def test_vars(self):
        self.check(self.open(some(EXAMPLE, "vars-")), os.path.basename(some(EXAMPLE, "vars-")),
                   ["Flame"])

    def test_metrics(self):
        file = some(os.path.join(CAPTURES, "prometheus-2.42"), "metrics-")
        self.check(self.open(file), os.path.basename(file), ["GC", "Flame"])

    def test_process_figures(self):
        self.check(self.open(example("rss.csv")), "rss.csv", ["GC", "Flame"])

    def test_several_files(self):
        self.check(self.open(LAST_HEAP, example("gctrace.log")), os.path.basename(LAST_HEAP))

    def test_dialog(self):
        app = self.open()
        app.key("ctrl+o")
        app.wait_for(lambda: len(app.windows()) == 2, "there is a dialog")
        app.settle()
        app.key("Escape")
        app.wait_for(lambda: len(app.windows()) == 1, "the dialog is gone")
        app.find(pages.NO_RECORDING, "label")


class Refuses(UiCase):
    """The window stays, empty, and says why."""

    def check(self, path, reason):
        app = self.open(path, settle=False)
        self.assertRegex(app.label(reason), reason)
        app.find(pages.NO_RECORDING, "label")
        self.assertEqual(pages.recordings(app), [])
        self.assertEqual(len(app.windows()), 1)

    def test_picture(self):
        self.check(self.write("holiday.png", png()), r"holiday\.png")

    def test_empty_file(self):
        self.check(self.write("zero.pb.gz", b""), r"zero\.pb\.gz.*empty")

    def test_truncated(self):
        with open(LAST_HEAP, "rb") as file:
            self.check(self.write("cut.pb.gz", file.read(3000)), r"cut\.pb\.gz")

    def test_folder_without_captures(self):
        os.mkdir(self.path("nothing-here"))
        self.check(self.path("nothing-here"), r"nothing-here")

    def test_missing(self):
        self.check(self.path("no-such-file.heaptrail"), r"no-such-file\.heaptrail")


if __name__ == "__main__":
    unittest.main()
