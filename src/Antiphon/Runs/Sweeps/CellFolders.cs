namespace Antiphon.Runs;

/// <summary>
/// The run folders of cells. A process works in a folder of its own, which takes the cell's name when the cell is done. Who takes a cell
/// over renames that folder first: whatever the former owner still writes then finds no folder.
/// </summary>
/// <param name="paths">The sweep.</param>
/// <param name="claims">The claims of this process.</param>
/// <param name="name">The name of this process.</param>
internal sealed class CellFolders(SweepPaths paths, SweepClaims claims, string name)
{
    /// <summary>Where this process works on a cell.</summary>
    /// <param name="key">The cell.</param>
    public string Working(SweepKey key) => paths.Working(key.ToString(), name);

    /// <summary>
    /// Takes what former owners of a cell left, so that training goes on from there. What cannot be moved is trained again.
    /// </summary>
    /// <param name="key">The cell.</param>
    /// <param name="claim">The claim on it.</param>
    public void Adopt(SweepKey key, SweepClaim claim)
    {
        string own = Working(key);
        foreach (string owner in claims.Owners(claim.Name).Where(owner => owner != name && owner.Length > 0))
        {
            TryMove(paths.Working(claim.Name, owner), own);
        }

        if (!Disk.Current.IsFolder(own) && claims.Holds(claim) && TryMove(paths.Run(key), own) && !claims.Holds(claim))
        {
            // This process stood still in between: the cell is done, and what was moved is its result.
            TryMove(own, paths.Run(key));
        }

        if (Disk.Current.IsFolder(own))
        {
            // A former owner that stands still may hold it.
            Disk.Current.Delete(new RunPaths(own).Lock);
        }
    }

    /// <summary>Gives the folder of a cell the cell's name.</summary>
    /// <param name="key">The cell.</param>
    /// <exception cref="IOException">It cannot; or another process took the cell over.</exception>
    public void Store(SweepKey key) => Store(Working(key), paths.Run(key));

    /// <summary>Gives the folder that a dead process left of a cell the cell's name.</summary>
    /// <param name="claim">Its claim.</param>
    public void Store(SweepClaim claim) => Store(paths.Working(claim.Name, claim.Owner), paths.Run(claim.Name));

    /// <summary>Removes the folder that this process has for a cell, if it has one.</summary>
    /// <param name="key">The cell.</param>
    public void Discard(SweepKey key) => Remove(Working(key));

    /// <summary>Removes a run folder, if there is one.</summary>
    /// <param name="folder">The folder.</param>
    public static void Remove(string folder)
    {
        if (Disk.Current.IsFolder(folder))
        {
            // The record first: without it, what a kill leaves is no run, and the cell runs again.
            Disk.Current.Delete(new RunPaths(folder).Record);
            Disk.Current.DeleteFolder(folder);
        }
    }

    private static void Store(string working, string target)
    {
        if (!Disk.Current.IsFolder(working))
        {
            return;
        }

        Remove(target);
        Disk.Current.MoveFolder(working, target);
        Disk.Current.FlushFolder(Path.GetDirectoryName(target)!);
    }

    private static bool TryMove(string from, string to)
    {
        try
        {
            if (!Disk.Current.IsFolder(from) || Disk.Current.IsFolder(to))
            {
                return false;
            }

            Disk.Current.MoveFolder(from, to);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
