using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Tests.Equilibrium;

/// <summary>Sizes at which a model must not be taken, or not be built.</summary>
public class LimitTests
{
    [Fact]
    public void One_local_state_with_a_million_millions_of_agents_is_trained_in_the_mean_field()
    {
        CooperativeGame game = OneLocalState().WithAgents(1_000_000_000_000);
        var options = new AlternationOptions
        {
            Subsample = 2,
            Restarts = 1,
            Horizon = 5,
            Rollouts = 2,
            Seeds = 2,
            Threads = 1,
            Baselines = false,
        };
        AlternationResult<JointPolicy> result = new Alternation(options).Run(game);
        Assert.Equal("mean-field", result.PopulationModel);
        // All agents are in the one state, whatever anyone does: r = 1 at every step, so V = 1 / (1 - 0.5).
        Assert.Equal(2, result.Value, 1e-6);
    }

    [Fact]
    public void An_exact_population_of_over_a_million_agents_is_refused()
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => new ExactPopulation(OneLocalState(), 1_000_001));
        Assert.Contains("mean-field", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resolution_beyond_memory_is_refused_before_anything_is_built()
    {
        var options = new AlternationOptions
        {
            Subsample = 2,
            Resolution = 2000,
            Population = PopulationChoice.MeanField,
        };
        InvalidInputException error = Assert.Throws<InvalidInputException>(() =>
            new Alternation(options).Run(BuiltInGames.Get("warehouse"))
        );
        Assert.Contains("lower the resolution", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Episodes_beyond_the_limit_are_refused_before_training()
    {
        bool trained = false;
        var options = new AlternationOptions { Subsample = 2, Rollouts = 1_000_000_000 };
        Assert.Throws<InvalidInputException>(() =>
            new Alternation(options).Run(BuiltInGames.Get("warehouse"), onProposal: _ => trained = true)
        );
        Assert.False(trained);
    }

    private static CooperativeGame OneLocalState() =>
        CooperativeGame.Create(
            new GameDefinition
            {
                Name = "one state",
                Discount = 0.5,
                Agents = 10,
                GlobalStateNames = ["g"],
                LocalStateNames = ["l"],
                GlobalActionNames = ["a"],
                LocalActionNames = ["b"],
                GlobalTransition =
                [
                    [
                        [1.0],
                    ],
                ],
                LocalTransition =
                [
                    [
                        [
                            [1.0],
                        ],
                    ],
                ],
                GlobalReward =
                [
                    [0.25],
                ],
                LocalReward =
                [
                    [
                        [0.75],
                    ],
                ],
                Initial = new InitialLaw([1.0], new IndependentLocalLaw([1.0])),
            }
        );
}
