# SPDX-License-Identifier: GPL-3.0-or-later
"""Captures that a recording keeps as they came: listed, given back, and carried along."""
import gzip
import os
import sqlite3
import unittest

from cli_support import FIRST_HEAP, CliCase

TIME_NS = 1795199400 * 10**9
TRACE = b"go 1.25 trace\0\0\0" + os.urandom(5000)
DUMP = b"goroutine 1 [running]:\nmain.main()\n\t/main.go:7 +0x1d\n" * 400


class Kept(CliCase):
    def setUp(self):
        super().setUp()
        self.recording = self.path("rec")
        self.run_cli("import", FIRST_HEAP, "--target", "shop", "-o", self.recording)
        self.trace = self.keep(7, "/debug/pprof/trace?seconds=3", TRACE, TRACE, 0)
        self.dump = self.keep(6, "/debug/pprof/goroutine?debug=2", DUMP, gzip.compress(DUMP), 1)

    def keep(self, kind, source, content, stored, packing):
        """As docs/recording-format.md describes it."""
        with sqlite3.connect(self.recording) as database:
            capture = database.execute(
                "INSERT INTO capture (target_id, kind, time_ns, n_bytes, source) VALUES (1, ?, ?, ?, ?)",
                (kind, TIME_NS + kind, len(content), source)).lastrowid
            database.execute("INSERT INTO attachment VALUES (?, ?, ?, ?)",
                             (capture, packing, len(content), len(stored)))
            for position in range(0, len(stored), 4096):
                database.execute(
                    "INSERT INTO attachment_chunk (capture_id, position, data) VALUES (?, ?, ?)",
                    (capture, position // 4096, stored[position:position + 4096]))
        database.close()
        return capture

    def exported(self, recording, capture):
        self.run_cli("export", recording, "--as", "raw", "--capture", str(capture),
                     "-o", self.path("out"))
        with open(self.path("out"), "rb") as file:
            return file.read()

    def test_listed(self):
        answer = self.answer("info", self.recording)
        self.assertEqual(answer["counts"]["traces"], 1)
        self.assertEqual(answer["counts"]["goroutine_dumps"], 1)
        dump, trace = answer["targets"][0]["attachments"]
        self.assertEqual(trace, {"capture": self.trace, "kind": "trace", "time_ms": TIME_NS / 1e6,
                                 "source": "/debug/pprof/trace?seconds=3", "bytes": len(TRACE)})
        self.assertEqual((dump["kind"], dump["bytes"]), ("goroutine_dump", len(DUMP)))
        text = self.text("info", self.recording)
        self.assertIn(f"capture {self.trace}: 2026-", text)
        self.assertIn("/debug/pprof/goroutine?debug=2", text)

    def test_given_back(self):
        self.assertEqual(self.exported(self.recording, self.trace), TRACE)
        self.assertEqual(self.exported(self.recording, self.dump), DUMP)
        done = self.run_cli("export", self.recording, "--as", "raw", "--capture", str(self.trace),
                            "-o", "-")
        self.assertEqual(done.stdout, TRACE)

    def test_no_such_capture(self):
        message = self.complaint("export", self.recording, "--as", "raw", "--capture", "999",
                                 "-o", self.path("out"))
        self.assertIn("999", message)
        self.assertIn("info", message)
        # The first capture is a profile, of which there is no raw form.
        self.complaint("export", self.recording, "--as", "raw", "--capture", "1", "-o", self.path("out"))
        self.assertFalse(os.path.exists(self.path("out")))

    def test_usage(self):
        self.complaint("export", self.recording, "--as", "raw", "-o", self.path("out"), status=2)
        self.complaint("export", self.recording, "--as", "csv", "--capture", "1",
                       "-o", self.path("out"), status=2)

    def test_carried_along(self):
        other = self.path("other")
        self.run_cli("import", self.recording, "-o", other)
        self.run_cli("import", FIRST_HEAP, "--target", "shop", "-o", other)
        attachments = self.answer("info", other)["targets"][0]["attachments"]
        self.assertEqual([kept["kind"] for kept in attachments], ["goroutine_dump", "trace"])
        self.assertEqual(self.exported(other, attachments[0]["capture"]), DUMP)
        self.assertEqual(self.exported(other, attachments[1]["capture"]), TRACE)

    def test_damaged(self):
        with sqlite3.connect(self.recording) as database:
            database.execute("UPDATE attachment_chunk SET data = x'00' WHERE capture_id = ?",
                             (self.dump,))
        database.close()
        message = self.complaint("export", self.recording, "--as", "raw", "--capture", str(self.dump),
                                 "-o", self.path("out"))
        self.assertIn("damaged", message)
        self.assertFalse(os.path.exists(self.path("out")))


if __name__ == "__main__":
    unittest.main()
