# SPDX-License-Identifier: GPL-3.0-or-later
"""Prometheus behind TLS, a password and a path; its figures are those of /metrics."""
import re
import unittest

from live_support import LiveChecks
from servers import Prometheus


class PrometheusRecorded(LiveChecks, unittest.TestCase):
    SERVER = Prometheus

    def test_password_is_nowhere(self):
        secret = Prometheus.password.encode()
        self.assertNotIn(secret, self.session.said().encode())
        with open(self.session.recording, "rb") as file:
            self.assertNotIn(secret, file.read())

    def test_version(self):
        told = re.search(r'^go_info{version="([^"]+)"} 1$', self.server.ask("/metrics").decode(), re.M)
        self.assertEqual(self.target["properties"]["go_version"], told[1])


if __name__ == "__main__":
    unittest.main()
