# SPDX-License-Identifier: GPL-3.0-or-later
"""`info` of folders: the counts equal those of the files."""
import json
import os
import re
import tempfile
import unittest

from gctrace_lines import read_cycles
from oracle_support import captures_in, identifier, run_json, runs
from profile_proto import read_profile
from test_gc import log_in, ring_of


def count_files(folder):
    """What `info` must count, by the names of the files."""
    names = [name for name in os.listdir(folder) if os.path.isfile(os.path.join(folder, name))]

    def count(pattern):
        return sum(1 for name in names if re.fullmatch(pattern, name))

    cycles = {cycle["n"] for cycle in read_cycles(log_in(folder))} if log_in(folder) else set()
    for path in captures_in(folder, "vars-", ".json"):
        cycles |= {n for n, _, _ in ring_of(path)}
    texts = count(r"heap-debug1-\d+\.txt")  # with MemStats at its end: a heap sample as well
    return {
        "profiles": count(r".*\.pb\.gz") + texts,
        "heap_samples": count(r"vars-\d+\.json") + count(r"metrics-\d+\.txt") + texts,
        "gc_cycles": len(cycles),
        "goroutine_dumps": 0,
        "traces": 0,
    }


def not_read(folder):
    """What is listed as skipped: no captures, and those that this version does not read."""
    return {name for name in os.listdir(folder)
            if re.fullmatch(r"metadata\.json|goroutine(leak)?-debug[12]-.*|trace-.*\.out", name)}


class Counts(unittest.TestCase):
    maxDiff = None

    def check(self, folder):
        answer = run_json("info", folder)
        expected = count_files(folder)
        self.assertEqual({key: answer["counts"][key] for key in expected}, expected)
        self.assertEqual(len(answer["targets"]), 1)
        self.assertEqual({entry["file"] for entry in answer["skipped"]}, not_read(folder))
        times = [read_profile(path).time_ns // 1_000_000 for path in captures_in(folder, "heap-", ".pb.gz")]
        self.assertLessEqual(answer["from_ms"], min(times))
        self.assertGreaterEqual(answer["to_ms"], max(times))

    def check_import(self, folder):
        """A recording holds what the folder holds, also when the files come one by one."""
        expected = count_files(folder)
        with tempfile.TemporaryDirectory() as scratch:
            recording = os.path.join(scratch, "r.heaptrail")
            paths = [os.path.join(folder, name) for name in sorted(os.listdir(folder))
                     if name not in not_read(folder) and os.path.isfile(os.path.join(folder, name))]
            half = len(paths) // 2
            run_json("import", *paths[:half], "-o", recording, "--target", "svc")
            run_json("import", *paths[half:], "-o", recording, "--target", "svc")
            answer = run_json("info", recording)
        self.assertEqual({key: answer["counts"][key] for key in expected}, expected)
        self.assertEqual([target["name"] for target in answer["targets"]], ["svc"])

    def test_equal_captures_count(self):
        """Two captures with the same content are two captures."""
        folder = next(iter(runs().values()))
        path = captures_in(folder, "heap-", ".pb.gz")[0]
        with open(path, "rb") as file:
            data = file.read()
        with tempfile.TemporaryDirectory() as scratch:
            for ms in (1795199344776, 1795199345776, 1795199346776):
                with open(os.path.join(scratch, f"heap-{ms}.pb.gz"), "wb") as file:
                    file.write(data)
            self.assertEqual(run_json("info", scratch)["counts"]["profiles"], 3)

    def test_sum_of_folders(self):
        """One recording of several services."""
        folders = list(runs().items())[:3]
        with tempfile.TemporaryDirectory() as scratch:
            recording = os.path.join(scratch, "r.heaptrail")
            for name, folder in folders:
                run_json("import", folder, "-o", recording, "--target", name)
            answer = run_json("info", recording)
        self.assertEqual(sorted(target["name"] for target in answer["targets"]), sorted(name for name, _ in folders))
        for key in ("profiles", "heap_samples", "gc_cycles"):
            self.assertEqual(answer["counts"][key], sum(count_files(folder)[key] for _, folder in folders), key)

    def test_metadata_is_skipped(self):
        folder = next(iter(runs().values()))
        with tempfile.TemporaryDirectory() as scratch:
            for source in captures_in(folder, "heap-", ".pb.gz"):
                os.symlink(os.path.abspath(source), os.path.join(scratch, os.path.basename(source)))
            with open(os.path.join(scratch, "metadata.json"), "w", encoding="utf-8") as file:
                json.dump({"note": "what I did"}, file)
            answer = run_json("info", scratch)
        self.assertEqual([entry["file"] for entry in answer["skipped"]], ["metadata.json"])


def add_cases():
    for name, folder in runs().items():
        setattr(Counts, f"test_{identifier(name)}", lambda self, folder=folder: self.check(folder))
        setattr(Counts, f"test_{identifier(name)}_in_two_imports",
                lambda self, folder=folder: self.check_import(folder))


add_cases()
