using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Policies;

namespace Antiphon.Paper;

/// <summary>A fixed policy: one setting throughout, and all clients offer to work with the same probability.</summary>
/// <param name="Setting">Index of the setting.</param>
/// <param name="Share">Probability of an offer.</param>
internal sealed record FederatedHabit(int Setting, double Share)
{
    private static readonly double[] Shares = [0.25, 0.5, 0.75];

    /// <summary>The fixed baselines, each with what it may be tuned to.</summary>
    internal static IReadOnlyList<(string Name, IReadOnlyList<FederatedHabit> Choices)> Baselines(FederatedSystemOptions options)
    {
        FederatedHabit[] all = [.. options.Settings.Select((_, setting) => new FederatedHabit(setting, 1))];
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
        string share = Share < 1 ? $", {100 * Share:0}% of clients" : "";
        return FederatedDeclaration.Of(options).GlobalActionNames[Setting] + share;
    }

    /// <summary>As a pair.</summary>
    /// <param name="game">Gives the sizes.</param>
    internal JointPolicy Pair(CooperativeGame game)
    {
        double[] law = new double[game.LocalActions];
        law[FederatedClients.Idle] = 1 - Share;
        law[FederatedClients.Offer] = Share;
        double[] table = [.. Enumerable.Repeat(law, game.LocalStates * game.GlobalStates).SelectMany(row => row)];
        return new JointPolicy(
            new FunctionPolicy(0, game.GlobalActions, (_, _) => Setting),
            LocalPolicy.Create(game.LocalStates, game.GlobalStates, game.LocalActions, table)
        );
    }
}
