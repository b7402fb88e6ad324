# SPDX-License-Identifier: GPL-3.0-or-later
"""Execution traces on the command line, held against what Go's own reader says of them."""
import gzip
import json
import os
import unittest

from cli_support import DATA, CliCase, bad

TRACES = os.path.join(DATA, "traces")
BESIDE = os.path.join(TRACES, "beside-go1.25-map-growth")


def packed(name):
    return os.path.join(TRACES, name + ".out.gz")


def raw(name):
    with gzip.open(packed(name)) as file:
        return file.read()


def oracle(name):
    with open(os.path.join(TRACES, name + ".json"), encoding="utf-8") as file:
        return json.load(file)


# One without a clock of its own, and two with.
OLD, NEW, WITHOUT_CYCLES = "go1.22-map-growth", "go1.25-map-growth", "go1.26-offheap"

# One in which the scheduler takes memory as well.
WHERE_NOBODY_RUNS = "go1.23-known-objects"

# 2026-11-20T18:57:40.127943938Z, says Go of the begin of NEW.
BEGIN_OF_NEW_MS = 1795201060127


class Import(CliCase):
    def test_what_it_is(self):
        for name in [OLD, NEW, WITHOUT_CYCLES]:
            with self.subTest(name=name):
                info = self.answer("info", packed(name))
                self.assertEqual((info["kind"], info["counts"]["traces"], info["warnings"]),
                                 ("trace", 1, []))
                self.assertEqual(info["counts"]["gc_cycles"], len(oracle(name)["gc_cycles"] or []))
                length_ms = oracle(name)["duration_ns"] / 1e6
                self.assertAlmostEqual(info["to_ms"] - info["from_ms"], length_ms, delta=5)

    def test_own_clock(self):
        info = self.answer("info", packed(NEW))
        self.assertAlmostEqual(info["from_ms"], BEGIN_OF_NEW_MS, delta=1)

    def test_it_began_when_it_was_asked_for(self):
        """Before Go 1.25 the name tells, if it has a time."""
        path = self.write("trace-1795199400000.out", raw(OLD))
        self.assertAlmostEqual(self.answer("info", path)["from_ms"], 1795199400000, delta=1)

    def test_it_ended_when_it_was_written(self):
        path = self.write("trace.out", raw(OLD))
        os.utime(path, (1700000000, 1700000000))
        self.assertAlmostEqual(self.answer("info", path)["to_ms"], 1700000000000, delta=5)

    def test_through_a_pipe(self):
        with open(packed(NEW), "rb") as file:
            content = file.read()
        whole = self.answer("info", packed(NEW))
        for stdin in [content, gzip.decompress(content)]:
            info = self.answer("info", "-", stdin=stdin)
            self.assertEqual(info["counts"], whole["counts"])
            self.assertEqual(info["to_ms"], whole["to_ms"])

    def test_twice_is_there_once(self):
        once = self.answer("import", packed(NEW), "-o", "rec")
        self.assertEqual((once["counts"]["traces"], once["warnings"]), (1, []))
        goroutines = self.answer("goroutines", "rec")
        cycles = self.answer("gc", "rec")["cycles"]
        csv = self.text("export", "rec", "--as", "csv", "-o", "-")
        again = self.answer("import", packed(NEW), "-o", "rec")
        self.assertEqual(again["counts"], once["counts"])
        self.assertIn("already", again["warnings"][0]["message"])
        self.assertEqual(self.answer("goroutines", "rec"), goroutines)
        self.assertEqual(self.answer("gc", "rec")["cycles"], cycles)
        self.assertEqual(self.text("export", "rec", "--as", "csv", "-o", "-"), csv)

    def test_twice_to_keep_it(self):
        """What is added to a trace that was read is the file, once."""
        content = raw(NEW)
        path = self.write("trace.out", content)
        self.answer("import", packed(NEW), "-o", "rec")
        for _ in range(2):
            info = self.answer("import", "--keep-traces", path, "-o", "rec")
            self.assertEqual(info["counts"]["traces"], 1)
            kept, = info["targets"][0]["attachments"]
            self.assertEqual((kept["kind"], kept["bytes"]), ("trace", len(content)))

    def test_another_of_the_same_size_is_another(self):
        for time in 1795199400000, 1795199500000:
            path = self.write(f"trace-{time}.out", raw(OLD))
            info = self.answer("import", "--target", "one", path, "-o", "rec")
        self.assertEqual((info["counts"]["traces"], info["warnings"]), (2, []))

    def test_beside_others(self):
        self.write("trace-1795199400000.out", raw(OLD))
        self.write("vars.json", b'{"cmdline":["/srv/checkout"],"memstats":{"HeapAlloc":1,"HeapInuse":2}}')
        info = self.answer("import", self.path("trace-1795199400000.out"), self.path("vars.json"),
                           "-o", "rec")
        self.assertEqual([target["name"] for target in info["targets"]], ["checkout"])
        self.assertEqual((info["counts"]["traces"], info["counts"]["heap_samples"]), (1, 1))

    def test_kept_only_if_asked(self):
        content = raw(NEW)
        path = self.write("trace.out", content)
        self.answer("import", path, "-o", "without")
        self.assertEqual(self.answer("info", "without")["targets"][0]["attachments"], [])
        info = self.answer("import", "--keep-traces", path, "-o", "with")
        self.assertEqual(info["counts"]["traces"], 1)
        kept, = info["targets"][0]["attachments"]
        self.assertEqual((kept["kind"], kept["bytes"]), ("trace", len(content)))
        done = self.run_cli("export", "with", "--as", "raw", "--capture", str(kept["capture"]), "-o", "-")
        self.assertEqual(done.stdout, content)


