using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// Whether the figures of a certificate follow from the functions of its witness: sums under the initial law and maxima over all states,
/// state by state.
/// </summary>
internal sealed class GapChecks(CooperativeGame game, DirectLaws laws, CertificateWitness witness, CancellationToken cancellation)
{
    /// <summary>
    /// What rounding may do to a sum over states, as a share of the sum of the sizes of its terms; to a difference, of the sizes of both
    /// sides.
    /// </summary>
    internal const double RoundingShare = 1e-11;

    // Whoever adds a gain and its errors in another order may be off by a last digit of the errors, however small the gain is.
    private const double OrderShare = 1e-15;

    private const int PlacesBetweenChecks = 4096;

    /// <summary>The inequalities that need no function: order of the ends, signs, and epsilon.</summary>
    internal static IEnumerable<Inequality> Figures(StoredCertificate stored)
    {
        NashCertificate certificate = stored.Certificate;
        foreach ((string name, EquilibriumGap gap) in Gaps(certificate))
        {
            foreach ((string part, GapInterval interval) in new[] { ("initial", gap.Initial), ("worst", gap.Worst) })
            {
                yield return new Inequality($"{name}.{part}: 0 <= lower end", 0, interval.Lower, 0);
                yield return new Inequality($"{name}.{part}: lower end <= upper end", interval.Lower, interval.Upper, 0);
            }
        }

        yield return new Inequality("firstOrderGap: 0 <= its bound", 0, certificate.FirstOrderGap ?? 0, 0);
        yield return new Inequality(
            "epsilon.initial: at least the upper ends of dispatcherGap and agentGap",
            certificate.EpsilonInitial,
            stored.EpsilonInitial,
            0
        );
        yield return new Inequality(
            "epsilon.worst: at least the upper ends of dispatcherGap and agentGap",
            certificate.EpsilonWorst,
            stored.EpsilonWorst,
            0
        );
    }

    /// <summary>The value and its residual.</summary>
    internal IEnumerable<Inequality> Value(NashCertificate certificate)
    {
        WitnessFunction value = witness.Find(WitnessNames.Value)!;
        (double mean, double size) = (0.0, 0.0);
        for (int place = 0; place < value.Values.Length; place++)
        {
            Poll(place);
            mean += Start(place) * value.Values[place];
            size += Start(place) * Math.Abs(value.Values[place]);
        }

        yield return new Inequality("residual: at least the proved error of the value function", value.Error, certificate.Residual, 0);
        yield return new Inequality(
            "value.initial: within the residual of the expected value function",
            Math.Abs(mean - certificate.Value),
            certificate.Residual - value.Error,
            RoundingShare * size
        );
    }

    /// <summary>A gap over population states: dispatcher, team or welfare.</summary>
    internal IEnumerable<Inequality> Population(
        string field,
        string name,
        EquilibriumGap gap,
        Func<int, double> relaxed,
        double relaxedError
    )
    {
        WitnessFunction value = witness.Find(WitnessNames.Value)!;
        return Ends(field, name, gap, value, Start, relaxed, relaxedError);
    }

    /// <summary>A gap over states of one tagged agent.</summary>
    internal IEnumerable<Inequality> Agent(string field, string name, EquilibriumGap gap)
    {
        CountLattice others = laws.Lattice(laws.Agents - 1);
        int rows = others.Size * game.LocalStates;
        (int[] places, double[] shares) = (new int[rows], new double[rows]);
        for (int row = 0; row < rows; row++)
        {
            Poll(row);
            int[] counts = laws.Counts(laws.Agents - 1, row / game.LocalStates);
            counts[row % game.LocalStates]++;
            places[row] = laws.Lattice(laws.Agents).Rank(counts);
            shares[row] = laws.Start(counts) * counts[row % game.LocalStates] / laws.Agents;
        }

        WitnessFunction own = witness.Find(name == WitnessNames.Agent ? WitnessNames.Value : WitnessNames.SelfishValue)!;
        WitnessFunction best = witness.Find(WitnessNames.Best(name))!;
        WitnessFunction value =
            name == WitnessNames.Agent
                ? own with
                {
                    Values =
                    [
                        .. Enumerable
                            .Range(0, rows * game.GlobalStates)
                            .Select(place =>
                                own.Values[(places[place / game.GlobalStates] * game.GlobalStates) + (place % game.GlobalStates)]
                            ),
                    ],
                }
                : own;
        return Ends(
            field,
            name,
            gap,
            value,
            place => shares[place / game.GlobalStates] * game.Initial.Global[place % game.GlobalStates],
            place => best.Values[place],
            best.Error
        );
    }

