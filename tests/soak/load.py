"""What is asked of the service all the time: sessions, decisions, the page and its streams, and changes of the demonstration."""

import collections
import http.client
import json
import random
import socket
import threading
import time

from service import PATIENCE, Failed

RUN = "run"
DEMO = "warehouse-flat"
ZONES = 5
OBSERVED = {RUN: 2, DEMO: 10}
OPEN_SESSIONS = 40

# Every k comes again before all others were seen: at most sixteen pairs are kept, so each is trained anew.
SUBSAMPLES = range(1, 19)


def question(stream, policy):
    counts = [0] * ZONES
    for _ in range(OBSERVED[policy]):
        counts[stream.randrange(ZONES)] += 1
    return {"globalState": stream.randrange(ZONES), "observation": counts}


class Client:
    """One connection that is kept."""

    def __init__(self, address):
        self.address = address
        self.connection = http.client.HTTPConnection(*address, timeout=60)

    def ask(self, method, path, body=None, key=None):
        """Status and body of the answer."""
        headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def get(self, method, path, body=None, key=None, expected=(200,)):
        status, answer = self.ask(method, path, body, key)
        if status not in expected:
            raise Failed(f"{method} {path} {json.dumps(body)}: {status}: {answer.decode(errors='replace')[:500]}")
        return answer

    def close(self):
        self.connection.close()


class Worker(threading.Thread):
    """Does one kind of thing at a steady rate until it is told to stop; a failure is kept, and it goes on."""

    per_second = 1
    MOST_FAILURES = 20

    def __init__(self, address, seed):
        super().__init__(daemon=True)
        self.address = address
        self.stream = random.Random(f"{seed} {type(self).__name__}")
        self.done = collections.Counter()
        self.failures = []
        self.stopping = threading.Event()
        self.client = Client(address)

    def run(self):
        due = time.monotonic()
        while not self.stopping.is_set() and len(self.failures) < self.MOST_FAILURES:
            try:
                self.step()
            except (Failed, OSError, http.client.HTTPException, ValueError, KeyError) as problem:
                if not self.stopping.is_set():
                    self.failures.append(f"{type(self).__name__}: {type(problem).__name__}: {problem}")
                self.client.close()
            # Late work is not made up for: the load is steady, whatever it meets.
            due = max(due + 1 / self.per_second, time.monotonic())
            self.stopping.wait(due - time.monotonic())
        self.client.close()

    def step(self):
        raise NotImplementedError


class Sessions(Worker):
    """Opens sessions, decides in them, sends steps again, looks at them and closes them."""

    per_second = 40

    def __init__(self, address, seed):
        super().__init__(address, seed)
        self.open = []
        self.number = 0

    def step(self):
        self.number += 1
        if len(self.open) < OPEN_SESSIONS:
            self.begin()
            return
        kind = self.stream.random()
        if kind < 0.06:
            session, _ = self.open.pop(self.stream.randrange(len(self.open)))
            self.client.get("DELETE", f"/v1/sessions/{session}", expected=(204,))
            self.done["sessions closed"] += 1
        elif kind < 0.12:
            session, _ = self.stream.choice(self.open)
            json.loads(self.client.get("GET", f"/v1/sessions/{session}"))
            self.done["requests"] += 1
        elif kind < 0.3:
            self.decide_without_session()
        else:
            self.decide()

    def begin(self):
        policy = self.stream.choice((RUN, DEMO))
        answer = self.client.get("POST", "/v1/sessions", {"policy": policy, "seed": self.number}, expected=(201,))
        self.open.append((json.loads(answer)["session"], policy))
        self.done["sessions opened"] += 1

    def decide(self):
        session, policy = self.stream.choice(self.open)
        body, key = question(self.stream, policy), f"{id(self)} {self.number}"
        first = self.client.get("POST", f"/v1/sessions/{session}/decisions", body, key)
        self.done["steps"] += 1
        if self.stream.random() < 0.1:
            again = self.client.get("POST", f"/v1/sessions/{session}/decisions", body, key)
            if again != first:
                raise Failed(f"a step that was sent again was answered {again} instead of {first}")

    def decide_without_session(self):
        self.client.get("POST", f"/v1/policies/{DEMO}/decisions", question(self.stream, DEMO))
        locals_ = {"globalState": self.stream.randrange(ZONES), "localStates": [self.stream.randrange(ZONES) for _ in range(8)]}
        self.client.get("POST", f"/v1/policies/{DEMO}/local-decisions", locals_)
        self.done["requests"] += 2


