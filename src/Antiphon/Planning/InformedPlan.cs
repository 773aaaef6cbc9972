using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// The plan of a dispatcher that sees the whole population, for one that estimates it. Value iteration against a fixed local policy:
/// V(s_g, mu) = max_a r_g(s_g, a) + sum_x mu_x rbar_l(x, s_g) + gamma E V(s_g', mu'). It runs on all count vectors of n if n is no more
/// than the resolution, else in the mean-field model (<see cref="MeanFieldPopulation"/>) at that resolution.
/// </summary>
/// <param name="options">Accuracy and limits, of the value.</param>
public sealed class InformedPlan(GLearnOptions options)
{
    /// <summary>Solves for actions and their values.</summary>
    /// <param name="game">The game; its n is the true one.</param>
    /// <param name="local">pi_l, fixed.</param>
    /// <param name="resolution">Lattice resolution at which populations are distinguished, at least 1.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    /// <exception cref="InvalidInputException">
    /// The resolution is below 1 or does not fit in memory, or an option is out of range.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public EstimatePlan Solve(CooperativeGame game, LocalPolicy local, int resolution, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(local);
        options.Check();
        PopulationModel model = Model(game, resolution);
        using var workers = new Workers(options.Threads, cancellation);
        var kernels = new LocalKernels(game, local.Probabilities);
        var backup = new OptimalBackup(model, kernels, model.Bind(kernels, workers), workers);
        SpanBound bound = FixedPoint.Solve(
            backup.Sweep,
            options.Accuracy,
            "the plan for known populations",
            cancellation,
            backup.Accelerate,
            floor: backup.RoundingFloor
        );
        ImmutableArray<double>[] values = [.. backup.ActionValues(bound.Correction).Select(row => row.ToImmutableArray())];
        int actions = game.GlobalActions;
        return new EstimatePlan(
            EstimatePlan
                .Greedy(game.GlobalStates, actions, model.Lattice, (state, rank, action) => values[state][(rank * actions) + action])
                .PlayedIn(game),
            values
        );
    }

    private static PopulationModel Model(CooperativeGame game, int resolution)
    {
        if (resolution < 1)
        {
            throw new InvalidInputException($"the resolution of the plan is {resolution}; expected at least 1");
        }

        if (game.Agents <= resolution)
        {
            return new ExactPopulation(game, game.Agents);
        }

        double bytes =
            MeanFieldPopulation.Bytes(game, resolution)
            + (
                sizeof(double)
                * (double)CountLattice.CountVectors(game.LocalStates, resolution)
                * game.GlobalStates
                * game.GlobalActions
                * 2
            );
        MemoryBudget.Require(bytes, $"a plan of resolution {resolution}", "lower the resolution");
        return new MeanFieldPopulation(game, resolution);
    }
}
