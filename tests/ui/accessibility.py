# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program tells a screen reader: its tree of objects, asked for over D-Bus.

Asked directly and not through libatspi, whose cache lags behind the program. Objects are
snapshots: look them up again after the program had something to do.
"""
import enum
import re

from gi.repository import Gio, GLib

ACCESSIBLE = "org.a11y.atspi.Accessible"
ACTION = "org.a11y.atspi.Action"
COMPONENT = "org.a11y.atspi.Component"
TEXT = "org.a11y.atspi.Text"
EDITABLE = "org.a11y.atspi.EditableText"
VALUE = "org.a11y.atspi.Value"
REGISTRY = "org.a11y.atspi.Registry"
ROOT = "/org/a11y/atspi/accessible/root"
WINDOW_COORDINATES = 1

# What these are made of is their own affair, or as long as a table: asked for only when wanted.
CLOSED = {"checkbox", "column header", "image", "label", "scroll bar", "separator", "tab",
          "tree grid"}

# As far down as the keyboard focus goes.
CLOSED_TO_KEYS = CLOSED - {"tree grid"} | {"grid cell"}


class State(enum.IntEnum):
    """The states of the specification that tests ask for, by their number."""
    CHECKED = 4
    EDITABLE = 7
    ENABLED = 8
    EXPANDED = 10
    FOCUSABLE = 11
    FOCUSED = 12
    PRESSED = 20
    SELECTED = 23
    SENSITIVE = 24
    SHOWING = 25
    VISIBLE = 30


class Gone(Exception):
    """The object is no more: the program changed while it was asked."""


class Connection:
    """The accessibility bus of a session."""

    def __init__(self, session_address):
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
                 Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        session = Gio.DBusConnection.new_for_address_sync(session_address, flags, None, None)
        session.set_exit_on_close(False)
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress",
                                    None, None, Gio.DBusCallFlags.NONE, 60000, None).unpack()[0]
        session.close_sync(None)
        self.bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self.bus.set_exit_on_close(False)

    def call(self, owner, path, interface, method, arguments=None, milliseconds=60000):
        try:
            return self.bus.call_sync(owner, path, interface, method, arguments, None,
                                      Gio.DBusCallFlags.NONE, milliseconds, None).unpack()
        except GLib.Error as error:
            raise Gone(f"{interface}.{method}: {error.message}") from error

    def call_all(self, calls):
        """Asks (owner, path, interface, method, arguments) all at once; None for what failed."""
        answers = [None] * len(calls)
        waiting = [len(calls)]
        context = GLib.MainContext.default()

        def done(bus, result, index):
            waiting[0] -= 1
            try:
                answers[index] = bus.call_finish(result).unpack()
            except GLib.Error:
                pass

        for index, (owner, path, interface, method, arguments) in enumerate(calls):
            self.bus.call(owner, path, interface, method, arguments, None,
                          Gio.DBusCallFlags.NONE, 60000, None, done, index)
        while waiting[0] > 0:
            context.iteration(True)
        return answers

    def application(self, pid):
        """The root object of a process; None when it has not registered yet."""
        for owner, path in self.call(REGISTRY, ROOT, ACCESSIBLE, "GetChildren")[0]:
            answer = self.call_all([("org.freedesktop.DBus", "/org/freedesktop/DBus",
                                     "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                                     GLib.Variant("(s)", (owner,)))])[0]
            if answer is not None and answer[0] == pid:
                return Node(self, owner, path, None)
        return None


class Node:
    """One object: role, name, description, states, children, as they were when asked."""

    def __init__(self, connection, owner, path, parent):
        self.connection = connection
        self.owner = owner
        self.path = path
        self.parent = parent
        self.role = ""
        self.name = ""
        self.description = ""
        self.states = frozenset()
        self.children = []

    def __repr__(self):
        return f'{self.role} "{self.name}"'

    def call(self, interface, method, arguments=None):
        return self.connection.call(self.owner, self.path, interface, method, arguments)

    def load(self, closed=frozenset()):
        """Reads this object and all below it, but not what the roles in @closed are made of."""
        level = [self]
        while level:
            calls = []
            for node in level:
                calls += [
                    (node.owner, node.path, ACCESSIBLE, "GetRoleName", None),
                    (node.owner, node.path, ACCESSIBLE, "GetState", None),
                    (node.owner, node.path, "org.freedesktop.DBus.Properties", "GetAll",
                     GLib.Variant("(s)", (ACCESSIBLE,))),
                    (node.owner, node.path, ACCESSIBLE, "GetChildren", None),
                ]
            answers = self.connection.call_all(calls)
            following = []
            for index, node in enumerate(level):
                node.take(*answers[index * 4:index * 4 + 4])
                if node is self or node.role not in closed:
                    following += node.children
                else:
                    node.children = []
            level = following
        return self

    def take(self, role, states, properties, children):
        self.role = role[0] if role else "gone"
        self.states = frozenset(number for number in range(64)
                                if states and states[0][number // 32] >> (number % 32) & 1)
        known = properties[0] if properties else {}
        # GTK 4.8 calls what has no name by its class; that is no name.
        name = known.get("Name", "")
        self.name = "" if re.fullmatch(r"(Gtk|Adw|Gdk|Ht)[A-Z]\w+", name) else name
        self.description = known.get("Description", "")
        self.children = [Node(self.connection, owner, path, self)
                         for owner, path in (children[0] if children else [])
                         if not path.endswith("/null")]

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def has(self, state):
        return int(state) in self.states

    def chain(self):
        """The object and what it is in, for messages."""
        return " < ".join(repr(node) for node in (self, *self.ancestors()))

    def ancestors(self):
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def extents(self):
        """x, y, width and height, within the window."""
        return self.call(COMPONENT, "GetExtents", GLib.Variant("(u)", (WINDOW_COORDINATES,)))[0]

    def seen(self):
        """Whether it has a place in the window. A page that was shown before keeps its old one."""
        if self.has(State.SHOWING):
            return True
        if not self.has(State.VISIBLE):
            return False
        try:
            _, _, width, height = self.extents()
        except Gone:
            return False
        return width > 0 and height > 0

    def text(self):
        """What is written in it: its text, or its name."""
        try:
            return self.call(TEXT, "GetText", GLib.Variant("(ii)", (0, -1)))[0]
        except Gone:
            return self.name

    def texts(self):
        """All labels below, in order."""
        return [node.name for node in self.walk() if node.role == "label" and node.name]

    def title(self):
        """Its name, or what is written on it first: an item of a list has no name."""
        return self.name or next(iter(self.texts()), "")

    def set_text(self, text):
        self.call(EDITABLE, "SetTextContents", GLib.Variant("(s)", (text,)))

    def n_actions(self):
        try:
            return self.call("org.freedesktop.DBus.Properties", "Get",
                             GLib.Variant("(ss)", (ACTION, "NActions")))[0]
        except Gone:
            return 0

    def act(self, index=0):
        self.call(ACTION, "DoAction", GLib.Variant("(i)", (index,)))

    def dump(self, depth=0):
        """The tree as text."""
        states = ",".join(state.name.lower() for state in State
                          if state not in (State.ENABLED, State.SENSITIVE) and self.has(state))
        line = "  " * depth + f"{self!r} [{states}]"
        if self.description:
            line += f" -- {self.description}"
        return "\n".join([line] + [child.dump(depth + 1) for child in self.children])
