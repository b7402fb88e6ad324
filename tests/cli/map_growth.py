# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests/workload/mapgrowth wrote down of its map."""
import csv
import os


def read_table(folder):
    """Times in ms, entries, and what the map has allocated in all."""
    with open(os.path.join(folder, "growth.csv"), encoding="ascii") as file:
        return [tuple(int(row[key]) for key in ("unix_ms", "entries", "allocated_bytes"))
                for row in csv.DictReader(file)]


def next_growth(folder, after_ms, size):
    """Between which two times, and with how many entries, it had allocated half of what it grows by."""
    table = [row for row in read_table(folder) if row[0] >= after_ms]
    for before, (time_ms, entries, allocated) in zip(table, table[1:]):
        if allocated - table[0][2] >= size / 2:
            return before[0], time_ms, entries
    raise AssertionError("it did not grow")
