# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that misbehaves as the first part of the path asks for, down to the bytes."""
import gzip
import socket
import ssl
import threading
import zlib

PAUSE_S = 0.05


def answer(body, status="200 OK", headers=""):
    return (f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body)


def bomb(n_bytes):
    """So many zeros, packed: one member after the other, which is one file to gzip."""
    piece = 1 << 24
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return (packer.compress(bytes(piece)) + packer.flush()) * (n_bytes // piece)


class RudeServer:
    """@figures is what a service that behaves answers."""

    def __init__(self, case, figures, certificate=None, host="127.0.0.1"):
        self.figures = figures
        self.context = None
        if certificate is not None:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate, certificate.replace(".pem", "-key.pem"))
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.listener = socket.create_server((host, 0), family=family)
        self.port = self.listener.getsockname()[1]
        self.asked = []
        self.ended = threading.Event()
        threading.Thread(target=self.accept, daemon=True).start()
        case.addCleanup(self.stop)

    def stop(self):
        self.ended.set()
        self.listener.close()

    def accept(self):
        while not self.ended.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=[connection], daemon=True).start()

    def serve(self, connection):
        try:
            if self.context is not None:
                connection = self.context.wrap_socket(connection, server_side=True)
            with connection:
                while self.serve_one(connection):
                    pass
        except OSError:  # also of TLS: the client has gone, or trusts us not
            connection.close()

    def serve_one(self, connection):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            piece = connection.recv(1)
            if not piece:
                return False
            head += piece
        path = head.split(b" ")[1].decode()
        self.asked.append(path)
        return getattr(self, path.split("/")[1].replace("-", "_"))(connection, path)

    def drip(self, connection, begin, piece, pause=PAUSE_S):
        connection.sendall(begin)
        while not self.ended.wait(pause):
            connection.sendall(piece)
        return False

    def wait(self, connection, begin=b""):
        connection.sendall(begin)
        connection.recv(1)
        return False

    # How it behaves

    def well(self, connection, path):
        found = path.endswith("/debug/vars")
        connection.sendall(answer(self.figures, "200 OK" if found else "404 Not Found"))
        return True

    def slow_head(self, connection, _):
        return self.drip(connection, b"HTTP/1.1 200 OK\r\nX-Slow: ", b"s")

    def silent(self, connection, _):
        return self.wait(connection)

    def stalled_body(self, connection, _):
        return self.wait(connection, b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")

    def slow_body(self, connection, _):
        return self.drip(connection, b"HTTP/1.1 200 OK\r\n\r\n", b" ")

    def endless_body(self, connection, _):
        return self.drip(connection, b"HTTP/1.1 200 OK\r\n\r\n", bytes(1 << 16), 0)

    def wrong_length(self, connection, _):
        connection.sendall(answer(self.figures).replace(b"Content-Length: ", b"Content-Length: 9"))
        return False

    def cut_gzip(self, connection, _):
        packed = gzip.compress(self.figures)
        connection.sendall(answer(packed[:len(packed) // 2], headers="Content-Encoding: gzip\r\n"))
        return True

    def bomb(self, connection, _):
        connection.sendall(answer(bomb(2 << 30), headers="Content-Encoding: gzip\r\n"))
        return True

    def login(self, connection, _):
        connection.sendall(answer(b"<!doctype html><title>Log in</title>"))
        return True

    def missing(self, connection, _):
        connection.sendall(answer(b"404 page not found\n", "404 Not Found"))
        return True

    def broken(self, connection, _):
        connection.sendall(answer(b"oops", "500 Internal Server Error"))
        return True

    def busy(self, connection, _):
        connection.sendall(answer(b"later", "503 Service Unavailable", "Retry-After: 1\r\n"))
        return True

    def loop(self, connection, path):
        connection.sendall(answer(b"", "302 Found", f"Location: {path}\r\n"))
        return True

    def to_file(self, connection, _):
        connection.sendall(answer(b"", "302 Found", "Location: file:///etc/passwd\r\n"))
        return True

    def mail(self, connection, _):
        connection.sendall(b"220 mail.example ESMTP\r\n")
        return False

    def dies(self, connection, path):
        """In the middle of some answers, and is back after that."""
        if 3 <= self.asked.count(path) <= 5:
            connection.sendall(answer(self.figures)[:200])
            return False
        return self.well(connection, path)
