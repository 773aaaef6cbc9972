using Antiphon.Games;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.RandomGames;

/// <summary>Changes the rewards of a game.</summary>
/// <param name="random">Draws what is changed.</param>
/// <param name="kind">The unit of rewards, in words.</param>
internal sealed class TrialRewards(SmallRandom random, string kind)
{
    /// <summary>The changed game.</summary>
    public GameDefinition Of(GameDefinition given) =>
        given with
        {
            GlobalReward = [.. given.GlobalReward.Select(Changed)],
            GlobalRewardForms = given.GlobalRewardForms?.Select(Forms).ToArray(),
            LocalReward = Locals(given.LocalReward),
            LocalRewardForms = given.LocalRewardForms?.Select(part => part.Select(Forms).ToArray()).ToArray(),
            Types = given.Types?.Select(type => type with { LocalReward = Locals(type.LocalReward) }).ToArray(),
        };

    private double[][][] Locals(double[][][] table) => [.. table.Select(part => part.Select(Changed).ToArray())];

    private double[] Changed(double[] rewards) => [.. rewards.Select(Changed)];

    private RewardForm?[] Forms(RewardForm?[] forms) =>
        [
            .. forms.Select(form =>
                form is CoupledReward coupled ? new CoupledReward(coupled.Aggregate, [.. coupled.At.Select(Changed)]) : form
            ),
        ];

    private double Changed(double reward) =>
        kind switch
        {
            "rewards of 1e-12" => 1e-12 * reward,
            "rewards of 1e12" => 1e12 * reward,
            "mixed rewards" => reward * Math.Pow(10, random.Below(25) - 12),
            "no rewards" => 0,
            "offset" => 1e6 + reward,
            _ => reward,
        };
}
