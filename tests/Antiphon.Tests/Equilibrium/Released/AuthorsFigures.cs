using System.Globalization;
using Antiphon.Simulation;
using Antiphon.Tests.Architecture;

namespace Antiphon.Tests.Equilibrium.Released;

/// <summary>What the authors' program earned when it was run; see the file's first lines.</summary>
internal static class AuthorsFigures
{
    private static readonly Dictionary<(int K, LocalMoveOrder Order), double> Rewards = File
        .ReadLines(Path.Combine(RepositoryRoot.Path, "tests", "Antiphon.Tests", "Equilibrium", "Released", "authors-warehouse.csv"))
        .Where(line => char.IsDigit(line[0]))
        .Select(line => line.Split(','))
        .ToDictionary(
            cells => (int.Parse(cells[0], CultureInfo.InvariantCulture), cells[1] == "new" ? LocalMoveOrder.AfterGlobal : LocalMoveOrder.Together),
            cells => double.Parse(cells[2], CultureInfo.InvariantCulture));

    public static double Reward(int subsample, LocalMoveOrder order) => Rewards[(subsample, order)];
}
