# SPDX-License-Identifier: GPL-3.0-or-later
"""The recorder among services that misbehave: each is told in words, the others keep their beat."""
import os
import re
import signal
import socket
import subprocess
import threading
import time
import unittest

from cli_support import CLI, DATA, CliCase
from live_service import vars_with
from rude_server import RudeServer

PATIENCE_S = 100 * float(os.environ.get("HT_TIMEOUT_SCALE", "1"))
FIGURES = vars_with(7, 1 << 24)

NOWHERE = r"nothing tells of its heap under /debug/vars, /metrics or /debug/pprof/"
MISBEHAVIOUR = {
    "slow-head": r"connected, but no answer in time",
    "silent": r"connected, but no answer in time",
    "stalled-body": r"the answer was not complete in time",
    "slow-body": r"the answer was not complete in time",
    "endless-body": r"answers with more than 16\.0.MiB, the limit",
    "wrong-length": r"the answer is not complete",
    "cut-gzip": r"gzip data ends too early",
    "bomb": r"gzip data unpacks to more than",
    "login": NOWHERE,
    "missing": NOWHERE,
    "broken": r"answers 500 Internal Server Error",
    "busy": r"answers 503 Service Unavailable",
    "loop": r"redirected more than 5 times; it goes in a circle",
    "to-file": r"redirects to a file: URL, which is not followed",
    "mail": r"does not speak HTTP",
}


def certificate(name):
    return os.path.join(DATA, "tls", f"{name}.pem")


class Survive(CliCase):
    def record(self, *arguments):
        """Starts to record; what it says is gathered in self.notes."""
        self.process = subprocess.Popen([CLI, "record", *arguments, "-o", self.path("rec")],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                        env={**os.environ, "TMPDIR": self.temporary})
        self.addCleanup(self.process.stderr.close)
        self.addCleanup(self.process.wait)
        self.notes = []
        self.reader = threading.Thread(target=lambda: self.notes.extend(self.process.stderr))
        self.reader.start()
        self.addCleanup(self.reader.join)
        self.addCleanup(self.process.kill)

    def wait_for(self, condition, what):
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            self.assertLess(time.monotonic(), deadline, f"never: {what}\n{''.join(self.notes)}")
            self.assertIsNone(self.process.poll(), "".join(self.notes))
            time.sleep(0.05)

    def wait_told(self, name, words):
        pattern = re.compile(rf"heaptrail-cli: {re.escape(name)}: {words}")
        self.wait_for(lambda: any(pattern.search(note) for note in list(self.notes)),
                      f"{name}: {words}")

    def finish(self):
        """Ends recording; what it recorded, by name."""
        self.process.send_signal(signal.SIGINT)
        self.assertEqual(self.process.wait(PATIENCE_S), 0, "".join(self.notes))
        self.reader.join()
        return {target["name"]: target
                for target in self.answer("info", self.path("rec"))["targets"]}

    def check_beat(self, target, server, path="/well/debug/vars"):
        """No figure is missing: no gap, and as many points as answers, but for the last one."""
        self.assertEqual(target["marks"], [])
        table = self.text("export", self.path("rec"), "--as", "csv", "-o", "-",
                          "--target", target["name"])
        n_points = sum(",heap_alloc," in line for line in table.splitlines())
        self.assertGreaterEqual(n_points, server.asked.count(path) - 1)

    def test_misbehaviour(self):
        rude = RudeServer(self, FIGURES)
        good = RudeServer(self, FIGURES)
        urls = [f"{name}=http://127.0.0.1:{rude.port}/{name}" for name in MISBEHAVIOUR]
        self.record(*urls[:8], f"good=http://127.0.0.1:{good.port}/well", *urls[8:])
        for name, words in MISBEHAVIOUR.items():
            self.wait_told(name, f"no figures: http://127.0.0.1:{rude.port}.*{words}")
        targets = self.finish()
        self.check_beat(targets["good"], good)
        for name in MISBEHAVIOUR:
            self.assertEqual(targets[name]["series"], 0, name)

    def test_dies_mid_body_and_returns(self):
        server = RudeServer(self, FIGURES)
        path = "/dies/debug/vars"
        self.record(f"shop=http://127.0.0.1:{server.port}/dies", "--interval", "0.2")
        self.wait_told("shop", "recording\n")
        self.wait_told("shop", "no figures: .*the answer is not complete")
        self.wait_for(lambda: server.asked.count(path) >= 8, "it is asked again")
        self.wait_for(lambda: [note for note in self.notes if "shop" in note][-1].endswith(
            "shop: recording\n"), "it is recorded again")
        target = self.finish()["shop"]
        self.assertEqual([mark["kind"] for mark in target["marks"]], ["gap"])

    def test_certificates(self):
        trusted = {name: RudeServer(self, FIGURES, certificate(name))
                   for name in ["server", "other", "expired"]}
        self.record(*[f"{name}=https://localhost:{server.port}/well"
                      for name, server in trusted.items()], "--ca", certificate("ca"))
        self.wait_told("server", "recording\n")
        self.wait_told("other", "no figures: .*name")
        self.wait_told("expired", "no figures: .*expired")
        self.wait_for(lambda: trusted["server"].asked.count("/well/debug/vars") >= 3, "three figures")
        targets = self.finish()
        self.check_beat(targets["server"], trusted["server"])
        self.assertEqual(trusted["other"].asked + trusted["expired"].asked, [])

    def test_unknown_authority(self):
        unknown = RudeServer(self, FIGURES, certificate("server"))
        good = RudeServer(self, FIGURES)
        self.record(f"unknown=https://localhost:{unknown.port}/well",
                    f"good=http://127.0.0.1:{good.port}/well")
        self.wait_told("unknown", "no figures: .*(CA|authority)")
        self.wait_told("good", "recording\n")
        self.finish()
        self.assertEqual(unknown.asked, [])

    def test_ipv6(self):
        try:
            server = RudeServer(self, FIGURES, host="::1")
        except OSError:
            self.skipTest("this machine has no IPv6 loopback")
        self.record(f"http://[::1]:{server.port}/well", "--interval", "0.2")
        self.wait_for(lambda: len(server.asked) >= 3, "three figures")
        target, = self.finish().values()
        self.check_beat(target, server)

    def test_many_refuse(self):
        good = RudeServer(self, FIGURES)
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        self.record(f"good=http://127.0.0.1:{good.port}/well",
                    *[f"gone{i}=http://127.0.0.1:{port}/{i}" for i in range(300)])
        self.wait_for(lambda: sum("connection refused" in note for note in list(self.notes)) >= 300,
                      "all that refuse are told")
        asked = len(good.asked)
        self.wait_for(lambda: len(good.asked) >= asked + 3, "the other one is asked")
        targets = self.finish()
        self.assertEqual(len(targets), 301)
        self.check_beat(targets["good"], good)


if __name__ == "__main__":
    unittest.main()
