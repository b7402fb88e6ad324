# SPDX-License-Identifier: GPL-3.0-or-later
"""What grows, by captures of services of which it is known what they do."""
import csv
import os
import shutil
import unittest

from cli_support import DATA, EXAMPLE, CliCase

CAPTURES = os.path.join(DATA, "captures")
BESIDE = os.path.join(DATA, "beside-heap")

# What leaks there is told by the programs themselves: docs of tests/data.
LEAKS = {
    "go1.19-map-growth": "example.com/fleet/gateway/internal/store.cloneAttrs",
    "go1.26-conn-buffer": "bufio.NewReaderSize",
    "go1.26-syncmap-growth": "example.com/fleet/gateway/internal/store.newLease",
    "go1.27-map-growth": "example.com/fleet/gateway/internal/store.cloneAttrs",
}
# Too short to tell, or nothing leaks.
NO_LEAKS = ["etcd-3.4", "go1.21-healthy", "go1.23-healthy", "go1.24-map-growth", "go1.26-sawtooth",
            "go1.27-healthy", "node-exporter-1.9", "prometheus-2.42"]


class Verdicts(CliCase):
    def test_leaks(self):
        for name, function in LEAKS.items():
            with self.subTest(name=name):
                growth = self.answer("growth", os.path.join(CAPTURES, name))
                first = growth["chains"][0]
                self.assertEqual((growth["verdict"], first["leak"], first["function"]),
                                 ("growing", True, function))

    def test_no_leaks(self):
        for name in NO_LEAKS:
            with self.subTest(name=name):
                growth = self.answer("growth", os.path.join(CAPTURES, name))
                self.assertNotEqual(growth["verdict"], "growing")
                self.assertEqual([c["function"] for c in growth["chains"] if c["leak"]], [])


class KeptTypes(CliCase):
    def test_kept_types(self):
        # main.go keeps a hundred orders between two collections: from after the first of ten to
        # after the last but one 800. Visits are of the same size.
        growth = self.answer("growth", os.path.join(DATA, "kept-types", "go1.23"))
        chain = growth["chains"][0]
        self.assertEqual(chain["function"], "main.(*Ledger).Put")
        self.assertIn({"code": "kept-type", "names": ["main.Order"], "values": [8192, 800, 800]},
                      chain["facts"])
        self.assertEqual(chain["class"], "unknown")


class BesideTheHeap(CliCase):
    """Programs of tests/data/beside-heap: what they do is in their main.go."""

    def growth(self, mode):
        growth = self.answer("growth", os.path.join(BESIDE, mode))
        return growth, [c for c in growth["chains"] if c["scope"] == "process"]

    def assert_leak(self, mode, name, function):
        growth, chains = self.growth(mode)
        self.assertEqual(growth["verdict"], "growing")
        self.assertEqual([(c["class"], c["function"], c["leak"]) for c in chains],
                         [(name, function, True)])
        self.assertGreater(len(chains[0]["evidence"]), 0)
        return chains[0]

    def test_goroutines(self):
        # One goroutine each 30 ms, with a stack of 16 KiB for the 12 KiB that it keeps there.
        chain = self.assert_leak("lock", "goroutine-leak-mutex", "main.stampUnderLock")
        self.assertAlmostEqual(chain["rate_bytes_per_s"], 16384 / 0.03, delta=16384 / 0.03 / 10)
        self.assertEqual(chain["frames"][0], "main.stampUnderLock")
        self.assertIn("sync.(*RWMutex).Lock", chain["frames"])
        self.assertEqual(chain["share"], 1)

    def test_recursion(self):
        self.assert_leak("recurse", "stack-growth", "main.sort")

    def test_mapped(self):
        # 512 KiB each 300 ms.
        chain = self.assert_leak("mmap", "offheap-mmap", None)
        self.assertAlmostEqual(chain["rate_bytes_per_s"], 524288 / 0.3, delta=524288 / 0.3 / 10)

    def test_holes(self):
        self.assert_leak("holes", "fragmentation", None)

    def test_limit(self):
        growth, chains = self.growth("limit")
        self.assertNotEqual(growth["verdict"], "growing")
        self.assertEqual([(c["class"], c["leak"]) for c in chains], [("gc-thrash", False)])

    def test_calm(self):
        growth, chains = self.growth("calm")
        self.assertNotEqual(growth["verdict"], "growing")
        self.assertEqual(chains, [])

    def test_text(self):
        self.assertRegex(self.text("growth", os.path.join(BESIDE, "mmap")),
                         r"growing  \(offheap-mmap\)\n")


