using System.Collections.Immutable;
using Antiphon.Numerics;

namespace Antiphon.Games;

/// <summary>
/// How the rows and rewards of a game depend on its aggregates. Every one of them is sum_h hat_h(mu) part_h: the hat functions of an
/// aggregate are 1 at one of its breakpoints and 0 at the others, linear between; hat 0 is 1 everywhere and belongs to what does not
/// depend on the population. So whatever is linear in kernels and rewards is computed hat by hat. Immutable.
/// </summary>
internal sealed class Couplings
{
    /// <summary>The values of the hat functions of a game without aggregates: there is the constant one alone.</summary>
    public static readonly ImmutableArray<double> Constant = [1.0];

    private readonly double[][] weights;
    private readonly double[][] breakpoints;
    private readonly int[] first;
    private readonly (int Aggregate, int Breakpoint)[] places;
    private readonly CoupledReward?[] globalRewards;
    private readonly CoupledReward?[] localRewards;

    private Couplings(IReadOnlyList<Aggregate> aggregates, CoupledReward?[] globalRewards, CoupledReward?[] localRewards)
    {
        Aggregates = [.. aggregates.Select(Positive)];
        (this.globalRewards, this.localRewards) = (globalRewards, localRewards);
        weights = [.. Aggregates.Select(one => one.Weights.ToArray())];
        breakpoints = [.. Aggregates.Select(one => one.Breakpoints.ToArray())];
        places =
        [
            (-1, 0),
            .. breakpoints.SelectMany((at, aggregate) => Enumerable.Range(0, at.Length).Select(breakpoint => (aggregate, breakpoint))),
        ];
        first = [.. Enumerable.Range(0, breakpoints.Length).Select(aggregate => Array.IndexOf(places, (aggregate, 0)))];
    }

    // A zero is written, and hashed, without a sign.
    private static Aggregate Positive(Aggregate given) =>
        new(given.Name, [.. given.Weights.Select(weight => weight + 0.0)], [.. given.Breakpoints.Select(at => at + 0.0)]);

    /// <summary>The aggregates that the game declares.</summary>
    public ImmutableArray<Aggregate> Aggregates { get; }

    /// <summary>How many hat functions there are, the constant one included.</summary>
    public int Hats => places.Length;

    /// <summary>How r_g depends on the population, index order [s_g][a_g]; null where it does not.</summary>
    public ReadOnlySpan<CoupledReward?> GlobalRewards => globalRewards;

    /// <summary>How r_l depends on the population, index order [s_l][s_g][a_l]; null where it does not.</summary>
    public ReadOnlySpan<CoupledReward?> LocalRewards => localRewards;

    /// <summary>The couplings of a game; null where it declares no aggregates.</summary>
    public static Couplings? Of(IReadOnlyList<Aggregate>? aggregates, IEnumerable<RewardForm?> global, IEnumerable<RewardForm?> local) =>
        aggregates is { Count: > 0 }
            ? new Couplings(
                aggregates,
                [.. global.Select(form => form as CoupledReward)],
                [.. local.Select(form => form as CoupledReward)]
            )
            : null;

    /// <summary>The aggregate, and the breakpoint, whose hat function has a number; -1 and 0 for the constant one.</summary>
    public (int Aggregate, int Breakpoint) Place(int hat) => places[hat];

    /// <summary>The part of a row under a hat function; null where the row has none there.</summary>
    public TransitionRow? Part(TransitionRow row, int hat)
    {
        (int aggregate, int breakpoint) = Place(hat);
        return row.Coupling is { } coupling ? (coupling.Aggregate == aggregate ? coupling.At[breakpoint] : null)
            : hat == 0 ? row
            : null;
    }

    /// <summary>The part of a reward under a hat function; 0 where it has none there.</summary>
    /// <param name="coupled">How it depends on the population; null where it does not.</param>
    /// <param name="reward">What it is where it does not.</param>
    /// <param name="hat">The number of the hat function.</param>
    public double Part(CoupledReward? coupled, double reward, int hat)
    {
        (int aggregate, int breakpoint) = Place(hat);
        return coupled is null ? (hat == 0 ? reward : 0) : (coupled.Aggregate == aggregate ? coupled.At[breakpoint] : 0);
    }

    /// <summary>A row at given values of the hat functions.</summary>
    public TransitionRow At(TransitionRow row, ReadOnlySpan<double> hats)
    {
        if (row.Coupling is not { } coupling)
        {
            return row;
        }

        ReadOnlySpan<double> own = Of(coupling.Aggregate, hats);
        var moves = new List<(int Target, double Probability)>();
        for (int breakpoint = 0; breakpoint < own.Length; breakpoint++)
        {
            TransitionRow part = coupling.At[breakpoint];
            for (int place = 0; place < part.Targets.Length; place++)
            {
                moves.Add((part.Targets[place], own[breakpoint] * part.Probabilities[place]));
            }
        }

        return TransitionRow.Of(moves);
    }

    /// <summary>A reward at given values of the hat functions.</summary>
    public double At(CoupledReward coupled, ReadOnlySpan<double> hats) =>
        ConjugateGradient.Dot(Of(coupled.Aggregate, hats), coupled.At.AsSpan());

    /// <summary>A table of rewards at given values of the hat functions.</summary>
    public double[] At(ReadOnlySpan<CoupledReward?> coupled, ReadOnlySpan<double> rewards, ReadOnlySpan<double> hats)
    {
        double[] values = rewards.ToArray();
        for (int place = 0; place < values.Length; place++)
        {
            values[place] = coupled[place] is { } form ? At(form, hats) : values[place];
        }

        return values;
    }

    /// <summary>The values of one aggregate's hat functions among those of all.</summary>
    public ReadOnlySpan<double> Of(int aggregate, ReadOnlySpan<double> hats) =>
        hats.Slice(first[aggregate], breakpoints[aggregate].Length);

    /// <summary>Writes the values of all hat functions at a population.</summary>
    /// <param name="fractions">mu, length S.</param>
    /// <param name="hats">Receives the values, length <see cref="Hats"/>; of every aggregate's at most two are not 0.</param>
    public void Write(ReadOnlySpan<double> fractions, Span<double> hats)
    {
        hats.Clear();
        hats[0] = 1;
        for (int aggregate = 0; aggregate < first.Length; aggregate++)
        {
            double phi = ConjugateGradient.Dot(weights[aggregate], fractions);
            Write(phi, breakpoints[aggregate], hats.Slice(first[aggregate], breakpoints[aggregate].Length));
        }
    }

    private static void Write(double phi, ReadOnlySpan<double> at, Span<double> hats)
    {
        if (!(phi > at[0]))
        {
            // NaN goes on as NaN.
            hats[0] = double.IsNaN(phi) ? phi : 1;
            return;
        }

        int above = 1;
        while (above < at.Length && phi >= at[above])
        {
            above++;
        }

        if (above == at.Length)
        {
            hats[^1] = 1;
            return;
        }

        double share = (phi - at[above - 1]) / (at[above] - at[above - 1]);
        (hats[above - 1], hats[above]) = (1 - share, share);
    }
}
