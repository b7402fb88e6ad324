# SPDX-License-Identifier: GPL-3.0-or-later
"""What `export` writes, read back without the program under test: as pprof by a reader in Python
and by the real `go tool pprof` where Go is installed, as folded stacks, CSV and JSON.
"""
import csv
import io
import json
import os
import re
import tempfile
import unittest
from collections import Counter

import needed
from go_tool import pprof
from oracle_support import DATA, EVERYTHING, captures_in, identifier, run, run_json
from profile_proto import read_profile

CAPTURES = os.path.join(DATA, "captures")

# What folded stacks call an address without a name.
UNKNOWN = "[unknown]"

# One of each kind is enough for the real tool, which is slow.
FOR_GO = [
    "captures/prometheus-2.42/heap-1795199856925.pb.gz",
    "captures/go1.27-healthy/allocs-1795201115566.pb.gz",
    "captures/prometheus-2.42/goroutine-1795199858025.pb.gz",
    "captures/go1.26-goroutineleak-profile/goroutineleak-1795200004371.pb.gz",
    "captures/go1.26-conn-buffer/block-1795199860034.pb.gz",
    "captures/etcd-3.4/mutex-1795199925656.pb.gz",
    "captures/node-exporter-1.9/threadcreate-1795200422692.pb.gz",
    "captures/prometheus-2.42/block-1795199846925.pb.gz",
    "oracle/cpu-go1.19.pb.gz",
    "oracle/cpu-go1.27.pb.gz",
    "oracle/negative.pb.gz",
    "oracle/with-base-label.pb.gz",
    "oracle/foreign.pb.gz",
    "oracle/names.pb.gz",
    "oracle/frames.pb.gz",
    "oracle/recursion.pb.gz",
    "oracle/unsymbolised.pb.gz",
]


def export(path, form, scratch, *options):
    target = os.path.join(scratch, "exported")
    result = run("export", path, "--as", form, "-o", target, *options)
    if result.status != 0:
        raise AssertionError(f"export of {path}: status {result.status}: {result.stderr}")
    return target


def describe_location(profile, key):
    """All that is known of a location, without the ids, which are free to differ."""
    location = profile.locations[key]
    lines = tuple((profile.functions[function].name, profile.functions[function].system_name,
                   profile.functions[function].file, profile.functions[function].start_line, line, column)
                  for function, line, column in location.lines)
    mapping = profile.mappings.get(location.mapping)
    return location.address, lines, location.folded, describe_mapping(mapping) if mapping else None


def describe_mapping(mapping):
    return mapping.start, mapping.limit, mapping.offset, mapping.file, mapping.build_id, mapping.flags


def describe_samples(profile):
    """{(stack, labels): sums of the values}; what is 0 throughout is left out, as by pprof."""
    places = {key: describe_location(profile, key) for key in profile.locations}
    sums = {}
    for sample in profile.samples:
        key = (tuple(places[location] for location in sample.locations), tuple(sorted(
            sample.labels, key=repr)))
        old = sums.get(key, [0] * len(sample.values))
        sums[key] = [a + b for a, b in zip(old, sample.values)]
    return {key: values for key, values in sums.items() if any(values)}


