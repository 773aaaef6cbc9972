"""One command under one fault: what it left, what it said, and whether it can be made good."""

import os
import re
import shutil

from contents import damage, differences, files, leftovers, snapshot
from program import operations

INVALID = 2
INACCURATE = 3
KILLED = -9
LONG_AGO = 1_000_000_000
TRACE = re.compile(r"^\s+at \S+\(", re.MULTILINE)


class Trials:
    """A command with its undisturbed result, against which all others are held."""

    def __init__(self, program, scenario, work):
        self.program = program
        self.scenario = scenario
        self.work = work
        self.base = work / "base"
        scenario.prepare(program, self.base)
        self.before = snapshot(self.base, scenario.timed)
        self.code, self.operations, self.expected = self._undisturbed("first")
        _, others, repeated = self._undisturbed("second")
        if problems := differences(repeated, self.expected):
            raise SystemExit(f"{scenario.name}: two undisturbed runs differ: {'; '.join(problems)}")
        if len(others) != len(self.operations):
            raise SystemExit(f"{scenario.name}: {len(self.operations)} operations, then {len(others)}")

    def _undisturbed(self, name):
        folder = self._copy(name)
        log = self.work / f"{name}.log"
        code, said = self.program.run(self.scenario.command, folder, log=log)
        # A tiny training may well end before its accuracy is met.
        if code not in (0, INACCURATE):
            raise SystemExit(f"{self.scenario.name}: exit code {code} without any fault:\n{said}")
        return code, operations(log), snapshot(folder, self.scenario.timed)

    def _copy(self, name):
        folder = self.work / name
        shutil.copytree(self.base, folder)
        return folder

    def problems(self, fault):
        """What is wrong after a fault; nothing where the program stood it."""
        name = f"{fault.at}-{fault.do.replace(':', '-')}"
        folder = self._copy(name)
        log = self.work / f"{name}.log"
        code, said = self.program.run(self.scenario.command, folder, fault, log)
        done = operations(log)
        if len(done) < fault.at:
            return [f"ended after {len(done)} operations with exit code {code}: {said}"]
        found = self._damage(folder) + self._said(fault, done[fault.at - 1], code, said)
        if not fault.kills and not fault.forbids_removal and done[fault.at - 1].name != "unlink":
            found += [f"left {left}" for left in leftovers(folder)]
        found += self._made_good(folder)
        if not found:
            shutil.rmtree(folder)
            log.unlink()
        return found

    # Files that the command does not change are as they were; all others are whole.
    def _damage(self, folder):
        now = files(folder)
        kept = [name for name, content in self.before.items() if self.expected.get(name) == content]
        found = [f"{name} is gone" for name in self.before if name not in now]
        found += [f"{name} was changed" for name in kept if name in now and now[name].read_bytes() != (self.base / name).read_bytes()]
        for name, path in now.items():
            if not name.endswith(".tmp") and (problem := damage(name, path.read_bytes())):
                found.append(f"{name} {problem}")
        return found

    def _said(self, fault, operation, code, said):
        if fault.kills:
            return [] if code == KILLED else [f"exit code {code} instead of a kill: {said}"]
        if fault.is_harmless:
            return [] if code == self.code else [f"exit code {code} after a short write: {said}"]
        if code == self.code and operation.name == "close":
            # What was written had been flushed before.
            return []
        problems = []
        if code != INVALID:
            problems.append(f"exit code {code} instead of {INVALID}")
        if "error: " not in said or TRACE.search(said):
            problems.append("no message, or a stack trace")
        if fault.cause not in said:
            problems.append(f"the message lacks '{fault.cause}'")
        # A failed close is no fault: where the disk stays broken, the next operation is the one that is told.
        if not (operation.name == "close" and fault.lasts) and operation.final not in said:
            problems.append(f"the message lacks '{operation.final}'")
        return [f"{problem}: {said}" for problem in problems]

    # The same command, or --resume, comes to what the undisturbed one came to.
    def _made_good(self, folder):
        if differences(snapshot(folder, self.scenario.timed), self.expected):
            # The program leaves young temporary files alone, whose writer may be about to rename them.
            for leftover in leftovers(folder):
                os.utime(folder / leftover, (LONG_AGO, LONG_AGO))
            again = self.scenario.again(folder)
            code, said = self.program.run(again, folder)
            if code != self.code:
                return [f"'{' '.join(again)}' afterwards: exit code {code}: {said}"]
        return [f"afterwards {problem}" for problem in differences(snapshot(folder, self.scenario.timed), self.expected)]
