using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Equilibrium;

/// <summary>
/// The oracles of the global agent: the surrogate's G-LEARN, the best response in the deployed game from the better of that and the
/// incumbent, or both.
/// </summary>
internal sealed class GlobalBestResponse : FiniteOracle
{
    private readonly GlobalOracle oracles;
    private readonly GLearn surrogateSolver;

    /// <summary>Prepares the oracles.</summary>
    /// <param name="bench">The workspace of its start.</param>
    /// <param name="oracles">Which.</param>
    internal GlobalBestResponse(FiniteBench bench, GlobalOracle oracles)
        : base(bench)
    {
        this.oracles = oracles;

        // A greedy policy loses at most twice the error of its values (Puterman, Theorem 6.6.3): the surrogate's answer is as near its
        // best as the threshold distinguishes.
        surrogateSolver = new GLearn(
            new GLearnOptions
            {
                Accuracy = Math.Max(bench.Tolerances.OfProposals, bench.Tolerances.Threshold / 2),
                Threads = bench.Workers.Count,
            }
        );
    }

    /// <inheritdoc/>
    public override Player Side => Player.Global;

    private protected override IReadOnlyList<Candidate<JointPolicy>> Candidates(
        JointPolicy pair,
        long turn,
        CancellationToken cancellation
    )
    {
        var candidates = new List<Candidate<JointPolicy>>();
        TabularGlobalPolicy start = pair.Global.Table
            ?? throw new InvalidInputException(
                $"the alternation requires a table of actions; a global policy of type {pair.Global.GetType().Name} is not one; start "
                    + $"from {nameof(TabularGlobalPolicy)}.{nameof(TabularGlobalPolicy.Of)} of it"
            );
        double? incumbentGap = null;
        PairEvaluation evaluator = Bench.Evaluator;
        double accuracy = Bench.BestResponse.Accuracy;
        evaluator.SetLocal(pair.Local);
        Bench.Note(evaluator.Notice);
        if (oracles.HasFlag(GlobalOracle.Surrogate) && SolveSurrogate(pair.Local, turn, cancellation) is { } table)
        {
            evaluator.SetGlobal(table);
            double value = evaluator.Evaluate(accuracy, cancellation);
            candidates.Add(
                new Candidate<JointPolicy>("surrogate", pair with { Global = table }, value) { ErrorBound = evaluator.ErrorBound }
            );
            evaluator.SetGlobal(start);
            if (value > evaluator.Evaluate(accuracy, cancellation))
            {
                incumbentGap = oracles.HasFlag(GlobalOracle.Deployed)
                    ? new DeployedGLearn(Bench.BestResponse with { MaximumSteps = 0 }).Solve(evaluator, start, cancellation).StartGap
                    : null;
                start = table;
            }
        }

        if (oracles.HasFlag(GlobalOracle.Deployed))
        {
            BestResponse<TabularGlobalPolicy> answer = new DeployedGLearn(Bench.BestResponse).Solve(evaluator, start, cancellation);
            candidates.Add(
                new Candidate<JointPolicy>("deployed", pair with { Global = answer.Policy }, answer.Value)
                {
                    FirstOrderGap = answer.FirstOrderGap,
                    StartGap = incumbentGap ?? answer.StartGap,
                    ErrorBound = answer.ErrorBound,
                }
            );
        }

        return candidates;
    }

    // With both oracles the surrogate is dispensable: where it does not fit, the run continues with a notice.
    private TabularGlobalPolicy? SolveSurrogate(LocalPolicy local, long turn, CancellationToken cancellation)
    {
        try
        {
            return Corrected(
                Bench.Setting.Parts.Empirical is { } solve
                    ? SurrogateTables.Of(
                        Bench.Game,
                        Bench.Options.Subsample,
                        seen => solve(Bench, local, seen, turn, cancellation),
                        cancellation
                    )
                    : Exact(local, turn, cancellation),
                cancellation
            );
        }
        catch (InvalidInputException exception) when (oracles == GlobalOracle.Both)
        {
            Bench.Note($"surrogate proposals were skipped: {exception.Message}");
            return null;
        }
    }

    private TabularGlobalPolicy Exact(LocalPolicy local, long turn, CancellationToken cancellation)
    {
        (CooperativeGame game, int subsample) = (Bench.Game, Bench.Options.Subsample);
        GLearnResult result = Bench.Setting.Answers.AnswerTo(local, turn / TurnNumbers.PerRestart, () =>
        {
            GLearnResult answer = surrogateSolver.Solve(Bench.Setting.Surrogate, local, Bench.Workers, cancellation);
            cancellation.ThrowIfCancellationRequested();
            return answer with { Policy = SurrogateTables.Of(game, subsample, seen => Of(answer, seen), cancellation) };
        });
        Bench.Note(result.Notice);
        Bench.Note(
            result.StopReason == StopReason.AccuracyReached
                ? ""
                : "a surrogate proposal has less than the requested accuracy, which double precision cannot reach here"
        );
        return result.Policy;

        TabularGlobalPolicy Of(GLearnResult answer, int seen) =>
            seen == subsample ? answer.Policy : surrogateSolver.SolveOrThrow(game, local, seen, cancellation).Policy;
    }

    private TabularGlobalPolicy Corrected(TabularGlobalPolicy table, CancellationToken cancellation) =>
        Bench.Options.CorrectSampling ? SamplingTranslation.Reweighted(table, (WeightedSampling)Bench.Game.Sampling, cancellation) : table;
}
