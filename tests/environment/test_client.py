"""The Python client of `antiphon environment` (examples/antiphon_environment.py): python3 -m unittest discover tests/environment"""

import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples"))
sys.dont_write_bytecode = True

from antiphon_environment import AntiphonEnvironment, BatchedEnvironment, EnvironmentFault  # noqa: E402

COMMAND = (str(ROOT / "antiphon"),)


def warehouse(**named):
    return AntiphonEnvironment("warehouse", k=2, agents=3, command=COMMAND, **named)


class ClientTests(unittest.TestCase):
    def test_agents_are_the_dispatcher_and_the_local_ones(self):
        with warehouse() as environment:
            self.assertEqual(["dispatcher", "local_0", "local_1", "local_2"], environment.possible_agents)
            self.assertEqual([], environment.agents)
            environment.reset(seed=1)
            self.assertEqual(environment.possible_agents, environment.agents)
            self.assertEqual((4, 4), (environment.num_agents, environment.max_num_agents))

    def test_observations_lie_in_their_spaces_and_all_earn_the_team_reward(self):
        with warehouse() as environment:
            observations, infos = environment.reset(seed=1)
            self.assertEqual({agent: {} for agent in environment.agents}, infos)
            for _ in range(20):
                for agent, seen in observations.items():
                    self.assertTrue(environment.observation_space(agent).contains(seen), (agent, seen))
                actions = {agent: environment.action_space(agent).sample() for agent in environment.agents}
                observations, rewards, terminations, truncations, infos = environment.step(actions)
                self.assertEqual(set(environment.agents), set(observations))
                self.assertEqual(1, len(set(rewards.values())))
                self.assertFalse(any(terminations.values()) or any(truncations.values()))
                self.assertEqual({"localReward"}, set(infos["local_0"]))

    def test_the_horizon_truncates_the_episode_of_every_agent(self):
        with warehouse(horizon=2) as environment:
            environment.reset(seed=1)
            still = dict.fromkeys(environment.agents, 0)
            self.assertFalse(any(environment.step(still)[3].values()))
            self.assertTrue(all(environment.step(still)[3].values()))
            self.assertEqual([], environment.agents)
            with self.assertRaisesRegex(EnvironmentFault, "reset first"):
                environment.step(still)

    def test_equal_seeds_give_equal_episodes_and_no_seed_the_next_one(self):
        with warehouse() as environment:
            first, _ = environment.reset(seed=5)
            second, _ = environment.reset()
            self.assertEqual(first, environment.reset(seed=5)[0])
            self.assertEqual(second, environment.reset(seed=5, options={"first": 1})[0])

    def test_a_fixed_side_has_no_agents(self):
        with AntiphonEnvironment("warehouse", k=2, local="follow", command=COMMAND) as environment:
            observations, _ = environment.reset(seed=1)
            self.assertEqual(["dispatcher"], list(observations))
            environment.step({"dispatcher": 3})

    def test_lost_observations_are_counted_first(self):
        with warehouse(sampling="lossy:0.5") as environment:
            observations, _ = environment.reset(seed=1)
            self.assertEqual(6, len(observations["dispatcher"][1]))
            self.assertTrue(environment.observation_space("dispatcher").contains(observations["dispatcher"]))

    def test_a_wrong_action_is_a_fault_that_moves_nothing(self):
        with warehouse() as environment:
            environment.reset(seed=5)
            still = dict.fromkeys(environment.agents, 0)
            with self.assertRaisesRegex(EnvironmentFault, r"localActions\[0\]\[1\] is 7; expected an action from 0 to 2"):
                environment.step(still | {"local_1": 7})
            with self.assertRaisesRegex(EnvironmentFault, "no action for local_2"):
                environment.step({agent: 0 for agent in environment.agents if agent != "local_2"})
            after = environment.step(still)
            environment.reset(seed=5)
            self.assertEqual(after, environment.step(still))

    def test_a_command_that_ends_is_a_fault(self):
        with self.assertRaisesRegex(EnvironmentFault, "exit code 2"):
            BatchedEnvironment("warehouse", command=COMMAND)


if __name__ == "__main__":
    unittest.main()
