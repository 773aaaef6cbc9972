"""The library of faults does what faults.c says: python3 -m unittest discover tests/faults"""

import os
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from program import Operation, Program, operations  # noqa: E402

WRITE = """
import os
file = os.open("work/a.tmp", os.O_CREAT | os.O_WRONLY)
written = os.write(file, b"12345678")
os.fsync(file)
os.close(file)
os.rename("work/a.tmp", "work/a")
print(written)
"""


class FaultTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        built = tempfile.TemporaryDirectory()
        cls.addClassCleanup(built.cleanup)
        cls.library = Program.build_library(built.name)

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name).resolve()
        (self.folder / "work").mkdir()

    def run_python(self, text, at=None, do=None):
        settings = {**os.environ, "LD_PRELOAD": str(self.library), "FAULTS_UNDER": str(self.folder / "work")}
        settings["FAULTS_LOG"] = str(self.folder / "log")
        settings |= {} if at is None else {"FAULTS_AT": str(at), "FAULTS_DO": do}
        return subprocess.run([sys.executable, "-c", text], cwd=self.folder, env=settings, capture_output=True, text=True, check=False)

    def content(self, name):
        path = self.folder / "work" / name
        return path.read_text() if path.exists() else None

    def test_operations_below_the_folder_are_counted_in_their_order(self):
        self.assertEqual("8\n", self.run_python(WRITE).stdout)
        work = str(self.folder / "work")
        found = operations(self.folder / "log")
        self.assertEqual(["write", "fsync", "close", "rename"], [operation.name for operation in found[1:]])
        self.assertIn(found[0].name, ("open", "open64", "openat", "openat64"))
        self.assertEqual(Operation("rename", f"{work}/a.tmp", f"{work}/a"), found[-1])

    def test_nothing_beside_the_folder_and_nothing_that_is_read_counts(self):
        (self.folder / "work" / "read").write_text("x")
        self.run_python("open('work2', 'w').close(); open('work/read').close()")
        self.assertEqual([], operations(self.folder / "log"))

    def test_an_operation_fails_once(self):
        text = WRITE.replace("os.fsync(file)", "\ntry:\n    os.fsync(file)\nexcept OSError as error:\n    print(error.errno)")
        self.assertEqual("5\n8\n", self.run_python(text, 3, "once:5").stdout)
        self.assertEqual("12345678", self.content("a"))

    def test_what_fails_from_then_on_fails_every_time_and_a_full_disk_still_removes_files(self):
        text = """
import os
for number in range(3):
    try:
        open(f"work/{number}", "w").close()
    except OSError as error:
        print(error.errno)
os.unlink("work/0")
"""
        done = self.run_python(text, 3, "on:28")
        self.assertEqual(("28\n28\n", 0), (done.stdout, done.returncode))
        self.assertEqual([], list((self.folder / "work").iterdir()))
        self.assertIn("Input/output error", self.run_python(text, 3, "on:5").stderr)

    def test_a_short_write_says_so_and_the_next_one_is_whole(self):
        self.assertEqual("4\n", self.run_python(WRITE, 2, "short").stdout)
        self.assertEqual("1234", self.content("a"))

    def test_after_the_short_write_of_a_full_disk_all_fails(self):
        self.assertIn("No space left", self.run_python(WRITE, 2, "short-on:28").stderr)
        self.assertEqual("1234", self.content("a.tmp"))

    def test_kills_come_before_in_the_middle_and_after(self):
        for do, left in (("kill-before", ""), ("kill-half", "1234"), ("kill-after", "12345678")):
            with self.subTest(do=do):
                self.assertEqual(-signal.SIGKILL, self.run_python(WRITE, 2, do).returncode)
                self.assertEqual(left, self.content("a.tmp"))

    def test_a_rename_is_killed_on_either_side(self):
        self.run_python(WRITE, 5, "kill-before")
        self.assertIsNone(self.content("a"))
        self.run_python(WRITE, 5, "kill-after")
        self.assertIsNotNone(self.content("a"))

    def test_a_failed_close_has_closed_the_file(self):
        tried = "\ntry:\n    os.close(file)\nexcept OSError:\n    print(os.path.exists(f'/proc/self/fd/{file}'))"
        text = WRITE.replace("os.close(file)", tried)
        self.assertEqual("False\n8\n", self.run_python(text, 4, "once:5").stdout)


if __name__ == "__main__":
    unittest.main()