class Merge(CliCase):
    """A trace numbers its cycles from 1; beside a log and MemStats of the same run each is there once."""

    def check(self, *others):
        log = [os.path.join(BESIDE, name) for name in others]
        alone = self.answer("gc", packed(NEW))["cycles"][0]
        self.answer("import", packed(NEW), *log, "-o", "rec")
        answer = self.answer("gc", "rec")
        self.assertEqual([cycle["n"] for cycle in answer["cycles"]], list(range(1, 11)))
        self.assertEqual(answer["statistics"]["processes"], 1)
        traced, = [cycle for cycle in answer["cycles"] if cycle["source"] == "trace"]
        self.assertEqual(traced["n"], 8)
        self.assertAlmostEqual(traced["start_unix_ms"], alone["start_unix_ms"], delta=1)
        for figure in ["heap_start_bytes", "heap_live_bytes", "pause_ns", "mark_ns"]:
            self.assertEqual(traced[figure], alone[figure])
        self.assertIsNotNone(answer["cycles"][0]["start_unix_ms"])
        return traced

    def test_log(self):
        """The line of cycle 8 ends with 0 MB stacks, which no trace knows."""
        self.assertEqual(self.check("gctrace.log")["stacks_bytes"], 0)

    def test_log_and_mem_stats(self):
        self.check("gctrace.log", "vars-1795201062224.json")


