# SPDX-License-Identifier: GPL-3.0-or-later
"""profile.proto, read and written without the program under test.

A profile is a dict of plain lists, with every string already looked up:

    {"sample_types": [(type, unit)], "samples": [Sample], "locations": {id: Location},
     "functions": {id: Function}, "mappings": {id: Mapping}, …}
"""
import gzip
from dataclasses import dataclass, field


def write_varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def write_int(number, value):
    return write_varint(number << 3) + write_varint(value)


def write_bytes(number, value):
    if isinstance(value, str):
        value = value.encode()
    return write_varint(number << 3 | 2) + write_varint(len(value)) + value


def write_packed(number, values):
    return write_bytes(number, b"".join(map(write_varint, values)))


def read_varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def signed(value):
    return value - (1 << 64) if value >> 63 else value


def read_fields(data):
    """Yields (number, value) of each field: an int, or bytes where it has a length."""
    at = 0
    while at < len(data):
        key, at = read_varint(data, at)
        number, wire_type = key >> 3, key & 7
        if wire_type == 0:
            value, at = read_varint(data, at)
        elif wire_type == 2:
            length, at = read_varint(data, at)
            value, at = data[at:at + length], at + length
        else:
            value, at = None, at + {1: 8, 5: 4}[wire_type]
        yield number, value


def read_ints(value):
    """A repeated integer, packed or not."""
    if isinstance(value, int):
        return [value]
    values, at = [], 0
    while at < len(value):
        one, at = read_varint(value, at)
        values.append(one)
    return values


@dataclass
class Function:
    name: str = ""
    system_name: str = ""
    file: str = ""
    start_line: int = 0


@dataclass
class Location:
    mapping: int = 0
    address: int = 0
    lines: list = field(default_factory=list)  # (function id, line, column), innermost first
    folded: bool = False


@dataclass
class Mapping:
    start: int = 0
    limit: int = 0
    offset: int = 0
    file: str = ""
    build_id: str = ""
    flags: tuple = (False,) * 4


@dataclass
class Sample:
    locations: list = field(default_factory=list)  # ids, leaf first
    values: list = field(default_factory=list)
    labels: list = field(default_factory=list)  # (key, text or None, number, unit)


@dataclass
class Profile:
    sample_types: list = field(default_factory=list)  # (type, unit)
    samples: list = field(default_factory=list)
    mappings: dict = field(default_factory=dict)
    locations: dict = field(default_factory=dict)
    functions: dict = field(default_factory=dict)
    drop_frames: str = ""
    keep_frames: str = ""
    time_ns: int = 0
    duration_ns: int = 0
    period_type: tuple = ("", "")
    period: int = 0
    comments: list = field(default_factory=list)
    default_sample_type: str = ""


def read_profile(path):
    with open(path, "rb") as file:
        data = file.read()
    return parse_profile(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)


def parse_profile(data):
    fields = list(read_fields(data))
    # They come last in what Go writes.
    strings = [value.decode(errors="surrogateescape") for number, value in fields if number == 6]
    profile = Profile()

    for number, value in fields:
        if number == 1:
            profile.sample_types.append(_value_type(value, strings))
        elif number == 2:
            profile.samples.append(_sample(value, strings))
        elif number == 3:
            key, mapping = _mapping(value, strings)
            profile.mappings[key] = mapping
        elif number == 4:
            key, location = _location(value)
            profile.locations[key] = location
        elif number == 5:
            key, function = _function(value, strings)
            profile.functions[key] = function
        elif number == 7:
            profile.drop_frames = strings[value]
        elif number == 8:
            profile.keep_frames = strings[value]
        elif number == 9:
            profile.time_ns = signed(value)
        elif number == 10:
            profile.duration_ns = signed(value)
        elif number == 11:
            profile.period_type = _value_type(value, strings)
        elif number == 12:
            profile.period = signed(value)
        elif number == 13:
            profile.comments += [strings[index] for index in read_ints(value)]
        elif number == 14:
            profile.default_sample_type = strings[value]
    return profile


