# SPDX-License-Identifier: GPL-3.0-or-later
"""`gc` against the lines of gctrace logs, read by one regular expression, and against the pause
rings of /debug/vars, read by Python's json.
"""
import json
import os
import unittest

from gctrace_lines import read_cycles
from oracle_support import captures_in, identifier, run_json, runs

RING = 256

# gctrace cuts times to ms, and so does the origin of the clock.
CLOCKS_AGREE_NS = 10_000_000


def log_in(folder):
    return next((os.path.join(folder, name) for name in ("gctrace.log", "stderr-gctrace.log")
                 if os.path.exists(os.path.join(folder, name))), None)


def ring_of(path):
    """(number of the cycle, pause, end in ns since 1970) of the cycles that a MemStats remembers"""
    with open(path, encoding="utf-8") as file:
        memstats = json.load(file)["memstats"]
    last = memstats["NumGC"]
    return [(n, memstats["PauseNs"][(n + RING - 1) % RING], memstats["PauseEnd"][(n + RING - 1) % RING])
            for n in range(max(1, last - RING + 1), last + 1)]


class Log(unittest.TestCase):
    maxDiff = None

    def check(self, path):
        expected = read_cycles(path)
        answer = run_json("gc", path)
        self.assertEqual(answer["source"], "gctrace")
        self.assertEqual(len(answer["cycles"]), len(expected))
        for cycle, truth in zip(answer["cycles"], expected):
            self.assertEqual({key: cycle[key] for key in truth}, truth)


class Ring(unittest.TestCase):
    maxDiff = None

    def check(self, path):
        expected = ring_of(path)
        answer = run_json("gc", path)
        self.assertEqual(answer["source"], "memstats" if expected else None)
        self.assertEqual([cycle["n"] for cycle in answer["cycles"]], [n for n, _, _ in expected])
        for cycle, (_, pause, end) in zip(answer["cycles"], expected):
            self.assertEqual((cycle["pause_ns"], cycle["end_ns"]), (pause, end))
            for key in ("mark_ns", "assist_ns", "heap_start_bytes", "heap_live_bytes", "goal_bytes", "forced"):
                self.assertIsNone(cycle[key], key)


class Folder(unittest.TestCase):
    """Log and rings together: each cycle once, from the log where it tells of it."""
    maxDiff = None

    def check(self, folder):
        logged = read_cycles(log_in(folder))
        numbers = {cycle["n"] for cycle in logged}
        for path in captures_in(folder, "vars-", ".json"):
            numbers |= {n for n, _, _ in ring_of(path)}
        answer = run_json("gc", folder)
        self.assertEqual([cycle["n"] for cycle in answer["cycles"]], sorted(numbers))
        ours = {cycle["n"]: cycle for cycle in answer["cycles"]}
        for truth in logged:
            cycle = ours[truth["n"]]
            for key in truth.keys() - {"start_ns", "end_ns"}:
                self.assertEqual(cycle[key], truth[key], f"{key} of cycle {truth['n']}")
            self.assertEqual(cycle["end_ns"] - cycle["start_ns"], truth["end_ns"] - truth["start_ns"])
        self.check_clock(answer, {n: end for path in captures_in(folder, "vars-", ".json")
                                  for n, _, end in ring_of(path)})

    def check_clock(self, answer, rings):
        """The clock of the log is set by the rings: both tell when the same cycles ended."""
        for cycle in answer["cycles"]:
            if cycle["n"] in rings:
                end_ns = answer["origin_unix_ms"] * 1_000_000 + cycle["end_ns"]
                self.assertAlmostEqual(end_ns, rings[cycle["n"]], delta=CLOCKS_AGREE_NS)


def add_cases():
    for name, folder in runs().items():
        log = log_in(folder)
        if log is not None:
            setattr(Log, f"test_{identifier(name)}", lambda self, log=log: self.check(log))
            setattr(Folder, f"test_{identifier(name)}", lambda self, folder=folder: self.check(folder))
        for path in captures_in(folder, "vars-", ".json")[-1:]:
            setattr(Ring, f"test_{identifier(name)}", lambda self, path=path: self.check(path))


add_cases()
