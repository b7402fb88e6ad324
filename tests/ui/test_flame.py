# SPDX-License-Identifier: GPL-3.0-or-later
"""The flame graph and the table of functions, against what the profile says."""
import os
import re
import unittest

import pages
from accessibility import State
from expected import Expected, size
from ui_support import EXAMPLE, LAST_HEAP, UiCase, example


class Flame(UiCase):
    FILES = [LAST_HEAP]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.in_use = Expected(LAST_HEAP, "inuse_space")

    def setUp(self):
        """All in view, the first callee selected, nothing searched, the keys for the graph."""
        pages.show(self.app, "Flame")
        self.graph = self.app.find(pages.FLAME_GRAPH, "image")
        self.search = self.app.find(pages.SEARCH, "search box")
        self.app.focus(self.graph)
        self.app.key("0", *["Up"] * 40)
        self.app.settle()

    def wait_detail(self, name, value):
        share = f"{100 * value / self.in_use.total:.2f}"
        detail = self.app.wait_for(lambda: (lambda detail: detail[0] == name and detail)(
            pages.detail(self.app)), f"the detail is of {name}")
        self.assertIn(f"total {size(value)}", detail[1])
        self.assertIn(share, detail[1])

    def test_table_has_the_functions(self):
        rows = self.app.rows(pages.FUNCTIONS, 5)
        largest = sorted((flat for flat, _ in self.in_use.table.values()), reverse=True)
        self.assertEqual([row[1] for row in rows[:5]], [size(value) for value in largest[:5]])
        name, own, total = rows[0]
        full = next(full for full, values in self.in_use.table.items() if values[0] == largest[0])
        self.assertTrue(full.endswith(name), (full, name))
        self.assertEqual((own, total), tuple(map(size, self.in_use.table[full])))

    def test_arrows_walk(self):
        pages.away(self.app)
        path = self.in_use.heaviest_path()
        self.wait_detail(*path[0])
        for name, value in path[1:4]:
            self.app.key("Down")
            self.wait_detail(name, value)
        self.app.key("Up")
        self.wait_detail(*path[2])

    def test_click_selects(self):
        pages.away(self.app)
        before = pages.detail(self.app)
        self.app.click(self.graph, across=0.5, down=0.2)
        clicked = self.app.wait_for(lambda: pages.detail(self.app) != before and pages.detail(self.app),
                                    "something else is selected")
        pages.away(self.app)
        self.assertEqual(pages.detail(self.app), clicked)
        self.assertIn(clicked[0], self.in_use.table)

    def test_zoom_in_and_out(self):
        pages.away(self.app)
        self.app.key("Down", "Down")
        self.app.settle()
        whole = self.app.picture(self.graph, inset=4)
        self.app.key("Return")
        self.app.settle()
        self.assertGreater(self.app.picture(self.graph, inset=4).differing(whole), 1000)
        self.app.key(*["Escape"] * 10)
        self.app.wait_for(lambda: self.app.picture(self.graph, inset=4) == whole, "all is in view")

    def test_double_click_zooms(self):
        pages.away(self.app)
        whole = self.app.picture(self.graph, inset=4)
        self.app.click(self.graph, across=0.9, down=0.13, count=2)
        pages.away(self.app)
        self.assertGreater(self.app.picture(self.graph, inset=4).differing(whole), 1000)

    def test_upside_down(self):
        pages.away(self.app)
        icicle = self.app.picture(self.graph, inset=4)
        self.app.click(self.app.find("Flame", "button"))
        pages.away(self.app)
        flame = self.app.picture(self.graph, inset=4)
        self.app.click(self.app.find("Icicle", "button"))
        pages.away(self.app)
        self.assertGreater(flame.differing(icicle), 1000)
        self.app.wait_for(lambda: self.app.picture(self.graph, inset=4) == icicle,
                          "the root is above again")

    def test_search(self):
        for text in "json", "CLONEATTRS", "net/http", "no such function":
            with self.subTest(text=text):
                self.search.set_text(text)
                n_found, percent = self.in_use.search(text)
                wanted = rf"^{n_found} match(es)? · {percent:.2f}\s?% of total$"
                self.app.label(wanted)
        self.search.set_text("")
        self.app.wait_for(lambda: not self.app.find_all(re.compile(pages.MATCHES), "label"),
                          "nothing is searched")

    def test_search_by_keys(self):
        self.app.key("ctrl+1")
        self.app.key("ctrl+f")
        self.app.find("Flame", "tab", State.SELECTED)
        self.app.wait_for(lambda: self.app.is_focused(self.search),
                          "the search has the keys")
        self.app.type("literalStore")
        self.app.label(r"^1 match · ")
        self.app.key("ctrl+a", "BackSpace")

    def test_sample_types(self):
        for words, kind in pages.SAMPLE_TYPE_WORDS.items():
            with self.subTest(kind=kind):
                pages.choose_sample_type(self.app, words)
                expected = Expected(LAST_HEAP, kind)
                largest = max(flat for flat, _ in expected.table.values())
                text = size(largest) if kind.endswith("space") else f"{largest:,}"
                self.app.wait_for(lambda text=text: self.app.rows(pages.FUNCTIONS, 1)[0][1] == text,
                                  f"the largest is {text}")

    def test_row_selects_in_the_graph(self):
        pages.away(self.app)
        before, picture = pages.detail(self.app), self.app.picture(self.graph, inset=4)
        row = next(row for row in self.app.rows_in_view(pages.FUNCTIONS)
                   if not row.has(State.SELECTED))
        name = row.texts()[0]
        self.app.click(row, across=0.2)
        pages.away(self.app)
        self.assertNotEqual(pages.detail(self.app), before)
        self.assertTrue(pages.detail(self.app)[0].endswith(name), (pages.detail(self.app), name))
        self.assertTrue(pages.breadcrumbs(self.app)[-1].endswith(name))
        self.assertGreater(self.app.picture(self.graph, inset=4).differing(picture), 20)


