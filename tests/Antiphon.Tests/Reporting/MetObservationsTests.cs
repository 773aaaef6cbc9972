using Antiphon.Cli.Reporting;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Tests.Reporting;

public class MetObservationsTests
{
    // 4 agents, of which 3 are in state 0 for ever, and an observation of 2: both in state 0 with probability 3/6, else one in each, when
    // the mode is the lower state, 0.
    private static readonly CooperativeGame Frozen = CooperativeGame.Create(
        new GameDefinition
        {
            Name = "frozen",
            Discount = 0.5,
            Agents = 4,
            GlobalStateNames = ["here", "there"],
            LocalStateNames = ["low", "high"],
            GlobalActionNames = ["a", "b"],
            LocalActionNames = ["stay"],
            GlobalTransition =
            [
                [
                    [1, 0],
                    [1, 0],
                ],
                [
                    [0, 1],
                    [0, 1],
                ],
            ],
            LocalTransition =
            [
                [
                    [
                        [1, 0],
                    ],
                    [
                        [1, 0],
                    ],
                ],
                [
                    [
                        [0, 1],
                    ],
                    [
                        [0, 1],
                    ],
                ],
            ],
            GlobalReward =
            [
                [0, 0],
                [0, 0],
            ],
            LocalReward =
            [
                [
                    [0],
                    [0],
                ],
                [
                    [0],
                    [0],
                ],
            ],
            Initial = new InitialLaw([1, 0], new IndependentLocalLaw([0.5, 0.5])),
        }
    );

    [Fact]
    public void The_shares_are_those_of_the_law_of_observations()
    {
        // The dispatcher says b only when it sees both in the high state.
        var lattice = new CountLattice(2, 2);
        var policy = new JointPolicy(
            TabularGlobalPolicy.FromFunction(2, 2, lattice, (_, rank) => rank == lattice.Rank([0, 2]) ? 1 : 0),
            LocalPolicy.Uniform(Frozen)
        );
        var options = new OnlineExecutionOptions { Horizon = 50, Seed = 5 };
        var observations = MetObservations.Record(Frozen, policy, options, CancellationToken.None);

        // Exactly: by the population of each of the 30 episodes, P(both high) = h (h - 1) / (4 * 3).
        double both = Enumerable
            .Range(0, 30)
            .Average(rollout =>
            {
                double high = 4 * EpisodeTrace.Record(Frozen, policy, options, rollout: rollout).Steps[0].Fractions[1];
                return high * (high - 1) / 12;
            });

        // 15,000 observations: Hoeffding puts the share within 0.0186 of its mean with probability 1 - 6e-5; the seed is fixed.
        Assert.InRange(both, 0.1, 0.5);
        Assert.Equal(both, observations.Share((_, mode, action) => mode == 1 && action == 1), 0.0186);
        Assert.Equal(1, observations.Share((globalState, _, _) => globalState == 0), 1e-9);
        Assert.Equal([1, 0], observations.Law(0, 0)!);
        Assert.Equal([0, 1], observations.Law(0, 1)!);
        Assert.Null(observations.Law(1, 0));
        Assert.Equal(
            "30 episodes of 50 steps with 4 agents, 10 observations drawn at each step with equal weight (seed 5)",
            observations.Source
        );
    }

    [Fact]
    public void A_policy_that_randomises_counts_by_its_probabilities()
    {
        var policy = new JointPolicy(new UniformGlobalPolicy(1, 2), LocalPolicy.Uniform(Frozen));
        var observations = MetObservations.Record(
            Frozen,
            policy,
            new OnlineExecutionOptions { Horizon = 1, Agents = 1_000_000_000_000 },
            CancellationToken.None
        );

        Assert.Equal([0.5, 0.5], observations.Law(0, 0)!);
    }
}
