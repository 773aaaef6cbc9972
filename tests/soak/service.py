"""The built service under measurement: nothing of it is changed, but a hook of the runtime tells what it holds."""

import json
import os
import re
import signal
import subprocess
import threading
import time

HOOK = "ANTIPHON_SOAK_MEASUREMENTS"
PATIENCE = 120
TRAIN = ("train", "warehouse-flat", "--k", "2", "--agents", "12", "--restarts", "1", "--horizon", "10", "--rollouts", "2", "--seeds", "2")
SERVE = ("serve", "run", "--memory", "filter", "--demo", "warehouse-flat", "--runs", ".", "--log-decisions", "1000")


class Failed(Exception):
    """The program did not do what it should."""


class Service:
    """`antiphon serve` with a run, a demonstration, a folder of runs and a store, in a folder of its own."""

    def __init__(self, program, hook, folder):
        for arguments in ((*TRAIN, "--quiet", "--out", "run"), (*TRAIN, "--quiet", "--seed", "2", "--out", "other")):
            done = subprocess.run([*program, *arguments], cwd=folder, capture_output=True, text=True)
            if done.returncode not in (0, 3):
                raise Failed(f"antiphon {' '.join(arguments)}: exit code {done.returncode}\n{done.stderr}")
        self.measurements = folder / "measurements.jsonl"
        self.measurements.touch()
        self.log = open(folder / "said.txt", "w+")
        self.process = subprocess.Popen(
            [*program, *SERVE, "--store", "sessions.db", "--urls", "http://127.0.0.1:0"],
            cwd=folder,
            env={**os.environ, "DOTNET_STARTUP_HOOKS": str(hook), HOOK: str(self.measurements)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        for line in self.process.stdout:
            if found := re.match(r"Listening at http://([^:]+):(\d+)", line):
                self.address = (found[1], int(found[2]))
                break
        else:
            raise Failed(f"the service did not start: {self.said()}")
        # What else it prints must not fill the pipe.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def measure(self):
        """Collects the garbage of the service, and gives what it holds then."""
        before = self._lines()
        self.process.send_signal(signal.SIGUSR1)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            lines = self._lines()
            if len(lines) > len(before):
                return json.loads(lines[-1])
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise Failed(f"the service does not answer any more (exit code {self.process.poll()}): {self.said()}")

    def _lines(self):
        text = self.measurements.read_text()
        return text[: text.rfind("\n") + 1].splitlines()

    def said(self):
        self.log.flush()
        with open(self.log.name) as said:
            return said.read()

    def stop(self):
        """Ends it in good order; gives what is wrong with its end."""
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return [f"the service did not end within {PATIENCE} seconds"]
        finally:
            self.log.close()
        return [] if code == 0 else [f"the service ended with exit code {code}"]
