# SPDX-License-Identifier: GPL-3.0-or-later
"""Real Go services on ports of their own: Debian's etcd and Prometheus, and that of tests/workload."""
import base64
import http.client
import json
import os
import random
import re
import signal
import socket
import ssl
import subprocess
import time
import urllib.request

import needed
from cli_support import DATA
from processes import spawn

TLS = os.path.join(DATA, "tls")
WORKLOAD = os.path.join(DATA, "..", "workload")
SCALE = float(os.environ.get("HT_TIMEOUT_SCALE", "1"))
PATIENCE_S = 60 * SCALE

# Below those that the kernel gives to whoever connects, so that a port is still free after a restart.
PORTS = range(20000, 32000)

# A small heap is collected so often by itself that two requests seldom see the same state.
SELDOM = {"GOGC": "1000"}

# What only grows while a process lives, as MemStats and client_golang call it.
MEMSTATS = {"total_alloc": "TotalAlloc", "heap_alloc": "HeapAlloc", "mallocs": "Mallocs",
            "frees": "Frees", "num_gc": "NumGC", "pause_total": "PauseTotalNs"}
METRICS = {"total_alloc": "go_memstats_alloc_bytes_total", "heap_alloc": "go_memstats_heap_alloc_bytes",
           "mallocs": "go_memstats_mallocs_total", "frees": "go_memstats_frees_total",
           "num_gc": "go_gc_duration_seconds_count", "pause_total": "go_gc_duration_seconds_sum"}


def free_port():
    for _ in range(100):
        port = random.choice(PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no port is free")


def wait_for(condition, what):
    """What the condition says once it says anything."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"never: {what}")
        time.sleep(0.2)


def with_freed(figures):
    """What was freed only grows as well, though what is in use does not."""
    figures["freed"] = figures["total_alloc"] - figures["heap_alloc"]
    return figures


class Server:
    """A service that a test starts, kills and asks."""
    figures_path = "/debug/vars"
    scheme = "http"
    prefix = ""
    context = None  # of TLS
    headers = {}
    record_options = ()
    environment = {}
    masked = []  # what of the command line is nobody's business

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.life = 0  # how often it was started
        self.process = None

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.port}{self.prefix}"

    def path(self, name):
        return os.path.join(self.folder, name)

    def command(self):
        raise NotImplementedError

    def start(self):
        """Returns when it answers."""
        self.life += 1
        log = self.path(f"log-{self.life}")
        self.process = spawn(self.command(), {**os.environ, **self.environment}, log, cwd=self.folder)
        wait_for(lambda: self.answers(log), f"{self.command()[0]} answers; see what it says: {log}")

    def answers(self, log):
        if self.process.poll() is not None:
            with open(log, encoding="utf-8", errors="replace") as file:
                raise AssertionError(f"{self.command()[0]} ended:\n{file.read()[-2000:]}")
        try:
            return self.figures()
        except (OSError, KeyError, http.client.HTTPException):
            return None

    def kill(self):
        """As `kill -9` does, with what it has started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def ask(self, path):
        request = urllib.request.Request(self.url + path, headers=self.headers)
        with urllib.request.urlopen(request, timeout=PATIENCE_S, context=self.context) as answer:
            return answer.read()

    def collect(self):
        """Returns after a collection of garbage."""
        self.ask("/debug/pprof/heap?gc=1")

    def memstats(self):
        return json.loads(self.ask("/debug/vars"))["memstats"]

    def figures(self):
        memstats = self.memstats()
        return with_freed({name: memstats[member] for name, member in MEMSTATS.items()})

    def command_line(self):
        with open(f"/proc/{self.process.pid}/cmdline", "rb") as file:
            return file.read().rstrip(b"\0").replace(b"\0", b" ").decode()


def build_go(package, program):
    """A program of tests/workload."""
    environment = {**os.environ, "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local"}
    go = needed.program("go", "golang-go")
    built = subprocess.run([go, "build", "-buildvcs=false", "-o", program, package],
                           cwd=WORKLOAD, env=environment, capture_output=True, text=True, check=False)
    if built.returncode != 0:
        raise AssertionError(f"go build: {built.stderr}")


class Orders(Server):
    """The service of tests/workload, built here, under load."""

    def __init__(self, folder):
        super().__init__(folder)
        build_go(".", self.path("orders"))

    def command(self):
        return ["./orders", "-addr", f"127.0.0.1:{self.port}", "-rate", "30", "-clients", "20",
                "-leak-after", "1s"]


class Etcd(Server):
    """With a client certificate that it demands."""
    scheme = "https"
    environment = SELDOM
    masked = [os.path.join(TLS, "server-key.pem")]
    record_options = ("--ca", os.path.join(TLS, "ca.pem"), "--cert", os.path.join(TLS, "client.pem"),
                      "--key", os.path.join(TLS, "client-key.pem"))

    def __init__(self, folder):
        super().__init__(folder)
        self.program = needed.program("etcd", "etcd-server")
        self.peer = f"http://127.0.0.1:{free_port()}"
        self.context = ssl.create_default_context(cafile=os.path.join(TLS, "ca.pem"))
        self.context.load_cert_chain(os.path.join(TLS, "client.pem"), os.path.join(TLS, "client-key.pem"))

    def command(self):
        return [self.program, "--name", "live", "--data-dir", self.path("data"), "--enable-pprof",
                "--listen-client-urls", self.url, "--advertise-client-urls", self.url,
                "--listen-peer-urls", self.peer, "--initial-advertise-peer-urls", self.peer,
                "--initial-cluster", f"live={self.peer}", "--cert-file", os.path.join(TLS, "server.pem"),
                "--key-file", *self.masked, "--trusted-ca-file", os.path.join(TLS, "ca.pem"),
                "--client-cert-auth"]


class Prometheus(Server):
    """Behind TLS, a password and a path. It has no /debug/vars."""
    figures_path = "/metrics"
    scheme = "https"
    environment = SELDOM
    prefix = "/watch/over"
    password = "rosebud-of-the-tests"
    # What bcrypt makes of it.
    hashed = "$2b$04$abcdefghijklmnopqrstuuEOum8VF9V68onhzv442xx7l/B0H4NLi"

    def __init__(self, folder):
        super().__init__(folder)
        self.program = needed.program("prometheus")
        self.context = ssl.create_default_context(cafile=os.path.join(TLS, "ca.pem"))
        token = base64.b64encode(f"tester:{self.password}".encode()).decode()
        self.headers = {"Authorization": f"Basic {token}"}
        self.record_options = ("--ca", os.path.join(TLS, "ca.pem"),
                               "--auth-file", self.write("auth", f"Basic tester:{self.password}\n"))
        self.write("prometheus.yml", "global: {}\n")
        self.write("web.yml", f"""\
basic_auth_users:
  tester: {self.hashed}
tls_server_config:
  cert_file: {os.path.join(TLS, "server.pem")}
  key_file: {os.path.join(TLS, "server-key.pem")}
""")

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def command(self):
        return [self.program, "--config.file", self.path("prometheus.yml"),
                "--web.config.file", self.path("web.yml"), "--storage.tsdb.path", self.path("data"),
                "--web.route-prefix", self.prefix, "--web.listen-address", f"127.0.0.1:{self.port}"]

    def figures(self):
        text = self.ask("/metrics").decode()
        values = dict(re.findall(r"^(go_\w+) (\S+)$", text, re.M))
        figures = {name: float(values[metric]) for name, metric in METRICS.items()}
        figures["pause_total"] *= 1e9
        return with_freed(figures)

    def memstats(self):
        return None
