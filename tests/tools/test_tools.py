# SPDX-License-Identifier: GPL-3.0-or-later
"""The tools that judge all other tests must be able to say no."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SPDX = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n"


class InTemporaryFolder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


class CountTests(InTemporaryFolder):
    """Logs as meson writes them, and what tools/count-tests makes of them."""

    def count(self, tests, cases, meson_status=0):
        log = "".join(json.dumps({"name": name, "result": result, "returncode": status}) + "\n"
                      for name, result, status in tests)
        suites = "".join(f'<testsuite name="heaptrail.{name}">'
                         + "".join(f'<testcase name="{i}">{outcome}</testcase>'
                                   for i, outcome in enumerate(outcomes))
                         + "</testsuite>" for name, outcomes in cases.items())
        self.write("meson-logs/testlog.json", log)
        self.write("meson-logs/testlog.junit.xml", f"<testsuites>{suites}</testsuites>")
        return self.run_count(meson_status)

    def run_count(self, meson_status=0):
        result = subprocess.run([ROOT / "tools/count-tests", self.folder, str(meson_status)],
                                text=True, stdout=subprocess.PIPE, check=False)
        return result.stdout.splitlines()[-1], result.returncode

    def test_cases_are_counted_and_not_programs(self):
        self.assertEqual(self.count([("a", "OK", 0), ("b", "OK", 0)], {"a": ["", ""]}),
                         ("3 passed, 0 failed", 0))

    def test_skipped_cases_are_named_apart(self):
        self.assertEqual(self.count([("a", "OK", 0)], {"a": ["", "<skipped/>"]}),
                         ("1 passed, 0 failed, 1 skipped", 0))

    def test_failed_cases(self):
        self.assertEqual(self.count([("a", "FAIL", 1)], {"a": ["", "<failure/>"]}, 1),
                         ("1 passed, 1 failed", 1))

    def test_crash_after_all_cases_passed(self):
        self.assertEqual(self.count([("a", "ERROR", -11)], {"a": ["", ""]}, 1),
                         ("2 passed, 1 failed", 1))

    def test_timeout_without_cases(self):
        self.assertEqual(self.count([("a", "OK", 0), ("b", "TIMEOUT", -15)], {}, 1),
                         ("1 passed, 1 failed", 1))

    def test_silence_is_a_failure(self):
        self.assertEqual(self.count([("a", "SKIP", 0), ("b", "OK", 0)], {}),
                         ("1 passed, 1 failed", 1))

    def test_no_tests_are_a_failure(self):
        self.assertEqual(self.count([], {}), ("0 passed, 1 failed", 1))

    def test_runner_that_failed_for_no_visible_reason(self):
        self.assertEqual(self.count([("a", "OK", 0)], {}, 1), ("1 passed, 1 failed", 1))

    def test_runner_that_left_no_logs(self):
        self.assertEqual(self.run_count(1), ("0 passed, 1 failed", 1))


class TapUnittest(InTemporaryFolder):
    """tests/tap_unittest.py over small test files."""

    def run_tap(self, body, **environment):
        path = self.write("test_sample.py", "import unittest\n" + body)
        result = subprocess.run([sys.executable, ROOT / "tests/tap_unittest.py", path], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False,
                                env={**os.environ, "HT_NEED_ALL": "", **environment})
        lines = [line for line in result.stdout.splitlines() if not line.startswith("#")]
        return lines, result.returncode

    def test_passed_and_skipped(self):
        lines, status = self.run_tap(
            "class A(unittest.TestCase):\n"
            "  def test_a(self): print('not ok 1 what a test prints is no result')\n"
            "  @unittest.skip('no Go here')\n"
            "  def test_b(self): pass\n")
        self.assertEqual(lines, ["ok 1 test_sample.A.test_a",
                                 "ok 2 test_sample.A.test_b # SKIP no Go here", "1..2"])
        self.assertEqual(status, 0)

    def test_a_failed_subtest_fails_its_case_once(self):
        lines, status = self.run_tap(
            "class A(unittest.TestCase):\n"
            "  def test_a(self):\n"
            "    for i in range(3):\n"
            "      with self.subTest(i=i): self.assertEqual(i, 0)\n"
            "  def test_b(self): pass\n")
        self.assertEqual(lines, ["not ok 1 test_sample.A.test_a", "ok 2 test_sample.A.test_b", "1..2"])
        self.assertEqual(status, 1)

    def test_a_class_that_cannot_be_set_up(self):
        lines, status = self.run_tap(
            "class A(unittest.TestCase):\n"
            "  @classmethod\n"
            "  def setUpClass(cls): raise ValueError\n"
            "  def test_a(self): pass\n")
        self.assertEqual(lines, ["not ok 1 setUpClass (test_sample.A)", "1..1"])
        self.assertEqual(status, 1)

    def test_a_program_that_is_not_there(self):
        body = ("import needed\n"
                "class A(unittest.TestCase):\n"
                "  def test_a(self): needed.program('no-such-program', 'such-package')\n"
                "  def test_b(self): needed.program('sh')\n")
        lines, status = self.run_tap(body)
        self.assertIn("ok 1 test_sample.A.test_a # SKIP no-such-program is not installed", lines[0])
        self.assertEqual((lines[1:], status), (["ok 2 test_sample.A.test_b", "1..2"], 0))
        lines, status = self.run_tap(body, HT_NEED_ALL="yes")
        self.assertEqual(lines, ["not ok 1 test_sample.A.test_a", "ok 2 test_sample.A.test_b", "1..2"])
        self.assertEqual(status, 1)

    def test_no_cases(self):
        lines, status = self.run_tap("")
        self.assertEqual(lines, ["Bail out! no test cases found"])
        self.assertEqual(status, 1)

    def test_a_file_that_does_not_load(self):
        _, status = self.run_tap("import no_such_module\n")
        self.assertNotEqual(status, 0)


class CheckRooms(InTemporaryFolder):
    """tools/check-rooms on a small tree with one thing wrong."""

    def setUp(self):
        super().setUp()
        (self.folder / "tools").mkdir()
        shutil.copy(ROOT / "tools/check-rooms", self.folder / "tools")
        self.write("src/core/meson.build", "# SPDX-License-Identifier: GPL-3.0-or-later\n'a.c'\n")
        self.write("src/store/meson.build", "# SPDX-License-Identifier: GPL-3.0-or-later\n'b.c'\n")
        self.write("src/core/a.c", SPDX)
        self.write("src/store/b.h", SPDX + "#pragma once\n")
        self.write("src/store/b.c", SPDX + '#include <sqlite3.h>\n#include "b.h"\n')

    def findings(self):
        environment = dict(os.environ, GIT_DIR=str(self.folder / "no-git"))
        result = subprocess.run([self.folder / "tools/check-rooms"], text=True, env=environment,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        self.assertEqual(result.stderr, "")
        lines = result.stdout.splitlines()
        self.assertEqual(result.returncode, 1 if lines else 0)
        return lines

    def assert_found(self, *beginnings):
        findings = self.findings()
        self.assertEqual(len(findings), len(beginnings), findings)
        for finding, beginning in zip(findings, beginnings):
            self.assertTrue(finding.startswith(beginning), finding)

    def test_clean(self):
        self.assertEqual(self.findings(), [])

    def test_sql_outside_of_the_store(self):
        self.write("src/core/a.c", SPDX + "#include <sqlite3.h>\n")
        self.assert_found("src/core/a.c:2: core may not use <sqlite3.h>")

    def test_a_closed_door(self):
        self.write("src/core/a.c", SPDX + '#include "b.h"\n')
        self.assert_found("src/core/a.c:2: core may not look into store")

    def test_a_way_around_the_doors(self):
        self.write("src/core/a.c", SPDX + '#include "../store/b.h"\n')
        self.assert_found("src/core/a.c:2: ../store/b.h: headers are included flat")

    def test_licence(self):
        self.write("src/core/a.c", "int a;\n")
        self.assert_found("src/core/a.c:1: no SPDX")

    def test_a_file_that_nobody_builds(self):
        self.write("src/core/forgotten.c", SPDX)
        self.assert_found("src/core/forgotten.c:1: is in no list")

    def test_unfinished_business(self):
        self.write("src/core/a.c", SPDX + "/* TO" "DO: later */\n")
        self.assert_found("src/core/a.c:2: unfinished business")

    def test_length(self):
        self.write("src/core/a.c", SPDX + "\n" * 900)
        self.assert_found("src/core/a.c:900: 901 lines")

    def test_a_decoder_that_opens_files(self):
        self.write("src/formats/meson.build", "# SPDX-License-Identifier: GPL-3.0-or-later\n'c.c'\n")
        self.write("src/formats/c.c", SPDX + 'void *f = fopen ("x", "r");\n')
        self.assert_found("src/formats/c.c:2: a decoder opens no files")


if __name__ == "__main__":
    unittest.main()
