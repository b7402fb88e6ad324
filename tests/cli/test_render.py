# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of what the pages of the window show."""
import os
import struct
import unittest
import zlib

from cli_support import DATA, EXAMPLE, LAST_HEAP, CliCase

TRACES = os.path.join(DATA, "traces")
LOG = os.path.join(TRACES, "beside-go1.25-map-growth", "gctrace.log")
TRACE_BESIDE_IT = os.path.join(TRACES, "go1.25-map-growth.out.gz")
TRACE_WITH_ALL_LANES = os.path.join(TRACES, "go1.27-known-work.out.gz")


def read_png(path):
    """Width, height and the rows of an 8-bit PNG without interlacing, as cairo writes them."""
    with open(path, "rb") as file:
        data = file.read()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    position, packed = 8, b""
    while position < len(data):
        length, kind = struct.unpack(">I4s", data[position:position + 8])
        body = data[position + 8:position + 8 + length]
        if kind == b"IHDR":
            width, height, depth, color = struct.unpack(">IIBB", body[:10])
            assert depth == 8 and color == 2
        elif kind == b"IDAT":
            packed += body
        position += length + 12
    raw, stride, rows = zlib.decompress(packed), width * 3, []
    previous = bytearray(stride)
    for y in range(height):
        start = y * (stride + 1)
        rows.append(unfilter(raw[start], bytearray(raw[start + 1:start + 1 + stride]), previous))
        previous = rows[-1]
    return width, height, rows


