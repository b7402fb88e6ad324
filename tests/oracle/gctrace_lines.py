# SPDX-License-Identifier: GPL-3.0-or-later
"""gctrace lines, read with one regular expression and exact decimals, without the program under test."""
import re
from decimal import Decimal

_F = r"(\d+(?:\.\d+)?)"
LINE = re.compile(
    rf"gc (\d+) @{_F}s (\d+)%(?: \(checking for goroutine leaks\))?: {_F}\+{_F}\+{_F} ms clock, "
    rf"{_F}\+{_F}/{_F}/{_F}\+{_F} ms cpu, (\d+)->(\d+)->(\d+) MB, (\d+) MB goal,"
    r"(?: (\d+) MB stacks, (\d+) MB globals,)? (\d+) P(?: \((forced)\))?")

MIB = 1 << 20


def _ns(text, unit):
    return int(Decimal(text) * unit)


def parse_line(match):
    """A cycle as `gc --json` tells it; times count from the start of the process."""
    start = _ns(match[2], 10 ** 9)
    phases = [_ns(match[group], 10 ** 6) for group in (4, 5, 6)]
    return {
        "n": int(match[1]), "start_ns": start, "end_ns": start + sum(phases),
        "stw_sweep_term_ns": phases[0], "mark_ns": phases[1], "stw_mark_term_ns": phases[2],
        "assist_ns": _ns(match[8], 10 ** 6),
        "heap_start_bytes": int(match[12]) * MIB, "heap_end_bytes": int(match[13]) * MIB,
        "heap_live_bytes": int(match[14]) * MIB, "goal_bytes": int(match[15]) * MIB,
        "forced": match[19] is not None,
    }


def read_cycles(path):
    """The cycles of a log, in order, wherever in their lines they stand."""
    with open(path, encoding="utf-8", errors="replace") as file:
        return [parse_line(match) for match in LINE.finditer(file.read())]
