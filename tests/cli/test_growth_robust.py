# SPDX-License-Identifier: GPL-3.0-or-later
"""What grows is told the same where captures are damaged, missing, twice there, or of two lives."""
import os
import shutil
import unittest

from cli_support import DATA, CliCase

BAKERY = os.path.join(DATA, "bakery")
# Of each place of the program that allocates most of what leaks.
LEAKS = {"bakery.test/shop/courier.parcel", "bakery.test/shop/oven.bake", "bufio.NewReaderSize"}


def heaps_of(folder):
    return sorted(name for name in os.listdir(folder) if name.startswith("heap-"))


class Captures(CliCase):
    def copy(self, version="go1.26", keep=lambda i, name: True):
        """A folder with the captures of a version, less the heap profiles that are not kept."""
        source = os.path.join(BAKERY, version)
        folder = self.path("captures")
        heaps = heaps_of(source)
        shutil.copytree(source, folder)
        for i, name in enumerate(heaps):
            if not keep(i, name):
                os.remove(os.path.join(folder, name))
        return folder

    def assert_same(self, folder):
        growth = self.answer("growth", folder)
        leaks = [chain["function"] for chain in growth["chains"] if chain["leak"]]
        self.assertEqual(growth["verdict"], "growing")
        self.assertEqual(LEAKS - set(leaks), set())
        return growth

    def test_every_second_one(self):
        growth = self.assert_same(self.copy(keep=lambda i, name: i % 2 == 0))
        self.assertEqual((growth["heaps"] <= 7, growth["lives"]), (True, 1))

    def test_first_quarter(self):
        growth = self.answer("growth", self.copy(keep=lambda i, name: i < 3))
        self.assertEqual(growth["verdict"], "too-little-data")
        self.assertEqual([chain for chain in growth["chains"] if chain["leak"]], [])

    def test_no_collections(self):
        folder = self.copy()
        os.remove(os.path.join(folder, "gctrace.log"))
        self.assert_same(folder)

    def test_twice(self):
        folder = self.copy()
        once = self.answer("growth", folder)
        for name in heaps_of(folder):
            shutil.copy2(os.path.join(folder, name), os.path.join(folder, "again-" + name))
        twice = self.assert_same(folder)
        self.assertEqual(twice["heaps"], once["heaps"])

    def test_allocs_among_them(self):
        """An allocs profile is a heap profile that is asked for by another name."""
        folder = self.copy()
        for name in heaps_of(folder)[::3]:
            os.rename(os.path.join(folder, name),
                      os.path.join(folder, name.replace("heap-", "allocs-")))
        self.assert_same(folder)

    def test_damaged(self):
        """The import tells of them and takes the others."""
        folder = self.copy()
        for name in heaps_of(folder)[3::10]:
            path = os.path.join(folder, name)
            with open(path, "r+b") as file:
                file.truncate(os.path.getsize(path) // 2)
        recording = self.path("some.heaptrail")
        told = self.text("import", folder, "-o", recording)
        self.assertIn("skipped: 2\n", told)
        self.assert_same(recording)

    def test_two_lives(self):
        """Two processes in one target: that it is not of all of them is told."""
        folder = self.copy()
        for name in heaps_of(os.path.join(BAKERY, "go1.19")):
            shutil.copy2(os.path.join(BAKERY, "go1.19", name), folder)
        growth = self.answer("growth", folder)
        self.assertGreater(growth["lives"], 1)
        self.assertIn(f"of {growth['lives']} lives only the last one is judged",
                      self.text("growth", folder))


if __name__ == "__main__":
    unittest.main()
