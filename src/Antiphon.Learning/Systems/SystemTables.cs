using Antiphon.Games;

namespace Antiphon.Learning;

/// <summary>What a fit needs of the log of a system: counts of moves, and observations by global state and action.</summary>
internal sealed class SystemTables
{
    private readonly CooperativeGame game;
    private readonly HatFunctions hats;
    private readonly double[] localReward;

    internal SystemTables(CooperativeGame game, HatFunctions hats, Func<int, int>? rewardClass = null)
    {
        (this.game, this.hats) = (game, hats);
        int locals = game.LocalStates * game.GlobalStates * game.LocalActions;
        Local = new long[locals * game.LocalStates];
        GlobalStarts = new long[game.GlobalStates];
        LocalStarts = new long[game.LocalStates];
        int globals = game.GlobalStates * game.GlobalActions;
        Successors = [.. Enumerable.Range(0, globals).Select(Possible)];
        Moves = [.. Successors.Select(next => new CoupledLawFit(hats.Count, next.Length))];
        Rewards = [.. Enumerable.Range(0, globals).Select(_ => new CoupledMeanFit(hats.Count))];
        PooledMoves = [.. Enumerable.Range(0, game.GlobalStates).Select(Pooled)];
        var pools = new Dictionary<int, CoupledMeanFit>();
        PooledRewards = [.. Enumerable.Range(0, game.GlobalStates).Select(state => Pool(pools, rewardClass?.Invoke(state) ?? state))];
        localReward = new double[locals];
        for (int row = 0; row < locals; row++)
        {
            (int pair, int action) = Math.DivRem(row, game.LocalActions);
            localReward[row] = game.LocalReward(pair / game.GlobalStates, pair % game.GlobalStates, action);
        }
    }

    /// <summary>Moves of tracked agents, [s_l][s_g][a_l][s_l'].</summary>
    internal long[] Local { get; }

    /// <summary>
    /// The next global states that the declared game does not exclude, ascending, [s_g][a_g]. Laws are over places in this list: where all
    /// actions have equally many, a place is taken to mean the same under each.
    /// </summary>
    internal int[][] Successors { get; }

    /// <summary>Moves of the global state, [s_g][a_g].</summary>
    internal CoupledLawFit[] Moves { get; }

    /// <summary>The same over all actions, [s_g]; null where they differ in their number of successors.</summary>
    internal CoupledLawFit?[] PooledMoves { get; }

    /// <summary>The system's own rewards over all actions and all states of the class, [s_g].</summary>
    internal CoupledMeanFit[] PooledRewards { get; }

    /// <summary>The system's own rewards, [s_g][a_g].</summary>
    internal CoupledMeanFit[] Rewards { get; }

    /// <summary>Global states at starts of episodes.</summary>
    internal long[] GlobalStarts { get; }

    /// <summary>Local states of tracked agents there.</summary>
    internal long[] LocalStarts { get; }

    /// <summary>[s_l][s_g][a_l].</summary>
    internal int Row(int state, int globalState, int action) => (((state * game.GlobalStates) + globalState) * game.LocalActions) + action;

    /// <summary>Adds a step, and the move to it where it starts no episode.</summary>
    internal void Add(SystemStep step, SystemStep? before)
    {
        int entry = (step.GlobalState * game.GlobalActions) + step.Action;
        (int Below, double Above) place = hats.At(step.Aggregate);
        Rewards[entry].Add(place, OwnReward(step));
        PooledRewards[step.GlobalState].Add(place, OwnReward(step));
        if (before is null)
        {
            GlobalStarts[step.GlobalState]++;
            foreach (int state in step.States)
            {
                LocalStarts[state]++;
            }

            return;
        }

        AddMove(before, step.GlobalState);
        for (int agent = 0; agent < step.States.Length; agent++)
        {
            int row = Row(before.States[agent], before.GlobalState, before.Actions[agent]);
            Local[(row * game.LocalStates) + step.States[agent]]++;
        }
    }

    private void AddMove(SystemStep before, int next)
    {
        int row = (before.GlobalState * game.GlobalActions) + before.Action;
        int successor = Successor(row, next);
        Moves[row].Add(hats.At(before.Aggregate), successor);
        PooledMoves[before.GlobalState]?.Add(hats.At(before.Aggregate), successor);
    }

    /// <summary>The place of a next global state among the successors of (s_g, a_g).</summary>
    /// <exception cref="InvalidInputException">The declared game excludes it.</exception>
    internal int Successor(int row, int next)
    {
        int successor = Array.IndexOf(Successors[row], next);
        if (successor < 0)
        {
            (int state, int action) = Math.DivRem(row, game.GlobalActions);
            throw new InvalidInputException(
                $"the log moves from the global state '{game.GlobalStateNames[state]}' to '{game.GlobalStateNames[next]}' "
                    + $"under the action '{game.GlobalActionNames[action]}'; the declared game excludes this move; declare it, or "
                    + "use the game that the log belongs to"
            );
        }

        return successor;
    }

    private CoupledMeanFit Pool(Dictionary<int, CoupledMeanFit> pools, int number)
    {
        if (!pools.TryGetValue(number, out CoupledMeanFit? pool))
        {
            pools[number] = pool = new CoupledMeanFit(hats.Count);
        }

        return pool;
    }

    private int[] Possible(int row)
    {
        double[] law = game.GlobalTransition(row / game.GlobalActions, row % game.GlobalActions).ToArray();
        return [.. Enumerable.Range(0, law.Length).Where(state => law[state] > 0)];
    }

    private CoupledLawFit? Pooled(int state)
    {
        int[] sizes =
        [
            .. Successors[(state * game.GlobalActions)..((state + 1) * game.GlobalActions)].Select(next => next.Length).Distinct(),
        ];
        return sizes.Length == 1 ? new CoupledLawFit(hats.Count, sizes[0]) : null;
    }

    /// <summary>The reward without the tracked agents' declared part.</summary>
    internal double OwnReward(SystemStep step)
    {
        double sum = 0.0;
        for (int agent = 0; agent < step.States.Length; agent++)
        {
            sum += localReward[Row(step.States[agent], step.GlobalState, step.Actions[agent])];
        }

        return step.Reward - (sum / step.States.Length);
    }
}

/// <summary>A step of a system's log.</summary>
/// <param name="GlobalState">s_g.</param>
/// <param name="States">s_l of the tracked agents.</param>
/// <param name="Actions">Their a_l.</param>
/// <param name="Aggregate">The coupling's value; 0 without one.</param>
/// <param name="Action">a_g.</param>
/// <param name="Reward">The reward.</param>
internal sealed record SystemStep(int GlobalState, int[] States, int[] Actions, double Aggregate, int Action, double Reward);
