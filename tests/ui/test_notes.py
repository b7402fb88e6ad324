# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes and known growth, written in the window: what the command line finds in the recording."""
import json
import re
import unittest

import pages
from ui_support import EXAMPLE, UiCase, cli


class Notes(UiCase):
    def setUp(self):
        self.recording = self.path(f"{self.id()}.heaptrail")
        cli("import", EXAMPLE, "-o", self.recording)

    def notes(self):
        return json.loads(cli("note", "list", "--json", self.recording))["notes"]

    def known(self):
        return json.loads(cli("known", "list", "--json", self.recording))["known"]

    def answer(self, app, text):
        """Writes into the question that is asked, and takes it."""
        app.wait_for(lambda: len(app.windows()) == 2, "something is asked")
        app.settle()
        app.type(text)
        app.key("Return")
        app.wait_for(lambda: len(app.windows()) == 1, "it was answered")

    def says(self, app, words):
        app.wait_for(lambda: words in app.find(pages.HEAP_CHART, "image").description,
                     f"the chart says “{words}”")

    def start_at_begin(self, app):
        pages.show(app, "Memory")
        pages.away(app)
        app.focus(app.find(pages.HEAP_CHART, "image"))
        app.key("Escape", "0", "Home")
        app.settle()

    def test_at_the_cursor_and_taken_back(self):
        app = self.open(self.recording)
        self.start_at_begin(app)
        app.key("Right", "Right", "m")
        self.answer(app, "deployed")
        app.wait_for(self.notes, "the note is written")
        note, = self.notes()
        self.assertEqual((note["text"], note["end_ms"], note["chain"]), ("deployed", None, None))
        info = json.loads(cli("info", "--json", self.recording))
        self.assertGreater(note["time_ms"], info["from_ms"])
        self.assertLess(note["time_ms"], info["to_ms"])
        app.click(app.find(re.compile("Undo$"), "button"))
        app.wait_for(lambda: not self.notes(), "it is taken back")

    def test_about_what_is_marked(self):
        app = self.open(self.recording)
        self.start_at_begin(app)
        app.focus(app.find(pages.STRIP))
        app.key("Home", "shift+Right", "shift+Right", "shift+Right", "m")
        self.answer(app, "load test")
        app.wait_for(self.notes, "the note is written")
        note, = self.notes()
        self.assertLess(note["time_ms"], note["end_ms"])

    def test_list(self):
        cli("note", "add", self.recording, "first", "--at", "+5s")
        app = self.open(self.recording)
        pages.choose(app, "Browse Notes")
        app.wait_for(lambda: len(app.windows()) == 2, "there is a list")
        app.click(app.find("Edit: first", "button"))
        app.wait_for(lambda: len(app.windows()) == 3, "something is asked")
        app.settle()
        app.key("ctrl+a")
        app.type("second")
        app.key("Return")
        app.wait_for(lambda: [n["text"] for n in self.notes()] == ["second"], "it is changed")
        app.click(app.find("Remove: second", "button"))
        app.wait_for(lambda: not self.notes(), "it is removed")
        app.find("No Notes", "label")
        app.key("Escape")
        app.wait_for(lambda: len(app.windows()) == 1, "the list is closed")

    def test_known_growth(self):
        app = self.open(self.recording)
        pages.show(app, "Growth")
        app.find(pages.GROWTH, "tree grid")
        before = json.loads(cli("growth", "--json", self.recording))["chains"][0]
        app.click(app.find(pages.GROWTH_MENU, "button"))
        app.settle()
        app.pick("Suppress…")
        self.answer(app, "the cache of tenants")
        app.wait_for(self.known, "it is set aside")
        known, = self.known()
        self.assertEqual((known["chain"], known["reason"]),
                         (before["chain"], "the cache of tenants"))
        self.assertAlmostEqual(known["rate_bytes_per_s"], before["heap_rate_bytes_per_s"])
        app.label("1 known chain of .* is not counted")
        # It is not gone, but put away.
        app.wait_for(lambda: any("Known growth, not counted" in " ".join(row)
                                 for row in app.rows(pages.GROWTH)), "it is listed apart")

        app.settle()
        pages.choose(app, "Browse Notes")
        app.wait_for(lambda: len(app.windows()) == 2, "there is a list")
        app.click(app.find(f"Count Again: {known['chain']}", "button"))
        app.wait_for(lambda: not self.known(), "it is taken up again")
        app.find("No Notes", "label")
        app.key("Escape")
        app.wait_for(lambda: len(app.windows()) == 1, "the list is closed")

    def test_captures_keep_notes_until_they_are_saved(self):
        app = self.open(EXAMPLE)
        self.start_at_begin(app)
        app.key("Right", "m")
        self.answer(app, "only here")
        app.key("Home", "f")
        self.says(app, "Note: only here")


if __name__ == "__main__":
    unittest.main()
