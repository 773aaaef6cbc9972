using System.Globalization;
using System.Text.RegularExpressions;
using Antiphon.Games;
using Antiphon.Simulation;

namespace Antiphon.Runs;

/// <summary>
/// The result of a simulation as a table in the run folder: one row per seed, in a file whose name says the settings, so that equal
/// settings give the same file.
/// </summary>
internal static partial class SimulationFile
{
    private static readonly string[] Columns = ["seed", "meanReward"];

    /// <summary>Writes the table.</summary>
    /// <param name="paths">The run.</param>
    /// <param name="result">The simulation.</param>
    /// <param name="seed">The seed it was run with.</param>
    /// <param name="sampling">
    /// The sampling rule where it is not the run's own: then the name says so, and the table is not taken for one of the run's. Null for
    /// the run's own.
    /// </param>
    /// <param name="corrected">Whether the policy was corrected for that rule.</param>
    /// <param name="variant">What else was asked for, as the end of the file's name; a report shows only tables without.</param>
    /// <returns>The path written.</returns>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static string Save(
        RunPaths paths,
        SimulationResult result,
        ulong seed,
        SamplingRule? sampling = null,
        bool corrected = false,
        string variant = ""
    )
    {
        var table = new CsvTable(Columns);
        for (int index = 0; index < result.PerSeed.Count; index++)
        {
            table.Add(index, result.PerSeed[index]);
        }

        string rule = sampling is null ? "" : $"-sampling-{sampling.FileWord}{(corrected ? "-corrected" : "")}";
        string size = $"-n{result.Agents}-h{result.Horizon}-rollouts{result.Rollouts}-seeds{result.Seeds}-seed{seed}";
        string path = paths.In($"simulation{rule}{size}{variant}.csv");
        AtomicFile.WriteText(path, table.ToString());
        return path;
    }

    /// <summary>Reads every such table in a run folder.</summary>
    internal static IReadOnlyList<StoredSimulation> LoadAll(RunPaths paths) =>
        [
            .. Disk
                .Current.Files(paths.Folder, "simulation-*.csv")
                .Select(path => (Path: path, Settings: Settings().Match(Path.GetFileName(path))))
                .Where(file => file.Settings.Success)
                .Select(file => Read(file.Path, file.Settings))
                .OrderBy(simulation => simulation.Agents)
                .ThenBy(simulation => simulation.Horizon)
                .ThenBy(simulation => simulation.Rollouts)
                .ThenBy(simulation => simulation.PerSeed.Count)
                .ThenBy(simulation => simulation.Seed),
        ];

    private static StoredSimulation Read(string path, Match settings)
    {
        string[] lines = InputFile.ReadText(path).TrimEnd('\n').Split('\n');
        Require(lines[0].TrimEnd('\r') == string.Join(',', Columns), path, 1, lines[0], string.Join(',', Columns));
        double[] rewards = [.. lines.Skip(1).Select((line, seed) => Reward(path, seed, line))];
        int seeds = (int)Number(path, settings, "seeds");
        Require(
            rewards.Length == seeds,
            path,
            lines.Length,
            $"the end after {rewards.Length} seeds",
            $"{seeds} seeds, as in the file's name"
        );
        return new StoredSimulation(
            Path.GetFileName(path),
            (long)Number(path, settings, "n"),
            (int)Number(path, settings, "h"),
            (int)Number(path, settings, "rollouts"),
            (ulong)Number(path, settings, "seed"),
            rewards
        );
    }

    private static double Reward(string path, int seed, string line)
    {
        string[] cells = line.TrimEnd('\r').Split(',');
        bool valid =
            double.TryParse(cells[^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double reward) && double.IsFinite(reward);
        Require(
            valid && cells.Length == Columns.Length && cells[0] == seed.ToString(CultureInfo.InvariantCulture),
            path,
            seed + 2,
            line,
            $"{seed},NUMBER"
        );
        return reward;
    }

    private static decimal Number(string path, Match settings, string name)
    {
        bool valid =
            decimal.TryParse(settings.Groups[name].Value, out decimal number)
            && number
                <= (
                    name switch
                    {
                        "seed" => ulong.MaxValue,
                        "n" => long.MaxValue,
                        _ => int.MaxValue,
                    }
                );
        return valid
            ? number
            : throw new InvalidInputException(
                $"{path}: {name} in its name is not a number that a simulation can have; rename or delete the file"
            );
    }

    private static void Require(bool holds, string path, int line, string found, string expected)
    {
        if (!holds)
        {
            throw new InvalidInputException(
                $"{path}: line {line} is '{found}'; expected '{expected}'; the table is damaged or was edited; delete it and simulate "
                    + "again"
            );
        }
    }

    [GeneratedRegex(
        @"^simulation-n(?<n>\d+)-h(?<h>\d+)-rollouts(?<rollouts>\d+)-seeds(?<seeds>\d+)-seed(?<seed>\d+)\.csv$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Settings();
}
