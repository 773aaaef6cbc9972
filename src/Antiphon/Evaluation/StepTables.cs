using Antiphon.Games;

namespace Antiphon.Evaluation;

/// <summary>Rows and rewards of one global state at one population, laid out for enumerations.</summary>
internal sealed class StepTables
{
    private readonly double[][] local;
    private readonly double[] localRewards;
    private readonly double[][] global;
    private readonly double[] globalRewards;

    /// <summary>Lays them out.</summary>
    /// <param name="game">The game.</param>
    /// <param name="globalState">s_g.</param>
    /// <param name="fractions">mu; plays no part where nothing depends on the population.</param>
    internal StepTables(CooperativeGame game, int globalState, double[] fractions)
    {
        IEnumerable<(int State, int Action)> cells = Enumerable
            .Range(0, game.LocalStates * game.LocalActions)
            .Select(cell => (cell / game.LocalActions, cell % game.LocalActions));
        IEnumerable<int> actions = Enumerable.Range(0, game.GlobalActions);
        local = [.. cells.Select(cell => game.LocalRow(cell.State, globalState, cell.Action, fractions).ToArray(game.LocalStates))];
        localRewards = [.. cells.Select(cell => game.LocalReward(cell.State, globalState, cell.Action, fractions))];
        global = [.. actions.Select(action => game.GlobalRow(globalState, action, fractions).ToArray(game.GlobalStates))];
        globalRewards = [.. actions.Select(action => game.GlobalReward(globalState, action, fractions))];
    }

    /// <summary>P_l(. | x, s_g, a), cell = x B + a.</summary>
    internal ReadOnlySpan<double> Local(int cell) => local[cell];

    /// <summary>r_l(x, s_g, a), likewise.</summary>
    internal double LocalReward(int cell) => localRewards[cell];

    /// <summary>P_g(. | s_g, a_g).</summary>
    internal ReadOnlySpan<double> Global(int action) => global[action];

    /// <summary>r_g(s_g, a_g).</summary>
    internal double GlobalReward(int action) => globalRewards[action];
}
