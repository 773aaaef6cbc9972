using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// The laws of the game of n agents by the most direct route, one state at a time: next counts by letting agent after agent move, looks by the hypergeometric formula, the start law by
/// its density. Shares nothing with the operators that solvers use but the order of count vectors.
/// </summary>
internal sealed class DirectLaws
{
    private readonly CooperativeGame game;
    private readonly double[] logFactorials;
    private readonly CountLattice[] lattices;

    internal DirectLaws(CooperativeGame game, int agents)
    {
        this.game = game;
        Agents = agents;
        logFactorials = new double[agents + 1];
        for (var number = 1; number <= agents; number++)
        {
            logFactorials[number] = logFactorials[number - 1] + Math.Log(number);
        }

        lattices = [.. Enumerable.Range(0, agents + 1).Select(count => new CountLattice(game.LocalStates, count))];
    }

    /// <summary>n.</summary>
    internal int Agents { get; }

    /// <summary>Count vectors of that many agents.</summary>
    internal CountLattice Lattice(int agents) => lattices[agents];

    /// <summary>The count vector of a rank.</summary>
    internal int[] Counts(int agents, int rank)
    {
        var counts = new int[game.LocalStates];
        lattices[agents].Unrank(rank, counts);
        return counts;
    }

    /// <summary>The law of the next counts, by rank, when each agent moves by its own law.</summary>
    /// <param name="moves">One law over local states for each agent.</param>
    internal double[] Next(IReadOnlyList<double[]> moves)
    {
        double[] law = [1.0];
        for (var moved = 0; moved < moves.Count; moved++)
        {
            var (before, after) = (lattices[moved], lattices[moved + 1]);
            var longer = new double[after.Size];
            var counts = new int[game.LocalStates];
            counts[^1] = moved;
            for (var rank = 0; rank < before.Size; rank++)
            {
                for (var to = 0; law[rank] > 0 && to < counts.Length; to++)
                {
                    counts[to]++;
                    longer[after.Rank(counts)] += law[rank] * moves[moved][to];
                    counts[to]--;
                }

                before.MoveNext(counts);
            }

            law = longer;
        }

        return law;
    }

    /// <summary>One agent's move under pi_l: sum_a pi_l(a | x, s_g) P_l(. | x, s_g, a).</summary>
    internal double[] Move(LocalPolicy policy, int localState, int globalState)
    {
        var law = new double[game.LocalStates];
        var actions = policy.At(localState, globalState);
        for (var action = 0; action < actions.Length; action++)
        {
            for (var to = 0; to < law.Length; to++)
            {
                law[to] += actions[action] * game.LocalTransition(localState, globalState, action)[to];
            }
        }

        return law;
    }

    /// <summary>One agent's expected reward under pi_l.</summary>
    internal double Reward(LocalPolicy policy, int localState, int globalState)
    {
        var sum = 0.0;
        for (var action = 0; action < game.LocalActions; action++)
        {
            sum += policy.At(localState, globalState)[action] * game.LocalReward(localState, globalState, action);
        }

        return sum;
    }

    /// <summary>phi(a_g | s_g, c): the policy's law averaged over all looks at k of the agents counted by c.</summary>
    internal double[] Actions(GlobalPolicy policy, int globalState, ReadOnlySpan<int> counts)
    {
        var lattice = lattices[policy.Subsample];
        var (average, law) = (new double[game.GlobalActions], new double[game.GlobalActions]);
        var look = new int[counts.Length];
        for (var rank = 0; rank < lattice.Size; rank++)
        {
            lattice.Unrank(rank, look);
            var weight = Hypergeometric(look, counts);
            if (weight == 0)
            {
                continue;
            }

            policy.ActionLaw(globalState, rank, law);
            for (var action = 0; action < law.Length; action++)
            {
                average[action] += weight * law[action];
            }
        }

        return average;
    }

    /// <summary>prod_x C(c_x, f_x) / C(n, k).</summary>
    internal double Hypergeometric(ReadOnlySpan<int> look, ReadOnlySpan<int> counts)
    {
        var (log, agents, seen) = (0.0, 0, 0);
        for (var state = 0; state < look.Length; state++)
        {
            if (look[state] > counts[state])
            {
                return 0;
            }

            log += LogChoose(counts[state], look[state]);
            (agents, seen) = (agents + counts[state], seen + look[state]);
        }

        return Math.Exp(log - LogChoose(agents, seen));
    }

    /// <summary>The start law of the counts: multinomial, or n draws from a Polya urn.</summary>
    internal double Start(ReadOnlySpan<int> counts)
    {
        var log = logFactorials[Agents];
        for (var state = 0; state < counts.Length; state++)
        {
            log -= logFactorials[counts[state]];
        }

        switch (game.Initial.Local)
        {
            case IndependentLocalLaw independent:
                for (var state = 0; state < counts.Length; state++)
                {
                    log += counts[state] == 0 ? 0 : counts[state] * Math.Log(independent.Probabilities[state]);
                }

                return Math.Exp(log);
            case DirichletLocalLaw dirichlet:
                for (var state = 0; state < counts.Length; state++)
                {
                    for (var drawn = 0; drawn < counts[state]; drawn++)
                    {
                        log += Math.Log(dirichlet.Concentration + drawn);
                    }
                }

                for (var drawn = 0; drawn < Agents; drawn++)
                {
                    log -= Math.Log((counts.Length * dirichlet.Concentration) + drawn);
                }

                return Math.Exp(log);
            default:
                throw new NotSupportedException("unknown start law");
        }
    }

    private double LogChoose(int from, int chosen) => logFactorials[from] - logFactorials[chosen] - logFactorials[from - chosen];
}
