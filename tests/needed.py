# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs of others, which not everybody has."""
import os
import shutil
import unittest


def program(name, package=None):
    """Its path. Without it the tests are skipped; but they fail where it was promised, as by `./dev test`."""
    path = shutil.which(name)
    if path is None:
        reason = f"{name} is not installed; in Debian it is in {package or name}"
        if os.environ.get("HT_NEED_ALL"):
            raise AssertionError(reason)
        raise unittest.SkipTest(reason)
    return path
