# SPDX-License-Identifier: GPL-3.0-or-later
"""Exit status, help, and what is said to those who type something wrong."""
import os
import shutil
import subprocess
import unittest

from cli_support import CLI, EXAMPLE, LAST_HEAP, CliCase

COMMANDS = ["info", "import", "top", "gc", "growth", "export", "render", "probe", "record", "serve"]


class Help(CliCase):
    def test_main_help_lists_all_commands(self):
        text = self.text("--help")
        for command in COMMANDS:
            self.assertIn(f"\n  {command} ", text)

    def test_each_command_has_help(self):
        for command in COMMANDS:
            with self.subTest(command):
                text = self.text(command, "--help")
                self.assertRegex(text, rf"heaptrail-cli .*{command} ")
                self.assertIn("--json", text)

    def test_version(self):
        self.assertRegex(self.text("--version"), r"^heaptrail-cli \d+\.\d+\.\d+\n$")


class Usage(CliCase):
    def test_no_command(self):
        done = self.run_cli(status=2)
        self.assertEqual(done.stdout, b"")

    def test_wrong_usage(self):
        for args in [["fly"], ["top"], ["info"], ["gc"], ["import", LAST_HEAP], ["info", "a", "b"],
                     ["top", "--frobnicate", LAST_HEAP], ["top", LAST_HEAP, "-n", "many"],
                     ["top", LAST_HEAP, "--base", LAST_HEAP, "--diff-base", LAST_HEAP],
                     ["top", LAST_HEAP, "--base-at", "start"],
                     ["top", LAST_HEAP, "--focus", "("], ["top", LAST_HEAP, "--ignore", "[z-a]"],
                     ["top", EXAMPLE, "--at", "yesterday"],
                     ["export", LAST_HEAP, "-o", "x"], ["export", LAST_HEAP, "--as", "pdf", "-o", "x"],
                     ["export", LAST_HEAP, "--as", "pprof"]]:
            with self.subTest(args):
                self.assertNotEqual(self.complaint(*args, status=2), "")

    def test_input_behind_two_dashes(self):
        shutil.copy(LAST_HEAP, self.path("-x.pb.gz"))
        self.assertIn("inuse_space", self.text("top", "-n", "1", "--", "-x.pb.gz"))


class Failure(CliCase):
    def test_missing_file(self):
        for args in [["info", "gone"], ["top", "gone"], ["gc", "gone"],
                     ["import", "gone", "-o", "rec"], ["top", LAST_HEAP, "--base", "gone"],
                     ["export", "gone", "--as", "json", "-o", "-"]]:
            with self.subTest(args):
                self.assertTrue(self.complaint(*args).startswith("gone: No such file"))

    def test_unknown_target(self):
        self.assertIn("has no target “nobody”", self.complaint("gc", EXAMPLE, "--target", "nobody"))

    def test_unknown_sample_type(self):
        self.assertIn("fruit", self.complaint("top", LAST_HEAP, "--sample", "fruit"))
        self.assertIn("fruit", self.complaint("top", EXAMPLE, "--sample", "fruit"))

    def test_empty_folder(self):
        os.mkdir(self.path("empty"))
        self.assertTrue(self.complaint("info", "empty").startswith("empty: holds no capture"))

    def test_device(self):
        self.assertIn("is a device", self.complaint("info", "/dev/zero"))

    def test_endless_stream(self):
        with open("/dev/zero", "rb") as zeros:
            done = subprocess.run([CLI, "info", "-"], stdin=zeros, capture_output=True, timeout=30,
                                  check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"standard input: is no capture", done.stderr)

    def test_name_with_control_characters(self):
        name = "x\033[2J\ny.json"
        self.write(name, b"nothing")
        self.assertTrue(self.complaint("info", name).startswith("x\\x1b[2J\\x0ay.json: "))


class ClosedPipe(CliCase):
    def test_reader_that_goes_away(self):
        for args in [["top", LAST_HEAP, "-n", "0"], ["top", LAST_HEAP, "--json"],
                     ["export", EXAMPLE, "--as", "csv", "-o", "-"]]:
            with self.subTest(args):
                reader, writer = os.pipe()
                os.close(reader)
                done = subprocess.run([CLI, *args], stdout=writer, stderr=subprocess.PIPE,
                                      timeout=60, check=False)
                os.close(writer)
                self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_full_disk_is_a_failure(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([CLI, "top", LAST_HEAP], stdout=full, stderr=subprocess.PIPE,
                                  timeout=60, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"standard output: No space left", done.stderr)


if __name__ == "__main__":
    unittest.main()
