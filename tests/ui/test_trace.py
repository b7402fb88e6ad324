# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the collections with an execution trace."""
import json
import os
import re
import unittest

import pages
from accessibility import State
from ui_support import DATA, UiCase, cli

# A program that notes what it does: two collections, in the first of which one of the goroutines
# of main.work had to assist; 21 messages. The JSON beside it is what Go's own reader says of it.
TRACE = os.path.join(DATA, "traces", "go1.27-known-work.out.gz")

FIGURES = os.path.join(DATA, "traces", "beside-go1.25-map-growth", "vars-1795201062224.json")
GOROUTINES = os.path.join(DATA, "captures", "etcd-3.4", "goroutine-1795199886743.pb.gz")

RECORDING = os.path.join(DATA, "..", "..", "data", "example.heaptrail")

LANES = "What traces tell of the collector"
WHO = "Who allocated"
DETAILS = "What the trace tells of it"
LEFT_TO_THE_PROGRAM = "What the collector leaves to the program"
ROWS = ["Pauses", "Mark", "Mark assist", "Sweep", "Workers", "Tasks", "Regions", "Messages"]


class Traces(UiCase):
    FILES = [TRACE]

    def setUp(self):
        pages.show(self.app, "GC")
        self.lanes = self.app.find(LANES, "image")
        self.show_table("Cycles")
        self.app.focus(self.lanes)
        self.app.key("0", "Escape", *["Up"] * 12)
        self.app.settle()
        self.all = pages.shown_range(self.app)

    def show_table(self, name):
        self.app.click(self.app.find(name, "tab"))
        self.app.settle()

    def described(self):
        return self.app.find(LANES, "image").description

    def go_to_row(self, name):
        self.app.key(*["Down"] * (ROWS.index(name) + 1))
        self.app.wait_for(lambda: self.described() == name, f"the keys are in {name}")

    def range_changes(self, before):
        self.app.wait_for(lambda: pages.shown_range(self.app) != before, "another time is in view")
        self.app.settle()
        return pages.shown_range(self.app)

    def test_lanes_are_drawn(self):
        """Red, blue and orange: pauses, marking, assists."""
        pages.away(self.app)
        self.app.settle()
        picture = self.app.picture(self.lanes)
        width, height = picture.width, picture.height

        def has(color):
            return any(color(picture.pixel(x, y)) for x in range(140, width - 62)
                       for y in range(0, height, 2))

        self.assertTrue(has(lambda c: c[0] > c[1] + 90 and c[0] > c[2] + 90))
        self.assertTrue(has(lambda c: c[2] > c[0] + 80))

    def test_keys_zoom_to_microseconds_and_back(self):
        self.app.move(*self.app.point(self.lanes, 0.6))
        for _ in range(60):
            self.app.key("plus")
        self.app.wait_for(lambda: pages.shown_range(self.app)[2] == "1µs", "a µs is in view")
        closest = pages.shown_range(self.app)
        # 1 µs is told in parts of it.
        self.assertRegex(closest[0], r"\.\d{9}$")
        self.app.key("ctrl+z")
        self.range_changes(closest)
        self.app.key("0")
        self.app.wait_for(lambda: pages.shown_range(self.app) == self.all, "all is in view")

    def test_wheel_zooms_about_the_pointer(self):
        self.app.scroll(self.lanes, -8, across=0.6, modifier="ctrl")
        near = self.range_changes(self.all)
        self.assertLess(pages.length(self.app), 0.03)
        self.app.scroll(self.lanes, 3, across=0.6)
        self.assertGreater(pages.seconds(self.range_changes(near)[0]), pages.seconds(near[0]))

    def test_drag_pans(self):
        self.app.scroll(self.lanes, -8, across=0.6, modifier="ctrl")
        near = self.range_changes(self.all)
        length = pages.length(self.app)
        self.app.drag(self.lanes, 0.7, 0.5, down=0.3)
        later = self.range_changes(near)
        self.assertGreater(pages.seconds(later[0]), pages.seconds(near[0]))
        self.assertAlmostEqual(pages.length(self.app), length, delta=1e-4)

    def test_a_drag_with_ctrl_zooms_into_a_box(self):
        x, y = self.app.point(self.lanes, 0.5, 0.3)
        last, _ = self.app.point(self.lanes, 0.6, 0.3)
        self.app.display.run("xdotool", "keydown", "ctrl", "mousemove", x, y, "mousedown", 1,
                             "mousemove", (x + last) // 2, y, "sleep", 0.05, "mousemove", last, y,
                             "sleep", 0.05, "mouseup", 1, "keyup", "ctrl")
        self.range_changes(self.all)
        # What is shown does not come back with Escape, as it would were it only marked.
        self.app.key("Escape")
        self.app.settle()
        self.assertLess(pages.length(self.app), 0.02)

    def test_keys_walk_through_a_lane(self):
        self.go_to_row("Mark assist")
        self.app.key("Left")
        self.app.wait_for(lambda: re.match(r"Mark assist · assist · 216\sµs · ", self.described()),
                          "the assist is chosen")
        self.app.find("main.work", "label")
        self.app.find(re.compile(r"^216\sµs · .* goroutine"), "label")
        before = pages.shown_range(self.app)
        self.app.key("z")
        self.range_changes(before)
        self.assertLess(pages.length(self.app), 0.001)

    def test_messages_are_told(self):
        self.go_to_row("Messages")
        self.app.key("Right")
        self.app.wait_for(lambda: self.described().startswith("Messages · "), "one is chosen")
        self.app.find(DETAILS, "list")

    def test_a_collection_lists_its_assists(self):
        for number, found in ("1", "main.work"), ("2", "none in the trace"):
            self.app.click(next(row for row in self.app.row_nodes(pages.CYCLES)
                                if row.texts()[0] == number), across=0.3)
            self.app.find(f"Assists of GC {number}", "label")
            self.app.find(found, "label")

    def test_pauses_by_reason(self):
        labels = self.app.labels()
        head = labels.index("Pauses by Reason")
        reasons = labels[head:head + 20]
        for reason, times in ("GC sweep termination", "2"), ("GC mark termination", "2"), \
                             ("start trace", "1"):
            self.assertEqual(reasons[reasons.index(reason) + 1], times)

    def test_what_is_left_to_the_program(self):
        chart = self.app.find(LEFT_TO_THE_PROGRAM, "image", State.FOCUSABLE)
        self.assertRegex(chart.description, r"At worst in 1\sms: \d")

    def who(self):
        return {row[0]: row[1:] for row in self.app.rows(WHO)}

    def test_who_allocated(self):
        self.show_table("Who Allocated")
        self.app.wait_for(lambda: "main.work" in self.who(), "the table is filled")
        whole = self.who()
        # The one assist in all.
        self.assertRegex(whole["main.work"][3], r"^216\sµs$")
        self.assertEqual(self.app.rows(WHO)[0][0], "main.work")
        self.app.label("to a span of pages")
        self.app.drag(self.app.find(pages.GC_CHART, "image"), 0.25, 0.3)
        self.app.wait_for(lambda: self.who().get("main.work") != whole["main.work"],
                          "the table tells of what is marked")
        self.app.key("Escape")
        self.app.wait_for(lambda: self.who() == whole, "the table tells of all again")

    def test_a_function_has_lanes(self):
        self.show_table("Who Allocated")
        self.app.wait_for(lambda: "main.work" in self.who(), "the table is filled")
        pages.away(self.app)
        _, _, _, height = self.lanes.extents()
        self.app.click(self.app.row_nodes(WHO)[0], across=0.2)
        self.app.wait_for(lambda: self.app.find(LANES, "image").extents()[3] > height,
                          "there are more lanes")
        self.app.key("Escape")
        self.app.wait_for(lambda: self.app.find(LANES, "image").extents()[3] == height,
                          "they are gone")

    def test_processors(self):
        _, _, _, height = self.lanes.extents()
        toggle = self.app.find("Processors", "button")
        self.app.click(toggle)
        self.app.wait_for(lambda: self.app.find(LANES, "image").extents()[3] > height,
                          "there are more lanes")
        self.app.click(toggle)
        self.app.wait_for(lambda: self.app.find(LANES, "image").extents()[3] == height,
                          "they are gone")

    def test_what_one_acts_on_has_a_name(self):
        for node in self.app.tree().walk():
            if node.seen() and (node.role in ("button", "tab", "toggle button", "tree grid") or
                                node.role == "image" and node.has(State.FOCUSABLE)):
                with self.subTest(object=node.chain()):
                    self.assertTrue(node.name)


