using Antiphon.Games;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.RandomGames;

/// <summary>Changes the rows of a game that are given as tables.</summary>
/// <param name="random">Draws what is changed.</param>
/// <param name="kind">"tiny probabilities", "reducible", or nothing to change.</param>
internal sealed class TrialRows(SmallRandom random, string kind)
{
    private static readonly double[] Rare = [1e-300, double.Epsilon, 1e-17, 1e-12, 1e-100];

    /// <summary>The changed game.</summary>
    public GameDefinition Of(GameDefinition given) =>
        kind is "tiny probabilities" or "reducible"
            ? given with
            {
                GlobalTransition = [.. given.GlobalTransition.Select((part, state) => part.Select(row => Row(row, state)).ToArray())],
                LocalTransition = Locals(given.LocalTransition),
                Types = given.Types?.Select(type => type with { LocalTransition = Locals(type.LocalTransition) }).ToArray(),
            }
            : given;

    private double[][][][] Locals(double[][][][] table) =>
        [.. table.Select((part, state) => part.Select(rows => rows.Select(row => Row(row, state)).ToArray()).ToArray())];

    // Rows of forbidden actions are no rows and stay so.
    private double[] Row(double[] row, int state)
    {
        if (row is null || row.Any(double.IsNaN))
        {
            return row!;
        }

        return kind == "reducible" ? Closed(row, state)
            : random.Below(2) == 0 ? row
            : WithRare(row);
    }

    private double[] WithRare(double[] row)
    {
        (int at, double rare) = (random.Below(row.Length), Rare[random.Below(Rare.Length)]);
        double others = row.Where((_, to) => to != at).Sum();
        return others > 0 ? [.. row.Select((p, to) => to == at ? rare : p / others)] : row;
    }

    // The first state is never left, and never reached from the others.
    private static double[] Closed(double[] row, int state)
    {
        double[] kept = [.. row.Select((p, to) => (state == 0) == (to == 0) ? p : 0)];
        double sum = kept.Sum();
        return sum > 0 ? [.. kept.Select(p => p / sum)] : SmallGames.Unit(row.Length, state);
    }
}
