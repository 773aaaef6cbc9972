using System.Globalization;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Architecture;

namespace Antiphon.Tests.Planning.AlphaVectors;

/// <summary>Another solver's proved bounds of the same problems: neither's lower bound may exceed the other's upper bound.</summary>
public class SarsopTests
{
    // SARSOP's figures have six digits.
    private const double Rounding = 1e-3;

    [Theory]
    [InlineData("depots", 5, 2_000)]
    [InlineData("warehouse-flat", 0, 300)]
    [InlineData("warehouse", 0, 300)]
    public void Bounds_agree(string name, int side, int backups) => Check(name, side, backups);

    [Fact]
    public void Gaps_are_as_narrow_on_draws_of_the_start_law()
    {
        foreach ((Figure figure, PointBounds ours) in Solve("depots", 5, 20_000))
        {
            Assert.True(ours.Gap <= Math.Max(figure.Upper - figure.Lower, 0.01), $"{ours} against {figure}");
        }
    }

    [Theory]
    [Trait("Tier", "full")]
    [InlineData("depots:10", 10, 5_000)]
    [InlineData("warehouse-flat", 0, 5_000)]
    public void Bounds_agree_and_are_narrower(string name, int side, int backups)
    {
        foreach ((Figure figure, PointBounds ours) in Check(name, side, backups))
        {
            Assert.True(ours.Gap <= Math.Max((figure.Upper - figure.Lower) / 2, 0.01), $"{ours} against {figure}");
        }
    }

    private static List<(Figure, PointBounds)> Check(string name, int side, int backups)
    {
        List<(Figure, PointBounds)> pairs = Solve(name, side, backups);
        foreach ((Figure figure, PointBounds ours) in pairs)
        {
            Assert.True(ours.Lower <= figure.Upper + Rounding, $"{ours} against {figure}");
            Assert.True(ours.Upper >= figure.Lower - Rounding, $"{ours} against {figure}");
        }

        return pairs;
    }

    private static List<(Figure, PointBounds)> Solve(string name, int side, int backups)
    {
        CooperativeGame game = side > 0 ? Depots.Create(side) : BuiltInGames.Get(name);
        LocalPolicy local =
            side > 0 ? Depots.Driving(game, side) : BaselinePolicies.Local(game).Single(policy => policy.Name == "follow").Policy;
        Figure[] figures = [.. Figures(game.LocalStates).Where(figure => figure.Game == name)];
        return
        [
            .. figures.Select(figure =>
            {
                AlphaVectorOptions options = new()
                {
                    Starts = [figure.Start],
                    MaximumBackups = backups,
                    Subpopulation = side > 0 ? 2 : 12,
                };
                return (figure, new AlphaVectorPlanner(options).Solve(game, local).Starts[0]);
            }),
        ];
    }

    private static IEnumerable<Figure> Figures(int states) =>
        File.ReadLines(Path.Combine(RepositoryRoot.Path, "tests", "Antiphon.Tests", "Planning", "AlphaVectors", "sarsop.csv"))
            .Where(line => !line.StartsWith('#'))
            .Skip(1)
            .Select(line => line.Split(','))
            .Select(fields => new Figure(
                fields[0],
                new PopulationPoint(int.Parse(fields[1]), [.. Fractions(fields[2], states)]),
                double.Parse(fields[3], CultureInfo.InvariantCulture),
                double.Parse(fields[4], CultureInfo.InvariantCulture)
            ));

    private static double[] Fractions(string text, int states)
    {
        double[] fractions = new double[states];
        switch (text)
        {
            case "uniform":
                Array.Fill(fractions, 1.0 / states);
                return fractions;
            case "first":
                fractions[0] = 1;
                return fractions;
            case "torn":
                (fractions[0], fractions[^1]) = (0.5, 0.5);
                return fractions;
            default:
                foreach (string[] pair in text.Split(' ').Select(part => part.Split(':')))
                {
                    int state = int.Parse(pair[0]);
                    if (state < states)
                    {
                        fractions[state] = double.Parse(pair[1], CultureInfo.InvariantCulture);
                    }
                }

                double sum = fractions.Sum();
                return [.. fractions.Select(fraction => fraction / sum)];
        }
    }

    private sealed record Figure(string Game, PopulationPoint Start, double Lower, double Upper);
}
