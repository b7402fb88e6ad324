#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks `go tool pprof` for the tables of tests/data/oracle and stores them there.

usage: record_tables.py GO      GO: the go command of Go 1.27

cases.json: each case is a profile, a sample type with the unit to print it in, and what else
pprof and `heaptrail-cli top` are told (pprof takes `-option`, heaptrail `--option`). The first
line of each table is the command that made it, in this folder.

heap-text-totals.json: the totals of heap?debug=1 texts, per sample type.
"""
import json
import os
import subprocess
import sys

from oracle_support import EVERYTHING, parse_pprof_table

DIRECTORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "oracle")


def pprof_top(go, sample_type, unit, options, profile):
    """The command and what it prints."""
    units = [f"-unit={unit}"] if unit else []
    command = ["tool", "pprof", "-top", f"-sample_index={sample_type}", *units, *EVERYTHING, *options, profile]
    done = subprocess.run([go, *command], cwd=DIRECTORY, text=True, capture_output=True,
                          env={**os.environ, "GOTOOLCHAIN": "local", "TZ": "UTC"}, check=False)
    if done.returncode != 0:
        sys.exit(f"go {' '.join(command)}: {done.stderr}")
    return command, done.stdout


def read_json(name):
    with open(os.path.join(DIRECTORY, name), encoding="utf-8") as file:
        return json.load(file)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    go = sys.argv[1]

    for name, case in read_json("cases.json").items():
        command, output = pprof_top(go, case["sample"], case.get("unit"), case.get("pprof", []), case["profile"])
        with open(os.path.join(DIRECTORY, name + ".txt"), "w", encoding="utf-8") as file:
            print("# go", *command, file=file)
            file.write(output)

    totals = read_json("heap-text-totals.json")
    for name, types in totals.items():
        for sample_type in types:
            unit = "B" if sample_type.endswith("space") else None
            types[sample_type] = parse_pprof_table(pprof_top(go, sample_type, unit, [], name)[1]).total
    with open(os.path.join(DIRECTORY, "heap-text-totals.json"), "w", encoding="utf-8") as file:
        json.dump(totals, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
