# SPDX-License-Identifier: GPL-3.0-or-later
"""One capture is fetched by its URL and opened beside what is open."""
import http.server
import re
import threading
import unittest

import pages
from accessibility import State
from ui_support import LAST_HEAP, UiCase

HEAP = "/debug/pprof/heap"
TOKEN = "s3cr3t-t0ken"


class Service:
    """Answers /debug/pprof/heap when it may, /private to whoever has the token."""

    def __init__(self, case):
        service = self
        with open(LAST_HEAP, "rb") as file:
            self.heap = file.read()
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                service.asked.append(self.path)
                service.may_answer.wait()
                status = 404
                if self.path == HEAP:
                    status = 200
                elif self.path == "/private":
                    known = self.headers.get("Authorization") == f"Bearer {TOKEN}"
                    status = 200 if known else 401
                body = service.heap if status == 200 else b"no"
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # the client has gone

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.place = f"127.0.0.1:{self.server.server_port}"
        self.url = f"http://{self.place}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        case.addCleanup(self.stop)

    def stop(self):
        self.may_answer.set()
        self.server.shutdown()
        self.server.server_close()


class OpenUrl(UiCase):
    def setUp(self):
        self.service = Service(self)

    def ask(self, app, text):
        app.key("ctrl+l")
        app.wait_for(lambda: len(app.windows()) == 2, "there is a dialog")
        app.settle()
        app.type(text)
        app.settle()

    def check_opened(self, app, title):
        app.wait_for(lambda: len(app.windows()) == 1, "the dialog is gone")
        row = app.wait_for(lambda: [row for row in pages.recordings(app)
                                    if row.has(State.SELECTED)], "a recording is selected")[0]
        self.assertTrue(any(title in text for text in row.texts()), row.texts())
        app.wait_for(lambda: app.rows(pages.FUNCTIONS, 1), "functions are shown")

    def test_by_keyboard(self):
        app = self.open()
        self.ask(app, f"{self.service.place}{HEAP}")
        app.key("Return")
        self.check_opened(app, f"{self.service.place}{HEAP}")
        self.assertEqual(self.service.asked, [HEAP])

    def test_menu_and_a_service_alone(self):
        app = self.open()
        pages.choose(app, "Open URL…")
        app.wait_for(lambda: len(app.windows()) == 2, "there is a dialog")
        app.settle()
        app.type(self.service.url)
        app.settle()
        app.click(app.find(re.compile("^_Open"), "button", State.SENSITIVE))
        self.check_opened(app, self.service.place)
        self.assertEqual(self.service.asked, [HEAP])

    def test_argument(self):
        app = self.open(f"{self.service.url}{HEAP}", settle=False)
        self.check_opened(app, HEAP)

    def test_corrected(self):
        """What went wrong is told where it can be corrected."""
        app = self.open()
        self.ask(app, f"{self.service.place}/nothing")
        app.key("Return")
        app.label("/nothing: answers 404")
        self.assertEqual(len(app.windows()), 2)
        app.key("ctrl+a")
        app.type("ftp://localhost/")
        app.key("Return")
        app.label("http:, https: and unix: URLs")
        app.key("ctrl+a")
        app.type(f"{self.service.url}{HEAP}")
        app.key("Return")
        self.check_opened(app, HEAP)

    def test_credentials(self):
        app = self.open()
        self.ask(app, f"{self.service.url}/private")
        app.key("Return")
        app.label("no credential was given")
        app.settle()
        app.find("Sign In")
        self.assertEqual(len(app.windows()), 2)
        app.key("Escape")
        app.wait_for(lambda: len(app.windows()) == 1, "the dialog is gone")
        app.find(pages.NO_RECORDING, "label")

    def test_cancelled(self):
        app = self.open()
        self.service.may_answer.clear()
        self.ask(app, f"{self.service.url}{HEAP}")
        app.key("Return")
        app.label("Fetching")
        app.wait_for(lambda: self.service.asked, "it is asked for")
        app.key("Escape")
        app.wait_for(lambda: len(app.windows()) == 1, "the dialog is gone")
        self.service.may_answer.set()
        app.settle()
        app.find(pages.NO_RECORDING, "label")
        self.assertEqual(pages.recordings(app), [])

    def test_quit_while_fetching(self):
        app = self.open()
        self.service.may_answer.clear()
        self.ask(app, f"{self.service.url}{HEAP}")
        app.key("Return")
        app.wait_for(lambda: self.service.asked, "it is asked for")
        # Keys go to the dialog, which is modal; a desktop may still ask the program to quit.
        self.display.run("gdbus", "call", "--session", "--dest", "dev.heaptrail.Heaptrail",
                         "--object-path", "/dev/heaptrail/Heaptrail",
                         "--method", "org.gtk.Actions.Activate", "quit", "[]", "{}")
        app.check_end()


if __name__ == "__main__":
    unittest.main()
