# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings come and go: dropped, opened again, closed; what cannot be read; pictures go out."""
import os
import re
import struct
import subprocess
import unittest

import pages
from accessibility import State
from driver import PROGRAM
from processes import spawn
from ui_support import LAST_HEAP, UiCase, example

DRAG_SOURCE = os.environ.get("HT_DRAG_SOURCE", "drag-source")
LOG = example("gctrace.log")


class Files(UiCase):
    def wait_recordings(self, app, *names):
        """The list shows these, the selected one first."""
        def told():
            rows = sorted(pages.recordings(app), key=lambda row: not row.has(State.SELECTED))
            return len(rows) == len(names) and all(
                any(name in text for text in row.texts()) for row, name in zip(rows, names))

        app.wait_for(told, f"the list of recordings is {names}")

    def test_close(self):
        app = self.open(LAST_HEAP)
        app.label(pages.PROFILE)
        self.display.run(PROGRAM, LOG)
        self.wait_recordings(app, "gctrace.log", os.path.basename(LAST_HEAP))
        app.settle()
        app.focus(next(row for row in pages.recordings(app) if row.has(State.SELECTED)))
        app.key("Delete")
        self.wait_recordings(app, os.path.basename(LAST_HEAP))
        app.label(pages.PROFILE)
        app.click(app.find("Close recording", "button"))
        self.wait_recordings(app)
        app.find(pages.NO_RECORDING, "label")

    def test_open_recent(self):
        app = self.open(LOG)
        self.wait_recordings(app, "gctrace.log")
        app.click(app.find("Close recording", "button"))
        self.wait_recordings(app)
        pages.choose(app, pages.OPEN_RECENT, "gctrace.log")
        self.wait_recordings(app, "gctrace.log")
        pages.show(app, "GC")  # keys do something after a menu in a menu

    def test_details(self):
        """Each file that cannot be read is named, with what is the matter with it."""
        app = self.open(LOG, self.write("zero.pb.gz", b""), self.path("nowhere.pb.gz"), settle=False)
        app.label("^2 of 3 files could not be read")
        app.click(app.find(re.compile("Details$"), "button"))
        problems = app.find(pages.PROBLEMS, "list").load()
        app.settle()
        told = "\n".join(problems.texts())
        self.assertRegex(told, r"zero\.pb\.gz\n.*empty")
        self.assertRegex(told, r"nowhere\.pb\.gz\n.*[Nn]o such file")
        self.assertEqual(len(app.windows()), 2)
        app.key("Escape")
        app.wait_for(lambda: len(app.windows()) == 1, "the details are gone")
        self.wait_recordings(app, "gctrace.log")

    def test_toast_names_the_file(self):
        """A line has no room for folders: the file is named, the details have its path."""
        app = self.open(self.path("deep/down/nowhere.pb.gz"), settle=False)
        app.label("^nowhere\\.pb\\.gz: ")
        app.click(app.find(re.compile("Details$"), "button"))
        problems = app.find(pages.PROBLEMS, "list").load()
        app.settle()
        self.assertIn("deep/down/nowhere.pb.gz", "\n".join(problems.texts()))
        app.key("Escape")
        app.wait_for(lambda: len(app.windows()) == 1, "the details are gone")

    def test_copy_picture(self):
        app = self.open(LOG)
        self.wait_recordings(app, "gctrace.log")
        pages.show(app, "GC")
        app.key("ctrl+shift+c")
        app.wait_for(lambda: "image/png" in self.clipboard("TARGETS").decode().split(),
                     "there is a picture on the clipboard")
        picture = self.clipboard("image/png")
        self.assertEqual(picture[:8], b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", picture[16:24])
        self.assertGreater(min(width, height), 100)

    def clipboard(self, target):
        return subprocess.run(["xclip", "-selection", "clipboard", "-t", target, "-o"],
                              env=self.display.env, capture_output=True, check=False,
                              timeout=60).stdout

    def test_drop(self):
        app = self.open()
        source = spawn([DRAG_SOURCE, LOG], self.display.env, self.display.path("drag.log"))
        self.addCleanup(source.wait)
        self.addCleanup(source.kill)
        window = app.wait_for(lambda: self.display.run(
            "xdotool", "search", "--onlyvisible", "--name", "^drag-source$").stdout.split(),
            "there is something to drag")[0]
        self.display.run("xdotool", "windowmove", "--sync", window, 10, 10)
        app.settle()
        x, y, width, height = app.place(app.windows()[0])
        steps = []
        for step in range(1, 11):
            steps += ["mousemove", 40 + (x + width // 2 - 40) * step // 10,
                      40 + (y + height // 2 - 40) * step // 10, "sleep", 0.03]
        self.display.run("xdotool", "mousemove", 40, 40, "mousedown", 1, *steps, "sleep", 0.2,
                         "mouseup", 1)
        self.wait_recordings(app, "gctrace.log")
        self.display.run("xdotool", "windowactivate", "--sync", int(app.windows()[0], 16))


if __name__ == "__main__":
    unittest.main()
