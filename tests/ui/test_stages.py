# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be seen of a long import before it is over."""
import contextlib
import os
import subprocess
import time
import unittest

import pages
from driver import PROGRAM
from ui_support import UiCase, example

HEAPS = [example(f"heap-17951993{time_ms}.pb.gz") for time_ms in (47276, 54776, 59777)]
STAGE_S = 0.4  # a shorter import shows all at once


class Stages(UiCase):
    def open_slowly(self):
        """A window that reads one file and then waits for two more."""
        pipes = [self.path("second"), self.path("third")]
        for pipe in pipes:
            if os.path.exists(pipe):
                os.unlink(pipe)
            os.mkfifo(pipe)
        started = time.monotonic()
        app = self.open(HEAPS[0], *pipes, settle=False)
        app.find("Cancel", "button")
        time.sleep(max(0, started + 2 * STAGE_S - time.monotonic()))
        return app, pipes

    @staticmethod
    def feed(pipe, file):
        # Opening it waits until the other end reads.
        with open(file, "rb") as source, open(pipe, "wb") as sink:
            sink.write(source.read())

    def test_shown_while_read(self):
        app, pipes = self.open_slowly()
        self.feed(pipes[0], HEAPS[1])
        app.label(r"^Profile 2 of 2")
        self.assertTrue(app.find_all("Cancel", "button"))
        self.feed(pipes[1], HEAPS[2])
        app.label(r"^Profile 3 of 3")
        app.wait_gone("Cancel", "button")

    def test_cancel_keeps_what_was_read(self):
        app, pipes = self.open_slowly()
        self.feed(pipes[0], HEAPS[1])
        app.label(r"^Profile 2 of 2")
        app.click(app.find("Cancel", "button"))
        with contextlib.suppress(BrokenPipeError):  # it need not read what it has opened
            self.feed(pipes[1], HEAPS[2])
        app.wait_gone("Cancel", "button")
        app.settle()
        app.label(r"^Profile 2 of 2")

    def test_second_does_not_stop_the_first(self):
        app, pipes = self.open_slowly()
        again = subprocess.Popen([PROGRAM, HEAPS[1]], env={**os.environ, **self.display.env})
        self.addCleanup(again.wait)
        app.wait_for(lambda: len(pages.recordings(app)) == 1, "the second is there")
        self.feed(pipes[0], HEAPS[1])
        self.feed(pipes[1], HEAPS[2])
        app.wait_for(lambda: len(pages.recordings(app)) == 2, "both are there")
        app.wait_gone("Cancel", "button")

    def test_quit_leaves_nothing(self):
        app, _ = self.open_slowly()
        self.assertTrue(os.listdir(self.display.path("tmp")))
        app.close()  # looks whether something is left


if __name__ == "__main__":
    unittest.main()
