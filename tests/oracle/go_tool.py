# SPDX-License-Identifier: GPL-3.0-or-later
"""The real `go tool pprof`, where Go is installed."""
import os
import subprocess

import needed


def pprof(*args):
    """What `go tool pprof` prints, of the profile alone and not of the program."""
    done = subprocess.run([needed.program("go", "golang-go"), "tool", "pprof", *args],
                          capture_output=True, text=True, check=False,
                          env={**os.environ, "PPROF_BINARY_PATH": "/nonexistent", "TZ": "UTC"})
    if done.returncode != 0:
        raise AssertionError(f"go tool pprof {' '.join(args)}: {done.stderr}")
    return done.stdout
