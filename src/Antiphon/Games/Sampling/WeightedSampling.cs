using System.Collections.Immutable;

namespace Antiphon.Games;

/// <summary>
/// k agents drawn one after the other without replacement, each time with probability proportional to the weight of an agent's local state
/// among those left (successive sampling). Weights may depend on the global state.
/// </summary>
public sealed record WeightedSampling : SamplingRule
{
    private readonly string text;

    /// <summary>Makes a rule of weights.</summary>
    /// <param name="weights">[s_g][x]; positive and finite.</param>
    /// <param name="text">
    /// The text form; null for one that lists the weights of the first global state, which then must be those of all.
    /// </param>
    internal WeightedSampling(ImmutableArray<ImmutableArray<double>> weights, string text) => (Weights, this.text) = (weights, text);

    /// <summary>[s_g][x].</summary>
    public ImmutableArray<ImmutableArray<double>> Weights { get; }

    /// <inheritdoc/>
    public override string Text => text;

    /// <summary>Weights that do not depend on the global state.</summary>
    /// <param name="game">The game.</param>
    /// <param name="weights">One positive finite weight per local state.</param>
    /// <exception cref="InvalidInputException">There is not one positive finite weight per local state.</exception>
    public static WeightedSampling Of(CooperativeGame game, ReadOnlySpan<double> weights)
    {
        ArgumentNullException.ThrowIfNull(game);
        var rule = new WeightedSampling(
            [.. Enumerable.Repeat(weights.ToArray().ToImmutableArray(), game.GlobalStates)],
            "weighted:" + string.Join(',', weights.ToArray().Select((weight, state) => $"{state}={weight:R}"))
        );
        return rule.Misfit(game) is { } misfit ? throw new InvalidInputException(misfit) : rule;
    }

    /// <summary>Whether another rule has the same weights.</summary>
    /// <param name="other">The other rule.</param>
    public bool Equals(WeightedSampling? other) =>
        other is not null
        && Weights.Length == other.Weights.Length
        && Weights.Zip(other.Weights).All(rows => rows.First.SequenceEqual(rows.Second));

    /// <inheritdoc/>
    public override int GetHashCode() => Weights.IsDefaultOrEmpty ? 0 : Weights.Sum(row => row.Sum()).GetHashCode();

    // Beyond, sums of weights over large populations lose the small ones, or overflow.
    internal static bool Allows(double weight) => weight is >= 1e-9 and <= 1e9;

    /// <inheritdoc/>
    internal override string? Misfit(CooperativeGame game)
    {
        if (Weights.Length != game.GlobalStates || Weights.Any(row => row.Length != game.LocalStates))
        {
            return $"the number of weights of {Text} differs from the game's {game.LocalStates} states";
        }

        double worst = Weights.SelectMany(row => row).FirstOrDefault(weight => !Allows(weight), 1);
        return worst == 1 ? null : $"a weight of {Text} is {worst}; expected a number from 1e-9 to 1e9";
    }
}
