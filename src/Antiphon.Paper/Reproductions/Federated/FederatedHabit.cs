using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Policies;

namespace Antiphon.Paper;

/// <summary>A fixed policy: one setting throughout, and all clients offer the same work with the same probability.</summary>
/// <param name="Setting">Index of the setting.</param>
/// <param name="IsLong">Whether long or short work is offered.</param>
/// <param name="Share">Probability of an offer.</param>
internal sealed record FederatedHabit(int Setting, bool IsLong, double Share)
{
    private static readonly bool[] Efforts = [false, true];
    private static readonly double[] Shares = [0.25, 0.5, 0.75];

    /// <summary>The fixed baselines, each with what it may be tuned to.</summary>
    internal static IReadOnlyList<(string Name, IReadOnlyList<FederatedHabit> Choices)> Baselines(FederatedSystemOptions options)
    {
        FederatedHabit[] all =
        [
            .. from setting in Enumerable.Range(0, options.Settings.Count)
            from isLong in Efforts
            where !isLong || options.Settings[setting].MostEpochs > options.ShortEpochs
            select new FederatedHabit(setting, isLong, 1),
        ];
        return
        [
            ("FedAvg", [.. all.Where(habit => options.Settings[habit.Setting].Proximal == 0)]),
            ("FedProx", [.. all.Where(habit => options.Settings[habit.Setting].Proximal > 0)]),
            ("random participation", [.. all.SelectMany(habit => Shares.Select(share => habit with { Share = share }))]),
        ];
    }

    /// <summary>In words.</summary>
    internal string Words(FederatedSystemOptions options)
    {
        FederatedSetting own = options.Settings[Setting];
        int epochs = Math.Min(own.MostEpochs, IsLong ? options.LongEpochs : options.ShortEpochs);
        string share = Share < 1 ? $", {100 * Share:0}% of clients" : "";
        return FormattableString.Invariant($"step {own.StepSize}, mu {own.Proximal}, {epochs} {(epochs == 1 ? "epoch" : "epochs")}")
            + share;
    }

    /// <summary>As a pair.</summary>
    /// <param name="game">Gives the sizes.</param>
    internal JointPolicy Pair(CooperativeGame game)
    {
        double[] law = new double[game.LocalActions];
        law[FederatedClients.Idle] = 1 - Share;
        law[IsLong ? FederatedClients.OfferLong : FederatedClients.OfferShort] += Share;
        double[] table = [.. Enumerable.Repeat(law, game.LocalStates * game.GlobalStates).SelectMany(row => row)];
        return new JointPolicy(
            new FunctionPolicy(0, game.GlobalActions, (_, _) => Setting),
            LocalPolicy.Create(game.LocalStates, game.GlobalStates, game.LocalActions, table)
        );
    }
}
