# SPDX-License-Identifier: GPL-3.0-or-later
"""From files to recordings: what is read, skipped, extended, merged and refused."""
import gzip
import os
import shutil
import sqlite3
import stat
import unittest

from cli_support import DATA, EXAMPLE, FIRST_HEAP, LAST_HEAP, CliCase, bad

VARS = os.path.join(EXAMPLE, "vars-1795199419976.json")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def files_of_example(prefix):
    return [name for name in os.listdir(EXAMPLE) if name.startswith(prefix)]


class Info(CliCase):
    def test_folder(self):
        info = self.answer("info", EXAMPLE)
        self.assertEqual(info["kind"], "folder")
        self.assertEqual([target["name"] for target in info["targets"]], ["example"])
        counts = info["counts"]
        self.assertEqual(counts["profiles"], len([n for n in os.listdir(EXAMPLE) if n.endswith(".gz")]))
        self.assertEqual(counts["heap_samples"], len(files_of_example("vars-")))
        self.assertEqual(counts["goroutine_dumps"], 0)
        self.assertEqual(counts["traces"], 0)
        with open(os.path.join(EXAMPLE, "gctrace.log"), encoding="utf-8") as log:
            self.assertEqual(counts["gc_cycles"], sum(line.startswith("gc ") for line in log))

    def test_times_are_those_of_the_captures(self):
        info = self.answer("info", EXAMPLE)
        with open(os.path.join(EXAMPLE, "rss.csv"), encoding="utf-8") as table:
            times = [int(line.split(",")[0]) for line in table if line[0].isdigit()]
        # Nothing is later than the last row of the table but by a tick of a second.
        self.assertGreaterEqual(info["from_ms"], times[0] - 1000)
        self.assertLessEqual(info["from_ms"], times[0])
        self.assertLessEqual(info["to_ms"], times[-1] + 2000)
        self.assertGreaterEqual(info["to_ms"], times[-1])

    def test_goroutine_dumps_are_skipped_with_a_reason(self):
        skipped = self.answer("info", EXAMPLE)["skipped"]
        self.assertEqual(sorted(entry["file"] for entry in skipped),
                         sorted(files_of_example("goroutine-debug")))
        for entry in skipped:
            self.assertIn("goroutine dump", entry["reason"])

    def test_what_is_no_capture_is_skipped_in_a_folder(self):
        os.mkdir(self.path("mixed"))
        shutil.copy(LAST_HEAP, self.path("mixed"))
        self.write("mixed/notes.txt", b"call Anna\n")
        self.write("mixed/empty", b"")
        self.write("mixed/page.pb.gz", b"<!DOCTYPE html><title>404</title>")
        os.mkdir(self.path("mixed/deeper"))
        shutil.copy(FIRST_HEAP, self.path("mixed/deeper"))
        os.mkfifo(self.path("mixed/pipe"))
        info = self.answer("info", "mixed")
        self.assertEqual(info["counts"]["profiles"], 1)
        reasons = {entry["file"]: entry["reason"] for entry in info["skipped"]}
        self.assertEqual(set(reasons), {"notes.txt", "empty", "page.pb.gz"})
        self.assertIn("call Anna", reasons["notes.txt"])
        self.assertIn("is empty", reasons["empty"])
        self.assertIn("HTML", reasons["page.pb.gz"])

    def test_kinds_of_single_files(self):
        log = os.path.join(EXAMPLE, "gctrace.log")
        table = os.path.join(EXAMPLE, "rss.csv")
        for path, kind, count in [(LAST_HEAP, "pprof", "profiles"), (VARS, "expvar", "heap_samples"),
                                  (log, "gctrace", "gc_cycles"),
                                  (table, "process-csv", "process_samples")]:
            with self.subTest(kind):
                info = self.answer("info", path)
                self.assertEqual(info["kind"], kind)
                self.assertGreater(info["counts"][count], 0)
                self.assertEqual(info["skipped"], [])

    def test_standard_input_packed_or_not(self):
        for content in [read(VARS), gzip.compress(read(VARS)), read(LAST_HEAP)]:
            info = self.answer("info", "-", stdin=content)
            self.assertEqual(sum(info["counts"][k] for k in ("profiles", "heap_samples")), 1)

    def test_text_for_people(self):
        text = self.text("info", EXAMPLE)
        self.assertIn("heap samples: 8", text)
        self.assertIn("skipped: 3", text)


