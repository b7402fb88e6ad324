# SPDX-License-Identifier: GPL-3.0-or-later
"""What Heaptrail's pages call their parts. When the window changes, change this."""
import re

from accessibility import State

PAGES = {"Memory": "ctrl+1", "GC": "ctrl+2", "Flame": "ctrl+3", "Growth": "ctrl+4"}

HEAP_CHART = "Heap over time"
CLASSES_CHART = "Go’s memory over time"
GC_CHART = "Heap over the collections"
STRIP = "All of the recording’s time"
LANES = "Phases of each collection"
CYCLES = "Collections"
FLAME_GRAPH = "Flame graph"
FUNCTIONS = "Functions"
GROWTH = "What grows"
FORMS = "Other forms of the report"
GROWTH_MENU = "Note and suppress"
MORE_ON_GROWTH = "More about growth"
LIMITS = "Limits of the memory"
SAMPLE_TYPES = "What to show"
SAMPLE_TYPE_WORDS = {
    "Allocated, objects": "alloc_objects",
    "Allocated, bytes": "alloc_space",
    "In use, objects": "inuse_objects",
    "In use, bytes": "inuse_space",
}
SEARCH = "Find functions"
MENU = "Main menu"

NO_RECORDING = "Why Does the Heap Grow?"
NO_CYCLES = "No Collection Is Known"
NO_PROFILE = "No Profile"
NO_GROWTH = "No Heap Profiles"

A_SERIES = re.compile("^Heap goal: ")
SERIES_ROLE = "button"
NEWEST = "newest"
AT_THE_POINTER = "at the pointer"
TIMES_LOCAL = ("Times", "Local Time")
TIMES_UTC = ("Times", "UTC")
TIMES_SINCE_START = ("Times", "Since Start")

RANGE = r"^(\S.*) – (.*\S)  (\S+)$"
PROFILE = r"^Profile \d+ of \d+"
MATCHES = r"match(es)? · .* of total"
DETAIL = r"^self .* total "
NARROW = (480, 900)

BREADCRUMBS = "Callers of the selected frame"
RECORDINGS = "Recordings"
OPEN_RECENT = "Open Recent"
PROBLEMS = "Problems"


def show(app, page):
    """Goes to a page by its keys."""
    app.key(PAGES[page])
    app.find(page, "tab", State.SELECTED)
    app.settle()


def recordings(app):
    """The rows of the list of what is open."""
    return [row for row in app.find_all(role="list item")
            if any(part.name == RECORDINGS for part in row.ancestors())]


def breadcrumbs(app):
    """The names from the whole down to the selected frame."""
    group = next(node for node in app.tree().walk() if node.name == BREADCRUMBS)
    return [node.name for node in group.walk() if node.role == "button"]


def away(app):
    """Puts the pointer where nothing is shown of what is under it."""
    app.move(*app.point(app.find(RECORDINGS, "list"), down=0.9))
    app.settle()


def choose(app, *items):
    """Chooses from the main menu and its submenus."""
    app.click(app.find(MENU, "button"))
    for item in items:
        app.settle()
        app.pick(item)
    app.settle()


def choose_sample_type(app, words):
    # GTK 4.8 does not see a click where a list was just closed until the pointer was elsewhere.
    away(app)
    app.click(app.find(SAMPLE_TYPES, "combo box"))
    app.wait_for(lambda: app.focused_in_tree().role == "list item", "the list is open")
    app.key("Home")
    app.settle()
    app.pick(words)
    app.settle()


def choose_weighting(app, words):
    """Chooses what the flame graph tells."""
    away(app)
    app.click(app.find(words, "button"))
    app.find(words, "button", State.PRESSED)
    app.settle()


def detail(app):
    """Name and values of the frame under the pointer or selected."""
    labels = [node for node in app.tree().walk() if node.role == "label"]
    at = next(i for i, node in enumerate(labels) if re.search(DETAIL, node.name))
    # Only the name can be selected, to be copied.
    name = next(node for node in reversed(labels[:at]) if node.has(State.FOCUSABLE))
    return name.name, labels[at].name


def shown_range(app):
    """The text of the time in view or marked: from, to, length."""
    return re.match(RANGE, app.label(RANGE)).groups()


def told_time(app):
    """For when the legend tells values, if it does, and whether that is the newest time."""
    labels = app.labels()
    at = next((i for i, text in enumerate(labels) if text in (NEWEST, AT_THE_POINTER)), None)
    return (None, False) if at is None else (labels[at - 1], labels[at] == NEWEST)


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
