# SPDX-License-Identifier: GPL-3.0-or-later
"""What grows, in the window, against what the command line says of the same recording."""
import datetime
import json
import math
import os
import re
import shutil
import subprocess
import unittest

import pages
from accessibility import State
from expected import size
from ui_support import DATA, EXAMPLE, LAST_HEAP, UiCase, cli, example

RECORDING = os.path.join(DATA, "..", "..", "data", "example.heaptrail")


REST = "Not growing, or too little to tell"


def short(name):
    """Without the path before the package."""
    return name.rsplit("/", 1)[-1]


def clock(unix_ms):
    """As the window writes a time, which is UTC here."""
    return datetime.datetime.fromtimestamp(unix_ms // 1000, datetime.UTC).strftime("%H:%M:%S")


def held_by_functions(path, time):
    """What each function holds itself, by the last profile until a time."""
    answer = json.loads(cli("top", "--json", path, "--sample", "inuse_space", "--at", time, "-n",
                            "1000"))
    return {row["function"]: row["flat"] for row in answer["rows"]}


def in_unit(values):
    """The figures of a column as the window writes them, and its unit."""
    size, unit = 1, 0
    while max(abs(value) for value in values) >= size * 1024:
        size, unit = size * 1024, unit + 1

    def write(value):
        value /= size
        places = 0 if abs(value) >= 99.95 else 2 if abs(value) < 0.995 else 1
        return f"{value:.{places}f}"

    return [write(value) for value in values], ("B", "KiB", "MiB", "GiB")[unit]


class Growth(UiCase):
    FILES = [EXAMPLE]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.growth = json.loads(cli("growth", "--json", EXAMPLE))

    def setUp(self):
        pages.show(self.app, "Growth")
        self.app.find(pages.GROWTH, "tree grid")
        self.app.wait_for(lambda: self.app.row_nodes(pages.GROWTH, 1), "something is found")

    def rows(self):
        return self.app.rows(pages.GROWTH)

    def first_row(self):
        return self.app.row_nodes(pages.GROWTH, 1)[0]

    def test_sentence(self):
        first, rest = self.growth["summary"].split(". ", 1)
        # The window tells local times, which is UTC here.
        self.app.label("^" + re.escape(first.removesuffix(" UTC")) + "$")
        self.app.label("^" + re.escape(rest))

    def leaks(self):
        return [chain for chain in self.growth["chains"] if chain["leak"]]

    def test_ranked(self):
        rows, leaks = [node.texts() for node in self.app.row_nodes(pages.GROWTH)], self.leaks()
        self.assertEqual([row[:2] for row in rows[:len(leaks)]],
                         [[str(rank + 1), short(chain["function"])]
                          for rank, chain in enumerate(leaks)])
        rates, unit = in_unit([60 * chain["heap_rate_bytes_per_s"] for chain in leaks])
        self.assertIn(unit + "/min",
                      self.app.find(pages.GROWTH, "tree grid").load(n_rows=1).texts())
        for row, chain, rate in zip(rows, leaks, rates):
            with self.subTest(chain=chain["function"]):
                self.assertIn("▲ " + rate, row)
                self.assertIn(f"{100 * chain['share']:.0f} %", row)
        for row in rows[len(leaks):]:
            self.assertFalse(any("▲" in text for text in row), row)

    def test_rest(self):
        """What does not grow is below a row that says so, and can be put away."""
        others = [chain for chain in self.growth["chains"] if not chain["leak"]]
        at = len(self.leaks())
        head, *below = self.rows()[at:]
        self.assertEqual(head[:2], ["", REST])
        self.assertEqual([row[1] for row in below], [short(chain["function"]) for chain in others])
        self.assertRegex(" ".join(self.app.row_nodes(pages.GROWTH)[at].texts()),
                         f"{len(others)} sites, [0-9.]+ MiB")
        self.app.click(self.app.row_nodes(pages.GROWTH)[at], across=0.3)
        self.app.key("Left")
        self.app.wait_for(lambda: len(self.rows()) == at + 1, "these rows are put away")
        self.app.key("Right")
        self.app.wait_for(lambda: self.rows()[at + 1:] == below, "they are there again")

    def test_how_much_it_explains(self):
        share = 100 * sum(chain["share"] for chain in self.leaks())
        rows = "Row 1 holds" if len(self.leaks()) == 1 else f"Rows 1–{len(self.leaks())} hold"
        self.app.label(f"^{rows} {share:.0f} % of the growth · "
                       f"Fitted on {self.growth['heaps']} collections, ")

    def test_error_and_interval(self):
        """The error is told beside the rate, both of its ends to who points at it."""
        first = self.leaks()[0]
        half = (first["rate_high"] - first["rate_low"]) / 2
        leaks = [60 * chain["heap_rate_bytes_per_s"] for chain in self.leaks()]
        size = 1024 ** int(math.log(max(leaks), 1024))
        texts = self.first_row().texts()
        written = next(text for text in texts if text.startswith("± "))
        self.assertAlmostEqual(float(written[2:]), 60 * half / size, delta=0.5)
        rate = next(node for node in self.first_row().walk() if node.name.startswith("▲ "))
        self.assertRegex(rate.description, "/min, with 95 % between .*/min and .*/min$")


    def test_detail_follows(self):
        pages.away(self.app)
        chains = self.growth["chains"]
        self.app.label("^" + re.escape(chains[0]["function"]) + "$")
        self.app.click(self.app.row_nodes(pages.GROWTH, 2)[1])
        self.app.label("^" + re.escape(chains[1]["function"]) + "$")
        for name in chains[1]["frames"][-2:]:
            self.app.label("^" + re.escape(short(name)) + "$")
        self.app.label(r"own code$")
        self.app.click(self.first_row())

    def test_opens_by_keys(self):
        closed = self.rows()
        self.app.click(self.first_row(), across=0.3)
        self.app.key("Right")
        self.app.wait_for(lambda: len(self.rows()) > len(closed), "the row is open")
        steps = self.rows()[1:1 + len(self.rows()) - len(closed)]
        self.assertEqual(steps[-1][1], closed[0][1])
        frames = [short(name) for name in self.growth["chains"][0]["frames"]]
        self.assertEqual([step[1] for step in steps],
                         [name for name in frames if name in {step[1] for step in steps}])
        self.app.key("Left")
        self.app.wait_for(lambda: self.rows() == closed, "the row is closed")
        self.app.key("Return")
        self.app.wait_for(lambda: len(self.rows()) > len(closed), "the row is open")
        self.app.key("Return")
        self.app.wait_for(lambda: self.rows() == closed, "the row is closed")

    def test_shown_anew(self):
        """The row that is selected stays so, and keys go on from it."""
        chains = self.growth["chains"]
        self.app.click(self.app.row_nodes(pages.GROWTH, 2)[1], across=0.3)
        self.app.label("^" + re.escape(chains[1]["function"]) + "$")
        pages.choose(self.app, *pages.TIMES_UTC)
        pages.choose(self.app, *pages.TIMES_LOCAL)
        self.app.label("^" + re.escape(chains[1]["function"]) + "$")
        self.app.key("Up")
        self.app.label("^" + re.escape(chains[0]["function"]) + "$")

    def test_flame_graph(self):
        self.app.click(self.first_row(), across=0.3)
        self.app.click(self.app.find("Show in Flame Graph", "button"))
        self.app.find("Flame", "tab", State.SELECTED)
        name = self.growth["chains"][0]["function"]
        pages.away(self.app)
        self.app.wait_for(lambda: pages.detail(self.app)[0] == name, f"{name} is selected")

    def test_growth_in_the_flame_graph(self):
        """It opens on growth, which says the same as the page that it was opened from."""
        self.app.click(self.first_row(), across=0.3)
        self.app.click(self.app.find("Show in Flame Graph", "button"))
        name = self.growth["chains"][0]["function"]
        pages.away(self.app)
        values = self.app.wait_for(
            lambda: (lambda found: found[0] == name and "▲" in found[1] and found[1])(
                pages.detail(self.app)), f"it is told how {name} grows")
        self.assertRegex(values, r"▲ .*/min \(95 %: .* – .*\) since \d\d:\d\d:\d\d$")
        self.app.find("Growth", "button", State.PRESSED)
        self.app.label(r"^▲ grows; full is .*/min$")
        self.app.label(r"^from \d+ heaps, ")
        graph = self.app.find(pages.FLAME_GRAPH, "image")
        self.assertIn("▲", graph.description)
        self.app.wait_for(lambda: self.app.is_focused(graph), "the graph has the keys")
        row = self.app.rows(pages.FUNCTIONS, 1)[0]
        self.assertEqual(len(row), 4)
        self.assertTrue(row[3].startswith("▲ "), row)
        pages.choose_weighting(self.app, "Held")
        self.app.wait_for(lambda: len(self.app.rows(pages.FUNCTIONS, 1)[0]) == 3,
                          "there are no figures of growth any more")
        self.assertNotIn("▲", pages.detail(self.app)[1])

    def test_compared_with_the_first(self):
        """It grows from the start, so there is no profile before; which one stands for it is said,
        until another is chosen."""
        heaps = sorted(int(re.search(r"\d+", name).group()) for name in os.listdir(EXAMPLE)
                       if name.startswith("heap-"))
        self.assertLess(self.growth["chains"][0]["since_ms"], heaps[0])
        self.app.click(self.first_row(), across=0.3)
        self.app.click(self.app.find("Compare With Before It Started", "button"))
        self.app.find("Flame", "tab", State.SELECTED)
        pages.away(self.app)
        self.app.label("^the growth began before the first profile, which is “before”$")
        self.app.label("^Profile 1  " + clock(heaps[0]) + "$")
        self.app.label(r"^before .* after .*   ▲ \+.*$")
        pages.choose_weighting(self.app, "Held")

    def test_narrow(self):
        """In fewer columns the same is said, and Enter leads to what else is known."""
        size = (1280, 860)
        first = self.leaks()[0]
        self.app.click(self.first_row(), across=0.3)
        self.app.resize(*pages.NARROW)
        try:
            self.app.wait_for(lambda: len(self.rows()[0]) == 3, "there are fewer columns")
            self.assertEqual(self.rows()[0][1], short(first["function"]))
            texts = " ".join(self.first_row().texts())
            self.assertIn(f"stays {100 * first['retention']:.0f} %", texts)
            self.assertIn(f"{os.path.basename(first['file'])}:{first['line']}", texts)
            # The focus is still where it was, though its cell is another.
            self.app.key("Return")
            self.app.label("^" + re.escape(first["function"]) + "$")
            self.app.wait_gone(pages.GROWTH, "tree grid")
            self.app.key("Escape")
            self.app.find(pages.GROWTH, "tree grid")
        finally:
            self.app.resize(*size)

    def test_limit(self):
        """A limit of one's own is forecast at once, and kept."""
        limit = "4GiB"
        told = json.loads(cli("growth", "--json", "--limit", limit, EXAMPLE))
        self.assertEqual(told["limit_kind"], "own")
        self.app.label("^No limit is known$")
        self.set_limit(limit)
        expected = told["summary"].rsplit(". ", 1)[-1].rstrip(".")
        self.app.label("^" + re.escape(expected) + "$")
        with open(self.display.path("home/.config/heaptrail/target-preferences.ini"),
                  encoding="utf-8") as file:
            self.assertIn(f"own_limit_bytes={4 << 30}", file.read())
        self.set_limit("")
        self.app.label("^No limit is known$")

    def set_limit(self, text):
        self.app.click(self.app.find(pages.LIMITS, "button"))
        self.app.settle()
        # Places in a popover are told nowhere.
        self.app.key("Tab", "Tab")
        self.app.find("Limit of your own", "text box", State.FOCUSED)
        self.app.key("ctrl+a", "BackSpace")
        self.app.type(text)
        self.app.key("Return")
        self.app.settle()


class PassedOn(UiCase):
    """What is copied and saved is what the command line writes."""
    FILES = [EXAMPLE]

    def setUp(self):
        pages.show(self.app, "Growth")
        self.app.wait_for(lambda: self.app.row_nodes(pages.GROWTH, 1), "something is found")
        pages.choose(self.app, *pages.TIMES_UTC)

    def page(self, form):
        folder, name = os.path.split(EXAMPLE)
        return cli("growth", name, "--as", form, cwd=folder)

    def assert_copied(self, form):
        self.app.wait_for(lambda: self.clipboard() == self.page(form), f"the {form} is on the clipboard")

    def clipboard(self):
        return subprocess.run(["xclip", "-selection", "clipboard", "-o"], env=self.display.env,
                              capture_output=True, check=False, timeout=60).stdout.decode()

    def choose(self, item):
        self.app.click(self.app.find(pages.FORMS, "button"))
        self.app.settle()
        self.app.pick(item)

    def test_copied(self):
        self.app.click(self.app.find("Copy for Incident", "button"))
        self.app.find("Report copied as Markdown", "label")
        self.assert_copied("markdown")
        self.choose("Copy as Text")
        self.app.find("Report copied as text", "label")
        self.assert_copied("text")

    def save(self, name):
        self.choose("Save Report…")
        self.app.wait_for(lambda: len(self.app.windows()) == 2, "a name is asked for")
        self.app.settle()
        self.app.key("ctrl+a")
        self.app.type(self.path(name))
        self.app.key("Return")

    def test_saved(self):
        self.save("report.pdf")
        self.app.find("report.pdf saved", "label")
        with open(self.path("report.pdf"), "rb") as file:
            self.assertEqual(file.read(5), b"%PDF-")

    def test_of_no_kind(self):
        self.save("report.odt")
        self.app.label("^The name must end with")
        self.assertFalse(os.path.exists(self.path("report.odt")))


class Compared(UiCase):
    """Of a recording with growth that began while it was recorded."""

    def test_compared_with_before(self):
        """With the last profile before it began; what is shown of both is what they hold."""
        since = json.loads(cli("growth", "--json", RECORDING))["chains"][0]["since_ms"]
        app = self.open(RECORDING)
        pages.show(app, "Growth")
        app.wait_for(lambda: app.row_nodes(pages.GROWTH, 1), "something is found")
        app.click(app.row_nodes(pages.GROWTH, 1)[0], across=0.3)
        app.click(app.find("Compare With Before It Started", "button"))
        app.label("^before is the last profile before the growth began$")
        before = re.search(r"^Profile \d+  (.*)$", app.label(r"^Profile \d+  [0-9:]+$")).group(1)
        self.assertLess(before, clock(since + 1000))
        day = datetime.datetime.fromtimestamp(since // 1000, datetime.UTC).strftime("%Y-%m-%d")
        earlier = held_by_functions(RECORDING, f"{day}T{before}.999Z")
        later = held_by_functions(RECORDING, "end")
        most = max(later, key=lambda name: later[name] - earlier.get(name, 0))
        row = app.rows(pages.FUNCTIONS, 1)[0]
        self.assertEqual(row, [short(most), size(earlier.get(most, 0)), size(later[most]),
                               "▲ +" + size(later[most] - earlier.get(most, 0))])


class Why(UiCase):
    """A program with a leak of nearly every kind, of which the class of some can be told."""

    def test_class_and_remedy(self):
        folder = os.path.join(DATA, "bakery", "go1.26")
        chains = json.loads(cli("growth", "--json", folder))["chains"]
        rank = next(i for i, chain in enumerate(chains)
                    if chain["leak"] and chain["class"] != "unknown" and chain["remedy"])
        app = self.open(folder)
        pages.show(app, "Growth")
        app.wait_for(lambda: app.row_nodes(pages.GROWTH, 1), "something is found")
        app.click(app.row_nodes(pages.GROWTH, 1)[0], across=0.3)
        app.key(*["Down"] * rank)
        app.label("^" + re.escape(chains[rank]["function"]) + "$")
        app.label("^" + re.escape(chains[rank]["remedy"]) + "$")
        app.label("^" + re.escape(chains[rank]["evidence"][0]))


class Known(UiCase):
    """What somebody has set aside is in a group of its own, without a rank."""

    def test_group(self):
        path = self.path("known.heaptrail")
        shutil.copy(RECORDING, path)
        chain = json.loads(cli("growth", "--json", path))["chains"][0]
        cli("known", "add", path, chain["chain"], "--reason", "the cache of sessions")
        left = [chain for chain in json.loads(cli("growth", "--json", path))["chains"]
                if chain["leak"]]
        app = self.open(path)
        pages.show(app, "Growth")
        app.wait_for(lambda: app.row_nodes(pages.GROWTH, 1), "something is found")
        rows = app.rows(pages.GROWTH)
        self.assertEqual([row[:2] for row in rows[:len(left) + 1]],
                         [[str(rank + 1), short(chain["function"])]
                          for rank, chain in enumerate(left)] + [["", "Known growth, not counted"]])
        app.click(app.row_nodes(pages.GROWTH)[len(left)], across=0.3)
        app.key("Right")
        app.wait_for(lambda: len(app.rows(pages.GROWTH)) > len(rows), "what is known is shown")
        self.assertEqual(app.rows(pages.GROWTH)[len(left) + 1][:2], ["", short(chain["function"])])


class Source(UiCase):
    """Where the source of a program is, is kept for its name; with it more is known."""
    BAKERY = os.path.join(DATA, "bakery", "go1.26")
    SOURCE = os.path.join(DATA, "bakery", "source")

    def kept(self):
        return self.display.path("home/.config/heaptrail/target-preferences.ini")

    def keep(self, folder):
        os.makedirs(os.path.dirname(self.kept()), exist_ok=True)
        with open(self.kept(), "w", encoding="utf-8") as file:
            file.write(f"[go1.26]\nsource_folder=file://{folder}\n")

    def read_kept(self):
        with open(self.kept(), encoding="utf-8") as file:
            return file.read()

    def open_growth(self):
        app = self.open(self.BAKERY)
        pages.show(app, "Growth")
        app.wait_for(lambda: app.row_nodes(pages.GROWTH, 1), "something is found")
        return app

    def chains(self, *source):
        return json.loads(cli("growth", "--json", *source, self.BAKERY))["chains"]

    def test_source(self):
        without, known = self.chains(), self.chains("--source", self.SOURCE)
        rank = next(i for i, chain in enumerate(known) if chain["leak"] and chain["remedy"]
                    and chain["keeper"] and without[i]["class"] == "unknown")
        remedy = known[rank]["remedy"]
        self.keep(self.SOURCE)
        app = self.open_growth()
        app.click(app.row_nodes(pages.GROWTH, 1)[0], across=0.3)
        app.key(*["Down"] * rank)
        app.label("^" + re.escape(remedy) + "$")
        app.click(app.find(pages.MORE_ON_GROWTH, "button"))
        app.settle()
        app.pick("Forget Source Folder")
        app.wait_for(lambda: remedy not in app.labels(), "it is known no longer")
        app.wait_for(lambda: "source" not in self.read_kept(), "it is kept no longer")

    def test_not_there(self):
        self.keep(self.path("gone"))
        app = self.open_growth()
        app.label("The source cannot be read: .*" + re.escape(self.path("gone")))


class CompilersNotes(UiCase):
    """What the compiler says of a program is kept for its name, too."""
    LIBRARY = os.path.join(DATA, "library", "go1.19")
    ESCAPE = os.path.join(DATA, "library", "escape-go1.19.txt")

    def kept(self):
        return self.display.path("home/.config/heaptrail/target-preferences.ini")

    def open_growth(self, path):
        os.makedirs(os.path.dirname(self.kept()), exist_ok=True)
        with open(self.kept(), "w", encoding="utf-8") as file:
            file.write(f"[go1.19]\nescape_file=file://{path}\n")
        app = self.open(self.LIBRARY)
        pages.show(app, "Growth")
        app.wait_for(lambda: app.row_nodes(pages.GROWTH, 1), "something is found")
        return app

    def read_kept(self):
        with open(self.kept(), encoding="utf-8") as file:
            return file.read()

    def test_notes(self):
        chains = json.loads(cli("growth", "--json", "--escape", self.ESCAPE, self.LIBRARY))["chains"]
        rank = next(i for i, chain in enumerate(chains) if chain["leak"]
                    and "escape" in [fact["code"] for fact in chain["facts"]])
        says = next(fact["names"][1] for fact in chains[rank]["facts"] if fact["code"] == "escape")
        said = "the compiler says “" + re.escape(says) + "”"
        app = self.open_growth(self.ESCAPE)
        app.click(app.row_nodes(pages.GROWTH, 1)[0], across=0.3)
        app.key(*["Down"] * rank)
        app.label(said)
        app.click(app.find(pages.MORE_ON_GROWTH, "button"))
        app.settle()
        app.pick("Forget Compiler’s Notes")
        app.wait_for(lambda: not [label for label in app.labels() if re.search(said, label)],
                     "it is known no longer")
        app.wait_for(lambda: "escape" not in self.read_kept(), "it is kept no longer")

    def test_not_there(self):
        gone = self.path("gone")
        app = self.open_growth(gone)
        app.label("The compiler’s notes cannot be read: .*" + re.escape(gone))


class Empty(UiCase):
    def test_no_profiles(self):
        app = self.open(example("gctrace.log"))
        pages.show(app, "Growth")
        app.find(pages.NO_GROWTH)

    def test_too_few(self):
        app = self.open(LAST_HEAP)
        pages.show(app, "Growth")
        app.label("^It is too early to tell what grows$")
        app.label("^3 more states of the heap will tell")


if __name__ == "__main__":
    unittest.main()
