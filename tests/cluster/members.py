"""The processes: Redis, and servers that may be killed."""

import os
import re
import shlex
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(program, folder, *arguments):
    """Runs the command to its end."""
    done = subprocess.run([*shlex.split(program), *arguments], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"antiphon {' '.join(arguments)}: {done.stderr}")


def spent(process):
    """Processor seconds of a process so far."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Redis:
    """A server of Redis with a folder and a port of its own, which keeps what it answered."""

    def __init__(self, folder, fsync):
        self.folder = tempfile.mkdtemp(dir=folder)
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.fsync = fsync

    def __enter__(self):
        settings = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", self.folder]
        kept = ["--appendonly", "yes", "--appendfsync", self.fsync, "--save", "", "--daemonize", "no"]
        self.process = subprocess.Popen(["redis-server", *settings, *kept], stdout=subprocess.DEVNULL)
        end = time.monotonic() + 10
        while time.monotonic() < end:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as asked:
                    asked.sendall(b"PING\r\n")
                    if asked.recv(16).startswith(b"+PONG"):
                        return self
            except OSError:
                time.sleep(0.05)
        raise SystemExit("redis-server does not answer")

    def spent(self):
        return spent(self.process)

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


class Member:
    """`antiphon serve` in a process of its own."""

    def __init__(self, program, folder, served):
        self.program = program
        self.folder = folder
        self.served = served
        self.process = None
        self.error = None
        self.address = None

    def start(self):
        """Starts it, and waits until it listens; a member that ended is started again."""
        self.error = tempfile.TemporaryFile("w+", dir=self.folder)
        command = [*shlex.split(self.program), "serve", *self.served, "--urls", "http://127.0.0.1:0"]
        self.process = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=self.error, text=True)
        for line in self.process.stdout:
            if found := re.match(r"Listening at http://([^:]+):(\d+)", line):
                self.address = (found[1], int(found[2]))
                return
        raise SystemExit(f"a server ended at its start: {self.said()}")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def suspend(self):
        self.process.send_signal(signal.SIGSTOP)

    def wake(self):
        self.process.send_signal(signal.SIGCONT)

    def spent(self):
        return spent(self.process)

    def ended(self, within):
        """Waits for its end by itself; returns what it said."""
        self.process.wait(within)
        return self.said()

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def said(self):
        self.error.seek(0)
        return self.error.read()
