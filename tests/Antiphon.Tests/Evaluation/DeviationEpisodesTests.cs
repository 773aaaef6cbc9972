using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Evaluation;

public class DeviationEpisodesTests
{
    // The next global state is a fair coin whatever anybody does, and an agent earns 1 where its state equals it: no policy earns more
    // than another. One that is chosen by four episodes fits them; on these very episodes it would seem to gain.
    [Fact]
    public void A_deviation_is_judged_by_other_episodes_than_those_it_was_found_in()
    {
        CooperativeGame game = Coins();
        var pair = new JointPolicy(new UniformGlobalPolicy(1, 1), LocalPolicy.Uniform(game));
        var paths = new TaggedPaths(game, pair, 4);
        double[] found = [.. Enumerable.Range(0, 400).Select(seed => paths.Measure(4, (ulong)seed, CancellationToken.None).Found.Mean)];

        double mean = found.Average();
        double error = Math.Sqrt(found.Average(value => (value - mean) * (value - mean)) / found.Length);

        // Five standard errors.
        Assert.InRange(mean, -5 * error, 5 * error);
    }

    private static CooperativeGame Coins() =>
        CooperativeGame.Create(
            new RandomGame(1)
            {
                GlobalStates = 2,
                LocalStates = 2,
                GlobalActions = 1,
                LocalActions = 2,
                Agents = 3,
            }
                .Create()
                .ToDefinition() with
            {
                GlobalTransition =
                [
                    [
                        [0.5, 0.5],
                    ],
                    [
                        [0.5, 0.5],
                    ],
                ],
                GlobalRows = null,
                GlobalReward =
                [
                    [0],
                    [0],
                ],
                LocalTransition = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, 2).Select(_ => Moves()).ToArray())],
                LocalRows = null,
                LocalReward =
                [
                    [
                        [1, 1],
                        [0, 0],
                    ],
                    [
                        [0, 0],
                        [1, 1],
                    ],
                ],
                Initial = new InitialLaw([0.5, 0.5], new IndependentLocalLaw([0.5, 0.5])),
            }
        );

    // Action 0 goes to state 0, action 1 to state 1.
    private static double[][] Moves() =>
        [
            [1, 0],
            [0, 1],
        ];
}
