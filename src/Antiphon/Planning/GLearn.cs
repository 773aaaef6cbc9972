using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// G-LEARN with the exact operator (paper Algorithm 1 with m = infinity, histogram parameterization): the global agent's best response to
/// a fixed local policy in the surrogate of k agents, all of which it sees. Value iteration V(s_g, F) = max_a r_g(s_g, a) + sum_x F(x)
/// rbar_l(x, s_g) + gamma E[V(s_g', F')], accelerated by Anderson's mixing and stopped by MacQueen's bounds.
/// </summary>
/// <remarks>
/// The surrogate's dispatcher sees its whole world, so that its values are optimistic about the deployed game when k is small: at k = 1 on
/// warehouse-flat they are 170-180 while the deployed pair earns about half (the paper's Lemma B.18 is false between different k).
/// </remarks>
/// <param name="options">Accuracy and limits.</param>
public sealed class GLearn(GLearnOptions options)
{
    private const int SmallestRefined = 5_000;
    private const int SweepsPerFloor = 8;

    // In scales of returns: finer than values of different k agree.
    private const double CoarseAccuracy = 1e-4;

    /// <summary>Bytes that a solve needs at its peak.</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k.</param>
    internal static double Bytes(CooperativeGame game, int subsample)
    {
        ArgumentNullException.ThrowIfNull(game);
        return WorkBytes(game, subsample) + LatticeRows.Bytes(game, subsample);
    }

    /// <summary>The same without the rows of the lattice, which solves of one surrogate share.</summary>
    internal static double WorkBytes(CooperativeGame game, int subsample)
    {
        double vectors = (double)LatticeSize.CountVectors(game, subsample);
        double moves = (double)game.GlobalStates * game.LocalStates * (game.LocalStates - 1) / game.Types.Count;
        return (vectors * BytesPerVector(game))
            + (2 * ExactOperator.SharingBytes(game, subsample))
            + (moves * MoveWeights.Bytes(subsample / game.Types.Count))
            + TwoGrid.Bytes(game, subsample);
    }

    /// <summary>Solves the surrogate.</summary>
    /// <param name="game">The game.</param>
    /// <param name="localPolicy">pi_l, fixed.</param>
    /// <param name="subsample">k, from 1 to the game's n.</param>
    /// <param name="cancellation">Stops between sweeps; the result then says <see cref="StopReason.Cancelled"/>.</param>
    /// <exception cref="InvalidInputException">
    /// k is out of range or its lattice does not fit in memory; the message says what fits.
    /// </exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public GLearnResult Solve(CooperativeGame game, LocalPolicy localPolicy, int subsample, CancellationToken cancellation = default)
    {
        RequireFits(game, localPolicy, subsample);
        using var workers = new Workers(options.Threads);
        return Solve(new ExactPopulation(game, subsample), localPolicy, workers, cancellation);
    }

    /// <summary>
    /// The same, but a cancellation ends it at any place, also while operators are built or within a sweep, and leaves no result.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="localPolicy">pi_l, fixed.</param>
    /// <param name="subsample">k, from 1 to the game's n.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidInputException">
    /// k is out of range or its lattice does not fit in memory; the message says what fits.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    internal GLearnResult SolveOrThrow(CooperativeGame game, LocalPolicy localPolicy, int subsample, CancellationToken cancellation)
    {
        RequireFits(game, localPolicy, subsample);
        using var workers = new Workers(options.Threads, cancellation);
        GLearnResult result = Solve(new ExactPopulation(game, subsample), localPolicy, workers, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return result;
    }

    private void RequireFits(CooperativeGame game, LocalPolicy localPolicy, int subsample)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(localPolicy);
        options.Check();
        SubsampleCheck.Require(game, subsample);
        MemoryBudget.RequireLattice(game, subsample, BytesPerVector(game), "G-LEARN");
        MemoryBudget.Require(Bytes(game, subsample), $"G-LEARN at k = {subsample}", "lower k");
    }