class Answer(CliCase):
    def test_members(self):
        growth = self.answer("growth", EXAMPLE)
        first = growth["chains"][0]
        self.assertEqual(growth["verdict"], "growing")
        self.assertIn(growth["summary"], self.text("growth", EXAMPLE))
        self.assertLess(growth["from_ms"], growth["to_ms"])
        self.assertEqual([c["rank"] for c in growth["chains"]],
                         list(range(1, len(growth["chains"]) + 1)))
        self.assertEqual(first["responsible"], "example.com/fleet/gateway/internal/store.cloneAttrs")
        self.assertEqual(first["frames"][-1], first["function"])
        self.assertIn(first["responsible"], first["frames"])
        self.assertLess(first["rate_low"], first["rate_bytes_per_s"])
        self.assertLess(first["rate_bytes_per_s"], first["rate_high"])
        self.assertTrue(0 < first["share"] <= 1 and 0.99 < first["confidence"] <= 1)
        self.assertGreater(first["last_bytes"], first["first_bytes"])

    def test_text(self):
        text = self.text("growth", EXAMPLE)
        self.assertRegex(text, r"^Heap live grows [\d.]+ MiB/min since 18:\d\d:\d\d UTC\. "
                               r"\d+\s% of it is store\.cloneAttrs\.\n\n")
        self.assertIn("The limit of 1.0 GiB in ", self.text("growth", EXAMPLE, "--limit", "1GiB"))
        self.assertIn("growing  encoding/json.(*decodeState).literalStore\n", text)

    def test_no_profiles(self):
        log = os.path.join(CAPTURES, "go1.26-sawtooth", "gctrace.log")
        growth = self.answer("growth", log)
        self.assertEqual((growth["verdict"], growth["chains"], growth["heaps"], growth["from_ms"]),
                         ("too-little-data", [], 0, None))
        self.assertEqual(self.text("growth", log), "There are no heap profiles.\n")


class Forecast(CliCase):
    """When a limit is reached, held against what became of the process."""

    def rss(self):
        with open(os.path.join(EXAMPLE, "rss.csv"), encoding="ascii") as file:
            return [(int(row["unix_ms"]), int(row["vm_rss_kb"]) * 1024)
                    for row in csv.DictReader(file)]

    def test_it_comes_as_said(self):
        rss = self.rss()
        length = rss[-1][0] - rss[0][0]
        limit = max(used for time, used in rss if time <= rss[0][0] + 0.92 * length)
        reached = min(time for time, used in rss if used >= limit)
        until = rss[0][0] + int(0.6 * length)
        growth = self.answer("growth", EXAMPLE, "--to", str(until), "--limit", str(limit))
        actual = (reached - growth["eta_from_ms"]) / 1000
        self.assertLessEqual(growth["eta_from_ms"], until)
        self.assertEqual((growth["outlook"], growth["limit_kind"], growth["limit_bytes"]),
                         ("coming", "own", limit))
        self.assertTrue(growth["eta_low_s"] < growth["eta_s"] < growth["eta_high_s"])
        self.assertTrue(0.7 * actual < growth["eta_s"] < 1.4 * actual, (growth["eta_s"], actual))

    def test_chains(self):
        growth = self.answer("growth", EXAMPLE, "--limit", "1GiB")
        for chain in growth["chains"]:
            with self.subTest(rank=chain["rank"]):
                if chain["leak"]:
                    self.assertGreater(chain["eta_s"], growth["eta_s"])
                    self.assertTrue(growth["from_ms"] <= chain["since_ms"] <= growth["to_ms"])
                else:
                    self.assertIsNone(chain["eta_s"])

    def test_saw_tooth(self):
        growth = self.answer("growth", os.path.join(CAPTURES, "go1.26-sawtooth"), "--limit", "80MiB")
        self.assertEqual((growth["outlook"], growth["eta_s"]), ("never", None))

    def test_limited(self):
        growth = self.answer("growth", EXAMPLE, "--memory-limit", "64MiB", "--limit", "1GiB")
        self.assertEqual((growth["outlook"], growth["limit_kind"], growth["eta_s"]),
                         ("limited", "memory-limit", 0))

    def test_no_limit(self):
        growth = self.answer("growth", EXAMPLE)
        self.assertEqual((growth["outlook"], growth["limit_kind"], growth["limit_bytes"],
                          growth["eta_s"]), ("no-limit", None, None, None))

    def test_usage(self):
        for limit in ["much", "0", "-1"]:
            self.assertIn("512MiB", self.complaint("growth", EXAMPLE, "--limit=" + limit, status=2))

    def test_times(self):
        whole = self.answer("growth", EXAMPLE)
        part = self.answer("growth", EXAMPLE, "--from", "+20s", "--to", "-20s")
        self.assertLess(part["heaps"], whole["heaps"])
        self.assertIn("--from", self.text("growth", "--help"))


