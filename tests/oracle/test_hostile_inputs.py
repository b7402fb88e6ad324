# SPDX-License-Identifier: GPL-3.0-or-later
"""Inputs made to hurt: bombs, bottomless nesting, endless lists, what is no file at all.

Each is refused with one line or read, within 2 s of CPU and 200 MB.
"""
import json
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import unittest
import zlib
from itertools import chain

from oracle_support import DATA, MOST_BYTES, check_harmless, check_refused, run, run_json
from profile_proto import ProfileWriter, write_bytes, write_int, write_varint

MIB = 1 << 20
GOOD = os.path.join(DATA, "example", "heap-1795199347276.pb.gz")


# Written in pieces: what this process takes at most, its children are taken to have taken, too.
CHUNK = 1 << 16


def many(piece, n_bytes):
    """Chunks of the piece over and over."""
    times = max(1, CHUNK // len(piece))
    for _ in range(n_bytes // (times * len(piece))):
        yield piece * times


def in_chunks(pieces):
    """Small pieces, put together."""
    chunk = bytearray()
    for piece in pieces:
        chunk += piece
        if len(chunk) >= CHUNK:
            yield bytes(chunk)
            chunk.clear()
    yield bytes(chunk)


def pack(chunks, level=1):
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    return b"".join([packer.compress(chunk) for chunk in chunks] + [packer.flush()])


def message(number, n_bytes, *parts):
    """The chunks of a message of a known length."""
    yield write_varint(number << 3 | 2) + write_varint(n_bytes)
    for part in parts:
        yield from part


def profile_with(chunks):
    """A good profile with chunks of its message put into its middle, packed."""
    writer = ProfileWriter()
    writer.sample_type("inuse_space", "bytes")
    writer.location(1, [(1, 1)], 0x1000)
    writer.function(1, "main.main", "main.go")
    writer.sample([1], [7])
    strings = b"".join(write_bytes(6, text) for text in writer.strings)
    return pack(chain([writer.body], chunks, [strings]))


class Hostile(unittest.TestCase):
    most_bytes = MOST_BYTES

    def setUp(self):
        self.scratch = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.scratch)

    def write(self, name, data):
        path = os.path.join(self.scratch, name)
        with open(path, "wb") as file:
            for chunk in [data] if isinstance(data, bytes) else data:
                file.write(chunk)
        return path

    def refused(self, name, data, command="top"):
        check_refused(self, run(command, self.write(name, data)), name)

    def survived(self, name, data, command="top"):
        """Refused or read: both will do."""
        result = run(command, self.write(name, data))
        if result.status == 0:
            check_harmless(self, result, self.most_bytes)
        else:
            check_refused(self, result, name, self.most_bytes)


class Bombs(Hostile):
    def test_zeros(self):
        self.refused("bomb.pb.gz", pack(many(b"\0", 256 * MIB), level=9))

    def test_many_members(self):
        """2 GiB in members that are small one by one."""
        self.refused("members.pb.gz", pack(many(b"\0", MIB), level=9) * 2048)

    def test_bomb_inside_a_bomb(self):
        self.refused("double.pb.gz", pack([pack(many(b"\0", 256 * MIB), level=9)]))

    def test_size_field_too_small(self):
        bomb = pack(many(b"\0", 256 * MIB))
        self.refused("liar.pb.gz", bomb[:-4] + struct.pack("<I", 100))

    def test_size_field_too_large(self):
        with open(GOOD, "rb") as file:
            self.refused("boaster.pb.gz", file.read()[:-4] + b"\xff\xff\xff\xff")

    def test_log_bomb(self):
        self.survived("bomb.log.gz", pack(many(b"gc gc gc gc ", 60 * MIB)), "info")

    def test_json_bomb(self):
        self.survived("bomb.json.gz", pack(chain([b'{"memstats":{},"x":['], many(b"[", 60 * MIB))), "info")


class EndlessLists(Hostile):
    """63 MiB of the same small thing, which pack to less than a MiB. What is kept of a thing may be
    larger than the thing: here memory is limited to six times what is unpacked."""

    most_bytes = 6 * 63 * MIB

    def repeat(self, name, piece):
        self.survived(name, profile_with(many(piece, 63 * MIB)))

    def test_strings(self):
        self.repeat("strings.pb.gz", write_bytes(6, ""))

    def test_sample_types(self):
        self.repeat("types.pb.gz", write_bytes(1, b""))

    def test_samples(self):
        self.repeat("samples.pb.gz", write_bytes(2, write_int(1, 1) + write_int(2, 1)))

    def test_empty_samples(self):
        self.repeat("nothing.pb.gz", write_bytes(2, b""))

    def test_mappings(self):
        self.repeat("mappings.pb.gz", write_bytes(3, b""))

    def test_comments(self):
        self.repeat("comments.pb.gz", write_int(13, 0))

    def test_unknown_fields(self):
        self.repeat("unknown.pb.gz", write_int(99, 0))

    def test_functions(self):
        self.survived("functions.pb.gz", profile_with(in_chunks(
            write_bytes(5, write_int(1, key) + write_int(2, 1)) for key in range(2, 300002))))

    def test_locations(self):
        self.survived("locations.pb.gz", profile_with(in_chunks(
            write_bytes(4, write_int(1, key)) for key in range(2, 300002))))

    def test_deep_stack(self):
        depth = 60 * MIB
        head = write_int(2, 5) + write_varint(1 << 3 | 2) + write_varint(depth)
        self.survived("deep.pb.gz", profile_with(
            message(2, len(head) + depth, [head], many(write_varint(1), depth))))

    def test_wide_location(self):
        line = write_bytes(4, write_int(1, 1) + write_int(2, 3))
        head = write_int(1, 2)
        length = sum(map(len, many(line, 50 * MIB)))
        sample = write_bytes(2, b"".join(write_int(1, 2) for _ in range(100)) + write_int(2, 7))
        self.survived("wide.pb.gz", profile_with(
            chain(message(4, len(head) + length, [head], many(line, 50 * MIB)), [sample])))

    def test_labels(self):
        label = write_bytes(3, write_int(1, 1) + write_int(3, 1))
        head = write_int(1, 1) + write_int(2, 5)
        length = sum(map(len, many(label, 60 * MIB)))
        self.survived("labels.pb.gz", profile_with(
            message(2, len(head) + length, [head], many(label, 60 * MIB))))

    def test_stacks_of_stacks(self):
        """Many samples, each of a deep stack."""
        sample = write_bytes(2, write_bytes(1, write_varint(1) * 4000) + write_int(2, 1))
        self.survived("stacks.pb.gz", profile_with(many(sample, 60 * MIB)))


class Json(Hostile):
    def test_nested_arrays(self):
        self.refused("arrays.json", b"[" * 100000 + b"]" * 100000, "info")

    def test_nested_arrays_in_vars(self):
        self.refused("deep.json", b'{"cmdline":["x"],"memstats":{"HeapAlloc":1},"x":' + b"[" * 100000 +
                     b"]" * 100000 + b"}", "info")

    def test_objects_never_closed(self):
        self.refused("open.json", b'{"memstats":' * 25000, "info")

    def test_huge_string(self):
        self.survived("string.json", chain([b'{"memstats":{"HeapAlloc":1},"x":"'], many(b"x", 40 * MIB), [b'"}']), "info")

    def test_huge_key(self):
        self.survived("key.json", chain([b'{"memstats":{"HeapAlloc":1},"'], many(b"k", 40 * MIB), [b'":1}']), "info")

    def test_many_numbers(self):
        self.survived("numbers.json", chain([b'{"memstats":{"HeapAlloc":1},"x":['], many(b"0,", 16 * MIB), [b"0]}"]), "info")

    def test_many_keys(self):
        keys = in_chunks(b',"k%d":%d' % (i, i) for i in range(200000))
        self.survived("keys.json", chain([b'{"memstats":{"HeapAlloc":1}'], keys, [b"}"]), "info")


class Traces(Hostile):
    """Well-formed traces of Go 1.23 that say what no program does."""

    NOBODY = (1 << 64) - 1

    def numbers(self, *values):
        return b"".join(map(write_varint, values))

    def event(self, kind, *values):
        """A tick after the last one."""
        return bytes([kind, 1]) + self.numbers(*values)

    def batch(self, generation, m, data):
        return b"\x01" + self.numbers(generation, m, 1000 + generation, len(data)) + data

    def tables(self, generation, length=6):
        """Strings and stacks 1 to 9, and the clock."""
        strings = b"".join(b"\x05" + self.numbers(i, length) + b"%0*d" % (length, i) for i in range(1, 10))
        stacks = b"".join(b"\x03" + self.numbers(i, 1, i, i, 0, 1) for i in range(1, 10))
        return b"".join(self.batch(generation, self.NOBODY, data)
                        for data in (b"\x04" + strings, b"\x02" + stacks, b"\x08" + self.numbers(15625000)))

    def trace(self, n_events, event, length=6):
        """A trace of one generation, in which processor 0 runs goroutine 1."""
        yield b"go 1.23 trace\0\0\0"
        data = bytearray(self.event(13, 0, 1) + self.event(25, 1, 1, 2))
        for i in range(n_events):
            data += event(i)
            if len(data) > 60000:
                yield self.batch(1, 1, bytes(data))
                data.clear()
        yield self.batch(1, 1, bytes(data)) + self.tables(1, length)

    def repeat(self, name, n_events, event, length=6):
        self.survived(name + ".out", self.trace(n_events, event, length), "info")

    def test_goroutines(self):
        self.repeat("goroutines", 300000, lambda i: self.event(14, i + 2, 1, 1))

    def test_waits(self):
        self.repeat("waits", 200000, lambda i: self.event(20, 3, 1 + i % 9) + self.event(25, i + 2, 1, 2))

    def test_regions_never_ended(self):
        self.repeat("regions", 300000, lambda i: self.event(25, i + 2, 1, 2) + self.event(42, i, 1, 1), 1000)

    def test_regions_in_regions(self):
        self.repeat("deep", 300000, lambda i: self.event(42, 0, 1, 1), 1000)

    def test_tasks_never_ended(self):
        self.repeat("tasks", 300000, lambda i: self.event(40, i, 0, 1, 1), 1000)

    def test_spans_of_one_object(self):
        self.repeat("spans", 100000, lambda i: self.event(129, i * 64, 4, 1 << 2) + self.event(132, i * 65536, 0))

    def test_pages_everywhere(self):
        self.repeat("pages", 300000, lambda i: self.event(129, i * 1000003, 16, 40 << 2))

    def test_pauses(self):
        self.repeat("pauses", 300000, lambda i: self.event(26, 1 + i % 9, 1) + self.event(27))

    def test_processors(self):
        self.repeat("processors", 100000, lambda i: self.event(13, i, 1) + self.event(32, 1) + self.event(33, 1, 1))

    def test_years_between_events(self):
        self.repeat("years", 100000, lambda i: b"\x25" + self.numbers(1 << 44, 4096 * i))

    def test_small_generations(self):
        """Each is to cost what is in it, not what was before."""
        def generations():
            yield b"go 1.23 trace\0\0\0"
            for generation in range(1, 3000):
                made = b"".join(self.event(14, generation * 100 + i, 1, 1) for i in range(100))
                yield self.batch(generation, 1, self.event(13, 0, 1) + self.event(25, 1, 1, 2) + made)
                yield self.tables(generation)
        self.survived("generations.out", generations(), "info")


class Texts(Hostile):
    def test_line_without_end(self):
        self.survived("line.log", chain([b"gc 1 @0.001s 0%: 0.1"], many(b"+", 60 * MIB)), "info")

    def test_digits_without_end(self):
        self.survived("digits.log", chain([b"gc "], many(b"9", 60 * MIB)), "info")

    def test_labels_without_end(self):
        self.survived("labels.txt", chain([b"# TYPE go_goroutines gauge\ngo_goroutines 7\nx{"],
                                          many(b'a="b",', 50 * MIB), [b"} 1\n"]), "info")

    def test_many_series(self):
        lines = in_chunks(b'x{a="%d"} 1\n' % i for i in range(200000))
        self.survived("series.txt", chain([b"# TYPE go_goroutines gauge\ngo_goroutines 7\n"], lines), "info")

    def test_heap_text_without_end(self):
        head = b"heap profile: 1: 16 [1: 16] @ heap/1048576\n1: 16 [1: 16] @"
        self.survived("pcs.txt", chain([head], many(b" 0x1", 50 * MIB), [b"\n"]))

    def test_heap_text_of_huge_numbers(self):
        self.survived("numbers.txt", b"heap profile: 1: 16 [1: 16] @ heap/1048576\n"
                      b"9999999999999999999999: 16 [1: 16] @ 0x1\n#\t0x0\tmain.f+0x1\tm.go:1\n")

    def test_csv_of_huge_numbers(self):
        self.survived("rss.csv", b"unix_ms,vm_rss_kb,rss_anon_kb,threads,fds\n" + b"9" * 400 + b",1,1,1,1\n"
                      b"1795199344780,99999999999999999999,-5,1e9,0x10\n1795199344780,1,1\n", "info")


class NoFiles(Hostile):
    def test_missing(self):
        check_refused(self, run("top", os.path.join(self.scratch, "missing.pb.gz")), "missing.pb.gz")

    def test_dev_null(self):
        check_refused(self, run("top", "/dev/null"), "/dev/null")

    def test_dev_zero(self):
        check_refused(self, run("info", "/dev/zero"), "/dev/zero")

    def test_empty_folder(self):
        check_refused(self, run("info", self.scratch), os.path.basename(self.scratch))

    def test_folder_without_captures(self):
        self.write("notes.txt", b"bring milk\n")
        self.write("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100))
        self.write("empty", b"")
        check_refused(self, run("info", self.scratch), os.path.basename(self.scratch))

    def test_sub_folder_is_not_read(self):
        os.mkdir(os.path.join(self.scratch, "sub"))
        shutil.copy(GOOD, os.path.join(self.scratch, "sub"))
        check_refused(self, run("info", self.scratch), os.path.basename(self.scratch))

    def under_permissions(self):
        """A command that takes from root, who may read everything, what others do not have either."""
        if os.geteuid() != 0:
            return []
        under = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
        if shutil.which("setpriv") is None or run("--version", under=under).status != 0:
            self.skipTest("root may read everything and cannot do without here")
        return under

    def test_folder_without_permission(self):
        under = self.under_permissions()
        os.chmod(self.scratch, 0)
        self.addCleanup(os.chmod, self.scratch, 0o700)
        check_refused(self, run("info", self.scratch, under=under), os.path.basename(self.scratch))

    def test_file_without_permission(self):
        under = self.under_permissions()
        path = self.write("secret.pb.gz", b"x")
        os.chmod(path, 0)
        check_refused(self, run("top", path, under=under), "secret.pb.gz")

    def test_folder_with_what_is_no_file(self):
        """A pipe that nobody writes to, a socket, a link to itself and a dangling one are passed over."""
        shutil.copy(GOOD, self.scratch)
        os.mkfifo(os.path.join(self.scratch, "pipe"))
        os.symlink("loop", os.path.join(self.scratch, "loop"))
        os.symlink("nowhere", os.path.join(self.scratch, "dangling"))
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(os.path.join(self.scratch, "socket"))
            result = run("info", self.scratch, "--json")
        check_harmless(self, result)
        self.assertEqual(json.loads(result.stdout)["counts"]["profiles"], 1)

    def test_fifo_on_standard_input(self):
        with open(GOOD, "rb") as file, subprocess.Popen(["cat"], stdin=file, stdout=subprocess.PIPE) as cat:
            answer = run_json("top", "-", stdin=cat.stdout)
            cat.stdout.close()
        self.assertEqual(answer, run_json("top", GOOD))

    def test_nothing_on_standard_input(self):
        check_refused(self, run("top", "-"), "standard input")

    def test_endless_standard_input(self):
        with subprocess.Popen(["cat", "/dev/zero"], stdout=subprocess.PIPE) as zeros:
            result = run("info", "-", stdin=zeros.stdout)
            zeros.stdout.close()
        check_refused(self, result, "standard input")

    def test_output_into_a_missing_folder(self):
        result = run("import", GOOD, "-o", os.path.join(self.scratch, "no", "such.heaptrail"))
        check_refused(self, result, "such.heaptrail")

    def test_output_over_a_foreign_file(self):
        """What is no recording is not written over."""
        path = self.write("letter.odt", b"PK\x03\x04 dear aunt")
        check_refused(self, run("import", GOOD, "-o", path), "letter.odt")
        with open(path, "rb") as file:
            self.assertEqual(file.read(), b"PK\x03\x04 dear aunt")


class Usage(unittest.TestCase):
    """What makes no sense ends with status 2, and says so in a line or with the help."""

    def check(self, *args):
        result = run(*args)
        self.assertEqual(result.status, 2, result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertNotEqual(result.stderr, "")

    def test_nothing(self):
        self.check()

    def test_no_such_command(self):
        self.check("frobnicate", GOOD)

    def test_no_input(self):
        self.check("top")

    def test_no_such_option(self):
        self.check("top", "--frobnicate", GOOD)

    def test_no_output(self):
        self.check("import", GOOD)

    def test_bad_number(self):
        self.check("top", "-n", "many", GOOD)

    def test_bad_regular_expression(self):
        self.check("top", "--focus", "(", GOOD)
