# SPDX-License-Identifier: GPL-3.0-or-later
"""What Heaptrail's pages call their parts. When the window changes, change this."""
import re

from accessibility import State

PAGES = {"Memory": "ctrl+1", "GC": "ctrl+2", "Flame": "ctrl+3"}

HEAP_CHART = "Heap over time"
CLASSES_CHART = "Go’s memory over time"
LANES = "Phases of each collection"
CYCLES = "Collections"
FLAME_GRAPH = re.compile("(?i)flame graph")
FUNCTIONS = "Functions"
SAMPLE_TYPES = "What to show"
SEARCH = "Find functions"
MENU = "Main menu"

NO_RECORDING = "Why Does the Heap Grow?"
NO_CYCLES = "No Collection Is Known"
NO_PROFILE = "No Profile"

RANGE = r"^\S+ – \S+  \S+$"
PROFILE = r"^Profile \d+ of \d+"
MATCHES = r"match(es)? · .* of total"
DETAIL = r"^self .* total "
BREADCRUMB = r"^All\b"


def show(app, page):
    """Goes to a page by its keys."""
    app.key(PAGES[page])
    app.find(page, "tab", State.SELECTED)
    app.settle()


def choose(app, *items):
    """Chooses from the main menu, as one does with the pointer."""
    app.click(app.find(MENU, "button"))
    for item in items:
        app.settle()
        # The last one: a submenu begins with its own name, to go back.
        app.click(app.wait_for(lambda item=item: [node for node in app.find_all(item)
                                                  if node.role.startswith("menu item")],
                               f"the menu has {item}")[0])
    app.settle()


def recordings(app):
    """The rows of the sidebar."""
    return [row for row in app.find_all(role="list item")
            if any(part.name == "Recordings" for part in row.ancestors())]


def shown_range(app):
    """The text of the time in view or marked: from, to, length."""
    return re.match(r"(\S+) – (\S+)  (\S+)", app.label(RANGE)).groups()


def seconds(clock):
    """Seconds of HH:MM:SS, or of M:SS."""
    total = 0.0
    for part in clock.split(":"):
        total = total * 60 + float(part)
    return total


def length(app):
    """Seconds from the begin to the end of what is in view or marked."""
    begin, end, _ = shown_range(app)
    return seconds(end) - seconds(begin)
