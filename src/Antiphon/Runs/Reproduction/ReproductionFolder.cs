namespace Antiphon.Runs;

/// <summary>
/// The folder of a reproduction, locked against other processes until disposed. Every finished row has a file of its own in cells/, written whole, so that a kill loses
/// the row under way and nothing else.
/// </summary>
internal sealed class ReproductionFolder : IDisposable
{
    private readonly string cells;
    private readonly ReproductionOptions options;
    private readonly RunLock held;

    internal ReproductionFolder(string folder, ReproductionOptions options)
    {
        (cells, this.options) = (Path.Combine(folder, "cells"), options);
        try
        {
            Directory.CreateDirectory(cells);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"the folder {folder} cannot be made: {failure.Message} Choose another folder.", failure);
        }

        held = RunLock.Take(new RunPaths(folder));
    }

    /// <summary>A row that an earlier call finished; null when there is none.</summary>
    /// <exception cref="InvalidInputException">The row's file is damaged, or of other options or another version.</exception>
    internal ReproductionRow? Take(ReproductionConfiguration configuration, int subsample, int training)
    {
        var path = PathOf(ReproductionRow.NameOf(configuration, subsample, training));
        if (!File.Exists(path))
        {
            return null;
        }

        var row = RunFile.Read<ReproductionRow>(path, ReproductionRow.CurrentFormat);
        var asked = (configuration, subsample, training, options.Seed, options.Seeds, options.Rollouts, AntiphonVersion.Current);
        var found = (row.Configuration, row.K, row.Training, row.Seed, row.PerSeed.Count, row.Rollouts, row.Version);
        return found == asked
            ? row
            : throw new InvalidInputException($"{path} holds configuration, k, training, seed, seeds, rollouts, version {found}; expected {asked}; go on with the options it was begun with, or choose another folder");
    }

    internal void Save(ReproductionRow row) => RunFile.Write(PathOf(row.Name), row);

    /// <inheritdoc/>
    public void Dispose() => held.Dispose();

    private string PathOf(string name) => Path.Combine(cells, $"{name}.json");
}
