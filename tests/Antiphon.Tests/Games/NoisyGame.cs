using Antiphon.Games;

namespace Antiphon.Tests.Games;

/// <summary>Games with random rewards, and what they become when only the means are left.</summary>
internal static class NoisyGame
{
    /// <summary>The small game with one law of each kind on either side; every mean is that of the small game.</summary>
    public static GameDefinition Definition() => WithLaws(SmallGame.Definition());

    /// <summary>A game with fair coins around every reward: -width or +width, uniform noise in global state 0 for the locals.</summary>
    public static CooperativeGame AroundMeans(CooperativeGame game, double width)
    {
        GameDefinition definition = game.ToDefinition();
        return CooperativeGame.Create(
            definition with
            {
                GlobalRewardForms =
                [
                    .. definition.GlobalReward.Select(row => row.Select(mean => (RewardLaw?)Coin(mean, width)).ToArray()),
                ],
                LocalRewardForms =
                [
                    .. definition.LocalReward.Select(byGlobal =>
                        byGlobal
                            .Select(
                                (row, state) =>
                                    row.Select(mean => state == 0 ? new UniformRewardLaw(mean, width) : (RewardLaw?)Coin(mean, width))
                                        .ToArray()
                            )
                            .ToArray()
                    ),
                ],
            }
        );
    }

    /// <summary>The game in which every reward is its mean.</summary>
    public static CooperativeGame Means(CooperativeGame game) =>
        CooperativeGame.Create(game.ToDefinition() with { GlobalRewardForms = null, LocalRewardForms = null });

    /// <summary>mean - width or mean + width, equally likely; the mean is exact to rounding.</summary>
    public static FiniteRewardLaw Coin(double mean, double width) => new([mean - width, mean + width], [0.5, 0.5]);

    private static GameDefinition WithLaws(GameDefinition small) =>
        small with
        {
            GlobalRewardForms =
            [
                [null, Coin(2, 1)],
                [new UniformRewardLaw(-1, 0.25), null],
            ],
            LocalRewardForms =
            [
                [
                    [new UniformRewardLaw(1, 3)],
                    [null],
                ],
                [
                    [null],
                    [null],
                ],
                [
                    [new FiniteRewardLaw([4, 6, 7], [0.625, 0.125, 0.25])],
                    [null],
                ],
            ],
        };
}
