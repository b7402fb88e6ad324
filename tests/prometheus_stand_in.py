# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in of the HTTP API of a Prometheus server: the questions that are asked of it, answered
as the real one answers them, from series that a test makes up."""
import contextlib
import http.server
import json
import re
import threading
import urllib.parse

MATCHER = re.compile(r'\s*(\w+)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*,?')
ESCAPES = {"n": "\n"}

# Prometheus refuses questions of more points than that per series.
MOST_POINTS = 11000


def matchers_of(selector):
    inside = selector[selector.index("{") + 1:selector.rindex("}")]
    found = MATCHER.findall(inside)
    assert MATCHER.sub("", inside).strip() == "", selector
    return [(name, operator, re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[1]), value))
            for name, operator, value in found]


def fits(labels, selector):
    for name, operator, value in matchers_of(selector):
        actual = labels.get(name, "")
        equal = (re.fullmatch(value, actual) is not None) if "~" in operator else actual == value
        if equal == operator.startswith("!"):
            return False
    return True


class Prometheus:
    """Answers on a free port of 127.0.0.1. `series` is a list of (labels, value at a time)."""

    def __init__(self, case, series, token=None):
        stand_in = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                url = urllib.parse.urlsplit(self.path)
                query = urllib.parse.parse_qs(url.query)
                stand_in.asked.append((url.path, query))
                if token is not None and self.headers.get("Authorization") != f"Bearer {token}":
                    status, answer = 401, {"status": "error"}
                else:
                    status, answer = stand_in.answer(url.path, query)
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(ConnectionError):  # who asked may be gone
                    self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.series = series
        self.asked = []
        self.fail_for = None  # ranges whose question has this in it are answered with 503
        self.stall_for = None  # and these not before the stand-in ends
        self.stalled = threading.Event()
        self.ended = threading.Event()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        case.addCleanup(self.stop)

    def stop(self):
        self.ended.set()
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path, query):
        if path == "/api/v1/series":
            found = [labels for labels, _ in self.series
                     if any(fits(labels, selector) for selector in query["match[]"])]
            return 200, {"status": "success", "data": found}
        if path == "/api/v1/query_range":
            return self.answer_range(query["query"][0], float(query["start"][0]),
                                     float(query["end"][0]), float(query["step"][0]))
        return 404, {"status": "error", "errorType": "not_found", "error": path}

    def answer_range(self, selector, start, end, step):
        n_points = int((end - start) / step + 1e-6) + 1
        if n_points > MOST_POINTS:
            return 400, {"status": "error", "errorType": "bad_data",
                         "error": "exceeded maximum resolution of 11,000 points per timeseries."}
        if self.stall_for is not None and self.stall_for in selector:
            self.stalled.set()
            self.ended.wait()
        if self.fail_for is not None and self.fail_for in selector:
            return 503, {"status": "error", "errorType": "timeout", "error": "query timed out"}
        result = []
        for labels, value_at in self.series:
            if not fits(labels, selector):
                continue
            values = [(start + i * step, value_at(start + i * step)) for i in range(n_points)]
            values = [[time, str(value)] for time, value in values if value is not None]
            if values:
                result.append({"metric": labels, "values": values})
        return 200, {"status": "success", "data": {"resultType": "matrix", "result": result}}

    def ranges(self):
        """The questions for values, in the order in which they came."""
        return [query for path, query in self.asked if path == "/api/v1/query_range"]


def process(job, instance, figures, **labels):
    """Series of one process: a map of metric to what its value is at a time."""
    return [({"__name__": metric, "job": job, "instance": instance, **labels}, value_at)
            for metric, value_at in figures.items()]
