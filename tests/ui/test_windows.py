# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows: several, narrow, dark; and how they end."""
import re
import unittest

import pages
from complaints import complaints
from driver import PROGRAM
from ui_support import EXAMPLE, LAST_HEAP, UiCase, example


class Windows(UiCase):
    def test_second_window(self):
        app = self.open(LAST_HEAP)
        app.key("ctrl+shift+n")
        app.wait_for(lambda: len(app.windows()) == 2, "there are two windows")
        app.settle()
        app.find(pages.NO_RECORDING, "label")
        # The new one is in front.
        empty = next(window for window in app.tree().children
                     if not re.search(pages.PROFILE, "\n".join(window.texts()), re.M))
        app.click(next(node for node in empty.walk()
                       if (node.role, node.name) == ("button", "Close")))
        app.wait_for(lambda: len(app.windows()) == 1, "one window is left")
        app.label(pages.PROFILE)

    def test_closing_the_last_window_ends_it(self):
        app = self.open(example("gctrace.log"))
        app.label(pages.RANGE)
        app.click(app.find("Close", "button"))
        app.check_end()

    def test_quit_while_reading(self):
        app = self.open(EXAMPLE, settle=False)
        app.key("ctrl+q")
        app.check_end()

    def test_files_go_to_the_window_that_is_open(self):
        app = self.open(LAST_HEAP)
        app.label(pages.PROFILE)
        second = self.display.run(PROGRAM, example("gctrace.log"))
        self.assertEqual((second.returncode, complaints(second.stderr)), (0, []))
        app.wait_for(lambda: len(pages.recordings(app)) == 2, "there are two recordings")
        self.assertEqual(len(app.windows()), 1)


class Small(UiCase):
    DISPLAY = {"width": 600, "height": 980, "dark": True}
    FILES = [EXAMPLE]

    def test_pages_in_a_narrow_window(self):
        self.assertEqual(self.app.resize(*pages.NARROW), pages.NARROW)
        for page in pages.PAGES:
            with self.subTest(page=page):
                tabs = [tab for tab in self.app.find_all(page, "tab")]
                self.app.click(max(tabs, key=lambda tab: tab.extents()[1]))
                pages.show(self.app, page)
                self.assertEqual(self.app.place()[2:], pages.NARROW)
        self.app.click(self.app.find("Recordings", "button"))
        self.app.settle()
        self.app.click(pages.recordings(self.app)[0])
        self.app.label(pages.RANGE)

    def test_dark(self):
        colors = self.app.picture().colors()
        common = max(colors, key=colors.get)
        self.assertLess(max(common), 0x60, common)


if __name__ == "__main__":
    unittest.main()
