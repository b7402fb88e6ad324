# SPDX-License-Identifier: GPL-3.0-or-later
"""What the flame page has to say of a profile, from the file itself and not by our program."""
import os
import sys
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "oracle"))

from profile_proto import read_profile  # noqa: E402
from stack_table import stacks_of, tabulate  # noqa: E402


class Expected:
    def __init__(self, path, sample_type):
        # Without value nothing is drawn.
        self.stacks = [(names, value) for names, value in stacks_of(read_profile(path), sample_type)
                       if value != 0]
        self.total, self.table = tabulate(self.stacks)

    def search(self, text):
        """How many functions have @text in their name, and their percent of the total."""
        text = text.casefold()
        found = {name for names, _ in self.stacks for name in names if text in name.casefold()}
        weight = sum(value for names, value in self.stacks if found.intersection(names))
        return len(found), 100 * weight / self.total

    def heaviest_path(self):
        """From the root always to the heaviest callee: [(name, value)]."""
        path, stacks = [], [(names[::-1], value) for names, value in self.stacks]
        while True:
            weights = Counter()
            for names, value in stacks:
                if len(names) > len(path):
                    weights[names[len(path)]] += value
            if not weights:
                return path
            name, value = weights.most_common(1)[0]
            path.append((name, value))
            stacks = [(names, weight) for names, weight in stacks
                      if len(names) >= len(path) and names[len(path) - 1] == name]


def size(value):
    """Bytes as the program writes them."""
    for unit in "B", "KiB", "MiB", "GiB":
        if abs(value) < 1024 or unit == "GiB":
            return f"{value:.0f} B" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1024
    return None