class FirstLook(UiCase):
    """What is shown to somebody who has chosen nothing."""

    def shows(self, page, *files):
        app = self.open(*files)
        app.find(page, "tab", State.SELECTED)
        return app

    def test_a_trace_alone(self):
        self.shows("GC", TRACE)

    def test_beside_figures_of_the_heap(self):
        self.shows("Memory", TRACE, FIGURES)

    def test_profiles_of_a_trace_come_last(self):
        """The goroutine profile is the oldest."""
        app = self.open(TRACE, GOROUTINES)
        self.assertRegex(app.label(pages.PROFILE), r"^Profile 1 of \d{1,2} ")


class Save(UiCase):
    def test_with_its_trace(self):
        app = self.open(TRACE)
        path = self.path("saved.heaptrail")
        pages.choose(app, "Save Recording and Keep Traces…")
        app.wait_for(lambda: len(app.windows()) == 2, "a name is asked for")
        app.settle()
        app.key("ctrl+a")
        app.type(path)
        app.key("Return")
        app.find("saved.heaptrail saved", "label")
        kept, = json.loads(cli("info", "--json", path))["targets"][0]["attachments"]
        self.assertEqual(kept["kind"], "trace")

    def test_what_is_saved_already(self):
        app = self.open(RECORDING)
        pages.choose(app, "Save Recording…")
        app.label("^Only what was opened from captures")


class Narrow(UiCase):
    FILES = [TRACE]

    def test_all_is_there(self):
        pages.show(self.app, "GC")
        width, _ = self.app.resize(*pages.NARROW)
        self.assertEqual(width, pages.NARROW[0])
        self.app.find(LANES, "image")
        for name in "Cycles", "Who Allocated", "Pauses":
            self.app.click(self.app.find(name, "tab"))
            self.app.settle()
        self.app.find(LEFT_TO_THE_PROGRAM, "image")


if __name__ == "__main__":
    unittest.main()
