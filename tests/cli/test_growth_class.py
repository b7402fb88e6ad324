# SPDX-License-Identifier: GPL-3.0-or-later
"""Why chains grow, by a program that leaks in many ways, each in a function of its own."""
import os
import unittest
import unittest.mock

from cli_support import DATA, CliCase

BAKERY = os.path.join(DATA, "bakery")
SOURCE = os.path.join(BAKERY, "source")
SHOP = "bakery.test/shop/"

# By what allocates: the class, and who makes the memory stay.
CLASSES = {
    SHOP + "oven.bake": ("map-growth", SHOP + "oven.(*Kitchen).stack"),
    SHOP + "oven.fill": ("chan-backlog", SHOP + "oven.(*Kitchen).Shift"),
    SHOP + "oven.ferment": ("syncmap-growth", SHOP + "oven.(*Kitchen).proof"),
    SHOP + "oven.(*Kitchen).jot": ("slice-growth", SHOP + "oven.(*Diary).write"),
    SHOP + "oven.(*Kitchen).measure": ("map-of-slices", SHOP + "oven.(*Kitchen).measure"),
    SHOP + "oven.(*Kitchen).discard": ("list-growth", SHOP + "oven.(*Kitchen).discard"),
    SHOP + "oven.(*mixer).add": ("pool-misuse", SHOP + "oven.knead"),
    "bytes.growSlice": ("buffer-growth", SHOP + "oven.(*Kitchen).book"),
    SHOP + "till.receipt": ("string-retention", SHOP + "till.(*Desk).remember"),
    SHOP + "till.weigh": ("closure-capture", SHOP + "till.(*Desk).announce"),
    SHOP + "till.(*Desk).stamp": ("context-chain", SHOP + "till.(*Desk).stamp"),
    SHOP + "till.(*Desk).pay": ("list-growth", SHOP + "till.(*Desk).pay"),
    SHOP + "till.pair": ("finalizer", SHOP + "till.pair"),
    # Four kinds of goroutines get their parcels from here: no one class is right.
    SHOP + "courier.parcel": ("unknown", None),
}

GARAGE = "garage.test/app/"

# As above; None where the source cannot tell, so that only "unknown" is right.
GARAGE_CLASSES = {
    "main.stain": ("slice-growth", "main.main"),
    GARAGE + "parts.weld": ("map-growth", GARAGE + "parts.(*memory).Put"),
    GARAGE + "parts.cut": ("slice-growth", GARAGE + "parts.(*Parts).work"),
    GARAGE + "parts.(*user).log": ("slice-growth", GARAGE + "parts.(*user).log"),
    GARAGE + "parts.(*Parts).group": ("map-growth", GARAGE + "parts.(*Parts).group"),
    GARAGE + "parts.press": ("unknown", None),
    GARAGE + "parts.(*Parts).insert": ("unknown", None),
    GARAGE + "desk.(*Desk).Tick": ("slice-growth", GARAGE + "desk.(*hooks).add"),
    GARAGE + "desk.(*Desk).open": ("map-growth", GARAGE + "desk.(*cache).set"),
    GARAGE + "desk.count": ("slice-growth", GARAGE + "desk.(*Desk).snap"),
    GARAGE + "desk.render": ("string-retention", GARAGE + "desk.(*Desk).split"),
    "io.ReadAll": ("slice-growth", GARAGE + "parts.(*Parts).slurp"),
    "fmt.Sprintf": ("slice-growth", GARAGE + "parts.(*Parts).Tick"),
    "bufio.(*Scanner).Text": ("map-growth", GARAGE + "parts.(*Parts).scan"),
    "strings.(*Builder).WriteString": ("map-growth", GARAGE + "parts.(*Parts).sheet"),
    "encoding/json.(*decodeState).literalStore": ("map-growth", GARAGE + "parts.(*Parts).parse"),
    "fmt.Errorf": ("slice-growth", GARAGE + "parts.(*Parts).complain"),
}
# So few of what leaks was sampled, or as much was freed, that it cannot be told yet from what has
# ended. With eight samples for each of these it is.
FEW_SAMPLES = {"encoding/json.(*decodeState).literalStore", "fmt.Errorf", GARAGE + "desk.count",
               GARAGE + "parts.(*Parts).group", GARAGE + "parts.(*user).log",
               "strings.(*Builder).WriteString"}


