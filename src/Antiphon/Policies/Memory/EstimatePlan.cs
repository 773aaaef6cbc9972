using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>
/// What to do where the population is known: an action, and if asked for the value of every action, at each count vector of a lattice of
/// k' agents. The plan of a <see cref="RememberingPolicy"/>, which reads it at an estimate. Immutable.
/// </summary>
public sealed class EstimatePlan : PopulationPlan
{
    // Less than any fraction of agents.
    private const double Forbidden = -1;

    /// <summary>A plan of actions.</summary>
    /// <param name="table">a_g by s_g and count vector of k' agents.</param>
    /// <param name="actionValues">Q[s_g][rank * A + a_g]; null when only actions are known.</param>
    /// <exception cref="InvalidInputException">The values are not of the table's shape, or not finite.</exception>
    public EstimatePlan(TabularGlobalPolicy table, IReadOnlyList<ImmutableArray<double>>? actionValues = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        int length = table.Lattice.Size * table.GlobalActions;
        if (
            actionValues is not null
            && (
                actionValues.Count != table.GlobalStates
                || actionValues.Any(row => row.Length != length || row.Any(value => !double.IsFinite(value)))
            )
        )
        {
            throw new InvalidInputException(
                $"the plan's action values are not {table.GlobalStates} rows of {length} finite numbers, one per count vector of "
                    + $"{table.Subsample} agents and global action"
            );
        }

        (Table, ActionValues) = (table, actionValues is null ? null : [.. actionValues]);
    }

    /// <summary>The actions. Its subsample size k' is the resolution at which estimates are distinguished.</summary>
    public override TabularGlobalPolicy Table { get; }

    /// <inheritdoc/>
    public override int GlobalActions => Table.GlobalActions;

    /// <summary>Q[s_g][rank * A + a_g], or null.</summary>
    internal ImmutableArray<ImmutableArray<double>>? ActionValues { get; }

    internal override ImmutableArray<ImmutableArray<double>>? TableValues => ActionValues;

    /// <summary>
    /// The plan to point at the mode: the value of an allowed action is the fraction of agents in its target, so that the largest is
    /// taken, the lowest action of equals.
    /// </summary>
    /// <param name="game">A game whose geometry declares targets.</param>
    /// <exception cref="InvalidInputException">It declares none.</exception>
    public static EstimatePlan Mode(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        IReadOnlyList<int> target = game.Geometry?.Target
            ?? throw new InvalidInputException(
                $"{game.Name} declares no targets of global actions, so none points to the fullest local state; use another plan"
            );
        // At the corners of the simplex; between them the values are affine, and interpolation adds no error.
        var lattice = new CountLattice(game.LocalStates, 1);
        int[] corner = new int[game.LocalStates];
        var known = new Dictionary<ActionSet, ImmutableArray<double>>(ReferenceEqualityComparer.Instance);
        ImmutableArray<double>[] rows = [.. Enumerable.Range(0, game.GlobalStates).Select(state => Known(game.Allowed.Global(state)))];
        return new EstimatePlan(
            Greedy(game.GlobalStates, game.GlobalActions, lattice, (state, rank, action) =>
                rows[state][(rank * game.GlobalActions) + action]
            ),
            rows
        );

        ImmutableArray<double> Known(ActionSet allowed)
        {
            if (!known.TryGetValue(allowed, out ImmutableArray<double> row))
            {
                row = Row(allowed);
                known.Add(allowed, row);
            }

            return row;
        }

        ImmutableArray<double> Row(ActionSet allowed)
        {
            ImmutableArray<double>.Builder values = ImmutableArray.CreateBuilder<double>(lattice.Size * game.GlobalActions);
            for (int rank = 0; rank < lattice.Size; rank++)
            {
                lattice.Unrank(rank, corner);
                for (int action = 0; action < game.GlobalActions; action++)
                {
                    values.Add(allowed.Contains(action) ? corner[target[action]] : Forbidden);
                }
            }

            return values.MoveToImmutable();
        }
    }

    internal override PlanReader CreateReader(PlanReading reading, PopulationFilter filter) => new TablePlanReader(this, reading, filter);

    internal override IReadOnlyList<Violation> Validate(CooperativeGame game) => Table.Validate(game);

    internal override bool SameAs(PopulationPlan other) =>
        other is EstimatePlan plan && Table.SameAs(plan.Table) && SameValues(ActionValues, plan.ActionValues);

    private static bool SameValues(ImmutableArray<ImmutableArray<double>>? mine, ImmutableArray<ImmutableArray<double>>? theirs) =>
        mine is null
            ? theirs is null
            : theirs is not null && mine.Value.Zip(theirs.Value).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second.AsSpan()));

    /// <summary>The table of the best actions by value, the lowest of equals.</summary>
    internal static TabularGlobalPolicy Greedy(
        int globalStates,
        int globalActions,
        CountLattice lattice,
        Func<int, int, int, double> value
    ) => TabularGlobalPolicy.FromFunction(globalStates, globalActions, lattice, (state, rank) =>
        {
            int best = 0;
            for (int action = 1; action < globalActions; action++)
            {
                best = value(state, rank, action) > value(state, rank, best) ? action : best;
            }

            return best;
        });

    /// <summary>
    /// Rounds fractions to the count vector of k' agents with the largest remainders (Hamilton's method; of equal remainders the lowest
    /// state first).
    /// </summary>
    /// <param name="fractions">Not negative, summing to 1.</param>
    /// <param name="agents">k'.</param>
    /// <param name="counts">Receives the count vector.</param>
    internal static void Round(ReadOnlySpan<double> fractions, int agents, Span<int> counts)
    {
        // Whole numbers that rounding left a little below are whole.
        const double rounding = 1e-9;
        int left = agents;
        for (int state = 0; state < counts.Length; state++)
        {
            counts[state] = Math.Min(left, (int)((fractions[state] * agents) + rounding));
            left -= counts[state];
        }

        for (; left > 0; left--)
        {
            int best = 0;
            for (int state = 1; state < counts.Length; state++)
            {
                best = (fractions[state] * agents) - counts[state] > (fractions[best] * agents) - counts[best] + rounding ? state : best;
            }

            counts[best]++;
        }
    }
}
