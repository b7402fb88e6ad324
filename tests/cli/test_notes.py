# SPDX-License-Identifier: GPL-3.0-or-later
"""What people write into a recording: notes, and growth that they know of."""
import os
import unittest

from cli_support import DATA, CliCase

CAPTURES = os.path.join(DATA, "captures", "go1.19-map-growth")
# What leaks there, as the program itself tells.
LEAK = "example.com/fleet/gateway/internal/store.cloneAttrs"


class NotesCase(CliCase):
    def setUp(self):
        super().setUp()
        self.recording = self.path("noted.heaptrail")
        self.text("import", CAPTURES, "-o", self.recording)

    def known(self, *words):
        return self.answer("known", *words)["known"]

    def notes(self, *words):
        return self.answer("note", *words)["notes"]

    def growth(self, *words):
        return self.answer("growth", self.recording, *words)


class Notes(NotesCase):
    def test_add_change_remove(self):
        start = self.answer("info", self.recording)["from_ms"]
        note, = self.notes("add", self.recording, "deployed 1.4", "--at", "+2s", "--until", "+3s",
                           "--chain", LEAK)
        self.assertEqual((note["time_ms"], note["end_ms"], note["chain"], note["text"]),
                         (start + 2000, start + 3000, LEAK, "deployed 1.4"))
        self.assertIsNone(note["until_ms"])
        self.assertGreater(note["made_ms"], start)

        changed, = self.notes("change", self.recording, str(note["id"]), "deployed 1.5")
        self.assertEqual((changed["id"], changed["text"], changed["time_ms"], changed["made_ms"]),
                         (note["id"], "deployed 1.5", note["time_ms"], note["made_ms"]))

        self.assertEqual(self.notes("remove", self.recording, str(note["id"])), [])
        # Nothing is lost.
        self.assertEqual([n["text"] for n in self.notes("list", self.recording, "--all")],
                         ["deployed 1.4", "deployed 1.5"])
        self.assertTrue(all(n["until_ms"] for n in self.notes("list", self.recording, "--all")))

    def test_import_takes_them_along(self):
        self.notes("add", self.recording, "look here")
        copy = self.path("copy.heaptrail")
        self.text("import", self.recording, "-o", copy)
        note, = self.notes("list", copy)
        self.assertEqual((note["text"], note["time_ms"]), ("look here", None))

    def test_text(self):
        self.notes("add", self.recording, "red \x1b[31m light", "--at", "start")
        told = self.text("note", "list", self.recording)
        self.assertIn("light", told)
        self.assertNotIn("\x1b", told)

    def test_wrong(self):
        for words, status in ((["remove", self.recording, "7"], 1),
                              (["change", self.recording, "7", "x"], 1),
                              (["remove", self.recording, "seven"], 2),
                              (["add", self.recording, ""], 2),
                              (["add", self.recording], 2),
                              (["forget", self.recording, "1"], 2),
                              (["add", self.recording, "x", "--at", "+2s", "--until", "+1s"], 2),
                              (["add", CAPTURES, "x"], 1)):
            with self.subTest(words=words[:1]):
                self.complaint("note", *words, status=status)
        self.assertEqual(self.notes("list", self.recording), [])

    def test_in_a_page(self):
        self.notes("add", self.recording, "deployed *1.4*", "--at", "+2s")
        self.notes("add", self.recording, "Ada looks after <it>", "--chain", LEAK)
        page = self.text("growth", self.recording, "--as", "markdown")
        self.assertIn("deployed \\*1.4\\*", page)
        self.assertIn("Ada looks after \\<it\\>", page)
        page = self.text("growth", self.recording, "--as", "html")
        self.assertIn("deployed *1.4*", page)
        self.assertIn("Ada looks after &lt;it&gt;", page)


class Known(NotesCase):
    def test_set_aside_and_taken_up(self):
        before = self.growth()
        first = before["chains"][0]
        self.assertEqual((first["function"], first["leak"], first["suppressed"], first["known"]),
                         (LEAK, True, False, None))

        known = self.known("add", self.recording, LEAK, "--reason", "the cache of tenants")
        self.assertIn(first["chain"], [k["chain"] for k in known])
        after = self.growth()
        aside = [c for c in after["chains"] if c["function"] == LEAK]
        self.assertTrue(aside)
        for chain in aside:
            self.assertEqual((chain["leak"], chain["suppressed"], chain["verdict"],
                              chain["known"]["reason"]),
                             (False, True, "growing", "the cache of tenants"))
        self.assertEqual(after["suppressed"]["count"], len(aside))
        self.assertEqual(after["suppressed"]["chains"], [c["chain"] for c in aside])
        self.assertAlmostEqual(after["suppressed"]["rate_bytes_per_s"],
                               sum(c["heap_rate_bytes_per_s"] for c in aside))
        self.assertIn("not counted", after["summary"])
        # The process grows as fast as it did, and the limit is as near.
        self.assertEqual(after["rate_bytes_per_s"], before["rate_bytes_per_s"])

        for chain in aside:
            self.known("remove", self.recording, chain["chain"])
        self.assertEqual(self.growth()["chains"], before["chains"])
        self.assertEqual(len(self.known("list", self.recording, "--all")), len(aside))

    def test_nothing_else_grows(self):
        known = self.write("known.txt", b"# all of it\n*: a load test\n")
        growth = self.growth("--known", known)
        self.assertEqual([c for c in growth["chains"] if c["leak"]], [])
        self.assertNotEqual(growth["verdict"], "growing")
        self.assertGreater(growth["suppressed"]["count"], 0)

    def test_outgrown(self):
        first = self.growth()["chains"][0]
        for rate, leak in ((first["rate_low"] / 1.6, True), (first["rate_low"] / 1.4, False)):
            known = self.write("known.txt", f"{first['chain']} @ {int(rate)}B/s: known\n".encode())
            chain, = [c for c in self.growth("--known", known)["chains"]
                      if c["chain"] == first["chain"]]
            self.assertEqual((chain["leak"], chain["suppressed"]), (leak, not leak))
            self.assertEqual(chain["known"]["reason"], "known")

    def test_from_recording_to_recording(self):
        self.known("add", self.recording, LEAK, "--reason", "the cache")
        known = self.path("known.txt")
        self.text("known", "export", self.recording, "-o", known)
        other = self.path("other.heaptrail")
        self.text("import", CAPTURES, "-o", other)
        imported = self.known("import", other, known)
        self.assertEqual([(k["chain"], k["reason"]) for k in imported],
                         [(k["chain"], k["reason"]) for k in self.known("list", self.recording)])
        self.assertFalse([c for c in self.answer("growth", other)["chains"]
                          if c["leak"] and c["function"] == LEAK])
        # Again: what was known of a chain before ends.
        self.assertEqual(len(self.known("import", other, known)), len(imported))

    def test_lines_that_make_no_sense(self):
        known = self.write("known.txt", b"no reason\n*: all of it\n")
        done = self.run_cli("growth", self.recording, "--json", "--known", known)
        self.assertIn("known.txt: line 1:", done.stderr.decode())

    def test_wrong(self):
        for words, status in ((["add", self.recording, "main.nothing", "--reason", "x"], 1),
                              (["add", self.recording, LEAK], 2),
                              (["remove", self.recording, LEAK], 1),
                              (["import", self.recording, self.path("none")], 1),
                              (["forget", self.recording], 2)):
            with self.subTest(words=words[:1]):
                self.complaint("known", *words, status=status)


if __name__ == "__main__":
    unittest.main()
