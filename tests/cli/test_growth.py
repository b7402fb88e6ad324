# SPDX-License-Identifier: GPL-3.0-or-later
"""What grows, by captures of services of which it is known what they do."""
import os
import unittest

from cli_support import DATA, EXAMPLE, CliCase

CAPTURES = os.path.join(DATA, "captures")

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


class Answer(CliCase):
    def test_members(self):
        growth = self.answer("growth", EXAMPLE)
        first = growth["chains"][0]
        self.assertEqual(growth["verdict"], "growing")
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
        self.assertRegex(text, r"^growing: [\d.]+ MiB/s, \d+ states of the heap\n")
        self.assertIn("growing  encoding/json.(*decodeState).literalStore\n", text)

    def test_no_profiles(self):
        log = os.path.join(CAPTURES, "go1.26-sawtooth", "gctrace.log")
        growth = self.answer("growth", log)
        self.assertEqual((growth["verdict"], growth["chains"], growth["heaps"], growth["from_ms"]),
                         ("too-little-data", [], 0, None))


if __name__ == "__main__":
    unittest.main()
