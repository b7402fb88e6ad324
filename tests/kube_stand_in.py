# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for the API server of a Kubernetes cluster: the list of pods, and their proxy."""
import http.server
import json
import re
import ssl
import threading
import urllib.error
import urllib.parse
import urllib.request

LIST = re.compile(r"/api/v1/namespaces/([^/]+)/pods$")
PROXY = re.compile(r"/api/v1/namespaces/([^/]+)/pods/([^/:]+):(\d+)/proxy(/.*)?$")


def pod(name, backend=None, uid=None, phase="Running", waiting=None, labels=None, namespace="shop"):
    """A pod as the API tells of it, and its service: a URL, or a map of path to answer."""
    statuses = [{"name": "app", "restartCount": 5 if waiting else 0,
                 "state": {"waiting": {"reason": waiting}} if waiting else {"running": {}}}]
    return {"backend": backend,
            "metadata": {"name": name, "namespace": namespace, "uid": uid or f"uid-of-{name}",
                         "labels": labels or {"app": "checkout"},
                         "annotations": {"note": "\u00e4 {not} [a] \"pod\""}},
            "spec": {"nodeName": "node-1", "containers": [
                {"name": "app", "ports": [{"name": "pprof", "containerPort": 6060}]}]},
            "status": {"phase": phase, "containerStatuses": statuses, "podIP": "10.1.2.3",
                       "conditions": [{"type": "Ready", "status": str(not waiting)}]}}


def has_labels(item, selector):
    labels = item["metadata"]["labels"]
    return all(labels.get(part.partition("=")[0]) == part.partition("=")[2]
               for part in selector.split(",") if part)


class Cluster:
    """Answers for what is in `pods`; a test changes that, the token and what is forbidden."""

    def __init__(self, case, pods, token=None, tls=None):
        self.pods = pods
        self.token = token
        self.list_status = 200
        self.proxy_status = 200
        self.asked = []          # paths of requests
        cluster = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                cluster.asked.append(self.path)
                status, body = cluster.answer(self.path, self.headers)
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except ConnectionError:  # who asked has ended
                    self.close_connection = True

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        scheme = "http"
        if tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(tls["certificate"], tls["key"])
            context.load_verify_locations(tls["client_ca"])
            context.verify_mode = ssl.CERT_REQUIRED
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            scheme = "https"
        self.url = f"{scheme}://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        case.addCleanup(self.stop)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    @staticmethod
    def refuse(status, message):
        return status, json.dumps({"kind": "Status", "apiVersion": "v1", "status": "Failure",
                                   "code": status, "message": message}).encode()

    def answer(self, path, headers):
        split = urllib.parse.urlsplit(path)
        if self.token is not None and headers.get("Authorization") != f"Bearer {self.token}":
            return self.refuse(401, "Unauthorized")
        listed, proxied = LIST.match(split.path), PROXY.match(split.path)
        if listed is not None:
            return self.list(listed[1], urllib.parse.parse_qs(split.query))
        if proxied is not None:
            return self.relay(proxied, split.query)
        return self.refuse(404, "the server could not find the requested resource")

    def list(self, namespace, query):
        if self.list_status != 200:
            return self.refuse(self.list_status, "pods is forbidden")
        selector = query.get("labelSelector", [""])[0]
        items = [{key: item[key] for key in item if key != "backend"} for item in self.pods
                 if item["metadata"]["namespace"] == namespace and has_labels(item, selector)]
        return 200, json.dumps({"kind": "PodList", "apiVersion": "v1",
                                "metadata": {"resourceVersion": "7"}, "items": items}).encode()

    def relay(self, match, query):
        namespace, name, port, rest = match.groups()
        found = [item for item in self.pods
                 if (item["metadata"]["namespace"], item["metadata"]["name"]) == (namespace, name)]
        if self.proxy_status != 200:
            return self.refuse(self.proxy_status, "pods/proxy is forbidden")
        if not found:
            return self.refuse(404, f"pods {name} not found")
        if found[0]["backend"] is None or port != "6060":
            return self.refuse(503, "error trying to reach service: connection refused")
        if isinstance(found[0]["backend"], dict):
            body = found[0]["backend"].get(rest)
            return (200, body) if body is not None else (404, b"no")
        url = found[0]["backend"] + (rest or "/") + (f"?{query}" if query else "")
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            return self.refuse(503, "error trying to reach service")


def kubeconfig(server, user, cluster=""):
    """A kubeconfig of one context, `test`; user and cluster are flow mappings of YAML."""
    return (f"apiVersion: v1\nkind: Config\ncurrent-context: test\n"
            f"clusters:\n- name: c\n  cluster: {{server: '{server}'{cluster}}}\n"
            f"users:\n- name: u\n  user: {{{user}}}\n"
            f"contexts:\n- name: test\n  context: {{cluster: c, user: u, namespace: shop}}\n").encode()
