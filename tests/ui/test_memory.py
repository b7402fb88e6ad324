# SPDX-License-Identifier: GPL-3.0-or-later
"""The memory page: looking closer, marking, reading off."""
import unittest

import pages
from accessibility import State
from ui_support import EXAMPLE, UiCase


class Memory(UiCase):
    FILES = [EXAMPLE]
    # Three hours east of UTC, so that local time can be told from it.
    ENV = {"TZ": "HTT-3"}

    def setUp(self):
        """All of the time in view, nothing marked, the pointer elsewhere, the keys for the chart."""
        pages.show(self.app, "Memory")
        self.chart = self.app.find(pages.HEAP_CHART, "image")
        self.app.focus(self.chart)
        pages.away(self.app)
        self.app.key("Escape", "0")
        self.app.settle()
        self.all = pages.shown_range(self.app)

    def range_changes(self, before):
        return self.app.wait_for(
            lambda: pages.shown_range(self.app) != before and pages.shown_range(self.app),
            f"the range is no longer {before}")

    def back_to_all(self):
        self.app.wait_for(lambda: pages.shown_range(self.app) == self.all, f"the range is {self.all}")

    def read_out(self):
        """The time for which the legend tells values, whether it is the newest, and a value."""
        value = self.app.find_all(pages.A_SERIES, pages.SERIES_ROLE)[0].name
        return *pages.told_time(self.app), value

    def test_zoom_keeps_the_time_under_the_pointer(self):
        begin, end = map(pages.seconds, self.all[:2])
        self.app.move(*self.app.point(self.chart, across=0.75))
        self.app.wait_for(lambda: not self.read_out()[1], "the pointer's time is told")
        pointer = pages.seconds(self.read_out()[0])
        self.app.scroll(self.chart, -5, across=0.75, modifier="ctrl")
        self.range_changes(self.all)
        self.app.settle()
        closer_begin, closer_end = map(pages.seconds, pages.shown_range(self.app)[:2])
        self.assertGreater(closer_begin, begin)
        self.assertLess(closer_end, end)
        self.assertAlmostEqual((pointer - closer_begin) / (closer_end - closer_begin),
                               (pointer - begin) / (end - begin), delta=0.08)

    def test_keys_zoom_in_and_out(self):
        self.app.key("plus")
        closer = self.range_changes(self.all)
        self.app.key("plus")
        closest = self.range_changes(closer)
        self.app.key("minus")
        self.app.wait_for(lambda: pages.shown_range(self.app) == closer, f"the range is {closer}")
        self.assertNotEqual(closest, closer)
        self.app.key("0")
        self.back_to_all()

    def test_wheel_pans(self):
        self.app.key("plus", "plus", "plus")
        self.app.settle()
        before = pages.shown_range(self.app)
        length = pages.length(self.app)
        self.app.scroll(self.chart, 2)
        later = self.range_changes(before)
        self.app.settle()
        self.assertGreater(pages.seconds(later[0]), pages.seconds(before[0]))
        self.assertAlmostEqual(pages.length(self.app), length, delta=1)
        self.app.scroll(self.chart, -4)
        self.app.wait_for(lambda: pages.seconds(pages.shown_range(self.app)[0]) <
                          pages.seconds(before[0]), "earlier times are in view")

    def test_undo(self):
        self.app.key("plus")
        self.range_changes(self.all)
        self.app.key("ctrl+z")
        self.back_to_all()

    def test_marking(self):
        before = self.app.picture(self.chart)
        self.app.drag(self.chart, 0.4, 0.6)
        marked = self.range_changes(self.all)
        self.app.settle()
        self.assertGreater(pages.seconds(marked[0]), pages.seconds(self.all[0]))
        self.assertLess(pages.seconds(marked[1]), pages.seconds(self.all[1]))
        self.assertGreater(self.app.picture(self.chart).differing(before), 1000)
        self.app.key("Escape")
        self.back_to_all()

    def test_zoom_to_what_is_marked(self):
        self.app.drag(self.chart, 0.4, 0.6)
        self.range_changes(self.all)
        self.app.settle()
        marked = pages.shown_range(self.app)
        self.app.key("Return")
        self.app.settle()
        self.app.key("Escape")  # would show all again if it were only marked
        self.app.settle()
        self.assertEqual(pages.shown_range(self.app), marked)

    def test_legend_hides_and_shows_a_line(self):
        before = self.app.picture(self.chart, inset=4)
        for shown in False, True:
            self.app.click(self.app.find(pages.A_SERIES, pages.SERIES_ROLE))
            self.app.wait_for(lambda shown=shown: shown == self.app.find_all(
                pages.A_SERIES, pages.SERIES_ROLE)[0].has(State.PRESSED), f"shown: {shown}")
            pages.away(self.app)
            if shown:
                self.app.wait_for(lambda: self.app.picture(self.chart, inset=4).differing(before) <
                                  missing / 10, "the line is back")
            else:
                missing = self.app.picture(self.chart, inset=4).differing(before)
                self.assertGreater(missing, 50)

    def test_cross_hair(self):
        self.assertTrue(self.read_out()[1])
        told = []
        for across in 0.4, 0.7:
            self.app.move(*self.app.point(self.chart, across))
            self.app.wait_for(lambda: not self.read_out()[1] and
                              self.read_out()[0] not in [time for time, _, _ in told],
                              "another time is told")
            self.app.settle()
            told.append(self.read_out())
        self.assertLess(told[0][0], told[1][0])
        self.assertNotEqual(told[0][2], told[1][2])
        pages.away(self.app)
        self.app.wait_for(lambda: self.read_out()[1], "the newest values are told")

    def test_keys_move_the_cross_hair(self):
        self.app.key("Left")
        self.app.wait_for(lambda: not self.read_out()[1], "a time is told")
        first = self.read_out()[0]
        self.app.key("Home")
        self.app.wait_for(lambda: self.read_out()[0] < first, "an earlier time is told")

    def test_times(self):
        classes = self.app.find(pages.CLASSES_CHART, "image")
        local, axis = pages.shown_range(self.app)[0], self.app.picture(classes)
        pages.choose(self.app, *pages.TIMES_UTC)
        utc = self.range_changes(self.all)[0]
        self.assertEqual(pages.seconds(local) - pages.seconds(utc), 3 * 3600)
        self.assertGreater(self.app.picture(classes).differing(axis), 50)
        pages.choose(self.app, *pages.TIMES_SINCE_START)
        self.app.wait_for(lambda: pages.shown_range(self.app)[0] == "0 s", "times begin with 0")
        self.assertAlmostEqual(pages.seconds(pages.shown_range(self.app)[1]),
                               pages.seconds(self.all[1]) - pages.seconds(self.all[0]), delta=1)
        pages.choose(self.app, *pages.TIMES_LOCAL)
        self.back_to_all()


if __name__ == "__main__":
    unittest.main()
