using System.Globalization;
using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Paper;

/// <summary><see cref="LocalOracle.ChainUcfh"/>.</summary>
/// <param name="bench">The workspace of its start.</param>
internal sealed class ChainUcfhOracle(FiniteBench bench) : LocalOracleAtBench(bench)
{
    private protected override Candidate<JointPolicy> Answer(JointPolicy pair, long turn, CancellationToken cancellation)
    {
        var solver = new ChainUcfhLLearn(PaperParts.Chain(Bench.Options, Bench.SeedOf(Purposes.Ucfh, turn)));
        ChainUcfhResult answer = solver.Solve(Bench.Game, pair, Bench.Evaluator.Observations.Agents, cancellation);
        cancellation.ThrowIfCancellationRequested();
        Bench.Note(
            string.Create(
                CultureInfo.InvariantCulture,
                $"L-LEARN by UCFH on a chained MDP of {answer.States:N0} states and {answer.Steps:N0} steps per episode, {answer.Scale:G2} "
                    + $"of the paper's m; the value of its chain is an upper bound in the k-agent game, not a prediction"
            )
        );
        return Bench.Valued("chain-ucfh", pair, answer.Policy, cancellation);
    }
}

/// <summary><see cref="LocalOracle.Representative"/>.</summary>
/// <param name="bench">The workspace of its start.</param>
internal sealed class RepresentativeOracle(FiniteBench bench) : LocalOracleAtBench(bench)
{
    private protected override Candidate<JointPolicy> Answer(JointPolicy pair, long turn, CancellationToken cancellation)
    {
        var solver = new RepresentativeLLearn(new RepresentativeOptions());
        LocalPolicy answer = solver.Solve(Bench.Game, pair, Bench.Evaluator.Observations, cancellation).Policy;
        return Bench.Valued("representative", pair, answer, cancellation);
    }
}
