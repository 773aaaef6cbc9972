namespace Antiphon.Files;

/// <summary>What a folder says of one of its entries. Of a link, it is said of the link, not of what it names.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="IsFolder">Whether it is a folder, or a link to one.</param>
/// <param name="IsLink">Whether it is a symbolic link.</param>
/// <param name="Length">Bytes; 0 for a folder.</param>
/// <param name="Written">When it was written last, UTC.</param>
internal sealed record DiskEntry(string Path, bool IsFolder, bool IsLink, long Length, DateTime Written)
{
    /// <summary>The last part of the path.</summary>
    public string Name => System.IO.Path.GetFileName(Path);
}
