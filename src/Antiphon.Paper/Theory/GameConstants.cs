using System.Text.Json.Serialization;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Paper;

/// <summary>All that the paper's bounds depend on: sizes, discount and reward bounds of a game.</summary>
/// <remarks>
/// Bounds are of expected rewards where rewards are random. Assumption 2.2 wants 0 &lt;= r_g &lt;= <see cref="GlobalReward"/> and 0 &lt;=
/// r_l &lt;= <see cref="LocalReward"/>. <see cref="Of(CooperativeGame)"/> shifts rewards that are negative somewhere by a constant, which
/// changes every return by the same amount and no comparison between policies.
/// </remarks>
public sealed record GameConstants
{
    /// <summary>G, the number of global states; at least 1.</summary>
    public required int GlobalStates { get; init; }

    /// <summary>S, the number of local states; at least 1.</summary>
    public required int LocalStates { get; init; }

    /// <summary>A, the number of global actions; at least 1.</summary>
    public required int GlobalActions { get; init; }

    /// <summary>B, the number of local actions; at least 1.</summary>
    public required int LocalActions { get; init; }

    /// <summary>n, the number of local agents; at least 1.</summary>
    public required long Agents { get; init; }

    /// <summary>gamma, in [0, 1).</summary>
    public required double Discount { get; init; }

    /// <summary>The paper's bound of r_g; not negative.</summary>
    public required double GlobalReward { get; init; }

    /// <summary>The paper's bound of r_l; not negative.</summary>
    public required double LocalReward { get; init; }

    /// <summary>
    /// The largest difference of two local rewards in the same global state, at most <see cref="LocalReward"/>: what the corrected bounds
    /// need instead of it. Null: unknown, and <see cref="LocalReward"/> stands for it.
    /// </summary>
    public double? LocalSpan { get; init; }

    /// <summary>What was added to r_g so that it starts at 0; 0 where it was never negative.</summary>
    public double GlobalShift { get; init; }

    /// <summary>What was added to r_l so that it starts at 0; 0 where it was never negative.</summary>
    public double LocalShift { get; init; }

    /// <summary>
    /// Largest minus smallest global reward that can be drawn (Assumption F.1); null where no reward of the game is random.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? GlobalDrawRange { get; init; }

    /// <summary>
    /// Largest minus smallest local reward that can be drawn (Assumption F.1); null where no reward of the game is random.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LocalDrawRange { get; init; }

    /// <summary>The bound of r = r_g + (1/n) sum r_l: the sum of both bounds.</summary>
    public double Reward => GlobalReward + LocalReward;

    /// <summary>V_max = r/(1 - gamma): all values of Assumption 2.2 lie between 0 and this.</summary>
    public double LargestValue => Reward / (1 - Discount);

    /// <summary>The difference of local rewards that the corrected bounds use.</summary>
    public double Span => LocalSpan ?? LocalReward;

    /// <summary>Whether Assumption 2.2 held without a shift.</summary>
    public bool RewardsWereNonnegative => GlobalShift == 0 && LocalShift == 0;

    /// <summary>The constants of a game; rewards that are negative somewhere are shifted to start at 0.</summary>
    /// <param name="game">The game.</param>
    /// <exception cref="InvalidInputException">The game's rows or rewards depend on the population.</exception>
    public static GameConstants Of(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        game.RequireUncoupled(
            "bounds on agents that move independently of each other",
            "train at a few k and compare the deployed returns"
        );
        (double globalReward, double globalShift) = Bound(game.GlobalRewards);
        (double localReward, double localShift) = Bound(game.LocalRewards);
        return new GameConstants
        {
            GlobalStates = game.GlobalStates,
            LocalStates = game.LocalStates,
            GlobalActions = game.GlobalActions,
            LocalActions = game.LocalActions,
            Agents = game.Agents,
            Discount = game.Discount,
            GlobalReward = globalReward,
            LocalReward = localReward,
            LocalSpan = LargestSpan(game),
            GlobalDrawRange = game.Noise is { } global ? global.GlobalSupport.Most - global.GlobalSupport.Least : null,
            LocalDrawRange = game.Noise is { } local ? local.LocalSupport.Most - local.LocalSupport.Least : null,
            GlobalShift = globalShift,
            LocalShift = localShift,
        };
    }

    /// <summary>
    /// span(rbar_l) of one local policy: the largest difference over local states of its expected local reward, in the worst global state.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="policy">pi_l, of this game.</param>
    internal static double SpanUnder(CooperativeGame game, LocalPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(policy);
        return LargestDifference(game, (localState, globalState) =>
        {
            double expected = 0.0;
            for (int action = 0; action < game.LocalActions; action++)
            {
                expected += policy.At(localState, globalState)[action] * game.LocalReward(localState, globalState, action);
            }

            return (expected, expected);
        });
    }

    /// <summary>Refuses constants that no game has.</summary>
    /// <exception cref="InvalidInputException">
    /// A size is below 1, gamma is outside [0, 1), or a reward bound is negative or not finite.
    /// </exception>
    internal void Check()
    {
        if (GlobalStates < 1 || LocalStates < 1 || GlobalActions < 1 || LocalActions < 1 || Agents < 1)
        {
            throw new InvalidInputException($"a size is below 1: {this}");
        }

        if (!(Discount >= 0 && Discount < 1))
        {
            throw new InvalidInputException($"gamma is {Discount}; expected at least 0 and below 1");
        }

        if (!IsBound(GlobalReward) || !IsBound(LocalReward) || !IsBound(Span))
        {
            throw new InvalidInputException(
                $"the reward bounds are {GlobalReward}, {LocalReward} and {Span}; Assumption 2.2 requires finite numbers of 0 or more"
            );
        }
    }

    private static bool IsBound(double value) => value >= 0 && double.IsFinite(value);

    private static (double Bound, double Shift) Bound(ReadOnlySpan<double> rewards)
    {
        (double least, double most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double reward in rewards)
        {
            (least, most) = (Math.Min(least, reward), Math.Max(most, reward));
        }

        return least < 0 ? (most - least, -least) : (most, 0);
    }

    private static double LargestSpan(CooperativeGame game) => LargestDifference(game, (localState, globalState) =>
        {
            (double least, double most) = (double.PositiveInfinity, double.NegativeInfinity);
            for (int action = 0; action < game.LocalActions; action++)
            {
                double reward = game.LocalReward(localState, globalState, action);
                (least, most) = (Math.Min(least, reward), Math.Max(most, reward));
            }

            return (least, most);
        });

    private static double LargestDifference(CooperativeGame game, Func<int, int, (double Least, double Most)> rewardOf)
    {
        double largest = 0.0;
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            (double least, double most) = (double.PositiveInfinity, double.NegativeInfinity);
            for (int localState = 0; localState < game.LocalStates; localState++)
            {
                (double low, double high) = rewardOf(localState, globalState);
                (least, most) = (Math.Min(least, low), Math.Max(most, high));
            }

            largest = Math.Max(largest, most - least);
        }

        return largest;
    }
}
