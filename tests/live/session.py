# SPDX-License-Identifier: GPL-3.0-or-later
"""A service is recorded while it lives, is killed, and lives again; meanwhile it is asked directly, too."""
import csv
import http.client
import io
import os
import signal
import sqlite3
import subprocess
import threading
import time
from dataclasses import dataclass

from cli_support import CLI
from processes import spawn
from servers import PATIENCE_S, wait_for

# In each life, so that there is something to judge.
LEAST_POINTS = 4

PROFILE_INTERVAL_S = 2

# More than a service does by itself while it starts: what is counted must fall at the restart.
MORE_COLLECTIONS = 20

HEAP_PROFILES = """
SELECT profile.time_ns FROM profile JOIN capture ON capture.id = profile.capture_id
WHERE capture.source = '/debug/pprof/heap' ORDER BY profile.time_ns"""

GOROUTINE_PROFILES = "SELECT 1 FROM capture WHERE source = '/debug/pprof/goroutine'"


@dataclass
class Reading:
    """What the service said when it was asked between two moments."""
    life: int
    began_ns: int
    ended_ns: int
    figures: dict
    memstats: dict  # of those that have /debug/vars


@dataclass
class Twin:
    """A profile that was fetched directly, and when the recorded one of the same collection was taken."""
    path: str
    time_ns: int


class Watcher(threading.Thread):
    """Asks the service again and again."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server = server
        self.readings = []
        self.ended = threading.Event()

    def run(self):
        while not self.ended.wait(0.5):
            life, began_ns = self.server.life, time.time_ns()
            try:
                figures, memstats = self.server.figures(), self.server.memstats()
            except (OSError, KeyError, http.client.HTTPException):  # while it is down
                continue
            if life == self.server.life:
                self.readings.append(Reading(life, began_ns, time.time_ns(), figures, memstats))

    def stop(self):
        self.ended.set()
        self.join()


class Session:
    def __init__(self, server):
        self.server = server
        self.recording = server.path("recording")
        self.log = server.path("record-log")
        self.watcher = Watcher(server)
        self.twins = []
        self.command_line = None
        self.killed_ns = None
        self.recorder = None

    def run(self):
        """Two lives of the service and the end of the recording."""
        self.server.start()
        self.command_line = self.server.command_line()
        self.watcher.start()
        self.recorder = spawn([CLI, "record", f"service={self.server.url}", "-o", self.recording,
                               "--profile-interval", str(PROFILE_INTERVAL_S), *self.server.record_options],
                              os.environ, self.log, cwd=self.server.folder)
        self.live()
        wait_for(lambda: self.query(GOROUTINE_PROFILES), "a goroutine profile")
        for _ in range(MORE_COLLECTIONS):
            self.server.collect()
        n_collections = self.server.figures()["num_gc"]
        wait_for(lambda: self.points("num_gc")[-1][1] >= n_collections, "these collections recorded")
        self.killed_ns = time.time_ns()
        self.server.kill()
        self.server.start()
        wait_for(lambda: self.query("SELECT 1 FROM mark WHERE kind = 1"), "a mark of the restart")
        self.live()
        self.end_recorder()
        self.watcher.stop()

    def end_recorder(self):
        self.recorder.send_signal(signal.SIGINT)
        status = self.recorder.wait(PATIENCE_S)
        if status != 0:
            raise AssertionError(f"record: status {status}: {self.said()}")

    def stop(self):
        """Ends whatever runs, wherever it was left."""
        if self.recorder is not None and self.recorder.poll() is None:
            self.recorder.kill()
            self.recorder.wait()
        if self.watcher.is_alive():
            self.watcher.stop()
        self.server.stop()

    def said(self):
        with open(self.log, encoding="utf-8") as file:
            return file.read()

    def live(self):
        began_ns = time.time_ns()
        wait_for(lambda: self.n_points_since(began_ns) >= LEAST_POINTS, f"{LEAST_POINTS} points")
        self.twins.append(wait_for(self.find_twin, "a recorded heap profile and its twin"))

    def n_points_since(self, time_ns):
        return sum(time_ms * 1_000_000 > time_ns for time_ms, _ in self.points("num_gc"))

    def find_twin(self):
        """Between two collections all heap profiles are the same, so that neither is fetched too late."""
        self.server.collect()
        n_collections, since_ns = self.server.figures()["num_gc"], time.time_ns()
        # Without one it was taken during the collection, or another collection came before.
        wait_for(lambda: self.heap_profile_since(since_ns) or self.n_points_since(since_ns) > 3 * PROFILE_INTERVAL_S,
                 "points after a collection")
        profile_ns = self.heap_profile_since(since_ns)
        if profile_ns is None:
            return None
        wait_for(lambda: self.n_points_since(profile_ns) >= 2, "two points after the profile")
        body = self.server.ask("/debug/pprof/heap")
        after = [value for time_ms, value in self.points("num_gc") if time_ms * 1_000_000 > profile_ns]
        # Of two points the second was asked for after the profile.
        if after[1] != n_collections or self.server.figures()["num_gc"] != n_collections:
            return None
        path = self.server.path(f"heap-{self.server.life}.pb.gz")
        with open(path, "wb") as file:
            file.write(body)
        return Twin(path, profile_ns)

    def query(self, statement):
        try:
            with sqlite3.connect(f"file:{self.recording}?mode=ro", uri=True) as database:
                return database.execute(statement).fetchall()
        except sqlite3.OperationalError:  # before the file has its tables
            return []

    def heap_profiles(self):
        return [row[0] for row in self.query(HEAP_PROFILES)]

    def heap_profile_since(self, time_ns):
        return next((profile_ns for profile_ns in self.heap_profiles() if profile_ns > time_ns), None)

    def series(self):
        """{name: [(time in ms, value)]}"""
        done = subprocess.run([CLI, "export", self.recording, "--as", "csv", "-o", "-"],
                              capture_output=True, text=True, check=False)
        found = {}
        for row in csv.DictReader(io.StringIO(done.stdout)):
            found.setdefault(row["series"], []).append((int(row["time_ms"]), float(row["value"])))
        return found

    def points(self, name):
        return self.series().get(name, [])
