using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// The best response of a dispatcher that sees the whole population: no dispatcher that sees fewer agents earns more beside the same local
/// policy.
/// </summary>
internal static class InformedDispatcher
{
    /// <summary>Solves for its values, from those of the pair that the evaluator holds.</summary>
    /// <param name="evaluator">Holds the local policy, and values to start from.</param>
    /// <param name="kernels">The kernels of the same local policy.</param>
    /// <param name="accuracy">Asked error.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    /// <param name="stage">Receives how far it is.</param>
    /// <returns>Values [node * G + s_g] and a bound on their error, rounding not included.</returns>
    internal static (double[] Values, double Error) Solve(
        PairEvaluation evaluator,
        LocalKernels kernels,
        double accuracy,
        Workers workers,
        CancellationToken cancellation,
        StageProgress? stage = null
    )
    {
        PopulationModel model = evaluator.Model;
        int globals = model.Game.GlobalStates;
        double[] warm = Layout.Plain(evaluator.Values, model.Nodes, model.Stride, globals);
        var backup = new OptimalBackup(model, kernels, evaluator.Pair.Population, workers);
        backup.Start([
            .. Enumerable
                .Range(0, globals)
                .Select(state => Enumerable.Range(0, model.Nodes).Select(node => warm[(node * globals) + state]).ToArray()),
        ]);
        if (evaluator.Grid is { } grid)
        {
            backup.CorrectBy(grid);
        }

        SpanBound bound = FixedPoint.Solve(
            backup.Sweep,
            accuracy,
            "the dispatcher's best response",
            cancellation,
            backup.Accelerate,
            stage is null ? null : stage.Within,
            backup.RoundingFloor
        );
        stage?.Solved();
        IReadOnlyList<double[]> solved = backup.Values(bound.Correction);
        double[] values = warm;
        for (int place = 0; place < values.Length; place++)
        {
            values[place] = solved[place % globals][place / globals];
        }

        return (values, bound.Error);
    }
}
