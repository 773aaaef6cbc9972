using System.Text.Json.Serialization;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Runs;

namespace Antiphon.Cli.Output;

/// <summary>The result of show --json, "antiphon-show/1".</summary>
internal sealed record ShowDocument
{
    public string Format { get; init; } = "antiphon-show/1";

    public string Version { get; init; } = AntiphonVersion.Current;

    public required string Game { get; init; }

    public required long Agents { get; init; }

    public required double Discount { get; init; }

    public required int Subsample { get; init; }

    /// <summary>The sampling rule.</summary>
    public required string Sampling { get; init; }

    /// <summary>The game with continuous states that this one was cut from; absent where it was not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CutGame? Cut { get; init; }

    /// <summary>How many agents of each type are observed; absent in games with one type.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TypeSplit>? Split { get; init; }

    /// <summary>The dispatcher of a finite game; absent in a continuous one, and where one decision alone was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DispatcherDocument? Dispatcher { get; init; }

    /// <summary>The local agents of a finite game; absent as the dispatcher is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalAgentsDocument? LocalAgents { get; init; }

    /// <summary>Where the pair spends its time; absent as the dispatcher is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OccupancyDocument? Occupancy { get; init; }

    /// <summary>What the dispatcher's actions are worth; absent where it was not asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValuesDocument? Values { get; init; }

    /// <summary>One decision; absent where it was not asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DecisionDocument? Decision { get; init; }

    /// <summary>Both sides of a continuous game; absent in a finite one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NetworksDocument? Networks { get; init; }

    /// <summary>Names a pair of a finite game, and says nothing of it yet.</summary>
    /// <param name="game">The game.</param>
    /// <param name="policy">A pair that fits it.</param>
    public static ShowDocument Head(CooperativeGame game, JointPolicy policy) =>
        new()
        {
            Game = game.Name,
            Agents = game.Agents,
            Discount = game.Discount,
            Subsample = policy.Global.Subsample,
            Sampling = game.Sampling.Text,
            Split =
                game.Types.Count == 1
                    ? null
                    :
                    [
                        .. game.Types.Zip(game.Types.Split(policy.Global.Subsample), (type, observed) =>
                            new TypeSplit(type.Name, observed)
                        ),
                    ],
        };

    /// <summary>Tabulates a pair of a finite game.</summary>
    /// <param name="game">The game.</param>
    /// <param name="policy">A pair that fits it.</param>
    /// <param name="visits">Where it spends its time.</param>
    /// <param name="cancellation">Cancels.</param>
    public static ShowDocument Of(CooperativeGame game, JointPolicy policy, PairVisits visits, CancellationToken cancellation) =>
        Head(game, policy) with
        {
            Dispatcher = DispatcherDocument.From(game, policy, cancellation),
            LocalAgents = LocalAgentsDocument.From(game, policy.Local),
            Occupancy = OccupancyDocument.From(game, visits),
        };
}

/// <summary>How many of the k observed agents are of a type.</summary>
internal sealed record TypeSplit(string Type, long Observed);

/// <summary>An action and its probability or its share, in [0, 1].</summary>
internal sealed record ActionShare(string Action, double Share)
{
    /// <summary>The actions of positive share, the largest first; equal shares in the game's order.</summary>
    public static IReadOnlyList<ActionShare> Of(ReadOnlySpan<double> shares, IReadOnlyList<string> names)
    {
        var found = new List<ActionShare>();
        for (int action = 0; action < shares.Length; action++)
        {
            if (shares[action] > 0)
            {
                found.Add(new ActionShare(names[action], shares[action]));
            }
        }

        return [.. found.OrderByDescending(each => each.Share)];
    }
}
