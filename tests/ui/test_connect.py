# SPDX-License-Identifier: GPL-3.0-or-later
"""Connecting to live services: what is there is told, targets are remembered, secrets are not."""
import os
import stat
import subprocess
import unittest

from accessibility import State
from connect_support import VARS, ConnectCase, Service
from test_accessibility import NAMED_ROLES, is_part

SECRET = "s3cr3t-t0ken-that-nobody-sees"
DEAD = "http://127.0.0.1:1"  # nobody listens there


class Services(ConnectCase):
    def test_record_and_again(self):
        url = self.serve()
        name = url.removeprefix("http://")
        app = self.open()
        self.dialog(app)
        self.assertFalse(self.button(app, "Record").has(State.SENSITIVE))
        app.type(url)
        app.label(r"^go1\.")
        app.label("orders -addr")
        app.find("/debug/vars", "label")
        app.find("found", "label")
        app.key("Return")
        self.wait_no_dialog(app)
        self.wait_recorded(app, name)
        self.end(app)
        self.assertIn(f"url={url}\n", self.targets())
        self.assertEqual(stat.S_IMODE(os.stat(self.targets_file()).st_mode), 0o600)

        app = self.open()
        app.click(app.find(name, "label"))
        self.wait_recorded(app, name)

    def test_enter_at_once(self):
        """Who pastes and presses Enter does not wait for typing to rest."""
        service = Service(self, dict(VARS))
        app = self.open()
        self.dialog(app)
        app.type(service.url)
        app.key("Return")
        self.wait_no_dialog(app)
        self.wait_recorded(app, service.url.removeprefix("http://"))

    def test_missing(self):
        """What could be there is told with the line of Go that adds it."""
        service = Service(self, {"/debug/vars": b'{"cmdline": ["./service"]}'})
        app = self.open()
        self.dialog(app)
        app.type(service.url)
        app.find("Nothing here tells of the heap", "label")
        app.find('import _ "net/http/pprof"', "label")
        app.find('Copy import _ "net/http/pprof"', "button")
        self.assertFalse(self.button(app, "Record").has(State.SENSITIVE))

    def test_dead_port(self):
        app = self.open()
        self.dialog(app)
        app.type(DEAD)
        app.find("Nobody answers there", "label")
        self.assertFalse(self.button(app, "Record").has(State.SENSITIVE))
        service = Service(self, dict(VARS))
        app.key("ctrl+a")
        app.type(service.url)
        app.find("/debug/vars", "label")
        app.key("Escape")
        self.wait_no_dialog(app)
        self.assertEqual(self.targets(), "")

    def test_not_remembered(self):
        service = Service(self, dict(VARS))
        app = self.open()
        self.dialog(app)
        app.type(service.url)
        app.find("/debug/vars", "label")
        app.resize(680, 860)
        app.click(app.find("Remember", "label"))
        app.settle()
        app.click(self.button(app, "Record"))
        self.wait_no_dialog(app)
        self.wait_recorded(app, service.url.removeprefix("http://"))
        self.assertEqual(self.targets(), "")

    def test_password_in_address(self):
        app = self.open()
        self.dialog(app)
        app.type(f"http://me:{SECRET}@127.0.0.1:1")
        app.find("This is no address", "label")
        self.assertFalse(self.button(app, "Record").has(State.SENSITIVE))

    def test_clipboard(self):
        """The address on the clipboard is offered, and nobody asked before the user has seen it."""
        service = Service(self, dict(VARS))
        clip = subprocess.Popen(["xclip", "-selection", "clipboard", "-quiet"],
                                stdin=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                env=self.display.env)
        self.addCleanup(clip.wait)
        self.addCleanup(clip.kill)
        clip.stdin.write(f" {service.url}/debug/vars\n".encode())
        clip.stdin.close()
        app = self.open()
        self.dialog(app)
        app.label("^From the clipboard")
        self.assertEqual(service.asked, [])
        app.key("Return")
        self.wait_no_dialog(app)
        self.wait_recorded(app, service.url.removeprefix("http://"))


