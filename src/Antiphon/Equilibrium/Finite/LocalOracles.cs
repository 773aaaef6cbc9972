using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Equilibrium;

/// <summary><see cref="LocalOracle.Reactive"/>.</summary>
/// <param name="bench">The workspace of its start.</param>
internal sealed class ReactiveOracle(FiniteBench bench) : LocalOracleAtBench(bench)
{
    private protected override Candidate<JointPolicy> Answer(JointPolicy pair, long turn, CancellationToken cancellation) =>
        Solved("reactive", pair, new ReactiveLLearn(Bench.BestResponse).Solve(Bench.Evaluator, pair.Local, cancellation));
}

/// <summary><see cref="LocalOracle.Enumerate"/>.</summary>
/// <param name="bench">The workspace of its start.</param>
internal sealed class EnumerateOracle(FiniteBench bench) : LocalOracleAtBench(bench)
{
    private protected override Candidate<JointPolicy> Answer(JointPolicy pair, long turn, CancellationToken cancellation)
    {
        var options = new EnumerativeOptions { Accuracy = Bench.BestResponse.Accuracy };
        return Solved("enumerate", pair, new EnumerativeLLearn(options).Solve(Bench.Evaluator, pair.Local, cancellation));
    }
}

/// <summary><see cref="LocalOracle.Coordinate"/>.</summary>
/// <param name="bench">The workspace of its start.</param>
internal sealed class CoordinateOracle(FiniteBench bench) : LocalOracleAtBench(bench)
{
    private protected override Candidate<JointPolicy> Answer(JointPolicy pair, long turn, CancellationToken cancellation)
    {
        var comparison = new PairedComparisonOptions
        {
            Horizon = Bench.Options.DeployedHorizon,
            MaximumRollouts = Bench.Options.JudgeRollouts,
            Confidence = Bench.Options.Confidence,
            Seed = Bench.SeedOf(Purposes.CoordinateAscent, turn),
            Threads = Bench.Workers.Count,
        };
        var options = new CoordinateOptions { Threshold = Bench.Tolerances.Threshold, Comparison = comparison };
        CoordinateResult answer = new CoordinateLLearn(options).Solve(Bench.Game, Bench.Options.Deployed(pair), cancellation);
        Bench.Note(
            answer.StopReason == StopReason.NoImprovement ? "" : "a coordinate ascent reached its limit of passes before it converged"
        );
        return Bench.Valued("coordinate", pair, answer.Policy, cancellation);
    }
}
