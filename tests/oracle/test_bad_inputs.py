# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of tests/data/bad: what Go's tools accept is read, the rest is refused with one
clear line; all of it in little time and memory (not measured under a sanitizer).
"""
import json
import os
import tempfile
import unittest

from gctrace_lines import read_cycles
from oracle_support import DATA, check_harmless, check_refused, identifier, run, run_json

BAD = os.path.join(DATA, "bad")

# Known for what they are, but this version reads no such captures; the line says what they are.
NOT_YET = {
    "goroutine-debug2-truncated.txt": "goroutine dump",
    "goroutine-debug2-odd.txt": "goroutine dump",
}

# The name lies, the content is a profile.
GOOD_BY_CONTENT = {"trace-is-heap.out"}

# What a user expects of the other files. READ: the figures in it are of use, with a warning
# perhaps. REFUSED: nothing in it can be trusted. EITHER: one may argue; it must not do harm.
READ, REFUSED, EITHER = "read", "refused", "either"
OTHERS = {
    "zero-vars.json": REFUSED,  # an empty file is no capture
    "text-pprof-disabled.txt": REFUSED,  # the answer says that there is no profile
    "gctrace-interleaved.log": READ,
    "gctrace-torn-lines.log": READ,
    "gctrace-binary.log": READ,
    "gctrace-crlf.log": READ,
    "gctrace-no-final-newline.log": READ,
    "gctrace-long-line.log": READ,
    "gctrace-docker.log": READ,
    "gctrace-cri.log": READ,
    "gctrace-journal.log": READ,
    "gctrace-restart.log": READ,
    "gctrace-odd-values.log": READ,
    "vars-nan.json": EITHER,  # no JSON by the letter, though a float variable of Go prints such
    "vars-infinity.json": EITHER,
    "vars-1e400.json": EITHER,
    "vars-no-memstats.json": READ,  # the program's own figures are there
    "vars-memstats-null.json": READ,
    "vars-memstats-wrong-type.json": READ,
    "vars-strings.json": EITHER,
    "vars-odd.json": READ,  # most of its figures are right
    "vars-truncated.json": REFUSED,
    "vars-duplicate-keys.json": READ,
    "vars-bom.json": READ,  # some shells write one in front of what curl prints
    "vars-utf16.json": EITHER,
    "nested-260.json": REFUSED,  # deeper than 64
    "vars-huge-string.json": READ,  # the figures beside the string are right
    "vars-bad-escapes.json": REFUSED,
    "heap-debug1-truncated.txt": READ,  # go tool pprof reads it
    "heap-debug1-odd.txt": REFUSED,  # go tool pprof does not know its header
    "metrics-odd.txt": READ,
    "trace-truncated.out": READ,  # all up to the cut is right
    "trace-truncated-header.out": REFUSED,
    "trace-header-only.out": REFUSED,  # go tool trace takes it, but there is nothing to show
    "trace-unknown-version.out": READ,  # a later format is tried, and is a known one here
    "trace-old-version.out": REFUSED,
    "trace-gzipped.out": READ,  # what curl --compressed leaves
    "heap-is-trace.pb.gz": READ,  # the name lies; the begin of a trace
}

# Which of the cycles 1 to 16 of the log in example/, from which all these were made, are whole.
ALL_CYCLES = list(range(1, 17))
CYCLES = {
    "gctrace-interleaved.log": ALL_CYCLES,
    "gctrace-binary.log": ALL_CYCLES,
    "gctrace-crlf.log": ALL_CYCLES,
    "gctrace-no-final-newline.log": ALL_CYCLES[:15],
    "gctrace-long-line.log": ALL_CYCLES,
    "gctrace-docker.log": ALL_CYCLES,
    "gctrace-cri.log": ALL_CYCLES,
    "gctrace-journal.log": ALL_CYCLES,
    "gctrace-restart.log": ALL_CYCLES[:10] + ALL_CYCLES,
}
TORN = {6, 8, 12}


def outcome(name, entry):
    if name in OTHERS:
        return OTHERS[name]
    if name in NOT_YET:
        return REFUSED
    if name in GOOD_BY_CONTENT:
        return READ
    return READ if entry["go_tool"]["exit"] == 0 else REFUSED


class BadInputs(unittest.TestCase):
    def check(self, name, entry):
        path = os.path.join(BAD, name)
        expected = outcome(name, entry)
        # Profiles are for `top`, as Go's tool was asked for theirs; the rest for whatever fits.
        command = "info" if name in OTHERS else "top"
        result = run(command, path)
        if expected == REFUSED or (expected == EITHER and result.status != 0):
            check_refused(self, result, name)
        else:
            self.assertEqual(result.status, 0, result.stderr)
            check_harmless(self, result)
            answer = run_json(command, path)
            self.assertTrue(answer["rows"] or answer["total"] >= 0 if command == "top" else answer["targets"])
        if name in NOT_YET:
            self.assertIn(NOT_YET[name], result.stderr)

    def check_import(self, name, entry):
        """Nothing is left behind of what could not be read."""
        with tempfile.TemporaryDirectory() as scratch:
            recording = os.path.join(scratch, "bad.heaptrail")
            result = run("import", os.path.join(BAD, name), "-o", recording)
            check_harmless(self, result)
            expected = outcome(name, entry)
            if expected == READ:
                self.assertEqual(result.status, 0, result.stderr)
            elif expected == REFUSED:
                check_refused(self, result, name)
            self.assertEqual(os.listdir(scratch), ["bad.heaptrail"] if result.status == 0 else [])


class Everything(unittest.TestCase):
    """All of the folder at once."""

    def test_description_is_complete(self):
        with open(os.path.join(BAD, "what.json"), encoding="utf-8") as file:
            what = json.load(file)
        self.assertEqual(sorted(what) + ["what.json"], sorted(os.listdir(BAD), key=lambda n: (n == "what.json", n)))
        for name, entry in what.items():
            self.assertEqual(os.path.getsize(os.path.join(BAD, name)), entry["bytes"], name)
            self.assertTrue("go_tool" in entry or name in OTHERS or name in NOT_YET, name)

    def test_folder(self):
        """What can be read is imported, the rest is listed and says why."""
        with open(os.path.join(BAD, "what.json"), encoding="utf-8") as file:
            what = json.load(file)
        answer = run_json("info", BAD)
        skipped = {entry["file"]: entry["reason"] for entry in answer["skipped"]}
        for name, entry in what.items():
            expected = outcome(name, entry)
            if expected == EITHER:
                continue
            self.assertEqual(name in skipped, expected == REFUSED, name)
            if name in skipped:
                self.assertNotEqual(skipped[name].strip(), "")


class GcTrace(unittest.TestCase):
    maxDiff = None
    TIMES = ("start_ns", "end_ns")

    def setUp(self):
        self.truth = {cycle["n"]: cycle for cycle in read_cycles(os.path.join(DATA, "example", "gctrace.log"))}
        self.assertEqual(list(self.truth), ALL_CYCLES)

    def check_values(self, cycles):
        """Figures of cycles whose lines say so, but for the clock, which the log may have set."""
        for cycle in cycles:
            truth = self.truth[cycle["n"]]
            for key, value in truth.items():
                if key not in self.TIMES:
                    self.assertEqual(cycle[key], value, f"{key} of cycle {cycle['n']}")
            self.assertEqual(cycle["end_ns"] - cycle["start_ns"], truth["end_ns"] - truth["start_ns"])

    def check(self, name, numbers):
        answer = run_json("gc", os.path.join(BAD, name))
        self.assertEqual([cycle["n"] for cycle in answer["cycles"]], numbers)
        self.check_values(answer["cycles"])
        self.assertEqual(answer["source"], "gctrace")

    def test_restart(self):
        """The second process counts from 1 again, and its time goes on after the first."""
        cycles = run_json("gc", os.path.join(BAD, "gctrace-restart.log"))["cycles"]
        self.assertEqual(len({cycle["process"] for cycle in cycles[:10]}), 1)
        self.assertEqual(len({cycle["process"] for cycle in cycles[10:]}), 1)
        self.assertNotEqual(cycles[0]["process"], cycles[-1]["process"])

    def test_torn_lines(self):
        """A line that was torn is whole again or left out, never half right."""
        cycles = run_json("gc", os.path.join(BAD, "gctrace-torn-lines.log"))["cycles"]
        numbers = [cycle["n"] for cycle in cycles]
        self.assertEqual(numbers, sorted(set(numbers)))
        self.assertLessEqual(set(ALL_CYCLES) - TORN, set(numbers))
        self.check_values(cycles)

    def test_odd_values(self):
        """No number is made up or wraps round."""
        cycles = run_json("gc", os.path.join(BAD, "gctrace-odd-values.log"))["cycles"]
        numbers = [cycle["n"] for cycle in cycles]
        self.assertLessEqual({1, 6}, set(numbers))
        self.assertLessEqual(set(numbers), {1, 3, 6})
        for cycle in cycles:
            for key, value in cycle.items():
                if isinstance(value, (int, float)):
                    self.assertGreaterEqual(value, 0, key)
        six = cycles[numbers.index(6)]
        self.assertEqual((six["heap_start_bytes"], six["heap_live_bytes"], six["goal_bytes"], six["forced"]),
                         (5 << 20, 3 << 20, 6 << 20, True))


def add_cases():
    with open(os.path.join(BAD, "what.json"), encoding="utf-8") as file:
        for name, entry in json.load(file).items():
            setattr(BadInputs, f"test_{identifier(name)}",
                    lambda self, name=name, entry=entry: self.check(name, entry))
            setattr(BadInputs, f"test_import_{identifier(name)}",
                    lambda self, name=name, entry=entry: self.check_import(name, entry))
    for name, numbers in CYCLES.items():
        setattr(GcTrace, f"test_{identifier(name)}",
                lambda self, name=name, numbers=numbers: self.check(name, numbers))


add_cases()
