# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop of our own: virtual screen, session bus with accessibility, window manager, HOME.

Nothing of the caller's desktop is used or touched, and nothing is left when it is closed.
"""
import atexit
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from processes import adopt_orphans, end_descendants, read_first_line, spawn
from screen import Screen

# What takes long under a sanitizer or on a busy machine gets that many times longer.
SCALE = float(os.environ.get("HT_TIMEOUT_SCALE", "1"))

PROGRAMS = {"Xvfb": "xvfb", "xdotool": "xdotool", "xprop": "x11-utils",
            "dbus-daemon": "dbus-daemon", "metacity": "metacity", "xclip": "xclip"}

# Of all that the machine has installed the bus may start the accessibility bus only.
BUS_CONFIG = """<busconfig><type>session</type><listen>unix:path={folder}/bus</listen>
<auth>EXTERNAL</auth><servicedir>{folder}/services</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
"""
BUS_SERVICE = "/usr/share/dbus-1/services/org.a11y.Bus.service"

# Without a settings daemon GTK on X11 reads this file.
GTK_SETTINGS = """[Settings]
gtk-enable-animations={animations:d}
gtk-cursor-blink=0
gtk-dialogs-use-header=1
gtk-font-name=Cantarell 11
gtk-decoration-layout=:minimize,maximize,close
"""

# What programs under test may see of the caller's environment.
KEPT = re.compile(r"PATH|TERM|LD_LIBRARY_PATH|XDG_DATA_DIRS|(ASAN|LSAN|UBSAN)_\w+")


class Display:
    """Started by start(), ended by close() or at exit at the latest."""

    def __init__(self, width=1280, height=880, animations=False, dark=False):
        self.size = (width, height)
        self.animations = animations
        self.dark = dark
        self.folder = None
        self.env = {}
        self.screen = None

    def start(self):
        missing = [package for program, package in PROGRAMS.items() if not shutil.which(program)]
        if missing:
            raise RuntimeError("not installed: " + ", ".join(missing))
        adopt_orphans()
        self.folder = tempfile.mkdtemp(prefix="heaptrail-ui-")
        atexit.register(self.close)
        # so that what is registered at exit runs when meson's time is over
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))
        self._make_environment()
        self._start_screen()
        self._start_bus()
        self._start_window_manager()
        return self

    def close(self):
        """Returns the processes that would not end; empty when all is well."""
        atexit.unregister(self.close)
        left = end_descendants()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None
        return left

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def _make_environment(self):
        home = self.path("home")
        for name in ("home/.config/gtk-4.0", "home/.cache", "home/.local/share", "run", "tmp",
                     "screen", "services"):
            os.makedirs(self.path(name), mode=0o700)
        with open(self.path("home/.config/gtk-4.0/settings.ini"), "w", encoding="utf-8") as file:
            file.write(GTK_SETTINGS.format(animations=self.animations))
        self.env = {name: value for name, value in os.environ.items() if KEPT.fullmatch(name)}
        self.env.update({
            "HOME": home, "XDG_CONFIG_HOME": home + "/.config", "XDG_CACHE_HOME": home + "/.cache",
            "XDG_DATA_HOME": home + "/.local/share", "XDG_STATE_HOME": home + "/.local/state",
            "XDG_RUNTIME_DIR": self.path("run"), "TMPDIR": self.path("tmp"),
            "USER": "user", "LOGNAME": "user", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "XDG_SESSION_TYPE": "x11", "XDG_CURRENT_DESKTOP": "GNOME", "XCURSOR_THEME": "Adwaita",
            "GDK_BACKEND": "x11", "GSK_RENDERER": "cairo", "GDK_DEBUG": "gl-disable",
            "GTK_A11Y": "atspi", "GTK_USE_PORTAL": "0", "ADW_DISABLE_PORTAL": "1",
            "ADW_DEBUG_COLOR_SCHEME": "prefer-dark" if self.dark else "prefer-light",
            "GSETTINGS_BACKEND": "memory", "GIO_USE_VFS": "local",
        })

    def _start_screen(self):
        ready, write = os.pipe()
        os.set_inheritable(write, True)
        spawn(["Xvfb", "-displayfd", str(write), "-screen", "0", "{}x{}x24".format(*self.size),
               "-fbdir", self.path("screen"), "-nolisten", "tcp", "-noreset", "-dpi", "96"],
              self.env, self.path("xvfb.log"), pass_fds=(write,))
        os.close(write)
        self.env["DISPLAY"] = ":" + read_first_line(ready, 20 * SCALE, "Xvfb")
        self.screen = Screen(self.path("screen", "Xvfb_screen0"))

    def _start_bus(self):
        if not os.path.exists(BUS_SERVICE):
            raise RuntimeError("not installed: at-spi2-core")
        shutil.copy(BUS_SERVICE, self.path("services"))
        with open(self.path("bus.conf"), "w", encoding="utf-8") as file:
            file.write(BUS_CONFIG.format(folder=self.folder))
        ready, write = os.pipe()
        os.set_inheritable(write, True)
        spawn(["dbus-daemon", "--config-file=" + self.path("bus.conf"), "--nofork", "--nopidfile",
               "--print-address", str(write)], self.env, self.path("bus.log"), pass_fds=(write,))
        os.close(write)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = read_first_line(ready, 20 * SCALE, "dbus-daemon")

    def _start_window_manager(self):
        # Metacity draws what libadwaita expects of GNOME: shadows, round corners, modal dialogs.
        manager = spawn(["metacity", "--compositor=xrender", "--no-force-fullscreen",
                         "--sm-disable"], self.env, self.path("wm.log"))
        end = time.monotonic() + 20 * SCALE
        while "0x" not in self.property("-root", "_NET_SUPPORTING_WM_CHECK"):
            if manager.poll() is not None or time.monotonic() > end:
                raise RuntimeError("metacity did not start")
            time.sleep(0.05)

    def run(self, *command):
        return subprocess.run([str(word) for word in command], env=self.env, capture_output=True,
                              text=True, timeout=60 * SCALE, check=False)

    def property(self, *arguments):
        return self.run("xprop", *arguments).stdout
