# SPDX-License-Identifier: GPL-3.0-or-later
"""The form of the answers of top, gc and export. That the figures are right is for the oracle tests."""
import csv
import io
import json
import os
import sqlite3
import unittest

from cli_support import EXAMPLE, FIRST_HEAP, LAST_HEAP, CliCase

# What a profile alone does not tell: which collection's heap it shows.
BESIDE_NOTHING = {"heap_cycle": None, "heap_time_ms": None}


class Top(CliCase):
    def test_which_collections_heap(self):
        """The last but one before the profile: what came after it is not counted yet."""
        gc = self.answer("gc", EXAMPLE)
        top = self.answer("top", EXAMPLE)
        before = [cycle["n"] for cycle in gc["cycles"]
                  if gc["origin_unix_ms"] + cycle["end_ns"] / 1e6 < top["time_ms"]]
        self.assertEqual(top["heap_cycle"], before[-2])
        self.assertLess(top["heap_time_ms"], top["time_ms"])
        self.assertIn(f"; the heap as of GC cycle {before[-2]}\n", self.text("top", EXAMPLE))
        self.assertIsNone(self.answer("top", LAST_HEAP)["heap_cycle"])

    def test_members(self):
        top = self.answer("top", LAST_HEAP)
        self.assertEqual((top["sample_type"], top["unit"]), ("inuse_space", "bytes"))
        self.assertIsInstance(top["total"], int)
        self.assertGreater(len(top["rows"]), 40)
        for row in top["rows"]:
            self.assertLessEqual({"function", "flat", "cum"}, set(row))
        flat = [abs(row["flat"]) for row in top["rows"]]
        self.assertEqual(flat, sorted(flat, reverse=True))
        self.assertEqual(sum(row["flat"] for row in top["rows"]), top["total"])

    def test_a_profile_says_the_same_alone_and_in_a_recording(self):
        self.answer("import", EXAMPLE, "-o", "rec")
        for sample in ["inuse_space", "inuse_objects", "alloc_space", "alloc_objects"]:
            alone = self.answer("top", LAST_HEAP, "--sample", sample)
            kept = self.answer("top", "rec", "--at", str(alone["time_ms"]), "--sample", sample)
            self.assertEqual({**kept, **BESIDE_NOTHING}, alone)

    def test_at_chooses_the_profile(self):
        self.answer("import", EXAMPLE, "-o", "rec")
        first = self.answer("top", FIRST_HEAP)
        for at in ["1795199347999", "2026-11-20T18:29:08Z", "+5s"]:
            answer = self.answer("top", "rec", "--at", at)
            self.assertEqual({**answer, **BESIDE_NOTHING}, first)
        self.assertEqual(self.answer("top", "rec", "--base", "rec")["rows"], [])

    def test_base_within_a_recording(self):
        self.answer("import", EXAMPLE, "-o", "rec")
        within = self.answer("top", "rec", "--at", "1795199419778", "--base", "rec", "--base-at",
                             "1795199347999")
        self.assertEqual(within["rows"], self.answer("top", LAST_HEAP, "--base", FIRST_HEAP)["rows"])

    def test_base_and_diff_base(self):
        base = self.answer("top", LAST_HEAP, "--base", FIRST_HEAP)
        diff = self.answer("top", LAST_HEAP, "--diff-base", FIRST_HEAP)
        self.assertEqual(base["rows"], diff["rows"])
        self.assertEqual(diff["total"], self.answer("top", FIRST_HEAP)["total"])

    def test_rows(self):
        rows = self.answer("top", LAST_HEAP)["rows"]
        self.assertEqual(self.answer("top", LAST_HEAP, "-n", "3")["rows"], rows[:3])
        text = self.text("top", LAST_HEAP)
        self.assertEqual(len(text.splitlines()), 2 + 40 + 1)
        self.assertIn(f"{len(rows) - 40} more function", text)
        self.assertEqual(len(self.text("top", LAST_HEAP, "-n", "0").splitlines()), 2 + len(rows))

    def test_order(self):
        cum = [abs(row["cum"]) for row in self.answer("top", LAST_HEAP, "--cum")["rows"]]
        self.assertEqual(cum, sorted(cum, reverse=True))

    def test_focus_and_ignore(self):
        focused = self.answer("top", LAST_HEAP, "--focus", "encoding/json")
        self.assertEqual(focused["total"], self.answer("top", LAST_HEAP)["total"])
        self.assertLess(len(focused["rows"]), len(self.answer("top", LAST_HEAP)["rows"]))
        ignored = self.answer("top", LAST_HEAP, "--ignore", "encoding/json")
        self.assertFalse([r for r in ignored["rows"] if r["function"].startswith("encoding/json")])

    def test_hide_and_show(self):
        """Nothing is lost but names: what a hidden frame held is its caller's."""
        everything = self.answer("top", LAST_HEAP)
        held = sum(row["flat"] for row in everything["rows"])
        hidden = self.answer("top", LAST_HEAP, "--hide", "^encoding/json")
        self.assertEqual(sum(row["flat"] for row in hidden["rows"]), held)
        self.assertLess(len(hidden["rows"]), len(everything["rows"]))
        self.assertFalse([r for r in hidden["rows"] if r["function"].startswith("encoding/json")])
        shown = self.answer("top", LAST_HEAP, "--show", "^encoding/json")
        self.assertEqual({r["function"] for r in shown["rows"]} | {r["function"] for r in hidden["rows"]},
                         {r["function"] for r in everything["rows"]})
        below = self.answer("top", LAST_HEAP, "--show-from", "^encoding/json", "--prune-from", "^encoding/json")
        self.assertEqual({r["function"].split(".")[0] for r in below["rows"]}, {"encoding/json"})

    def test_what_matches_nothing_is_said(self):
        for option in "focus", "ignore", "hide", "show", "show-from", "prune-from", "tag-focus":
            run = self.run_cli("top", LAST_HEAP, f"--{option}", "^no such function$")
            self.assertIn(f"--{option} ", run.stderr.decode())

    def test_standard_input(self):
        with open(LAST_HEAP, "rb") as file:
            self.assertEqual(self.answer("top", "-", stdin=file.read()), self.answer("top", LAST_HEAP))


