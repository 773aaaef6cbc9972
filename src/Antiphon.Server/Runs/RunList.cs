using System.Security.Cryptography;

namespace Antiphon.Server;

/// <summary>The runs below a folder at one time, with the document that lists them.</summary>
internal sealed class RunList
{
    private readonly Dictionary<string, ListedRun> byId;

    /// <summary>Makes the list.</summary>
    /// <param name="folder">Name of the folder.</param>
    /// <param name="runs">The runs, those written last first.</param>
    /// <param name="unread">Names of folders that cannot be read.</param>
    /// <param name="isCut">Whether there were more folders than are searched.</param>
    public RunList(string folder, IReadOnlyList<ListedRun> runs, IReadOnlyList<string> unread, bool isCut)
    {
        Folder = folder;
        byId = runs.ToDictionary(run => run.Id, StringComparer.Ordinal);
        Document = RunText.List(folder, runs, unread, isCut, version: null);
        Version = Convert.ToHexStringLower(SHA256.HashData(Document))[..16];
        Document = RunText.List(folder, runs, unread, isCut, Version);
    }

    /// <summary>Name of the folder.</summary>
    public string Folder { get; }

    /// <summary>Changes whenever the list does.</summary>
    public string Version { get; }

    /// <summary>The list as JSON.</summary>
    public byte[] Document { get; }

    /// <summary>One of them; null where there is none of this id.</summary>
    public ListedRun? Find(string id) => byId.GetValueOrDefault(id);
}