class Gc(CliCase):
    def test_as_go_sees_it(self):
        for name in [OLD, NEW, WITHOUT_CYCLES]:
            with self.subTest(name=name):
                expected = oracle(name)
                answer = self.answer("gc", packed(name))
                self.assertEqual(answer["source"], "trace")
                self.check_cycles(answer["cycles"], expected["gc_cycles"] or [])
                heap = {key: expected["heap_alloc"][key] for key in ["count", "first", "last", "max"]}
                self.assertEqual(answer["heap"],
                                 {**heap, "goal_max": expected["heap_goal"]["max"] or None})
                self.assertEqual(answer["goroutines"], expected["goroutines_seen"])
                self.check_pauses(answer["stw"], expected["stw_all"] or [])
                mmu = {point["window_ns"]: point["utilization"] for point in answer["mmu"]}
                for window_ns, key in [(10**6, "1ms"), (10**7, "10ms"), (10**8, "100ms")]:
                    self.assertAlmostEqual(mmu[window_ns], expected["mmu"][key], delta=0.005)
                self.assertAlmostEqual(answer["mean_utilization"], expected["mmu"]["mean"],
                                       delta=0.005)

    def check_cycles(self, cycles, expected):
        """Times count from the first event."""
        self.assertEqual(len(cycles), len(expected))
        for cycle, wanted in zip(cycles, expected):
            sweep_term, mark_term = wanted["stw"]
            for figure, ns in [("start_ns", wanted["start_ns"]), ("end_ns", wanted["end_ns"]),
                               ("stw_sweep_term_ns", sweep_term["dur_ns"]),
                               ("stw_mark_term_ns", mark_term["dur_ns"])]:
                # Go adds a ns where two times are equal.
                self.assertAlmostEqual(cycle[figure], ns, delta=1)

    def check_pauses(self, pauses, expected):
        found = {pause["reason"]: (pause["count"], pause["max_ns"]) for pause in pauses}
        wanted = {}
        for pause in expected:
            count, longest = wanted.get(pause["kind"], (0, 0))
            wanted[pause["kind"]] = (count + 1, max(longest, pause["dur_ns"]))
        self.assertEqual(set(found), set(wanted))
        for reason, (count, longest) in wanted.items():
            self.assertEqual(found[reason][0], count)
            self.assertAlmostEqual(found[reason][1], longest, delta=1)

    def test_text(self):
        text = self.text("gc", packed(NEW))
        self.assertIn("1 GC cycles of 1 process, told by trace", text)
        self.assertIn("GC sweep termination", text)
        self.assertIn("to a span of pages", text)
        self.assertRegex(text, r"at worst 0\.00% of 1ms, 42\.\d\d% of 10ms, 91\.\d\d% of 100ms")
        self.assertIn("0 GC cycles, told by trace", self.text("gc", packed(WITHOUT_CYCLES)))

    def test_facts(self):
        trace, = self.answer("info", packed(NEW))["targets"][0]["traces"]
        self.assertEqual((trace["format_minor"], trace["own_clock"], trace["whole"]), (25, True, True))
        self.assertEqual(trace["bytes"], len(raw(NEW)))
        self.assertEqual(trace["lost_bytes"], 0)
        # Go's reader counts a sync for each generation and one at the end as events, too.
        self.assertEqual(trace["events"], oracle(NEW)["events"] - oracle(NEW)["syncs"])


class Goroutines(CliCase):
    def test_all_are_counted(self):
        for name in [OLD, NEW, WITHOUT_CYCLES]:
            with self.subTest(name=name):
                expected = oracle(name)
                answer = self.answer("goroutines", packed(name))
                self.assertEqual(answer["total"], expected["goroutines_seen"])
                self.assertEqual(answer["alive"],
                                 expected["goroutines_seen"] - expected["goroutines_destroyed"])
                self.assertEqual(sum(group["count"] for group in answer["groups"]), answer["total"])
                # Go adds a ns where two times are equal.
                for members in [answer["groups"], answer["functions"]]:
                    self.assertAlmostEqual(sum(member["running_ns"] for member in members),
                                           expected["sum_goroutine_running_ns"], delta=10)
                self.assertEqual(sum(function["created"] for function in answer["functions"]),
                                 expected["goroutines_created"])

    def test_groups(self):
        """What waits says for what and how long; the root of the stack is where it began."""
        answer = self.answer("goroutines", packed(NEW))
        length_s = oracle(NEW)["duration_ns"] / 1e9
        waiting = [group for group in answer["groups"] if group["wait_max_s"] is not None]
        self.assertGreater(len(waiting), 5)
        for group in waiting:
            self.assertTrue(0 <= group["wait_max_s"] <= length_s + 1e-6)
            self.assertNotIn(group["state"], ["running", "ended", "runnable"])
        for group in answer["groups"]:
            self.assertTrue(not group["frames"] or group["frames"][0] == group["function"], group)
        self.assertIn("net/http.(*connReader).startBackgroundRead",
                      {group["created_by"] for group in answer["groups"]})

    def test_growth(self):
        """All of it is some function's; ? is that of no goroutine, too."""
        for name in [NEW, WHERE_NOBODY_RUNS]:
            with self.subTest(name=name):
                answer = self.answer("goroutines", packed(name))
                functions = {function["function"]: function for function in answer["functions"]}
                self.assertEqual(sum(function["allocated_bytes"] for function in functions.values()),
                                 answer["allocated_bytes"])
                self.assertAlmostEqual(sum(function["share"] for function in functions.values()), 1)
                of_nobody = functions["?"]["allocated_bytes"] if "?" in functions else 0
                self.assertEqual(of_nobody > 0, name == WHERE_NOBODY_RUNS)
                self.assertGreaterEqual(of_nobody, answer["unattributed_bytes"])

    def test_text(self):
        text = self.text("goroutines", packed(NEW))
        self.assertIn("352 goroutines in 2s", text)
        self.assertIn("net/http.(*conn).serve", text)
        self.assertIn("to a span of pages", text)

    def test_which_trace(self):
        self.answer("import", packed(NEW), packed(WITHOUT_CYCLES), "-o", "rec")
        done = self.run_cli("goroutines", "rec", "--json")
        self.assertIn(b"has 2 traces", done.stderr)
        self.assertEqual(json.loads(done.stdout)["total"], oracle(NEW)["goroutines_seen"])
        other = self.answer("goroutines", "rec", "--capture", "2")
        self.assertEqual(other["total"], oracle(WITHOUT_CYCLES)["goroutines_seen"])
        self.assertIn("is no trace", self.complaint("goroutines", "rec", "--capture", "77"))

    def test_no_trace(self):
        message = self.complaint("goroutines", os.path.join(BESIDE, "gctrace.log"))
        self.assertIn("holds no execution trace", message)