class Import(CliCase):
    def test_makes_a_private_recording(self):
        info = self.answer("import", EXAMPLE, "-o", "rec")
        self.assertEqual(info["kind"], "recording")
        self.assertEqual(stat.S_IMODE(os.stat(self.path("rec")).st_mode), 0o600)
        again = self.answer("info", "rec")
        self.assertEqual(again["kind"], "recording")
        self.assertEqual(again["counts"], info["counts"])

    def test_extends_a_recording(self):
        self.answer("import", FIRST_HEAP, "-o", "rec", "--target", "a")
        info = self.answer("import", LAST_HEAP, VARS, "-o", "rec", "--target", "a")
        self.assertEqual([target["name"] for target in info["targets"]], ["a"])
        self.assertEqual(info["counts"]["profiles"], 2)
        self.assertEqual(info["counts"]["heap_samples"], 1)

    def test_equal_captures_count_each(self):
        self.answer("import", LAST_HEAP, "-o", "rec", "--target", "a")
        info = self.answer("import", LAST_HEAP, "-o", "rec", "--target", "a")
        self.assertEqual(info["counts"]["profiles"], 2)

    def test_several_targets(self):
        self.answer("import", FIRST_HEAP, "-o", "rec", "--target", "a")
        info = self.answer("import", LAST_HEAP, "-o", "rec", "--target", "b")
        self.assertEqual(sorted(target["name"] for target in info["targets"]), ["a", "b"])
        self.assertEqual(self.answer("top", "rec", "--target", "a")["total"],
                         self.answer("top", FIRST_HEAP)["total"])
        self.assertEqual(self.answer("top", "rec", "--target", "b")["total"],
                         self.answer("top", LAST_HEAP)["total"])

    def test_targets_are_called_like_the_program(self):
        info = self.answer("import", os.path.join(EXAMPLE, "rss.csv"), VARS, "-o", "rec")
        self.assertEqual([target["name"] for target in info["targets"]], ["leaklab-dev"])

    def test_the_recording_in_its_own_folder_is_passed_over(self):
        shutil.copy(LAST_HEAP, self.folder)
        self.answer("import", ".", "-o", "rec")
        info = self.answer("import", ".", "-o", "rec")
        self.assertEqual(info["counts"]["profiles"], 2)
        self.assertIn("rec", [entry["file"] for entry in info["skipped"]])

    def test_several_files_of_which_one_is_broken(self):
        info = self.answer("import", LAST_HEAP, bad("random.pb.gz"), "-o", "rec")
        self.assertEqual(info["counts"]["profiles"], 1)
        self.assertEqual(len(info["skipped"]), 1)

    def test_nothing_read_leaves_no_recording(self):
        self.complaint("import", bad("random.pb.gz"), "-o", "rec")
        self.assertFalse(os.path.exists(self.path("rec")))

    def test_nothing_read_leaves_the_recording_as_it_was(self):
        self.answer("import", LAST_HEAP, "-o", "rec")
        before = self.answer("info", "rec")
        self.complaint("import", bad("random.pb.gz"), "-o", "rec")
        self.assertEqual(self.answer("info", "rec"), before)

    def test_foreign_files_are_not_touched(self):
        for name, content in [("notes", b"important"), ("empty.json", b"{}")]:
            self.write(name, content)
            self.assertTrue(name in self.complaint("import", LAST_HEAP, "-o", name))
            self.assertEqual(read(self.path(name)), content)

    def test_foreign_databases_are_not_touched(self):
        with sqlite3.connect(self.path("db")) as database:
            database.execute("create table t (x)")
        database.close()
        content = read(self.path("db"))
        self.complaint("import", LAST_HEAP, "-o", "db")
        self.complaint("info", "db")
        self.assertEqual(read(self.path("db")), content)


class Merge(CliCase):
    def test_a_merged_recording_answers_alike(self):
        whole = self.answer("import", EXAMPLE, "-o", "one")
        merged = self.answer("import", "one", "-o", "two")
        self.assertEqual(merged["counts"], whole["counts"])
        self.assertEqual(merged["targets"], whole["targets"])
        for args in [["top"], ["top", "--at", "start", "--sample", "alloc_space"], ["gc"]]:
            self.assertEqual(self.answer(args[0], "two", *args[1:]), self.answer(args[0], "one", *args[1:]))
        self.assertEqual(self.text("export", "two", "--as", "csv", "-o", "-"),
                         self.text("export", "one", "--as", "csv", "-o", "-"))

    def test_two_recordings_become_one(self):
        self.answer("import", FIRST_HEAP, "-o", "a", "--target", "a")
        self.answer("import", LAST_HEAP, "-o", "b", "--target", "b")
        info = self.answer("import", "a", "b", "-o", "both")
        self.assertEqual(sorted(target["name"] for target in info["targets"]), ["a", "b"])
        self.assertEqual(self.answer("top", "both", "--target", "b"), self.answer("top", "b"))


class Broken(CliCase):
    """What is wrong is said in one line, with the name of the input and the place in it."""

    def test_refused_with_a_reason(self):
        for name, words in [("pprof-location-missing.pb.gz", "at byte "),
                            ("pprof-length-past-end.pb.gz", "at byte "),
                            ("truncated-proto.pb.gz", "at byte "),
                            ("bad-crc.pb.gz", ""), ("truncated-gzip.pb.gz", ""),
                            ("text-404.pb.gz", "404 page not found"), ("html-404.pb.gz", "HTML"),
                            ("random.pb.gz", "no capture"), ("zero.pb.gz", "is empty"),
                            ("goroutine-debug2-odd.txt", "goroutine dump")]:
            if not os.path.exists(bad(name)):
                continue
            for command in ["info", "top"]:
                with self.subTest(name=name, command=command):
                    message = self.complaint(command, bad(name))
                    self.assertTrue(message.startswith(bad(name) + ": "), message)
                    self.assertIn(words, message)

    def test_hostile_names_do_no_harm(self):
        path = bad("pprof-invalid-utf8.pb.gz")
        self.answer("import", path, "-o", "rec")
        for source in [path, "rec"]:
            text = self.run_cli("top", source).stdout
            text.decode("utf-8")
            self.assertFalse(set(text) & (set(range(32)) - {10} | {127}))
            rows = self.answer("top", source)["rows"]
            self.assertTrue(any("\\x" in row["function"] for row in rows))
        folded = self.run_cli("export", path, "--as", "folded", "-o", "-").stdout.decode("utf-8")
        for line in folded.splitlines():
            self.assertRegex(line, r"^\S.* -?\d+$")

    def test_name_of_a_target_that_is_no_text(self):
        info = self.answer("import", LAST_HEAP, "-o", "rec", "--target", "a\033[31m\udcff")
        self.assertEqual(info["targets"][0]["name"], "a\033[31m\\xff")
        self.assertNotIn("\033", self.text("info", "rec"))

    def test_data_folder_is_there(self):
        self.assertTrue(os.path.isdir(DATA))


if __name__ == "__main__":
    unittest.main()
