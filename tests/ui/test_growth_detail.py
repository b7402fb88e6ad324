# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window tells of one chain that grows, against the command line and the source."""
import json
import os
import re
import shutil
import subprocess
import unittest

import pages
from ui_support import DATA, UiCase, cli

BAKERY = os.path.join(DATA, "bakery", "go1.26")
SOURCE = os.path.join(DATA, "bakery", "source")
LIMIT = 2 << 30


def chains(*options):
    return json.loads(cli("growth", "--json", *options, BAKERY))["chains"]


class Detail(UiCase):
    """The chain that grows fastest, of a program whose source is known."""
    FUNCTION, KEPT_FILE = "bakery.test/shop/courier.parcel", "courier/courier.go"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = chains()[0]
        assert cls.first["function"] == cls.FUNCTION

    def keep(self, **preferences):
        path = self.display.path("home/.config/heaptrail/target-preferences.ini")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write("[go1.26]\n" + "".join(f"{k}={v}\n" for k, v in preferences.items()))

    def open_growth(self, source=None, **preferences):
        if source is not None:
            preferences["source_folder"] = "file://" + source
        self.keep(**preferences)
        app = self.open(BAKERY)
        pages.show(app, "Growth")
        app.label("^" + re.escape(self.FUNCTION) + "$")
        return app

    def alter(self, change):
        """A copy of the source in which the file of the chain is another one."""
        root = self.path(self.id())
        shutil.copytree(SOURCE, root)
        with open(os.path.join(root, self.KEPT_FILE), "r+", encoding="utf-8") as file:
            text = change(file.read().splitlines(keepends=True))
            file.seek(0)
            file.truncate()
            file.write("".join(text))
        return root

    def test_source(self):
        app = self.open_growth(SOURCE)
        with open(os.path.join(SOURCE, self.KEPT_FILE), encoding="utf-8") as file:
            lines = file.read().splitlines()
        line = self.first["line"]
        app.label("^" + re.escape(self.KEPT_FILE) + "$")
        labels = app.labels()
        # Each line with its number before it; the one that allocates says what it holds.
        at = labels.index(str(line))
        self.assertEqual(labels[at + 1], lines[line - 1].replace("\t", "    "))
        self.assertRegex(labels[at + 2], r"^[\d.]+ MiB$")
        self.assertAlmostEqual(float(labels[at + 2].split()[0]),
                               self.first["last_bytes"] / 2 ** 20, delta=0.1)
        self.assertIn(str(line - 1), labels)
        # Its callers are shown when they are chosen.
        caller = re.compile("^" + re.escape(self.first["frames"][-2].rsplit("/", 1)[-1]) + ", ")
        app.scroll(app.find("What it held, and the line through it"), 30)
        app.settle()
        app.focus(app.find(caller, "list item"))
        app.wait_for(lambda: str(line) not in app.labels(), "another frame's source is shown")
        app.wait_for(lambda: any(self.first["frames"][-1].rsplit(".", 1)[-1] + "(" in label
                                 for label in app.labels()), "the caller calls it")

    def test_no_source(self):
        app = self.open_growth()
        app.label("^The source is not known")
        app.find("Set Source Folder…", "button")

    def test_shorter_file(self):
        app = self.open_growth(self.alter(lambda lines: lines[:40]))
        app.label("has fewer lines, so it is of another version")
        app.find("Choose Another Folder…", "button")

    def test_other_function(self):
        app = self.open_growth(self.alter(lambda lines: lines[:3] + ["\n"] * 60 + lines[3:]))
        app.label("there is another function in " + re.escape(self.KEPT_FILE))

    def test_no_file(self):
        root = self.alter(lambda lines: lines)
        os.remove(os.path.join(root, self.KEPT_FILE))
        self.open_growth(root).label("is not in the folder of the source")

    def test_facts(self):
        app = self.open_growth()
        held = self.first["last_bytes"] / 2 ** 20
        app.label(f"^{held:.1f} MiB held, [\\d,]+ objects of [\\d.]+ KiB, the oldest from ")
        self.assertEqual(self.first["class"], "unknown")
        app.label("^Why it grows is not known; it may be "
                  + re.escape(", ".join(self.first["candidates"][:3])) + "$")
        for text in self.first["evidence"]:
            app.label("^" + re.escape(text) + "$")
        # What the sign is worth is said in words.
        self.assertEqual(len(app.find_all("speaks for it")), len(self.first["evidence"]))
        app.label("^Where it is put: set the source folder to see$")
        app.find("not known")
        app.label("goroutines, \\d+ at first: ever more. They wait")
        app.label("who keeps it is not known")

    def what_if(self, *options):
        answer = json.loads(cli("growth", "--json", "--limit", str(LIMIT), *options, BAKERY))
        # The window tells local times, which is UTC here.
        return "^" + re.escape(answer["without"]["summary"].replace(" UTC", "")) + "$", answer

    def tab_to(self, app, name):
        for _ in range(4):
            app.key("Tab")
            app.settle()
            if app.focused_in_tree().name == name:
                return
        self.fail(f"Tab does not lead to {name}")

    def test_what_if(self):
        app = self.open_growth(own_limit_bytes=LIMIT)
        text, answer = self.what_if("--without", "1")
        app.click(app.find("What If…", "button"))
        app.label(text)
        app.find("What the heap held, and would have held, dashed")
        # At the last heap: nothing is gone by then.
        scale = app.find("When it is to have stopped growing", "slider")
        app.focus(scale)
        app.key("End")
        end, _ = self.what_if("--without", "1", "--at", str(answer["to_ms"]))
        app.label(end)
        app.key("Home")
        app.label(text)
        # With another one, by keys alone: as the command line tells of both.
        self.tab_to(app, "Together With Others")
        app.key("space")
        self.tab_to(app, chains()[1]["function"].rsplit("/", 1)[-1])
        app.key("space")
        both, _ = self.what_if("--without", "1,2")
        app.label(both)
        app.click(app.find("What If…", "button"))
        app.find("What it held, and the line through it")

    def test_copy(self):
        app = self.open_growth()
        app.click(app.find("Copy", "button"))
        app.settle()
        text = subprocess.run(["xclip", "-selection", "clipboard", "-o"], check=True, timeout=60,
                              env=self.display.env, capture_output=True).stdout.decode()
        self.assertTrue(text.startswith(self.FUNCTION + ": "), text)
        for evidence in self.first["evidence"]:
            self.assertIn("- speaks for it: " + evidence + "\n", text)
        for frame in self.first["frames"]:
            self.assertIn("    " + frame + "\n", text)


if __name__ == "__main__":
    unittest.main()
