# SPDX-License-Identifier: GPL-3.0-or-later
"""Live services are recorded: with their restarts, while they do not answer, whatever ends it."""
import json
import os
import resource
import signal
import sqlite3
import subprocess
import time
import unittest

from cli_support import CLI, EXAMPLE, HERE, CliCase
from live_service import Service, a_heap_profile, vars_with

ORDERS = os.environ.get("HT_EXAMPLE", os.path.join(HERE, "..", "..", "data", "example.heaptrail"))
PATIENCE_S = 60 * float(os.environ.get("HT_TIMEOUT_SCALE", "1"))
CAPTURED = ("SELECT count(DISTINCT source) FROM capture "
            "WHERE source IN ('/debug/pprof/heap', '/debug/pprof/goroutine')")
SECRET = "s3cr3t-t0ken-that-nobody-sees"


def a_goroutine_profile():
    with open(os.path.join(EXAMPLE, "goroutine-1795199355579.pb.gz"), "rb") as file:
        return file.read()


class Record(CliCase):
    def start(self, *args, limit=None):
        def set_limit():
            if limit is not None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        process = subprocess.Popen([CLI, "record", *args, "-o", self.path("rec")],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.folder,
                                   env={**os.environ, "TMPDIR": self.temporary},
                                   preexec_fn=set_limit)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def finish(self, process, status=0):
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, status, err.decode())
        return out.decode(), err.decode()

    def wait_for(self, condition, what):
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            self.assertLess(time.monotonic(), deadline, f"never: {what}")
            time.sleep(0.05)

    def wait_asked(self, service, path, times):
        self.wait_for(lambda: service.asked.count(path) >= times, f"{path} asked {times} times")

    def target(self):
        return self.answer("info", self.path("rec"))["targets"][0]

    def test_figures_and_profiles(self):
        service = Service(self, {"/debug/vars": vars_with(3, 1 << 24),
                                 "/debug/pprof/heap": a_heap_profile()})
        process = self.start(f"shop={service.url}", "--interval", "0.2", "--profile-interval", "0.2")
        self.wait_asked(service, "/debug/vars", 5)
        self.wait_asked(service, "/debug/pprof/heap", 1)
        n_profiles = service.asked.count("/debug/pprof/heap")
        # The same number of collections: another heap profile would be the same one.
        self.wait_asked(service, "/debug/vars", 10)
        self.assertLessEqual(service.asked.count("/debug/pprof/heap"), n_profiles + 1)
        service.answers["/debug/vars"] = vars_with(4, 1 << 25)
        self.wait_for(lambda: self.recorded_profiles() >= 2, "a profile after the next collection")
        self.finish(process)
        target = self.target()
        self.assertEqual(target["name"], "shop")
        self.assertGreaterEqual(target["profiles"], 2)
        self.assertEqual(target["marks"], [])
        table = self.text("export", self.path("rec"), "--as", "csv", "-o", "-")
        values = [line.split(",")[-1] for line in table.splitlines() if ",heap_alloc," in line]
        self.assertGreaterEqual(len(values), 10)
        self.assertEqual({int(float(value)) for value in values}, {1 << 24, 1 << 25})

    def test_replayed_recording(self):
        served = subprocess.Popen([CLI, "serve", ORDERS, "--speed", "20"], stdout=subprocess.PIPE)
        self.addCleanup(served.wait)
        self.addCleanup(served.kill)
        self.addCleanup(served.stdout.close)
        url = served.stdout.readline().decode().strip()
        process = self.start(f"orders={url}", "--interval", "0.2", "--profile-interval", "0.5")
        self.wait_for(lambda: os.path.exists(self.path("rec")) and self.recorded_profiles() >= 3,
                      "three heap profiles")
        self.finish(process)
        target = self.target()
        self.assertGreaterEqual(target["gc_cycles"], 1)
        self.assertEqual(target["properties"]["command_line"], "./orders -addr 127.0.0.1:6060")
        top = self.answer("top", self.path("rec"), "--sample", "inuse_space")
        self.assertTrue(any("sessions" in row["function"] for row in top["rows"]))

    def recorded_profiles(self):
        return self.recorded("SELECT count(*) FROM profile")

    def recorded(self, query):
        try:
            with sqlite3.connect(f"file:{self.path('rec')}?mode=ro", uri=True) as database:
                return database.execute(query).fetchone()[0]
        except sqlite3.OperationalError:  # before the file has its tables
            return 0

    def test_restart_is_marked(self):
        service = Service(self, {"/debug/vars": vars_with(100, 1 << 24)})
        process = self.start(service.url, "--interval", "0.2")
        self.wait_asked(service, "/debug/vars", 3)
        service.answers["/debug/vars"] = vars_with(2, 1 << 22)
        asked = service.asked.count("/debug/vars")
        self.wait_asked(service, "/debug/vars", asked + 3)
        self.finish(process)
        marks = self.target()["marks"]
        self.assertEqual([mark["kind"] for mark in marks], ["epoch"])

    def test_metrics_where_there_are_no_vars(self):
        metrics = (b"# TYPE go_memstats_heap_alloc_bytes gauge\ngo_memstats_heap_alloc_bytes 1048576\n"
                   b"go_memstats_heap_sys_bytes 4194304\ngo_memstats_sys_bytes 8388608\n"
                   b"go_goroutines 7\n")
        service = Service(self, {"/metrics": metrics})
        process = self.start(service.url, "--interval", "0.2")
        self.wait_asked(service, "/metrics", 4)
        self.finish(process)
        self.assertEqual(service.asked.count("/debug/vars"), 1)

    def test_comes_back(self):
        service = Service(self, {"/debug/vars": 503})
        process = self.start(service.url, "--interval", "0.2")
        self.wait_asked(service, "/debug/vars", 2)
        service.answers["/debug/vars"] = vars_with(1, 1 << 20)
        asked = service.asked.count("/debug/vars")
        self.wait_asked(service, "/debug/vars", asked + 4)
        _, notes = self.finish(process)
        self.assertRegex(notes, r": no figures: .*503")
        self.assertRegex(notes, r": recording\n")

    def test_gap_is_marked(self):
        service = Service(self, {"/debug/vars": vars_with(1, 1 << 20)})
        process = self.start(service.url, "--interval", "0.2")
        self.wait_asked(service, "/debug/vars", 3)
        service.answers["/debug/vars"] = 503
        asked = service.asked.count("/debug/vars")
        self.wait_asked(service, "/debug/vars", asked + 3)  # after 1 s and 2 s more
        service.answers["/debug/vars"] = vars_with(1, 1 << 20)
        asked = service.asked.count("/debug/vars")
        self.wait_asked(service, "/debug/vars", asked + 3)
        self.finish(process)
        marks = self.target()["marks"]
        self.assertEqual([mark["kind"] for mark in marks], ["gap"])

    def test_full_disk(self):
        """The file may grow no further: it says so, and what was committed opens."""
        service = Service(self, {"/debug/vars": vars_with(1, 1 << 20),
                                 "/debug/pprof/heap": a_heap_profile()})
        process = self.start(service.url, "--interval", "0.2", limit=600_000)
        self.wait_for(lambda: self.size_of_recording() > 300_000 or
                      service.asked.count("/debug/vars") > 5, "a beginning")
        service.answers["/debug/vars"] = self.vars_with_much()
        asked = service.asked.count("/debug/vars")
        self.wait_asked(service, "/debug/vars", asked + 6)
        _, err = self.finish(process)
        self.assertRegex(err, r"(?i)full|room|limit")
        self.assertGreaterEqual(self.target()["series"], 8)

    def size_of_recording(self):
        return sum(os.path.getsize(self.path(name)) for name in ("rec", "rec-wal")
                   if os.path.exists(self.path(name)))

    @staticmethod
    def vars_with_much():
        """Many figures of the program's own, which need room."""
        document = json.loads(vars_with(1, 1 << 20))
        document.update({f"figure_{i:05}": i for i in range(6000)})
        return json.dumps(document).encode()

    def test_credentials_stay_secret(self):
        service = Service(self, {"/debug/vars": vars_with(1, 1 << 20)}, token=SECRET)
        auth = self.write("auth", f"Bearer {SECRET}\n".encode())
        process = self.start(service.url, "--interval", "0.2", "--auth-file", auth)
        self.wait_asked(service, "/debug/vars", 4)
        out, err = self.finish(process)
        self.assertNotIn(SECRET, out + err)
        with open(self.path("rec"), "rb") as file:
            self.assertNotIn(SECRET.encode(), file.read())

    def test_wrong_credentials(self):
        service = Service(self, {"/debug/vars": vars_with(1, 1 << 20)}, token="another")
        auth = self.write("auth", f"Bearer {SECRET}\n".encode())
        process = self.start(service.url, "--interval", "0.2", "--auth-file", auth)
        self.wait_asked(service, "/debug/vars", 1)
        time.sleep(0.3)  # so that the answer is there; without it nothing is told, which fails below
        _, err = self.finish(process, status=1)
        self.assertIn("unauthorized", err)
        self.assertNotIn(SECRET, err)

    def test_list_of_targets(self):
        """All of a list are recorded but for what is wrong, which is told, with no secret in it."""
        services = [Service(self, {"/debug/vars": vars_with(1, 1 << 20)}) for _ in range(3)]
        targets = self.write("targets", (
            f"# the night shift\n{services[0].url}\n[pay]\npay-1 = {services[1].url}/debug/pprof/\n"
            f"http://me:{SECRET}@127.0.0.1:1\ntwo words\n").encode())
        process = self.start("--interval", "0.2", "--targets", targets, f"more={services[2].url}")
        for service in services:
            self.wait_asked(service, "/debug/vars", 2)
        _, err = self.finish(process)
        self.assertIn(f"{targets}: line 5: ", err)
        self.assertIn(f"{targets}: line 6: ", err)
        self.assertNotIn(SECRET, err)
        names = {target["name"] for target in self.answer("info", self.path("rec"))["targets"]}
        self.assertEqual(names, {services[0].url.removeprefix("http://"), "pay-1", "more"})

    def test_list_as_prometheus_has_it(self):
        service = Service(self, {"/own/debug/vars": vars_with(1, 1 << 20)})
        address = service.url.removeprefix("http://")
        targets = self.write("targets.json", json.dumps([
            {"targets": [address], "labels": {"__metrics_path__": "/own/metrics", "job": "pay"}},
        ]).encode())
        process = self.start("--interval", "0.2", "--targets", targets)
        self.wait_asked(service, "/own/debug/vars", 2)
        self.finish(process)
        self.assertEqual(self.target()["name"], address + "/own")

    def test_list_of_nothing(self):
        targets = self.write("targets", b"# nobody\n")
        self.assertIn("targets", self.complaint("record", "--targets", targets, "-o",
                                                self.path("rec")))

    def test_two_of_one_name(self):
        complaint = self.complaint("record", "shop=localhost:1", "shop=localhost:2", "-o",
                                   self.path("rec"))
        self.assertIn("two targets are called “shop”", complaint)

    def test_nothing_there(self):
        service = Service(self, {})
        process = self.start(service.url, "--interval", "0.2")
        self.wait_asked(service, "/debug/vars", 2)
        _, err = self.finish(process, status=1)
        self.assertIn('import _ "net/http/pprof"', err)

    def test_killed(self):
        service = Service(self, {"/debug/vars": vars_with(1, 1 << 20)})
        process = self.start(service.url, "--interval", "0.2")
        self.wait_asked(service, "/debug/vars", 12)
        process.kill()
        process.wait()
        with sqlite3.connect(f"file:{self.path('rec')}?mode=ro", uri=True) as database:
            self.assertEqual(database.execute("PRAGMA integrity_check").fetchone(), ("ok",))
        self.assertGreaterEqual(self.target()["series"], 8)
        again = self.start(service.url, "--interval", "0.2")
        asked = service.asked.count("/debug/vars")
        self.wait_asked(service, "/debug/vars", asked + 2)
        self.finish(again)

    def flags(self):
        return [mark for mark in self.target()["marks"] if mark["kind"] == "flag"]

    def tell(self, service, n_collections, idle, times):
        """A collection after the other, of a heap of which so much is not used."""
        for n in range(n_collections, n_collections + times):
            document = json.loads(vars_with(n, 1 << 24))
            document["memstats"]["HeapIdle"] = idle
            service.answers["/debug/vars"] = json.dumps(document).encode()
            self.wait_asked(service, "/debug/vars", service.asked.count("/debug/vars") + 2)

    def start_with_rules(self, service, rules):
        path = self.write("rules", rules.encode())
        return self.start(f"shop={service.url}", "--interval", "0.1", "--profile-interval", "1000",
                          "--rules", path)

    def service_that_nears_its_limit(self):
        return Service(self, {"/debug/vars": vars_with(1, 1 << 24),
                              "/debug/pprof/heap": a_heap_profile(),
                              "/debug/pprof/goroutine": a_goroutine_profile()})

    def test_rule_fires(self):
        """128 MiB of the 100 MiB that somebody knows to be the limit: a flag and its captures, and
        then silence for the cool-down."""
        service = self.service_that_nears_its_limit()
        process = self.start_with_rules(service, "[*]\nmemory-limit = 100MiB\ncool-down = 10ms\n"
                                                 "[shop]\ncool-down = 1h\n")
        self.tell(service, 1, 0, 5)
        self.wait_asked(service, "/debug/pprof/trace?seconds=3", 1)
        self.tell(service, 6, 1 << 27, 2)
        self.tell(service, 8, 0, 5)
        _, notes = self.finish(process)
        flags = self.flags()
        self.assertEqual([flag["rule"] for flag in flags], ["limit"])
        self.assertEqual(flags[0]["text"],
                         "memory that Go uses 128.0 MiB, 128 % of GOMEMLIMIT of 100.0 MiB")
        self.assertIn(f"shop: flag: {flags[0]['text']}\n", notes)
        self.assertEqual(self.recorded(CAPTURED), 2)
        self.assertEqual(service.asked.count("/debug/pprof/trace?seconds=3"), 1)

    def test_rule_fires_again(self):
        service = self.service_that_nears_its_limit()
        process = self.start_with_rules(service, "[*]\nmemory-limit = 100MiB\ncool-down = 10ms\n")
        self.tell(service, 1, 0, 5)
        self.wait_asked(service, "/debug/pprof/trace?seconds=3", 1)
        self.tell(service, 6, 1 << 27, 2)
        self.tell(service, 8, 0, 5)
        self.finish(process)
        self.assertEqual([flag["rule"] for flag in self.flags()], ["limit", "limit"])
        # Within a minute both share a capture.
        self.assertEqual(service.asked.count("/debug/pprof/trace?seconds=3"), 1)

    def test_restart_begins_anew(self):
        """That memory stays across two collections is never seen of lives that have one each."""
        service = self.service_that_nears_its_limit()
        process = self.start_with_rules(service, "[*]\nmemory-limit = 100MiB\n")
        document = json.loads(vars_with(1, 1 << 24))
        for n_collections in range(1, 13):
            life = n_collections // 2
            document["memstats"].update({"NumGC": n_collections, "TotalAlloc": (100 - life) << 30})
            service.answers["/debug/vars"] = json.dumps(document).encode()
            self.wait_asked(service, "/debug/vars", service.asked.count("/debug/vars") + 2)
        self.finish(process)
        self.assertEqual({mark["kind"] for mark in self.target()["marks"]}, {"epoch"})
        self.assertEqual(len(self.target()["marks"]), 6)

    def test_no_rules(self):
        service = self.service_that_nears_its_limit()
        document = json.loads(vars_with(1, 1 << 24))
        process = self.start(f"shop={service.url}", "--interval", "0.1", "--no-rules")
        for n_collections in range(0, 3000, 300):  # at 0.1 s, far more than 100 a second
            document["memstats"]["NumGC"] = n_collections
            service.answers["/debug/vars"] = json.dumps(document).encode()
            self.wait_asked(service, "/debug/vars", service.asked.count("/debug/vars") + 4)
        self.finish(process)
        self.assertEqual(self.flags(), [])
        self.assertNotIn("/debug/pprof/trace?seconds=3", service.asked)

    def test_replayed_growth_is_flagged(self):
        served = subprocess.Popen([CLI, "serve", ORDERS, "--speed", "20"], stdout=subprocess.PIPE)
        self.addCleanup(served.wait)
        self.addCleanup(served.kill)
        self.addCleanup(served.stdout.close)
        url = served.stdout.readline().decode().strip()
        rules = self.write("rules", b"[*]\nmemory-limit = 100MiB\n")
        process = self.start(f"orders={url}", "--interval", "0.1", "--rules", rules)
        self.wait_for(lambda: self.recorded("SELECT count(*) FROM mark WHERE rule = 'limit'") == 1,
                      "a flag")
        self.wait_for(lambda: self.recorded(CAPTURED) == 2, "profiles of the flag")
        self.finish(process)

    def test_bad_rules(self):
        rules = self.write("rules", b"[shop]\nheap-live = lots\n")
        message = self.complaint("record", "shop=http://127.0.0.1:1", "-o", self.path("rec"),
                                 "--rules", rules)
        self.assertIn(f"{rules}: [shop] heap-live: wants a number", message)
        self.complaint("record", "http://127.0.0.1:1", "-o", self.path("rec"), "--rules",
                       self.path("nowhere"))
        self.complaint("record", "http://127.0.0.1:1", "-o", self.path("rec"), "--rules", rules,
                       "--no-rules", status=2)

    def test_usage(self):
        self.complaint("record", "http://127.0.0.1:1", status=2)
        message = self.complaint("record", f"http://joe:{SECRET}@127.0.0.1:1", "-o", self.path("rec"))
        self.assertNotIn(SECRET, message)
        self.complaint("record", "ftp://127.0.0.1", "-o", self.path("rec"))
        for wrong in (["--duration", "2x"], ["--interval", "50ms"], ["--interval", "-1s"],
                      ["--interval", "0"], ["--goroutine-interval", "5ms"], ["--keep", "long"], ["--keep-size", "much"]):
            self.complaint("record", "http://127.0.0.1:1", "-o", self.path("rec"), *wrong, status=2)

    def test_only_figures(self):
        service = Service(self, {"/debug/vars": vars_with(3, 1 << 24),
                                 "/debug/pprof/heap": a_heap_profile()})
        process = self.start(service.url, "--interval", "100ms", "--profile-interval", "0",
                             "--count-interval", "0", "--goroutine-interval", "0")
        self.wait_asked(service, "/debug/vars", 5)
        self.finish(process)
        self.assertEqual(set(service.asked), {"/debug/vars"})

    def test_times_and_sizes(self):
        """As Go writes them."""
        service = Service(self, {"/debug/vars": vars_with(3, 1 << 24)})
        process = self.start(service.url, "--interval", "200ms", "--duration", "1h30m", "--keep", "24h",
                             "--keep-size", "1GiB")
        self.wait_asked(service, "/debug/vars", 5)
        self.finish(process)
        info = self.answer("record", service.url, "-o", self.path("short"), "--interval", "100ms",
                           "--duration", "1s")
        self.assertGreater(info["to_ms"], info["from_ms"])


if __name__ == "__main__":
    unittest.main()
