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
CACHE = "org.a11y.atspi.Cache"
CACHE_PATH = "/org/a11y/atspi/cache"
REGISTRY = "org.a11y.atspi.Registry"
ROOT = "/org/a11y/atspi/accessible/root"
WINDOW_COORDINATES = 1

# What these are made of is their own affair, or as long as a table: asked for only when wanted.
CLOSED = {"checkbox", "column header", "image", "label", "scroll bar", "separator", "tab",
          "tree grid"}

A_CLASS = re.compile(r"(Gtk|Adw|Gdk|Ht)[A-Z]\w+")

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
        self.roles = {}
        self.parents = {}

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

    def known(self, owner):
        """What a program tells at once of all objects that it has told of before, by path.

        Hidden ones are among them, and what is in what is not told well."""
        try:
            items = self.bus.call_sync(owner, CACHE_PATH, CACHE, "GetItems", None, None,
                                       Gio.DBusCallFlags.NONE, 60000, None).get_child_value(0)
        except GLib.Error as error:
            raise Gone(error.message) from error
        found = {}
        for index in range(items.n_children()):
            item = items.get_child_value(index)
            found[item.get_child_value(0).get_child_value(1).get_string()] = item
        return found

    def children(self, owner, paths):
        """The children of each path, as (owner, path)."""
        paths = list(paths)
        answers = self.call_all([(owner, path, ACCESSIBLE, "GetChildren", None) for path in paths])
        return {path: answer[0] if answer else [] for path, answer in zip(paths, answers)}

    def focused(self, owner):
        """The object with the keyboard focus and what is in it, if it is known and the only one;
        quicker than to look through the tree, but its parents are not told."""
        known = self.known(owner)
        found = [path for path, item in known.items()
                 if states_of(item) >> State.FOCUSED & 1]
        return Node(self, owner, found[0], None).load() if len(found) == 1 else None

    def application(self, pid):
        """The root object of a process; None when it has not registered yet."""
        for owner, path in self.call(REGISTRY, ROOT, ACCESSIBLE, "GetChildren")[0]:
            answer = self.call_all([("org.freedesktop.DBus", "/org/freedesktop/DBus",
                                     "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                                     GLib.Variant("(s)", (owner,)))])[0]
            if answer is not None and answer[0] == pid:
                return Node(self, owner, path, None)
        return None


def states_of(item):
    """The states in an item of what a program tells at once, a bit each."""
    low, high = (item.get_child_value(9).get_child_value(i).get_uint32() for i in (0, 1))
    return low | high << 32


class Node:
    """One object: role, name, description, states (a bit each), children, as they were when asked."""

    def __init__(self, connection, owner, path, parent):
        self.connection = connection
        self.owner = owner
        self.path = path
        self.parent = parent
        self.role = ""
        self.name = ""
        self.description = ""
        self.states = 0
        self.n_children = None  # not told
        self.children = []

    def __repr__(self):
        return f'{self.role} "{self.name}"'

    def call(self, interface, method, arguments=None):
        return self.connection.call(self.owner, self.path, interface, method, arguments)

    def load(self, closed=frozenset(), n_rows=None):
        """Reads this object and all below it, but not what the roles in @closed are made of, and
        of each list at most @n_rows rows."""
        known = self.connection.known(self.owner)
        memory = self.connection.parents.setdefault((self.path, frozenset(closed), n_rows), set())
        # Most of what had children the last time has some again, and asking at once is quick.
        children = self.connection.children(self.owner, memory & known.keys())
        memory.clear()
        level = [self]
        while level:
            self.load_level(level, known)
            parents = [node for node in level
                       if node is self or node.n_children != 0 and node.role not in closed]
            memory.update(node.path for node in parents)
            children.update(self.connection.children(
                self.owner, [node.path for node in parents if node.path not in children]))
            for node in level:
                node.children = []
            level = []
            for node in parents:
                node.children = [Node(node.connection, owner, path, node)
                                 for owner, path in children[node.path]
                                 if not path.endswith("/null")]
                if n_rows is not None and node.role == "list":
                    node.children = node.children[:n_rows]
                level += node.children
        return self

    def load_level(self, level, known):
        """Reads what these objects are, from what is known or else one by one."""
        roles = self.connection.roles
        for node in level:
            if node.path in known:
                node.take_item(known[node.path])
        news = [node for node in level if node.path not in roles]
        for node, role in zip(news, self.connection.call_all([
                (node.owner, node.path, ACCESSIBLE, "GetRoleName", None) for node in news])):
            if role is not None:
                roles[node.path] = role[0]  # it never changes
        for node in level:
            node.role = roles.get(node.path, "gone")
        unknown = [node for node in level if node.path not in known]
        calls = []
        for node in unknown:
            calls += [
                (node.owner, node.path, ACCESSIBLE, "GetState", None),
                (node.owner, node.path, "org.freedesktop.DBus.Properties", "GetAll",
                 GLib.Variant("(s)", (ACCESSIBLE,))),
            ]
        answers = self.connection.call_all(calls)
        for index, node in enumerate(unknown):
            states, properties = answers[index * 2:index * 2 + 2]
            properties = properties[0] if properties else {}
            low, high = states[0] if states else (0, 0)
            node.take(low | high << 32, properties.get("Name", ""),
                      properties.get("Description", ""), None)

    def take_item(self, item):
        """Takes over its item in what a program tells at once."""
        self.take(states_of(item), item.get_child_value(6).get_string(),
                  item.get_child_value(8).get_string(), item.get_child_value(4).get_int32())

    def take(self, states, name, description, n_children):
        self.states = states
        # GTK 4.8 calls what has no name by its class; that is no name.
        self.name = "" if A_CLASS.fullmatch(name) else name
        self.description = description
        self.n_children = n_children

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def has(self, state):
        return self.states >> state & 1 == 1

    def is_now(self, state):
        """Whether it has a state now."""
        low, high = self.call(ACCESSIBLE, "GetState")[0]
        return (low | high << 32) >> state & 1 == 1

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