class Secrets(ConnectCase):
    def assert_no_secret(self):
        """No file that the program could write has it."""
        for folder in ("home", "run", "tmp"):
            for place, _, names in os.walk(self.display.path(folder)):
                for name in names:
                    path = os.path.join(place, name)
                    if not os.path.isfile(path):
                        continue  # a socket
                    with open(path, "rb") as file:
                        self.assertNotIn(SECRET.encode(), file.read(), path)

    def choose_bearer(self, app):
        app.click(app.find("Sign In", "label"))
        app.settle()
        app.pick("Bearer token")
        app.settle()

    def test_token(self):
        service = Service(self, dict(VARS), token=SECRET)
        name = service.url.removeprefix("http://")
        app = self.open()
        self.dialog(app)
        app.type(service.url)
        app.find("It wants to know who asks", "label")
        self.choose_bearer(app)
        app.label("No keyring answers")
        asked = len(service.asked)
        app.click(app.find("Token", "label"))
        app.type(SECRET)
        app.label("^Press Enter")
        self.assertEqual(len(service.asked), asked)  # not before one says so
        app.key("Return")
        self.wait_no_dialog(app)
        self.wait_recorded(app, name)
        self.end(app)
        self.assertIn("credentials=bearer\n", self.targets())
        self.assert_no_secret()
        self.assertNotIn(SECRET, app.stderr())

        # Without a keyring it is forgotten with the session, and asked for.
        app = self.open()
        app.click(app.find(name, "label"))
        app.wait_for(lambda: len(app.windows()) == 2, "the dialog asks")
        app.find("The token is missing", "label")
        app.type(SECRET)
        app.key("Return")
        self.wait_no_dialog(app)
        self.wait_recorded(app, name)
        self.end(app)
        self.assert_no_secret()

    def test_wrong_token(self):
        service = Service(self, dict(VARS), token="another")
        self.save_targets(f"[target 1]\nname=pay\nurl={service.url}\ncredentials=bearer\n")
        app = self.open()
        app.click(app.find("pay", "label"))
        app.wait_for(lambda: len(app.windows()) == 2, "the dialog asks")
        app.find("The token is missing", "label")
        app.type(SECRET)
        app.key("Return")
        app.find("It wants to know who asks", "label")
        app.label("bearer token")
        self.assertFalse(any(SECRET in label for label in app.labels()))
        self.assert_no_secret()

    def test_secret_in_address(self):
        """An address with a token in it is recorded and not saved."""
        service = Service(self, {f"/debug/vars?token={SECRET}": VARS["/debug/vars"]})
        app = self.open()
        self.dialog(app)
        app.type(f"{service.url}/?token={SECRET}")
        app.label("^There is a secret in the address")
        app.find("/debug/vars", "label")
        app.key("Return")
        self.wait_no_dialog(app)
        self.wait_recorded(app, service.url.removeprefix("http://"))
        self.end(app)
        self.assertEqual(self.targets(), "")
        self.assert_no_secret()

    def test_not_verified(self):
        """The warning stays when the rows of the credentials are closed again."""
        app = self.open()
        self.dialog(app)
        app.click(app.find("Credentials", "label"))
        app.settle()
        app.click(app.find("Do Not Verify the Server", "label"))
        app.find("The server is not verified", "label")
        app.click(app.find("Credentials", "label"))
        app.settle()
        app.find("The server is not verified", "label")


class Everybody(ConnectCase):
    def test_controls_have_names(self):
        app = self.open()
        self.dialog(app)
        app.type(DEAD)
        app.find("Nobody answers there", "label")
        for row in ("Credentials", "How Often"):
            app.click(app.find(row, "label"))
            app.settle()
        checked = 0
        # libadwaita gives its own lists and ornaments no names.
        for node in app.tree().walk():
            if node.role in NAMED_ROLES - {"image", "list"} and node.seen():
                checked += 1
                with self.subTest(object=node.chain()):
                    self.assertTrue(node.name or is_part(node))
        self.assertGreater(checked, 12)

    def test_narrow(self):
        """On a narrow screen nothing is cut off that one needs."""
        app = self.open()
        self.dialog(app)
        width, _ = app.resize(360, 600)
        self.assertEqual(width, 360)
        for name in ("Cancel", "Record"):
            left, _, button_width, _ = self.button(app, name).extents()
            self.assertGreaterEqual(left, 0)
            self.assertLessEqual(left + button_width, 360 + 30)  # with its shadow

    def test_tab_goes_through(self):
        app = self.open()
        self.dialog(app)
        seen = set()
        for _ in range(40):
            # GTK 4.8 does not tell that an entry has the focus.
            node = app.focused_in_tree()
            if node is not None:
                seen.update([node.title(), *(part.title() for part in node.ancestors())])
            app.key("Tab")
            app.settle()
            if {"Cancel", "Credentials", "Name", "How Often", "Remember"} <= seen:
                return
        self.fail(f"Tab led to {seen} only")


if __name__ == "__main__":
    unittest.main()