    internal GLearnResult Solve(ExactPopulation surrogate, LocalPolicy localPolicy, Workers workers, CancellationToken cancellation)
    {
        var kernels = new LocalKernels(surrogate.Game, localPolicy.Probabilities);
        PopulationOperator population = surrogate.Bind(kernels, workers);
        var backup = new OptimalBackup(surrogate, kernels, population, workers);
        Start(backup, surrogate, localPolicy, kernels, workers, cancellation);
        (int sweeps, StopReason stop) = (0, StopReason.IterationLimit);
        var bound = default(SpanBound);
        while (sweeps < options.MaximumSweeps)
        {
            bound = backup.Sweep().Checked($"G-LEARN, sweep {sweeps + 1}");
            sweeps++;
            if (bound.Error <= options.Accuracy)
            {
                stop = StopReason.AccuracyReached;
                break;
            }

            // Rounding: no further sweep proves more.
            if (sweeps % SweepsPerFloor == 0 && bound.Error <= backup.RoundingFloor())
            {
                break;
            }

            if (cancellation.IsCancellationRequested)
            {
                stop = StopReason.Cancelled;
                break;
            }

            if (sweeps < options.MaximumSweeps)
            {
                backup.Accelerate(bound);
            }
        }

        return new GLearnResult
        {
            Policy = TabularGlobalPolicy.Adopt(surrogate.Game, surrogate.Lattice, backup.GreedyActions()),
            Values = backup.Values(bound.Correction),
            ActionValues = options.KeepActionValues ? backup.ActionValues(bound.Correction) : null,
            ErrorBound = bound.Error,
            Sweeps = sweeps,
            StopReason = stop,
            Notice = population.Notice,
        };
    }

    // Large lattices start from the answers for half and a quarter as many agents, which cost a small part of one of their sweeps. What
    // half as many do is also what their sweeps are corrected by.
    private void Start(
        OptimalBackup backup,
        ExactPopulation surrogate,
        LocalPolicy localPolicy,
        LocalKernels kernels,
        Workers workers,
        CancellationToken cancellation
    )
    {
        if (
            options.WarmStart is not null
            || surrogate.Nodes < SmallestRefined
            || surrogate.Lattice.Agents / 4 < surrogate.Lattice.Blocks.Length
        )
        {
            backup.Start(options.WarmStart);
            return;
        }

        (CooperativeGame game, int agents) = (surrogate.Game, surrogate.Lattice.Agents);
        (ExactPopulation half, GLearnResult answer) = Coarse(game, agents / 2, localPolicy, workers, cancellation);
        (ExactPopulation quarter, GLearnResult rough) = Coarse(game, agents / 4, localPolicy, workers, cancellation);
        var carried = new Refinement(quarter, rough.Values, half);
        backup.Start(new Refinement(half, Refinement.Extrapolate(half, answer.Values, carried, workers), surrogate));
        if (TwoGrid.TryCreate(surrogate, workers) is { } grid)
        {
            grid.SetLocal(kernels);
            grid.Follow(answer.Policy);
            backup.CorrectBy(grid);
        }
    }

    // Cancelled here, the solver ends at its own first check, with the result it promises.
    private (ExactPopulation Population, GLearnResult Result) Coarse(
        CooperativeGame game,
        int agents,
        LocalPolicy localPolicy,
        Workers workers,
        CancellationToken cancellation
    )
    {
        double accuracy = Math.Max(options.Accuracy, CoarseAccuracy * ReturnScale.Of(game, CancellationToken.None));
        var population = new ExactPopulation(game, agents);
        var solver = new GLearn(options with { Accuracy = accuracy, KeepActionValues = false });
        return (population, solver.Solve(population, localPolicy, workers, cancellation));
    }

    // Three functions, the operators' scratch memory, the history of sweeps, the greedy actions, and the result's values.
    private static long BytesPerVector(CooperativeGame game) =>
        game.GlobalStates * ((4L * sizeof(double)) + AndersonMixing.BytesPerValue(game.Discount) + sizeof(ushort) + sizeof(double));
}
