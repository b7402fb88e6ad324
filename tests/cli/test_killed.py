# SPDX-License-Identifier: GPL-3.0-or-later
"""A recorder that is killed at any moment loses a second at most, and nothing that was there."""
import os
import random
import sqlite3
import subprocess
import time
import unittest

from cli_support import CLI, CliCase
from live_service import Service, vars_with

PATIENCE_S = 60 * float(os.environ.get("HT_TIMEOUT_SCALE", "1"))
N_ROUNDS = int(os.environ.get("HT_SOAK_ROUNDS", "20"))
PER_SECOND = 10

# One answer may be on its way, and one be asked for while the commit is.
MOST_MISSING = PER_SECOND + 2


class Counting(dict):
    """The heap grows by a page with each answer, so each value says which answer it was."""

    n_answers = 0

    def get(self, path, default=None):
        if path != "/debug/vars":
            return default
        self.n_answers += 1
        return vars_with(1, self.n_answers << 12)


class Killed(CliCase):
    def recorded(self):
        table = self.text("export", self.path("rec"), "--as", "csv", "-o", "-")
        return {int(float(line.split(",")[-1])) >> 12 for line in table.splitlines()
                if ",heap_alloc," in line}

    def record_until(self, answers, n_answers):
        """Kills a recorder when it was given so many answers; says how many those were."""
        process = subprocess.Popen([CLI, "record", self.service.url, "--interval",
                                    f"{1000 // PER_SECOND}ms", "-o", self.path("rec")],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env={**os.environ, "TMPDIR": self.temporary})
        try:
            deadline = time.monotonic() + PATIENCE_S
            while answers.n_answers < n_answers:
                self.assertLess(time.monotonic(), deadline, "it does not ask")
                time.sleep(0.001)
        finally:
            process.kill()
            process.wait()
        return answers.n_answers

    def test_at_random_moments(self):
        moments = random.Random(4)
        answers = Counting()
        self.service = Service(self, answers)
        # Something has to be there to be lost.
        self.record_until(answers, 2 * PER_SECOND)
        before = self.recorded()
        self.assertTrue(before)
        for n in range(N_ROUNDS):
            with self.subTest(n=n):
                first = answers.n_answers
                last = self.record_until(answers, first + moments.randint(1, 25))
                with sqlite3.connect(f"file:{self.path('rec')}?mode=ro", uri=True) as database:
                    self.assertEqual(database.execute("PRAGMA integrity_check").fetchone(),
                                     ("ok",))
                after = self.recorded()
                self.assertEqual(before - after, set(), "it was committed, and is gone")
                missing = [value for value in range(first + 1, last + 1) if value not in after]
                self.assertLessEqual(len(missing), MOST_MISSING)
                self.assertEqual(missing, list(range(last - len(missing) + 1, last + 1)),
                                 "what is missing is the end")
                before = after


if __name__ == "__main__":
    unittest.main()
