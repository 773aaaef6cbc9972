using Antiphon.Runs;

namespace Antiphon.Paper;

/// <summary>
/// The folder of a reproduction, locked against other processes until disposed. Every finished row has a file of its own in cells/,
/// written whole, so that a kill loses the row under way and nothing else.
/// </summary>
internal sealed class ReproductionFolder : IDisposable
{
    private readonly string cells;
    private readonly RunLock held;

    internal ReproductionFolder(string folder)
    {
        cells = Path.Combine(folder, "cells");
        try
        {
            Disk.Current.CreateFolder(cells);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"the folder {folder} cannot be created: {failure.Message} Choose another folder.", failure);
        }

        held = RunLock.Take(new RunPaths(folder));
        try
        {
            foreach (string leftover in Disk.Current.Folders(folder).Prepend(folder).SelectMany(AbandonedFiles.In))
            {
                Disk.Current.Delete(leftover);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            held.Dispose();
            throw new InvalidInputException($"{folder} cannot be cleaned up: {failure.Message}", failure);
        }
    }

    /// <summary>A row that an earlier call finished; null when there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="format">Its format.</param>
    /// <param name="asked">The settings asked for.</param>
    /// <param name="settings">The settings of a row.</param>
    /// <param name="words">What the settings are, in their order.</param>
    /// <exception cref="InvalidInputException">The row's file is damaged, or of other options or another version.</exception>
    internal TRow? Take<TRow, TSettings>(string name, string format, TSettings asked, Func<TRow, TSettings> settings, string words)
        where TRow : class
        where TSettings : IEquatable<TSettings>
    {
        string path = PathOf(name);
        if (!Disk.Current.IsFile(path))
        {
            return null;
        }

        TRow row = RunFile.Read<TRow>(path, format, PaperJson.Document);
        StoredRowCheck.Require(path, row);
        return settings(row).Equals(asked)
            ? row
            : throw new InvalidInputException(
                $"{path} has {words} {settings(row)}; expected {asked}; use the options that it was started with, or choose another "
                    + "folder"
            );
    }

    /// <summary>A folder in it, made where it is missing.</summary>
    internal string Make(string name)
    {
        string path = Path.Combine(Path.GetDirectoryName(cells)!, name);
        Disk.Current.CreateFolder(path);
        return path;
    }

    internal void Save<TRow>(string name, TRow row) => RunFile.Write(PathOf(name), row, PaperJson.Document);

    /// <inheritdoc/>
    public void Dispose() => held.Dispose();

    private string PathOf(string name) => Path.Combine(cells, $"{name}.json");
}
