# SPDX-License-Identifier: GPL-3.0-or-later
"""Classes of growth, by a program that has those which the others have not: with and without its source, and with
what the compiler says. What is said is right; what cannot be known is not said."""
import os
import unittest

from cli_support import DATA, CliCase

LIBRARY = os.path.join(DATA, "library")
SOURCE = ["--source", os.path.join(LIBRARY, "source")]
DESK = "library.test/app/desk."
STACKS = "library.test/app/stacks."
VERSIONS = ("go1.19", "go1.26")

# By what allocates and for whom: what is true of it, what is found with the source, and who keeps it.
TRUTH = {
    (DESK + "letter", DESK + "letter"): ({"chan-backlog"}, "chan-backlog", DESK + "(*Desk).remind"),
    (DESK + "newRequest", DESK + "newRequest"): ({"closure-capture"}, "closure-capture", DESK + "(*hub).add"),
    (DESK + "newStamp", DESK + "newStamp"): ({"context-chain"}, "context-chain", DESK + "(*Desk).authorise"),
    (STACKS + "newLeaf", STACKS + "newLeaf"): ({"finalizer"}, "finalizer", STACKS + "scan"),
    (STACKS + "(*Stacks).note", STACKS + "(*Stacks).note"):
        ({"string-concat"}, "string-concat", STACKS + "(*Stacks).note"),
    ("bytes.growSlice", STACKS + "(*Stacks).report"): ({"buffer-growth"}, "buffer-growth", STACKS + "(*Stacks).report"),
    ("strings.(*Builder).grow", STACKS + "(*printer).set"): ({"pool-misuse"}, "pool-misuse", STACKS + "label"),
    # Kept in a slice of values of any type; the line that makes them only copies them into that.
    (STACKS + "asValue", STACKS + "asValue"): ({"interface-boxing"}, "unknown", None),
    (STACKS + "(*Stacks).measure", STACKS + "(*Stacks).measure"):
        ({"slice-growth"}, "slice-growth", STACKS + "(*Stacks).measure"),
    # Trees of any values, in a map.
    ("encoding/json.(*decodeState).objectInterface", STACKS + "(*Stacks).file"):
        ({"json-amplification", "map-growth"}, "map-growth", STACKS + "(*Stacks).file"),
    # The source of crypto/tls is none of the program's.
    ("crypto/x509.parseCertificate", DESK + "(*partners).call"): ({"tls-session-cache"}, "unknown", None),
}
# So little of it was sampled in 40 s that it was not found to grow.
FEW_SAMPLES = {"go1.19": set(), "go1.26": {"strings.(*Builder).grow", "crypto/x509.parseCertificate"}}


class Library(CliCase):
    def leaks(self, version, *arguments):
        growth = self.answer("growth", *arguments, os.path.join(LIBRARY, version))
        return {(chain["function"], chain["responsible"]): chain for chain in growth["chains"] if chain["leak"]}

    def escape(self, version):
        return ["--escape", os.path.join(LIBRARY, f"escape-{version}.txt")]

    def test_never_confidently_wrong(self):
        for version in VERSIONS:
            for arguments in ([], SOURCE, self.escape(version), SOURCE + self.escape(version)):
                for key, chain in self.leaks(version, *arguments).items():
                    with self.subTest(version=version, arguments=arguments, chain=key):
                        true, _, keeper = TRUTH[key]
                        self.assertIn(chain["class"], true | {"unknown"})
                        self.assertIn(chain["keeper"], (None, keeper))
                        self.assertEqual(chain["remedy"] is None, chain["class"] == "unknown")

    def test_with_source(self):
        for version in VERSIONS:
            chains = self.leaks(version, *SOURCE)
            for key, (_, expected, keeper) in TRUTH.items():
                with self.subTest(version=version, chain=key):
                    if key[0] in FEW_SAMPLES[version]:
                        self.assertNotIn(key, chains)
                    else:
                        self.assertEqual((chains[key]["class"], chains[key]["keeper"]), (expected, keeper))

    def test_without_source(self):
        """The functions of package json that make trees of any values say it all."""
        for version in VERSIONS:
            with self.subTest(version):
                found = {chain["function"]: chain["class"] for chain in self.leaks(version).values()}
                self.assertEqual(found["encoding/json.(*decodeState).objectInterface"], "json-amplification")
                self.assertEqual(found[STACKS + "asValue"], "unknown")

    def test_boxing(self):
        """Neither the compiler nor the CPU profile alone is enough."""
        for version in VERSIONS:
            with self.subTest(version):
                chain = self.leaks(version, *self.escape(version))[STACKS + "asValue", STACKS + "asValue"]
                self.assertEqual(chain["class"], "interface-boxing")
                facts = {fact["code"]: fact for fact in chain["facts"]}
                self.assertRegex(facts["runtime-call"]["names"][0], r"^runtime\.convT")
                self.assertGreater(facts["runtime-call"]["values"][0], 0)
                self.assertEqual(facts["escape"]["names"],
                                 ["library.test/app/stacks/stacks.go:68" if version == "go1.26" else
                                  "stacks/stacks.go:68", "r escapes to heap"])

    def test_sessions(self):
        chain = self.leaks("go1.19", *SOURCE)["crypto/x509.parseCertificate", DESK + "(*partners).call"]
        self.assertEqual(chain["candidates"][0], "tls-session-cache")

    def test_no_notes(self):
        path = self.write("escape.txt", b"ok\n")
        self.assertIn(path + ": no line is like those that go build -gcflags=-m writes",
                      self.complaint("growth", "--escape", path, os.path.join(LIBRARY, "go1.19")))
        self.assertIn("absent.txt", self.complaint("growth", "--escape", "absent.txt", os.path.join(LIBRARY, "go1.19")))


if __name__ == "__main__":
    unittest.main()