class Page(Worker):
    """Loads what the page loads, and what operators ask."""

    per_second = 4
    PATHS = ("/", "/page.css", "/page.js", "/v1/policies", "/v1/sessions?limit=20", "/v1/demo", "/v1/work", "/v1/runs", "/metrics")
    PATHS += ("/healthz", "/readyz", "/openapi/v1.json")

    def step(self):
        path = self.stream.choice(self.PATHS)
        self.client.get("GET", path)
        self.done["requests"] += 1
        if self.stream.random() < 0.05:
            self.look_at_runs()

    def look_at_runs(self):
        runs = [run["id"] for run in json.loads(self.client.get("GET", "/v1/runs"))["runs"]]
        self.client.get("GET", f"/v1/runs/compare?a={runs[0]}&b={runs[1]}")
        self.client.get("GET", f"/v1/runs/{runs[0]}/report")
        self.client.get("GET", f"/v1/runs/{runs[1]}")
        self.done["requests"] += 4


class Streams(Worker):
    """Connects to streams of events and drops them: after a while, at once, or without ever reading."""

    per_second = 2
    MOST = 12

    def __init__(self, address, seed):
        super().__init__(address, seed)
        self.held = []

    def step(self):
        while len(self.held) >= self.stream.randint(1, self.MOST):
            self.held.pop(self.stream.randrange(len(self.held))).close()
        path = self.stream.choice(("/v1/demo/events", "/v1/work/events", self.session()))
        opened = socket.create_connection(self.address, timeout=60)
        opened.sendall(f"GET {path} HTTP/1.1\r\nHost: {self.address[0]}:{self.address[1]}\r\n\r\n".encode())
        self.done["streams"] += 1
        self.held.append(opened)
        # A session may have been closed meanwhile.
        if self.stream.random() < 0.7 and opened.recv(4096)[:12] not in (b"HTTP/1.1 200", b"HTTP/1.1 404"):
            raise Failed(f"{path} is no stream")

    def session(self):
        listed = json.loads(self.client.get("GET", "/v1/sessions?limit=50"))["sessions"]
        return f"/v1/sessions/{self.stream.choice(listed)['session']}/events" if listed else "/v1/demo/events"


class Player(Worker):
    """Plays with the demonstration: other k, which are trained, other n, shocks, taking over."""

    per_second = 1

    def __init__(self, address, seed):
        super().__init__(address, seed)
        self.turn = 0

    def step(self):
        self.turn += 1
        change = (
            {"taken": False, "k": SUBSAMPLES[self.turn // 3 % len(SUBSAMPLES)], "n": self.stream.randint(20, 1000)},
            {"speed": self.stream.randint(1, 60), "shock": True},
            {"taken": True, "action": self.stream.randrange(ZONES), "restart": self.stream.random() < 0.3},
        )[self.turn % 3]
        self.client.get("POST", "/v1/demo", change, expected=(204,))
        self.done["requests"] += 1
        if "k" in change:
            self.await_k(change["k"])

    def await_k(self, k):
        """Watches until the population has this k."""
        until = time.monotonic() + PATIENCE
        watching = http.client.HTTPConnection(*self.address, timeout=60)
        try:
            watching.request("GET", "/v1/demo/events")
            for line in watching.getresponse():
                if self.stopping.is_set():
                    return
                if line.startswith(b"data: ") and json.loads(line[6:]).get("k") == k:
                    self.done["trainings of the demonstration"] += 1
                    return
                if time.monotonic() > until:
                    raise Failed(f"the demonstration has no k = {k} after {PATIENCE} seconds: {line.decode()}")
        finally:
            watching.close()


WORKERS = (Sessions, Sessions, Page, Streams, Player)


class Asker:
    """Asks the same questions each time; the answers are compared byte by byte."""

    def __init__(self, address):
        self.address = address

    def answers(self):
        client, stream, found = Client(self.address), random.Random("the same"), {}
        for path in ("/v1/policies", "/openapi/v1.json", "/page.js"):
            found[path] = client.get("GET", path)
        for number in range(20):
            body = question(stream, DEMO) | {"seed": number, "probabilities": True}
            found[f"decision {number}"] = client.get("POST", f"/v1/policies/{DEMO}/decisions", body)
            body = {"globalState": number % ZONES, "localStates": [each % ZONES for each in range(50)], "seed": number}
            found[f"local decision {number}"] = client.get("POST", f"/v1/policies/{DEMO}/local-decisions", body)
        for policy in (RUN, DEMO):
            opened = json.loads(client.get("POST", "/v1/sessions", {"policy": policy, "seed": 11}, expected=(201,)))
            path = f"/v1/sessions/{opened['session']}"
            for number in range(40):
                found[f"step {number} under {policy}"] = client.get("POST", f"{path}/decisions", question(stream, policy))
            client.get("DELETE", path, expected=(204,))
        client.close()
        return found
