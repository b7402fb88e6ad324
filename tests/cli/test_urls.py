# SPDX-License-Identifier: GPL-3.0-or-later
"""A URL stands where a file may stand: one capture of a live service, or one that was saved."""
import os
import unittest

from cli_support import FIRST_HEAP, LAST_HEAP, CliCase
from live_service import Service, vars_with

SECRET = "s3cr3t-t0ken-that-nobody-sees"
HEAP = "/debug/pprof/heap"


def content(path):
    with open(path, "rb") as file:
        return file.read()


class Urls(CliCase):
    def test_same_as_the_file(self):
        service = Service(self, {HEAP: content(LAST_HEAP), "/saved/first.pb.gz": content(FIRST_HEAP)})
        url = service.url + HEAP
        self.assertEqual(self.answer("top", url)["rows"], self.answer("top", LAST_HEAP)["rows"])
        args = ["--diff-base", f"{service.url}/saved/first.pb.gz"]
        self.assertEqual(self.answer("top", url, *args)["rows"],
                         self.answer("top", LAST_HEAP, "--diff-base", FIRST_HEAP)["rows"])
        self.run_cli("export", url, "--as", "folded", "-o", "of-url")
        self.run_cli("export", LAST_HEAP, "--as", "folded", "-o", "of-file")
        self.assertEqual(content(self.path("of-url")), content(self.path("of-file")))
        self.run_cli("render", "flame", url, "-o", "of-url.png")
        self.run_cli("render", "flame", LAST_HEAP, "-o", "of-file.png")
        self.assertEqual(content(self.path("of-url.png")), content(self.path("of-file.png")))
        self.assertEqual(set(service.asked), {HEAP, "/saved/first.pb.gz"})

    def test_service_means_its_heap(self):
        service = Service(self, {HEAP: content(LAST_HEAP)})
        for url in [service.url, service.url + "/", service.url[len("http://"):],
                    service.url + "/debug/pprof/"]:
            with self.subTest(url):
                self.assertEqual(self.answer("info", url)["kind"], "pprof")
        self.assertEqual(set(service.asked), {HEAP})

    def test_import(self):
        service = Service(self, {HEAP: content(LAST_HEAP), "/debug/vars": vars_with(3, 1 << 24)})
        self.run_cli("import", service.url, service.url + "/debug/vars", LAST_HEAP,
                     f"{service.url}/gone?access_token={SECRET}", "-o", "rec")
        info = self.answer("info", self.path("rec"))
        self.assertEqual(len(info["targets"]), 1)
        self.assertEqual(info["targets"][0]["profiles"], 2)
        self.assertEqual(info["targets"][0]["properties"]["command_line"], "./service")
        again = self.run_cli("import", service.url, f"{service.url}/gone?access_token={SECRET}",
                             "-o", "rec", "--json").stdout.decode()
        self.assertIn("/gone?access_token=***", again)
        self.assertNotIn(SECRET, again)
        self.assertNotIn(SECRET.encode(), content(self.path("rec")))

    def test_credentials(self):
        service = Service(self, {HEAP: content(LAST_HEAP)}, token=SECRET)
        auth = self.write("auth", f"Bearer {SECRET}\n".encode())
        for args in [["info"], ["top", "-n", "1"], ["export", "--as", "json", "-o", "-"],
                     ["import", "-o", "rec"]]:
            with self.subTest(args):
                message = self.complaint(*args, service.url)
                self.assertIn(f"{service.url}", message)
                self.assertIn("no credential was given", message)
                self.assertEqual(message.count("http"), 1, "the URL is told once")
                self.run_cli(*args, service.url, "--auth-file", auth)
        self.assertNotIn(SECRET.encode(), content(self.path("rec")))

    def test_what_is_no_capture(self):
        service = Service(self, {HEAP: 503,
                                 f"/page?access_token={SECRET}": SECRET.encode(),
                                 "/login": b"<html>Log in</html>"})
        self.assertIn("503", self.complaint("info", service.url))
        message = self.complaint("info", f"{service.url}/page?access_token={SECRET}")
        self.assertIn("/page?access_token=***: answers something that is no capture", message)
        self.assertNotIn(SECRET, message)
        self.assertIn("login page", self.complaint("info", f"{service.url}/login"))
        message = self.complaint("top", f"http://joe:{SECRET}@localhost/")
        self.assertIn("user name", message)
        self.assertNotIn(SECRET, message)
        service.stop()
        self.assertIn("connection refused", self.complaint("top", service.url))
        self.assertIn("no such socket", self.complaint("info", f"unix:{self.path('gone')}"))
        self.complaint("info", service.url, "--key", "k", status=2)
        self.assertFalse(os.path.exists(self.path("rec")))


if __name__ == "__main__":
    unittest.main()
