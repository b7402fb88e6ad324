# SPDX-License-Identifier: GPL-3.0-or-later
"""A recording that is replayed answers as the service did, at the time that it shows."""
import bisect
import gzip
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import unittest
import urllib.parse

from cli_support import CLI, DATA, EXAMPLE, HERE, CliCase

ORDERS = os.environ.get("HT_EXAMPLE", os.path.join(HERE, "..", "..", "data", "example.heaptrail"))
FIELDS = {
    "Alloc": "heap_alloc", "HeapAlloc": "heap_alloc", "HeapInuse": "heap_inuse",
    "HeapIdle": "heap_idle", "HeapSys": "heap_sys", "HeapReleased": "heap_released",
    "HeapObjects": "heap_objects", "StackInuse": "stack_inuse", "MSpanSys": "mspan_sys",
    "GCSys": "gc_sys", "Sys": "sys", "TotalAlloc": "total_alloc", "Mallocs": "mallocs",
    "Frees": "frees", "NextGC": "next_gc", "PauseTotalNs": "pause_total",
    "GCCPUFraction": "gc_cpu_fraction",
}
METRICS = {
    "go_memstats_alloc_bytes": "heap_alloc", "go_memstats_heap_inuse_bytes": "heap_inuse",
    "go_memstats_alloc_bytes_total": "total_alloc", "go_goroutines": "goroutines",
    "go_gc_gomemlimit_bytes": "memory_limit", "process_resident_memory_bytes": "rss",
    "go_gc_heap_live_bytes": "heap_live", "process_open_fds": "open_fds",
}


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()
        self.position = int(response.headers.get("X-Heaptrail-Position", 0))


