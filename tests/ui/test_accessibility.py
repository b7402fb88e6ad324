# SPDX-License-Identifier: GPL-3.0-or-later
"""For those who use keys only, or a screen reader."""
import unittest

import pages
from accessibility import State
from ui_support import EXAMPLE, UiCase

# What one acts on by these must say what it is.
NAMED_ROLES = {"button", "check box", "checkbox", "combo box", "entry", "image", "link", "list",
               "menu item", "search box", "slider", "spin button", "switch", "tab", "text box",
               "toggle button", "tree grid"}


def is_part(node):
    """Whether something with a name is made of this: a drop-down has a button inside."""
    return node.parent is not None and node.parent.role in ("combo box", "button") and \
        node.parent.name != ""


def is_of_libadwaita(node):
    """The cross of a toast: libadwaita gives it no name before 1.5."""
    return node.role == "button" and node.parent is not None and \
        node is node.parent.children[-1] and node.parent.children[0].role == "widget" and \
        {child.role for child in node.parent.children[1:]} == {"button"}


class Names(UiCase):
    FILES = [EXAMPLE]

    def test_controls_have_names(self):
        for page in pages.PAGES:
            pages.show(self.app, page)
            checked = 0
            for node in self.app.tree().walk():
                if node.role not in NAMED_ROLES or not node.seen():
                    continue
                if node.role == "image" and not node.has(State.FOCUSABLE):
                    continue  # an ornament
                checked += 1
                with self.subTest(page=page, object=node.chain()):
                    self.assertTrue(node.name or is_part(node) or is_of_libadwaita(node))
            self.assertGreater(checked, 8)

    def test_pictures_describe_themselves(self):
        pages.show(self.app, "Memory")
        self.assertRegex(self.app.find(pages.HEAP_CHART, "image").description, r"\d MiB")

    def test_window_without_a_recording(self):
        app = self.app
        app.key("ctrl+shift+n")
        app.wait_for(lambda: len(app.windows()) == 2, "there are two windows")
        app.settle()
        for node in app.tree().walk():
            if node.role in NAMED_ROLES - {"image"} and node.seen():
                with self.subTest(object=node.chain()):
                    self.assertTrue(node.name or is_part(node) or is_of_libadwaita(node))
        app.key("alt+F4")
        app.wait_for(lambda: len(app.windows()) == 1, "one window is left")


class Keys(UiCase):
    FILES = [EXAMPLE]

    def tour(self):
        """Where Tab leads, until it is where it began: [(role, title)]."""
        seen, paths = [], []
        before = self.app.focused()
        for _ in range(80):
            self.app.key("Tab")
            self.app.wait_for(lambda before=before: before is None or not self.app.is_focused(before),
                              f"Tab leads on from {before}, after {seen}")
            now = before = self.app.wait_for(self.app.focused_in_tree, "Tab leads somewhere")
            if now.path in paths:
                return seen
            paths.append(now.path)
            seen.append((now.role, now.title(), *[node.name for node in now.ancestors()]))
        raise AssertionError(f"Tab never returns: {seen}")

    def check_tour(self, page, *wanted):
        pages.show(self.app, page)
        tour = self.tour()
        for name in (*wanted, pages.MENU, "Open recordings or captures"):
            with self.subTest(name=name):
                self.assertTrue(any(name in entry for entry in tour), (name, tour))
        self.assertTrue(any(entry[0] == "tab" for entry in tour), tour)

    def test_memory(self):
        self.check_tour("Memory", pages.HEAP_CHART, pages.CLASSES_CHART)

    def test_gc(self):
        self.check_tour("GC", pages.GC_CHART, pages.CYCLES)

    def test_flame(self):
        self.check_tour("Flame", pages.SAMPLE_TYPES, "Icicle", pages.SEARCH, pages.FLAME_GRAPH,
                        pages.FUNCTIONS)


if __name__ == "__main__":
    unittest.main()
