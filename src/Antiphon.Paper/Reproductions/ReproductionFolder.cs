using Antiphon.Runs;

namespace Antiphon.Paper;

/// <summary>
/// The folder of a reproduction, locked against other processes until disposed, or shared with others. Every finished row has a file of its
/// own in cells/, written whole, so that a kill loses the row under way and nothing else.
/// </summary>
internal sealed class ReproductionFolder : IDisposable
{
    private readonly string cells;
    private readonly RunLock? held;
    private readonly SharedWork? shared;

    /// <summary>Opens it.</summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <param name="sharing">The clock of a process that shares the folder with others; null: nobody else may work on it.</param>
    /// <exception cref="InvalidInputException">It cannot be written, or another process has it for itself.</exception>
    internal ReproductionFolder(string folder, TimeProvider? sharing = null)
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

        if (sharing is not null)
        {
            shared = new SharedWork(folder, sharing);
            return;
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
    public void Dispose()
    {
        held?.Dispose();
        shared?.Dispose();
    }

    /// <summary>Computes a row and saves it, unless another process that shares the folder does or did.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="take">Reads it; null while there is none.</param>
    /// <param name="compute">Computes it.</param>
    /// <returns>The row; null while another process computes it.</returns>
    internal TRow? Make<TRow>(string name, Func<TRow?> take, Func<TRow> compute)
        where TRow : class
    {
        if (shared is not null)
        {
            return shared.Do(name, take, compute, row => Save(name, row));
        }

        TRow made = compute();
        Save(name, made);
        return made;
    }

    private string PathOf(string name) => Path.Combine(cells, $"{name}.json");
}
