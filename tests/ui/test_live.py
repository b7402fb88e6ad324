# SPDX-License-Identifier: GPL-3.0-or-later
"""Services that are recorded while they are looked at."""
import http.server
import json
import os
import re
import subprocess
import threading
import unittest

import pages
from accessibility import State
from processes import read_first_line
from ui_support import CLI, UiCase, cli

PATIENCE = 20
VALUES = "Memory over time"
KEEP_TRACES = "Keep Traces in the Recording"


class Service:
    """The example recording as a live service."""

    def __init__(self, port=0):
        read, write = os.pipe()
        self.process = subprocess.Popen(
            [CLI, "serve", os.path.join(os.environ["HT_TEST_DATA"], "..", "..", "data",
                                        "example.heaptrail"), "--port", str(port)],
            stdin=subprocess.DEVNULL, stdout=write, stderr=subprocess.DEVNULL)
        os.close(write)
        self.url = read_first_line(read, PATIENCE, "serve")
        self.port = int(self.url.rsplit(":", 1)[1])
        self.name = self.url.removeprefix("http://")

    def end(self):
        self.process.kill()
        self.process.wait()


class Refuser(http.server.BaseHTTPRequestHandler):
    """Wants other credentials, whatever it is asked."""

    def do_GET(self):
        self.send_response(401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


class Live(UiCase):
    def serve(self, port=0):
        service = Service(port)
        self.addCleanup(service.end)
        return service

    def attach(self):
        service = self.serve()
        app = self.open(service.url)
        self.wait_recorded(app, service)
        return app, service

    @staticmethod
    def row(app, service):
        return app.find(re.compile("^" + re.escape(service.name)), "list item")

    def row_texts(self, app, service):
        return list(self.row(app, service).texts())

    def wait_recorded(self, app, service):
        app.wait_for(lambda: any("MiB" in text for text in self.row_texts(app, service)),
                     "the row tells how much heap is in use")

    def recorded(self, service):
        """What is in the file of a service."""
        folder = self.display.path("home", ".local", "share", "heaptrail", "recordings")
        name = service.name.replace(":", "-") + ".heaptrail"
        return json.loads(cli("info", "--json", os.path.join(folder, name)))

    def recorded_until(self, service):
        return self.recorded(service)["to_ms"]

    def wait_more(self, app, service):
        before = self.recorded_until(service)
        app.wait_for(lambda: self.recorded_until(service) > before, "more is recorded")

    def test_attach_and_close(self):
        app, service = self.attach()
        app.find("Live", "label")
        app.label(r"^\d+(\.\d)?$")
        self.wait_more(app, service)
        before = self.recorded_until(service)
        app.close()
        info = self.recorded(service)
        self.assertGreaterEqual(info["to_ms"], before)
        self.assertEqual([target["name"] for target in info["targets"]], [service.name])

    def test_once_more(self):
        app, service = self.attach()
        app.close()
        before = self.recorded_until(service)
        app = self.open(service.url)
        self.wait_recorded(app, service)
        app.wait_for(lambda: self.recorded_until(service) > before, "the same recording goes on")
        self.assertEqual(len(self.recorded(service)["targets"]), 1)

    def test_follow(self):
        app, service = self.attach()
        self.assertEqual(app.find_all("Follow", "button"), [])
        app.drag(app.find(pages.HEAP_CHART), 0.2, 0.6)
        follow = app.find("Follow", "button")
        held = app.label(pages.RANGE)
        self.wait_more(app, service)
        self.assertEqual(app.label(pages.RANGE), held)
        app.click(follow)
        app.wait_gone("Follow", "button")
        self.assertNotEqual(app.label(pages.RANGE), held)

    def test_pause(self):
        app, service = self.attach()
        app.click(app.find("Pause recording", "button"))
        app.wait_for(lambda: "Paused" in self.row_texts(app, service), "the row says so")
        app.click(app.find("Go on recording", "button"))
        self.wait_recorded(app, service)
        self.wait_more(app, service)

    def test_capture(self):
        app, service = self.attach()
        before = self.recorded(service)["counts"]["profiles"]
        app.click(app.find("Capture"))
        app.pick("Heap Profile")
        app.find(re.compile("a heap profile is in the recording$"), "label")
        self.assertGreater(self.recorded(service)["counts"]["profiles"], before)
        app.click(app.find("Show", "label"))
        app.find(pages.FLAME_GRAPH)

    def test_capture_that_is_not_there(self):
        """A replayed service has no traces."""
        app, service = self.attach()
        app.click(app.find("Capture"))
        app.pick("Execution Trace, 3 s")
        app.find(re.compile(re.escape(service.name) + ": (?!taking)"), "label")

    def open_rules(self, app, service):
        app.click(app.find("Capture"))
        app.pick("Rules and Intervals…")
        app.find(f"Rules for {service.name}", "label")
        return app.find("Near a Limit", "switch")

    def test_rules(self):
        app, service = self.attach()
        switch = self.open_rules(app, service)
        self.assertTrue(switch.has(State.CHECKED))
        app.click(switch)
        app.wait_for(lambda: not switch.is_now(State.CHECKED), "the rule is off")
        app.key("Escape")
        app.wait_gone("Near a Limit", "switch")
        self.wait_more(app, service)
        self.assertFalse(self.open_rules(app, service).has(State.CHECKED))
        app.key("Escape")

    def kept(self, app):
        """Whether traces are kept, as the menu says; it is open then."""
        pages.away(app)
        app.click(app.find("Capture"))
        return app.find(KEEP_TRACES).has(State.CHECKED)

    def test_keep_traces(self):
        app, service = self.attach()
        for kept in False, True:
            self.assertEqual(self.kept(app), kept)
            app.pick(KEEP_TRACES)
            app.settle()
            self.wait_more(app, service)
        self.assertFalse(self.kept(app))
        app.key("Escape")

    def test_service_comes_back(self):
        app, service = self.attach()
        service.end()
        app.wait_for(lambda: any(text.startswith("Retrying")
                                 for text in self.row_texts(app, service)), "the row says so")
        self.serve(service.port)
        self.wait_recorded(app, service)

    def test_nothing_there(self):
        service = self.serve()
        service.end()
        app = self.open(service.url)
        app.find(re.compile("^Retrying"), "label")
        app.find(re.compile("refused"), "label")

    def test_unauthorised(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refuser)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        app = self.open(f"http://127.0.0.1:{server.server_port}")
        app.find("Unauthorised", "label")
        app.find(re.compile("no credential was given"), "label")

    def test_two_of_them(self):
        first, second = self.serve(), self.serve()
        app = self.open(first.url, second.url)
        for service in first, second:
            self.wait_recorded(app, service)
        app.click(self.row(app, first))
        app.key("Delete")
        app.find(re.compile(re.escape(first.name) + " is recorded in "), "label")
        app.wait_gone(re.compile("^" + re.escape(first.name) + "$"), "list item")
        self.wait_recorded(app, second)
        self.wait_more(app, second)

    def check_stays(self, app, service, table):
        """Selects a row and looks for some seconds what becomes of it."""
        app.wait_for(lambda: len(app.rows(table, 4)) >= 3, "there are some rows")
        n_rows = len(app.rows(table))
        app.click(app.row_nodes(table)[1])
        app.wait_for(lambda: self.selected(app, table), "a row is selected")
        wanted = self.selected(app, table)
        app.wait_for(lambda: len(app.rows(table)) > n_rows, "more rows come")
        self.wait_more(app, service)
        self.assertEqual(self.selected(app, table), wanted)

    @staticmethod
    def selected(app, table):
        return [list(row.texts())[0] for row in app.row_nodes(table) if row.has(State.SELECTED)]

    def test_values_stay(self):
        app, service = self.attach()
        app.focus(app.find(pages.HEAP_CHART))
        app.key("t")
        self.check_stays(app, service, VALUES)

    def test_collections_stay(self):
        app, service = self.attach()
        pages.show(app, "GC")
        self.check_stays(app, service, pages.CYCLES)

    @staticmethod
    def profile(app):
        return int(re.match(r"^Profile (\d+)", app.label(pages.PROFILE)).group(1))

    def test_chosen_profile_stays(self):
        """The newest heap profile is shown until another is chosen."""
        app, service = self.attach()
        app.wait_for(lambda: self.profile(app) > 1, "a second one is shown")
        app.key("p")
        app.find("Follow", "button")
        chosen = self.profile(app)
        self.wait_more(app, service)
        self.assertEqual(self.profile(app), chosen)
        app.key("e")
        app.wait_gone("Follow", "button")
        self.assertGreater(self.profile(app), chosen)

    def test_keys_follow(self):
        app, service = self.attach()
        app.focus(app.find(pages.HEAP_CHART))
        app.key("plus")
        app.find("Follow", "button")
        app.key("e")
        app.wait_gone("Follow", "button")
        self.wait_more(app, service)


if __name__ == "__main__":
    unittest.main()
