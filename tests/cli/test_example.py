# SPDX-License-Identifier: GPL-3.0-or-later
"""The recording that comes with the program shows what it is there for."""
import os
import shutil
import unittest

from cli_support import HERE, CliCase

EXAMPLE = os.environ.get("HT_EXAMPLE",
                         os.path.join(HERE, "..", "..", "data", "example.heaptrail"))
MIB = 1 << 20


def content(path):
    with open(path, "rb") as file:
        return file.read()


class Example(CliCase):
    def setUp(self):
        super().setUp()
        self.recording = shutil.copy(EXAMPLE, self.path("example.heaptrail"))

    def series(self):
        data, = self.answer("export", self.recording, "--as", "json", "-o", "-")["data"]
        return {series["name"]: [value for _, value in series["points"]] for series in data["series"]}

    def test_size(self):
        self.assertLess(os.path.getsize(EXAMPLE), 2 * MIB)

    def test_what_is_in_it(self):
        info = self.answer("info", self.recording)
        target, = info["targets"]
        self.assertEqual(target["name"], "orders")
        self.assertGreaterEqual(target["to_ms"] - target["from_ms"], 120_000)
        self.assertGreaterEqual(info["counts"]["gc_cycles"], 30)
        self.assertGreaterEqual(info["counts"]["heap_samples"], 120)
        self.assertEqual((info["skipped"], info["warnings"]), ([], []))

    def test_heap_profiles_all_along(self):
        """At least ten times somebody who asks for the last profile until then gets another one."""
        info = self.answer("info", self.recording)
        times = set()
        for ms in range(info["from_ms"] + 15_000, info["to_ms"], 15_000):
            top = self.answer("top", self.recording, "--sample", "inuse_space", "--at", str(ms), "-n", "1")
            times.add(top["time_ms"])
        self.assertGreaterEqual(len(times), 10)

    def test_other_profiles(self):
        for sample in "alloc_space", "goroutine", "contentions", "cpu":
            with self.subTest(sample):
                self.assertGreater(self.answer("top", self.recording, "--sample", sample)["total"], 0)

    def test_lines_of_the_charts(self):
        series = self.series()
        for name in ("heap_alloc", "heap_live", "next_gc", "rss", "memory_limit", "sys", "heap_inuse",
                     "heap_idle", "heap_released", "stack_inuse"):
            with self.subTest(name):
                self.assertGreater(max(series[name]), 0)

    def test_the_heap_runs_into_its_limit(self):
        series = self.series()
        limit = series["memory_limit"][-1]
        self.assertGreater(series["rss"][-1], 0.8 * limit)
        self.assertLess(series["rss"][0], 0.3 * limit)
        live = series["heap_live"]
        self.assertGreater(live[-1], 4 * live[len(live) // 8])

    def test_who_leaks(self):
        top = self.answer("top", self.recording, "--base", self.recording, "--base-at", "+30s")
        leak = {row["function"]: row["cum"] for row in top["rows"]}
        self.assertGreater(leak["example.com/orders/sessions.(*Index).Touch"], 0.8 * top["total"])
        self.assertGreater(top["total"], 100 * MIB)

    def test_nothing_of_the_machine_it_was_made_on(self):
        raw = content(self.recording)
        for trace in b"/home/", b"/root", b"/tmp/", b"/build/", b"/Users/":
            self.assertNotIn(trace, raw)

    def test_asking_does_not_change_it(self):
        before = content(self.recording)
        self.run_cli("info", self.recording)
        self.run_cli("top", self.recording)
        self.run_cli("gc", self.recording)
        self.assertEqual(content(self.recording), before)
        self.assertEqual(sorted(os.listdir(self.folder)), ["example.heaptrail", "tmp"])


if __name__ == "__main__":
    unittest.main()
