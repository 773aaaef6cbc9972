"""The real program, with the library of faults loaded before the system's."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PATIENCE = 180

ENOSPC = 28
EIO = 5
CAUSES = {ENOSPC: "No space left on device", EIO: "Input/output error"}

FAILURES = (f"once:{ENOSPC}", f"once:{EIO}", f"on:{ENOSPC}", f"on:{EIO}", "short", f"short-on:{ENOSPC}")
KILLS = ("kill-before", "kill-half", "kill-after")
WRITES = ("write", "pwrite", "pwrite64", "writev", "pwritev", "pwritev64", "copy_file_range")

FLUSHES = ("fsync", "fdatasync")


@dataclass(frozen=True)
class Fault:
    """What happens at an operation: its number, from 1, and the words that faults.c understands."""

    at: int
    do: str

    @property
    def kills(self):
        return self.do in KILLS

    @property
    def is_harmless(self):
        """A write that writes less than it was asked to has not failed: the rest is written next."""
        return self.do == "short"

    @property
    def lasts(self):
        return "on:" in self.do

    @property
    def cause(self):
        """The system's words for the error."""
        return CAUSES[int(self.do.split(":")[1])]

    @property
    def forbids_removal(self):
        return self.lasts and self.cause == CAUSES[EIO]


@dataclass(frozen=True)
class Operation:
    name: str
    path: str
    target: str

    @property
    def final(self):
        """The name under which the file is to be seen: without what a temporary name adds."""
        name = Path(self.target or self.path).name
        return name[1:].rsplit(".", 2)[0] if name.endswith(".tmp") else name


def faults_of(operation):
    """All that can happen at an operation."""
    writes = operation.name in WRITES
    return [do for do in FAILURES if writes or not do.startswith("short")], [do for do in KILLS if writes or do != "kill-half"]


class Program:
    """The command, and the library that is loaded before the system's."""

    def __init__(self, command, library):
        self.command = command
        self.library = library

    @staticmethod
    def build_library(folder):
        library = Path(folder) / "faults.so"
        flags = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"]
        subprocess.run(["cc", *flags, "-o", str(library), str(HERE / "faults.c")], check=True)
        return library

    @staticmethod
    def compile(folder):
        """The command, compiled ahead of time; its packages are locked in a file of its own, since it is for one platform."""
        output = Path(folder) / "program"
        options = ["-c", "Release", "-r", "linux-x64", "--self-contained", "false", "-p:NuGetLockFilePath=obj/compiled.lock.json"]
        build = ["dotnet", "publish", str(ROOT / "src/Antiphon.Cli"), *options, "-o", str(output), "--nologo", "--verbosity", "quiet"]
        subprocess.run(build, check=True)
        return output / "Antiphon.Cli"

    def start(self, arguments, folder, fault=None, log=None):
        """Starts the program in a folder, below which operations count where a log is wanted."""
        settings = {**os.environ, "TERM": "dumb", "DOTNET_TieredPGO": "0", "DOTNET_gcServer": "0"}
        if log is not None:
            settings |= {"LD_PRELOAD": str(self.library), "FAULTS_UNDER": str(folder), "FAULTS_LOG": str(log)}
        if fault is not None:
            settings |= {"FAULTS_AT": str(fault.at), "FAULTS_DO": fault.do}
        return subprocess.Popen(
            [*self.command, *arguments],
            cwd=folder,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, arguments, folder, fault=None, log=None):
        """Runs the program to its end; gives its exit code and what it said on standard error."""
        process = self.start(arguments, folder, fault, log)
        try:
            _, said = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            _, said = process.communicate()
            said += f"\nit did not end within {PATIENCE} seconds"
        return process.returncode, said


def operations(log):
    """The operations in a log."""
    path = Path(log)
    lines = path.read_text().splitlines() if path.exists() else []
    return [Operation(*line.split("\t")[1:4]) for line in lines]
