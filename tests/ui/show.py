#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of every page, light and dark, where there is no display to look at.

usage: show.py FOLDER FILE…     writes FOLDER/PAGE-light.png and FOLDER/PAGE-dark.png
"""
import os
import sys

import pages
from display import Display
from driver import App


def show(folder, scheme, files):
    display = Display(dark=scheme == "dark").start()
    try:
        app = App(display, *files)
        app.label(pages.RANGE)
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
    folder, files = sys.argv[1], [os.path.abspath(name) for name in sys.argv[2:]]
    os.makedirs(folder, exist_ok=True)
    for scheme in "light", "dark":
        try:
            show(folder, scheme, files)
        except (AssertionError, RuntimeError) as error:
            sys.exit(f"show.py: {error}")


if __name__ == "__main__":
    main()
