# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the command line share."""
import json
import os
import subprocess
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.environ.get("HT_TEST_DATA", os.path.join(HERE, "..", "data"))
CLI = os.environ.get("HEAPTRAIL_CLI",
                     os.path.join(HERE, "..", "..", "build", "src", "cli", "heaptrail-cli"))
EXAMPLE = os.path.join(DATA, "example")
BAD = os.path.join(DATA, "bad")
LAST_HEAP = os.path.join(EXAMPLE, "heap-1795199419776.pb.gz")
FIRST_HEAP = os.path.join(EXAMPLE, "heap-1795199347276.pb.gz")


def bad(name):
    return os.path.join(BAD, name)


class CliCase(unittest.TestCase):
    """Runs the program in a folder of its own, where also its temporary files go."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.temporary = os.path.join(self.folder, "tmp")
        os.mkdir(self.temporary)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content)
        return self.path(name)

    def run_cli(self, *args, status=0, stdin=b""):
        """Runs a command, checks how it ends and that it leaves nothing behind."""
        done = subprocess.run([CLI, *args], input=stdin, capture_output=True, cwd=self.folder,
                              timeout=120, env={**os.environ, "TMPDIR": self.temporary}, check=False)
        self.assertEqual(done.returncode, status, done.stderr.decode(errors="replace"))
        self.assertEqual(os.listdir(self.temporary), [])
        return done

    def text(self, *args, **more):
        return self.run_cli(*args, **more).stdout.decode()

    def answer(self, *args, **more):
        """The one JSON document on standard output."""
        return json.loads(self.text(*args, "--json", **more))

    def complaint(self, *args, status=1, **more):
        """The one line on standard error of a command that fails, without what all begin with."""
        done = self.run_cli(*args, status=status, **more)
        self.assertEqual(done.stdout, b"")
        message = done.stderr.decode()
        self.assertEqual(message.count("\n"), 1, message)
        self.assertTrue(message.startswith("heaptrail-cli: "), message)
        return message[len("heaptrail-cli: "):-1]
