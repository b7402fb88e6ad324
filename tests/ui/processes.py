# SPDX-License-Identifier: GPL-3.0-or-later
"""Child processes that never outlive us."""
import ctypes
import glob
import os
import signal
import subprocess
import time

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

libc = ctypes.CDLL(None, use_errno=True)


def adopt_orphans():
    """What our children start and abandon (the services of a bus) becomes our child."""
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1)


def _in_child():
    os.setsid()
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def spawn(command, env, log, **more):
    """Starts a process in a session of its own; both of its outputs go to the file @log."""
    with open(log, "wb") as output:
        return subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=output,
                                stderr=output, preexec_fn=_in_child, **more)


def descendants(pid=None):
    """The ids of all processes below @pid, ourselves by default."""
    children = {}
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                text = file.read()
        except OSError:
            continue  # it has just ended
        parent = int(text[text.rindex(")") + 2:].split()[1])
        children.setdefault(parent, []).append(int(path.split("/")[2]))
    found, todo = [], [pid or os.getpid()]
    while todo:
        below = children.get(todo.pop(), [])
        found += below
        todo += below
    return found


def _reap():
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def end_descendants(patience=5):
    """Ends all that we started; returns what could not be ended."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in descendants():
            try:
                os.kill(pid, number)
            except OSError:
                pass
        end = time.monotonic() + patience
        while time.monotonic() < end:
            _reap()
            if not descendants():
                return []
            time.sleep(0.02)
    return descendants()


def read_first_line(fd, seconds, what):
    """The first line that a server writes to a pipe when it is ready."""
    end, text = time.monotonic() + seconds, b""
    os.set_blocking(fd, False)
    while b"\n" not in text:
        try:
            piece = os.read(fd, 4096)
        except BlockingIOError:
            piece = None
            time.sleep(0.02)
        if piece == b"":
            raise RuntimeError(f"{what} ended at once")
        if time.monotonic() > end:
            raise RuntimeError(f"{what} was not ready within {seconds} s")
        text += piece or b""
    os.close(fd)
    return text.decode().split("\n")[0].strip()
