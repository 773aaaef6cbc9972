using Antiphon.Runs;

namespace Antiphon.Paper;

/// <summary>When, how and by which version a reproduction was first stored. Resuming it does not change that.</summary>
/// <param name="Format">The format of the file.</param>
/// <param name="Origin">When and how.</param>
/// <param name="Version">The version.</param>
internal sealed record ReproductionOrigin(string Format, RunOrigin Origin, string Version)
{
    private const string Current = "antiphon-reproduction-origin/1";
    private const string Name = "origin.json";

    /// <summary>The origin that a folder holds; stores one if there is none.</summary>
    /// <param name="folder">The folder of the reproduction.</param>
    /// <param name="now">The origin to store if none is stored yet.</param>
    /// <exception cref="InvalidInputException">The file is damaged or cannot be written.</exception>
    public static ReproductionOrigin Keep(string folder, RunOrigin now)
    {
        string path = Path.Combine(folder, Name);
        if (Disk.Current.IsFile(path))
        {
            return RunFile.Read<ReproductionOrigin>(path, Current, PaperJson.Document);
        }

        var made = new ReproductionOrigin(Current, now, AntiphonVersion.Current);
        RunFile.Write(path, made, PaperJson.Document);
        return made;
    }
}
