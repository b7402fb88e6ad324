# SPDX-License-Identifier: GPL-3.0-or-later
"""A running Heaptrail: its windows, keys and pointer, and how it ends."""
import os
import re
import signal
import subprocess
import time

from accessibility import CLOSED, CLOSED_TO_KEYS, Connection, Gone, State
from complaints import complaints
from display import SCALE
from processes import spawn

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.environ.get("HEAPTRAIL",
                         os.path.join(HERE, "..", "..", "build", "src", "app", "heaptrail"))
PATIENCE = 20 * SCALE
DOUBLE_CLICK = 0.5  # GTK takes two clicks at one place within 0.4 s for one of another kind


class App:
    def __init__(self, display, *files, env=None, settle=True):
        self.display = display
        self.n_judged = 0
        self.clicked = None, 0  # where, and when
        self.log = display.path(f"stderr-{time.monotonic_ns()}.log")
        self.process = spawn([PROGRAM, *files], {
            **display.env,
            # A critical ends the program there and then; warnings are found in what it printed.
            "G_DEBUG": "fatal-criticals",
            "G_ENABLE_DIAGNOSTIC": "1",
            **(env or {}),
        }, self.log)
        self.connection = Connection(display.env["DBUS_SESSION_BUS_ADDRESS"])
        self.root = self.wait_for(lambda: self.connection.application(self.process.pid),
                                  "the program is on the accessibility bus")
        self.wait_for(self.windows, "the program has a window")
        if settle:
            self.settle()

    # Waiting

    def wait_for(self, condition, what, patience=PATIENCE):
        """Polls until @condition is true and returns what it is; @what is said when it never is."""
        end = time.monotonic() + patience
        while True:
            try:
                value = condition()
            except Gone:
                value = None
            if value:
                return value
            if self.process.poll() is not None:
                raise AssertionError(f"ended with {self.process.returncode} while waiting until "
                                     f"{what}:\n{self.stderr()}")
            if time.monotonic() > end:
                raise AssertionError(f"not so within {patience:.0f} s: {what}\n{self.witness()}")
            time.sleep(0.05)

    def settle(self, quiet=0.12 * SCALE ** 0.5):
        """Until the picture has stood still for @quiet seconds."""
        last, since = None, time.monotonic()

        def still():
            nonlocal last, since
            picture = self.display.screen.grab()
            if last is None or picture != last:
                last, since = picture, time.monotonic()
            return time.monotonic() - since >= quiet

        self.wait_for(still, "the picture stands still")

    def witness(self):
        """Keeps what was seen when something went wrong; says where."""
        folder = os.environ.get("HT_UI_FAILURES")
        if folder is None:
            return ""
        os.makedirs(folder, exist_ok=True)
        name = os.path.join(folder, f"failure-{os.getpid()}-{time.monotonic_ns()}")
        self.display.screen.grab().write_png(name + ".png")
        try:
            with open(name + ".txt", "w", encoding="utf-8") as file:
                file.write(self.tree(closed=()).dump())
        except Gone:
            pass
        return f"the picture and the tree are in {name}.png and .txt"

    # What is there

    def tree(self, closed=CLOSED):
        return self.root.load(closed)

    def find_all(self, name=None, role=None, state=None, seen=True):
        """All objects that match now; @name is exact text or a compiled pattern."""
        found = []
        for node in self.tree().walk():
            if role is not None and node.role != role:
                continue
            if isinstance(name, re.Pattern):
                if not name.search(node.name):
                    continue
            elif name is not None and node.name != name:
                continue
            if state is not None and not node.has(state):
                continue
            if not seen or node.seen():
                found.append(node)
        return found

    def find(self, name=None, role=None, state=None):
        """The first object that matches, as soon as there is one."""
        found = self.wait_for(lambda: self.find_all(name, role, state),
                              f"there is {role or 'something'} {name!r} {state or ''}")
        return found[0]

    def wait_gone(self, name=None, role=None):
        self.wait_for(lambda: not self.find_all(name, role), f"there is no {role} {name!r} any more")

    def label(self, pattern):
        """The text of the label that matches @pattern."""
        return self.find(re.compile(pattern), "label").name

    def labels(self):
        return [node.name for node in self.tree().walk() if node.role == "label"]

    def row_nodes(self, table, most=None):
        """The rows of a table, or the first, without its head; it keeps more than are in view."""
        return [node for node in self.find(table, "tree grid").load(n_rows=most).walk()
                if node.role == "row" and any(cell.role == "grid cell" for cell in node.children)]

    def rows(self, table, most=None):
        """The rows of a table, or the first, as lists of texts."""
        return [[next(iter(cell.texts()), "") for cell in row.children if cell.role == "grid cell"]
                for row in self.row_nodes(table, most)]

    def rows_in_view(self, table):
        """The rows that can be clicked."""
        _, top, _, height = self.find(table, "tree grid").extents()
        in_view, below = [], None
        for row in reversed(self.row_nodes(table)):
            _, y, _, row_height = row.extents()
            if row_height == 0:
                continue
            if below is not None and y >= below:
                break  # scrolled out: these keep the place that they had
            if y > top + row_height and y + row_height < top + height:
                in_view.insert(0, row)
            below = y
        return in_view

    # Windows

    def windows(self):
        """The X ids of the program's windows, the lowest first."""
        listed = self.display.property("-root", "_NET_CLIENT_LIST_STACKING")
        return [window for window in re.findall(r"0x[0-9a-f]+", listed)
                if self._pid_of(window) == self.process.pid]

    def _pid_of(self, window):
        found = re.search(r"= (\d+)", self.display.property("-id", window, "_NET_WM_PID"))
        return int(found.group(1)) if found else None

    def active_window(self):
        found = re.search(r"0x[0-9a-f]+", self.display.property("-root", "_NET_ACTIVE_WINDOW"))
        return found.group() if found and int(found.group(), 16) else None

    def place(self, window=None):
        """x, y, width and height on the screen of what is seen of a window, shadows left out."""
        window = window or self.active_window()
        shell = self.display.run("xdotool", "getwindowgeometry", "--shell", int(window, 16)).stdout
        values = dict(re.findall(r"^(\w+)=(-?\d+)", shell, re.M))
        x, y, width, height = (int(values[key]) for key in ("X", "Y", "WIDTH", "HEIGHT"))
        shadow = re.search(r"= (\d+), (\d+), (\d+), (\d+)",
                           self.display.property("-id", window, "_GTK_FRAME_EXTENTS"))
        left, right, top, bottom = map(int, shadow.groups()) if shadow else (0, 0, 0, 0)
        return x + left, y + top, width - left - right, height - top - bottom

    def resize(self, width, height):
        window = self.active_window()
        number = int(window, 16)
        # The shadow may change with the size, hence twice.
        for _ in range(2):
            shell = self.display.run("xdotool", "getwindowgeometry", "--shell", number).stdout
            outer = dict(re.findall(r"^(\w+)=(-?\d+)", shell, re.M))
            x, y, inner_width, inner_height = self.place(window)
            self.display.run("xdotool", "windowsize", number,
                             width + int(outer["WIDTH"]) - inner_width,
                             height + int(outer["HEIGHT"]) - inner_height)
            self.display.run("xdotool", "windowmove", number, int(outer["X"]) - x,
                             int(outer["Y"]) - y)
            self.settle()
        return self.place(window)[2:]

    # Keys and pointer

    def key(self, *keys):
        self.display.run("xdotool", "key", "--delay", 5, *keys)

    def type(self, text):
        self.display.run("xdotool", "type", "--delay", "15", text)

    def point(self, node, across=0.5, down=0.5):
        """Where on the screen a part of an object is."""
        left, top, _, _ = self.place()
        x, y, width, height = node.extents()
        return round(left + x + width * across), round(top + y + height * down)

    def area(self, node):
        """The rectangle of an object on the screen, for pictures of it."""
        left, top, _, _ = self.place()
        x, y, width, height = node.extents()
        return left + x, top + y, width, height

    def picture(self, node=None, inset=0):
        """What a window or an object looks like; @inset leaves out the ring of the focus."""
        x, y, width, height = self.area(node) if node else self.place()
        return self.display.screen.grab((x + inset, y + inset, width - 2 * inset,
                                         height - 2 * inset))

    def move(self, x, y):
        self.display.run("xdotool", "mousemove", x, y)

    def click(self, node, across=0.5, down=0.5, count=1, button=1):
        place = self.point(node, across, down)
        self.move(*place)
        last, when = self.clicked
        if last == place:
            time.sleep(max(0, when + DOUBLE_CLICK - time.monotonic()))
        self.display.run("xdotool", "click", "--repeat", count, "--delay", 40, button)
        self.clicked = place, time.monotonic()

    def drag(self, node, start, end, down=0.5):
        """Drags within an object from the part @start of its width to @end."""
        x, y = self.point(node, start, down)
        last, _ = self.point(node, end, down)
        steps = ["mousemove", x, y, "mousedown", 1]
        for step in range(1, 9):
            steps += ["mousemove", x + (last - x) * step // 8, y, "sleep", 0.02]
        self.display.run("xdotool", *steps, "mouseup", 1)

    def scroll(self, node, notches, across=0.5, modifier=None):
        """Turns the wheel: up (away from the user) when @notches is below 0."""
        self.move(*self.point(node, across))
        turn = ["click", "--repeat", abs(notches), "--delay", 20, 5 if notches > 0 else 4]
        if modifier:
            turn = ["keydown", modifier, *turn, "keyup", modifier]
        self.display.run("xdotool", *turn)

    def focus(self, node):
        """Gives an object the keyboard focus by a click; GTK 4.8 takes no wish of a screen reader."""
        self.click(node)
        self.wait_for(lambda: self.is_focused(node), f"{node!r} has the focus")

    @staticmethod
    def is_focused(node):
        return node.is_now(State.FOCUSED)

    def focused(self):
        """The object with the keyboard focus, if any; without what it is in."""
        return self.connection.focused(self.root.owner) or self.focused_in_tree()

    def focused_in_tree(self):
        """The same within the tree."""
        # Seldom it is in a table, which is long.
        for closed in CLOSED, CLOSED_TO_KEYS:
            found = [node for node in self.tree(closed).walk() if node.has(State.FOCUSED)]
            if found:
                return found[0]
        return None

    def pick(self, name):
        """Goes to an item of an open menu or list by the keys, and takes it. Places in a popover
        are told relative to the popover, which is nowhere told."""
        for _ in range(40):
            before = self.wait_for(self.focused, "something has the focus")
            if before.title() == name:
                self.key("Return")
                return
            self.key("Down")
            self.wait_for(lambda before=before: not self.is_focused(before), "the focus moves on")
        raise AssertionError(f"there is no {name} among the items\n{self.witness()}")

    # The end

    def stderr(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()

    def new_complaints(self):
        """What it complained of since this was last asked."""
        found = complaints(self.stderr())
        new, self.n_judged = found[self.n_judged:], len(found)
        return new

    def wait_end(self):
        """Until it has ended by itself; returns its status."""
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError("did not end\n" + self.stderr()) from None

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self):
        """Closes it with Ctrl+Q; fails unless it ends well, in silence, and leaves nothing."""
        self.key("ctrl+q")
        self.check_end()

    def check_end(self):
        status = self.wait_end()
        assert status == 0, f"ended with {status}\n{self.stderr()}"
        found = complaints(self.stderr())
        assert not found, "\n".join(found)
        left = os.listdir(self.display.path("tmp"))
        assert not left, f"left behind: {left}"
