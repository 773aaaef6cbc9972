using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Equilibrium;

/// <summary>An oracle that works at a bench. Every proposal is evaluated in the population model of the deployed game.</summary>
/// <param name="bench">The workspace of its start.</param>
internal abstract class FiniteOracle(FiniteBench bench) : IOracle<JointPolicy>
{
    /// <inheritdoc/>
    public abstract Player Side { get; }

    /// <summary>The bench.</summary>
    protected FiniteBench Bench => bench;

    /// <inheritdoc/>
    public Answer<JointPolicy> Propose(Turn<JointPolicy> turn, CancellationToken cancellation)
    {
        bench.Evaluator.Restart();
        return GoOn(turn, cancellation);
    }

    /// <summary>Proposes from the values that the bench's evaluator has.</summary>
    internal Answer<JointPolicy> GoOn(Turn<JointPolicy> turn, CancellationToken cancellation)
    {
        IReadOnlyList<Candidate<JointPolicy>> candidates = Candidates(turn.Incumbent, turn.Number, cancellation);
        return new Answer<JointPolicy>(candidates, bench.TakeNotices());
    }

    /// <summary>The proposals against a pair.</summary>
    private protected abstract IReadOnlyList<Candidate<JointPolicy>> Candidates(
        JointPolicy pair,
        long turn,
        CancellationToken cancellation
    );
}

/// <summary>An oracle of the local agents that makes one proposal.</summary>
/// <param name="bench">The workspace of its start.</param>
internal abstract class LocalOracleAtBench(FiniteBench bench) : FiniteOracle(bench)
{
    /// <inheritdoc/>
    public sealed override Player Side => Player.Local;

    /// <summary>The proposal; the evaluator follows the pair's global policy.</summary>
    private protected abstract Candidate<JointPolicy> Answer(JointPolicy pair, long turn, CancellationToken cancellation);

    /// <inheritdoc/>
    private protected sealed override IReadOnlyList<Candidate<JointPolicy>> Candidates(
        JointPolicy pair,
        long turn,
        CancellationToken cancellation
    )
    {
        Bench.Evaluator.SetGlobal(pair.Global);
        return [Answer(pair, turn, cancellation)];
    }

    private protected static Candidate<JointPolicy> Solved(string oracle, JointPolicy pair, BestResponse<LocalPolicy> answer) =>
        new(oracle, pair with { Local = answer.Policy }, answer.Value)
        {
            FirstOrderGap = answer.FirstOrderGap,
            StartGap = answer.StartGap,
            ErrorBound = answer.ErrorBound,
        };
}
