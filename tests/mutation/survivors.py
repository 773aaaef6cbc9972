"""Reads a report of Stryker's: the score of each file, and what its tests did not notice. Exit code 1 below 80 % over all files.

survivors.py REPORT
"""

import json
import sys

LEAST = 80
DETECTED = ("Killed", "Timeout")
MISSED = ("Survived", "NoCoverage")


def text(lines, location):
    """What a mutant replaces."""
    first, last = location["start"], location["end"]
    chosen = lines[first["line"] - 1:last["line"]]
    chosen[-1] = chosen[-1][:last["column"] - 1]
    chosen[0] = chosen[0][first["column"] - 1:]
    return short(" ".join(chosen))


def short(code):
    words = " ".join(code.split())
    return words if len(words) <= 100 else words[:97] + "..."


def score(mutants):
    detected = sum(mutant["status"] in DETECTED for mutant in mutants)
    return f"{detected} of {len(mutants)} mutants detected, {percent(mutants):.1f} %"


def percent(mutants):
    return 100 * sum(mutant["status"] in DETECTED for mutant in mutants) / max(1, len(mutants))


def main(path):
    with open(path, encoding="utf-8-sig") as report:
        files = json.load(report)["files"]
    every = []
    for name, file in sorted(files.items()):
        # Others were ignored by the configuration, or do not compile.
        mutants = [mutant for mutant in file["mutants"] if mutant["status"] in DETECTED + MISSED]
        if not mutants:
            continue
        every += mutants
        print(f"{name.replace(chr(92), '/').split('/')[-1]}: {score(mutants)}")
        lines = file["source"].splitlines()
        for mutant in (mutant for mutant in mutants if mutant["status"] in MISSED):
            unseen = " (no test gets there)" if mutant["status"] == "NoCoverage" else ""
            line = mutant["location"]["start"]["line"]
            print(f"  line {line}: {text(lines, mutant['location'])}  ->  {short(mutant['replacement'])}{unseen}")
    print(f"all: {score(every)}")
    return 0 if percent(every) >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
