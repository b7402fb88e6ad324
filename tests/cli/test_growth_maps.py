# SPDX-License-Identifier: GPL-3.0-or-later
"""When a map doubles next, held against when it did: maps of both designs, whose profiles end before that."""
import os
import unittest

from cli_support import DATA, CliCase
from map_growth import next_growth

# How far from 6.5 entries for each bucket, or 896 for each table, half of the growth is: tables split one by one.
SPREAD = 0.04


class NextDoubling(CliCase):
    def chain(self, version, *arguments):
        growth = self.answer("growth", *arguments, os.path.join(DATA, "maps", version))
        self.assertEqual([chain["function"] for chain in growth["chains"] if chain["leak"]], ["main.(*visits).note"])
        return growth, growth["chains"][0]

    def check(self, version, design, peak):
        folder = os.path.join(DATA, "maps", version)
        growth, chain = self.chain(version)
        told = chain["next_doubling"]
        self.assertEqual(told["design"], design)
        before_ms, time_ms, entries = next_growth(folder, growth["to_ms"], peak * told["bytes"])
        self.assertLessEqual(told["from_ms"], time_ms)
        self.assertGreaterEqual(told["to_ms"], before_ms)
        # Nine seconds ahead and more.
        self.assertGreater(time_ms, growth["to_ms"] + 8000)
        self.assertLess(abs(told["at_ms"] - time_ms), 2000)
        return told, entries

    def test_buckets(self):
        told, entries = self.check("go1.22", "buckets", 2)
        # 2^19 buckets of 208 bytes and a sixteenth more.
        self.assertEqual(told["bytes"], 208 * 2**19 * 17 // 16)
        self.assertEqual(told["peak_bytes"], 2 * told["bytes"])
        self.assertLess(abs(entries - 6.5 * 2**19), SPREAD * entries)

    def test_tables(self):
        # Both halves of a table are new.
        told, entries = self.check("go1.26", "tables", 2)
        self.assertEqual(told["entries"], 896 * 4096)
        self.assertLess(abs(entries - told["entries"]), SPREAD * entries)
        self.assertLess(abs(told["bytes"] - 27264 * 4096), 0.1 * told["bytes"])

    def test_class(self):
        for version, code in (("go1.22", "map-buckets"), ("go1.26", "map-tables")):
            with self.subTest(version):
                _, chain = self.chain(version)
                self.assertEqual((chain["class"], chain["candidates"][0]), ("unknown", "map-growth"))
                self.assertIn(code, [fact["code"] for fact in chain["facts"]])
                self.assertIn("next-doubling", [fact["code"] for fact in chain["facts"]])

    def test_no_map(self):
        growth = self.answer("growth", os.path.join(DATA, "bakery", "go1.26"))
        self.assertEqual({chain["function"] for chain in growth["chains"] if chain["next_doubling"]}, set())

    def test_text(self):
        text = self.text("growth", os.path.join(DATA, "maps", "go1.22"))
        self.assertRegex(text, r"evidence: At this pace the map grows by 110\.5 MiB next, \d\S*s to \d\S*s after the newest heap")


if __name__ == "__main__":
    unittest.main()
