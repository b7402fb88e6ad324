# SPDX-License-Identifier: GPL-3.0-or-later
"""etcd asks for a client certificate; its figures are those of /debug/vars."""
import unittest

from live_support import VarsChecks
from servers import Etcd


class EtcdRecorded(VarsChecks, unittest.TestCase):
    SERVER = Etcd


if __name__ == "__main__":
    unittest.main()
