using System.Globalization;
using System.Text;

namespace Antiphon.Runs;

/// <summary>A claim of a process on a cell, or on another piece of work.</summary>
/// <param name="Name">What is claimed.</param>
/// <param name="Number">The fencing number: higher than that of every earlier claim that may still have an owner.</param>
/// <param name="Owner">Who claims it; empty where that cannot be read (its owner may be writing its name).</param>
internal sealed record SweepClaim(string Name, int Number, string Owner)
{
    /// <summary>Whether its owner gave it up.</summary>
    public bool IsFree => Owner == SweepClaims.Nobody;
}

/// <summary>
/// Who works on what in a sweep folder. A claim is the file claims/.NAME.NUMBER.lock with the name of its owner in it. It is created
/// exclusively, which a file system grants to one process alone; of several numbers the highest holds. Files of a claim go away when its
/// work is done (docs/decisions/0018).
/// </summary>
/// <param name="folder">The folder of claims.</param>
/// <param name="owner">This process.</param>
internal sealed class SweepClaims(string folder, string owner)
{
    /// <summary>The owner of a claim that was given up.</summary>
    public const string Nobody = "-";

    /// <summary>All claims that hold, by what they claim.</summary>
    public IReadOnlyDictionary<string, SweepClaim> Read() =>
        All("*")
            .GroupBy(file => file.Name, StringComparer.Ordinal)
            .Select(group => Claim(group.MaxBy(file => file.Number)))
            .OfType<SweepClaim>()
            .ToDictionary(claim => claim.Name, StringComparer.Ordinal);

    /// <summary>Claims something under a number; null when another process was faster.</summary>
    /// <param name="name">What to claim.</param>
    /// <param name="number">A number above that of the claim that holds.</param>
    /// <exception cref="IOException">It cannot be claimed by anybody.</exception>
    public SweepClaim? TryTake(string name, int number)
    {
        string path = PathOf(name, number);
        Disk.Current.MakeFolder(folder);
        if (!TryCreate(path))
        {
            return null;
        }

        // A claim of a higher number may be there, and that of this number have gone away meanwhile.
        if (Numbers(name).All(each => each <= number))
        {
            return new SweepClaim(name, number, owner);
        }

        Disk.Current.Delete(path);
        return null;
    }

    /// <summary>Whether a claim of this process still holds.</summary>
    public bool Holds(SweepClaim claim) =>
        OwnerOf(claim.Name, claim.Number) == owner && Numbers(claim.Name).All(each => each <= claim.Number);

    /// <summary>Everybody who ever held what a claim is on, the latest first.</summary>
    public IReadOnlyList<string> Owners(string name) =>
        [.. Numbers(name).OrderDescending().Select(number => OwnerOf(name, number)).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>Ends a claim whose work is done, and all that were taken over.</summary>
    public void Remove(SweepClaim claim)
    {
        foreach (int number in Numbers(claim.Name).Where(each => each <= claim.Number))
        {
            Disk.Current.Delete(PathOf(claim.Name, number));
        }
    }

    /// <summary>Gives a claim up whose work is not done. A number that was taken over may never be given again.</summary>
    public void GiveUp(SweepClaim claim)
    {
        if (claim.Number == 1)
        {
            Remove(claim);
        }
        else
        {
            Write(PathOf(claim.Name, claim.Number), FileMode.Create, Nobody);
        }
    }

    private bool TryCreate(string path)
    {
        Stream file;
        try
        {
            file = Disk.Current.Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, bufferBytes: 0);
        }
        catch (IOException) when (Disk.Current.IsFile(path))
        {
            return false;
        }

        using (file)
        {
            file.Write(Encoding.UTF8.GetBytes(owner));
        }

        return true;
    }

    private static void Write(string path, FileMode mode, string text)
    {
        using Stream file = Disk.Current.Open(path, mode, FileAccess.Write, FileShare.ReadWrite, bufferBytes: 0);
        file.Write(Encoding.UTF8.GetBytes(text));
    }

    private SweepClaim? Claim((string Name, int Number) file) =>
        OwnerOf(file.Name, file.Number) is string found ? new SweepClaim(file.Name, file.Number, found) : null;

    // Null where it has just gone away.
    private string? OwnerOf(string name, int number)
    {
        string path = PathOf(name, number);
        try
        {
            return Disk.Current.IsFile(path) ? Encoding.UTF8.GetString(Disk.Current.ReadBytes(path)) : null;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private IEnumerable<int> Numbers(string name) => [.. All(name).Select(file => file.Number)];

    private IEnumerable<(string Name, int Number)> All(string name) =>
        Disk.Current.IsFolder(folder)
            ? Disk.Current.Files(folder, $".{name}.*{SweepPaths.LockExtension}").Select(Parse).Where(file => file.Number > 0)
            : [];

    // Of ".k1-seed5.2.lock".
    private static (string Name, int Number) Parse(string path)
    {
        string text = Path.GetFileNameWithoutExtension(path)[1..];
        int point = text.LastIndexOf('.');
        return point > 0 && int.TryParse(text.AsSpan(point + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? (text[..point], number)
            : ("", 0);
    }

    private string PathOf(string name, int number) => Path.Combine(folder, $".{name}.{number}{SweepPaths.LockExtension}");
}
