using System.Collections.Immutable;
using System.Numerics;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Tests.Simulation.Reference;

/// <summary>
/// Exact online execution of a tiny game: the Markov chain on (s_g, s_1, .., s_n) with labelled agents, every k-subset enumerated. Its law
/// and expected return come from sums over all states and actions; nothing is sampled. Agents may move by another game's kernels in each
/// step.
/// </summary>
internal sealed class LabelledChain
{
    private readonly CooperativeGame game;
    private readonly JointPolicy policy;
    private readonly LocalMoveOrder order;
    private readonly int agents;
    private readonly int profiles;
    private readonly Func<int, CooperativeGame> world;
    private CooperativeGame moving;

    public LabelledChain(
        CooperativeGame game,
        JointPolicy policy,
        LocalMoveOrder order = LocalMoveOrder.Together,
        Func<int, CooperativeGame>? world = null
    )
    {
        (this.game, this.policy, this.order, agents) = (game, policy, order, (int)game.Agents);
        (this.world, moving) = (world ?? (_ => game), game);
        profiles = (int)Math.Pow(game.LocalStates, agents);
    }

    /// <summary>
    /// Expected discounted return over a horizon, and the law of (s_g, profile) after it, as [s_g * profiles + profile].
    /// </summary>
    public (double Return, double[] Law) Run(int horizon)
    {
        double[] law = InitialLaw();
        double sum = 0.0;
        for (int time = 0; time < horizon; time++)
        {
            moving = world(time);
            (double reward, law) = Step(law);
            sum += Math.Pow(game.Discount, time) * reward;
        }

        return (sum, law);
    }

    /// <summary>Sums a law over labels: one probability for each (s_g, rank of the counts), as [s_g * lattice.Size + rank].</summary>
    public double[] ByCounts(double[] law, CountLattice lattice)
    {
        double[] result = new double[game.GlobalStates * lattice.Size];
        for (int place = 0; place < law.Length; place++)
        {
            int rank = lattice.Rank(Count(Enumerable.Range(0, agents), place % profiles));
            result[(place / profiles * lattice.Size) + rank] += law[place];
        }

        return result;
    }

    /// <summary>Where <see cref="ByCounts"/> puts a state.</summary>
    public static long Place(int globalState, ReadOnlySpan<long> counts, CountLattice lattice)
    {
        int[] whole = new int[counts.Length];
        for (int state = 0; state < whole.Length; state++)
        {
            whole[state] = (int)counts[state];
        }

        return ((long)globalState * lattice.Size) + lattice.Rank(whole);
    }

    private int StateOf(int agent, int profile) => profile / (int)Math.Pow(game.LocalStates, agent) % game.LocalStates;

    private int[] Count(IEnumerable<int> agents, int profile)
    {
        int[] counts = new int[game.LocalStates];
        foreach (int agent in agents)
        {
            counts[StateOf(agent, profile)]++;
        }

        return counts;
    }

    private double[] InitialLaw()
    {
        ImmutableArray<double> own = ((IndependentLocalLaw)game.Initial.Local).Probabilities;
        double[] law = new double[game.GlobalStates * profiles];
        for (int place = 0; place < law.Length; place++)
        {
            law[place] = game.Initial.Global[place / profiles];
            for (int agent = 0; agent < agents; agent++)
            {
                law[place] *= own[StateOf(agent, place % profiles)];
            }
        }

        return law;
    }

    private (double Reward, double[] Next) Step(double[] law)
    {
        double reward = 0.0;
        double[] next = new double[law.Length];
        for (int place = 0; place < law.Length; place++)
        {
            (int globalState, int profile) = (place / profiles, place % profiles);
            double[][] moves =
            [
                .. Enumerable
                    .Range(0, game.GlobalStates)
                    .Select(next => ProfileLaw(globalState, order == LocalMoveOrder.Together ? globalState : next, profile)),
            ];
            double[] actions = ActionLaw(globalState, profile);
            for (int agent = 0; agent < agents; agent++)
            {
                int state = StateOf(agent, profile);
                for (int own = 0; own < game.LocalActions; own++)
                {
                    reward += law[place] * policy.Local.At(state, globalState)[own] * game.LocalReward(state, globalState, own) / agents;
                }
            }

            for (int action = 0; action < actions.Length; action++)
            {
                double weight = law[place] * actions[action];
                reward += weight * game.GlobalReward(globalState, action);
                ReadOnlySpan<double> row = game.GlobalTransition(globalState, action);
                for (int target = 0; target < next.Length; target++)
                {
                    next[target] += weight * row[target / profiles] * moves[target / profiles][target % profiles];
                }
            }
        }

        return (reward, next);
    }

    private double[] ActionLaw(int globalState, int profile)
    {
        int looked = policy.Global.Subsample;
        double[] law = new double[game.GlobalActions];
        double[] one = new double[game.GlobalActions];
        int subsets = 0;
        for (uint subset = 0; subset < 1u << agents; subset++)
        {
            if (BitOperations.PopCount(subset) == looked)
            {
                subsets++;
                policy.Global.ActionLaw!.Write(
                    globalState,
                    Count(Enumerable.Range(0, agents).Where(i => (subset >> i & 1) == 1), profile),
                    one
                );
                for (int action = 0; action < law.Length; action++)
                {
                    law[action] += one[action];
                }
            }
        }

        return [.. law.Select(mass => mass / subsets)];
    }

    private double[] ProfileLaw(int globalState, int movedBy, int profile)
    {
        double[] law = new double[profiles];
        for (int target = 0; target < profiles; target++)
        {
            law[target] = 1;
            for (int agent = 0; agent < agents; agent++)
            {
                int state = StateOf(agent, profile);
                double mass = 0.0;
                for (int own = 0; own < game.LocalActions; own++)
                {
                    mass += policy.Local.At(state, globalState)[own] * moving.LocalTransition(state, movedBy, own)[StateOf(agent, target)];
                }

                law[target] *= mass;
            }
        }

        return law;
    }
}
