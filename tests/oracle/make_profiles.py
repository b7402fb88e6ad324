#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the hand-made profiles of tests/data/oracle: forms that Go itself never writes.

usage: make_profiles.py DIR

record_tables.py then asks Go's own tool what is in them.
"""
import gzip
import os
import sys

from profile_proto import ProfileWriter

DROP_FRAMES, KEEP_FRAMES, TIME, DURATION, PERIOD_TYPE, PERIOD, COMMENT, DEFAULT_TYPE = range(7, 15)


def write(directory, name, writer):
    with open(os.path.join(directory, name + ".pb.gz"), "wb") as file:
        file.write(gzip.compress(writer.finish(), mtime=0))


def foreign():
    """As a sampler of another language might write it: sparse and huge ids, several lines in
    one location, no mappings, no addresses, unpacked numbers, comments, labels with units."""
    profile = ProfileWriter()
    profile.text(COMMENT, "sampler 0.3")
    profile.text(COMMENT, "second comment")
    profile.sample_type("wall", "microseconds")
    profile.sample_type("objects", "count")
    profile.sample_type("cpu", "microseconds")
    profile.text(DEFAULT_TYPE, "wall")
    profile.number(TIME, 1795199344776000000)
    profile.number(DURATION, 10_000_000_000)
    profile.value_type(PERIOD_TYPE, "wall", "microseconds")
    profile.number(PERIOD, 10000)

    huge = 1 << 40
    profile.sample([huge, 7, 1000003], [1500, 3, 700], [("thread", "main"), ("size", 64, "bytes")], packed=False)
    profile.sample([99, 7, 1000003], [250, 1, 0], [("thread", "main"), ("thread", "again")], packed=False)
    profile.sample([7, 1000003], [0, 5, 0], packed=False)
    profile.sample([500, 99, 99, 1000003], [10000, 0, 10000], [("latency", 250, "milliseconds")], packed=False)
    profile.sample([600, 1000003], [4, 4, 4], packed=False)
    profile.sample([500, 99, 99, 1000003], [1, 2, 3], [("latency", 250, "milliseconds")], packed=False)

    profile.location(huge, [(31, 12), (17, -4), (900001, 80)])
    profile.location(7, [(900001, 81)])
    profile.location(1000003, [(4, 1)])
    profile.location(99, [(17, 5), (17, 6)])
    profile.location(500, [(31, 0)])
    profile.location(600)  # nothing known but that it exists
    profile.function(4, "<module>", "app.py")
    profile.function(17, "walk_tree", "tree.py", system_name="")
    profile.function(31, "Größe.berechnen", "größe.py")
    profile.function(900001, "main")
    return profile


NAMES = [
    ("std::vector<int, std::allocator<int> >::push_back(int const&)", None),
    ("void sort<less<int> >(int*, int*)", None),
    ("operator new(unsigned long)", None),
    ("std::operator<<(std::ostream&, char const*)", None),
    ("(anonymous namespace)::run(int)", None),
    ("app::Callback::operator()(int) const", None),
    ("app::Handle::operator->()", None),
    ("main.Map[go.shape.int]", None),
    ("sync.OnceValue[go.shape.func(*main.T) bool].func1", None),
    ("main.(*Tree[...]).Insert", None),
    ("main.(*Tree[go.shape.func() int]).Walk", None),
    ("main.Keys[go.shape.struct { F func(int) error }]", None),
    ("java.util.ArrayList.<init>(int)", None),
    ("app::overloaded(int)", None),
    ("app::overloaded(double)", None),
    ("app::open(", None),
    ("app)::close(", None),
    ("app::shift<(a>b)>(x)", None),
    ("app::generic<int>(int)", "_ZN3app7genericIiEEvT_"),
    ("", "sys::only(int)"),
    ("plain_c_function", None),
    ("core::ops::function::FnOnce::call_once{{vtable.shim}}", None),
    ("<alloc::vec::Vec<T> as core::ops::drop::Drop>::drop", None),
]


def names():
    """Names of C++, Rust, Java and generic Go, which pprof shows shortened or not."""
    profile = ProfileWriter()
    profile.sample_type("samples", "count")
    profile.sample_type("cpu", "nanoseconds")
    profile.mapping(1, 0x400000, 0x900000, "/opt/app/server", "abcdef0123", flags=(7,))
    profile.location(1, [(1, 3)], 0x400001, 1)
    profile.function(1, "main", "main.cc")
    for index, (name, system_name) in enumerate(NAMES):
        key = index + 2
        profile.function(key, name, "app.cc", system_name)
        profile.location(key, [(key, 10 + index)], 0x400001 + key, 1)
        profile.sample([key, 1], [index + 1, (index + 1) * 10_000_000])
        profile.sample([key, key, 1], [1, 10_000_000])
    return profile


def frames():
    """drop_frames and keep_frames: dropped at the leaf, in the middle, at the root, in an
    inlined call, and kept although both match."""
    profile = ProfileWriter()
    profile.sample_type("alloc_space", "bytes")
    profile.sample_type("inuse_space", "bytes")
    profile.text(DROP_FRAMES, r"alloc::.*|malloc|runtime\.new.*|wrapper")
    profile.text(KEEP_FRAMES, r"runtime\.newproc|alloc::kept")
    functions = ["main", "work", "malloc", "runtime.newobject", "runtime.newproc", "alloc::page",
                 "leaf", "wrapper", "alloc::kept(int)", "malloc_usable_size"]
    keys = {name: index + 1 for index, name in enumerate(functions)}
    for name, key in keys.items():
        profile.function(key, name, "app.c")
        profile.location(key, [(key, key)], 0x1000 + key)
    profile.location(50, [(keys["malloc"], 7), (keys["work"], 8)], 0x2000)
    profile.location(51, [(keys["leaf"], 7), (keys["wrapper"], 8), (keys["work"], 9)], 0x2001)

    stacks = [  # leaf first
        ["malloc", "work", "main"], ["leaf", "malloc", "work", "main"], ["leaf", "work", "main"],
        ["runtime.newobject", "main"], ["runtime.newproc", "work", "main"], ["alloc::page", "malloc"],
        ["leaf", "wrapper"], ["malloc"], ["leaf", "alloc::kept(int)", "work", "main"],
        ["malloc_usable_size", "main"], ["malloc", "wrapper", "malloc", "main"],
    ]
    for index, stack in enumerate(stacks):
        profile.sample([keys[name] for name in stack], [1 << index, 3 << index])
    profile.sample([50, keys["main"]], [1 << 20, 3 << 20])
    profile.sample([51, keys["main"]], [1 << 21, 3 << 21])
    return profile


def recursion():
    """A function that is in a stack several times counts once; inlined calls are frames too."""
    profile = ProfileWriter()
    profile.sample_type("alloc_objects", "count")
    profile.sample_type("alloc_space", "bytes")
    for key, name in enumerate(["main.main", "main.even", "main.odd", "main.leaf"], 1):
        profile.function(key, name, "main.go", start_line=key * 10)
        profile.location(key, [(key, key * 10 + 1)], 0x100 + key)
    profile.location(5, [(3, 31), (2, 21)], 0x200)
    profile.location(6, [(2, 22), (2, 23)], 0x201)
    profile.sample([2, 3, 2, 3, 1], [1, 16])
    profile.sample([4, 5, 5, 1], [2, 32])
    profile.sample([6, 6, 1], [3, 48], [("bytes", 16)])
    profile.sample([6, 6, 1], [-3, -48], [("bytes", 16)])
    profile.sample([3, 2, 1], [0, 0])
    profile.sample([3, 4, 1], [-7, 4096])
    profile.sample([4, 1], [5, -4096])
    return profile


def unsymbolised():
    """Addresses only: shown under the name of their mapping, if it has one."""
    profile = ProfileWriter()
    profile.sample_type("samples", "count")
    profile.mapping(3, 0x10000, 0x20000, "/opt/app/libone.so")
    profile.mapping(4, 0x30000, 0x40000, "")
    profile.mapping(5, 0x50000, 0x60000, "/opt/app/other dir/lib two.so", "c0ffee")
    profile.function(1, "main.main", "main.c")
    profile.location(1, [(1, 1)], 0x10001, 3)
    profile.location(2, [], 0x10002, 3)
    profile.location(3, [], 0x30003, 4)
    profile.location(4, [], 0x50004, 5)
    profile.location(5, [], 0x70005)
    profile.location(6, [], 0x10006, 3)
    for index, stack in enumerate([[2, 1], [3, 1], [4, 2, 1], [5, 1], [6, 2, 4], []]):
        profile.sample(stack, [10 ** index])
    return profile


PROFILES = (foreign, names, frames, recursion, unsymbolised)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for make in PROFILES:
        write(sys.argv[1], make.__name__, make())


if __name__ == "__main__":
    main()
