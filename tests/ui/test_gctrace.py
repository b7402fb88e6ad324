# SPDX-License-Identifier: GPL-3.0-or-later
"""A service is recorded with the gctrace log that it writes."""
import contextlib
import glob
import re
import sqlite3
import unittest

from test_live import Service
from ui_support import UiCase

ADDRESS = "Address"
LOG = "Its gctrace Log, If Any"
LINE = ("gc 7000 @9000.000s 1%: 0.1+1.8+0.1 ms clock, 0.2+0/1.8/0+0.2 ms cpu, 4->5->3 MB, "
        "8 MB goal, 0 MB stacks, 0 MB globals, 2 P\n")


class FollowLog(UiCase):
    def record(self, log):
        """Connects to a service that writes @log."""
        service = Service()
        self.addCleanup(service.end)
        app = self.open()
        app.key("ctrl+n")
        # Before there is an address all rows are in view.
        app.click(app.find(LOG, "text box"))
        app.type(log)
        app.click(app.find(ADDRESS, "text box"))
        app.type(service.url)
        app.key("Return")
        app.wait_gone("Connect", "window")
        app.find(re.compile("^" + re.escape(service.name)), "list item")
        return app

    def cycles_of_log(self):
        for name in glob.glob(self.display.path("home", ".local", "share", "heaptrail",
                                                "recordings", "*.heaptrail")):
            with contextlib.closing(sqlite3.connect(f"file:{name}?mode=ro", uri=True)) as file:
                yield from (n for n, in file.execute("SELECT n FROM gc_cycle WHERE source = 2"))

    def test_followed(self):
        log = self.write("service.log", b"")
        app = self.record(log)
        with open(log, "a", encoding="ascii") as file:
            file.write(LINE)
        app.wait_for(lambda: list(self.cycles_of_log()) == [7000], "the cycle is recorded")

    def test_not_there(self):
        app = self.record(self.path("nowhere.log"))
        app.label(r"nowhere\.log: is not there; it is read as soon as it is")


if __name__ == "__main__":
    unittest.main()
