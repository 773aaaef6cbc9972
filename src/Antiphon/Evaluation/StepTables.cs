using Antiphon.Games;

namespace Antiphon.Evaluation;

/// <summary>Rows and rewards of one global state at one population, looked up once for enumerations.</summary>
internal sealed class StepTables
{
    private readonly TransitionRow[] local;
    private readonly double[] localRewards;
    private readonly TransitionRow[] global;
    private readonly double[] globalRewards;
    private readonly int localStates;
    private readonly int globalStates;

    /// <summary>Looks them up.</summary>
    /// <param name="game">The game.</param>
    /// <param name="globalState">s_g.</param>
    /// <param name="fractions">mu; plays no part where nothing depends on the population.</param>
    internal StepTables(CooperativeGame game, int globalState, double[] fractions)
    {
        (localStates, globalStates) = (game.LocalStates, game.GlobalStates);
        IEnumerable<(int State, int Action)> cells = Enumerable
            .Range(0, game.LocalStates * game.LocalActions)
            .Select(cell => (cell / game.LocalActions, cell % game.LocalActions));
        IEnumerable<int> actions = Enumerable.Range(0, game.GlobalActions);
        local = [.. cells.Select(cell => game.LocalRow(cell.State, globalState, cell.Action, fractions))];
        localRewards = [.. cells.Select(cell => game.LocalReward(cell.State, globalState, cell.Action, fractions))];
        global = [.. actions.Select(action => game.GlobalRow(globalState, action, fractions))];
        globalRewards = [.. actions.Select(action => game.GlobalReward(globalState, action, fractions))];
    }

    /// <summary>P_l(. | x, s_g, a), cell = x B + a.</summary>
    internal ReadOnlySpan<double> Local(int cell) => local[cell].Dense(localStates);

    /// <summary>r_l(x, s_g, a), likewise.</summary>
    internal double LocalReward(int cell) => localRewards[cell];

    /// <summary>P_g(. | s_g, a_g).</summary>
    internal ReadOnlySpan<double> Global(int action) => global[action].Dense(globalStates);

    /// <summary>r_g(s_g, a_g).</summary>
    internal double GlobalReward(int action) => globalRewards[action];
}