class Pprof(unittest.TestCase):
    maxDiff = 4000

    def check(self, path):
        with tempfile.TemporaryDirectory() as scratch:
            self.check_equal(read_profile(path), read_profile(export(path, "pprof", scratch)))

    def check_equal(self, before, after, with_flags=True):
        self.assertEqual(after.sample_types, before.sample_types)
        self.assertEqual(describe_samples(after), describe_samples(before))
        for name in ("time_ns", "duration_ns", "period_type", "period", "comments", "default_sample_type"):
            self.assertEqual(getattr(after, name), getattr(before, name), name)
        if before.mappings:
            # pprof takes the first for the program itself
            first = [describe_mapping(next(iter(p.mappings.values()))) for p in (before, after)]
            n_members = len(first[0]) if with_flags else -1
            self.assertEqual(first[1][:n_members], first[0][:n_members])

    def test_each_of_a_recording(self):
        """Profiles that lie in one recording do not mix."""
        folder = os.path.join(CAPTURES, "go1.26-conn-buffer")
        with tempfile.TemporaryDirectory() as scratch:
            recording = os.path.join(scratch, "all.heaptrail")
            run_json("import", folder, "-o", recording)
            for kind in ("heap-", "allocs-", "goroutine-", "block-", "mutex-", "threadcreate-"):
                for path in captures_in(folder, kind, ".pb.gz"):
                    before = read_profile(path)
                    with self.subTest(path):
                        options = ["--sample", before.sample_types[-1][0], "--at", str(before.time_ns)]
                        after = read_profile(export(recording, "pprof", scratch, *options))
                        self.assertEqual(after.time_ns, before.time_ns)
                        # A recording keeps a mapping once, with what any of its profiles says of it.
                        self.check_equal(before, after, with_flags=False)


