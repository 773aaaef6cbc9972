using Antiphon.Games;
using Antiphon.Simulation;

namespace Antiphon.Runs;

/// <summary>The result of a simulation as a table in the run folder: one row per seed, in a file whose name says the settings, so that equal settings give the same file.</summary>
public static class SimulationFile
{
    /// <summary>Writes the table.</summary>
    /// <param name="paths">The run.</param>
    /// <param name="result">The simulation.</param>
    /// <param name="seed">The seed it was run with.</param>
    /// <returns>The path written.</returns>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static string Save(RunPaths paths, SimulationResult result, ulong seed)
    {
        var table = new CsvTable("seed", "meanReward");
        for (int index = 0; index < result.PerSeed.Count; index++)
        {
            table.Add(index, result.PerSeed[index]);
        }

        string path = paths.In($"simulation-n{result.Agents}-h{result.Horizon}-rollouts{result.Rollouts}-seeds{result.Seeds}-seed{seed}.csv");
        AtomicFile.WriteText(path, table.ToString());
        return path;
    }
}
