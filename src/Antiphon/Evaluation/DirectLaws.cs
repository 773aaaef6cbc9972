using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// The laws of the game of n agents by the most direct route, one state at a time: next counts by letting agent after agent move,
/// observations by the hypergeometric formula, the initial law by its density. Shares nothing with the operators that solvers use but the
/// order of count vectors.
/// </summary>
internal sealed class DirectLaws
{
    // Tables of successors are kept for lattices up to this many entries, in all at most 64 MB.
    private const long LargestTable = 1 << 20;
    private const long MostEntries = 1 << 24;

    private readonly CooperativeGame game;
    private readonly CancellationToken cancellation;
    private readonly CountLattice[] lattices;
    private readonly int[]?[] successors;
    private readonly DirectObservations observations;
    private long entries;
    private double[]? starts;

    internal DirectLaws(CooperativeGame game, int agents, CancellationToken cancellation = default)
    {
        this.game = game;
        this.cancellation = cancellation;
        Agents = agents;
        lattices = [.. Enumerable.Range(0, agents + 1).Select(count => new CountLattice(game.LocalStates, count))];
        successors = new int[agents][];
        observations = new DirectObservations(game);
    }

    /// <summary>n.</summary>
    internal int Agents { get; }

    /// <summary>Count vectors of that many agents.</summary>
    internal CountLattice Lattice(int agents) => lattices[agents];

    /// <summary>The count vector of a rank.</summary>
    internal int[] Counts(int agents, int rank)
    {
        int[] counts = new int[game.LocalStates];
        lattices[agents].Unrank(rank, counts);
        return counts;
    }

    /// <summary>The law of the next counts, by rank, when each agent moves by its own law.</summary>
    /// <param name="moves">One law over local states for each agent.</param>
    internal double[] Next(IReadOnlyList<double[]> moves)
    {
        double[] law = [1.0];
        for (int moved = 0; moved < moves.Count; moved++)
        {
            law = Joined(law, moved, moves[moved]);
        }

        return law;
    }

    /// <summary>The law of the counts of one agent more.</summary>
    /// <param name="law">The law of the counts of those who have moved, by rank.</param>
    /// <param name="moved">How many they are.</param>
    /// <param name="move">The law of the next one's state.</param>
    internal double[] Joined(double[] law, int moved, ReadOnlySpan<double> move)
    {
        cancellation.ThrowIfCancellationRequested();
        double[] longer = new double[lattices[moved + 1].Size];
        if (Successors(moved) is { } table)
        {
            for ((int rank, int place) = (0, 0); rank < law.Length; rank++)
            {
                for (int to = 0; to < move.Length; to++, place++)
                {
                    longer[table[place]] += law[rank] * move[to];
                }
            }

            return longer;
        }

        (int[] counts, CountLattice after) = (new int[game.LocalStates], lattices[moved + 1]);
        lattices[moved].WriteFirst(counts);
        for (int rank = 0; rank < law.Length; rank++)
        {
            for (int to = 0; law[rank] > 0 && to < counts.Length; to++)
            {
                counts[to]++;
                longer[after.Rank(counts)] += law[rank] * move[to];
                counts[to]--;
            }

            lattices[moved].MoveNext(counts);
        }

        return longer;
    }

    /// <summary>mu at the count vector of all agents.</summary>
    internal double[] Fractions(ReadOnlySpan<int> counts)
    {
        double[] fractions = new double[counts.Length];
        for (int state = 0; state < fractions.Length; state++)
        {
            fractions[state] = (double)counts[state] / Agents;
        }

        return fractions;
    }

    /// <summary>One agent's move under pi_l: sum_a pi_l(a | x, s_g) P_l(. | x, s_g, a), at a population.</summary>
    internal double[] Move(LocalPolicy policy, int localState, int globalState, double[] fractions)
    {
        double[] law = new double[game.LocalStates];
        ReadOnlySpan<double> actions = policy.At(localState, globalState);
        for (int action = 0; action < actions.Length; action++)
        {
            TransitionRow row = game.LocalRow(localState, globalState, action, fractions);
            for (int place = 0; place < row.Targets.Length; place++)
            {
                law[row.Targets[place]] += actions[action] * row.Probabilities[place];
            }
        }

        return law;
    }

    /// <summary>One agent's expected reward under pi_l, at a population.</summary>
    internal double Reward(LocalPolicy policy, int localState, int globalState, double[] fractions)
    {
        double sum = 0.0;
        for (int action = 0; action < game.LocalActions; action++)
        {
            sum += policy.At(localState, globalState)[action] * game.LocalReward(localState, globalState, action, fractions);
        }

        return sum;
    }

