#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of every page, light and dark, where there is no display to look at.

usage: show.py FOLDER FILE…     writes FOLDER/PAGE-light.png and FOLDER/PAGE-dark.png
       show.py FOLDER URL…      of a live service, when it was recorded for some seconds
"""
import os
import re
import sys

import pages
from display import Display
from driver import PATIENCE, App

RECORDED_S = 8
DAY_S = 24 * 60 * 60


def is_url(name):
    return re.match(r"(https?|unix):", name) is not None


def recorded_s(app):
    """From the begin of what is in view to the newest figures."""
    begin, _, _ = pages.shown_range(app)
    time, is_newest = pages.told_time(app)
    return (pages.seconds(time) - pages.seconds(begin)) % DAY_S if is_newest else 0


def record(app):
    """Waits for some figures and a heap profile."""
    pages.away(app)
    pages.show(app, "Memory")
    app.wait_for(lambda: recorded_s(app) >= RECORDED_S, "some seconds are recorded", 3 * PATIENCE)
    pages.show(app, "Flame")
    app.label(pages.PROFILE)


def show(folder, scheme, files):
    display = Display(dark=scheme == "dark").start()
    try:
        app = App(display, *files)
        app.label(pages.RANGE)
        if any(is_url(name) for name in files):
            record(app)
        for page in pages.PAGES:
            pages.show(app, page)
            pages.away(app)
            path = os.path.join(folder, f"{page.lower()}-{scheme}.png")
            app.picture().write_png(path)
            print(path)
        app.close()
    finally:
        display.close()


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    folder, files = sys.argv[1], [name if is_url(name) else os.path.abspath(name) for name in sys.argv[2:]]
    os.makedirs(folder, exist_ok=True)
    for scheme in "light", "dark":
        try:
            show(folder, scheme, files)
        except (AssertionError, RuntimeError) as error:
            sys.exit(f"show.py: {error}")


if __name__ == "__main__":
    main()
