using Antiphon.Games;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>Decides, at the true n and on common random numbers, whether a pair earns more than the incumbent: the test of
/// <see cref="PairedComparison"/>.</summary>
internal sealed class ContinuousJudge(ContinuousGame game, ContinuousOptions options)
{
    /// <summary>The verdict on a proposal whose gain the episodes allowed did not decide.</summary>
    internal const string Undecided = "not told apart within the episodes allowed";

    private readonly PairedComparisonOptions comparison = options.Comparison(game.Discount);

    /// <summary>How it judges, in words.</summary>
    internal string Description =>
        $"paired simulation at n = {game.Agents:N0}, horizon {comparison.Horizon}, up to {comparison.MaximumRollouts:N0} pairs of "
        + $"episodes, {comparison.Confidence:P0} confidence each";

    /// <summary>Compares.</summary>
    /// <param name="incumbent">The pair to beat.</param>
    /// <param name="candidate">The challenger.</param>
    /// <param name="number">A number of its own for every comparison of a run.</param>
    /// <param name="cancellation">Cancels.</param>
    internal (PairedResult Result, string Words) Compare(
        ContinuousPair incumbent,
        ContinuousPair candidate,
        long number,
        CancellationToken cancellation
    )
    {
        PairedResult result = new PairedComparison(comparison).Compare(
            new ContinuousDeployment(game, incumbent),
            new ContinuousDeployment(game, candidate),
            options.Threshold,
            number,
            cancellation
        );
        return (
            result,
            result.Decision switch
            {
                PairedDecision.Better => "better",
                PairedDecision.NotBetter => "no gain above the threshold",
                _ => Undecided,
            }
        );
    }

    /// <summary>Mean return of some episodes, the same for every number.</summary>
    internal double Value(ContinuousPair pair, long number, CancellationToken cancellation) =>
        new PairedComparison(comparison with { Horizon = options.Horizon })
            .Evaluate(new ContinuousDeployment(game, pair), options.MonitorRollouts, number, cancellation)
            .Mean;
}
