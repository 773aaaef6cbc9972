"""What counts as flat, and what does not."""

import random
import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from flat import MEGABYTE, TooFew, judge, table  # noqa: E402

SECONDS = 600
HELD = {"heap": 30 * MEGABYTE, "resident": 150 * MEGABYTE, "handles": 200, "threads": 30}


def samples(change=lambda time, figures: {}):
    """Every five seconds; each is what is held at rest, with what a change adds."""
    result = []
    for time in range(0, SECONDS, 5):
        added = change(time, HELD)
        result.append((time, {name: held + added.get(name, 0) for name, held in HELD.items()}))
    return result


def grows(change):
    return [verdict.figure.name for verdict in judge(samples(change), SECONDS) if not verdict.is_flat]


class FlatTests(unittest.TestCase):
    def test_what_stays_is_flat(self):
        self.assertEqual([], grows(lambda time, figures: {}))

    def test_what_falls_is_flat(self):
        self.assertEqual([], grows(lambda time, figures: {"heap": -time * 10_000}))

    def test_work_under_way_is_no_growth(self):
        stream = random.Random(1)
        noise = {"heap": 5 * MEGABYTE, "resident": 30 * MEGABYTE, "handles": 50, "threads": 20}
        self.assertEqual([], grows(lambda time, figures: {name: stream.random() ** 2 * most for name, most in noise.items()}))

    def test_warm_up_is_no_growth(self):
        self.assertEqual([], grows(lambda time, figures: {"heap": MEGABYTE * min(time, SECONDS / 4) / 10}))

    def test_two_odd_windows_are_no_growth(self):
        odd = lambda time, figures: {"heap": 100 * MEGABYTE if 150 <= time < 200 or 550 <= time else 0}  # noqa: E731
        self.assertEqual([], grows(odd))

    def test_an_object_that_every_request_leaves_grows(self):
        # 100 requests a second leave 100 bytes each, under the noise of work.
        stream = random.Random(2)
        self.assertEqual(["heap"], grows(lambda time, figures: {"heap": 10_000 * time + stream.random() * 5 * MEGABYTE}))

    def test_a_file_that_is_left_open_once_a_minute_grows(self):
        self.assertEqual(["handles"], grows(lambda time, figures: {"handles": time // 60}))

    def test_memory_outside_the_heap_grows(self):
        self.assertEqual(["resident"], grows(lambda time, figures: {"resident": 100_000 * time}))

    def test_a_step_in_the_middle_grows(self):
        self.assertEqual(["threads"], grows(lambda time, figures: {"threads": 5 if time > SECONDS / 2 else 0}))

    def test_a_window_without_a_measurement_is_no_verdict(self):
        with self.assertRaises(TooFew):
            judge([sample for sample in samples() if not 300 <= sample[0] < 400], SECONDS)

    def test_the_table_names_what_grows(self):
        lines = list(table(judge(samples(lambda time, figures: {"handles": time // 10}), SECONDS)))
        self.assertEqual(1, sum("GROWS" in line for line in lines))
        self.assertTrue(lines[4].startswith("| open files | "))


if __name__ == "__main__":
    unittest.main()
