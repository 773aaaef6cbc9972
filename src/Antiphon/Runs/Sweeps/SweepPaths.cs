namespace Antiphon.Runs;

/// <summary>Where the files of a sweep are.</summary>
/// <param name="Folder">The sweep folder, absolute.</param>
internal sealed record SweepPaths(string Folder)
{
    /// <summary>All options; written last when a sweep is created, so that a folder with it is a sweep.</summary>
    public string Record => In("sweep.json");

    /// <summary>The game, with its number of agents.</summary>
    public string Game => In("game.json");

    /// <summary>One line per cell that is done. Everything below is made from it.</summary>
    public string Journal => In("journal.jsonl");

    /// <summary>One row per cell.</summary>
    public string Cells => In("cells.csv");

    /// <summary>One row per cell and evaluation seed.</summary>
    public string Evaluations => In("evaluations.csv");

    /// <summary>One row per k.</summary>
    public string Summary => In("summary.csv");

    /// <summary>The run folder of a cell.</summary>
    /// <param name="key">The cell.</param>
    /// <returns>Its path.</returns>
    public string Run(SweepKey key) => Path.Combine(Folder, "cells", key.ToString());

    /// <summary>The temporary files that a killed writer of this sweep left behind.</summary>
    internal IEnumerable<string> Leftovers => new[] { Record, Game, Cells, Evaluations, Summary }.SelectMany(AbandonedFiles.Of);

    private string In(string name) => Path.Combine(Folder, name);
}