class Served:
    """The program while it serves."""

    def __init__(self, case, *args):
        self.case = case
        self.started_ns = time.time_ns()
        self.process = subprocess.Popen(
            [CLI, "serve", *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=case.folder,
            env={**os.environ, "TMPDIR": case.temporary})
        case.addCleanup(self.kill)
        self.first_line = self.process.stdout.readline().decode()
        url = json.loads(self.first_line)["url"] if "--json" in args else self.first_line.strip()
        case.assertRegex(url, r"^http://.*:\d+$")
        self.host = urllib.parse.urlsplit(url).hostname
        self.port = urllib.parse.urlsplit(url).port

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def end(self, number=signal.SIGTERM, stderr=b""):
        self.process.send_signal(number)
        out, said = self.process.communicate(timeout=60)
        self.case.assertEqual((self.process.returncode, out, said), (0, b"", stderr))
        self.case.assertEqual(os.listdir(self.case.temporary), [])

    def ask(self, path, method="GET", body=None, headers=None):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path):
        answer = self.ask(path)
        self.case.assertEqual(answer.status, 200, answer.body)
        self.case.assertEqual(int(answer.headers["Content-Length"]), len(answer.body))
        return answer

    def get_vars(self, path="/debug/vars"):
        answer = self.get(path)
        self.case.assertEqual(answer.headers["Content-Type"], "application/json; charset=utf-8")
        return answer, json.loads(answer.body)

    def get_metrics(self, path="/metrics"):
        answer = self.get(path)
        self.case.assertEqual(answer.headers["Content-Type"], "text/plain; version=0.0.4; charset=utf-8")
        lines = [line for line in answer.body.decode().splitlines() if not line.startswith("#")]
        return answer, {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def read_profile(packed):
    """Time and default type of a profile: fields 9, 14 and the strings, 6, of profile.proto."""
    data, at, strings, numbers = gzip.decompress(packed), 0, [], {}
    while at < len(data):
        key, at = varint(data, at)
        number, at = varint(data, at)
        if key & 7 == 2:
            if key >> 3 == 6:
                strings.append(data[at:at + number].decode())
            at += number
        else:
            numbers[key >> 3] = number
    return numbers.get(9, 0), strings[numbers.get(14, 0)]


class ServeCase(CliCase):
    def setUp(self):
        super().setUp()
        self.recording = shutil.copy(ORDERS, self.path("orders.heaptrail"))

    def serve(self, *args):
        return Served(self, *args)

    def exported(self, recording=None):
        return self.answer("export", recording or self.recording, "--as", "json", "-o", "-")["data"][0]

    def series(self, recording=None):
        return {series["name"]: series["points"] for series in self.exported(recording)["series"]}

    def wait_until(self, served, position_ns):
        """The first answer of a time after the given one. Time runs; nothing is guessed."""
        while True:
            answer = served.get("/debug/vars")
            if answer.position >= position_ns:
                return answer


def value_at(points, position_ns):
    """The last value until then; recorded figures of a process were so before, too."""
    n = bisect.bisect_right([ms for ms, _ in points], position_ns / 1e6)
    return points[max(n - 1, 0)][1]


class Figures(ServeCase):
    def check_vars(self, series, answer, told):
        for field, name in FIELDS.items():
            self.assertEqual(told["memstats"][field], value_at(series[name], answer.position), field)

    def test_vars_are_the_recorded_ones_and_move_on(self):
        series = self.series()
        served = self.serve(self.recording, "--speed", "300")
        allocated = []
        while True:
            answer, told = served.get_vars()
            self.check_vars(series, answer, told)
            allocated.append(told["memstats"]["TotalAlloc"])
            if answer.position >= series["total_alloc"][-1][0] * 1_000_000:
                break
        self.assertEqual(allocated, sorted(allocated))
        self.assertLess(allocated[0], allocated[-1])
        served.end()

    def test_what_else_vars_tell(self):
        series = self.series()
        served = self.serve(self.recording, "--speed", "1000000")
        end = series["total_alloc"][-1][0] * 1_000_000
        self.wait_until(served, end)
        _, told = served.get_vars()
        self.assertEqual(told["cmdline"], ["./orders", "-addr", "127.0.0.1:6060"])
        self.assertEqual(told["sessions"], series["vars/sessions"][-1][1])
        self.assertEqual({size["Size"]: size["Mallocs"] for size in told["memstats"]["BySize"]},
                         {int(name.split("/")[1]): points[-1][1] for name, points in series.items()
                          if re.fullmatch(r"by_size/\d+/mallocs", name)})
        self.assertEqual(served.get("/debug/pprof/cmdline").body, b"./orders\0-addr\x00127.0.0.1:6060")
        served.end()

    def test_metrics_are_the_recorded_ones(self):
        series = self.series()
        served = self.serve(self.recording, "--speed", "30")
        for _ in range(20):
            answer, told = served.get_metrics()
            for metric, name in METRICS.items():
                self.assertEqual(told[metric], value_at(series[name], answer.position), metric)
            self.assertEqual(told['go_info{version="go1.26.11"}'], 1)
            self.assertAlmostEqual(told["go_gc_duration_seconds_sum"] * 1e9,
                                   value_at(series["pause_total"], answer.position), places=0)
        served.end()

    def test_process_start_is_one_and_before_all_else(self):
        served = self.serve(self.recording, "--speed", "1000")
        starts = {served.get_metrics()[1]["process_start_time_seconds"] for _ in range(20)}
        self.assertEqual(len(starts), 1)
        start = starts.pop()
        self.assertLess(start, time.time())
        self.assertGreater(start, served.started_ns / 1e9 - 1)
        served.end()

    def test_long_series_are_right_everywhere(self):
        """More points than are in memory at a time, forwards and, with --loop, back again."""
        rows = [(1_795_000_000_000 + 1000 * i, (i * 7919) % 100_003 + 1000) for i in range(6000)]
        table = self.write("long.csv", b"unix_ms,vm_rss_kb\n" +
                           b"".join(b"%d,%d\n" % row for row in rows))
        self.run_cli("import", table, "-o", self.path("long.heaptrail"))
        served = self.serve("long.heaptrail", "--speed", "20000", "--loop")
        points = [(ms, kb * 1024) for ms, kb in rows]
        last, n_laps, seen = 0, 0, set()
        while n_laps < 2:
            answer, told = served.get_metrics()
            self.assertEqual(told["process_resident_memory_bytes"], value_at(points, answer.position))
            n_laps += answer.position < last
            last = answer.position
            seen.add((answer.position // 1_000_000 - rows[0][0]) // 1_000_000)
        self.assertEqual(seen, set(range(6)))
        served.end()

    def test_what_comes_back_is_what_was_there(self):
        """Prometheus text and variables of any names survive a replay."""
        text = b"""# TYPE jobs_total counter
jobs_total{queue="a \\"b\\"",kind="x"} 12
jobs_total{queue="c"} 0.125
# TYPE jobs gauge
jobs -3.5e-07
container_memory_usage_bytes 5000000
container_spec_memory_limit_bytes 6000000
"""
        variables = {"cmdline": ["it's", "a b"], "a": {"b": {"c d": 1.5}}, "quote\"d": -2, "memstats": {"HeapAlloc": 12345}}
        first = self.path("first.heaptrail")
        self.run_cli("import", self.write("1795199419776.prom", text),
                     self.write("vars-1795199419776.json", json.dumps(variables).encode()), "-o", first)
        served = self.serve(first)
        again = self.path("again.heaptrail")
        self.run_cli("import", self.write("again.prom", served.get("/metrics").body),
                     self.write("again.json", served.get("/debug/vars").body), "-o", again)
        served.end()
        before = {name: [value for _, value in points][:1] for name, points in self.series(first).items()}
        after = {name: [value for _, value in points][:1] for name, points in self.series(again).items()}
        after.pop("metric/process_start_time_seconds")
        self.assertEqual(len(before), 8)
        self.assertEqual(self.answer("info", again)["targets"][0]["properties"]["command_line"],
                         """'it'\\''s' 'a b'""")
        self.assertEqual(after, before)


class Collections(ServeCase):
    def test_ring_at_all_times(self):
        cycles = {cycle["n"]: cycle for cycle in self.exported()["gc"]["cycles"]}
        served = self.serve(self.recording, "--speed", "300")
        seen = set()
        while len(cycles) not in seen:
            answer, told = served.get_vars()
            now = time.time_ns()
            stats = told["memstats"]
            n = stats["NumGC"]
            seen.add(n)
            self.assertEqual((len(stats["PauseNs"]), len(stats["PauseEnd"])), (256, 256))
            self.assertEqual([end > 0 for end in stats["PauseEnd"]], [i < n for i in range(256)])
            ends = stats["PauseEnd"][:n]
            self.assertEqual(ends, sorted(ends))
            if n > 0:
                self.assertEqual(stats["LastGC"], ends[-1])
                self.assertLessEqual(ends[-1], now)
                self.assertGreater(ends[0], served.started_ns)
            # gctrace tells times in ms: there a cycle that ends at this moment may be in or out.
            ms = answer.position // 1_000_000
            until = [sum(cycle["start_unix_ms"] + (cycle["end_ns"] - cycle["start_ns"]) / 1e6 <= ms + slack
                         for cycle in cycles.values()) for slack in (-50, 50)]
            self.assertTrue(until[0] <= n <= until[1], (until, n))
        self.assertGreater(len(seen), 10)
        served.end()

    def test_pauses_are_those_of_the_service(self):
        """A snapshot of MemStats tells each pause to the ns; the replay says the same."""
        name = min(name for name in os.listdir(EXAMPLE) if name.startswith("vars"))
        with open(os.path.join(EXAMPLE, name), "rb") as file:
            stats = json.load(file)["memstats"]
        once = self.path("once.heaptrail")
        self.run_cli("import", os.path.join(EXAMPLE, name), "-o", once)
        served = self.serve(once, "--speed", "1000000")
        while True:
            _, told = served.get_vars()
            if told["memstats"]["NumGC"] == stats["NumGC"]:
                break
        self.assertEqual(told["memstats"]["PauseNs"], stats["PauseNs"])
        served.end()


class Profiles(ServeCase):
    def top(self, *args):
        found = self.answer("top", *args, "-n", "0")
        return found["total"], found["rows"]

    def test_heap_is_that_of_the_moment(self):
        served = self.serve(self.recording, "--speed", "100")
        totals = set()
        for i in range(12):
            answer = served.get("/debug/pprof/heap")
            self.assertEqual(answer.headers["Content-Type"], "application/octet-stream")
            fetched = self.write("heap.pb.gz", answer.body)
            for sample in "inuse_space", "alloc_objects":
                found = self.top(fetched, "--sample", sample)
                self.assertEqual(found, self.top(self.recording, "--sample", sample, "--at",
                                                 str(answer.position)), i)
            totals.add(found[0])
        self.assertGreater(len(totals), 1)
        served.end()

    def test_the_other_profiles_at_the_end(self):
        served = self.serve(self.recording, "--speed", "1000000")
        self.wait_until(served, self.answer("info", self.recording)["to_ms"] * 1_000_000)
        for endpoint, sample, source in (("goroutine", "goroutine", None), ("profile?seconds=5", "cpu", None),
                                         ("allocs?gc=1", "alloc_space", None), ("mutex", "delay", "mutex"),
                                         ("block", "delay", "block")):
            with self.subTest(endpoint):
                fetched = self.write("fetched.pb.gz", served.get("/debug/pprof/" + endpoint).body)
                at = ["--at", str(LAST_OF[source])] if source is not None else []
                self.assertEqual(self.top(fetched, "--sample", sample),
                                 self.top(self.recording, "--sample", sample, *at))
        served.end()

    def test_times_are_of_the_present(self):
        served = self.serve(self.recording, "--speed", "10000", "--loop")
        last = served.started_ns
        while last < served.started_ns + 100_000_000:
            taken, default = read_profile(served.get("/debug/pprof/heap").body)
            self.assertGreaterEqual(taken, last)
            self.assertLessEqual(taken, time.time_ns())
            self.assertEqual(default, "")
            last = taken
        asked = time.time_ns()
        taken, _ = read_profile(served.get("/debug/pprof/profile?seconds=1").body)
        self.assertGreaterEqual(taken, asked)
        self.assertEqual(read_profile(served.get("/debug/pprof/allocs").body)[1], "alloc_space")
        served.end()

    def test_equal_until_there_is_a_new_one(self):
        served = self.serve(self.recording, "--speed", "0.001")
        self.assertEqual(served.get("/debug/pprof/heap").body, served.get("/debug/pprof/heap").body)
        served.end()

    def test_index_lists_what_there_is(self):
        served = self.serve(self.recording)
        answer = served.get("/debug/pprof/")
        self.assertEqual(answer.headers["Content-Type"], "text/html; charset=utf-8")
        links = re.findall(r'href="([^"]*)"', answer.body.decode())
        self.assertEqual(links, ["allocs", "block", "goroutine", "heap", "mutex", "profile", "cmdline"])
        served.end()

    def test_what_a_replay_has_not(self):
        served = self.serve(self.recording)
        for path, status, what in (("heap?debug=1", 501, b"text form"), ("goroutine?debug=2", 501, b"text form"),
                                   ("heap?seconds=2", 501, b"changed"), ("trace?seconds=1", 404, b"execution trace"),
                                   ("threadcreate", 404, b"threadcreate")):
            with self.subTest(path):
                answer = served.ask("/debug/pprof/" + path)
                self.assertEqual(answer.status, status)
                self.assertEqual(answer.headers["Content-Type"], "text/plain; charset=utf-8")
                self.assertIn(what, answer.body)
        served.end()

    def test_nothing_but_a_log(self):
        self.run_cli("import", os.path.join(EXAMPLE, "gctrace.log"), "-o", self.path("log.heaptrail"))
        served = self.serve("log.heaptrail")
        for path in "/metrics", "/debug/pprof/heap", "/debug/pprof/profile", "/debug/pprof/cmdline":
            self.assertEqual(served.ask(path).status, 404, path)
        served.end()


# When the last of two profiles with the same sample types were taken, ms.
LAST_OF = {"mutex": 1795273487049, "block": 1795273477050}


class Waiting(ServeCase):
    def wait_for_profile(self, served, more=b"", seconds=50):
        """A connection on which a CPU profile is being waited for when this returns."""
        waiting = socket.create_connection((served.host, served.port))
        self.addCleanup(waiting.close)
        waiting.sendall(b"HEAD /nothing HTTP/1.1\r\nHost: x\r\n\r\n")
        said = b""
        while not said.endswith(b"\r\n\r\n"):
            said += waiting.recv(1)
        waiting.sendall(b"GET /debug/pprof/profile?seconds=%d HTTP/1.1\r\nHost: x\r\n\r\n" % seconds + more)
        # The server is in its next round when it answers the second time.
        served.get("/debug/vars")
        served.get("/debug/vars")
        return waiting

    def ask_for_another(self, served):
        return served.ask("/debug/pprof/profile?seconds=0001")

    def test_cpu_profile_takes_its_time_and_others_do_not_wait(self):
        served = self.serve(self.recording)
        waiting = http.client.HTTPConnection(served.host, served.port, timeout=60)
        waiting.request("GET", "/debug/pprof/profile?seconds=1")
        before = time.monotonic()
        served.get("/debug/vars")
        answer = waiting.getresponse()
        self.assertEqual(answer.status, 200)
        self.assertGreater(len(answer.read()), 0)
        self.assertGreater(time.monotonic() - before, 0.5)
        waiting.close()
        served.end()

    def test_client_that_goes_away(self):
        served = self.serve(self.recording)
        served.first_position = served.get("/debug/vars").position
        for _ in range(5):
            waiting = self.wait_for_profile(served)
            self.assertEqual(self.ask_for_another(served).status, 500)
            waiting.close()
        while True:
            answer = self.ask_for_another(served)
            if answer.status == 200:
                break
            self.assertIn(b"already in use", answer.body)
        # None of the 50 seconds that the others asked for is over.
        self.assertLess(answer.position, served.first_position + 50_000_000_000)
        served.end()

    def test_client_that_asks_for_more_while_it_waits(self):
        served = self.serve(self.recording, "--speed", "10")
        waiting = self.wait_for_profile(served, b"GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                                        seconds=5)
        with waiting.makefile("rb") as stream:
            said = stream.read()
        self.assertEqual(re.findall(rb"HTTP/1\.1 (\d+) ", said), [b"200", b"404"])
        served.end()

    def test_end_while_somebody_waits(self):
        served = self.serve(self.recording)
        self.wait_for_profile(served)
        self.assertEqual(self.ask_for_another(served).status, 500)
        served.end()


class Targets(ServeCase):
    def setUp(self):
        super().setUp()
        self.pods = self.path("pods.heaptrail")
        for name, kib in ("first", 1000), ("a b/ü?", 2000), ("debug", 3000):
            table = self.write(f"{kib}.csv", b"unix_ms,vm_rss_kb\n1795000000000,%d\n" % kib)
            self.run_cli("import", table, "-o", self.pods, "--target", name)

    def rss(self, served, path):
        return served.get_metrics(path)[1]["process_resident_memory_bytes"] / 1024

    def test_each_has_its_path(self):
        served = self.serve(self.pods, "--json")
        urls = {target["target"]: urllib.parse.urlsplit(target["url"]).path
                for target in json.loads(served.first_line)["targets"]}
        self.assertEqual(list(urls), ["first", "a b/ü?", "debug"])
        self.assertEqual([self.rss(served, path + "/metrics") for path in urls.values()], [1000, 2000, 3000])
        self.assertEqual(self.rss(served, "/metrics"), 1000)
        listed = served.get("/").body.decode().split()
        self.assertEqual([urllib.parse.urlsplit(url).path for url in listed], list(urls.values()))
        for path in "/first", "/firstx/metrics", "/nobody/metrics", "/first/first/metrics", "/first/":
            self.assertEqual(served.ask(path).status, 404, path)
        served.end()

    def test_another_one_at_the_root(self):
        served = self.serve(self.pods, "--target", "a b/ü?")
        self.assertEqual(self.rss(served, "/metrics"), 2000)
        self.assertEqual(self.rss(served, "/first/metrics"), 1000)
        served.end()

    def test_unknown_target(self):
        self.assertIn("has no target “nobody”", self.complaint("serve", self.pods, "--target", "nobody"))


class Requests(ServeCase):
    def test_unknown_paths(self):
        served = self.serve(self.recording)
        for path in ("/debug/pprof", "/debug/vars/", "/favicon.ico", "/../orders.heaptrail", "/orders.heaptrail",
                     "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/debug/pprof/../../etc/passwd",
                     "/debug/pprof/%00", "/debug/pprof/symbol"):
            with self.subTest(path):
                answer = served.ask(path)
                self.assertIn(answer.status, (400, 404))
                if answer.status == 404:
                    self.assertEqual(answer.headers["Content-Type"], "text/plain; charset=utf-8")
        served.end()

    def test_only_get_and_head(self):
        served = self.serve(self.recording)
        for method in "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW":
            answer = served.ask("/debug/vars", method=method)
            self.assertEqual((answer.status, answer.headers["Allow"]), (405, "GET, HEAD"), method)
        self.assertEqual(served.ask("/debug/vars", method="POST", body=b"x" * 5_000_000).status, 405)
        self.assertEqual(served.ask("/debug/vars", method="GET", body=b"x" * 5_000_000).status, 200)
        served.end()

    def test_head_is_get_without_body(self):
        served = self.serve(self.recording, "--speed", "0.001")
        for path in "/debug/vars", "/metrics", "/debug/pprof/heap", "/debug/pprof/", "/nothing":
            head, get = served.ask(path, method="HEAD"), served.ask(path)
            self.assertEqual((head.status, head.body), (get.status, b""), path)
            self.assertEqual(head.headers["Content-Type"], get.headers["Content-Type"], path)
            if path != "/debug/vars" and path != "/metrics":
                self.assertEqual(head.headers["Content-Length"], get.headers["Content-Length"], path)
        self.assertEqual(served.ask("/debug/pprof/profile", method="HEAD").status, 200)
        served.end()

    def test_many_requests_on_one_connection(self):
        served = self.serve(self.recording)
        connection = http.client.HTTPConnection(served.host, served.port, timeout=60)
        for _ in range(50):
            for path in "/debug/vars", "/debug/pprof/heap", "/nothing":
                connection.request("GET", path)
                connection.getresponse().read()
        connection.close()
        served.end()

    def open_files(self, served):
        return len(os.listdir(f"/proc/{served.process.pid}/fd"))

    def test_connections_that_clients_leave_are_closed(self):
        served = self.serve(self.recording)
        served.get("/debug/vars")
        before = self.open_files(served)
        for _ in range(200):
            served.get("/debug/vars")
            served.ask("/nothing", method="HEAD")
        while self.open_files(served) > before + 2:
            served.get("/debug/vars")
        served.end()

    def test_client_that_has_said_all_is_answered(self):
        served = self.serve(self.recording)
        with socket.create_connection((served.host, served.port)) as raw:
            raw.sendall(b"GET /debug/vars HTTP/1.1\r\nHost: x\r\n\r\n")
            raw.shutdown(socket.SHUT_WR)
            with raw.makefile("rb") as stream:
                self.assertTrue(stream.read().endswith(b"}\n"))
        served.end()

    def test_garbage(self):
        served = self.serve(self.recording)
        for garbage in b"\0" * 1000, b"GET\r\n\r\n", b"GET /debug/vars HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00":
            with socket.create_connection((served.host, served.port)) as raw:
                raw.sendall(garbage)
        served.get("/debug/vars")
        served.end()


class Life(ServeCase):
    def test_first_line_is_the_url(self):
        served = self.serve(self.recording)
        self.assertEqual(served.first_line, f"http://127.0.0.1:{served.port}\n")
        served.end()

    def test_each_signal_ends_it_well(self):
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            served = self.serve(self.recording)
            served.get("/debug/vars")
            served.end(number)

    def test_recording_is_left_as_it_was(self):
        with open(self.recording, "rb") as file:
            before = file.read()
        served = self.serve(self.recording)
        for path in "/debug/vars", "/metrics", "/debug/pprof/heap":
            served.get(path)
        served.end()
        with open(self.recording, "rb") as file:
            self.assertEqual(file.read(), before)
        self.assertEqual(sorted(os.listdir(self.folder)), ["orders.heaptrail", "tmp"])

    def test_captures_in_place_of_a_recording(self):
        served = self.serve(EXAMPLE)
        served.get("/debug/pprof/heap")
        served.end()

    def test_port_in_use(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            said = self.complaint("serve", self.recording, "--port", str(port))
        self.assertEqual(said, f"port {port} of 127.0.0.1 is in use; --port 0 takes a free one.")

    def test_given_port(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        served = self.serve(self.recording, "--port", str(port))
        self.assertEqual(served.port, port)
        served.end()

    def test_address_that_others_reach_is_pointed_out(self):
        served = self.serve(self.recording, "--listen", "0.0.0.0")
        served.end(stderr=b"heaptrail-cli: whoever reaches 0.0.0.0 can read the recording\n")

    def test_wrong_usage(self):
        for args in (["--port", "70000"], ["--port", "-1"], ["--port", "x"], ["--listen", "example.com"],
                     ["--speed", "0"], ["--speed", "-1"], ["--speed", "nan"], ["--speed", "inf"],
                     ["--speed", "1e9"], ["--speed", "2x"], ["--speed", ""], ["more"]):
            with self.subTest(args):
                self.assertNotEqual(self.complaint("serve", self.recording, *args, status=2), "")
        self.complaint("serve", status=2)

    def test_what_cannot_be_served(self):
        self.assertTrue(self.complaint("serve", "gone").startswith("gone: "))
        self.complaint("serve", os.path.join(DATA, "bad", "text-404.pb.gz"))


if __name__ == "__main__":
    unittest.main()