class Targets(CliCase):
    """The same chain in several processes of a service."""

    def test_everywhere(self):
        for name in ["one", "two"]:
            shutil.copytree(EXAMPLE, self.path(name))
        growth = self.answer("growth", "one", "two")
        self.assertEqual(growth["target"], "one")
        self.assertEqual(growth["chains"][0]["targets"], {"growing": 2, "compared": 2})
        self.assertIn("Grows in all of 2 processes", self.text("growth", "one", "two"))

    def test_one(self):
        healthy = os.path.join(CAPTURES, "go1.23-healthy")
        growth = self.answer("growth", EXAMPLE, healthy)
        leaks = [c["targets"] for c in growth["chains"] if c["leak"]]
        self.assertEqual(leaks, [{"growing": 1, "compared": 2}] * len(leaks))
        self.assertGreater(len(leaks), 1)
        self.assertIn("Grows in 1 of 2 processes", self.text("growth", EXAMPLE, healthy))

    def test_another_grows(self):
        """What grows in a process that is not looked at is told."""
        shutil.copytree(os.path.join(CAPTURES, "go1.23-healthy"), self.path("calm"))
        shutil.copytree(EXAMPLE, self.path("other"))
        growth = self.answer("growth", "calm", "other")
        self.assertEqual((growth["target"], growth["growing_targets"]), ("calm", ["other"]))
        self.assertNotEqual(growth["verdict"], "growing")
        self.assertIn("“other” grows as well", self.text("growth", "calm", "other"))

    def test_alone(self):
        self.assertEqual(self.answer("growth", EXAMPLE)["growing_targets"], [])
        for chain in self.answer("growth", EXAMPLE)["chains"]:
            self.assertIsNone(chain["targets"])

    def test_too_short(self):
        growth = self.answer("growth", EXAMPLE, os.path.join(CAPTURES, "go1.27-healthy"))
        self.assertIsNone(growth["chains"][0]["targets"])

    def test_not_there(self):
        self.assertIn("nowhere", self.complaint("growth", self.path("nowhere"), self.path("nowhere2")))


class Without(CliCase):
    """What would be if chains had stopped growing."""

    def without(self, ranks, *more):
        return self.answer("growth", EXAMPLE, "--limit", "1GiB", "--without", ranks, *more)

    def test_together(self):
        leaks = [c["rank"] for c in self.answer("growth", EXAMPLE)["chains"] if c["leak"]]
        alone = [self.without(str(rank))["without"] for rank in leaks]
        both = self.without(",".join(map(str, leaks)))
        together = both["without"]
        self.assertEqual(together["ranks"], leaks)
        self.assertAlmostEqual(together["gone_bytes"], sum(w["gone_bytes"] for w in alone), delta=1)
        for one in alone + [together]:
            self.assertEqual(one["heap_bytes"], together["heap_bytes"])
            self.assertAlmostEqual(one["heap_bytes"] - one["heap_without_bytes"], one["gone_bytes"],
                                   delta=1)
            self.assertEqual(one["heap"][-1]["bytes"], one["heap_without_bytes"])
            self.assertEqual(len(one["heap"]), both["heaps"])
        self.assertLess(both["eta_s"], alone[0]["eta_s"])
        self.assertEqual(together["outlook"], "never")

    def test_at(self):
        growth = self.without("1", "--at", "end")
        late = growth["without"]
        self.assertEqual(late["gone_bytes"], 0)
        self.assertEqual(late["heap_without_bytes"], late["heap_bytes"])
        # The same room, and less that fills it.
        self.assertGreater(late["eta_s"], growth["eta_s"])
        # Before its growth began there was nothing that could have stopped.
        self.assertEqual(self.without("1", "--at", "start")["without"]["heap"],
                         self.without("1")["without"]["heap"])

    def test_text(self):
        text = self.text("growth", EXAMPLE, "--limit", "1GiB", "--without", "1,2", "--at", "-20s")
        self.assertRegex(text, r"Had they stopped growing at \d\d:\d\d:\d\d UTC, the live heap would "
                               r"be [\d.]+ MiB instead of [\d.]+ MiB\. ")

    def test_wrong(self):
        for words in (["--without", "99"], ["--without", "0"], ["--without", "1,,2"],
                      ["--without", "x"], ["--at", "end"],
                      ["--without", "1", "--as", "markdown"]):
            with self.subTest(words=words):
                self.assertIn(words[0], self.complaint("growth", EXAMPLE, *words, status=2))


if __name__ == "__main__":
    unittest.main()
