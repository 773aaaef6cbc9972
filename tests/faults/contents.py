"""What is in a folder, apart from times; and whether a file is whole."""

import csv
import json
import re

# Two equal runs differ in these only: when they were made, how long they took and what memory they needed.
TIMES = re.compile(r"((seconds|bytes)(mean)?|^started)$", re.IGNORECASE)
NUMBER = re.compile(r"\d+(\.\d+)?([eE][-+]?\d+)?")
CHECKSUM = "sha256"


def files(folder):
    """All files of a folder but locks, which are empty, by their path in it."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock" and path.name != ".lock")
    return {str(path.relative_to(folder)): path for path in sorted(paths)}


def leftovers(folder):
    return [name for name in files(folder) if name.endswith(".tmp")]


def snapshot(folder, timed=()):
    """The contents of a folder without times and its own place, and without numbers in files whose pictures show times (timed)."""
    here = str(folder).encode()
    return {
        name: content(name, path.read_bytes().replace(here, b"."), name.split("/")[-1] in timed) for name, path in files(folder).items()
    }


def content(name, data, timed=False):
    if timed:
        return NUMBER.sub("#", data.decode())
    if name.endswith(".json"):
        return without_times(json.loads(data))
    if name.endswith(".jsonl"):
        return [without_times(json.loads(line), (CHECKSUM,)) for line in data.decode().splitlines()]
    if name.endswith(".csv"):
        rows = list(csv.reader(data.decode().splitlines()))
        kept = [place for place, column in enumerate(rows[0]) if not TIMES.search(column)]
        return [[row[place] for place in kept] for row in rows]
    return data


def without_times(value, others=()):
    if isinstance(value, dict):
        return {key: without_times(part, others) for key, part in value.items() if not TIMES.search(key) and key not in others}
    return [without_times(part, others) for part in value] if isinstance(value, list) else value


def differences(found, expected):
    """What differs between two snapshots, in words."""
    words = [f"{name} is missing" for name in expected.keys() - found.keys()]
    words += [f"{name} is too much" for name in found.keys() - expected.keys()]
    return words + [f"{name} differs" for name in expected.keys() & found.keys() if found[name] != expected[name]]


def damage(name, data):
    """Why a file under its final name is not whole; None where it is."""
    try:
        if name.endswith(".json"):
            json.loads(data)
        elif name.endswith(".jsonl"):
            # A log without entries is empty.
            # The last line of a journal may be torn: it has no end, by which the program knows.
            whole = data[: data.rfind(b"\n") + 1] if name.endswith("journal.jsonl") else data
            for line in whole.decode().splitlines():
                json.loads(line)
            return None
        elif name.endswith(".csv"):
            return table_damage(data.decode())
        elif name.endswith(".html") and not data.rstrip().endswith(b"</html>"):
            return "has no end"
        return None if data else "is empty"
    except ValueError as problem:
        return str(problem)


def table_damage(text):
    if not text.endswith("\n"):
        return "has no end"
    widths = {len(row) for row in csv.reader(text.splitlines())}
    return None if len(widths) == 1 else f"has rows of {sorted(widths)} fields"
