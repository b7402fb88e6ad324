# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of services from a Prometheus server, from the dialog to the page."""
import glob
import os
import re
import unittest

import pages
from accessibility import State
from prometheus_stand_in import Prometheus, process
from ui_support import UiCase, cli

ADDRESS = "Address of the Server"
CONNECT_KEY = "ctrl+n"


def of_an_api(instance):
    return process("api", instance, {"go_memstats_heap_alloc_bytes": lambda t: 1 << 24,
                                     "go_memstats_heap_inuse_bytes": lambda t: 1 << 25,
                                     "go_goroutines": lambda t: 7})


class History(UiCase):
    def open_page(self):
        app = self.open()
        app.key(CONNECT_KEY)
        app.click(app.find("Prometheus", "tab"))
        app.settle()
        return app

    def ask(self, app, address):
        """Asks a server for its instances."""
        app.click(app.find(ADDRESS, "text box"))
        app.type(address)
        app.key("Return")

    def begin(self, server, expected):
        """The page with the instances of a server, as soon as there is a label like @expected."""
        app = self.open_page()
        self.ask(app, server.url)
        app.label(expected)
        app.settle()
        return app

    @staticmethod
    def end(app):
        """Without the dialog, which would get the key that ends the program."""
        if app.process.poll() is None and app.find_all("Connect", "window"):
            app.key("Escape")
            app.wait_gone("Connect", "window")
        UiCase.end(app)

    def instances(self, app, state=None):
        return [node.name for node in app.find_all(re.compile(r"^10\."), "checkbox", state)]

    def files(self):
        """Recordings of the user whose desktop this is."""
        return glob.glob(os.path.join(self.display.env["HOME"], "**", "prometheus-*.heaptrail*"),
                         recursive=True, include_hidden=True)

    def button(self, app, label):
        return app.find(re.compile(rf"\b{label}$"), "button")

    def press(self, app, label):
        app.click(self.button(app, label))
        app.settle()

    def tearDown(self):
        super().tearDown()
        for name in self.files():
            os.remove(name)

    def test_fetch_some(self):
        server = Prometheus(self, of_an_api("10.0.0.1:80") + of_an_api("10.0.0.2:80") +
                            of_an_api("10.0.0.3:80"))
        app = self.begin(server, "^3 are ticked")
        # So few are all wanted.
        self.assertEqual(len(self.instances(app, State.CHECKED)), 3)
        amount = app.label("^3 are ticked")
        app.click(app.find("10.0.0.2:80", "checkbox"), across=0.1)
        app.wait_for(lambda: len(self.instances(app, State.CHECKED)) == 2, "one is unticked")
        self.assertNotEqual(app.label("^2 are ticked"), amount)
        self.press(app, "Fetch")
        app.wait_gone("Connect", "window")
        row = app.wait_for(lambda: pages.recordings(app), "the recording is open")[0]
        self.assertTrue(any("prometheus-" in text for text in row.texts()), row.texts())
        app.label(pages.RANGE)
        files = self.files()
        listing = cli("info", files[0])
        self.assertIn("10.0.0.1:80", listing)
        self.assertIn("10.0.0.3:80", listing)
        self.assertNotIn("10.0.0.2:80", listing)

    def test_find_among_many(self):
        server = Prometheus(self, [series for i in range(30) for series in
                                   of_an_api(f"10.0.0.{i}:80")])
        app = self.begin(server, "^Tick those")
        self.assertEqual(self.instances(app, State.CHECKED), [])
        app.click(app.find("Find instances"))
        app.type("0.17")
        app.wait_for(lambda: self.instances(app) == ["10.0.0.17:80"], "only one is shown")
        self.press(app, "All")
        app.label("^1 is ticked")

    def test_stopped(self):
        server = Prometheus(self, of_an_api("10.0.0.1:80") + of_an_api("10.0.0.2:80"))
        server.stall_for = "10.0.0.2:80"
        app = self.begin(server, "^2 are ticked")
        self.press(app, "Fetch")
        app.wait_for(server.stalled.is_set, "the second is asked for")
        self.press(app, "Stop")
        app.label(r"^Stopped: 1 of 2 instances")
        app.wait_for(lambda: pages.recordings(app), "what came is open")
        listing = cli("info", self.files()[0])
        self.assertIn("10.0.0.1:80", listing)
        self.assertNotIn("10.0.0.2:80", listing)

    def test_closed_meanwhile(self):
        server = Prometheus(self, of_an_api("10.0.0.1:80"))
        server.stall_for = "10.0.0.1:80"
        app = self.begin(server, "^1 is ticked")
        self.press(app, "Fetch")
        app.wait_for(server.stalled.is_set, "it is asked for")
        self.press(app, "Cancel")
        app.wait_for(lambda: not self.files(), "nothing is left")
        app.find(pages.NO_RECORDING, "label")

    def test_not_a_server(self):
        app = self.open_page()
        self.ask(app, "http://127.0.0.1:1")
        app.label("does not tell which instances")
        app.label("refused")
        self.button(app, "Look")


if __name__ == "__main__":
    unittest.main()
