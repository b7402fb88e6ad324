# SPDX-License-Identifier: GPL-3.0-or-later
"""The same verdicts where half of the profiles is missing, a quarter is all there is, the service was
restarted, files are damaged, or clocks jump."""
import csv
import gzip
import os
import random
import re
import unittest

from cli_support import DATA, CliCase
from growth_cases import TRUTH, unpack
from test_growth_class import GARAGE_CLASSES
from test_growth_scenarios import Row

GARAGE = os.path.join(DATA, "garage")
HOUR_MS = 3600 * 1000


def heaps_of(folder):
    return sorted(name for name in os.listdir(folder) if name.startswith("heap-"))


def read(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()


def write(folder, name, content):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(content)


def time_of(name):
    """When a capture was asked for, ms; None of a file that is of all the time."""
    match = re.search(r"-(\d{13})\.", name)
    return int(match.group(1)) if match else None


def read_varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return value, at


def make_varint(value):
    out = bytearray()
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out) + bytes([value])


def shift_profile(packed, by_ms):
    """A profile that says that it was taken at another time: field 9, time_nanos."""
    data = gzip.decompress(packed)
    out = bytearray()
    at = 0
    while at < len(data):
        key, end = read_varint(data, at)
        value, end = read_varint(data, end)
        if key & 7 == 2:
            end += value
        if key == 9 << 3:
            out += make_varint(key) + make_varint(value + by_ms * 1000000)
        else:
            out += data[at:end]
        at = end
    return gzip.compress(bytes(out), 1, mtime=0)


def shift_file(folder, name, by_ms):
    content = read(folder, name)
    os.remove(os.path.join(folder, name))
    if name.endswith(".pb.gz"):
        content = shift_profile(content, by_ms)
    moved = name.replace(str(time_of(name)), str(time_of(name) + by_ms))
    write(folder, moved, content)
    return moved


def cut_log(log, start_ms, until_ms):
    """The lines of collections up to a time."""
    kept = []
    for line in log.decode().splitlines(keepends=True):
        match = re.match(r"gc \d+ @([\d.]+)s", line)
        if match is None or start_ms + float(match.group(1)) * 1000 <= until_ms:
            kept.append(line)
    return "".join(kept).encode()


def start_of(folder):
    with open(os.path.join(folder, "rss.csv"), encoding="ascii") as file:
        return int(next(csv.DictReader(file))["unix_ms"])


def cut_process(table, until_ms):
    lines = table.decode().splitlines(keepends=True)
    return "".join(line for line in lines
                   if not line[0].isdigit() or int(line.split(",")[0]) <= until_ms).encode()


def damage(content, kind, chance):
    """What becomes of files: cut off, emptied, bits turned, other bytes, an error page, twice."""
    if kind == "cut":
        return content[:len(content) // 2]
    if kind == "empty":
        return b""
    if kind == "bits":
        turned = bytearray(content)
        for _ in range(8):
            turned[chance.randrange(len(turned))] ^= 1 << chance.randrange(8)
        return bytes(turned)
    if kind == "noise":
        return chance.randbytes(len(content))
    if kind == "page":
        return b"<html><body>502 Bad Gateway</body></html>\n"
    return content + content


DAMAGES = ["cut", "empty", "bits", "noise", "page", "twice"]


class Damage(CliCase):
    def judge_each(self, change, check):
        """Changes the captures of each case, and holds what is said of them against the truth."""
        for case in TRUTH:
            with self.subTest(case=case):
                folder = self.path(case)
                unpack(case, folder)
                change(case, folder)
                row = Row(case, self.answer("growth", folder))
                self.assert_nobody_else(row)
                check(row)

    def assert_nobody_else(self, row):
        known = {row.truth.keeper, *row.truth.sites, *row.truth.also}
        for chain in row.leaks:
            if chain["scope"] == "site":
                self.assertIn(chain["function"], known)

    def assert_right(self, row):
        self.assertTrue(row.right)

    def assert_no_alarm(self, row):
        if row.truth.kind in ("churn", "gc", "none"):
            self.assertEqual(row.leaks, [])

    def drop_every_second(self, _, folder):
        for name in heaps_of(folder)[1::2]:
            os.remove(os.path.join(folder, name))

    def test_every_second_profile(self):
        self.judge_each(self.drop_every_second, self.assert_right)

    def keep_first_quarter(self, _, folder):
        times = [time_of(name) for name in os.listdir(folder) if time_of(name)]
        start = start_of(folder)
        until = min(times) + (max(times) - min(times)) // 4
        for name in os.listdir(folder):
            if time_of(name) and time_of(name) > until:
                os.remove(os.path.join(folder, name))
        write(folder, "gctrace.log", cut_log(read(folder, "gctrace.log"), start, until))
        write(folder, "rss.csv", cut_process(read(folder, "rss.csv"), until))

    def test_first_quarter(self):
        """It may be too little, but what is said has to be right."""
        def check(row):
            self.assert_no_alarm(row)
            if row.truth.kind in ("heap", "stack", "offheap"):
                self.assertIn(row.growth["verdict"], ("too-little-data", "growing"))

        self.judge_each(self.keep_first_quarter, check)

    def damage_some(self, case, folder):
        chance = random.Random(case)
        names = sorted(os.listdir(folder))
        for name in chance.sample(names, (len(names) + 9) // 10):
            write(folder, name, damage(read(folder, name), chance.choice(DAMAGES), chance))

    def test_damaged_files(self):
        self.judge_each(self.damage_some, self.assert_right)

    def put_life_before(self, case, folder):
        names = [name for name in os.listdir(folder) if time_of(name)]
        times = [time_of(name) for name in names]
        before = self.path("before-" + case)
        unpack(case, before)
        for name in names:
            moved = shift_file(before, name, min(times) - max(times) - 1000)
            os.rename(os.path.join(before, moved), os.path.join(folder, moved))

    def test_restart(self):
        """Only the last life counts, and that is told."""
        def check(row):
            self.assert_right(row)
            self.assertEqual(row.growth["lives"], 2)

        self.judge_each(self.put_life_before, check)

    def jump(self, _, folder):
        sixth, seventh = heaps_of(folder)[5:7]
        shift_file(folder, sixth, HOUR_MS)
        shift_file(folder, seventh, -HOUR_MS)

    def test_clock_jump(self):
        """One profile is an hour off, to either side: nobody is accused for that."""
        self.judge_each(self.jump, self.assert_no_alarm)


class Rates(CliCase):
    """The same program with a sample for each 64 KiB, and for each 4 MiB."""

    def leaks(self, folder):
        growth = self.answer("growth", os.path.join(GARAGE, folder))
        return growth["verdict"], {chain["function"] for chain in growth["chains"] if chain["leak"]}

    def test_fine(self):
        self.assertEqual(self.leaks("go1.19-rate64k"), ("growing", set(GARAGE_CLASSES)))

    def test_coarse(self):
        verdict, leaks = self.leaks("go1.19-rate4m")
        self.assertIn(verdict, ("growing", "too-little-data"))
        self.assertEqual(leaks - set(GARAGE_CLASSES), set())


if __name__ == "__main__":
    unittest.main()
