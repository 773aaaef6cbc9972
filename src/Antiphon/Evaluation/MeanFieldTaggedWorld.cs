using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// One tagged agent beside a population that does not fluctuate: the observation includes the tagged agent with probability k/n and then
/// sees k-1 others and it. The others' flow does not feel it.
/// </summary>
internal static class MeanFieldTaggedWorld
{
    internal static TaggedWorld Create(MeanFieldPopulation model, LocalKernels kernels, PairDynamics pair, JointPolicy policy, long agents)
    {
        CooperativeGame game = model.Game;
        // The chance to be seen is k/n for uniform sampling only; by other rules the tagged agent is neglected among infinitely many.
        double share = game.Sampling is UniformSampling ? (double)policy.Global.Subsample / agents : 0;
        var transitions = new FunctionBuffer[game.LocalStates][];
        var rewards = new FunctionBuffer[game.LocalStates];
        for (int state = 0; state < game.LocalStates; state++)
        {
            rewards[state] = new FunctionBuffer(model.Nodes * model.Stride);
            transitions[state] = new FunctionBuffer[game.GlobalStates];
            for (int globalState = 0; globalState < game.GlobalStates; globalState++)
            {
                double[] seen =
                    share > 0 ? WhenSeen(model, policy.Global, globalState, state) : new double[model.Nodes * game.GlobalActions];
                transitions[state][globalState] = Mix(model, kernels, pair, (globalState, state), (share, agents), seen, rewards[state]);
            }
        }

        return new TaggedWorld(
            model,
            kernels,
            (globalState, _, function, result) => pair.Population.Advance(globalState, function, result),
            (globalState, _, measure, result) => pair.Population.Push(globalState, measure, result)
        )
        {
            Nodes = model.Nodes,
            Agents = agents,
            Places = null,
            Transitions = transitions,
            Rewards = rewards,
            IsFelt = false,
        };
    }

    // Writes R into the rewards and returns p(s_g' | s_g, mu) when one agent among n is in this local state.
    private static FunctionBuffer Mix(
        MeanFieldPopulation model,
        LocalKernels kernels,
        PairDynamics pair,
        (int Global, int Local) at,
        (double Seen, double Agents) shares,
        double[] seen,
        FunctionBuffer rewards
    )
    {
        (CooperativeGame game, int stride) = (model.Game, model.Stride);
        var transition = new FunctionBuffer(model.Nodes * stride);
        for (int node = 0; node < model.Nodes; node++)
        {
            Span<double> unseen = pair.Transitions[at.Global].Span.Slice(node * stride, game.GlobalStates);
            Span<double> target = transition.Span.Slice(node * stride, game.GlobalStates);
            for (int next = 0; next < target.Length; next++)
            {
                target[next] = (1 - shares.Seen) * unseen[next];
            }

            (int place, double local) = ((node * stride) + at.Global, pair.LocalReward(at.Global, node));
            double reward = (1 - shares.Seen) * (pair.Rewards.Span[place] - local);
            for (int action = 0; action < game.GlobalActions; action++)
            {
                double probability = shares.Seen * seen[(node * game.GlobalActions) + action];
                reward += probability * game.GlobalReward(at.Global, action);
                ReadOnlySpan<double> row = game.GlobalTransition(at.Global, action);
                for (int next = 0; next < target.Length; next++)
                {
                    target[next] += probability * row[next];
                }
            }

            rewards.Span[place] = reward + ((1 - (1 / shares.Agents)) * local) + (kernels.Reward(at.Global)[at.Local] / shares.Agents);
        }

        return transition;
    }

    // [node * A + a]: the dispatcher's law when the observation holds the tagged agent and k-1 others.
    private static double[] WhenSeen(MeanFieldPopulation model, GlobalPolicy policy, int globalState, int localState)
    {
        (CooperativeGame game, IActionLaw law) = (model.Game, policy.RequireActionLaw());
        var others = new CountLattice(game.LocalStates, policy.Subsample - 1);
        int stride = Lanes.Stride(game.GlobalActions);
        (FunctionBuffer table, FunctionBuffer atNodes) = (
            new FunctionBuffer(others.Size * stride),
            new FunctionBuffer(model.Nodes * stride)
        );
        int[] counts = new int[game.LocalStates];
        for (int rank = 0; rank < others.Size; rank++)
        {
            others.Unrank(rank, counts);
            counts[localState]++;
            law.Write(globalState, counts, table.Span.Slice(rank * stride, game.GlobalActions));
        }

        if (others.Agents > 0)
        {
            model.Observations(others).Expect(table, atNodes, stride);
        }

        double[] result = new double[model.Nodes * game.GlobalActions];
        for (int node = 0; node < model.Nodes; node++)
        {
            Span<double> source =
                others.Agents > 0 ? atNodes.Span.Slice(node * stride, game.GlobalActions) : table.Span[..game.GlobalActions];
            source.CopyTo(result.AsSpan(node * game.GlobalActions));
        }

        return result;
    }
}
