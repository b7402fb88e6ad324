# SPDX-License-Identifier: GPL-3.0-or-later
"""A history is brought from a Prometheus server, alone and beside what was recorded live."""
import csv
import io
import os
import signal
import subprocess
import time
import unittest

from cli_support import CLI, CliCase
from live_service import Service, vars_with
from prometheus_stand_in import Prometheus, process

PATIENCE_S = 60 * float(os.environ.get("HT_TIMEOUT_SCALE", "1"))
SECRET = "s3cr3t-t0ken-that-nobody-sees"
NOON = 1704110400  # 2024-01-01T12:00:00Z
RANGE = ("--from", "2024-01-01T12:00:00Z", "--to", "2024-01-01T13:00:00Z")
START_TIME = "process_start_time_seconds"


def heap_at(time_s):
    return 1 << 20 if time_s < NOON else (1 << 20) + int(time_s - NOON)


def of_an_api(instance, **labels):
    return process("api", instance, {"go_memstats_heap_alloc_bytes": heap_at,
                                     "go_goroutines": lambda t: 7,
                                     "process_resident_memory_bytes": lambda t: 1 << 24}, **labels)


class Fetch(CliCase):
    def points(self, target, series):
        table = self.text("export", self.path("rec"), "--as", "csv", "--target", target, "-o", "-")
        return [(int(row["time_ms"]), float(row["value"]))
                for row in csv.DictReader(io.StringIO(table)) if row["series"] == series]

    def targets(self):
        return {target["name"]: target for target in
                self.answer("info", self.path("rec"))["targets"]}

    def fetch(self, server, *args, status=0):
        return self.run_cli("fetch", server.url, *args, "-o", self.path("rec"), status=status)

    def test_instances_become_targets(self):
        server = Prometheus(self, of_an_api("10.0.0.1:80") + of_an_api("10.0.0.2:80") +
                            process("db", "10.0.0.3:80", {"go_goroutines": lambda t: 1}) +
                            [({"__name__": "go_info", "job": "api", "instance": "10.0.0.1:80",
                               "version": "go1.26.1"}, lambda t: 1)])
        self.fetch(server, *RANGE, "--match", '{job="api"}', "--step", "10s")
        targets = self.targets()
        self.assertEqual(sorted(targets), ["10.0.0.1:80", "10.0.0.2:80"])
        self.assertEqual(targets["10.0.0.1:80"]["properties"], {"go_version": "go1.26.1"})
        expected = [((NOON + 10 * i) * 1000, (1 << 20) + 10 * i) for i in range(361)]
        self.assertEqual(self.points("10.0.0.1:80", "heap_alloc"), expected)
        self.assertEqual(self.points("10.0.0.2:80", "heap_alloc"), expected)
        self.assertEqual(len(self.points("10.0.0.2:80", "rss")), 361)
        self.assertEqual([(mark["kind"], mark["time_ms"]) for mark in
                          targets["10.0.0.2:80"]["marks"]], [("note", (NOON + 3600) * 1000)])
        self.assertIn(server.url, targets["10.0.0.2:80"]["marks"][0]["text"])

    def test_list(self):
        server = Prometheus(self, of_an_api("10.0.0.1:80") + of_an_api("10.0.0.2:80", zone="b") +
                            process("db", "10.0.0.3:80", {"go_goroutines": lambda t: 1}))
        answer = self.answer("fetch", server.url, "--list", "--match", 'job!~"d.",zone=""', *RANGE)
        self.assertEqual(answer, {"instances": [
            {"name": "10.0.0.1:80", "job": "api", "instance": "10.0.0.1:80", "namespace": None,
             "pod": None, "container": None, "go_version": None, "series": 3}]})
        text = self.text("fetch", server.url, "--list", *RANGE)
        self.assertRegex(text, r"(?m)^ +3 +api +10\.0\.0\.2:80$")
        self.assertEqual(server.ranges(), [])

    def test_pod_with_its_container(self):
        kubelet = {"job": "kubelet", "instance": "node:10250", "namespace": "shop"}
        server = Prometheus(self, of_an_api("10.0.0.1:80", namespace="shop", pod="api-1") + [
            ({"__name__": "container_memory_working_set_bytes", **kubelet, "pod": pod,
              "container": container}, lambda t, value=value: value)
            for pod, container, value in (("api-1", "app", 1 << 26), ("api-1", "POD", 5),
                                          ("api-2", "app", 9))])
        self.fetch(server, *RANGE, "--match", '{job="api"}')
        self.assertEqual(sorted(self.targets()), ["shop/api-1"])
        values = {value for _, value in self.points("shop/api-1", "container_working_set")}
        self.assertEqual(values, {1 << 26})

    def test_more_than_one_answer_may_have(self):
        server = Prometheus(self, of_an_api("10.0.0.1:80"))
        self.fetch(server, *RANGE, "--step", "250ms", "--target", "checkout")
        self.assertEqual(len(server.ranges()), 2)
        self.assertEqual([time_ms for time_ms, _ in self.points("checkout", "heap_alloc")],
                         [NOON * 1000 + 250 * i for i in range(14401)])

    def test_again_adds_nothing(self):
        server = Prometheus(self, of_an_api("10.0.0.1:80"))
        self.fetch(server, *RANGE, "--step", "10s")
        before = self.points("10.0.0.1:80", "heap_alloc")
        done = self.fetch(server, *RANGE, "--step", "7s")
        self.assertIn(b"nothing was new", done.stderr)
        self.assertEqual(self.points("10.0.0.1:80", "heap_alloc"), before)
        # What comes before and after is new, what is between stays.
        self.fetch(server, "--from", "2024-01-01T11:59:00Z", "--to", "2024-01-01T13:01:00Z",
                   "--step", "10s")
        self.assertEqual([time_ms for time_ms, _ in self.points("10.0.0.1:80", "heap_alloc")],
                         [(NOON - 60 + 10 * i) * 1000 for i in range(373)])

    def test_gap_is_filled(self):
        server = Prometheus(self, of_an_api("10.0.0.1:80"))
        self.fetch(server, "--from", "2024-01-01T12:00:00Z", "--to", "2024-01-01T12:10:00Z")
        self.fetch(server, "--from", "2024-01-01T12:50:00Z", "--to", "2024-01-01T13:00:00Z")
        self.assertEqual(len(self.points("10.0.0.1:80", "heap_alloc")), 2 * 41)
        self.fetch(server, *RANGE)
        self.assertEqual([time_ms for time_ms, _ in self.points("10.0.0.1:80", "heap_alloc")],
                         [(NOON + 15 * i) * 1000 for i in range(241)])

    def test_before_what_was_recorded_live(self):
        service = Service(self, {"/debug/vars": vars_with(3, 5 << 20)})
        live = subprocess.Popen([CLI, "record", f"checkout={service.url}", "--interval", "0.2", "-o",
                                 self.path("rec")], cwd=self.folder, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)
        self.addCleanup(live.wait)
        self.addCleanup(live.kill)
        deadline = time.monotonic() + PATIENCE_S
        while service.asked.count("/debug/vars") < 12:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        live.send_signal(signal.SIGINT)
        live.wait()
        recorded = self.points("checkout", "heap_alloc")
        server = Prometheus(self, of_an_api("10.0.0.1:80"))
        self.fetch(server, "--since", "10m", "--step", "1s", "--target", "checkout")
        together = self.points("checkout", "heap_alloc")
        first_ms, last_ms = recorded[0][0], recorded[-1][0]
        self.assertEqual([point for point in together if first_ms <= point[0] <= last_ms], recorded)
        before = [point for point in together if point[0] < first_ms]
        self.assertGreater(len(before), 500)
        self.assertNotIn(5 << 20, [value for _, value in before])
        # Nobody told of it live, so here the history fills that time, too.
        self.assertTrue([t for t, _ in self.points("checkout", "rss") if first_ms <= t <= last_ms])

    def test_restart_is_marked(self):
        server = Prometheus(self, process("api", "10.0.0.1:80", {
            "go_goroutines": lambda t: 7,
            START_TIME: lambda t: NOON - 50 if t < NOON + 600 else NOON + 590}))
        self.fetch(server, *RANGE, "--step", "60s")
        marks = self.targets()["10.0.0.1:80"]["marks"]
        self.assertEqual([(mark["kind"], mark["time_ms"]) for mark in marks if
                          mark["kind"] == "epoch"], [("epoch", (NOON + 600) * 1000)])

    def test_failure_in_the_middle(self):
        server = Prometheus(self, of_an_api("10.0.0.1:80") + of_an_api("10.0.0.2:80"))
        server.fail_for = "10.0.0.2:80"
        done = self.fetch(server, *RANGE)
        message = done.stderr.decode()
        self.assertIn("503", message)
        self.assertIn("1 of 2 instances", message)
        self.assertIn("10.0.0.2:80", message)
        self.assertEqual(sorted(self.targets()), ["10.0.0.1:80"])
        self.assertEqual(len(self.points("10.0.0.1:80", "heap_alloc")), 241)
        server.fail_for = None
        self.fetch(server, *RANGE)
        self.assertEqual(len(self.points("10.0.0.2:80", "heap_alloc")), 241)

    def test_interrupted(self):
        server = Prometheus(self, of_an_api("10.0.0.1:80") + of_an_api("10.0.0.2:80"))
        server.stall_for = "10.0.0.2:80"
        process_ = subprocess.Popen([CLI, "fetch", server.url, *RANGE, "-o", self.path("rec")],
                                    cwd=self.folder, stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE)
        self.addCleanup(process_.kill)
        self.assertTrue(server.stalled.wait(PATIENCE_S))
        process_.send_signal(signal.SIGINT)
        _, err = process_.communicate(timeout=PATIENCE_S)
        self.assertEqual(process_.returncode, 0, err)
        self.assertIn(b"1 of 2 instances", err)
        self.assertEqual(len(self.points("10.0.0.1:80", "heap_alloc")), 241)

    def test_nothing_there(self):
        server = Prometheus(self, of_an_api("10.0.0.1:80"))
        message = self.complaint("fetch", server.url, *RANGE, "--match", '{job="web"}', "-o",
                                 self.path("rec"))
        self.assertIn(server.url, message)
        self.assertIn("no instance with these labels", message)
        self.assertFalse(os.path.exists(self.path("rec")))
        message = self.complaint("fetch", "http://127.0.0.1:1", "-o", self.path("rec"))
        self.assertIn("http://127.0.0.1:1", message)
        self.assertFalse(os.path.exists(self.path("rec")))

    def test_name_for_several(self):
        server = Prometheus(self, of_an_api("10.0.0.1:80") + of_an_api("10.0.0.2:80"))
        message = self.complaint("fetch", server.url, *RANGE, "--target", "x", "-o",
                                 self.path("rec"))
        self.assertIn("2 instances have these labels: 10.0.0.1:80, 10.0.0.2:80", message)

    def test_credentials_stay_secret(self):
        server = Prometheus(self, of_an_api("10.0.0.1:80"), token=SECRET)
        auth = self.write("auth", f"Bearer {SECRET}\n".encode())
        done = self.fetch(server, *RANGE, "--auth-file", auth)
        self.assertNotIn(SECRET.encode(), done.stdout + done.stderr)
        with open(self.path("rec"), "rb") as file:
            self.assertNotIn(SECRET.encode(), file.read())
        wrong = self.write("wrong", b"Bearer another-s3cret\n")
        message = self.complaint("fetch", server.url, *RANGE, "--auth-file", wrong, "-o",
                                 self.path("other"))
        self.assertIn("401", message)
        self.assertNotIn("another-s3cret", message)

    def test_usage(self):
        url = "http://127.0.0.1:1"
        self.complaint("fetch", url, status=2)
        self.complaint("fetch", "-o", "rec", status=2)
        self.complaint("fetch", url, "-o", "rec", "--since", "1h", "--from", "-1h", status=2)
        self.complaint("fetch", url, "-o", "rec", "--step", "soon", status=2)
        self.complaint("fetch", url, "-o", "rec", "--step", "0", status=2)
        self.complaint("fetch", url, "-o", "rec", "--key", "k", status=2)
        message = self.complaint("fetch", url, "-o", "rec", "--match", "rate(x[1m])")
        self.assertIn("{job=", message)
        message = self.complaint("fetch", url, "-o", "rec", "--from", "-1h", "--to", "-2h")
        self.assertIn("before it begins", message)


if __name__ == "__main__":
    unittest.main()
