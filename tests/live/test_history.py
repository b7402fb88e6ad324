# SPDX-License-Identifier: GPL-3.0-or-later
"""The history that a real Prometheus server has of itself, before and beside what is recorded."""
import csv
import io
import json
import os
import tempfile
import time
import unittest
import urllib.parse

from oracle_support import run, run_json
from processes import adopt_orphans, end_descendants
from servers import SCALE, TLS, Prometheus, wait_for

SERIES = {"goroutines": "go_goroutines", "heap_alloc": "go_memstats_heap_alloc_bytes",
          "rss": "process_resident_memory_bytes", "num_gc": "go_gc_duration_seconds_count"}


class Watching(Prometheus):
    """Scrapes itself each second."""

    def __init__(self, folder):
        super().__init__(folder)
        self.write("prometheus.yml", json.dumps({
            "global": {"scrape_interval": "1s"},
            "scrape_configs": [{
                "job_name": "watch", "scheme": "https", "metrics_path": self.prefix + "/metrics",
                "basic_auth": {"username": "tester", "password": self.password},
                "tls_config": {"ca_file": os.path.join(TLS, "ca.pem")},
                "static_configs": [{"targets": [f"127.0.0.1:{self.port}"]}]}]}))

    def query(self, path, **parameters):
        answer = json.loads(self.ask(f"/api/v1/{path}?{urllib.parse.urlencode(parameters)}"))
        return answer["data"]["result"]

    def n_scrapes(self):
        result = self.query("query", query="count_over_time(go_goroutines[5m])")
        return int(result[0]["value"][1]) if result else 0


class History(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        adopt_orphans()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.addClassCleanup(end_descendants)
        cls.folder = folder.name
        cls.server = Watching(folder.name)
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()
        wait_for(lambda: cls.server.n_scrapes() >= 8, "it has scraped itself eight times")

    def setUp(self):
        self.recording = os.path.join(self.folder, self.id())

    def run_cli(self, *args):
        result = run(*args)
        for _ in range(5):
            # A sanitizer may take longer for TLS than the program waits.
            if "no connection in time" in result.stderr:
                result = run(*args)
        self.assertEqual(result.status, 0, result.stderr)
        return result.stdout

    def fetch(self):
        self.run_cli("fetch", self.server.url, *self.server.record_options, "--match",
                     '{job="watch"}', "--since", "5m", "--step", "1s", "--target", "watch", "-o",
                     self.recording)

    def points(self, series):
        table = self.run_cli("export", self.recording, "--as", "csv", "-o", "-")
        return [(int(row["time_ms"]), float(row["value"]))
                for row in csv.DictReader(io.StringIO(table)) if row["series"] == series]

    def test_figures_are_those_of_the_server(self):
        self.fetch()
        for series, metric in SERIES.items():
            with self.subTest(series):
                # What was scraped in the last moment may have come in later.
                points = self.points(series)[:-3]
                self.assertGreaterEqual(len(points), 4)
                result, = self.server.query("query_range", query=f'{metric}{{job="watch"}}',
                                            start=points[0][0] / 1000, end=points[-1][0] / 1000,
                                            step=1)
                self.assertEqual(points, [(round(second * 1000), float(value))
                                          for second, value in result["values"]])

    def test_beside_what_is_recorded(self):
        self.run_cli("record", f"watch={self.server.url}", *self.server.record_options, "--duration",
                     f"{4 * SCALE:.0f}s", "-o", self.recording)
        before = self.points("heap_alloc")
        time.sleep(2)  # so that there is something after it
        self.fetch()
        after = self.points("heap_alloc")
        self.assertGreater(len(after), len(before))
        self.assertEqual([point for point in after if point in before], before)
        times = [time_ms for time_ms, _ in after]
        self.assertEqual(times, sorted(set(times)))
        target, = run_json("info", self.recording)["targets"]
        self.assertIn("note", [mark["kind"] for mark in target["marks"]])
        with open(self.recording, "rb") as file:
            self.assertNotIn(self.server.password.encode(), file.read())


if __name__ == "__main__":
    unittest.main()
