using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Planning;

/// <summary>Options of <see cref="CoordinateLLearn"/>.</summary>
public sealed record CoordinateOptions
{
    /// <summary>The gain in expected discounted return that counts as an improvement; not negative.</summary>
    public double Threshold { get; init; } = 1e-3;

    /// <summary>The most passes over all cells; at least 1.</summary>
    public int MaximumPasses { get; init; } = 5;

    /// <summary>How each switch is tried: horizon, episodes, confidence, seed and threads.</summary>
    public PairedComparisonOptions Comparison { get; init; } = new() { MaximumRollouts = 1024 };

    internal void Check()
    {
        if (!(Threshold >= 0 && double.IsFinite(Threshold)) || MaximumPasses < 1)
        {
            throw new InvalidInputException(
                $"coordinate ascent needs a threshold >= 0 and passes >= 1; found {Threshold}, {MaximumPasses}"
            );
        }
    }
}

/// <summary>What <see cref="CoordinateLLearn"/> found.</summary>
/// <param name="Policy">The local policy reached.</param>
/// <param name="Switches">Accepted switches of one cell.</param>
/// <param name="Comparisons">Switches tried.</param>
/// <param name="Rollouts">Pairs of episodes simulated.</param>
/// <param name="Passes">Passes over all cells, the last included.</param>
/// <param name="StopReason">Whether a whole pass brought no switch, or the passes ran out.</param>
public sealed record CoordinateResult(LocalPolicy Policy, int Switches, int Comparisons, long Rollouts, int Passes, StopReason StopReason);

/// <summary>
/// L-LEARN by coordinate ascent at the true n, with no model of the population: cell after cell (s_l, s_g), each other action is compared
/// with the policy so far in paired episodes of the deployed game, with common random numbers. It is kept if it surely earns more. Works
/// for any n that can be simulated.
/// </summary>
/// <remarks>
/// A switch that pays only together with another one is never found, nor one whose gain is too small for the episodes to show. A cell that
/// starts randomised ends deterministic if any action beats its mixture.
/// </remarks>
/// <param name="options">Threshold, passes, and how switches are compared.</param>
public sealed class CoordinateLLearn(CoordinateOptions options)
{
    /// <summary>Climbs from the pair's own local policy.</summary>
    /// <param name="game">The game; its own n is the true one unless the comparison says otherwise.</param>
    /// <param name="start">The pair; its global policy is kept fixed.</param>
    /// <param name="cancellation">Cancels simulations.</param>
    /// <exception cref="InvalidInputException">An option is out of range or the policies do not fit the game.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public CoordinateResult Solve(CooperativeGame game, JointPolicy start, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(start);
        options.Check();
        start.RequireFit(game);
        return new Climb(options, game, start, cancellation).Run();
    }

    private sealed class Climb(CoordinateOptions options, CooperativeGame game, JointPolicy start, CancellationToken cancellation)
    {
        private readonly PairedComparison comparison = new(options.Comparison);
        private JointPolicy incumbent = start;
        private int switches;
        private int comparisons;
        private long rollouts;

        internal CoordinateResult Run()
        {
            for (int pass = 1; ; pass++)
            {
                int before = switches;
                for (int cell = 0; cell < game.LocalStates * game.GlobalStates; cell++)
                {
                    TryCell(cell);
                }

                if (switches == before || pass == options.MaximumPasses)
                {
                    StopReason stop = switches == before ? StopReason.NoImprovement : StopReason.IterationLimit;
                    return new CoordinateResult(incumbent.Local, switches, comparisons, rollouts, pass, stop);
                }
            }
        }

        private void TryCell(int cell)
        {
            foreach (int action in game.Allowed.LocalCell(cell))
            {
                if (incumbent.Local.Probabilities[(cell * game.LocalActions) + action] == 1)
                {
                    continue;
                }

                JointPolicy candidate = incumbent with { Local = Switched(incumbent.Local, cell, action) };
                PairedResult result = comparison.Compare(game, incumbent, candidate, options.Threshold, comparisons, cancellation);
                comparisons++;
                rollouts += result.Rollouts;
                if (result.Decision == PairedDecision.Better)
                {
                    incumbent = candidate;
                    switches++;
                }
            }
        }

        private static LocalPolicy Switched(LocalPolicy policy, int cell, int action)
        {
            double[] table = policy.Probabilities.ToArray();
            Span<double> row = table.AsSpan(cell * policy.LocalActions, policy.LocalActions);
            row.Clear();
            row[action] = 1;
            return LocalPolicy.Create(policy.LocalStates, policy.GlobalStates, policy.LocalActions, table);
        }
    }
}
