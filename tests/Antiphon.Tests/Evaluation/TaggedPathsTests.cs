using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Tests.Evaluation;

public class TaggedPathsTests
{
    // Beside a dispatcher that is blind, one agent faces an ordinary decision process on (s_g, s_l).
    [Fact]
    public void One_agents_best_deviation_is_between_what_is_found_and_what_foresight_earns()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat").WithAgents(50);
        const int Horizon = 60;
        var pair = new JointPolicy(new UniformGlobalPolicy(3, game.GlobalActions), LocalPolicy.Uniform(game));

        (ConfidenceInterval found, ConfidenceInterval foreseeing) = new TaggedPaths(game, pair, Horizon).Measure(
            400,
            5,
            CancellationToken.None
        );

        double exact = Best(game, Horizon, isFree: true) - Best(game, Horizon, isFree: false);
        double slack = 2 * (found.High - found.Low);
        Assert.InRange(found.Mean, 0.9 * exact, exact + slack);
        Assert.InRange(foreseeing.Mean, exact - slack, double.PositiveInfinity);
    }

    [Fact]
    public void Equal_seeds_give_equal_figures()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat").WithAgents(50);
        var uniform = new JointPolicy(new UniformGlobalPolicy(3, game.GlobalActions), LocalPolicy.Uniform(game));
        var paths = new TaggedPaths(game, uniform, 30);

        Assert.Equal(paths.Measure(20, 1, CancellationToken.None), paths.Measure(20, 1, CancellationToken.None));
        Assert.NotEqual(paths.Measure(20, 1, CancellationToken.None), paths.Measure(20, 2, CancellationToken.None));
    }

    // By backward induction: dispatchers draw uniformly, agents do too or choose best; from the initial law's mean.
    private static double Best(CooperativeGame game, int horizon, bool isFree)
    {
        double[,] value = new double[game.GlobalStates, game.LocalStates];
        for (int step = 0; step < horizon; step++)
        {
            double[,] earlier = new double[game.GlobalStates, game.LocalStates];
            for (int global = 0; global < game.GlobalStates; global++)
            {
                double[] law =
                [
                    .. Enumerable
                        .Range(0, game.GlobalStates)
                        .Select(next =>
                            Enumerable.Range(0, game.GlobalActions).Average(action => game.GlobalTransition(global, action)[next])
                        ),
                ];
                for (int local = 0; local < game.LocalStates; local++)
                {
                    double[] gains =
                    [
                        .. Enumerable
                            .Range(0, game.LocalActions)
                            .Select(action =>
                                game.LocalReward(local, global, action) + (game.Discount * Later(local, global, action, law))
                            ),
                    ];
                    earlier[global, local] = isFree ? gains.Max() : gains.Average();
                }
            }

            value = earlier;
        }

        double[] start = MeanStart.Of(game);
        return Enumerable
            .Range(0, game.GlobalStates)
            .Sum(global =>
                game.Initial.Global[global] * Enumerable.Range(0, game.LocalStates).Sum(local => start[local] * value[global, local])
            );

        double Later(int local, int global, int action, double[] law)
        {
            double[] row = game.LocalTransition(local, global, action).ToArray();
            return law.Select((mass, next) => mass * row.Select((share, to) => share * value[next, to]).Sum()).Sum();
        }
    }
}
