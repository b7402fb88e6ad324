# SPDX-License-Identifier: GPL-3.0-or-later
"""The pixels of a virtual screen, read from the file into which Xvfb draws."""
import hashlib
import struct
import zlib


class Picture:
    """Part of the screen: width, height, and rows of bytes in the order blue, green, red, unused."""

    def __init__(self, width, height, rows):
        self.width = width
        self.height = height
        self.rows = rows

    def __eq__(self, other):
        return self.rows == other.rows

    def digest(self):
        value = hashlib.blake2b(digest_size=8)
        for row in self.rows:
            value.update(row)
        return value.digest()

    def pixel(self, x, y):
        blue, green, red = self.rows[y][x * 4:x * 4 + 3]
        return red, green, blue

    def colors(self):
        """How many pixels there are of each (red, green, blue)."""
        count = {}
        for row in self.rows:
            for start in range(0, len(row), 4):
                color = row[start:start + 3]
                count[color] = count.get(color, 0) + 1
        return {(color[2], color[1], color[0]): n for color, n in count.items()}

    def differing(self, other):
        """How many pixels differ from another picture of the same size."""
        count = 0
        for mine, others in zip(self.rows, other.rows):
            if mine != others:
                count += sum(mine[i:i + 3] != others[i:i + 3] for i in range(0, len(mine), 4))
        return count

    def write_png(self, path):
        raw = bytearray()
        for row in self.rows:
            line = bytearray(self.width * 3)
            line[0::3], line[1::3], line[2::3] = row[2::4], row[1::4], row[0::4]
            raw += b"\0" + line
        with open(path, "wb") as file:
            file.write(b"\x89PNG\r\n\x1a\n")
            for kind, body in ((b"IHDR", struct.pack(">IIBBBBB", self.width, self.height,
                                                     8, 2, 0, 0, 0)),
                               (b"IDAT", zlib.compress(bytes(raw), 6)), (b"IEND", b"")):
                file.write(struct.pack(">I", len(body)) + kind + body +
                           struct.pack(">I", zlib.crc32(kind + body)))


class Screen:
    """Reads the XWD file that Xvfb's option -fbdir makes."""

    def __init__(self, path):
        self.path = path

    def grab(self, area=None):
        """@area: (x, y, width, height); all of the screen without."""
        with open(self.path, "rb") as file:
            data = file.read()
        header = struct.unpack(">25I", data[:100])
        size, width, height = header[0], header[4], header[5]
        bits, stride, n_colors = header[11], header[12], header[19]
        if bits != 32:
            raise RuntimeError(f"the screen has {bits} bits a pixel")
        start = size + n_colors * 12
        x, y, w, h = area or (0, 0, width, height)
        left, top = max(x, 0), max(y, 0)
        right, bottom = min(x + w, width), min(y + h, height)
        return Picture(right - left, bottom - top,
                       [data[start + row * stride + left * 4:start + row * stride + right * 4]
                        for row in range(top, bottom)])