class Damaged(CliCase):
    def test_answers_say_what_is_missing(self):
        for command in ["gc", "goroutines"]:
            with self.subTest(command=command):
                warning = self.answer(command, bad("trace-truncated.out"))["warnings"][-1]
                self.assertEqual((warning["file"], warning["offset"]), ("trace-truncated.out", 70325))
                done = self.run_cli(command, bad("trace-truncated.out"))
                self.assertIn(b"trace-truncated.out: at byte 70325: the last batch is cut off",
                              done.stderr)
                self.assertEqual(self.answer(command, packed(NEW))["warnings"], [])

    def test_everything_up_to_the_damage(self):
        whole = self.answer("gc", packed(NEW))["cycles"]
        info = self.answer("info", bad("trace-truncated.out"))
        self.assertEqual(info["counts"]["traces"], 1)
        self.assertIn(70325, [warning["offset"] for warning in info["warnings"]])
        self.assertEqual(self.answer("gc", bad("trace-truncated.out"))["cycles"], whole)

    def test_packed_and_cut(self):
        with open(packed(NEW), "rb") as file:
            content = file.read()
        path = self.write("trace.out.gz", content[:len(content) * 3 // 4])
        info = self.answer("info", path)
        self.assertEqual(info["counts"]["traces"], 1)
        self.assertTrue(any("gzip" in warning["message"] for warning in info["warnings"]))

    def test_what_is_no_trace_any_more(self):
        for name, words in [("trace-header-only.out", "at byte 16"),
                            ("trace-truncated-header.out", "at byte 9"),
                            ("trace-old-version.out", "Go 1.5")]:
            with self.subTest(name=name):
                message = self.complaint("info", bad(name))
                self.assertTrue(message.startswith(bad(name) + ": "), message)
                self.assertIn(words, message)
                self.complaint("import", bad(name), "-o", "rec")
                self.assertFalse(os.path.exists(self.path("rec")))

    def test_beside_good_ones(self):
        """It is among what was skipped, and the rest is imported."""
        os.mkdir(self.path("folder"))
        for name, content in [("a.out", raw(NEW)), ("b.out", b"go 1.25 trace\0\0\0")]:
            self.write(os.path.join("folder", name), content)
        info = self.answer("info", self.path("folder"))
        self.assertEqual(info["counts"]["traces"], 1)
        self.assertEqual([skipped["file"] for skipped in info["skipped"]], ["b.out"])

    def test_newer_versions_are_tried(self):
        info = self.answer("info", bad("trace-unknown-version.out"))
        self.assertTrue(any("1.99" in warning["message"] for warning in info["warnings"]))


if __name__ == "__main__":
    unittest.main()
