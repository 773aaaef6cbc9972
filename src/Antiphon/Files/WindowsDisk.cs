#pragma warning disable RS0030 // This is the disk that all others use.

namespace Antiphon.Files;

/// <summary>Windows: FlushFileBuffers, whose result .NET does check. Names in folders need no call of their own there.</summary>
internal sealed class WindowsDisk : Disk
{
    /// <inheritdoc/>
    public override void Flush(Stream file) => ((FileStream)file).Flush(flushToDisk: true);

    /// <inheritdoc/>
    public override void FlushFolder(string folder) { }
}
