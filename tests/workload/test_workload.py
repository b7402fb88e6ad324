# SPDX-License-Identifier: GPL-3.0-or-later
"""The service of the example recording, for those who have Go."""
import os
import shutil
import subprocess
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
GO = shutil.which("go")
GOFMT = shutil.which("gofmt")


def run(*command):
    with tempfile.TemporaryDirectory() as scratch:
        environment = {**os.environ, "GOCACHE": scratch, "GOFLAGS": "-mod=readonly", "GOPROXY": "off",
                       "GOTOOLCHAIN": "local"}
        return subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True,
                              check=False)


class Workload(unittest.TestCase):
    @unittest.skipIf(GO is None, "Go is not installed")
    def test_vet(self):
        done = run(GO, "vet", "./...")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    @unittest.skipIf(GOFMT is None, "gofmt is not installed")
    def test_format(self):
        done = run(GOFMT, "-l", ".")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))


if __name__ == "__main__":
    unittest.main()
