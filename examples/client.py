#!/usr/bin/env python3
"""A client of the policy service, with nothing but the standard library.

    ./antiphon train warehouse --k 10 --out runs/warehouse
    ./antiphon serve runs/warehouse --memory filter
    python3 examples/client.py http://127.0.0.1:5080

Where the service needs a key, put it into the environment variable ANTIPHON_KEY.
"""

import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid

ATTEMPTS = 8


class Service:
    def __init__(self, url):
        self.url = url.rstrip("/")

    def ask(self, method, path, body=None, headers=None):
        """The answer's document; a problem of the caller is raised, one of the service is tried again."""
        headers = {"Content-Type": "application/json", **(headers or {})}
        if key := os.environ.get("ANTIPHON_KEY"):
            headers["Authorization"] = f"Bearer {key}"
        data = None if body is None else json.dumps(body).encode()
        for attempt in range(ATTEMPTS):
            request = urllib.request.Request(self.url + path, data, headers, method=method)
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:
                    text = answer.read()
                    return json.loads(text) if text else None
            except urllib.error.HTTPError as refused:
                if refused.code not in (429, 503):
                    problem = json.load(refused)
                    raise SystemExit(f"{method} {path}: {problem.get('detail', problem['title'])}") from None
            except (OSError, http.client.HTTPException):
                pass  # The service is away, or died before it answered.
            time.sleep(0.1 * 2**attempt)
        raise SystemExit(f"{method} {path}: no answer")


def new_key():
    """A request that is sent again with its key is done once."""
    return {"Idempotency-Key": str(uuid.uuid4())}


class Session:
    """A dispatcher that remembers. A step that is sent again with its key is the same step, even after a restart of the service."""

    def __init__(self, service, policy, seed):
        self.service = service
        request = {"policy": policy, "seed": seed}
        self.path = "/v1/sessions/" + service.ask("POST", "/v1/sessions", request, new_key())["session"]

    def decide(self, global_state, states):
        question = {"globalState": global_state, "observation": {"states": states}}
        return self.service.ask("POST", self.path + "/decisions", question, new_key())

    def close(self):
        self.service.ask("DELETE", self.path)


def main():
    service = Service(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:5080")
    policy = service.ask("GET", "/v1/policies")["policies"][0]
    zones = policy["localStates"]
    print(f"{policy['name']}: {policy['game']}, observes {policy['k']} of {policy['agents']} agents")

    # What the observed agents report: most are in the second state.
    seen = [zones[1] if agent % 3 else zones[0] for agent in range(policy["k"])]
    session = Session(service, policy["name"], seed=7)
    for _ in range(3):
        step = session.decide(policy["globalStates"][0], seen)
        estimate = " ".join(f"{share:.2f}" for share in step.get("estimate", []))
        print(f"step {step['step']}: {step['actionName']}  {estimate}")
    session.close()

    question = {"globalState": 0, "localStates": zones, "seed": 7}
    actions = service.ask("POST", f"/v1/policies/{policy['name']}/local-decisions", question)["actions"]
    for zone, action in zip(zones, actions):
        print(f"an agent in {zone}: {policy['localActions'][action]}")


main()
