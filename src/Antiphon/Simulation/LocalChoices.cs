using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Simulation;

/// <summary>
/// What the local agents do in an episode when someone outside decides it: how many of those in each local state take each action. The
/// agents of one state and action move by Multinomial(c_xa, P_l(. | x, s_g, a)), which is the law of separate agents. A workspace; one per
/// episode.
/// </summary>
/// <param name="game">The game.</param>
/// <param name="named">Who is in which state, where agents are distinguished; else null.</param>
internal sealed class LocalChoices(CooperativeGame game, NamedAgents? named = null)
{
    private readonly long[] taken = new long[game.LocalStates * game.LocalActions];
    private readonly long[] moved = new long[game.LocalStates];
    private readonly double[] row = new double[game.LocalStates];

    /// <summary>Agents distinguished; null where only their numbers count.</summary>
    public NamedAgents? Named => named;

    /// <summary>How many of the agents in a local state take each action; to be set before every step. They sum to c_x.</summary>
    public Span<long> At(int localState) => taken.AsSpan(localState * game.LocalActions, game.LocalActions);

    /// <summary>Begins an episode.</summary>
    public void Start(RandomStream rollout, ReadOnlySpan<long> counts) => named?.Start(rollout, counts);

    /// <summary>Counts what agents take that are distinguished.</summary>
    /// <param name="actions">a_l by agent, each one allowed where the agent is.</param>
    public void Choose(ReadOnlySpan<int> actions) => named!.Choose(actions, taken);

    /// <summary>The sum over the agents of their mean rewards r_l(s_i, s_g, a_i).</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="hats">Values of the hat functions at the population.</param>
    public double Reward(int globalState, ReadOnlySpan<double> hats)
    {
        double sum = 0.0;
        for (int cell = 0; cell < taken.Length; cell++)
        {
            if (taken[cell] > 0)
            {
                sum += taken[cell] * Reward(globalState, cell, hats);
            }
        }

        return sum;
    }

    /// <summary>The mean reward of one agent, r_l(s_l, s_g, a_l).</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="cell">s_l times B plus a_l.</param>
    /// <param name="hats">Values of the hat functions at the population.</param>
    public double Reward(int globalState, int cell, ReadOnlySpan<double> hats)
    {
        (int state, int action) = int.DivRem(cell, game.LocalActions);
        return game.LocalRewardAt((((state * game.GlobalStates) + globalState) * game.LocalActions) + action, hats);
    }

    /// <summary>Moves the agents of one state and adds where they go.</summary>
    /// <param name="chance">Source of randomness.</param>
    /// <param name="globalState">s_g before the step.</param>
    /// <param name="localState">Where they are.</param>
    /// <param name="hats">Values of the hat functions at the population.</param>
    /// <param name="next">Added to, by next state.</param>
    public void AddSample(RandomStream chance, int globalState, int localState, ReadOnlySpan<double> hats, Span<long> next)
    {
        for (int action = 0; action < game.LocalActions; action++)
        {
            int cell = (localState * game.LocalActions) + action;
            if (taken[cell] > 0)
            {
                WriteRow(globalState, localState, action, hats);
                MultinomialSampler.Sample(chance, taken[cell], row, moved);
                named?.Move(cell, moved);
                for (int state = 0; state < moved.Length; state++)
                {
                    next[state] += moved[state];
                }
            }
        }
    }

    /// <summary>All agents have moved.</summary>
    public void Moved() => named?.Moved();

    private void WriteRow(int globalState, int localState, int action, ReadOnlySpan<double> hats)
    {
        Array.Clear(row);
        for (int hat = 0; hat < hats.Length; hat++)
        {
            if (hats[hat] != 0 && game.LocalPart(hat, localState, globalState, action) is { } part)
            {
                for (int place = 0; place < part.Targets.Length; place++)
                {
                    row[part.Targets[place]] += hats[hat] * part.Probabilities[place];
                }
            }
        }
    }
}