def _value_type(data, strings):
    values = dict(read_fields(data))
    return strings[values.get(1, 0)], strings[values.get(2, 0)]


def _sample(data, strings):
    sample = Sample()
    for number, value in read_fields(data):
        if number == 1:
            sample.locations += read_ints(value)
        elif number == 2:
            sample.values += map(signed, read_ints(value))
        elif number == 3:
            label = dict(read_fields(value))
            text = strings[label[2]] if label.get(2) else None
            sample.labels.append((strings[label.get(1, 0)], text, signed(label.get(3, 0)),
                                  strings[label.get(4, 0)]))
    return sample


def _mapping(data, strings):
    values = dict(read_fields(data))
    return values.get(1, 0), Mapping(
        values.get(2, 0), values.get(3, 0), values.get(4, 0), strings[values.get(5, 0)],
        strings[values.get(6, 0)], tuple(bool(values.get(number)) for number in (7, 8, 9, 10)))


def _location(data):
    key, location = 0, Location()
    for number, value in read_fields(data):
        if number == 1:
            key = value
        elif number == 2:
            location.mapping = value
        elif number == 3:
            location.address = value
        elif number == 4:
            line = dict(read_fields(value))
            location.lines.append((line.get(1, 0), signed(line.get(2, 0)), signed(line.get(3, 0))))
        elif number == 5:
            location.folded = bool(value)
    return key, location


def _function(data, strings):
    values = dict(read_fields(data))
    return values.get(1, 0), Function(strings[values.get(2, 0)], strings[values.get(3, 0)],
                                      strings[values.get(4, 0)], signed(values.get(5, 0)))


class ProfileWriter:
    """Writes a profile field by field, so that odd but valid orders and forms can be had."""

    def __init__(self):
        self.strings = {"": 0}
        self.body = b""

    def string(self, text):
        return self.strings.setdefault(text, len(self.strings))

    def value_type(self, number, kind, unit):
        self.body += write_bytes(number, write_int(1, self.string(kind)) + write_int(2, self.string(unit)))

    def sample_type(self, kind, unit):
        self.value_type(1, kind, unit)

    def sample(self, locations, values, labels=(), packed=True):
        """labels: (key, text) or (key, number) or (key, number, unit)"""
        if packed:
            message = write_packed(1, locations) + write_packed(2, values)
        else:
            message = b"".join(write_int(2, value) for value in values)
            message += b"".join(write_int(1, location) for location in locations)
        for key, value, *unit in labels:
            label = write_int(1, self.string(key))
            label += write_int(2, self.string(value)) if isinstance(value, str) else write_int(3, value)
            label += b"".join(write_int(4, self.string(text)) for text in unit)
            message += write_bytes(3, label)
        self.body += write_bytes(2, message)

    def mapping(self, key, start, limit, file, build_id="", flags=()):
        message = write_int(1, key) + write_int(2, start) + write_int(3, limit)
        message += write_int(5, self.string(file)) + write_int(6, self.string(build_id))
        message += b"".join(write_int(number, 1) for number in flags)
        self.body += write_bytes(3, message)

    def location(self, key, lines=(), address=0, mapping=0):
        """lines: (function id, line), the innermost call first"""
        message = write_int(1, key)
        message += write_int(2, mapping) if mapping else b""
        message += write_int(3, address) if address else b""
        for function, line in lines:
            message += write_bytes(4, write_int(1, function) + write_int(2, line))
        self.body += write_bytes(4, message)

    def function(self, key, name, file="", system_name=None, start_line=0):
        system_name = name if system_name is None else system_name
        message = write_int(1, key) + write_int(2, self.string(name)) + write_int(3, self.string(system_name))
        message += write_int(4, self.string(file)) + write_int(5, start_line)
        self.body += write_bytes(5, message)

    def number(self, number, value):
        self.body += write_int(number, value)

    def text(self, number, text):
        self.body += write_int(number, self.string(text))

    def finish(self):
        return self.body + b"".join(write_bytes(6, text) for text in self.strings)
