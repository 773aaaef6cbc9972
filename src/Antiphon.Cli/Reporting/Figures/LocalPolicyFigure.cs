using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Cli.Reporting;

/// <summary>What a local agent does: action probabilities for each of its states and each global state.</summary>
internal static class LocalPolicyFigure
{
    /// <summary>Draws pi_l(a_l | s_l, s_g).</summary>
    public static Figure Of(CooperativeGame game, LocalPolicy policy)
    {
        var grid = new PolicyGrid(
            new GridSide("an agent's state", DistinctNames.Of(game.LocalStateNames)),
            new GridSide("global state", DistinctNames.Of(game.GlobalStateNames)),
            DistinctNames.Of(game.LocalActionNames),
            (localState, globalState) => policy.At(localState, globalState).ToArray()
        );
        int cells = game.LocalStates * game.GlobalStates;
        int certain = Enumerable
            .Range(0, cells)
            .Count(cell => policy.At(cell / game.GlobalStates, cell % game.GlobalStates).IndexOfAnyInRange(1 - 1e-9, 2) >= 0);
        string summary =
            "An agent's actions, by its own state (rows) and the global state (columns). Each cell is divided among the actions by "
            + "their probabilities. "
            + (
                certain == cells
                    ? "The agents act deterministically."
                    : $"In {Figures.Count(certain)} of {Figures.Count(cells, "situation")} the action is deterministic."
            )
            + grid.ColorNote;
        return new Figure(
            "local-policy",
            "What the agents do",
            summary,
            grid.Specification("What the agents do", summary),
            Table(game, policy)
        );
    }

    private static DataTable Table(CooperativeGame game, LocalPolicy policy) =>
        new(
            [
                new("state", "An agent's state"),
                new("global", "Global state"),
                .. DistinctNames.Of(game.LocalActionNames).Select((name, action) => DataColumn.Number($"action{action}", name)),
            ],
            [
                .. from localState in Enumerable.Range(0, game.LocalStates)
                from globalState in Enumerable.Range(0, game.GlobalStates)
                select (IReadOnlyList<Cell>)
                    [
                        game.LocalStateNames[localState],
                        game.GlobalStateNames[globalState],
                        .. policy
                            .At(localState, globalState)
                            .ToArray()
                            .Select(probability => Cell.Of(probability, probability.ToString("0.###"))),
                    ],
            ]
        );
}