    private static IEnumerable<(string Name, EquilibriumGap Gap)> Gaps(NashCertificate certificate) =>
        [
            ("dispatcherGap", certificate.DispatcherGap),
            ("agentGap", certificate.AgentGap),
            ("teamGap", certificate.TeamGap),
            ("selfishAgentGap", certificate.SelfishAgentGap),
            ("welfareGap", certificate.WelfareGap),
        ];

    private IEnumerable<Inequality> Ends(
        string field,
        string name,
        EquilibriumGap gap,
        WitnessFunction value,
        Func<int, double> start,
        Func<int, double> relaxed,
        double relaxedError
    )
    {
        Gain bound = Difference(value, start, relaxed);
        double errors = relaxedError + value.Error;
        yield return new Inequality(
            $"{field}.initial: upper end at least the relaxation's expected gain with errors",
            bound.Mean + errors,
            gap.Initial.Upper,
            bound.MeanRounding + (OrderShare * errors)
        );
        yield return new Inequality(
            $"{field}.worst: upper end at least the relaxation's largest gain with errors",
            bound.Largest + errors,
            gap.Worst.Upper,
            bound.LargestRounding + (OrderShare * errors)
        );
        if (gap.Initial.Lower > 0)
        {
            (double sure, double rounding) = Sure(WitnessNames.Initial(name), worst: false);
            yield return new Inequality(
                $"{field}.initial: lower end at most what its deviation surely gains",
                gap.Initial.Lower,
                sure,
                rounding
            );
        }

        if (gap.Worst.Lower > 0)
        {
            (double sure, double rounding) = Sure(WitnessNames.Worst(name), worst: true);
            yield return new Inequality(
                $"{field}.worst: lower end at most what its deviation surely gains somewhere",
                gap.Worst.Lower,
                sure,
                rounding
            );
        }

        (double Gain, double Rounding) Sure(string deviation, bool worst)
        {
            if (witness.Find(deviation) is not { } function)
            {
                return (0, 0); // Without a deviation only 0 is sure.
            }

            Gain found = Difference(value, start, place => function.Values[place]);
            (double gain, double rounding) = worst ? (found.Largest, found.LargestRounding) : (found.Mean, found.MeanRounding);
            double unsure = function.Error + value.Error;
            return (gain - unsure, rounding + (OrderShare * unsure));
        }
    }

    private Gain Difference(WitnessFunction value, Func<int, double> start, Func<int, double> other)
    {
        (double mean, double size, double largest, int at) = (0.0, 0.0, double.NegativeInfinity, 0);
        for (int place = 0; place < value.Values.Length; place++)
        {
            Poll(place);
            double difference = other(place) - value.Values[place];
            mean += start(place) * difference;
            size += start(place) * Size(place);
            if (double.IsNaN(difference) || difference > largest)
            {
                (largest, at) = (difference, place);
            }
        }

        return new Gain(mean, RoundingShare * size, largest, RoundingShare * Size(at));

        double Size(int place) => Math.Abs(other(place)) + Math.Abs(value.Values[place]);
    }

    private void Poll(int place)
    {
        if (place % PlacesBetweenChecks == 0)
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }

    // How much more one function is than another under the initial law and at most, and how far rounding can move either.
    private readonly record struct Gain(double Mean, double MeanRounding, double Largest, double LargestRounding);

    private double Start(int place) =>
        laws.Start(laws.Counts(laws.Agents, place / game.GlobalStates)) * game.Initial.Global[place % game.GlobalStates];
}
