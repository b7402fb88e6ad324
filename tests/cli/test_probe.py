# SPDX-License-Identifier: GPL-3.0-or-later
"""What a live service offers, as people and programs are told."""
import os
import subprocess
import unittest

from cli_support import CLI, DATA, HERE, CliCase
from live_service import Service, vars_with

ORDERS = os.environ.get("HT_EXAMPLE", os.path.join(HERE, "..", "..", "data", "example.heaptrail"))
SECRET = "s3cr3t-t0ken-that-nobody-sees"


def index_page():
    with open(os.path.join(DATA, "pprof-index", "go1.26.html"), "rb") as file:
        return file.read()


class Probe(CliCase):
    def findings(self, *args):
        answer = self.answer("probe", *args)
        return answer, {finding["what"]: finding for finding in answer["findings"]}

    def test_service(self):
        service = Service(self, {"/debug/pprof/": index_page(),
                                 "/debug/vars": vars_with(1, 1 << 20, "./shop")})
        answer, findings = self.findings(f"{service.url}/debug/pprof/heap?debug=1")
        self.assertEqual(answer["url"], service.url)
        self.assertIs(answer["can_record"], True)
        self.assertEqual(answer["command_line"], "./shop")
        self.assertIsNone(answer["go_version"])
        self.assertEqual(findings["heap"]["state"], "found")
        self.assertIsNone(findings["heap"]["remedy"])
        self.assertEqual(findings["metrics"]["state"], "missing")
        self.assertEqual(findings["metrics"]["remedy"],
                         'http.Handle("/metrics", promhttp.Handler())')
        self.assertEqual(sorted(service.asked), ["/debug/pprof/", "/debug/vars", "/metrics"])

        text = self.text("probe", service.url)
        self.assertIn(f"{service.url}: can be recorded\n", text)
        self.assertIn("command line: ./shop\n", text)
        self.assertRegex(text, r"found +/debug/pprof/heap +stacks: 1\n")
        self.assertRegex(text, r"missing +/metrics +answers 404 Not Found\n +to have it: http.Handle")

    def test_replayed_recording(self):
        served = subprocess.Popen([CLI, "serve", ORDERS], stdout=subprocess.PIPE)
        self.addCleanup(served.wait)
        self.addCleanup(served.kill)
        self.addCleanup(served.stdout.close)
        url = served.stdout.readline().decode().strip()
        answer, findings = self.findings(url)
        self.assertIs(answer["can_record"], True)
        self.assertEqual(answer["command_line"], "./orders -addr 127.0.0.1:6060")
        for what in ["index", "heap", "goroutine", "vars", "metrics"]:
            self.assertEqual(findings[what]["state"], "found", what)

    def test_nothing_of_go(self):
        service = Service(self, {})
        answer, findings = self.findings(service.url)
        self.assertIs(answer["can_record"], False)
        self.assertEqual(findings["index"]["remedy"], 'import _ "net/http/pprof"')
        self.assertIn("cannot be recorded", self.text("probe", service.url))

    def test_credentials(self):
        service = Service(self, {"/debug/vars": vars_with(1, 1 << 20)}, token=SECRET)
        self.assertIn("no credential was given", self.complaint("probe", service.url))
        wrong = self.write("wrong", b"Bearer wrong-t0ken\n")
        message = self.complaint("probe", service.url, "--auth-file", wrong)
        self.assertIn("a bearer token was tried", message)
        self.assertNotIn("wrong-t0ken", message)
        right = self.write("right", f"Bearer {SECRET}\n".encode())
        answer, _ = self.findings(service.url, "--auth-file", right)
        self.assertIs(answer["can_record"], True)
        odd = self.write("odd", SECRET.encode())
        message = self.complaint("probe", service.url, "--auth-file", odd)
        self.assertIn("wants one line", message)
        self.assertNotIn(SECRET, message)

    def test_nobody_there(self):
        service = Service(self, {})
        service.stop()
        self.assertIn("connection refused", self.complaint("probe", service.url))
        self.assertIn("no such socket", self.complaint("probe", f"unix:{self.path('gone')}"))

    def test_usage(self):
        self.complaint("probe", status=2)
        self.complaint("probe", "localhost:1", "--key", "k", status=2)
        self.complaint("probe", "ftp://localhost/")
        message = self.complaint("probe", f"http://joe:{SECRET}@localhost/")
        self.assertIn("user name", message)
        self.assertNotIn(SECRET, message)


if __name__ == "__main__":
    unittest.main()