class Classes(CliCase):
    def leaks(self, version, *arguments):
        growth = self.answer("growth", *arguments, os.path.join(BAKERY, version))
        return [chain for chain in growth["chains"] if chain["leak"]]

    def test_with_source(self):
        for version in ("go1.19", "go1.26"):
            chains = self.leaks(version, "--source", SOURCE)
            found = {chain["function"]: (chain["class"], chain["keeper"])
                     for chain in chains if chain["responsible"]}
            for function, expected in CLASSES.items():
                with self.subTest(version=version, function=function):
                    self.assertEqual(found.get(function), expected)

    def test_roundabout(self):
        garage = os.path.join(DATA, "garage")
        for folder, few in (("go1.19", FEW_SAMPLES), ("go1.19-rate64k", set())):
            with self.subTest(folder=folder):
                growth = self.answer("growth", "--source", os.path.join(garage, "source"),
                                     os.path.join(garage, folder))
                found = {chain["function"]: (chain["class"], chain["keeper"])
                         for chain in growth["chains"] if chain["leak"]}
                self.assertEqual(found, {function: known for function, known
                                         in GARAGE_CLASSES.items() if function not in few})

    def test_libraries(self):
        """Connections that the program's own functions have nothing to do with, and those that they
        do."""
        for version in ("go1.19", "go1.26"):
            with self.subTest(version=version):
                found = {(chain["class"], chain["keeper"])
                         for chain in self.leaks(version, "--source", SOURCE)
                         if chain["function"].startswith("bufio.")}
                self.assertEqual(found, {("conn-buffer", SHOP + "courier.(*Fleet).pickUp"),
                                         ("goroutine-leak-http", SHOP + "courier.(*Fleet).lookAt")})

    def test_without_source(self):
        """What cannot be known is not said; what is said is right."""
        for version in ("go1.19", "go1.26"):
            chains = self.leaks(version)
            for chain in chains:
                with self.subTest(version=version, function=chain["function"]):
                    true_class, _ = CLASSES.get(chain["function"], (None, None))
                    if chain["responsible"] is None:
                        true_class = "goroutine-leak-http"
                    self.assertIn(chain["class"], ("unknown", true_class))
                    if chain["class"] == "unknown":
                        self.assertIsNone(chain["remedy"])
                    else:
                        self.assertTrue(chain["evidence"] and chain["remedy"])

    def test_evidence(self):
        chain = next(chain for chain in self.leaks("go1.26", "--source", SOURCE)
                     if chain["function"] == SHOP + "oven.bake")
        self.assertIn('oven/oven.go:82: sh.loaves["loaf-"+strconv.Itoa(n)] = fresh',
                      chain["evidence"])
        self.assertEqual(chain["candidates"][0], "map-growth")

    def test_text(self):
        text = self.text("growth", "--source", SOURCE, os.path.join(BAKERY, "go1.26"))
        self.assertIn("\n" + SHOP + "oven.bake: map-growth\n  what:     A map that nothing is removed from\n",
                      text)
        self.assertIn("\n  kept by:  " + SHOP + "oven.(*Kitchen).stack\n", text)
        self.assertRegex(text, r"\n  remedy:   Delete entries")


class UsersTable(CliCase):
    def setUp(self):
        super().setUp()
        os.mkdir(self.path("heaptrail"))
        home = unittest.mock.patch.dict(os.environ, XDG_CONFIG_HOME=self.folder)
        home.start()
        self.addCleanup(home.stop)

    def test_own_class(self):
        self.write("heaptrail/growth-classes.ini",
                   "[flour]\nTitle=Flour\nRemedy=Sweep\nFrame=20 bytes.growSlice\n".encode())
        growth = self.answer("growth", os.path.join(BAKERY, "go1.26"))
        chain = next(c for c in growth["chains"] if c["function"] == "bytes.growSlice")
        self.assertEqual((chain["class"], chain["remedy"]), ("flour", "Sweep"))

    def test_added_to_a_class(self):
        """Another sign for a class that is there; a class that says how memory is made yields to one that says who keeps it."""
        self.write("heaptrail/growth-classes.ini",
                   ("[buffer-growth]\nFrame=9 bytes.growSlice\n"
                    f"[dough]\nMaking=true\nFrame=20 {SHOP}oven.*;20 strconv.*\nSize=20 equal\n").encode())
        without = self.answer("growth", os.path.join(BAKERY, "go1.26"))
        found = {chain["function"]: chain["class"] for chain in without["chains"]}
        self.assertEqual((found["bytes.growSlice"], found[SHOP + "oven.bake"]), ("buffer-growth", "dough"))
        with_source = self.answer("growth", "--source", SOURCE, os.path.join(BAKERY, "go1.26"))
        found = {chain["function"]: chain["class"] for chain in with_source["chains"]}
        self.assertEqual(found[SHOP + "oven.bake"], "map-growth")

    def test_neither_true_nor_false(self):
        path = self.write("heaptrail/growth-classes.ini", b"[flour]\nMaking=maybe\n")
        self.assertEqual(self.complaint("growth", os.path.join(BAKERY, "go1.26")),
                         path + ":2: [flour]: \u201cmaybe\u201d is neither true nor false.")

    def test_error_names_the_line(self):
        path = self.write("heaptrail/growth-classes.ini", b"[flour]\n\nTitel=Flour\n")
        self.assertEqual(self.complaint("growth", os.path.join(BAKERY, "go1.26")),
                         path + ":3: [flour]: “Titel” is no key of a class.")


if __name__ == "__main__":
    unittest.main()