class Gc(CliCase):
    MEMBERS = {"n", "start_ns", "end_ns", "stw_sweep_term_ns", "mark_ns", "stw_mark_term_ns",
               "assist_ns", "heap_start_bytes", "heap_end_bytes", "heap_live_bytes", "goal_bytes",
               "forced"}

    def test_of_a_log(self):
        gc = self.answer("gc", os.path.join(EXAMPLE, "gctrace.log"))
        self.assertLessEqual({"source", "cycles", "heap", "mmu", "goroutines"}, set(gc))
        self.assertEqual(gc["source"], "gctrace")
        self.assertEqual(gc["mmu"], [])
        self.assertIsNone(gc["goroutines"])
        self.assertEqual([cycle["n"] for cycle in gc["cycles"]],
                         list(range(1, len(gc["cycles"]) + 1)))
        for cycle in gc["cycles"]:
            self.assertLessEqual(self.MEMBERS, set(cycle))
            self.assertIsInstance(cycle["forced"], bool)
            self.assertLess(cycle["start_ns"], cycle["end_ns"])
        self.assertLessEqual({"count", "first", "last", "max", "goal_max"}, set(gc["heap"]))

    def test_first_line_of_the_log(self):
        with open(os.path.join(EXAMPLE, "gctrace.log"), encoding="utf-8") as log:
            line = next(line for line in log if line.startswith("gc 1 "))
        cycle = self.answer("gc", os.path.join(EXAMPLE, "gctrace.log"))["cycles"][0]
        seconds = line.split("@")[1].split("s")[0]
        start, end, live = line.split(" ms cpu, ")[1].split(" MB")[0].split("->")
        self.assertEqual(cycle["start_ns"], round(float(seconds) * 1e9))
        self.assertEqual(cycle["heap_start_bytes"], int(start) << 20)
        self.assertEqual(cycle["heap_end_bytes"], int(end) << 20)
        self.assertEqual(cycle["heap_live_bytes"], int(live) << 20)

    def test_what_mem_stats_do_not_tell_is_null(self):
        gc = self.answer("gc", os.path.join(EXAMPLE, "vars-1795199419976.json"))
        self.assertEqual(gc["source"], "memstats")
        self.assertGreater(len(gc["cycles"]), 0)
        for cycle in gc["cycles"]:
            self.assertIsNone(cycle["goal_bytes"])
            self.assertIsNone(cycle["heap_live_bytes"])

    def test_no_cycle_is_counted_twice(self):
        gc = self.answer("gc", EXAMPLE)
        log = self.answer("gc", os.path.join(EXAMPLE, "gctrace.log"))
        self.assertEqual([cycle["n"] for cycle in gc["cycles"]],
                         [cycle["n"] for cycle in log["cycles"]])

    def test_text_for_people(self):
        self.assertIn("gctrace", self.text("gc", EXAMPLE))

    def test_nothing_known(self):
        self.assertIn(LAST_HEAP, self.complaint("gc", LAST_HEAP))


