"""Clients that ask for decisions as fast as they are answered, over as few layers as possible: they share the processors with what they
measure."""

import asyncio
import json
import random
import time

OBSERVED = 5
STATES = 5
PAUSE = 0.05

# Seconds after which a request is sent to another server, with the same key; that the silent one is left alone; and to give up.
ATTEMPT = 2
REST = 5
PATIENCE = 60


class Session:
    def __init__(self, seed):
        self.seed = seed
        self.id = None
        self.answers = []
        self.numbers = []

    def question(self, number):
        """What is asked in a step: the same for everyone who asks."""
        stream = random.Random(f"{self.seed} {number}")
        counts = [0] * STATES
        for _ in range(OBSERVED):
            counts[stream.randrange(STATES)] += 1
        return json.dumps({"globalState": stream.randrange(STATES), "observation": counts}).encode()


class Connection:
    """One connection to a server, opened anew when it breaks."""

    def __init__(self, server):
        self.server = server
        self.address = None
        self.reader = self.writer = None
        self.rested = 0

    def is_usable(self):
        """Whether the server did not fail lately, or was started again since."""
        return self.rested < time.monotonic() or self.address != self.server.address

    async def ask(self, method, path, body=b"", key=None):
        """Status and document; raises OSError where the server is away."""
        if self.writer is None or self.address != self.server.address:
            self.close()
            self.address = self.server.address
            self.rested = time.monotonic() + REST
            self.reader, self.writer = await asyncio.wait_for(asyncio.open_connection(*self.address), ATTEMPT)
            self.rested = 0
        named = f"Idempotency-Key: {key}\r\n" if key else ""
        sized = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{named}{sized}\r\n"
        try:
            self.writer.write(head.encode() + body)
            return await asyncio.wait_for(self.answer(), ATTEMPT)
        except (OSError, EOFError, asyncio.TimeoutError) as failure:
            self.close()
            self.rested = time.monotonic() + REST
            raise OSError("no answer") from failure

    async def answer(self):
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        length = next(int(line[15:]) for line in head.split("\r\n") if line.lower().startswith("content-length:"))
        text = await self.reader.readexactly(length)
        return int(head[9:12]), json.loads(text) if text else None

    def close(self):
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


class Client:
    """Asks members in turn; a request is sent again with its key until it is answered."""

    def __init__(self, members, stream):
        self.connections = [Connection(member) for member in members]
        self.stream = stream
        self.longest = 0

    async def ask(self, path, body, key):
        began = time.monotonic()
        while True:
            try:
                usable = [connection for connection in self.connections if connection.is_usable()]
                status, document = await self.stream.choice(usable or self.connections).ask("POST", path, body, key)
                if status in (200, 201):
                    self.longest = max(self.longest, time.monotonic() - began)
                    return document
                if status != 503:
                    raise SystemExit(f"{path}: {status} {document}")
            except (OSError, asyncio.TimeoutError):
                pass
            if time.monotonic() - began > PATIENCE:
                raise SystemExit(f"{path}: no answer for {PATIENCE} s")
            await asyncio.sleep(PAUSE)

    async def open(self, session, policy):
        body = json.dumps({"policy": policy, "seed": session.seed}).encode()
        session.id = (await self.ask("/v1/sessions", body, f"open {session.seed}"))["session"]

    async def decide(self, session):
        number = len(session.answers)
        answer = await self.ask(f"/v1/sessions/{session.id}/decisions", session.question(number), f"key {number}")
        session.numbers.append(answer["step"])
        session.answers.append((answer["action"], answer["estimate"]))

    def close(self):
        for connection in self.connections:
            connection.close()


class Load:
    def __init__(self, members, policy, seeds, clients, seed):
        self.members = members
        self.policy = policy
        self.sessions = [Session(each) for each in seeds]
        self.clients = clients
        self.stream = random.Random(seed)
        self.longest = 0

    def run(self, seconds, disturb=None):
        """Asks for so long, and disturbs after a second; returns the decisions per second."""
        before = sum(len(session.answers) for session in self.sessions)
        began = time.monotonic()
        asyncio.run(self.ask(began + seconds, disturb))
        return (sum(len(session.answers) for session in self.sessions) - before) / (time.monotonic() - began)

    async def ask(self, end, disturb):
        shares = [self.sessions[number :: self.clients] for number in range(self.clients)]
        await asyncio.gather(*(self.serve(share, end) for share in shares if share), self.disturbance(disturb))

    async def disturbance(self, disturb):
        if disturb is not None:
            await asyncio.sleep(1)
            await asyncio.to_thread(disturb)

    async def serve(self, sessions, end):
        client = Client(self.members, random.Random(self.stream.randrange(2**32)))
        for session in sessions:
            if session.id is None:
                await client.open(session, self.policy)
        while time.monotonic() < end:
            for session in sessions:
                await client.decide(session)
        client.close()
        self.longest = max(self.longest, client.longest)

    def repeated_or_missing(self):
        return [
            f"session with seed {session.seed} has the steps {session.numbers[:9]}.."
            for session in self.sessions
            if session.numbers != list(range(len(session.numbers)))
        ]

    def steps_differ(self, members):
        """Sessions that have more or fewer steps than were answered, as any member tells; or whose latest key gets another answer."""
        return asyncio.run(self.compared(members))

    async def compared(self, members):
        wrong = []
        for session in self.sessions:
            for member in members:
                connection = Connection(member)
                _, told = await connection.ask("GET", f"/v1/sessions/{session.id}")
                number = len(session.answers) - 1
                path = f"/v1/sessions/{session.id}/decisions"
                _, again = await connection.ask("POST", path, session.question(number), f"key {number}")
                connection.close()
                if told["steps"] != number + 1:
                    wrong.append(f"session with seed {session.seed} has {told['steps']} steps; {number + 1} were answered")
                if (again["step"], (again["action"], again["estimate"])) != (number, session.answers[number]):
                    wrong.append(f"session with seed {session.seed}: the key of step {number} has the answer {again}")
        return wrong


def replayed(server, policy, sessions):
    """The answers of one server to the same questions."""

    async def lead(session):
        client = Client([server], random.Random(0))
        again = Session(session.seed)
        await client.open(again, policy)
        for _ in session.answers:
            await client.decide(again)
        client.close()
        return again.answers

    async def lead_all():
        return await asyncio.gather(*(lead(session) for session in sessions))

    return asyncio.run(lead_all())
