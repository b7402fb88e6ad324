# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for a live Go service."""
import http.server
import json
import os
import threading

from cli_support import EXAMPLE


class Service:
    """A Go-like service whose answers a test decides: a map of path to body, or to a status."""

    def __init__(self, case, answers, token=None):
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                service.asked.append(self.path)
                answer = service.answers.get(self.path, 404)
                if token is not None and self.headers.get("Authorization") != f"Bearer {token}":
                    answer = 401
                body = answer if isinstance(answer, bytes) else b"no"
                self.send_response(200 if isinstance(answer, bytes) else answer)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.answers = answers
        self.asked = []
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # clients that are killed
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        case.addCleanup(self.stop)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def vars_with(n_collections, heap, command="./service"):
    return json.dumps({
        "cmdline": [command],
        "memstats": {"Alloc": heap, "HeapAlloc": heap, "HeapSys": 1 << 26, "HeapInuse": heap,
                     "HeapIdle": 0, "HeapReleased": 0, "Sys": 1 << 27, "NextGC": 2 * heap,
                     "TotalAlloc": heap * (n_collections + 1), "NumGC": n_collections,
                     "PauseNs": [], "PauseEnd": []}}).encode()


def a_heap_profile():
    with open(os.path.join(EXAMPLE, "heap-1795199347276.pb.gz"), "rb") as file:
        return file.read()
