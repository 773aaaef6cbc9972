"""A game of Antiphon as a parallel multi-agent environment, with nothing but the standard library.

The methods are those of PettingZoo's ParallelEnv: reset, step, agents, possible_agents, observation_space, action_space, close. Spaces
are plain descriptions (Discrete, Counts and Box below), so that no other package is needed.

    from antiphon_environment import AntiphonEnvironment

    with AntiphonEnvironment("warehouse", k=3, agents=10, horizon=100) as environment:
        observations, infos = environment.reset(seed=7)
        actions = {agent: environment.action_space(agent).sample() for agent in environment.agents}
        observations, rewards, terminations, truncations, infos = environment.step(actions)

The agent "dispatcher" observes the global state and how many of the k sampled agents are in each local state. The agents "local_0",
"local_1", .. observe their own state and the global state. All earn the team reward. BatchedEnvironment takes steps in many
environments at once, in lists instead of dictionaries; it is what to train with where speed counts.
"""

import json
import random
import subprocess
from dataclasses import dataclass


class EnvironmentFault(Exception):
    """The environment refused a request; nothing has moved."""


@dataclass(frozen=True)
class Discrete:
    """Whole numbers from 0 to n - 1; names says what they mean."""

    n: int
    names: tuple

    def contains(self, value):
        return isinstance(value, int) and 0 <= value < self.n

    def sample(self):
        return random.randrange(self.n)


@dataclass(frozen=True)
class Counts:
    """Lists of places numbers, none negative, that sum to total."""

    places: int
    total: int

    def contains(self, value):
        return len(value) == self.places and min(value) >= 0 and sum(value) == self.total


@dataclass(frozen=True)
class Box:
    """Tuples of which each part lies in one of the spaces."""

    parts: tuple

    def contains(self, value):
        return len(value) == len(self.parts) and all(part.contains(own) for part, own in zip(self.parts, value))


class BatchedEnvironment:
    """Environments that take their steps together: the protocol of docs/environment.md, one method per request."""

    def __init__(self, game, k=None, *, command=("antiphon",), batch=1, options=(), **named):
        """options are further words of the command line; named ones, such as agents=10, become --agents 10."""
        if k is not None:
            named["k"] = k
        words = [word for name, value in named.items() if value is not None for word in (f"--{name.replace('_', '-')}", str(value))]
        self._process = subprocess.Popen(
            [*command, "environment", game, "--batch", str(batch), *words, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self.description = self._ask({"request": "describe"})

    def reset(self, **fields):
        """Begins episodes. Fields: seed, batch, first. Returns the reply: globalState, observation, localState, one entry each."""
        return self._ask({"request": "reset", **fields})

    def step(self, global_action=None, local_actions=None):
        """Takes one step. Actions: one entry per environment; None for a side that a fixed policy decides for."""
        request = {"request": "step"}
        if global_action is not None:
            request["globalAction"] = global_action
        if local_actions is not None:
            request["localActions"] = local_actions
        return self._ask(request)

    def close(self):
        """Ends the process."""
        if self._process.stdin:
            self._process.stdin.close()
            self._process.stdout.close()
            self._process.wait()
            self._process.stdin = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _ask(self, request):
        try:
            self._process.stdin.write(json.dumps(request, separators=(",", ":")) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            code = self._process.wait()
            self.close()
            raise EnvironmentFault(f"the process ended with exit code {code}; its error is above")
        reply = json.loads(line)
        if "error" in reply:
            raise EnvironmentFault(reply["error"])
        return reply


class AntiphonEnvironment:
    """One environment, as a ParallelEnv."""

    metadata = {"name": "antiphon", "render_modes": []}
    render_mode = None

    def __init__(self, game, k=None, *, horizon=None, **named):
        self._batch = BatchedEnvironment(game, k, horizon=horizon, **named)
        self.description = about = self._batch.description
        self._locals = [f"local_{i}" for i in range(about["agents"])] if about["choosesLocal"] else []
        self.possible_agents = (["dispatcher"] if about["choosesGlobal"] else []) + self._locals
        self.agents = []
        states = Discrete(len(about["globalStates"]), tuple(about["globalStates"]))
        # Where observations can be lost, the lost ones are counted before the states.
        places = len(about["localStates"]) + about["sampling"].startswith("lossy")
        self._dispatcher_space = Box((states, Counts(places, about["k"])))
        self._local_space = Box((Discrete(len(about["localStates"]), tuple(about["localStates"])), states))
        self._actions = {
            side: Discrete(len(about[names]), tuple(about[names]))
            for side, names in (("dispatcher", "globalActions"), ("local", "localActions"))
        }

    @property
    def num_agents(self):
        return len(self.agents)

    @property
    def max_num_agents(self):
        return len(self.possible_agents)

    @property
    def unwrapped(self):
        return self

    def observation_space(self, agent):
        return self._dispatcher_space if agent == "dispatcher" else self._local_space

    def action_space(self, agent):
        return self._actions["dispatcher" if agent == "dispatcher" else "local"]

    def reset(self, seed=None, options=None):
        """Begins an episode; without a seed the next one of the present seed. options: {"first": number of the episode}."""
        fields = dict(options or {})
        if seed is not None:
            fields["seed"] = seed
        reply = self._batch.reset(**fields)
        self.agents = list(self.possible_agents)
        return self._observations(reply), {agent: {} for agent in self.agents}

    def step(self, actions):
        """Takes one step. actions: one for every agent of self.agents."""
        missing = [agent for agent in self.agents if agent not in actions]
        if missing or not self.agents:
            raise EnvironmentFault(f"no action for {missing[0]}" if missing else "the episode is over; reset first")
        reply = self._batch.step(
            [actions["dispatcher"]] if self.description["choosesGlobal"] else None,
            [[actions[agent] for agent in self._locals]] if self._locals else None,
        )
        own = dict(zip(self._locals, reply["localReward"][0])) if self._locals else {}
        result = (
            self._observations(reply),
            dict.fromkeys(self.agents, reply["reward"][0]),
            dict.fromkeys(self.agents, False),
            dict.fromkeys(self.agents, reply["truncated"]),
            {agent: {"localReward": own[agent]} if agent in own else {} for agent in self.agents},
        )
        if reply["truncated"]:
            self.agents = []
        return result

    def render(self):
        return None

    def state(self):
        raise NotImplementedError("the state of the whole population is not told")

    def close(self):
        self._batch.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _observations(self, reply):
        state = reply["globalState"][0]
        seen = {"dispatcher": (state, reply["observation"][0])} if "observation" in reply else {}
        return seen | {agent: (own, state) for agent, own in zip(self._locals, reply.get("localState", [[]])[0])}
