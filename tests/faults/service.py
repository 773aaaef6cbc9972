"""The service with its store under one fault: what it acknowledged is there after a restart."""

import http.client
import json
import re
import shutil
import signal
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from program import FLUSHES, PATIENCE, operations
from scenarios import EARLIER, Scenario
from trials import INVALID, KILLED, TRACE

STEPS = 6
ATTEMPTS = 8
STORE = "sessions.db"
SERVE = ("serve", "run", "--memory", "filter", "--store", STORE, "--urls", "http://127.0.0.1:0")


class Gone(Exception):
    """The service does not answer any more."""


class Server:
    """One process of the service, and what it says."""

    def __init__(self, program, folder, fault=None, log=None):
        self.process = program.start(SERVE, folder, fault, log)
        self.said = ""
        self.refused = 0
        self.reader = threading.Thread(target=self._read)
        self.reader.start()
        self.url = None
        for line in self.process.stdout:
            if found := re.match(r"Listening at (\S+)", line):
                self.url = found[1]
                break

    def _read(self):
        self.said = self.process.stderr.read()

    def ask(self, method, path, body=None, key=None):
        """The answer, asked for again where the store refuses; None where it refuses all along."""
        headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
        data = None if body is None else json.dumps(body).encode()
        for _ in range(ATTEMPTS):
            try:
                request = urllib.request.Request(self.url + path, data, headers, method=method)
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as refusal:
                if refusal.code != 503:
                    raise AssertionError(f"{method} {path}: {refusal.code}: {refusal.read().decode()}") from None
                self.refused += 1
                time.sleep(0.1)
            except (OSError, http.client.HTTPException):
                raise Gone from None
        return None

    def stop(self):
        """Ends it in good order, if it still runs; gives its exit code."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE)
        except TimeoutError:
            self.process.kill()
        self.process.stdout.close()
        self.reader.join()
        self.process.stderr.close()
        return self.process.wait()


def converse(server, answers):
    """Opens a session and takes its steps; keeps every answer at once. False: the service refuses or is gone."""
    try:
        session = answers.get("session") or server.ask("POST", "/v1/sessions", {"policy": "run", "seed": 7}, "open")
        if session is None:
            return False
        answers["session"] = session
        for step in range(STEPS):
            question = {"globalState": step % 2, "observation": [step % 2, 1 - step % 2]}
            answer = server.ask("POST", f"/v1/sessions/{session['session']}/decisions", question, f"step {step}")
            if answer is None:
                return False
            if answers.setdefault(step, answer) != answer:
                raise AssertionError(f"step {step} was answered {answers[step]}, and later {answer}")
        return True
    except Gone:
        return False


def decisions(answers):
    return [answers.get(step) for step in range(STEPS)]


class ServiceTrials:
    """As the trials of a command; the undisturbed result is what an undisturbed service answers."""

    scenario = Scenario("serve --store", SERVE, (EARLIER,))

    def __init__(self, program, _scenario, work):
        self.program = program
        self.work = work
        self.base = work / "base"
        self.scenario.prepare(program, self.base)
        answers, log = {}, work / "first.log"
        server = Server(program, self._copy("first"), log=log)
        done = converse(server, answers)
        if (code := server.stop()) != 0 or not done:
            raise SystemExit(f"serve: exit code {code} without any fault: {server.said}")
        self.operations, self.expected = operations(log), decisions(answers)

    def _copy(self, name):
        folder = self.work / name
        shutil.copytree(self.base, folder)
        return folder

    def problems(self, fault):
        name = f"{fault.at}-{fault.do.replace(':', '-')}"
        folder, log, answers = self._copy(name), self.work / f"{name}.log", {}
        try:
            found = self._disturbed(folder, log, fault, answers) + self._restarted(folder, answers)
        except AssertionError as problem:
            found = [str(problem)]
        if not found:
            shutil.rmtree(folder)
            log.unlink()
        return found

    def _disturbed(self, folder, log, fault, answers):
        server = Server(self.program, folder, fault, log)
        try:
            served = server.url is not None and converse(server, answers)
        finally:
            code = server.stop()
        done = operations(log)
        if len(done) < fault.at:
            return [f"ended after {len(done)} operations with exit code {code}: {server.said}"]
        if fault.kills:
            return [] if code == KILLED else [f"exit code {code} instead of a kill: {server.said}"]
        if server.url is None:
            return [] if code == INVALID and not TRACE.search(server.said) and STORE in server.said else [
                f"it did not start, with exit code {code}: {server.said}"
            ]
        return self._noticed(fault, done[fault.at - 1], code, server, served)

    # A flush of the log that fails is told to the one who asked, or at least to the log.
    def _noticed(self, fault, operation, code, server, served):
        found = [f"exit code {code}: {server.said}"] if code != 0 or TRACE.search(server.said) else []
        if not fault.lasts and not served:
            found.append(f"the service did not recover: {server.said}")
        if operation.name in FLUSHES and operation.path.endswith("-wal") and not server.refused and "the store failed" not in server.said:
            found.append("nobody was told that a flush failed")
        return found

    def _restarted(self, folder, answers):
        server = Server(self.program, folder)
        if server.url is None:
            return [f"afterwards the service does not start: exit code {server.stop()}: {server.said}"]
        try:
            done = converse(server, answers)
        finally:
            code = server.stop()
        found = [] if code == 0 and done else [f"afterwards: exit code {code}: {server.said}"]
        if decisions(answers) != self.expected:
            found.append(f"the steps were {decisions(answers)} instead of {self.expected}")
        return found + self._checked(folder / STORE)

    @staticmethod
    def _checked(store: Path):
        with sqlite3.connect(store) as database:
            damage = database.execute("PRAGMA integrity_check").fetchone()[0]
            steps = database.execute("SELECT COUNT(*) FROM antiphon_steps").fetchone()[0]
            sessions = database.execute("SELECT COUNT(*) FROM antiphon_sessions").fetchone()[0]
        database.close()
        found = [] if damage == "ok" else [f"the store: {damage}"]
        return found if (sessions, steps) == (1, STEPS) else [*found, f"the store has {sessions} sessions with {steps} steps"]