class Animated(UiCase):
    DISPLAY = {"animations": True}
    FILES = [LAST_HEAP]

    def test_zoom_comes_back(self):
        """The picture and its scrollbar, whether the way there was over or not."""
        pages.show(self.app, "Flame")
        graph = self.app.find(pages.FLAME_GRAPH, "image")
        self.app.focus(graph)
        pages.away(self.app)
        self.app.key("Down", "Down")
        self.app.settle(0.4)
        whole = self.app.picture(graph, inset=4)
        for waits in True, False:
            with self.subTest(waits=waits):
                self.app.key("Return")
                if waits:
                    self.app.wait_for(lambda: self.app.picture(graph, inset=4).differing(whole) >
                                      1000, "it looks closer")
                    self.app.settle(0.4)
                self.app.key("0")
                self.app.wait_for(lambda: self.app.picture(graph, inset=4) == whole,
                                  "all is in view as before")
                self.app.settle(0.4)
                self.assertEqual(self.app.picture(graph, inset=4).differing(whole), 0)


class Steps(UiCase):
    FILES = [EXAMPLE]

    def wait_table_of(self, path):
        table = Expected(path, "inuse_space").table.values()
        largest = size(max(flat for flat, _ in table))
        self.app.wait_for(lambda: self.app.rows(pages.FUNCTIONS, 1)[0][1] == largest,
                          f"the table is of {path}, with {largest} at most")

    def test_keys_step_through_the_profiles(self):
        files = sorted((name for name in os.listdir(EXAMPLE) if name.endswith(".pb.gz")),
                       key=lambda name: int(re.search(r"\d+", name).group()))
        count = len(files)
        pages.show(self.app, "Flame")
        pages.choose_sample_type(self.app, "In use, bytes")
        self.app.focus(self.app.find(pages.FLAME_GRAPH, "image"))
        self.app.key(*["p"] * (count + 2))
        self.app.label(rf"^Profile 1 of {count}\b")
        self.wait_table_of(example(files[0]))
        self.app.key("n")
        self.app.label(rf"^Profile 2 of {count}\b")
        self.wait_table_of(example(files[1]))
        self.app.key(*["n"] * count)
        self.app.label(rf"^Profile {count} of {count}\b")


if __name__ == "__main__":
    unittest.main()
