# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the window share: a display per program, a window per class."""
import os
import shutil
import subprocess
import tempfile
import unittest

from display import Display
from driver import HERE, App
from processes import descendants

DATA = os.environ.get("HT_TEST_DATA", os.path.join(HERE, "..", "data"))
CLI = os.environ.get("HEAPTRAIL_CLI",
                     os.path.join(HERE, "..", "..", "build", "src", "cli", "heaptrail-cli"))
EXAMPLE = os.path.join(DATA, "example")
LAST_HEAP = os.path.join(EXAMPLE, "heap-1795199419776.pb.gz")


def example(name):
    return os.path.join(EXAMPLE, name)


class UiCase(unittest.TestCase):
    """Starts a display for the class. Where it names FILES, also one window with these, which
    its tests share; it must end well after the last."""

    DISPLAY = {}
    FILES = None
    ENV = {}

    @classmethod
    def setUpClass(cls):
        cls.display = Display(**cls.DISPLAY).start()
        cls.addClassCleanup(cls.end_display)
        cls.folder = tempfile.mkdtemp(dir=cls.display.folder)
        cls.app = None
        if cls.FILES is not None:
            cls.app = App(cls.display, *cls.FILES, env=cls.ENV)

    @classmethod
    def tearDownClass(cls):
        if cls.app is not None:
            cls.app.close()

    @classmethod
    def end_display(cls):
        left = cls.display.close()
        assert not left and not descendants(), f"still running: {left}"

    def tearDown(self):
        if self.app is not None:
            self.assertEqual(self.app.new_complaints(), [])

    def open(self, *files, **more):
        """A window of its own for this test; ended when the test is over."""
        app = App(self.display, *files, env=self.ENV, **more)
        self.addCleanup(self.end, app)
        return app

    @staticmethod
    def end(app):
        if app.process.poll() is None:
            app.close()

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content)
        return self.path(name)

    def copy(self, *names):
        """A folder with copies of example captures."""
        folder = tempfile.mkdtemp(dir=self.folder)
        for name in names:
            shutil.copy(example(name), folder)
        return folder


def cli(*arguments, cwd=None):
    """What heaptrail-cli prints."""
    return subprocess.run([CLI, *arguments], check=True, capture_output=True, text=True, cwd=cwd,
                          env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}).stdout
