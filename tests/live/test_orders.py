# SPDX-License-Identifier: GPL-3.0-or-later
"""The service of tests/workload under load."""
import unittest

from live_support import VarsChecks
from servers import Orders


class OrdersRecorded(VarsChecks, unittest.TestCase):
    SERVER = Orders


if __name__ == "__main__":
    unittest.main()
