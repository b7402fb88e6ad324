# SPDX-License-Identifier: GPL-3.0-or-later
"""Pods of a cluster are recorded through the API server as they come and go."""
import os
import signal
import sqlite3
import subprocess
import time
import unittest

from cli_support import CLI, DATA, HERE, CliCase
from kube_stand_in import Cluster, kubeconfig, pod
from live_service import Service, vars_with

ORDERS = os.environ.get("HT_EXAMPLE", os.path.join(HERE, "..", "..", "data", "example.heaptrail"))
PATIENCE_S = 60 * float(os.environ.get("HT_TIMEOUT_SCALE", "1"))
SECRET = "s3cr3t-t0ken-that-nobody-sees"
TLS = os.path.join(DATA, "tls")


class RecordPods(CliCase):
    def setUp(self):
        super().setUp()
        self.notes = self.path("notes")
        self.process = None

    def start(self, *args):
        with open(self.notes, "wb") as notes:
            self.process = subprocess.Popen(
                [CLI, "record", "--kubeconfig", self.path("config"), "--port", "6060",
                 "--pod-interval", "0.2", "--interval", "0.2", *args, "-o", self.path("rec")],
                stdout=notes, stderr=subprocess.STDOUT, cwd=self.folder)
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.kill)

    def finish(self, status=0):
        self.process.send_signal(signal.SIGINT)
        self.assertEqual(self.process.wait(PATIENCE_S), status, self.said())

    def said(self):
        with open(self.notes, encoding="utf-8") as notes:
            return notes.read()

    def wait_for(self, condition, what):
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            self.assertLess(time.monotonic(), deadline, f"never: {what}\n{self.said()}")
            self.assertIsNone(self.process.poll(), self.said())
            time.sleep(0.05)

    def wait_said(self, text):
        self.wait_for(lambda: text in self.said(), text)

    def configure(self, cluster, user="", more=""):
        self.write("config", kubeconfig(cluster.url, user, more))

    def service(self, n_collections=3):
        return Service(self, {"/debug/vars": vars_with(n_collections, 1 << 24)})

    def serve_example(self):
        served = subprocess.Popen([CLI, "serve", ORDERS, "--speed", "20"], stdout=subprocess.PIPE)
        self.addCleanup(served.wait)
        self.addCleanup(served.kill)
        self.addCleanup(served.stdout.close)
        return served.stdout.readline().decode().strip()

    def targets(self):
        return {target["name"]: target
                for target in self.answer("info", self.path("rec"))["targets"]}

    def recorded(self, query):
        try:
            with sqlite3.connect(f"file:{self.path('rec')}?mode=ro", uri=True) as database:
                return database.execute(query).fetchall()
        except sqlite3.OperationalError:  # before the file has its tables
            return []

    def assert_secret_is_nowhere(self, *secrets):
        with open(self.path("rec"), "rb") as file:
            content = file.read() + self.said().encode()
        for secret in secrets:
            self.assertNotIn(secret.encode(), content)

    def test_come_and_go(self):
        cluster = Cluster(self, [pod("a", self.serve_example()),
                                 pod("other", labels={"app": "cart"}),
                                 pod("later", phase="Pending", waiting="ImagePullBackOff")], SECRET)
        self.configure(cluster, f"token: {SECRET}")
        self.start("--kube-context", "test", "-l", "app=checkout", "--profile-interval", "0.5")
        self.wait_said("a: recording")
        self.wait_said("later: connecting: Pending (ImagePullBackOff), 5 restarts")
        cluster.pods = [cluster.pods[0], pod("b", self.serve_example()),
                        pod("later", self.service().url)]
        self.wait_said("b: recording")
        self.wait_said("later: recording")
        self.wait_for(lambda: len(self.recorded("SELECT DISTINCT target_id FROM profile")) == 2,
                      "heap profiles of a and b")
        cluster.pods = cluster.pods[1:]
        self.wait_said("a: the pod is gone")
        self.wait_said("test/app=checkout: 2 pods")
        self.finish()
        targets = self.targets()
        self.assertEqual(sorted(targets), ["a", "b", "later"])
        self.assertEqual({target["properties"]["group"] for target in targets.values()},
                         {"test/app=checkout"})
        self.assertGreaterEqual(targets["b"]["gc_cycles"], 1)
        self.assertEqual([(mark["kind"], mark["text"]) for mark in targets["a"]["marks"]],
                         [("note", "the pod is gone")])
        self.assertEqual(targets["b"]["marks"], [])
        self.assert_secret_is_nowhere(SECRET)

    def test_made_anew(self):
        """Counters that go on do not hide that it is another pod."""
        cluster = Cluster(self, [pod("db-0", self.service(3).url, uid="1")])
        self.configure(cluster)
        self.start()
        self.wait_said("db-0: recording")
        cluster.pods = [pod("db-0", self.service(9).url, uid="2")]
        self.wait_said("db-0: the pod is gone")
        self.wait_for(lambda: self.said().count("db-0: recording") == 2, "the new one is recorded")
        self.finish()
        marks = self.targets()["db-0"]["marks"]
        self.assertEqual([mark["kind"] for mark in marks], ["note", "epoch"])

    def test_forbidden_list(self):
        cluster = Cluster(self, [pod("a", self.service().url)], SECRET)
        cluster.list_status = 403
        self.configure(cluster, f"token: {SECRET}")
        self.start()
        self.wait_said("the verb “list” on “pods” in the namespace “shop”")
        cluster.list_status = 200
        self.wait_said("a: recording")
        # What was found goes on while there is no list.
        cluster.list_status = 500
        self.wait_said("no list of pods: ")
        path = "/api/v1/namespaces/shop/pods/a:6060/proxy/debug/vars"
        n_asked = cluster.asked.count(path)
        self.wait_for(lambda: cluster.asked.count(path) > n_asked + 3, "more figures")
        self.finish()
        self.assertEqual(self.targets()["a"]["marks"], [])
        self.assert_secret_is_nowhere(SECRET)

    def test_forbidden_proxy(self):
        cluster = Cluster(self, [pod("a", self.service().url)])
        cluster.proxy_status = 403
        self.configure(cluster, "token: t")
        self.start()
        self.wait_said("a: unauthorized: ")
        self.wait_said("the verb “get” on “pods/proxy” in the namespace “shop”")
        self.finish(status=1)

    def test_crash_loop(self):
        cluster = Cluster(self, [pod("a", waiting="CrashLoopBackOff")])
        self.configure(cluster)
        self.start()
        self.wait_said("it was asked on port 6060 of the pod, which is Running (CrashLoopBackOff), "
                       "5 restarts")
        cluster.pods = [pod("a", self.service().url)]
        self.wait_said("a: recording")
        self.finish()

    def test_client_certificate(self):
        cluster = Cluster(self, [pod("a", self.service().url)],
                          tls={"certificate": f"{TLS}/server.pem", "key": f"{TLS}/server-key.pem",
                               "client_ca": f"{TLS}/ca.pem"})
        self.configure(cluster,
                       f"client-certificate: {TLS}/client.pem, client-key: {TLS}/client-key.pem",
                       f", certificate-authority: {TLS}/ca.pem")
        self.start()
        self.wait_said("a: recording")
        self.finish()

    def test_renewed_token(self):
        """Kubernetes replaces the tokens of service accounts in their files."""
        cluster = Cluster(self, [pod("a", self.service().url)], "first-token")
        self.write("token", b"first-token\n")
        self.configure(cluster, "tokenFile: token")
        self.start()
        self.wait_said("a: recording")
        cluster.token = "second-token"
        self.wait_said("a: unauthorized")
        self.wait_said("no list of pods: ")
        self.write("token", b"second-token\n")
        self.wait_for(lambda: self.said().count("a: recording") == 2, "it goes on")
        self.finish()
        self.assertNotIn("epoch", [mark["kind"] for mark in self.targets()["a"]["marks"]])
        self.assert_secret_is_nowhere("first-token", "second-token")

    def write_plugin(self, text):
        path = self.write("login", f"#!/bin/sh\n{text}\n".encode())
        os.chmod(path, 0o700)

    def test_program_that_prints_credentials(self):
        cluster = Cluster(self, [pod("a", self.service().url)], SECRET)
        self.write("answer", (
            '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",'
            f'"status":{{"token":"{SECRET}"}}}}').encode())
        self.write_plugin('echo "$KUBERNETES_EXEC_INFO" >>info; echo called >>calls; '
                          'echo "$PLUGIN_SECRET" >&2; cat "$1"')
        self.configure(cluster, "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login,"
                                " args: [answer], provideClusterInfo: true,"
                                f" env: [{{name: PLUGIN_SECRET, value: {SECRET}}}]}}")
        self.start()
        self.wait_said("a: recording")
        # It is run again when what it printed is good no longer.
        cluster.token = "another"
        self.write("answer", (
            '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",'
            '"status":{"token":"another"}}').encode())
        self.wait_for(lambda: self.said().count("a: recording") == 2, "it goes on")
        self.finish()
        with open(self.path("info"), encoding="utf-8") as file:
            info = file.readline()
        self.assertIn('"spec":{"interactive":false,"cluster":{"server":"http://localhost:', info)
        self.assert_secret_is_nowhere(SECRET)

    def test_program_fails(self):
        cluster = Cluster(self, [])
        self.write_plugin(f"echo {SECRET}; echo {SECRET} >&2; exit 3")
        self.configure(cluster, "exec: {apiVersion: client.authentication.k8s.io/v1, "
                                "command: ./login}")
        self.start()
        self.wait_said("which failed with status 3; run it in a terminal")
        self.finish(status=1)
        self.assertNotIn(SECRET, self.said())

    def test_nobody_answers(self):
        cluster = Cluster(self, [])
        self.configure(cluster)
        cluster.stop()
        self.start()
        self.wait_said("no list of pods: ")
        self.wait_said("refused")
        self.finish(status=1)

    def test_usage(self):
        self.configure(Cluster(self, []))
        config = self.path("config")
        message = self.complaint("record", "--kubeconfig", config, "--kube-context", "nowhere",
                                 "--port", "6060", "-o", self.path("rec"))
        self.assertIn("no context “nowhere”", message)
        message = self.complaint("record", "--kubeconfig", config, "-o", self.path("rec"))
        self.assertIn("--port is missing", message)
        message = self.complaint("record", "--kubeconfig", config, "--port", "pprof",
                                 "-o", self.path("rec"))
        self.assertIn("no port", message)
        message = self.complaint("record", "--kubeconfig", config, "--port", "6060", "--namespace",
                                 "a/b", "-o", self.path("rec"))
        self.assertIn("no name of a namespace", message)
        self.complaint("record", "-o", self.path("rec"), status=2)


if __name__ == "__main__":
    unittest.main()
