using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>Decides, at the true n and on common random numbers, whether a pair earns more than the incumbent: the test of <see cref="PairedComparison"/>.</summary>
internal sealed class ContinuousJudge(ContinuousGame game, ContinuousOptions options)
{
    private static readonly ulong RolloutPurpose = RandomStream.PurposeKey("rollout");

    /// <summary>Compares.</summary>
    /// <param name="incumbent">The pair to beat.</param>
    /// <param name="candidate">The challenger.</param>
    /// <param name="number">A number of its own for every comparison of a run.</param>
    /// <param name="cancellation">Cancels.</param>
    internal (PairedResult Result, string Words) Compare(ContinuousPair incumbent, ContinuousPair candidate, long number, CancellationToken cancellation)
    {
        var comparison = options.Comparison;
        comparison.Require();
        var result = PairedComparison.Sequential(
            comparison,
            options.Threshold,
            (isCandidate, returns, first, end) => Simulate(isCandidate ? candidate : incumbent, number, returns, first, end, cancellation));
        return (result, result.Decision switch
        {
            PairedDecision.Better => "better",
            PairedDecision.NotBetter => "no gain above the threshold",
            _ => "not told apart within the episodes allowed",
        });
    }

    /// <summary>Mean return of some episodes, the same for every number.</summary>
    internal double Value(ContinuousPair pair, long number, CancellationToken cancellation)
    {
        var returns = new double[options.MonitorRollouts];
        Simulate(pair, number, returns, 0, returns.Length, cancellation);
        return StudentInterval.Mean(returns);
    }

    private void Simulate(ContinuousPair pair, long number, double[] returns, int first, int end, CancellationToken cancellation)
    {
        var root = new RandomStream(options.Seed).Split("judge", number);
        ContinuousRollouts.Run(
            game,
            pair,
            first,
            end,
            options.Threads,
            (rollout, stream) => root.SplitInto(stream, RolloutPurpose, rollout),
            (rollout, episode) => returns[rollout] = ContinuousRollouts.Return(game, episode, options.Horizon, countRight: false, cancellation).Discounted,
            progress: null,
            cancellation);
    }
}
