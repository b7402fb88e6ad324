# SPDX-License-Identifier: GPL-3.0-or-later
"""Captures of a service of which it is known what it does: tests/data/growth-scenarios."""
import collections
import gzip
import os
import tarfile

from cli_support import DATA

SCENARIOS = os.path.join(DATA, "growth-scenarios")
SOURCE = os.path.join(SCENARIOS, "source")

G = "example.com/fleet/gateway/internal/"
CACHE = G + "store.(*ObjectCache).load"
CATALOG = G + "device.(*Hub).loadCatalog"
DISPATCHER = G + "queue.NewDispatcher"
ANY = "[go.shape.interface {},go.shape.interface {}]"
TRACER = "runtime/trace.(*traceMultiplexer).startLocked"

# What is true of a case. kind: heap (heap profiles show the growth), stack, offheap (in neither),
# gc (the collector is busy), churn, none. keeper: who makes the memory stay; sites: who allocates
# it, and how much more of it is held each second; also: what else holds more, such as a cache that
# fills, or what is made at the start.
Truth = collections.namedtuple("Truth", "kind class_name keeper sites also",
                            defaults=(None, None, {}, {}))

# Who leaks what is known from the program, the rates from a line through what `go tool pprof` says
# of all profiles.
TRUTH = {
    "case-01": Truth("none"),
    "case-02": Truth("heap", "chan-backlog", G + "queue.(*Dispatcher).enqueue",
                     {G + "queue.newCommand": 1214277}),
    "case-03": Truth("heap", "closure-capture", G + "device.(*Bus).Subscribe",
                     {G + "device.takeSnapshot": 1015192}, {CACHE, CATALOG, DISPATCHER}),
    "case-04": Truth("heap", "conn-buffer", G + "transport.(*Gate).register",
                     {"bufio.NewReaderSize": 571765,
                      "bufio.NewWriterSize": 466653},
                     {CACHE}),
    "case-05": Truth("heap", "context-chain", G + "device.(*Session).Message",
                     {G + "device.annotate": 926665}, {CACHE, "context.WithValue"}),
    "case-06": Truth("heap", "finalizer", G + "device.OpenTwin",
                     {G + "device.OpenTwin": 552586,
                      G + "device.newShadow": 316756},
                     {CACHE, TRACER}),
    "case-07": Truth("gc", "gc-thrash", G + "app.(*Gateway).pinAndLimit"),
    "case-08": Truth("gc", "gogc-low", None, {}, {CACHE}),
    "case-09": Truth("stack", "goroutine-leak-chan", G + "queue.awaitReply",
                     {}, {CACHE, CATALOG, TRACER, DISPATCHER}),
    "case-10": Truth("heap", "goroutine-leak-http", G + "transport.(*Upstream).CheckFirmware",
                     {"bufio.NewReaderSize": 257901,
                      "bufio.NewWriterSize": 143854},
                     {CACHE, CATALOG, DISPATCHER}),
    "case-11": Truth("stack", "goroutine-leak-mutex", G + "queue.(*Waits).updateUnderLock",
                     {}, {CACHE, CATALOG, DISPATCHER}),
    "case-12": Truth("heap", "goroutine-leak-select", G + "queue.awaitEither",
                     {G + "queue.scratch": 787332}),
    "case-13": Truth("stack", "goroutine-leak-select", G + "queue.awaitEither",
                     {}, {CACHE, CATALOG}),
    "case-14": Truth("heap", "goroutine-leak-timer", G + "queue.heartbeat",
                     {G + "queue.scratch": 1049102}, {CACHE}),
    "case-15": Truth("stack", "goroutine-leak-timer", G + "queue.heartbeat", {}, {CACHE}),
    "case-16": Truth("none", None, None, {}, {CACHE, CATALOG, DISPATCHER}),
    "case-17": Truth("churn", "json-amplification"),
    "case-18": Truth("none", None, None, {}, {CACHE}),
    "case-19": Truth("heap", "map-growth", G + "store.(*SessionIndex).put",
                     {G + "store.cloneAttrs": 633116,
                      G + "store.(*SessionIndex).put": 144000,
                      G + "store.(*SessionIndex).keyFor": 76332},
                     {"encoding/json.(*decodeState).literalStore",
                      "encoding/json.(*decodeState).object"}),
    "case-20": Truth("heap", "map-of-slices", G + "store.(*SeriesStore).appendPoint",
                     {G + "store.(*SeriesStore).appendPoint": 2144374}),
    "case-21": Truth("offheap", "offheap-mmap", G + "transport.(*Segments).Grow",
                     {}, {CACHE, CATALOG, DISPATCHER}),
    "case-22": Truth("heap", "pool-misuse", G + "codec.EncodeFrame",
                     {G + "codec.(*Encoder).encode": 900646}),
    "case-23": Truth("none", None, None, {}, {G + "store.(*Collector).Gather", CACHE}),
    "case-24": Truth("heap", "slice-growth", G + "store.(*Journal).add",
                     {G + "store.makeEntry": 1365293,
                      G + "store.(*Journal).add": 211613}),
    "case-25": Truth("churn", "string-concat"),
    "case-26": Truth("heap", "string-retention", G + "device.(*Hub).IndexSerial",
                     {G + "codec.readExactly": 2060472}),
    "case-27": Truth("heap", "syncmap-growth", G + "store.(*Registry).grant",
                     {G + "store.newLease": 616217},
                     {"internal/sync.newIndirectNode" + ANY, "internal/sync.newEntryNode" + ANY, CACHE,
                      G + "device.(*Poller).Round", G + "store.(*Registry).grant"}),
    "case-28": Truth("none", None, None, {}, {G + "store.(*TileCache).render"}),
    "case-29": Truth("none", None, None, {}, {G + "store.(*TileCache).render", CACHE, CATALOG}),
}


def unpack(case, folder):
    """Writes the captures of a case as a service gives them."""
    os.makedirs(folder)
    with tarfile.open(os.path.join(SCENARIOS, case + ".tar.xz")) as archive:
        for member in archive:
            content = archive.extractfile(member).read()
            name = member.name
            if name.endswith(".pb"):
                name += ".gz"
                content = gzip.compress(content, 1, mtime=0)
            with open(os.path.join(folder, name), "wb") as file:
                file.write(content)
