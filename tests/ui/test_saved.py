# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved targets: imported, edited, removed, recorded again."""
import os
import unittest

from accessibility import State
from connect_support import VARS, ConnectCase, Service


class Saved(ConnectCase):
    LIST = (b"# of the night shift\na=http://10.0.0.1:6060\n[payments]\npay-1=http://10.0.1.1:6060\n"
            b"pay-2=http://10.0.1.2:6060/debug/pprof/\nhttp://me:pw@10.0.1.3\ntwo words\n")

    def show_saved(self, app):
        self.dialog(app)
        app.click(app.find("Saved", "tab"))
        app.find("Saved", "tab", State.SELECTED)
        app.settle()

    def test_import(self):
        path = self.write("fleet.txt", self.LIST)
        app = self.open()
        self.show_saved(app)
        app.find("No Saved Targets", "label")
        app.click(self.button(app, "Import…"))
        app.wait_for(lambda: len(app.windows()) == 3, "a file is asked for")
        app.settle()
        app.type(path)
        app.settle()
        app.key("Return")
        for text in ("3 Targets", "2 Problems", "Line 6", "Line 7", "pay-1"):
            app.find(text, "label")
        self.assertEqual(self.targets(), "")
        app.settle()
        app.key("Return")
        app.wait_for(lambda: len(app.windows()) == 2, "it is imported")
        app.find("2 targets", "label")
        self.end(app)
        self.assertIn("name=a\nurl=http://10.0.0.1:6060\ngroup=fleet\n", self.targets())
        self.assertIn("name=pay-2\nurl=http://10.0.1.2:6060\ngroup=payments\n", self.targets())
        self.assertEqual(self.targets().count("[target "), 3)

    def test_edit(self):
        self.save_targets("[target 1]\nname=shop\nurl=http://10.0.0.1:6060\nhis-own=7\n"
                          "every-heap-profile-s=2.5\n")
        app = self.open()
        app.click(app.find("Edit shop", "button"))
        app.find("Edit Target", "label")
        app.key("ctrl+a")
        app.type("http://10.0.0.2:6060")
        app.key("Return")
        self.wait_no_dialog(app)
        app.find("http://10.0.0.2:6060", "label")
        self.end(app)
        self.assertIn("name=shop\nurl=http://10.0.0.2:6060\nhis-own=7\nevery-heap-profile-s=2.5\n",
                      self.targets())

    def test_known_address(self):
        """Who types the address of a saved target does not make another of it."""
        service = Service(self, dict(VARS))
        self.save_targets(f"[target 1]\nname=shop\nurl={service.url}\ngroup=g\n")
        app = self.open()
        self.dialog(app)
        app.type(service.url)
        app.key("Return")
        self.wait_no_dialog(app)
        self.wait_recorded(app, "shop")
        self.end(app)
        self.assertEqual(self.targets().count("[target "), 1)
        self.assertIn(f"name=shop\nurl={service.url}\ngroup=g\n", self.targets())

    def test_remove_and_undo(self):
        self.save_targets("[target 1]\nname=shop\nurl=http://10.0.0.1:6060\ngroup=g\n")
        app = self.open()
        app.click(app.find("g", "label"))
        app.settle()
        app.click(app.find("Remove shop", "button"))
        app.label("shop was removed")
        app.wait_for(lambda: "shop" not in self.targets(), "it is not in the file")
        app.click(self.button(app, "Undo"))
        app.find("Edit shop", "button")
        app.wait_for(lambda: "name=shop" in self.targets(), "it is in the file again")

    def test_group(self):
        """All of a group are recorded with one click."""
        services = [Service(self, dict(VARS)) for _ in range(2)]
        self.save_targets("".join(f"[target {i}]\nname=pay-{i}\nurl={service.url}\ngroup=pay\n"
                                  for i, service in enumerate(services)))
        app = self.open()
        app.click(app.find("Record all of pay", "button"))
        for i in range(2):
            self.wait_recorded(app, f"pay-{i}")

    def test_damaged_file(self):
        self.save_targets("[target 1]\nname=shop\nhalf a li")
        app = self.open(settle=False)
        app.label("cannot be read.*kept as")
        with open(self.targets_file() + ".damaged", encoding="utf-8") as file:
            self.assertIn("half a li", file.read())
        os.remove(self.targets_file() + ".damaged")


if __name__ == "__main__":
    unittest.main()
