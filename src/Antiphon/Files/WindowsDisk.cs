namespace Antiphon.Files;

/// <summary>Windows: FlushFileBuffers, whose result .NET does check. Names in folders need no call of their own there.</summary>
internal sealed class WindowsDisk : Disk
{
    /// <inheritdoc/>
    public override void Flush(FileStream file) => file.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public override void FlushFolder(string folder) { }
}