class GoTool(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        needed.program("go", "golang-go")

    def check(self, name):
        path = os.path.join(DATA, name)
        with tempfile.TemporaryDirectory() as scratch:
            exported = export(path, "pprof", scratch)
            self.assertEqual(self.tags(exported), self.tags(path))
            for sample_type, _ in read_profile(path).sample_types:
                index = f"-sample_index={sample_type}"
                with self.subTest(sample_type):
                    self.assertEqual(self.top(index, exported), self.top(index, path))
                    self.assertEqual(self.traces(index, exported), self.traces(index, path))

    @staticmethod
    def top(index, path):
        return pprof("-top", index, *EVERYTHING, path)

    @staticmethod
    def tags(path):
        return sorted(pprof("-tags", path).splitlines())

    @staticmethod
    def traces(index, path):
        """The stacks with their labels, in whatever order they stand."""
        head, *stacks = re.split(r"^-----------\+-+\n", pprof("-traces", index, path), flags=re.M)
        return head, Counter(stacks)


def name_of(profile, key):
    function = profile.functions.get(key)
    return function and (function.name or function.system_name) or UNKNOWN


class Folded(unittest.TestCase):
    maxDiff = 4000

    def check(self, name):
        profile = read_profile(os.path.join(DATA, name))
        with tempfile.TemporaryDirectory() as scratch:
            for index, (sample_type, _) in enumerate(profile.sample_types):
                with self.subTest(sample_type):
                    target = export(os.path.join(DATA, name), "folded", scratch, "--sample", sample_type)
                    with open(target, encoding="utf-8") as file:
                        lines = [line.rstrip("\n").rpartition(" ") for line in file]
                    folded = {stack: int(value) for stack, _, value in lines}
                    self.assertEqual(len(folded), len(lines), "a stack is there twice")
                    self.assertEqual(sum(folded.values()), sum(s.values[index] for s in profile.samples))
                    self.assertEqual(folded, self.expected(profile, index))

    @staticmethod
    def expected(profile, index):
        sums = Counter()
        for sample in profile.samples:
            names = [name_of(profile, function) for key in sample.locations
                     for function, _, _ in profile.locations[key].lines or [(None, 0, 0)]]
            names = [name.replace(";", ":") for name in reversed(names)] or [UNKNOWN]
            sums[";".join(names)] += sample.values[index]
        return {stack: value for stack, value in sums.items() if value != 0}


# Members of MemStats and the series that they become.
MEMSTATS = {
    "HeapAlloc": "heap_alloc", "HeapInuse": "heap_inuse", "HeapIdle": "heap_idle", "HeapReleased": "heap_released",
    "HeapSys": "heap_sys", "HeapObjects": "heap_objects", "StackInuse": "stack_inuse", "StackSys": "stack_sys",
    "MSpanInuse": "mspan_inuse", "MSpanSys": "mspan_sys", "MCacheInuse": "mcache_inuse", "MCacheSys": "mcache_sys",
    "BuckHashSys": "buck_hash_sys", "GCSys": "gc_sys", "OtherSys": "other_sys", "Sys": "sys",
    "TotalAlloc": "total_alloc", "Mallocs": "mallocs", "Frees": "frees", "NextGC": "next_gc", "NumGC": "num_gc",
    "NumForcedGC": "num_forced_gc", "PauseTotalNs": "pause_total", "GCCPUFraction": "gc_cpu_fraction",
}


def time_of_name(path):
    return int(re.search(r"-(\d{13})\.", os.path.basename(path)).group(1))


def numbers_of_program(value, name):
    """What a program published itself: {series: number}"""
    if isinstance(value, dict):
        found = {}
        for key, inner in value.items():
            found.update(numbers_of_program(inner, f"{name}/{key}"))
        return found
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return {name: value}
    return {}


def expected_series(folder):
    """{series: [(time in ms, value)]} of the /debug/vars and the table of process figures of a folder"""
    series = {}
    for path in captures_in(folder, "vars-", ".json"):
        with open(path, encoding="utf-8") as file:
            variables = json.load(file)
        memstats = variables.pop("memstats")
        values = {name: memstats[member] for member, name in MEMSTATS.items()}
        for name, value in variables.items():
            values.update(numbers_of_program(value, f"vars/{name}"))
        for name, value in values.items():
            series.setdefault(name, []).append((time_of_name(path), value))
    with open(os.path.join(folder, "rss.csv"), encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for column, name, factor in (("vm_rss_kb", "rss", 1024), ("rss_anon_kb", "rss_anon", 1024),
                                         ("threads", "threads", 1), ("fds", "open_fds", 1)):
                series.setdefault(name, []).append((int(row["unix_ms"]), int(row[column]) * factor))
    return series


class Series(unittest.TestCase):
    """A folder in which nothing but /debug/vars and rss.csv tells series."""
    folder = os.path.join(CAPTURES, "go1.26-conn-buffer")

    def check(self, found):
        expected = expected_series(self.folder)
        missing = sorted(set(expected) - set(found))
        self.assertEqual(missing, [])
        for name, points in expected.items():
            with self.subTest(name):
                self.assertEqual(found[name], points)

    def test_csv(self):
        with tempfile.TemporaryDirectory() as scratch:
            with open(export(self.folder, "csv", scratch), encoding="utf-8", newline="") as file:
                found = {}
                for row in csv.DictReader(file):
                    found.setdefault(row["series"], []).append((int(row["time_ms"]), float(row["value"])))
        self.check(found)

    def test_json(self):
        with tempfile.TemporaryDirectory() as scratch:
            with open(export(self.folder, "json", scratch), encoding="utf-8") as file:
                answer = json.load(file)
        self.assertEqual(len(answer["data"]), 1)
        self.check({series["name"]: [tuple(point) for point in series["points"]]
                    for series in answer["data"][0]["series"]})
        self.assertEqual(answer["info"]["counts"], run_json("info", self.folder)["counts"])

    def test_csv_on_standard_output(self):
        result = run("export", self.folder, "--as", "csv", "-o", "-")
        self.assertEqual(result.status, 0, result.stderr)
        self.assertGreater(len(list(csv.reader(io.StringIO(result.stdout)))), 100)


def add_cases():
    paths = [os.path.join(folder, name) for top in ("captures", "oracle")
             for folder, _, names in sorted(os.walk(os.path.join(DATA, top)))
             for name in sorted(names) if name.endswith(".pb.gz")]
    for path in paths:
        # What drop_frames cuts off is gone for good; Go's tool judges that one.
        if os.path.basename(path) != "frames.pb.gz":
            setattr(Pprof, f"test_{identifier(os.path.relpath(path, DATA))}", lambda self, path=path: self.check(path))
    for name in FOR_GO:
        setattr(GoTool, f"test_{identifier(name)}", lambda self, name=name: self.check(name))
        if "frames" not in name:
            setattr(Folded, f"test_{identifier(name)}", lambda self, name=name: self.check(name))


add_cases()
