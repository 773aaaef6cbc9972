using Antiphon.Cli.Reporting;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Cli.Output;

/// <summary>Sums up the action law of a dispatcher, one global state at a time.</summary>
/// <param name="game">The game.</param>
/// <param name="policy">The dispatcher; it has an action law.</param>
/// <param name="cancellation">Cancels.</param>
internal sealed class DispatcherLaws(CooperativeGame game, GlobalPolicy policy, CancellationToken cancellation)
{
    private readonly IActionLaw law = policy.RequireActionLaw();
    private readonly double[] reference = new double[policy.GlobalActions];
    private readonly IReadOnlyList<string> actions = DistinctNames.Of(game.GlobalActionNames);
    private readonly IReadOnlyList<string> localStates = DistinctNames.Of(game.LocalStateNames);

    /// <summary>Whether the law of a global state so far differs from that of global state 0 at some count vector.</summary>
    public bool DependsOnGlobalState { get; private set; }

    /// <summary>The law of a policy that is known to ignore what it observes.</summary>
    public DispatcherState Blind(int globalState, string name)
    {
        double[] probabilities = new double[policy.GlobalActions];
        Write(globalState, new int[game.Sampling.Places(game.LocalStates)], probabilities);
        return new DispatcherState(name, DependsOnObservation: false, ActionShare.Of(probabilities, actions), Modes: null);
    }

    /// <summary>All count vectors of a lattice in order; the array is used again.</summary>
    public static IEnumerable<int[]> All(CountLattice lattice)
    {
        int[] counts = new int[lattice.States];
        lattice.Unrank(0, counts);
        for (int rank = 0; rank < lattice.Size; rank++)
        {
            yield return counts;
            lattice.MoveNext(counts);
        }
    }

    /// <summary>The law over observations, each counted once; without any, no action has a share.</summary>
    public DispatcherState Over(IEnumerable<int[]> observations, int globalState, string name)
    {
        // Where observations get lost, the number of the lost comes before the local states.
        int first = game.Sampling.Places(game.LocalStates) - game.LocalStates;
        double[] probabilities = new double[policy.GlobalActions];
        double[] initial = new double[policy.GlobalActions];
        double[] all = new double[policy.GlobalActions];
        double[]?[] byMode = new double[]?[game.LocalStates + 1];
        int[] vectors = new int[game.LocalStates + 1];
        bool varies = false;
        int total = 0;
        foreach (int[] counts in observations)
        {
            cancellation.ThrowIfCancellationRequested();
            Write(globalState, counts, probabilities);
            if (total++ == 0)
            {
                probabilities.CopyTo(initial, 0);
            }

            varies |= !probabilities.AsSpan().SequenceEqual(initial);
            int mode = Mode(counts.AsSpan(first));
            vectors[mode]++;
            Add(all, probabilities);
            Add(byMode[mode] ??= new double[policy.GlobalActions], probabilities);
        }

        return new DispatcherState(
            name,
            varies,
            ActionShare.Of(varies ? Mean(all, total) : initial, actions),
            [
                .. Enumerable
                    .Range(0, vectors.Length)
                    .Where(mode => vectors[mode] > 0)
                    .Select(mode => Shown(mode, byMode[mode]!, vectors[mode])),
            ]
        );
    }

    private void Write(int globalState, int[] counts, double[] probabilities)
    {
        law.Write(globalState, counts, probabilities);
        law.Write(0, counts, reference);
        DependsOnGlobalState |= !probabilities.AsSpan().SequenceEqual(reference);
    }

    private ShownMode Shown(int mode, double[] sums, int vectors)
    {
        int most = sums.IndexOf(sums.Max());
        return new ShownMode(mode < localStates.Count ? localStates[mode] : null, vectors, actions[most], sums[most] / vectors);
    }

    // S where no agent was counted.
    private static int Mode(ReadOnlySpan<int> counts)
    {
        int mode = counts.Length;
        for (int state = 0; state < counts.Length; state++)
        {
            mode = counts[state] > (mode < counts.Length ? counts[mode] : 0) ? state : mode;
        }

        return mode;
    }

    private static double[] Mean(double[] sums, int count) => [.. sums.Select(sum => sum / count)];

    private static void Add(double[] sums, double[] terms)
    {
        for (int place = 0; place < sums.Length; place++)
        {
            sums[place] += terms[place];
        }
    }
}
