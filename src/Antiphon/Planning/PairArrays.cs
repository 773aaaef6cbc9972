using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// A pair, its game and what its actions are worth as arrays in a file that numpy reads (.npz). Index orders are those of game files and
/// policy files; docs/export.md lists the arrays. The array "digest" reveals edited files.
/// </summary>
public static class PairArrays
{
    /// <summary>Refuses pairs that have no table.</summary>
    /// <param name="game">The game.</param>
    /// <param name="pair">The pair.</param>
    /// <exception cref="InvalidInputException">
    /// The global policy remembers or has no action law, it does not fit the game, or its table does not fit in memory.
    /// </exception>
    public static void Require(CooperativeGame game, JointPolicy pair)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(pair);
        pair.RequireFit(game);
        if (pair.Global.ActionLaw is null)
        {
            throw new InvalidInputException(
                $"a global policy of type {pair.Global.GetType().Name} has no table: its action does not depend on the present observation "
                    + "alone; expected one that does; serve it, or export a pair without memory"
            );
        }

        long observations = ObservationLattice.Vectors(game, pair.Global.Subsample);
        MemoryBudget.Require(
            (double)observations * game.GlobalStates * game.GlobalActions * sizeof(double),
            $"the table of a global policy that observes {pair.Global.Subsample:N0} agents ({observations:N0} observations)",
            "export the models instead, or train with a smaller k"
        );
    }

    /// <summary>Writes the file. It appears whole or not at all.</summary>
    /// <param name="path">The file; it is replaced if it exists.</param>
    /// <param name="game">The game.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="insight">Its values, as <see cref="PolicyEvaluator.Explain"/> computed them; null leaves them out.</param>
    /// <param name="cancellation">Cancels between arrays.</param>
    /// <returns>The arrays in the order of the file.</returns>
    /// <exception cref="InvalidInputException">The pair has no table, or the file cannot be written.</exception>
    public static IReadOnlyList<StoredArray> Save(
        string path,
        CooperativeGame game,
        JointPolicy pair,
        PairInsight? insight = null,
        CancellationToken cancellation = default
    )
    {
        Require(game, pair);
        var stored = new List<StoredArray>();
        AtomicFile.WriteStream(path, stream =>
        {
            using var file = new NpzWriter(stream);
            var arrays = new ArrayList(file, stored, cancellation);
            Head(arrays, game, pair);
            Kernels(arrays, game);
            Policies(arrays, game, pair);
            if (insight is not null)
            {
                Values(arrays, game, pair, insight);
            }

            file.End();
            stored.Add(new StoredArray(NpzWriter.Digest, []));
        });
        return stored;
    }

    private static void Head(ArrayList arrays, CooperativeGame game, JointPolicy pair)
    {
        arrays.Add("format", [], ["antiphon-arrays/1"]);
        arrays.Add("game", [], [game.Name]);
        arrays.Add("gameHash", [], [game.Hash]);
        arrays.Add("sampling", [], [game.Sampling.Text]);
        arrays.Add("agents", [], (long[])[game.Agents]);
        arrays.Add("subsample", [], (long[])[pair.Global.Subsample]);
        arrays.Add("discount", [], (double[])[game.Discount]);
        foreach ((string field, IReadOnlyList<string> names) in PolicyNames.Of(game))
        {
            arrays.Add(field, [names.Count], names);
        }
    }

    // Kernels and rewards that depend on the population are no arrays of numbers; game.json holds them.
    private static void Kernels(ArrayList arrays, CooperativeGame game)
    {
        if (game.Couplings is not null)
        {
            return;
        }

        (long g, long s, long a, long b) = (game.GlobalStates, game.LocalStates, game.GlobalActions, game.LocalActions);
        arrays.Add("globalTransition", [g, a, g], Dense(game.GlobalTransitions));
        arrays.Add("localTransition", [s, g, b, s], Dense(game.LocalTransitions));
        arrays.Add("globalReward", [g, a], game.GlobalRewards.ToArray());
        arrays.Add("localReward", [s, g, b], game.LocalRewards.ToArray());
    }

    private static IEnumerable<double> Dense(TransitionTable rows) =>
        Enumerable.Range(0, rows.Rows.Length).SelectMany(row => rows[row].ToArray(rows.States));

    private static void Policies(ArrayList arrays, CooperativeGame game, JointPolicy pair)
    {
        CountLattice lattice = ObservationLattice.Of(game, pair.Global.Subsample);
        arrays.Add(
            "observations",
            [lattice.Size, lattice.States],
            Vectors(lattice).SelectMany(counts => counts).Select(count => (long)count)
        );
        arrays.Add(
            "globalPolicy",
            [game.GlobalStates, lattice.Size, game.GlobalActions],
            Everywhere(game, lattice, (state, counts) => Law(pair.Global, state, counts))
        );
        arrays.Add("localPolicy", [game.LocalStates, game.GlobalStates, game.LocalActions], pair.Local.Probabilities.ToArray());
    }

    private static void Values(ArrayList arrays, CooperativeGame game, JointPolicy pair, PairInsight insight)
    {
        CountLattice lattice = ObservationLattice.Of(game, pair.Global.Subsample);
        double[] unmet = [.. Enumerable.Repeat(double.NaN, game.GlobalActions)];
        arrays.Add("value", [], (double[])[insight.Value.Value]);
        arrays.Add(
            "actionValues",
            [game.GlobalStates, lattice.Size, game.GlobalActions],
            Everywhere(game, lattice, (state, counts) => insight.ActionValues(state, counts) is { Count: > 0 } worths ? worths : unmet)
        );
        arrays.Add(
            "occupancy",
            [game.GlobalStates, lattice.Size],
            Everywhere(game, lattice, (state, counts) => [insight.Share(state, counts)])
        );
        arrays.Add("populations", [game.GlobalStates, game.LocalStates], insight.Populations.SelectMany(fractions => fractions));
    }

    private static double[] Law(GlobalPolicy policy, int globalState, int[] counts)
    {
        double[] law = new double[policy.GlobalActions];
        policy.RequireActionLaw().Write(globalState, counts, law);
        return law;
    }

    private static IEnumerable<double> Everywhere(
        CooperativeGame game,
        CountLattice lattice,
        Func<int, int[], IReadOnlyList<double>> at
    ) => Enumerable.Range(0, game.GlobalStates).SelectMany(state => Vectors(lattice).SelectMany(counts => at(state, counts)));

    private static IEnumerable<int[]> Vectors(CountLattice lattice)
    {
        int[] counts = new int[lattice.States];
        for (int rank = 0; rank < lattice.Size; rank++)
        {
            lattice.Unrank(rank, counts);
            yield return counts;
        }
    }

    // Writes, and remembers what was written.
    private sealed class ArrayList(NpzWriter file, List<StoredArray> stored, CancellationToken cancellation)
    {
        public void Add(string name, IReadOnlyList<long> shape, IEnumerable<double> values)
        {
            Note(name, shape);
            file.Add(name, shape, values);
        }

        public void Add(string name, IReadOnlyList<long> shape, IEnumerable<long> values)
        {
            Note(name, shape);
            file.Add(name, shape, values);
        }

        public void Add(string name, IReadOnlyList<long> shape, IReadOnlyList<string> texts)
        {
            Note(name, shape);
            file.Add(name, shape, texts);
        }

        private void Note(string name, IReadOnlyList<long> shape)
        {
            cancellation.ThrowIfCancellationRequested();
            stored.Add(new StoredArray(name, shape));
        }
    }
}
