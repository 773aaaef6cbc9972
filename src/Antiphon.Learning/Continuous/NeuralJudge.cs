using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>
/// Decides, at the true n and on common random numbers, whether a pair earns more than the incumbent, by <see cref="PairedComparison"/>;
/// or takes every proposal, as the authors' program does.
/// </summary>
/// <param name="game">The game.</param>
/// <param name="options">Which, and how.</param>
internal sealed class NeuralJudge(ContinuousGame game, ContinuousOptions options) : IJudge<NeuralPair>
{
    private readonly PairedComparisonOptions comparison = options.Comparison(game.Discount);

    /// <inheritdoc/>
    public string Description => options.JudgesProposals ? comparison.Describe(game.Agents) : "none: every proposal was accepted";

    /// <inheritdoc/>
    public Ruling Compare(NeuralPair incumbent, NeuralPair candidate, long number, CancellationToken cancellation) =>
        candidate.SameAs(incumbent) ? Ruling.Repeated
        : options.JudgesProposals ? Judged(Compare(Deploy(incumbent), Deploy(candidate), number, cancellation))
        : Taken(incumbent, candidate, number, cancellation);

    /// <summary>Compares two deployed pairs.</summary>
    internal PairedResult Compare(IDeployment incumbent, IDeployment candidate, long number, CancellationToken cancellation) =>
        new PairedComparison(comparison).Compare(incumbent, candidate, options.Threshold, number, cancellation);

    /// <summary>Mean return of some episodes, the same for every number.</summary>
    internal double Value(IDeployment pair, long number, CancellationToken cancellation) =>
        new PairedComparison(comparison with { Horizon = options.Horizon })
            .Evaluate(pair, options.MonitorRollouts, number, cancellation)
            .Mean;

    private static Ruling Judged(PairedResult result) => Ruling.Of(result) with { CandidateValue = result.Candidate.Mean };

    // The incumbent is measured after each sweep, that is after the local agents' turn.
    private Ruling Taken(NeuralPair incumbent, NeuralPair candidate, long number, CancellationToken cancellation)
    {
        bool endsSweep = !candidate.Local.Parameters.SequenceEqual(incumbent.Local.Parameters);
        double value = endsSweep && options.MonitorRollouts > 0 ? Value(Deploy(candidate), number + 1, cancellation) : double.NaN;
        return new Ruling(true, double.NaN, double.NaN, double.NaN, 0, "accepted without a judge", CandidateValue: value);
    }

    private ContinuousDeployment Deploy(NeuralPair pair) => new(game, pair.Deployed(options.Subsample));
}
