#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the unittest cases of a Python file and prints TAP, which meson counts.

usage: tap_unittest.py FILE [NAME…]     NAME as unittest takes it: Class or Class.test_case
"""
import contextlib
import importlib.util
import os
import sys
import traceback
import unittest


class TapResult(unittest.TestResult):
    """Prints one line per case when it ends, whatever number of subtests it had."""

    def __init__(self, stream):
        super().__init__()
        self.stream = stream
        self.count = 0
        self.any_failed = False
        self.problems = []
        self.skip_reason = None

    def stopTest(self, test):
        super().stopTest(test)
        self.report(test)

    def report(self, test):
        self.count += 1
        self.any_failed |= bool(self.problems)
        for line in "\n".join(self.problems).splitlines():
            print("#", line, file=self.stream)
        line = f"{'not ok' if self.problems else 'ok'} {self.count} {test.id().replace('#', '')}"
        if self.skip_reason is not None and not self.problems:
            line += f" # SKIP {self.skip_reason}"
        print(line, file=self.stream, flush=True)
        self.problems = []
        self.skip_reason = None

    def add_problem(self, test, err):
        self.problems.append("".join(traceback.format_exception(*err)))
        if not isinstance(test, unittest.TestCase):
            self.report(test)  # setUpClass or setUpModule: none of its cases will start

    def addError(self, test, err):
        super().addError(test, err)
        self.add_problem(test, err)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.add_problem(test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.problems.append(subtest.id())
            self.add_problem(test, err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.skip_reason = reason
        if not isinstance(test, unittest.TestCase):
            self.report(test)

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.problems.append("passed, though a failure was expected")


def load(path, names):
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    spec = importlib.util.spec_from_file_location(
        os.path.splitext(os.path.basename(path))[0].replace("-", "_"), path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    loader = unittest.TestLoader()
    return loader.loadTestsFromNames(names, module) if names else loader.loadTestsFromModule(module)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    result = TapResult(sys.stdout)
    # What a test prints must not be taken for a result.
    with contextlib.redirect_stdout(sys.stderr):
        load(sys.argv[1], sys.argv[2:]).run(result)
    if result.count == 0:
        print("Bail out! no test cases found")
        sys.exit(1)
    print(f"1..{result.count}")
    sys.exit(1 if result.any_failed else 0)


if __name__ == "__main__":
    main()
