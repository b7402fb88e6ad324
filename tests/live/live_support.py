# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be true of the recording of any live service."""
import tempfile

import needed
from go_tool import pprof
from oracle_support import EVERYTHING, compare, parse_pprof_table, run, run_json
from processes import adopt_orphans, end_descendants
from session import LEAST_POINTS, Session

# What only grows while the process lives: two readings are bounds of any between them.
GROWING = ["total_alloc", "freed", "mallocs", "frees", "num_gc", "pause_total"]

SAMPLE_TYPES = ["inuse_space", "inuse_objects", "alloc_space", "alloc_objects"]


def in_pairs(items):
    return list(zip(items, items[1:]))


class LiveChecks:
    """The tests themselves, for a class that names its SERVER."""
    SERVER = None
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        needed.program("go", "golang-go")
        adopt_orphans()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.addClassCleanup(end_descendants)
        cls.session = Session(cls.SERVER(folder.name))
        cls.addClassCleanup(cls.session.stop)
        cls.session.run()
        cls.server = cls.session.server
        cls.target, = run_json("info", cls.session.recording)["targets"]
        cls.series = cls.session.series()
        cls.series["freed"] = [(time_ms, total - in_use) for (time_ms, total), (_, in_use)
                               in zip(cls.series["total_alloc"], cls.series["heap_alloc"])]
        epochs = [mark["time_ms"] for mark in cls.target["marks"] if mark["kind"] == "epoch"]
        cls.epoch_ms = epochs[0]

    def lives(self, points):
        """The points before and after the restart."""
        return ([point for point in points if point[0] < self.epoch_ms],
                [point for point in points if point[0] >= self.epoch_ms])

    def test_restart_is_one_mark(self):
        marks = self.target["marks"]
        self.assertEqual([mark["kind"] for mark in marks if mark["kind"] != "gap"], ["epoch"])
        killed_ms = self.session.killed_ns / 1e6
        self.assertGreaterEqual(self.epoch_ms, killed_ms)
        before, after = self.lives(self.series["num_gc"])
        self.assertLess(before[-1][0], after[0][0])
        # Nothing was recorded where a gap is: while it was away, or where the machine was too busy.
        times = in_pairs([time_ms for time_ms, _ in self.series["num_gc"]])
        for mark in marks:
            if mark["kind"] == "gap":
                self.assertIn((mark["time_ms"], mark["end_ms"]), times)

    def test_a_point_each_second(self):
        for points in self.lives(self.series["heap_alloc"]):
            self.assertGreaterEqual(len(points), LEAST_POINTS)
            seconds = (points[-1][0] - points[0][0]) / 1000
            # A machine that has much else to do answers late, and may miss some.
            self.assertGreaterEqual(len(points), seconds / 2)
            self.assertLessEqual(len(points), 1.5 * seconds + 2)

    def test_times_never_go_back(self):
        for name, points in self.series.items():
            for (one, _), (other, _) in in_pairs(points):
                self.assertLessEqual(one, other, name)

    def test_what_grows_falls_at_the_restart_only(self):
        for name in GROWING:
            with self.subTest(name):
                for points in self.lives(self.series[name]):
                    for (_, one), (_, other) in in_pairs(points):
                        self.assertLessEqual(one, other)
        before, after = self.lives(self.series["num_gc"])
        self.assertLess(after[0][1], before[-1][1])

    def test_figures_are_those_of_the_service(self):
        """A point was asked for after the one before it was there: what was read before and after both is a bound."""
        for name in GROWING:
            for life, points in enumerate(self.lives(self.series[name])):
                readings = [reading for reading in self.session.watcher.readings if reading.life == life + 1]
                n_compared = 0
                for (one_ms, _), (other_ms, value) in in_pairs(points):
                    lower = [r for r in readings if r.ended_ns <= one_ms * 1_000_000]
                    upper = [r for r in readings if r.began_ns >= (other_ms + 1) * 1_000_000]
                    if lower and upper:
                        with self.subTest(name, life=life, time_ms=other_ms):
                            self.assertLessEqual(round(lower[-1].figures[name]), round(value))
                            self.assertLessEqual(round(value), round(upper[0].figures[name]))
                        n_compared += 1
                self.assertGreaterEqual(n_compared, 2)

    def test_figures_of_one_moment(self):
        """What Go defines as a sum is one: the figures are of one answer."""
        columns = [dict(self.series[name]) for name in ("heap_idle", "heap_inuse", "heap_sys")]
        for time_ms, idle in columns[0].items():
            self.assertEqual(idle + columns[1][time_ms], columns[2][time_ms])
        self.assertEqual(len(columns[0]), len(self.series["num_gc"]))

    def test_heap_profiles_after_collections_only(self):
        profiles = self.session.heap_profiles()
        killed_ns = self.session.killed_ns
        for times, points in zip(([t for t in profiles if t < killed_ns], [t for t in profiles if t >= killed_ns]),
                                 self.lives(self.series["num_gc"])):
            counts = [max((value for time_ms, value in points if time_ms * 1_000_000 <= time_ns), default=None)
                      for time_ns in times]
            known = [count for count in counts if count is not None]
            self.assertGreaterEqual(len(known), 1)
            self.assertEqual(known, sorted(set(known)))

    @staticmethod
    def pprof_table(path, sample_type):
        return parse_pprof_table(pprof("-top", "-unit=B", f"-sample_index={sample_type}", *EVERYTHING, path))

    def test_profiles_as_pprof_shows_them(self):
        for twin in self.session.twins:
            exported = self.server.path("exported.pb.gz")
            at = ["--at", str(twin.time_ns)]
            done = run("export", self.session.recording, "--as", "pprof", "--sample", "inuse_space", *at,
                       "-o", exported)
            self.assertEqual(done.status, 0, done.stderr)
            for sample_type in SAMPLE_TYPES:
                with self.subTest(sample_type, time_ns=twin.time_ns):
                    table = self.pprof_table(exported, sample_type)
                    self.assertEqual(table, self.pprof_table(twin.path, sample_type))
                    self.assertGreater(len(table.rows), 3)
                    answer = run_json("top", self.session.recording, "--sample", sample_type, *at)
                    self.assertEqual(answer["time_ms"], twin.time_ns // 1_000_000)
                    self.assertEqual(compare(table, answer), "")

    def test_all_goroutines_at_least_once(self):
        self.assertGreaterEqual(len(self.series["goroutines"]), 2)
        profile = run_json("top", self.session.recording, "--sample", "goroutine")
        self.assertGreater(profile["total"], 3)

    def test_what_it_says_meanwhile(self):
        said = self.session.said()
        self.assertIn("service: recording\n", said)
        self.assertNotIn("unauthorized", said)


class VarsChecks(LiveChecks):
    """Of those that have /debug/vars: the command line, and each collection with its pauses."""

    def test_command_line(self):
        told = self.target["properties"]["command_line"].split(" ")
        words = ["***" if word in self.server.masked else word for word in self.session.command_line.split(" ")]
        self.assertEqual(told, words)

    def test_cycles_are_those_of_the_service(self):
        report = run_json("gc", self.session.recording)
        self.assertEqual(report["statistics"]["processes"], 2)
        for life, points in enumerate(self.lives(self.series["num_gc"])):
            cycles = {cycle["n"]: cycle for cycle in report["cycles"] if cycle["process"] == life}
            self.assertEqual(sorted(cycles), list(range(1, int(points[-1][1]) + 1)))
            told = {}
            for reading in self.session.watcher.readings:
                if reading.life == life + 1:
                    memstats = reading.memstats
                    told.update({n: (memstats["PauseNs"][(n + 255) % 256], memstats["PauseEnd"][(n + 255) % 256])
                                 for n in range(1, memstats["NumGC"] + 1)})
            common = sorted(set(told) & set(cycles))
            self.assertGreaterEqual(len(common), 1)
            self.assertEqual({n: (cycles[n]["pause_ns"], cycles[n]["end_ns"]) for n in common},
                             {n: told[n] for n in common})

    def test_rates_stop_at_the_restart(self):
        """As many collections per second as in each of the two lives, whatever is between them."""
        report = run_json("gc", self.session.recording)
        n_between = span_ns = 0
        for life in 0, 1:
            ends = [cycle["end_ns"] for cycle in report["cycles"] if cycle["process"] == life]
            n_between += len(ends) - 1
            span_ns += max(ends) - min(ends)
        self.assertAlmostEqual(report["statistics"]["cycles_per_second"] / (n_between / span_ns * 1e9), 1, places=5)
