# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of connecting to live services share."""
import os
import re
import subprocess
import sys

import pages
from driver import HERE
from ui_support import CLI, UiCase

sys.path.append(os.path.join(HERE, "..", "cli"))
from live_service import Service, vars_with  # pylint: disable=wrong-import-position

__all__ = ["ConnectCase", "ORDERS", "Service", "VARS", "vars_with"]

ORDERS = os.path.join(HERE, "..", "..", "data", "example.heaptrail")
VARS = {"/debug/vars": vars_with(1, 1 << 20)}


class ConnectCase(UiCase):
    def setUp(self):
        super().setUp()
        for path in (self.targets_file(), self.display.path("home/.local/share/heaptrail")):
            subprocess.run(["rm", "-rf", path], check=True)

    def targets_file(self):
        return self.display.path("home/.config/heaptrail/targets.ini")

    def targets(self):
        """What the file says."""
        if not os.path.exists(self.targets_file()):
            return ""
        with open(self.targets_file(), encoding="utf-8") as file:
            return file.read()

    def save_targets(self, text):
        os.makedirs(os.path.dirname(self.targets_file()), exist_ok=True)
        with open(self.targets_file(), "w", encoding="utf-8") as file:
            file.write(text)

    def serve(self, *options):
        """The URL of a live service that replays the example."""
        process = subprocess.Popen([CLI, "serve", ORDERS, *options], stdout=subprocess.PIPE,
                                   env=self.display.env)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process.stdout.readline().decode().strip()

    def dialog(self, app):
        app.key("ctrl+n")
        app.wait_for(lambda: len(app.windows()) == 2, "there is a dialog")
        app.settle()

    def wait_no_dialog(self, app):
        app.wait_for(lambda: len(app.windows()) == 1, "the dialog is gone")

    def wait_recorded(self, app, name):
        """It is in the list of what is recorded, with its heap."""
        app.wait_for(lambda: any(any(name in text for text in row.texts()) and
                                 any(re.search(r"\d [KMG]iB", text) for text in row.texts())
                                 for row in pages.recordings(app)), f"{name} is recorded")

    def button(self, app, name):
        """A button as it is now; GTK 4.8 tells its label twice, once with the underline."""
        return app.find(re.compile(f"(^| ){name}$"), "button")

    @staticmethod
    def end(app):
        """Dialogs first: they do not hear Ctrl+Q."""
        if app.process.poll() is None:
            for _ in app.windows()[1:]:
                app.key("Escape")
            app.wait_for(lambda: len(app.windows()) == 1, "dialogs are closed")
            app.close()
