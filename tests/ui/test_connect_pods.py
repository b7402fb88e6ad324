# SPDX-License-Identifier: GPL-3.0-or-later
"""Pods of a cluster are chosen in the dialog, and recorded."""
import os
import re
import unittest

from accessibility import State
from kube_stand_in import Cluster, kubeconfig, pod
from ui_support import UiCase, example

SECRET = "s3cr3t-t0ken-that-nobody-sees"


class ConnectPods(UiCase):
    def setUp(self):
        with open(example("vars-1795199419976.json"), "rb") as file:
            backend = {"/debug/vars": file.read()}
        self.cluster = Cluster(self, [
            pod("checkout-a", backend), pod("checkout-b", backend),
            pod("checkout-c", phase="Pending", waiting="ImagePullBackOff"),
            pod("cart-a", labels={"app": "cart"})], SECRET)
        self.write("config", kubeconfig(self.cluster.url, f"token: {SECRET}"))

    def open_page(self, config="config"):
        self.ENV = {"KUBECONFIG": self.path(config),
                    "XDG_DATA_HOME": self.path(f"data-{self.id()}")}
        app = self.open()
        app.key("ctrl+n")
        app.click(app.find("Kubernetes", "tab"))
        app.find("Kubernetes", "tab", State.SELECTED)
        return app

    @staticmethod
    def fill_in(app, text, *keys):
        """One begins at the labels; @keys lead elsewhere."""
        app.key(*keys, "ctrl+a")
        app.type(text)

    def assert_cannot_record(self, app):
        self.assertFalse(app.find(re.compile("Record$"), "button").has(State.SENSITIVE))
        self.leave(app)

    @staticmethod
    def leave(app):
        app.key("Escape")
        app.wait_gone("Kubernetes", "tab")

    def test_choose_and_record(self):
        app = self.open_page()
        app.find("4 pods match, 3 of them run", "list item")
        self.fill_in(app, "app=checkout")
        app.find("3 pods match, 2 of them run", "list item")
        app.find(re.compile(r"^Pending \(ImagePullBackOff\)"), "label")
        # What comes is seen without asking.
        self.cluster.pods[2] = pod("checkout-c", self.cluster.pods[0]["backend"])
        app.find("3 pods match", "list item")
        app.key("Return")
        for name in "checkout-a", "checkout-b", "checkout-c":
            app.find(re.compile(f"^{name}"), "list item")
        self.assertEqual(app.find_all(re.compile("^cart-a"), "list item"), [])
        app.wait_for(lambda: any(path.endswith("/checkout-c:6060/proxy/debug/vars")
                                 for path in self.cluster.asked), "a pod is asked")
        app.close()
        self.assert_secret_is_nowhere()

    def assert_secret_is_nowhere(self):
        n_files = 0
        for folder, _, names in os.walk(self.display.folder):
            for name in names:
                path = os.path.join(folder, name)
                if name == "config" or not os.path.isfile(path):
                    continue
                with open(path, "rb") as file:
                    self.assertNotIn(SECRET.encode(), file.read(), path)
                n_files += name.endswith(".heaptrail")
        self.assertEqual(n_files, 1)

    def test_port_that_nobody_tells_of(self):
        app = self.open_page()
        app.find("4 pods match, 3 of them run", "list item")
        self.fill_in(app, "8080", "Tab")
        app.find(re.compile("It does not tell of port 8080, but of 6060"), "label")
        self.fill_in(app, "pprof")
        app.find("This cannot be recorded", "list item")
        self.assert_cannot_record(app)

    def test_forbidden(self):
        self.cluster.list_status = 403
        app = self.open_page()
        app.find("The cluster does not tell its pods", "list item")
        app.find(re.compile("the verb “list” on “pods” in the namespace “shop”"), "label")
        self.cluster.list_status = 200
        app.find("4 pods match, 3 of them run", "list item")
        self.leave(app)

    def test_no_kubeconfig(self):
        app = self.open_page("missing")
        app.find("There is no kubeconfig that can be read", "list item")
        self.assert_cannot_record(app)


if __name__ == "__main__":
    unittest.main()
