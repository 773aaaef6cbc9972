using System.Globalization;
using Antiphon.Simulation;
using Antiphon.Tests.Architecture;

namespace Antiphon.Tests.Equilibrium.Released;

/// <summary>A setting of the authors' program.</summary>
internal sealed record AuthorsSetting(int Subsample, string Game, int Horizon, int Alternations, LocalMoveOrder Order);

/// <summary>What the authors' program earned when it was run; see the file's first lines.</summary>
internal static class AuthorsFigures
{
    private static readonly Dictionary<AuthorsSetting, double> Rewards = File.ReadLines(
            Path.Combine(RepositoryRoot.Path, "tests", "Antiphon.Tests", "Equilibrium", "Released", "authors-warehouse.csv")
        )
        .Where(line => char.IsDigit(line[0]))
        .Select(line => line.Split(','))
        .ToDictionary(
            cells => new AuthorsSetting(
                Whole(cells[0]),
                cells[1],
                Whole(cells[2]),
                Whole(cells[3]),
                cells[4] == "new" ? LocalMoveOrder.AfterGlobal : LocalMoveOrder.Together
            ),
            cells => double.Parse(cells[5], CultureInfo.InvariantCulture)
        );

    public static double Reward(AuthorsSetting setting) => Rewards[setting];

    private static int Whole(string cell) => int.Parse(cell, CultureInfo.InvariantCulture);
}
