# SPDX-License-Identifier: GPL-3.0-or-later
"""The service of the example recording, for those who have Go."""
import os
import subprocess
import tempfile
import unittest

import needed

HERE = os.path.dirname(os.path.abspath(__file__))


def run(*command):
    with tempfile.TemporaryDirectory() as scratch:
        environment = {**os.environ, "GOCACHE": scratch, "GOFLAGS": "-mod=readonly", "GOPROXY": "off",
                       "GOTOOLCHAIN": "local"}
        return subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True,
                              check=False)


class Workload(unittest.TestCase):
    def test_vet(self):
        done = run(needed.program("go", "golang-go"), "vet", "./...")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_format(self):
        done = run(needed.program("gofmt", "golang-go"), "-l", ".")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))


if __name__ == "__main__":
    unittest.main()
