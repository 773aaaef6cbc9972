using Antiphon.Benchmarks.Measuring;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Benchmarks.Training;

/// <summary>Which model of the population trains the better pair, and how long it takes: count vectors on a lattice, or alpha vectors.</summary>
internal static class ModelsBenchmark
{
    private const int Subsample = 10;
    private const int Rollouts = 1_024;
    private const ulong FreshSeed = 2;

    public static int Run(IReadOnlyList<string> files)
    {
        Machine.Print("models");
        Console.WriteLine(
            $"`antiphon train GAME --k {Subsample} --population P`, seed 1. Difference: discounted return of the pair by alpha vectors "
                + $"minus that of the pair by the lattice, {Rollouts:N0} fresh pairs of episodes on common random numbers, 95 % interval. "
                + "s: processor seconds of all threads, which a busy machine changes little."
        );
        Console.WriteLine();
        Console.WriteLine("| game | S | lattice | return | s | alpha vectors | s | difference |");
        Console.WriteLine("|---|---:|---|---:|---:|---:|---:|---:|");
        foreach (CooperativeGame game in Games(files))
        {
            Console.WriteLine(Row(game));
        }

        Console.WriteLine();
        return 0;
    }

    private static IEnumerable<CooperativeGame> Games(IReadOnlyList<string> names) =>
        names.Count > 0 ? names.SelectMany(Named) : OneType(BuiltInGames.All.Select(game => game.Create())).Concat(RelocationGames.All());

    private static IEnumerable<CooperativeGame> OneType(IEnumerable<CooperativeGame> games) => games.Where(game => game.Types.Count == 1);

    private static IEnumerable<CooperativeGame> Named(string name)
    {
        if (name.StartsWith(RelocationGames.Family, StringComparison.Ordinal))
        {
            return RelocationGames.All().Where(game => game.Name.StartsWith(name, StringComparison.Ordinal));
        }

        return [File.Exists(name) ? GameFile.Load(name) : BuiltInGames.Get(name)];
    }

    private static string Row(CooperativeGame game)
    {
        (AlternationResult<JointPolicy>? tables, string tableSeconds) = Train(game, PopulationChooser.Lattice(game));
        (AlternationResult<JointPolicy>? vectors, string vectorSeconds) = Train(game, PopulationChoice.Alpha);
        string difference = "";
        if (tables is not null && vectors is not null)
        {
            var comparison = new PairedComparison(
                new PairedComparisonOptions
                {
                    Horizon = vectors.Horizon,
                    FirstBatch = Rollouts,
                    MaximumRollouts = Rollouts,
                    Seed = FreshSeed,
                    Confidence = 0.9, // the first analysis of a sequence may spend half of what is left
                }
            );
            ConfidenceInterval gain = comparison.Compare(game, tables.Policy, vectors.Policy, 0).Difference;
            difference = $"{gain.Mean:0.00} ({gain.Low:0.00} to {gain.High:0.00})";
        }

        string[] fields =
        [
            game.Name,
            $"{game.LocalStates}",
            tables is null ? "does not fit" : tables.PopulationModel,
            Mean(tables),
            tableSeconds,
            Mean(vectors),
            vectorSeconds,
            difference,
        ];
        return $"| {string.Join(" | ", fields)} |";
    }

    private static string Mean(AlternationResult<JointPolicy>? result) => result is null ? "" : $"{result.Deployed.Mean:0.00}";

    private static (AlternationResult<JointPolicy>? Result, string Seconds) Train(CooperativeGame game, PopulationChoice population)
    {
        var options = new AlternationOptions
        {
            Subsample = (int)Math.Min(Subsample, game.Agents),
            Population = population,
            Baselines = false,
        };
        try
        {
            AlternationResult<JointPolicy>? result = null;
            var timing = Timing.Of(() => result = new Alternation(options).Run(game));
            return (result, $"{timing.Processor:0.0}");
        }
        catch (DoesNotFitException)
        {
            return (null, "");
        }
    }
}
