using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// What a tagged agent's actions pay and where they lead in one s_g, where that does not depend on the population: tables in one piece,
/// which <see cref="TaggedProblem"/> goes through at every node.
/// </summary>
internal sealed class TaggedActions
{
    private readonly CooperativeGame game;
    private readonly AgentType type;

    // [x * A + a], and [(x * A + a) * S + x'], gamma included.
    private readonly double[] rewards;
    private readonly double[] rows;
    private readonly double[] usual;
    private int actions;

    internal TaggedActions(CooperativeGame game, AgentType type)
    {
        (this.game, this.type) = (game, type);
        rewards = new double[type.States * game.LocalActions];
        rows = new double[rewards.Length * type.States];
        usual = new double[type.States];
    }

    /// <summary>Fills the tables.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="share">What the agent's own reward is multiplied by.</param>
    /// <param name="kernels">pi_l's, for the reward that the team's expected reward already has.</param>
    /// <param name="policy">A reactive policy in place of all actions, or null.</param>
    internal void Fill(int globalState, double share, LocalKernels kernels, LocalPolicy? policy)
    {
        Array.Clear(rewards);
        Array.Clear(rows);
        actions = policy is null ? game.LocalActions : 1;
        for (int state = 0; state < type.States; state++)
        {
            usual[state] = share * kernels.Reward(globalState, type.First + state, [1.0]);
            for (int action = 0; action < game.LocalActions; action++)
            {
                double weight = policy is null ? 1 : policy.At(type.First + state, globalState)[action];
                if (weight != 0)
                {
                    Add((state * actions) + (policy is null ? action : 0), weight, share, (state, globalState, action));
                }
            }
        }
    }

    /// <summary>The share of pi_l's expected reward of one agent in a state.</summary>
    internal double UsualReward(int state) => usual[state];

    /// <summary>The best of the actions, or what the policy is worth.</summary>
    /// <param name="state">x.</param>
    /// <param name="after">[x']: what follows.</param>
    internal double Value(int state, ReadOnlySpan<double> after)
    {
        ReadOnlySpan<double> row = rows.AsSpan(state * actions * after.Length, actions * after.Length);
        double best = double.NegativeInfinity;
        for (int action = 0; action < actions; action++, row = row[after.Length..])
        {
            double sum = rewards[(state * actions) + action];
            for (int to = 0; to < after.Length; to++)
            {
                sum += row[to] * after[to];
            }

            // Passes NaN on.
            best = Math.Max(best, sum);
        }

        return best;
    }

    private void Add(int place, double weight, double share, (int State, int Global, int Action) at)
    {
        int local = type.First + at.State;
        rewards[place] += weight * share * game.LocalRewardPart(0, local, at.Global, at.Action);
        ReadOnlySpan<double> law = game.LocalPart(0, local, at.Global, at.Action) is { } part
            ? part.Dense(game.LocalStates).Slice(type.First, type.States)
            : [];
        for (int to = 0; to < law.Length; to++)
        {
            rows[(place * type.States) + to] += game.Discount * weight * law[to];
        }
    }
}