class Info(CliCase):
    def test_marks(self):
        self.answer("import", LAST_HEAP, "-o", "rec", "--target", "gateway")
        (target,) = self.answer("info", "rec")["targets"]
        self.assertEqual(target["marks"], [])
        recording = sqlite3.connect(self.path("rec"))
        with recording:
            recording.executemany("INSERT INTO mark VALUES (NULL, 1, ?, ?, ?, ?, ?)", [
                (3, 1795199350 * 10**9, 1795199410 * 10**9, None, "asleep"),
                (1, 1795199349 * 10**9, None, None, "restarted"),
                (2, 1795199420 * 10**9, None, "goroutines", "up by half\033[2J"),
                (99, 1795199421 * 10**9, None, None, ""),
            ])
        recording.close()
        (target,) = self.answer("info", "rec")["targets"]
        self.assertEqual(target["marks"], [
            {"kind": "epoch", "time_ms": 1795199349000, "end_ms": None, "rule": None,
             "text": "restarted"},
            {"kind": "gap", "time_ms": 1795199350000, "end_ms": 1795199410000, "rule": None,
             "text": "asleep"},
            {"kind": "flag", "time_ms": 1795199420000, "end_ms": None, "rule": "goroutines",
             "text": "up by half\033[2J"},
            {"kind": "other", "time_ms": 1795199421000, "end_ms": None, "rule": None, "text": ""},
        ])
        text = self.text("info", "rec")
        self.assertIn("marks: 4\n    2026-11-20T18:29:09.000Z epoch: restarted\n", text)
        self.assertIn("2026-11-20T18:29:10.000Z gap (1m0s): asleep\n", text)
        self.assertNotIn("\033", text)

    def test_merging_keeps_marks(self):
        self.answer("import", LAST_HEAP, "-o", "rec", "--target", "gateway")
        recording = sqlite3.connect(self.path("rec"))
        with recording:
            recording.execute("INSERT INTO mark VALUES (NULL, 1, 2, 1795199420000000000, NULL,"
                              " 'goroutines', 'up by half')")
        recording.close()
        self.answer("import", "rec", "-o", "merged")
        self.assertEqual(self.answer("info", "merged")["targets"][0]["marks"],
                         self.answer("info", "rec")["targets"][0]["marks"])


class Export(CliCase):
    def test_pprof_and_back(self):
        self.text("export", LAST_HEAP, "--as", "pprof", "-o", "out.pb.gz")
        for sample in ["inuse_space", "alloc_objects"]:
            self.assertEqual(self.answer("top", "out.pb.gz", "--sample", sample),
                             self.answer("top", LAST_HEAP, "--sample", sample))

    def test_pprof_on_standard_output(self):
        content = self.run_cli("export", LAST_HEAP, "--as", "pprof", "-o", "-").stdout
        self.assertEqual(content[:2], b"\x1f\x8b")
        self.assertEqual(self.answer("top", "-", stdin=content), self.answer("top", LAST_HEAP))

    def test_folded_adds_up(self):
        folded = self.text("export", LAST_HEAP, "--as", "folded", "-o", "-").splitlines()
        self.assertEqual(len(set(line.rsplit(" ", 1)[0] for line in folded)), len(folded))
        self.assertEqual(sum(int(line.rsplit(" ", 1)[1]) for line in folded),
                         self.answer("top", LAST_HEAP)["total"])
        self.assertTrue(any(line.startswith("runtime.main;main.main;") for line in folded))

    def test_csv(self):
        rows = list(csv.reader(io.StringIO(self.text("export", EXAMPLE, "--as", "csv", "-o", "-"))))
        self.assertEqual(rows[0], ["time_ms", "series", "unit", "value"])
        rss = {int(row[0]): float(row[3]) for row in rows[1:] if row[1] == "rss"}
        with open(os.path.join(EXAMPLE, "rss.csv"), encoding="utf-8") as table:
            expected = {int(row["unix_ms"]): int(row["vm_rss_kb"]) * 1024.0
                        for row in csv.DictReader(table)}
        self.assertEqual(rss, expected)

    def test_json(self):
        everything = json.loads(self.text("export", EXAMPLE, "--as", "json", "-o", "-"))
        self.assertEqual(everything["info"]["counts"], self.answer("info", EXAMPLE)["counts"])
        (data,) = everything["data"]
        self.assertEqual(data["target"], "example")
        self.assertEqual(data["gc"]["cycles"], self.answer("gc", EXAMPLE)["cycles"])
        self.assertEqual(data["top"]["rows"], self.answer("top", EXAMPLE)["rows"])
        self.assertIn("heap_inuse", [series["name"] for series in data["series"]])

    def test_the_input_is_not_overwritten(self):
        self.answer("import", LAST_HEAP, "-o", "rec")
        self.complaint("export", "rec", "--as", "json", "-o", "rec", status=2)
        self.answer("info", "rec")

    def test_failure_leaves_no_file(self):
        self.complaint("export", LAST_HEAP, "--as", "folded", "--sample", "fruit", "-o", "out")
        self.assertEqual(os.listdir(self.folder), ["tmp"])


if __name__ == "__main__":
    unittest.main()
