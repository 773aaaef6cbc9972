using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Simulation;

/// <summary>
/// Which agent is in which local state, beside an episode in count space. Agents of one state that take one action are exchangeable: the
/// drawn moves are assigned to them uniformly at random, from a stream of its own. So the counts of an episode do not depend on whether
/// agents are distinguished. A workspace; one per episode.
/// </summary>
internal sealed class NamedAgents
{
    private static readonly ulong Purpose = RandomStream.PurposeKey(Purposes.Identity);

    private readonly CooperativeGame game;
    private readonly int actionCount;
    private readonly RandomStream chance = new(0);
    private readonly int[] order;
    private readonly int[] starts;
    private readonly int[] cells;
    private readonly int[] targets;
    private StreamFamily steps;
    private long time;
    private int[] states;
    private int[] next;

    /// <summary>Prepares a workspace.</summary>
    /// <param name="game">The game, with the deployed number of agents.</param>
    public NamedAgents(CooperativeGame game)
    {
        this.game = game;
        actionCount = game.LocalActions;
        int agents = checked((int)game.Agents);
        order = new int[agents];
        cells = new int[agents];
        targets = new int[agents];
        states = new int[agents];
        next = new int[agents];
        starts = new int[(game.LocalStates * actionCount) + 1];
    }

    /// <summary>s_l by agent.</summary>
    public ReadOnlySpan<int> States => states;

    /// <summary>s_l times B plus a_l, by agent, as last chosen.</summary>
    public ReadOnlySpan<int> Cells => cells;

    /// <summary>Begins an episode: who is where is drawn uniformly, among the agents of each type, which have adjacent numbers.</summary>
    public void Start(RandomStream rollout, ReadOnlySpan<long> counts)
    {
        steps = rollout.Family(Purpose);
        time = 0;
        steps.SplitInto(chance, time);
        int agent = 0;
        foreach (AgentType type in game.Types)
        {
            int first = agent;
            for (int state = type.First; state < type.First + type.States; state++)
            {
                states.AsSpan(agent, (int)counts[state]).Fill(state);
                agent += (int)counts[state];
            }

            Shuffle(states.AsSpan(first, agent - first));
        }
    }

    /// <summary>Takes note of actions and counts them.</summary>
    /// <param name="actions">a_l by agent.</param>
    /// <param name="taken">Receives how many agents take each action, index order [s_l][a_l].</param>
    public void Choose(ReadOnlySpan<int> actions, Span<long> taken)
    {
        taken.Clear();
        for (int agent = 0; agent < states.Length; agent++)
        {
            cells[agent] = (states[agent] * actionCount) + actions[agent];
            taken[cells[agent]]++;
        }

        Sort(taken);
        time++;
        steps.SplitInto(chance, time);
    }

    /// <summary>Moves the agents of one state and action.</summary>
    /// <param name="cell">s_l times B plus a_l.</param>
    /// <param name="moved">How many of them go to each state.</param>
    public void Move(int cell, ReadOnlySpan<long> moved)
    {
        ReadOnlySpan<int> members = order.AsSpan(starts[cell]..starts[cell + 1]);
        Span<int> drawn = targets.AsSpan(0, members.Length);
        int filled = 0;
        for (int state = 0; state < moved.Length; state++)
        {
            drawn.Slice(filled, (int)moved[state]).Fill(state);
            filled += (int)moved[state];
        }

        Shuffle(drawn);
        for (int member = 0; member < members.Length; member++)
        {
            next[members[member]] = drawn[member];
        }
    }

    /// <summary>All agents have moved.</summary>
    public void Moved() => (states, next) = (next, states);

    // The agents by what they are and do, in ascending order within each cell.
    private void Sort(ReadOnlySpan<long> taken)
    {
        starts[0] = 0;
        for (int cell = 0; cell < taken.Length; cell++)
        {
            starts[cell + 1] = starts[cell] + (int)taken[cell];
        }

        for (int agent = states.Length - 1; agent >= 0; agent--)
        {
            // The last place of the cell that is still free; afterwards the ends of the cells are restored.
            order[--starts[cells[agent] + 1]] = agent;
        }

        for (int cell = 0; cell < taken.Length; cell++)
        {
            starts[cell + 1] += (int)taken[cell];
        }
    }

    private void Shuffle(Span<int> values)
    {
        for (int last = values.Length - 1; last > 0; last--)
        {
            int other = (int)chance.NextBelow(last + 1);
            (values[last], values[other]) = (values[other], values[last]);
        }
    }
}
