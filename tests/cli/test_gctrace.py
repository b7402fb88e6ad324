# SPDX-License-Identifier: GPL-3.0-or-later
"""A gctrace log is followed beside the service that writes it, whatever becomes of the log."""
import json
import os
import signal
import sqlite3
import subprocess
import time
import unittest

from cli_support import CLI, CliCase
from live_service import Service, vars_with

PATIENCE_S = 60 * float(os.environ.get("HT_TIMEOUT_SCALE", "1"))


def line(n):
    """Cycles are a second apart and last 2 ms."""
    return (f"gc {n} @{n}.000s 1%: 0.1+1.8+0.1 ms clock, 0.2+0/1.8/0+0.2 ms cpu, "
            f"{4 + n}->{5 + n}->{3 + n} MB, {8 + n} MB goal, 0 MB stacks, 0 MB globals, 2 P\n")


class FollowLog(CliCase):
    def setUp(self):
        super().setUp()
        self.service = Service(self, {"/debug/vars": vars_with(1, 5 << 20)})
        self.log = self.path("service.log")
        self.notes = self.path("notes")

    def append(self, *numbers, to=None):
        with open(to or self.log, "a", encoding="ascii") as file:
            file.writelines(line(n) for n in numbers)

    def start(self, *args):
        with open(self.notes, "wb") as notes:
            process = subprocess.Popen(
                [CLI, "record", f"shop={self.service.url}", "-o", self.path("rec"), *args],
                stdout=subprocess.DEVNULL, stderr=notes, cwd=self.folder)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.wait_for(lambda: "shop: recording" in self.said(), "the service is recorded")
        return process

    def said(self):
        with open(self.notes, encoding="utf-8") as notes:
            return notes.read()

    def finish(self, process):
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(PATIENCE_S), 0, self.said())

    def wait_for(self, condition, what):
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            self.assertLess(time.monotonic(), deadline, f"never: {what}\n{self.said()}")
            time.sleep(0.05)

    def recorded(self):
        """Numbers of the cycles that were read from the log."""
        with sqlite3.connect(f"file:{self.path('rec')}?mode=ro", uri=True) as database:
            return [n for n, in database.execute(
                "SELECT n FROM gc_cycle WHERE source = 2 ORDER BY id")]

    def wait_recorded(self, *numbers):
        self.wait_for(lambda: self.recorded() == list(numbers), f"{numbers} and nothing else")

    def test_from_now_on(self):
        self.append(1, 2)
        process = self.start("--gctrace", self.log)
        self.append(3)
        self.wait_recorded(3)
        self.finish(process)
        answer = self.answer("gc", self.path("rec"))
        self.assertEqual((answer["target"], answer["source"]), ("shop", "gctrace"))
        self.assertEqual([(c["n"], c["heap_live_bytes"]) for c in answer["cycles"]],
                         [(3, 6 << 20)])
        self.assertEqual(self.answer("info", self.path("rec"))["counts"]["gc_logs"], 1)

    def test_from_the_start(self):
        self.append(1, 2)
        process = self.start("--gctrace", f"shop={self.log}", "--gctrace-from-start")
        self.append(3)
        self.wait_recorded(1, 2, 3)
        self.finish(process)

    def test_rotated_by_renaming(self):
        self.append(1)
        process = self.start("--gctrace", self.log, "--gctrace-from-start")
        self.wait_recorded(1)
        os.rename(self.log, self.log + ".1")
        self.append(2, to=self.log + ".1")  # its writer does not know yet
        self.append(3)
        self.wait_for(lambda: sorted(self.recorded()) == [1, 2, 3], "both logs are read")
        self.finish(process)
        self.assertEqual([c["n"] for c in self.answer("gc", self.path("rec"))["cycles"]], [1, 2, 3])

    def test_rotated_by_truncating(self):
        self.append(1, 2, 3)
        process = self.start("--gctrace", self.log, "--gctrace-from-start")
        self.wait_recorded(1, 2, 3)
        os.truncate(self.log, 0)
        self.append(4)
        self.wait_recorded(1, 2, 3, 4)
        self.finish(process)

    def test_not_there_yet(self):
        process = self.start("--gctrace", self.log)
        self.wait_for(lambda: f"shop: gctrace: {self.log}: is not there" in self.said(), "a word")
        self.append(1)
        self.wait_recorded(1)
        self.wait_for(lambda: "shop: gctrace: is read now" in self.said(), "another word")
        self.assertEqual(self.said().count("is not there"), 1)
        self.finish(process)

    def test_named_pipe(self):
        os.mkfifo(self.log)
        process = self.start("--gctrace", self.log)
        self.append(1, 2)
        self.wait_recorded(1, 2)
        self.append(3)  # another writer
        self.wait_recorded(1, 2, 3)
        self.finish(process)

    def test_no_log(self):
        os.mkdir(self.log)
        process = self.start("--gctrace", self.log)
        self.wait_for(lambda: f"{self.log}: neither a file nor a named pipe" in self.said(), "why")
        self.finish(process)

    def test_told_by_the_service_as_well(self):
        """MemStats know the end of each pause: what both tell of is counted once."""
        began_s = int(time.time()) - 100
        document = json.loads(vars_with(4, 5 << 20))
        pauses = [0] * 256
        ends = [0] * 256
        for n in range(1, 5):
            pauses[(n + 255) % 256] = 200_000
            ends[(n + 255) % 256] = (began_s + n) * 10**9 + 2_000_000
        document["memstats"].update(PauseNs=pauses, PauseEnd=ends, LastGC=ends[3])
        self.service.answers["/debug/vars"] = json.dumps(document).encode()
        self.append(3)
        process = self.start("--gctrace", self.log, "--gctrace-from-start")
        self.append(4, 5, 6)
        self.wait_recorded(3, 4, 5, 6)
        self.finish(process)
        cycles = self.answer("gc", self.path("rec"))["cycles"]
        self.assertEqual([(c["n"], c["source"]) for c in cycles],
                         [(1, "memstats"), (2, "memstats")] +
                         [(n, "gctrace") for n in range(3, 7)])

    def test_of_which_target(self):
        message = self.complaint("record", "http://127.0.0.1:1", "http://127.0.0.1:2", "-o",
                                 self.path("rec"), "--gctrace", self.log)
        self.assertIn(self.log, message)
        self.assertIn("NAME=FILE", message)


if __name__ == "__main__":
    unittest.main()
