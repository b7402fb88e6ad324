#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes random profiles with odd names, mappings, labels and patterns, and what Go says of them.

usage: make_random_profiles.py GO DIR SEED…      GO: the go command of Go 1.27

For each seed: SEED.pb, SEED.base.pb and SEED.txt with one table per line of MODES. A table
begins with "MODE TOTAL", its rows are "FLAT CUM NAME". test-top reads them.
"""
import os
import random
import subprocess
import sys

from oracle_support import parse_pprof_table
from profile_proto import ProfileWriter

DROP_FRAMES, KEEP_FRAMES, TIME, DEFAULT_TYPE = 7, 8, 9, 14

NAMES = [
    "main.main", "a.b", "runtime.goexit", "sync.OnceValue[go.shape.func(*x) y]", "pkg.(*T[...]).M",
    "std::vector<int>::push(int)", "foo<a<b>>(c)", "x)(y::", "java.<init>", "(anonymous namespace)::f(int)",
    "operator()(x)", ".hidden", "m[x](y)", "", "<unknown>", "[app]", "λ", "std::map<int, x(y)>::z",
    "dup::f(int)", "dup::f(long)",
]
FILES = ["", "/src/a.go", "/src/b.go", "json.go"]
EXECUTABLES = ["/bin/app", "/bin/app/", "", "[vdso]", "/lib/libc.so", "//"]
DROPPED = ["a.b", "main.*|x", "dup::f", "operator\\(\\)", "(", "foo|std::.*|a.b|java.*"]
KEPT = ["main.main", "std::vector", "a.*"]

MODES = {
    "plain": [],
    "cum": ["-cum"],
    "focus": ["-focus=a|std"],
    "ignore": ["-ignore=main|json"],
    "both": ["-focus=app", "-ignore=(?i)MAIN"],
    "hide": ["-hide=a|json"],
    "show": ["-show=main|std|app"],
    "show_from": ["-show_from=a|x"],
    "prune_from": ["-prune_from=main|foo"],
    "all": ["-focus=a|x", "-ignore=java", "-hide=b.go|lib", "-show_from=m|s", "-prune_from=std|dup"],
    "tags": ["-tagfocus=op:x,bytes"],
    "tags_of_key": ["-tagfocus=op=x|y,tr", "-tagignore=bytes=true"],
    "base": ["-base=BASE"],
    "diff_base": ["-diff_base=BASE"],
}


def make_sample(profile, draw, n_locations, n_types):
    labels = []
    for _ in range(draw.choice([0, 0, 1, 2])):
        key = draw.choice(["bytes", "op", "pprof::base"])
        labels.append(draw.choice([(key, draw.choice(["x", "true"])), (key, draw.choice([0, 1, 2])),
                                   (key, draw.choice([0, 1, 2]), "kb")]))
    profile.sample([draw.randint(1, n_locations) for _ in range(draw.choice([0, 1, 2, 3, 4, 8]))],
                   [draw.choice([0, 0, 1, 2, 3, 10, 100, -5]) for _ in range(n_types)], labels)


def make_profile(draw):
    profile = ProfileWriter()
    types = ["alloc_space", "inuse_space"] + draw.choice([[], [], ["extra"]])
    draw.shuffle(types)
    for kind in types:
        profile.sample_type(kind, "bytes")
    profile.value_type(11, "space", "bytes")
    profile.number(TIME, 1700000000000000000)

    n_functions, n_mappings, n_locations = draw.randint(1, 12), draw.randint(0, 3), draw.randint(1, 20)
    loaded_at = draw.choice([0, 0, 0x10000])
    for _ in range(draw.randint(0, 25)):
        make_sample(profile, draw, n_locations, len(types))
    for key in range(1, n_functions + 1):
        name = draw.choice(NAMES)
        profile.function(key, name, draw.choice(FILES), draw.choice([name, name, name, draw.choice(NAMES)]),
                         draw.choice([0, 0, 5]))
    for key in range(1, n_mappings + 1):
        start = 0x10000 * key + loaded_at
        profile.mapping(key, start, start + 0x5000 + draw.choice([0, 0, 0x10]), draw.choice(EXECUTABLES),
                        draw.choice(["", "", "abc"]), [7])
    for key in range(1, n_locations + 1):
        mapping = draw.randint(0, n_mappings)
        lines = [(draw.randint(1, n_functions), draw.choice([1, 2, -1])) for _ in range(draw.choice([0, 1, 1, 1, 2, 3]))]
        profile.location(key, lines, (0x10000 * mapping + loaded_at if mapping else 0) + draw.randint(0, 8), mapping)

    if draw.random() < 0.4:
        profile.text(DROP_FRAMES, draw.choice(DROPPED))
    if draw.random() < 0.3:
        profile.text(KEEP_FRAMES, draw.choice(KEPT))
    if draw.random() < 0.3:
        profile.text(DEFAULT_TYPE, draw.choice(["alloc_space", "nowhere"]))
    return profile.finish()


def ask_pprof(go, options, profile, base):
    command = [go, "tool", "pprof", "-top", "-unit=B", "-nodefraction=0", "-edgefraction=0", "-nodecount=1000000",
               *[option.replace("BASE", base) for option in options], profile]
    env = {**os.environ, "GOTOOLCHAIN": "local", "PPROF_BINARY_PATH": "/nonexistent"}
    done = subprocess.run(command, text=True, capture_output=True, env=env, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stderr}")
    return parse_pprof_table(done.stdout)


def main():
    go, directory, *seeds = sys.argv[1:]
    for seed in seeds:
        draw = random.Random(int(seed))
        profile, base = os.path.join(directory, f"{seed}.pb"), os.path.join(directory, f"{seed}.base.pb")
        for path in (profile, base):
            with open(path, "wb") as file:
                file.write(make_profile(draw))
        with open(os.path.join(directory, f"{seed}.txt"), "w", encoding="utf-8") as file:
            for mode, options in MODES.items():
                table = ask_pprof(go, options, profile, base)
                print(mode, table.total, file=file)
                for name, flat, cum in table.rows:
                    print(flat, cum, name, file=file)


if __name__ == "__main__":
    main()
