# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the collections: table and lanes."""
import re
import unittest

import pages
from accessibility import State
from ui_support import UiCase, example


def logged_cycles():
    """The numbers of the collections in the log."""
    with open(example("gctrace.log"), encoding="utf-8") as file:
        return re.findall(r"^gc (\d+) @", file.read(), re.M)


class Collections(UiCase):
    FILES = [example("gctrace.log")]

    def setUp(self):
        pages.show(self.app, "GC")
        self.lanes = self.app.find(pages.LANES, "image")

    def column(self, index):
        return [row[index] for row in self.app.rows(pages.CYCLES)]

    def selected(self):
        """The numbers of the selected rows."""
        return [row.texts()[0] for row in self.app.row_nodes(pages.CYCLES)
                if row.has(State.SELECTED)]

    def click_row(self, row):
        number = row.texts()[0]
        self.app.click(row, across=0.5)
        self.app.wait_for(lambda: self.selected() == [number], f"collection {number} is selected")
        self.app.settle()

    def sort_by(self, title):
        table = self.app.find(pages.CYCLES, "tree grid").load()
        self.app.click(next(head for head in table.walk()
                            if head.role == "column header" and head.texts()[0].startswith(title)))
        self.app.settle()

    def test_a_row_for_each_collection(self):
        self.assertEqual(self.column(0), logged_cycles())
        # One column is drawn and has no text.
        self.assertTrue(all(row.count("") <= 1 for row in self.app.rows(pages.CYCLES)))

    def test_sorting_by_a_column(self):
        numbers = logged_cycles()
        self.sort_by("GC")
        self.app.wait_for(lambda: self.column(0) in (numbers, numbers[::-1]), "it is sorted")
        first = self.column(0)
        self.sort_by("GC")
        self.app.wait_for(lambda: self.column(0) == first[::-1], "it is sorted the other way")

    def test_sorting_by_a_column_out_of_view(self):
        """The last but one: it is scrolled to before it is clicked."""
        def goals():
            return [float(row[goal]) for row in self.app.rows(pages.CYCLES)]

        table = self.app.find(pages.CYCLES, "tree grid")
        self.app.scroll(table, 12, modifier="shift")
        self.app.settle()
        heads = [node.texts()[0] for node in table.load(n_rows=1).walk()
                 if node.role == "column header"]
        goal = next(i for i, head in enumerate(heads) if head.startswith("Goal"))
        for reverse in False, True:
            self.sort_by("Goal")
            self.app.wait_for(lambda reverse=reverse: goals() == sorted(goals(), reverse=reverse),
                              f"it is sorted by goal, reverse: {reverse}")
        self.assertGreater(len(set(goals())), 5)
        self.app.scroll(table, -12, modifier="shift")

    def test_row_moves_the_highlight(self):
        first, *_, last = self.app.rows_in_view(pages.CYCLES)
        self.click_row(last)
        late = self.app.picture(self.lanes)
        self.click_row(first)
        early = self.app.picture(self.lanes)
        self.assertGreater(early.differing(late), 50)
        self.click_row(last)
        self.assertEqual(self.app.picture(self.lanes), late)

    def test_click_in_the_lanes_selects_a_row(self):
        chosen = []
        bars = self.bars()
        self.assertGreater(len(bars), 8)
        for across in bars[-4], bars[-2]:
            before = self.selected()
            self.app.click(self.lanes, across=across)
            self.app.wait_for(lambda before=before: self.selected() not in ([], before),
                              "another row is selected")
            chosen += self.selected()
        numbers = logged_cycles()
        self.assertEqual(chosen, [numbers[-4], numbers[-2]])

    def bars(self):
        """Where in the lanes there are bars, as parts of their width: columns with colour."""
        picture = self.app.picture(self.lanes)
        colored = [x for x in range(picture.width)
                   if any(max(color) - min(color) > 80
                          for color in (picture.pixel(x, y) for y in range(picture.height)))]
        return [(x + 0.5) / picture.width for i, x in enumerate(colored)
                if i == 0 or x - colored[i - 1] > 1]

    def test_key_figures(self):
        labels = self.app.labels()
        self.assertEqual(labels[labels.index("Cycles") + 1], str(len(logged_cycles())))


if __name__ == "__main__":
    unittest.main()
