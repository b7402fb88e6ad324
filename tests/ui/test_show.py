# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures that ./dev run makes where there is no display, of captures and of a live service."""
import os
import struct
import subprocess
import sys
import tempfile
import unittest

from driver import HERE
from ui_support import CLI, LAST_HEAP

SHOW = os.path.join(HERE, "show.py")
RECORDING = os.path.join(HERE, "..", "..", "data", "example.heaptrail")


class Show(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def show(self, file):
        return subprocess.run([sys.executable, SHOW, self.folder, file], capture_output=True,
                              text=True, check=False)

    def replay(self, recording):
        """The URL of a service that replays it."""
        served = subprocess.Popen([CLI, "serve", recording, "--loop", "--speed", "10"],
                                  stdout=subprocess.PIPE, text=True)
        self.addCleanup(served.wait)
        self.addCleanup(served.kill)
        self.addCleanup(served.stdout.close)
        return served.stdout.readline().strip()

    def test_a_picture_of_each_page(self):
        self.check_pictures(self.show(LAST_HEAP))

    def test_a_live_service(self):
        self.check_pictures(self.show(self.replay(RECORDING)))

    def check_pictures(self, done):
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        names = [f"{page}-{scheme}.png" for scheme in ("light", "dark")
                 for page in ("memory", "gc", "flame", "growth")]
        self.assertEqual(done.stdout.split(), [os.path.join(self.folder, name) for name in names])
        contents = set()
        for name in names:
            with open(os.path.join(self.folder, name), "rb") as file:
                content = file.read()
            self.assertEqual(struct.unpack(">II", content[16:24]), (1200, 800))
            contents.add(content)
        self.assertEqual(len(contents), len(names))

    def test_without_a_window_it_fails(self):
        done = subprocess.run([sys.executable, SHOW, self.folder, LAST_HEAP], capture_output=True,
                              text=True, check=False, env={**os.environ, "HEAPTRAIL": "/bin/false"})
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(os.listdir(self.folder), [])


if __name__ == "__main__":
    unittest.main()