def unfilter(kind, row, above):
    for i, byte in enumerate(row):
        left = row[i - 3] if i >= 3 else 0
        corner = above[i - 3] if i >= 3 else 0
        guess = left + above[i] - corner
        paeth = min((abs(guess - value), order, value)
                    for order, value in enumerate((left, above[i], corner)))[2]
        row[i] = (byte + (0, left, above[i], (left + above[i]) // 2, paeth)[kind]) & 255
    return row


def colors(rows):
    return {bytes(row[i:i + 3]) for row in rows for i in range(0, len(row), 3)}


class Pictures(CliCase):
    def test_each_view_as_png(self):
        for view in "memory", "gc", "flame", "growth":
            for dark, ground in (False, b"\xff\xff\xff"), (True, b"\x1e\x1e\x1e"):
                with self.subTest(view=view, dark=dark):
                    path = self.path("picture.png")
                    options = ["--size", "400x240"] + ["--dark"] * dark
                    answer = self.answer("render", view, EXAMPLE, "-o", path, *options)
                    self.assertEqual((answer["file"], answer["width"], answer["height"]),
                                     (path, 400, 240))
                    width, height, rows = read_png(path)
                    self.assertEqual((width, height), (400, 240))
                    self.assertEqual(bytes(rows[-1][-3:]), ground)
                    self.assertGreater(len(colors(rows)), 20)

    def test_the_heap_line_has_its_color(self):
        self.run_cli("render", "memory", EXAMPLE, "-o", self.path("m.png"), "--size", "400x240")
        self.assertIn(b"\x1c\x71\xd8", colors(read_png(self.path("m.png"))[2]))

    def test_vector_pictures(self):
        for name, magic in ("a.svg", b"<?xml"), ("a.pdf", b"%PDF-"):
            self.run_cli("render", "flame", LAST_HEAP, "-o", self.path(name))
            with open(self.path(name), "rb") as file:
                self.assertTrue(file.read().startswith(magic))

    def test_flame_graph_of_growth(self):
        """Bars have the colour of growth; of a profile alone nothing can be told, and has none."""
        growth = b"\xe6\x61\x00"
        for name, weighting, there in (EXAMPLE, "growth", True), (EXAMPLE, "age", False), \
                (EXAMPLE, "held", False), (LAST_HEAP, "growth", False):
            with self.subTest(name=name, weighting=weighting):
                self.run_cli("render", "flame", name, "-o", self.path("f.png"), "--size", "400x240",
                             "--weighting", weighting)
                self.assertEqual(growth in colors(read_png(self.path("f.png"))[2]), there)

    def test_flame_graph_of_a_difference(self):
        """Between a profile and itself nothing has changed; from the last back to an earlier one
        there is less."""
        more, less = b"\xf8\xc5\x96", b"\xab\xcd\xf6"
        for at, base, expected in ("end", "+60s", more), ("+60s", "end", less), ("end", "end", None):
            with self.subTest(at=at, base=base):
                self.run_cli("render", "flame", EXAMPLE, "-o", self.path("d.png"), "--size", "400x240",
                             "--at", at, "--base-at", base)
                row = read_png(self.path("d.png"))[2][-1 if expected is None else 90]
                self.assertEqual(expected in colors([row]) if expected else
                                 more in colors([row]) or less in colors([row]), expected is not None)

    def test_lanes_of_a_trace(self):
        """From top to bottom: pauses are red, marking is blue, the assist is orange, regions are
        green."""
        self.run_cli("render", "gc", TRACE_WITH_ALL_LANES, "-o", self.path("gc.png"), "--size", "800x600")
        _, _, rows = read_png(self.path("gc.png"))
        # Between the names and the figures, below the heap.
        lanes = [[tuple(row[i:i + 3]) for i in range(3 * 130, 3 * 730, 3)] for row in rows[220:395]]

        def first(is_it):
            return next(y for y, row in enumerate(lanes) if any(is_it(*pixel) for pixel in row))

        order = [first(lambda r, g, b: r > g + 90 and r > b + 90),
                 first(lambda r, g, b: b > r + 80 and b > g + 40),
                 first(lambda r, g, b: r > g + 40 and g > b + 40),
                 first(lambda r, g, b: g > r + 40 and g > b)]
        self.assertEqual(order, sorted(order))
        self.assertEqual(len(set(order)), len(order))

    def test_a_trace_changes_the_picture(self):
        self.run_cli("import", LOG, "-o", self.path("without"))
        self.run_cli("import", LOG, TRACE_BESIDE_IT, "-o", self.path("with"))
        for suffix in "png", "svg", "pdf":
            with self.subTest(suffix=suffix):
                pictures = []
                for name in "without", "with":
                    path = self.path(f"{name}.{suffix}")
                    self.run_cli("render", "gc", self.path(name), "-o", path, "--size", "800x600")
                    with open(path, "rb") as file:
                        pictures.append(file.read())
                # PDFs tell when they were made, so that they differ anyway.
                self.assertGreater(len(pictures[1]), len(pictures[0]))


class Refusals(CliCase):
    def test_wrong_usage(self):
        for args in [["oops", EXAMPLE, "-o", "a.png"], ["memory", EXAMPLE],
                     ["memory", EXAMPLE, "-o", "a.gif"],
                     ["memory", EXAMPLE, "-o", "a.png", "--size", "0x5"],
                     ["memory", EXAMPLE, "-o", "a.png", "--size", "5"],
                     ["memory", EXAMPLE, "-o", "a.png", "--size", "99999x5"],
                     ["flame", EXAMPLE, "-o", "a.png", "--weighting", "colour"],
                     ["flame", EXAMPLE, "-o", "a.png", "--weighting", "age", "--base-at", "end"]]:
            with self.subTest(args):
                self.run_cli("render", *args, status=2)

    def test_no_profile(self):
        path = self.write("vars.json", b'{"memstats": {"HeapAlloc": 5, "NumGC": 0}}')
        self.complaint("render", "flame", path, "-o", self.path("a.png"))

    def test_base_that_is_no_time(self):
        self.assertIn("noon", self.complaint("render", "flame", EXAMPLE, "-o", self.path("a.png"),
                                             "--base-at", "noon", status=2))

    def test_folder_that_does_not_exist(self):
        self.assertIn("a.png", self.complaint("render", "memory", EXAMPLE, "-o", "no/a.png"))


if __name__ == "__main__":
    unittest.main()
