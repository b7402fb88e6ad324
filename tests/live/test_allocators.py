# SPDX-License-Identifier: GPL-3.0-or-later
"""What a trace says of who made the heap grow, held against heap profiles with a sample for each allocation."""
import os
import subprocess
import tempfile
import unittest
from collections import Counter

import needed
from oracle_support import run_json
from profile_proto import read_profile
from servers import build_go
from stack_table import stacks_of

FUNCTIONS = ["main.growTrees", "main.joinWords", "main.fillBuffers", "main.appendNumbers", "main.fillMaps",
             "main.serveOne"]

# A trace tells spans, of which a part is used or fits.
MOST_APART = 0.1


class Allocators(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        needed.program("go", "golang-go")
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        build_go("./allocators", cls.path("allocators"))

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder, name)

    def run_program(self, *options):
        # Each collection leaves spans begun, so that there should be few.
        subprocess.run([self.path("allocators"), "-dir", self.folder, "-live", str(192 << 20), *options], check=True)

    def made(self):
        """Bytes by the function at the root of the stack."""
        made = Counter()
        for name, sign in ("after.pb.gz", 1), ("before.pb.gz", -1):
            for names, value in stacks_of(read_profile(self.path(name)), "alloc_space"):
                if names:
                    made[names[-1]] += sign * value
        return made

    def told(self):
        """The same as the trace has it, and how much it is in all."""
        answer = run_json("goroutines", self.path("trace.out"))
        return (Counter({function["function"]: function["allocated_bytes"] for function in answer["functions"]}),
                answer["allocated_bytes"])

    def test_each_function(self):
        self.run_program()
        made, (told, total) = self.made(), self.told()
        for function in FUNCTIONS:
            with self.subTest(function):
                self.assertGreater(made[function], 1 << 20)
                self.assertLess(abs(told[function] - made[function]), MOST_APART * made[function])
        self.assertLess(total - sum(told[function] for function in FUNCTIONS), 1 << 20)

    def test_while_statistics_are_read(self):
        """Each reading gives back what is left of spans, which is then taken again: in sum that is no growth."""
        self.run_program("-stats", "100ms")
        made, (told, _) = self.made(), self.told()
        expected, found = (sum(of[function] for function in FUNCTIONS) for of in (made, told))
        self.assertLess(abs(found - expected), MOST_APART / 2 * expected)


if __name__ == "__main__":
    unittest.main()
