#!/usr/bin/env python3
"""Independent tabular Q-learning for the dispatcher and the robots of the warehouse, with nothing but the standard library.

    python3 examples/q_learner.py

Both sides learn at once and each treats the other as part of its world. The dispatcher's table is over the global state and what it
observes of k robots, the robots' shared table over a robot's state and the global state. Prints the discounted returns of random actions
and of what was learned, in fresh episodes, and fails unless learning gained much.
"""

import random
import sys
from pathlib import Path

from antiphon_environment import BatchedEnvironment

GAME, K, AGENTS, BATCH = "warehouse", 3, 10, 100
TRAINING_STEPS, EPISODE, HORIZON = 3000, 100, 100
STEP_SIZES = (0.2, 0.02)  # first, last
EXPLORATION = (0.5, 0.02)  # first, last
COMMAND = (str(Path(__file__).resolve().parent.parent / "antiphon"),)


class Learner:
    """A table of Q-values: actions are greedy, but for exploration."""

    def __init__(self, actions, discount, rng):
        self.actions, self.discount, self.rng, self.table = actions, discount, rng, {}

    def values(self, seen):
        values = self.table.get(seen)
        if values is None:
            values = self.table[seen] = [0.0] * self.actions
        return values

    def act(self, seen, exploration):
        if self.rng.random() < exploration:
            return int(self.rng.random() * self.actions)
        values = self.values(seen)
        return values.index(max(values))

    def learn(self, seen, action, reward, then, step_size):
        values = self.values(seen)
        values[action] += step_size * (reward + self.discount * max(self.values(then)) - values[action])


def views(reply):
    """What the dispatcher and the robots of each environment see."""
    states = reply["globalState"]
    dispatchers = [(state, *counts) for state, counts in zip(states, reply["observation"])]
    robots = [[(own, state) for own in local] for state, local in zip(states, reply["localState"])]
    return dispatchers, robots


def decide(dispatcher, robot, reply, exploration):
    seen, locals_seen = views(reply)
    return [dispatcher.act(one, exploration) for one in seen], [[robot.act(one, exploration) for one in own] for own in locals_seen]


def train(environment, dispatcher, robot):
    for time in range(TRAINING_STEPS):
        if time % EPISODE == 0:
            reply = environment.reset(**({"seed": 1} if time == 0 else {}))
        done = time / TRAINING_STEPS
        step_size, exploration = (first + done * (last - first) for first, last in (STEP_SIZES, EXPLORATION))
        actions, local_actions = decide(dispatcher, robot, reply, exploration)
        then = environment.step(actions, local_actions)
        (seen, locals_seen), (next_seen, next_locals) = views(reply), views(then)
        for place in range(BATCH):
            dispatcher.learn(seen[place], actions[place], then["reward"][place], next_seen[place], step_size)
            # A robot learns from its own part of the team reward: the other parts are, to it, noise.
            robot_rewards = then["localReward"][place]
            for each in zip(locals_seen[place], local_actions[place], robot_rewards, next_locals[place]):
                robot.learn(*each, step_size)
        reply = then


def evaluate(environment, dispatcher, robot, exploration, discount):
    """The mean discounted team return over fresh episodes."""
    reply = environment.reset(seed=2)
    total, weight = 0.0, 1.0
    for _ in range(HORIZON):
        reply = environment.step(*decide(dispatcher, robot, reply, exploration))
        total += weight * sum(reply["reward"]) / BATCH
        weight *= discount
    return total


def main():
    rng = random.Random(1)
    command = tuple(sys.argv[1:]) or COMMAND
    with BatchedEnvironment(GAME, K, agents=AGENTS, batch=BATCH, command=command) as environment:
        about = environment.description
        discount = about["discount"]
        dispatcher = Learner(len(about["globalActions"]), discount, rng)
        robot = Learner(len(about["localActions"]), discount, rng)
        chance = evaluate(environment, dispatcher, robot, 1.0, discount)
        train(environment, dispatcher, robot)
        learned = evaluate(environment, dispatcher, robot, 0.0, discount)
    print(f"random actions: {chance:.1f}")
    print(f"after {TRAINING_STEPS * BATCH:,} steps: {learned:.1f}")
    assert learned > 1.25 * chance, "learning gained too little"


if __name__ == "__main__":
    main()