    /// <summary>
    /// phi(a_g | s_g, c): the policy's law averaged over all observations, by the game's rule, at k of the agents counted by c.
    /// </summary>
    internal double[] Actions(GlobalPolicy policy, int globalState, ReadOnlySpan<int> counts) =>
        Actions(policy, globalState, Observations(policy.Subsample, globalState, counts));

    /// <summary>The probability of each observation, by rank.</summary>
    internal double[] Observations(int subsample, int globalState, ReadOnlySpan<int> counts)
    {
        CountLattice lattice = ObservationLattice.Of(game, subsample);
        (double[] weights, int[] observation) = (new double[lattice.Size], new int[lattice.States]);
        lattice.WriteFirst(observation);
        for (int rank = 0; rank < weights.Length; rank++)
        {
            weights[rank] = observations.Probability(globalState, observation, counts);
            lattice.MoveNext(observation);
        }

        return weights;
    }

    /// <summary>The policy's law averaged over observations of given probabilities.</summary>
    internal double[] Actions(GlobalPolicy policy, int globalState, double[] weights)
    {
        (double[] average, double[] law) = (new double[game.GlobalActions], new double[game.GlobalActions]);
        IActionLaw actionLaw = policy.RequireActionLaw();
        CountLattice lattice = ObservationLattice.Of(game, policy.Subsample);
        int[] observation = new int[lattice.States];
        lattice.WriteFirst(observation);
        for (int rank = 0; rank < weights.Length; rank++)
        {
            if (weights[rank] != 0)
            {
                actionLaw.Write(globalState, observation, law);
                for (int action = 0; action < law.Length; action++)
                {
                    average[action] += weights[rank] * law[action];
                }
            }

            lattice.MoveNext(observation);
        }

        return average;
    }

    /// <summary>
    /// prod_x C(c_x, f_x) / C(n, k), one drawn agent after the other, so that no logarithm is large and no digits cancel.
    /// </summary>
    internal static double Hypergeometric(ReadOnlySpan<int> observation, ReadOnlySpan<int> counts)
    {
        int agents = 0;
        foreach (int count in counts)
        {
            agents += count;
        }

        (NeumaierSum log, int seen) = (default(NeumaierSum), 0);
        for (int state = 0; state < observation.Length; state++)
        {
            if (observation[state] > counts[state])
            {
                return 0;
            }

            for (int drawn = 0; drawn < observation[state]; drawn++)
            {
                log.Add(Math.Log((double)(counts[state] - drawn) / (agents - seen) * (seen + 1) / (drawn + 1)));
                seen++;
            }
        }

        return Math.Exp(log.Value);
    }

    /// <summary>The initial law of the counts: multinomial, or n draws from a Polya urn.</summary>
    internal double Start(ReadOnlySpan<int> counts)
    {
        if (starts is null)
        {
            starts = new double[Lattice(Agents).Size];
            for (int rank = 0; rank < starts.Length; rank++)
            {
                cancellation.ThrowIfCancellationRequested();
                starts[rank] = Density(Counts(Agents, rank));
            }
        }

        return starts[Lattice(Agents).Rank(counts)];
    }

    // [rank(c) * S + y]: the rank of c + e_y; null where the table would be large.
    private int[]? Successors(int agents)
    {
        long length = (long)lattices[agents].Size * game.LocalStates;
        if (successors[agents] is not null || length > LargestTable || entries + length > MostEntries)
        {
            return successors[agents];
        }

        (int[] table, int[] counts) = (new int[length], new int[game.LocalStates]);
        lattices[agents].WriteFirst(counts);
        for (int place = 0; place < table.Length; place++)
        {
            int to = place % counts.Length;
            counts[to]++;
            table[place] = lattices[agents + 1].Rank(counts);
            counts[to]--;
            if (to == counts.Length - 1)
            {
                lattices[agents].MoveNext(counts);
            }
        }

        entries += length;
        return successors[agents] = table;
    }

    // n! / prod_x c_x! times the probability of one order of the agents, agent by agent.
    private double Density(int[] counts)
    {
        (NeumaierSum log, int placed) = (default(NeumaierSum), 0);
        for (int state = 0; state < counts.Length; state++)
        {
            for (int alike = 0; alike < counts[state]; alike++)
            {
                double probability = game.Initial.Local switch
                {
                    IndependentLocalLaw independent => independent.Probabilities[state],
                    DirichletLocalLaw dirichlet => (dirichlet.Concentration + alike)
                        / ((counts.Length * dirichlet.Concentration) + placed),
                    _ => throw new NotSupportedException("unknown initial law"),
                };
                if (probability == 0)
                {
                    return 0;
                }

                log.Add(Math.Log(probability * (placed + 1) / (alike + 1)));
                placed++;
            }
        }

        return Math.Exp(log.Value);
    }
}
