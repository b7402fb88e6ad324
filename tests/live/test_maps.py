# SPDX-License-Identifier: GPL-3.0-or-later
"""When the map of a program doubles next, as its heap profiles tell it, and when it does."""
import subprocess
import tempfile
import unittest

import needed
from map_growth import next_growth
from oracle_support import run_json
from servers import build_go


class Maps(unittest.TestCase):
    def test_next_doubling(self):
        needed.program("go", "golang-go")
        with tempfile.TemporaryDirectory() as folder:
            program = f"{folder}/mapgrowth"
            build_go("./mapgrowth", program)
            subprocess.run([program, "-dir", folder, "-duration", "12s", "-until", "6s", "-every", "250ms",
                            "-pace", "400000"], check=True)
            growth = run_json("growth", folder)
            told = growth["chains"][0]["next_doubling"]
            before_ms, time_ms, _ = next_growth(folder, growth["to_ms"], 2 * told["bytes"])
            self.assertLessEqual(told["from_ms"], time_ms)
            self.assertGreaterEqual(told["to_ms"], before_ms)


if __name__ == "__main__":
    unittest.main()
