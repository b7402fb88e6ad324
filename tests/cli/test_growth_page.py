# SPDX-License-Identifier: GPL-3.0-or-later
"""What grows, as a page to pass on: text, Markdown, HTML and PDF."""
import html.parser
import os
import re
import shlex
import shutil
import subprocess
import unittest

import needed
from cli_support import DATA, EXAMPLE, CliCase

VOID = {"meta", "br", "img", "link", "hr", "input"}
# What no paragraph may have in it: a parser would end the paragraph there.
BLOCKS = {"p", "div", "table", "ul", "pre", "section", "figure", "h1", "h2", "details", "footer"}


def per_minute(bytes_per_s):
    """As people are told a rate."""
    value, unit = int(bytes_per_s * 60), 0
    while abs(value) >= 1024:
        value, unit = value / 1024, unit + 1
    return f"{value:.1f} {('B', 'KiB', 'MiB', 'GiB')[unit]}"


def one_line(text):
    """With spaces of one kind between words."""
    return " ".join(text.split())


def short(name):
    return name.rsplit("/", 1)[-1]


class Reader(html.parser.HTMLParser):
    """Checks what HTML5 asks for and keeps what the page says."""

    def __init__(self, page):
        super().__init__()
        self.open, self.ids, self.links, self.pictures, self.problems = [], [], [], [], []
        self.elements, self.rows = [], []
        if not page.startswith("<!DOCTYPE html>\n"):
            self.problems.append("no doctype")
        self.feed(page)
        self.close()
        self.problems += [f"<{tag}> is left open" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        attrs = dict(attrs)
        if len(names) != len(attrs):
            self.problems.append(f"<{tag}> has an attribute twice")
        if "p" in self.open and tag in BLOCKS:
            self.problems.append(f"<{tag}> in a paragraph")
        self.elements.append((tag, attrs))
        if "id" in attrs:
            self.ids.append(attrs["id"])
        for name in "href", "src", "xlink:href", "action", "data":
            if name in attrs:
                self.links.append(attrs[name])
        self.links += re.findall(r"url\(([^)]*)\)", " ".join(v or "" for v in attrs.values()))
        if tag == "svg":
            self.pictures.append(attrs)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        if "svg" not in self.open:
            self.problems.append(f"<{tag}/> is of another vocabulary")
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> ends what did not begin")

    def handle_data(self, data):
        if "svg" not in self.open and ("td" in self.open or "th" in self.open):
            self.rows[-1][-1] += data


class PageCase(CliCase):
    def ask(self, *command):
        """What a tool of others reads in a PDF."""
        program = needed.program(command[0], "poppler-utils")
        return subprocess.run([program, *command[1:]], cwd=self.folder, capture_output=True,
                              check=True, timeout=60).stdout.decode()

    def pdf_text(self, name):
        """What is on its one page, in lines."""
        self.assertRegex(self.ask("pdfinfo", name), r"(?m)^Pages: +1$")
        return self.ask("pdftotext", "-layout", name, "-")


class Page(PageCase):
    def setUp(self):
        super().setUp()
        shutil.copytree(EXAMPLE, self.path("it's <b>here"))
        self.growth = self.answer("growth", "it's <b>here", "--limit", "1GiB")
        self.leaks = [chain for chain in self.growth["chains"] if chain["leak"]]

    def page(self, name, *more):
        """The page that a file of that name becomes, as it is."""
        self.assertEqual(self.text("growth", "it's <b>here", "--limit", "1GiB", "-o", name, *more), "")
        with open(self.path(name), "rb") as file:
            return file.read()

    def assert_figures(self, text):
        """What is said of each leak in some row of text is what the answer for programs has."""
        for chain in self.leaks:
            with self.subTest(chain=chain["function"]):
                row = next(line for line in text.splitlines() if short(chain["function"]) in line
                           and "▲" in line)
                self.assertIn("▲ " + per_minute(chain["heap_rate_bytes_per_s"]) + "/min", row)
                self.assertIn(f"{100 * chain['share']:.0f} %", one_line(row))

    def test_text(self):
        text = self.page("growth.txt").decode()
        lines = text.splitlines()
        self.assertEqual(lines[0], "Growth of it's <b>here")
        self.assertIn(self.growth["summary"], " ".join(lines[2:6]))
        self.assertLess(max(len(line) for line in lines), 100)
        for rank, chain in enumerate(self.leaks):
            at = lines.index(f"{rank + 1}. {short(chain['function'])}")
            self.assertIn(per_minute(chain["heap_rate_bytes_per_s"]) + "/min", lines[at + 1])
            self.assertIn(per_minute(chain["rate_low"]) + " – " + per_minute(chain["rate_high"]),
                          lines[at + 1])

    def test_command_leads_back(self):
        """What the page says to type finds the same."""
        how = ["--from", "+2s", "--to", "end", "--memory-limit", "900MiB", "--target", "it's <b>here"]
        for words, wanted in (([], self.growth),
                              (how, self.answer("growth", "it's <b>here", "--limit", "1GiB", *how))):
            last = self.page("growth.txt", *words).decode().splitlines()[-1]
            self.assertTrue(last.startswith("$ heaptrail-cli growth "), last)
            self.assertEqual(self.answer(*shlex.split(last)[2:]), wanted)

    def test_markdown(self):
        page = self.page("growth.md").decode()
        self.assertTrue(page.startswith("# Growth of it's \\<b\\>here\n\n**Heap live grows "))
        self.assertIn("\n## `example.com/fleet/gateway/internal/store.cloneAttrs`\n", page)
        self.assert_figures(page)
        self.assertEqual(self.text("growth", "it's <b>here", "--limit", "1GiB", "--as", "markdown"),
                         page)

    def test_html(self):
        page = self.page("growth.html").decode()
        reader = Reader(page)
        self.assertEqual(reader.problems, [])
        self.assertEqual(len(reader.ids), len(set(reader.ids)))
        # It asks for nothing else: all that is referred to is in the page.
        self.assertGreater(len(reader.links), 0)
        self.assertLessEqual(set(reader.links), {"#" + name for name in reader.ids})
        self.assertNotIn("@import", page)
        tags = [tag for tag, _ in reader.elements]
        self.assertNotIn("script", tags)
        self.assertNotIn("b", tags)
        self.assertTrue(dict(reader.elements)["html"]["lang"])
        self.assertEqual(tags.count("title"), 1)
        # Pictures come in pairs, and each says in words what it shows.
        self.assertEqual([p["class"] for p in reader.pictures],
                         ["light", "dark"] * (len(reader.pictures) // 2))
        for picture in reader.pictures:
            self.assertEqual(picture["role"], "img")
            self.assertTrue(picture["aria-label"])
        self.assertIn("Heap in use 121.0 MiB", reader.pictures[0]["aria-label"])
        self.assertIn("1.0 GiB", reader.pictures[0]["aria-label"])
        self.assert_figures("\n".join(one_line(" ".join(row)) for row in reader.rows))

    def test_pdf(self):
        page = self.page("growth.pdf")
        self.assertTrue(page.startswith(b"%PDF-"))
        self.assertLess(len(page), 200 << 10)
        text = self.pdf_text("growth.pdf")
        self.assertIn("Growth of it's <b>here\n", text)
        self.assertIn(one_line(self.growth["summary"]), one_line(text))
        self.assert_figures(text)
        self.assertIn(self.leaks[0]["function"] + "\n", text)
        self.assertIn("Heaptrail ", text)
        self.assertIn("heaptrail-cli growth 'it'\\''s <b>here' --limit 1GiB", text)
        facts = dict(re.split(r":\s+", line, maxsplit=1)
                     for line in self.ask("pdfinfo", "growth.pdf").splitlines() if ": " in line)
        self.assertEqual(facts["Title"], "Growth of it's <b>here")
        self.assertEqual(facts["Subject"], self.growth["summary"])
        self.assertIn("A4", facts["Page size"])

    def test_what_it_is(self):
        """--as says it, whatever the file is called."""
        self.assertTrue(self.page("odd.html", "--as", "pdf").startswith(b"%PDF-"))
        done = self.run_cli("growth", EXAMPLE, "--as", "pdf")
        self.assertTrue(done.stdout.startswith(b"%PDF-"))

    def test_usage(self):
        self.assertIn("markdown", self.complaint("growth", EXAMPLE, "--as", "odt", status=2))
        self.assertIn(".pdf", self.complaint("growth", EXAMPLE, "-o", "x", status=2))
        self.assertIn("--json", self.complaint("growth", EXAMPLE, "--as", "html", "--json", status=2))
        self.assertIn("--json", self.complaint("growth", EXAMPLE, "-o", "x.html", "--json", status=2))
        self.assertEqual(set(os.listdir(self.folder)), {"tmp", "it's <b>here"})


class Several(CliCase):
    def test_where(self):
        """Of several processes it is said in how many a chain grows."""
        for name in "one", "two":
            shutil.copytree(EXAMPLE, self.path(name))
        self.assertIn("**Where:** Grows in all of 2 processes", self.text("growth", "one", "two", "--as", "markdown"))
        self.assertNotIn("Where:", self.text("growth", "one", "--as", "markdown"))


class Full(PageCase):
    """More than a page has room for is counted."""

    def test_rows(self):
        folder = os.path.join(DATA, "bakery", "go1.26")
        chains = self.answer("growth", folder)["chains"]
        n_leaks = sum(chain["leak"] for chain in chains)
        self.text("growth", folder, "-o", "growth.pdf")
        text = self.pdf_text("growth.pdf")
        n_rows = text.count("▲")
        self.assertGreater(n_rows, 2)
        self.assertLess(n_rows, n_leaks)
        self.assertRegex(text, f"\nand {n_leaks - n_rows} more that grows?, "
                               f"{len(chains) - n_leaks} that do(es)? not grow, or too little to tell\n")

    def test_what_people_said(self):
        self.text("import", EXAMPLE, "-o", "noted.heaptrail")
        for i in range(9):
            self.text("note", "add", "noted.heaptrail", f"note {i} <b> " + "word " * 60)
        known = self.answer("growth", "noted.heaptrail")["chains"][0]["function"]
        self.text("known", "add", "noted.heaptrail", known, "--reason", "the cache of tenants")
        self.text("growth", "noted.heaptrail", "-o", "growth.pdf")
        for text in self.pdf_text("growth.pdf"), self.text("growth", "noted.heaptrail", "--as", "text"):
            self.assertIn("the cache of tenants", text)
            self.assertIn("note 2 <b> word", text)
            self.assertNotIn("note 3", text)
            self.assertIn("and 6 more\n", text)


if __name__ == "__main__":
    unittest.main()
